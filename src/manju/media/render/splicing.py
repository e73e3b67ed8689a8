"""Replacing one shot of a rendered piece: what did not change keeps its packets, only the changed shot is encoded.

Framed pieces have a key frame at every shot, so that a piece which shows the same but for one shot can be cut there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from manju.media.render.encode import Source
from manju.media.render.looks import Look, ShotKey
from manju.media.render.spans import SEEKABLE, Span, key_frames
from manju.media.render.store import Store

__all__ = ["Stretch", "remember_shots", "span_of", "splice"]

MOST: Final = Fraction(1, 2)  # of a piece may be new: beyond, it is made as a whole


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames of the film, `end` None to its last: as the piece of this key has them, or (None) to be made."""

    first: int
    end: int | None
    key: str | None


def remember_shots(store: Store, key: str, shots: Sequence[ShotKey]) -> None:
    """Keep beside a framed piece what it shows from which frame on."""
    with store.put(key, ".shots") as beside:
        beside.write_text(json.dumps([[s.first, s.digest] for s in shots]))


def splice(store: Store, key: str, look: Look, span: Span) -> list[Stretch]:
    """How to make a framed piece from another one that differs in few of its shots; nothing when there is none.

    `key` is that of the piece wanted: pieces that differ only in their framing have the same first half.
    """
    wanted = look.shots(span)
    first, end = span.frames(look.fps)
    ends = [*(s.first for s in wanted[1:]), end]
    # the last piece of a film is as long as it is: about as long as the others, as far as this matters
    length = (end if end is not None else wanted[-1].first + round(look.fps * 5)) - first
    best: tuple[int, list[Stretch]] | None = None
    for path in sorted(store.path(key).parent.glob(f"{key.split('-', maxsplit=1)[0]}-*.shots")):
        other = path.stem
        have = [ShotKey(*pair) for pair in json.loads(path.read_text())]
        if [s.first for s in have] != [s.first for s in wanted] or store.find(other) is None:
            continue
        changed = [a.digest != b.digest for a, b in zip(wanted, have, strict=True)]
        new = sum((e if e is not None else first + length) - s.first
                  for s, e, c in zip(wanted, ends, changed, strict=True) if c)  # fmt: skip
        if new <= length * MOST and (best is None or new < best[0]):
            best = new, _stretches(wanted, ends, changed, other)
    return [] if best is None else best[1]


def span_of(source: Source, stretch: Stretch, look: Look, around: Span) -> Span:
    """The span of a stretch inside another one, decoded from the last key frame before it that can be sought."""
    start = Fraction(stretch.first) / look.fps
    seek = around.decode_from
    if stretch.first > around.frames(look.fps)[0] and source.demuxer in SEEKABLE:
        # half a frame before: what is shown first may come a little before its frame
        found = key_frames(source.path, source.demuxer or "", [float(start - 1 / (2 * look.fps))])
        seek = max([seek, *found])
    return Span(start, None if stretch.end is None else Fraction(stretch.end) / look.fps, seek)


def _stretches(
    shots: Sequence[ShotKey], ends: Sequence[int | None], changed: Sequence[bool], other: str
) -> list[Stretch]:
    runs = [list(run) for _, run in groupby(zip(shots, ends, changed, strict=True), key=lambda one: one[2])]
    return [Stretch(run[0][0].first, run[-1][1], None if run[0][2] else other) for run in runs]
