"""All covers of one deliverable: the moment that was chosen, cut to each size of its channel, titled and labelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from manju.media.channels import Profile
from manju.media.cover.finding import find_candidates
from manju.media.cover.scoring import Face, FaceFinder, find_faces
from manju.media.cover.shaping import shape, without_bars
from manju.media.cover.title import Style, titled
from manju.media.cover.writing import take_frame, write_cover
from manju.media.errors import MediaError
from manju.media.label import writing as label_writing
from manju.media.label.aigc import AigcLabel
from manju.media.render.encode import Source

LOOKED_AT: Final = 540  # faces are looked for in a picture of this height


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """What a cover shall be: a moment of the master in seconds (None: the best one) and a title, if it bears one."""

    at_s: float | None = None
    title: str = ""
    style: Style = "outline"


AS_FOUND: Final = CoverChoice()
"""The best moment, without a title."""


@dataclass(frozen=True, eq=False)
class Look:
    """A frame of the master as RGB without black bars, and the faces in it, in its pixels."""

    frame: Image.Image
    faces: tuple[Face, ...]


def look_of(
    source: Source, at_s: float, *, faces: FaceFinder = find_faces, cancelled: Callable[[], bool] = lambda: False
) -> Look:
    """The frame at `at_s` with its faces; the moment is held within the film.

    Raises:
        MediaError: there is no decodable frame there.
    """
    frame = without_bars(_frame_at(source, at_s, cancelled))
    scale = min(1.0, LOOKED_AT / frame.height)
    small = frame.resize((max(1, round(frame.width * scale)), max(1, round(frame.height * scale))))
    return Look(frame, tuple(f.scaled(1 / scale) for f in faces(np.asarray(small))))


def _frame_at(source: Source, at_s: float, cancelled: Callable[[], bool]) -> Image.Image:
    """The frame at that moment; the last one there is for moments at or after the end."""
    for moment in (at_s, source.duration_s - 0.25, source.duration_s - 1.5):
        try:
            return take_frame(source, max(0.0, min(at_s, moment)), cancelled=cancelled)
        except MediaError as error:
            if error.code != "no_frame_there":
                raise
    return take_frame(source, 0.0, cancelled=cancelled)


def make_covers(
    look: Look, profile: Profile, folder: Path, stem: str, *, language: str, choice: CoverChoice, aigc: AigcLabel
) -> list[Path]:
    """Write `<stem>.cover.jpg` and one `<stem>.cover-<w>x<h>.jpg` per further size; returns them, the main one first.

    Raises:
        MediaError: `glyph_missing`, `title_too_long`, `cover_too_large`.
    """
    paths = []
    for n, size in enumerate(sizes_of(profile)):
        path = folder / (f"{stem}.cover.jpg" if n == 0 else f"{stem}.cover-{size[0]}x{size[1]}.jpg")
        cover = titled(shape(look.frame, size, look.faces), choice.title, language=language, style=choice.style)
        plain = path.with_suffix(".tmp")
        # the label's metadata needs room too
        write_cover(cover.picture, plain, max_bytes=profile.cover_max_bytes - 4096)
        label_writing.write(plain, path, aigc)
        plain.unlink()
        paths.append(path)
    return paths


def replace_covers(
    source: Source, profile: Profile, folder: Path, stem: str, *, language: str, choice: CoverChoice, aigc: AigcLabel,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:  # fmt: skip
    """Make the covers of a finished deliverable anew in its folder; returns the main one.

    Raises:
        MediaError: as `look_of` and `make_covers`.
    """
    at_s = choice.at_s
    if at_s is None:
        at_s = find_candidates(source, count=1, cancelled=cancelled)[0].time_s
    look = look_of(source, at_s, cancelled=cancelled)
    for old in folder.glob(f"{stem}.cover*.jpg"):
        old.unlink()
    return make_covers(look, profile, folder, stem, language=language, choice=choice, aigc=aigc)[0]


def sizes_of(profile: Profile) -> tuple[tuple[int, int], ...]:
    """The sizes a channel asks for; its own picture size where it asks for none."""
    return profile.cover_sizes or ((profile.width, profile.height),)
