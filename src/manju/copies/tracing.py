"""Tracing a suspect in a studio's catalogue: the cellar's answer with the rows it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from manju.copies.models import Copy, RegisteredMaster
from manju.copies.registry import Registry
from manju.media import tracing as cellar
from manju.media.errors import MediaError
from manju.media.sniff import sniff
from manju.media.traces import Match, Named, Trace
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["Found", "FoundCopy", "Traced", "must_be_film", "trace_file", "trace_in"]

Progress = Callable[[float, Words], None]


@dataclass(frozen=True, eq=False)
class Found:
    """A master that the suspect shows, and where."""

    match: Match
    master: RegisteredMaster


@dataclass(frozen=True, eq=False)
class FoundCopy:
    """A copy that the suspect was made from: above the bound."""

    named: Named
    copy: Copy

    @property
    def log10_false_alarm(self) -> float:
        """Chance, as a power of ten, that a trace like this one names an innocent copy."""
        return self.named.log10_false_alarm


@dataclass(frozen=True, eq=False)
class Traced:
    """The whole answer on one suspect: `trace` as the cellar gives it, matches and copies with their rows, best first.

    The rows are loaded with all that their names need: no query is made by showing them.
    """

    trace: Trace
    matches: tuple[Found, ...]
    copies: tuple[FoundCopy, ...]

    @property
    def match(self) -> Found | None:
        """The best match."""
        return self.matches[0] if self.matches else None

    @property
    def copy(self) -> FoundCopy | None:
        """The surest copy."""
        return self.copies[0] if self.copies else None


def trace_file(
    studio: Studio | int,
    path: Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Traced:
    """Whose copy is this file, among the studio's masters?

    Raises:
        MediaError: the suspect has no picture or does not decode; the studio's key is lost (`keys.secret_of`).
        Cancelled: `cancelled()` became true.
    """
    return trace_in(Registry(studio), path, progress=progress, cancelled=cancelled)


def trace_in(
    registry: Registry,
    path: Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Traced:
    """`trace_file` with a registry that is kept for the next suspect."""
    must_be_film(path)
    trace = cellar.trace(path, index=registry.index(), known=registry.known, progress=progress, cancelled=cancelled)
    with in_studio(registry.studio_id):
        masters = RegisteredMaster.objects.shown().in_bulk([m.master_id for m in trace.matches])
        named = Copy.objects.select_related("master__master__episode__season__work", "made_by").filter(
            copy_id__in=[n.copy_id for n in trace.named]
        )
        copies = {(c.master_id, c.copy_id): c for c in named}
    return Traced(
        trace,
        tuple(Found(m, masters[m.master_id]) for m in trace.matches if m.master_id in masters),
        tuple(FoundCopy(n, copies[n.master_id, n.copy_id]) for n in trace.named),
    )


def must_be_film(path: Path) -> None:
    """Refuse a picture, of which a film's trace would say that it is not ours.

    Raises:
        MediaError: `still_image`, or what `sniff` refuses.
    """
    if sniff(path).still:
        raise MediaError(
            "still_image",
            Words("这是一张图片，不是视频。", "This is a picture, not a film."),
            Words("图片用 manju protect trace-image 追踪。", "Trace a picture with manju protect trace-image."),
        )
