"""Copies of a master that differ only in their invisible mark: same picture, times and sound, one decode for many."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media import ffmpeg
from manju.media.errors import Cancelled, MediaError
from manju.media.probe import Probe, probe_master
from manju.media.render.encode import AS_BT709, Source, prepare
from manju.media.render.marking import Layer, Marker, Place, as_input, lay_on
from manju.media.whole import written_whole
from manju.words import Words

__all__ = ["CopyOrder", "Marked", "Marker", "mark_file"]

SOUNDS_KEPT: Final = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})  # what players take in an MP4
TEXTS_KEPT: Final = frozenset({"mov_text", "subrip", "ass", "webvtt"})
AT_ONCE_PIXELS: Final = 4 * 1920 * 1080  # of all encoders in one child: memory grows with them
AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """One copy wanted: its number (63 bits) and where the MP4 goes."""

    copy_id: int
    out: Path


@dataclass(frozen=True, slots=True)
class Marked:
    """A finished copy. The figures are of the mark itself, before encoding: mean over the film, and worst frame."""

    copy_id: int
    path: Path
    psnr_y_db: float
    worst_psnr_y_db: float


def mark_file(
    master: Path,
    marker: Marker,
    orders: Sequence[CopyOrder],
    *,
    crf: int = 18,
    preset: str = "medium",
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Marked, ...]:
    """Write every ordered copy of a master, in the order of `orders`; files appear whole or not at all.

    An MP4 with H.264 (`crf` and `preset` of x264), the size and the times of the frames as they are, upright and with
    square pixels; sound is copied where MP4 allows, else AAC; metadata and AI label stay. Copies share their decode.

    Raises:
        MediaError: `other_master` when the file is not the one the marker was registered for, `out_unusable`, what
            `probe_master` refuses, or `encode_failed`.
        Cancelled: `cancelled()` became true.
    """
    facts = probe_master(master)
    master = master.resolve()
    marker.must_be_of(master)
    work = _Work(master, facts, ["-preset", preset, "-crf", str(crf)], cancelled)
    made: list[Marked] = []
    with ExitStack() as open_files:
        beside = [open_files.enter_context(_written(order.out, master)) for order in orders]
        for some in _batches(len(orders), work.place):
            layers = [Layer(marker, orders[i].copy_id, work.place) for i in some]
            done, share = len(made) / len(orders), len(some) / len(orders)
            work.encode(layers, [beside[i] for i in some], _part(progress, done, share))
            made += [
                Marked(orders[i].copy_id, orders[i].out, layer.psnr_y_db, layer.worst_psnr_y_db)
                for i, layer in zip(some, layers, strict=True)
            ]
            progress(len(made) / len(orders))
            if cancelled():  # also in the last moment: no file has appeared yet
                raise Cancelled
    return tuple(made)


class _Work:
    """What all copies of a master have in common."""

    def __init__(self, master: Path, facts: Probe, quality: Sequence[str], cancelled: Callable[[], bool]) -> None:
        self.facts, self.quality, self.cancelled = facts, quality, cancelled
        self.source = Source.of(master, facts)
        self.place = Place.whole(facts.width // 2 * 2, facts.height // 2 * 2)

    def encode(self, layers: Sequence[Layer], paths: Sequence[Path], progress: Callable[[float], None]) -> None:
        """One child: the master decoded once, every layer laid on it, every copy encoded."""
        facts, count = self.facts, len(layers)
        arguments = ffmpeg.safe_input(self.source.path, self.source.demuxer)
        for n in range(count):
            arguments += as_input(n)
        heads = "".join(f"[s{n}]" for n in range(count))
        chains = [f"[0:v:0]{_upright(self.source, facts, self.place)},split={count}{heads}"]
        bt709 = facts.colour_matrix == "bt709" or facts.full_range or facts.high_dynamic_range
        colours = "setparams=colorspace=bt709:range=tv" if bt709 else "null"
        chains += [lay_on(f"s{n}", f"{n + 1}:v", f"v{n}", colours=colours) for n in range(count)]
        arguments += ["-filter_complex", ";".join(chains)]
        for n, path in enumerate(paths):
            arguments += ["-map", f"[v{n}]", *_sounds_and_texts(facts), "-map_metadata", "0"]
            if facts.aigc is not None:
                arguments += ["-metadata", f"AIGC={json.dumps(facts.aigc, ensure_ascii=False)}"]
            arguments += ["-c:v", "libx264", *self.quality, "-pix_fmt", "yuv420p"]
            arguments += ["-fps_mode", "passthrough", "-movflags", "+faststart+use_metadata_tags", "-f", "mp4"]
            arguments.append(f"file:{path}")
        total_s = max(self.source.duration_s, 0.04)
        ffmpeg.run(
            arguments,
            on_frame=lambda _, seconds: progress(min(1.0, seconds / total_s)),
            cancelled=self.cancelled,
            feeds=layers,
        )


def _batches(count: int, place: Place) -> list[range]:
    """Numbers of the copies that one child encodes at once."""
    each = max(1, min(AT_ONCE, AT_ONCE_PIXELS // (place.width * place.height)))
    return [range(first, min(first + each, count)) for first in range(0, count, each)]


def _part(progress: Callable[[float], None], done: float, share: float) -> Callable[[float], None]:
    """The progress of a part that begins at `done` and is this share of the whole."""
    return lambda inside: progress(done + share * inside)


def _upright(source: Source, facts: Probe, place: Place) -> str:
    """Filter text: 8 bit 4:2:0, square pixels, even sides; colours stay as tagged, but HDR and full range do not."""
    steps = []
    if source.high_dynamic_range or source.full_range:
        steps += [prepare(source), AS_BT709]
    if not source.square_pixels:
        steps.append(f"scale={place.width}:{place.height},setsar=1")
    elif (facts.width, facts.height) != (place.width, place.height):
        steps.append(f"crop={place.width}:{place.height}:0:0:exact=1")
    return ",".join([*steps, "format=yuv420p"])


def _sounds_and_texts(facts: Probe) -> list[str]:
    arguments = []
    sounds = texts = 0
    for stream in facts.streams:
        if stream.kind == "audio" and facts.has_audio:
            coding = ["copy"] if stream.codec in SOUNDS_KEPT else ["aac", f"-b:a:{sounds}", "192k"]
            arguments += ["-map", f"0:{stream.index}", f"-c:a:{sounds}", *coding]
            sounds += 1
        elif stream.kind == "subtitle" and stream.codec in TEXTS_KEPT:
            arguments += ["-map", f"0:{stream.index}", f"-c:s:{texts}", "mov_text"]
            texts += 1
    return arguments


def _written(out: Path, master: Path) -> AbstractContextManager[Path]:
    """`written_whole` for a copy, once it is sure that it does not take the master's place."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.resolve() == master or (out.exists() and not out.is_file()):
            raise FileExistsError(out)
    except OSError as error:
        raise _unusable(out) from error
    return written_whole(out)


def _unusable(out: Path) -> MediaError:
    return MediaError(
        "out_unusable",
        Words("副本放不到这里：{out}", "The copy cannot be put here: {out}").fill(out=out),
        Words(
            "换一个可写的位置，不要用母版自己的位置。",
            "Choose another place that can be written to, not the master's own.",
        ),
    )
