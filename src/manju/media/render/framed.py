"""Encoding framed outputs: one child decodes, each frame is composed here, a second child marks, labels and encodes.

Outputs that are not framed are encoded by the first child in the same decode. Queues between the two are short, and
whatever ends one side ends the other.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.errors import Cancelled
from manju.media.lettering.laying import Laid
from manju.media.reframe.composing import Composer
from manju.media.render.encode import Output, Source, Task, encode, lettering_of
from manju.media.render.framed_marking import FramedLayer
from manju.media.render.lines import Line
from manju.media.render.looks import Look, shown_at
from manju.media.render.marking import Marker
from manju.media.render.spans import Span

__all__ = ["encode_framed"]

Plane = npt.NDArray[np.uint8]

ROOM: Final = 4  # frames in each queue: a 1080p frame is 3 MB


def encode_framed(
    source: Source,
    outputs: Sequence[Output],
    files: Sequence[Path],
    work: Path,
    *,
    span: Span,
    marker: Marker | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """As `encode`, for outputs some of which have a framing.

    The film is decoded once for all of one frame rate and lettering, which nearly always is once.

    Raises:
        Cancelled, MediaError: as `ffmpeg.run`; both children are gone then.
    """
    pairs = list(zip(outputs, files, strict=True))
    plain = [p for p in pairs if p[0].framing is None]
    kinds = list(dict.fromkeys(_kind(o, span) for o, _ in pairs if o.framing is not None))
    if not kinds:
        encode(source, outputs, files, work, span=span, marker=marker, progress=progress, cancelled=cancelled)
        return
    for n, (fps, lettered) in enumerate(kinds):
        framed = [p for p in pairs if p[0].framing is not None and _kind(p[0], span) == (fps, lettered)]

        def part(share: float, n: int = n) -> None:
            progress((n + share) / len(kinds))

        with tempfile.TemporaryDirectory(prefix="manju-labels-") as folder:
            pipeline = _Pipeline(source, span, fps, lettered, Path(folder), work, marker=marker, progress=part,
                                 cancelled=cancelled)  # fmt: skip
            pipeline.run(plain if n == 0 else [], framed)


def _kind(output: Output, span: Span) -> tuple[Fraction, tuple[Laid, ...]]:
    """What outputs must have in common to be composed from the same frames."""
    return output.geometry.fps, lettering_of(output, span)


@dataclass(eq=False)
class _Pipeline:
    """One decode, all looks of one frame rate and lettering."""

    source: Source
    span: Span
    fps: Fraction
    lettered: tuple[Laid, ...]
    folder: Path
    work: Path
    marker: Marker | None
    progress: Callable[[float], None]
    cancelled: Callable[[], bool]
    fault: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def run(self, plain: list[tuple[Output, Path]], framed: list[tuple[Output, Path]]) -> None:
        looks = list(dict.fromkeys(o.look for o, _ in framed if o.look is not None))
        decoded: Line[bytes] = Line(ROOM)
        composed: dict[Look, Line[Plane]] = {look: Line(ROOM) for look in looks}
        threads = [
            threading.Thread(target=self._held, args=(self._decode, plain, decoded), daemon=True),
            threading.Thread(target=self._held, args=(self._compose, decoded, composed), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            self._encode(framed, composed)
        except Cancelled:
            if self.fault is None:
                raise
        finally:
            # the first child ends by itself when all went well, with outputs of its own to finish
            if self.fault is not None or self.cancelled() or not decoded.ended:
                self.over.set()
            decoded.close()
            for line in composed.values():
                line.close()
            for thread in threads:
                thread.join()
        if self.fault is not None:
            raise self.fault

    def _held(self, deed: Callable[..., None], *arguments: object) -> None:
        """Do it in a thread; what it raises ends the whole, and is raised where the whole is waited for."""
        try:
            deed(*arguments)
        except BaseException as error:
            self.fault = self.fault or error

    def _stopped(self) -> bool:
        return self.over.is_set() or self.fault is not None or self.cancelled()

    def _decode(self, plain: list[tuple[Output, Path]], decoded: Line[bytes]) -> None:
        """The first child: the frames of the span as they are, one after another, and the outputs without framing."""
        try:
            task = Task(self.source, [o for o, _ in plain], self.span, self.marker)
            arguments = task.command(self.folder, [file for _, file in plain], raw=self.fps,
                                     lettered=self.lettered)  # fmt: skip
            width, height = self.source.even_size
            ffmpeg.stream(
                arguments, decoded.put, piece_bytes=width * height * 3 // 2, feeds=task.feeds, cwd=self.work,
                cancelled=self._stopped,
            )  # fmt: skip
        finally:
            decoded.end()

    def _compose(self, decoded: Line[bytes], composed: dict[Look, Line[Plane]]) -> None:
        width, height = self.source.even_size
        first, end = self.span.frames(self.fps)
        count = (end or round(self.source.duration_s * self.fps)) - first
        composers = {look: Composer(look.framing, source=(width, height), size=look.size) for look in composed}
        try:
            for n, raw in enumerate(decoded, first):
                frame = np.frombuffer(raw, np.uint8).reshape(height * 3 // 2, width)
                for look, composer in composers.items():
                    composed[look].put(composer.compose(frame, shown_at(look, n)))
                self.progress(min(1.0, (n - first + 1) / max(1, count)))
        finally:
            for line in composed.values():
                line.end()

    def _encode(self, framed: list[tuple[Output, Path]], composed: dict[Look, Line[Plane]]) -> None:
        """The second child: what was composed, with mark, label and subtitles."""
        outputs = [o for o, _ in framed]
        layers = {
            i: FramedLayer(self.marker, o.copy_id, o.look, self.source.even_size, self.span)
            for i, o in enumerate(outputs)
            if o.copy_id is not None and self.marker is not None and o.look is not None
        }
        task = Task(self.source, outputs, self.span, self.marker, looks=list(composed), layers=layers)
        pictures = [_bytes_of(line) for line in composed.values()]
        ffmpeg.run(
            task.command(self.folder, [file for _, file in framed]), feeds=[*pictures, *task.feeds], cwd=self.work,
            cancelled=self._stopped,
        )  # fmt: skip


def _bytes_of(line: Line[Plane]) -> Iterator[memoryview]:
    for picture in line:
        yield picture.reshape(-1).data
