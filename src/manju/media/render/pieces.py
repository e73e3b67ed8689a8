"""A render by pieces: the film is cut into spans, each is encoded for all outputs at once, and what is done is kept.

Where a piece is made does not matter (see `Engine`); one that was made before from the same things is not made again.
See docs/algorithms/pieces.md.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Protocol, TypeVar

import numpy as np

from manju.media.errors import MediaError
from manju.media.label.visible import LabelPicture
from manju.media.lettering.laying import shown_in
from manju.media.render.encode import CRF, PRESET, THREADS, Output, Source
from manju.media.render.framed import encode_framed
from manju.media.render.joining import Part, join
from manju.media.render.marking import Marker
from manju.media.render.spans import WHOLE, Span, Unseekable, spans_of
from manju.media.render.splicing import remember_shots, span_of, splice
from manju.media.render.store import Store
from manju.words import Words

__all__ = ["PIECE_VERSION", "Alone", "Engine", "Piece", "key_of", "make_piece", "render"]

PIECE_VERSION: Final = 1
"""Part of every key: raised whenever the same piece would come out with other bytes."""

# Largest child of a render of four 1080p outputs, measured: docs/benchmarks.md
BYTES_PER_PIXEL: Final = 95
CHILD_BYTES: Final = 100 * 2**20

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
Cancel = Callable[[], bool]


class Engine(Protocol):
    """Where pieces are made: processes of this machine, or of others (`manju.jobs.engine` has them)."""

    def each(
        self, deed: Callable[[Thing, Cancel], Answer], pieces: Iterable[Thing], *, cancelled: Cancel,
        most: int | None = None,
    ) -> Iterator[tuple[Thing, Answer | object]]:  # fmt: skip
        """Do `deed(piece, cancelled)` to each, no more than `most` at once; anything but its answer: it was lost."""


class Alone:
    """The engine that is always there: one piece after another, in this process."""

    def each(
        self, deed: Callable[[Thing, Cancel], Answer], pieces: Iterable[Thing], *, cancelled: Cancel,
        most: int | None = None,
    ) -> Iterator[tuple[Thing, Answer | object]]:  # fmt: skip
        for piece in pieces:
            yield piece, deed(piece, cancelled)


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """One span of a film for the outputs that lack it, with the keys under which they are kept. Can be pickled.

    `work` holds subtitles and fonts; `told` is a file in which the piece's share done is written.
    """

    source: Source
    span: Span
    outputs: tuple[Output, ...]
    keys: tuple[str, ...]
    marker: Marker | None
    store: Store
    work: Path
    told: Path


def render(
    source: Source,
    outputs: Sequence[Output],
    work: Path,
    *,
    sha256: str,
    store: Store | None = None,
    engine: Engine | None = None,
    marker: Marker | None = None,
    spans: Sequence[Span] | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Cancel = lambda: False,
) -> None:
    """Make the files of all outputs of one master; `work` holds their sounds and subtitles.

    `sha256` is that of the master, for the keys; `store` keeps the pieces (default: as long as `work`). Where the film
    is cut is decided here unless `spans` says it. `marker` marks the outputs with a copy id.

    Raises:
        Cancelled, MediaError: as `ffmpeg.run`; finished pieces stay in the store.
    """
    kept = store or Store(work / "pieces")
    cuts = list(spans) if spans is not None else spans_of(source.path, source.demuxer, source.duration_s)
    making = _Making(
        source, tuple(outputs), work, sha256, store=kept, engine=engine or Alone(), marker=marker, progress=progress,
        cancelled=cancelled,
    )  # fmt: skip
    try:
        making.all_of(cuts)
    except Unseekable:
        if cuts == [WHOLE]:
            raise
        making.all_of([WHOLE])


def make_piece(piece: Piece, cancelled: Cancel) -> int:
    """Encode one span for its outputs and keep what came of it; returns how many files were kept.

    Raises:
        Cancelled, MediaError: as `ffmpeg.run`; nothing of the piece is kept then.
    """
    said = -1.0

    def tell(share: float) -> None:
        nonlocal said
        if share >= said + 0.01:
            said = share
            piece.told.write_text(f"{share:.3f}")

    with ExitStack() as beside:
        files = [beside.enter_context(piece.store.put(key)) for key in piece.keys]
        encode_framed(
            piece.source, piece.outputs, files, piece.work, span=piece.span, marker=piece.marker, progress=tell,
            cancelled=cancelled,
        )  # fmt: skip
        for key, output in zip(piece.keys, piece.outputs, strict=True):
            if output.look is not None:
                remember_shots(piece.store, key, output.look.shots(piece.span))
    return len(piece.keys)


def key_of(sha256: str, span: Span, output: Output, marker: Marker | None) -> str:
    """Hex digits made of everything that decides the pictures of this output in this span: SHA-256.

    Of a framed output there are two such sums: what is shown where comes second, so that pieces which differ in nothing
    else are found beside each other. Sound, soft subtitles and metadata are of the file and not of its pictures.
    """
    said = hashlib.sha256()
    mark = "" if output.copy_id is None or marker is None else _fingerprint(marker)
    for part in (PIECE_VERSION, PRESET, CRF, THREADS, sha256, span.frames(output.geometry.fps), mark):
        said.update(f"{part}\0".encode())
    for field in fields(output):
        if field.name not in NOT_IN_PICTURE:
            value = getattr(output, field.name)
            if field.name == "laid":  # a caption changed elsewhere changes nothing here
                value = shown_in(value, float(span.start), None if span.end is None else float(span.end))
            said.update(f"{field.name}=".encode() + _bytes_of(value) + b"\0")
    if output.look is None:
        return said.hexdigest()
    shots = hashlib.sha256(repr(output.look.shots(span)).encode())
    return f"{said.hexdigest()}-{shots.hexdigest()}"


NOT_IN_PICTURE: Final = frozenset({"path", "soft_subtitles", "soft_language", "sound", "metadata", "framing"})


def _bytes_of(value: object) -> bytes:
    if isinstance(value, Path):
        return hashlib.sha256(value.read_bytes()).digest()
    if isinstance(value, LabelPicture):
        return hashlib.sha256(np.ascontiguousarray(value.rgba).tobytes() + f"{value.x},{value.y}".encode()).digest()
    return repr(value).encode()


def _fingerprint(marker: Marker) -> str:
    """Of the studio's secret and what its marks are made from; the secret cannot be found from it."""
    return hashlib.sha256(b"manju piece\0" + marker.secret + marker.registration.survey.to_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Need:
    """Frames of an output: so many (None: to the end) from number `first` of the piece of this key and span on."""

    output: Output
    span: Span
    key: str
    first: int
    count: int | None


@dataclass(frozen=True, eq=False)
class _Making:
    """A render under way."""

    source: Source
    outputs: tuple[Output, ...]
    work: Path
    sha256: str
    store: Store
    engine: Engine
    marker: Marker | None
    progress: Callable[[float], None]
    cancelled: Cancel

    def all_of(self, spans: list[Span]) -> None:
        """Make what is missing of these spans and put the files together."""
        needs = {output.path: [need for span in spans for need in self._needs(output, span)] for output in self.outputs}
        self._make(self._pieces([need for some in needs.values() for need in some]))
        for output in self.outputs:
            parts = [Part(self._found(n.key), n.first, n.count) for n in needs[output.path]]
            join(parts, output, self.work, cancelled=self.cancelled)

    def _needs(self, output: Output, span: Span) -> list[_Need]:
        """Of which pieces an output's span is made: its own, or another's with some shots of it replaced."""
        key = key_of(self.sha256, span, output, self.marker)
        first, end = span.frames(output.geometry.fps)
        whole = [_Need(output, span, key, 0, None if end is None else end - first)]
        look = output.look
        if look is None or self.store.find(key) is not None:
            return whole
        needs = []
        for stretch in splice(self.store, key, look, span):
            count = None if stretch.end is None else stretch.end - stretch.first
            if stretch.key is not None:
                needs.append(_Need(output, span, stretch.key, stretch.first - first, count))
            else:
                within = span_of(self.source, stretch, look, span)
                needs.append(_Need(output, within, key_of(self.sha256, within, output, self.marker), 0, count))
        return needs or whole

    def _pieces(self, needs: list[_Need]) -> list[Piece]:
        """What is not in the store, by spans, equal pictures once."""
        lacking: dict[Span, dict[str, Output]] = {}
        for need in needs:
            if self.store.find(need.key) is None:
                lacking.setdefault(need.span, {}).setdefault(need.key, need.output)
        return [
            Piece(
                self.source, span, tuple(outputs.values()), tuple(outputs), self.marker, self.store, self.work,
                told=self.work / f"piece{n}.told",
            )
            for n, (span, outputs) in enumerate(sorted(lacking.items(), key=lambda pair: pair[0].start))
        ]  # fmt: skip

    def _make(self, pieces: list[Piece]) -> None:
        if not pieces:
            return
        weights = [_weight(p) for p in pieces]
        shares = [0.0] * len(pieces)

        def listened() -> bool:
            if self.cancelled():
                return True
            for n, piece in enumerate(pieces):  # a file may be found empty while it is being written
                shares[n] = max(shares[n], _told(piece))
            self.progress(sum(w * share for w, share in zip(weights, shares, strict=True)) / sum(weights))
            return False

        # a single piece is not worth the start of another process
        engine = self.engine if len(pieces) > 1 else Alone()
        for piece, answer in engine.each(make_piece, pieces, cancelled=listened, most=_most(pieces)):
            if not isinstance(answer, int):
                raise MediaError(
                    "piece_lost",
                    Words("有一段视频编码了两次都没编完。", "A stretch of the film could not be encoded, twice."),
                    Words("可能是内存不够：关掉别的程序再试，或少选几个渠道。",
                          "Memory may be short: close other programs and try again, or choose fewer channels."),
                )  # fmt: skip
            piece.told.write_text("1")

    def _found(self, key: str) -> Path:
        found = self.store.find(key)
        if found is None:
            raise FileNotFoundError(self.store.path(key))
        return found


def _weight(piece: Piece) -> float:
    """Pixels to encode: what a piece costs, near enough for showing how far the work is."""
    end = piece.source.duration_s if piece.span.end is None else float(piece.span.end)
    seconds = max(0.04, end - float(piece.span.start))
    return sum(seconds * float(o.geometry.fps) * o.geometry.width * o.geometry.height for o in piece.outputs)


def _told(piece: Piece) -> float:
    """The share of a piece that is done, as its maker wrote it down."""
    try:
        return min(1.0, float(piece.told.read_text()))
    except (FileNotFoundError, ValueError):  # not begun, or just being written
        return 0.0


def _most(pieces: Sequence[Piece]) -> int:
    """How many pieces may be made at once so that half of this machine's memory holds their encoders."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    largest = max(sum(o.geometry.width * o.geometry.height for o in p.outputs) for p in pieces)
    return max(1, memory // (CHILD_BYTES + BYTES_PER_PIXEL * largest))
