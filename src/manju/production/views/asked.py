"""What a request says: its subject, its files, times and numbers, read with care."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from manju.catalogue.admission import plain_name
from manju.catalogue.models import Episode, Property
from manju.people.errors import Refused
from manju.production.capturing import Arrived
from manju.production.recording import Subject
from manju.words import Words

__all__ = ["arrived", "moment_of", "subject_asked", "whole"]


def subject_asked(of_property: Property, asked: Mapping[str, Any]) -> Subject:  # Any: a form's or JSON's values
    """What a form or an address is about.

    Raises:
        Refused: an episode of another property, or none.
    """
    episode = None
    if asked.get("episode"):
        number = whole(str(asked["episode"]))
        episode = Episode.objects.filter(pk=number, season__work__of_property=of_property).first() if number else None
        if episode is None:
            raise Refused(Words("这个 IP 没有这一集。", "The property has no such episode."), field="episode")
    character, asset = str(asked.get("character") or "").strip()[:80], str(asked.get("asset") or "").strip()[:80]
    return Subject(of_property, character, episode, asset)


def whole(text: str, *, digits: int = 9) -> int | None:
    """A whole number from 0 of at most so many digits, None for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def moment_of(text: str, *, field: str = "made_at") -> datetime | None:
    """A moment as ISO 8601; without a zone it is the studio's. Empty: None.

    Raises:
        Refused: it is none.
    """
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            Words("“{t}”不是时间，写成 2026-11-26 21:40 这样。", "“{t}” is no time: write 2026-11-26 21:40.").fill(
                t=text[:40]
            ),
            field=field,
        )
    return found if timezone.is_aware(found) else timezone.make_aware(found)


@contextmanager
def arrived(request: HttpRequest, field: str = "files") -> Iterator[list[Arrived]]:
    """The files of a form, on the disk while they are looked at; `times` says when each was last changed."""
    times = _times(request.POST.get("times", ""))
    with TemporaryDirectory(prefix="manju-in-") as folder:
        yield [
            _written(upload, Path(folder), n, times.get(upload.name or ""))
            for n, upload in enumerate(request.FILES.getlist(field))
        ]


def _written(upload: UploadedFile[Any], folder: Path, n: int, made_at: datetime | None) -> Arrived:
    name = plain_name(upload.name or "file")
    path = folder / f"{n}" / name
    path.parent.mkdir()
    with path.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return Arrived(path, name, made_at)


def _times(text: str) -> dict[str, datetime]:
    """`{"name": milliseconds since 1970}` as a browser's `File.lastModified` gives them; nonsense is left out."""
    try:
        said = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    found = {}
    now = timezone.now()
    for name, value in said.items() if isinstance(said, dict) else ():
        if isinstance(value, (int, float)) and 6e11 < value < 4e12:
            at = datetime.fromtimestamp(value / 1000, UTC)
            if at <= now:
                found[str(name)] = at
    return found
