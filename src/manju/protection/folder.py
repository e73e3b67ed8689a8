"""The folder that a studio's found files are put into to be scanned in bulk."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

__all__ = ["watched_folder"]


def watched_folder(studio_id: int) -> Path:
    """`found/<studio>` in the home, made when it is not there; downloads and feeds put files into it by any means.

    It is no path that somebody types: a page must not be able to scan the server's other folders.
    """
    folder = Path(settings.HOME) / "found" / str(studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
