"""Encoding the pictures of a stretch of film: one child decodes it once and encodes every output.

Outputs of one geometry share decode, scaling and ground; after that each has its own label, subtitles and encoder.
What is encoded here is put together with its sound by `joining`; `pieces` says which stretches there are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from PIL import Image

from manju.media import ffmpeg
from manju.media.label.visible import SHOWN_S, LabelPicture
from manju.media.lettering.laying import Laid, inputs_of, overlays, shown_in
from manju.media.probe import Probe
from manju.media.reframe.framing import Framing
from manju.media.render.geometry import Geometry, filters
from manju.media.render.looks import Look
from manju.media.render.marking import Layer, Marker, Place, as_input, lay_on
from manju.media.render.spans import WHOLE, Span

# Half the processor time of "fast" crf 19 at the same size, for 0.6 VMAF: docs/algorithms/reshaping.md
PRESET: Final = "veryfast"
CRF: Final = 18
THREADS: Final = 1  # of each encoder: 4 % less work than with two, and the same bytes on every machine
DECODERS: Final = 2  # threads: more only wait
LATE_S: Final = 0.002
BEYOND_S: Final = 0.25  # decoded after a span: its last frame is known to end when the next one comes
AS_BT709: Final = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"


@dataclass(frozen=True, eq=False)
class Output:
    """One file to encode. Paths are absolute; `metadata` goes into `moov/udta/meta` (keys + ilst)."""

    path: Path
    geometry: Geometry
    label: LabelPicture | None
    ass: Path | None  # burnt in; its fonts lie in the folder `fonts` beside it
    soft_subtitles: Path | None
    soft_language: str
    sound: Path | None
    bitrate_max_kbps: int
    metadata: dict[str, str]
    copy_id: int | None = None  # whose mark is laid on the picture
    framing: Framing | None = None  # None: shaped as the geometry says
    laid: tuple[Laid, ...] = ()  # lettering on the master's picture, before it is reshaped

    @property
    def look(self) -> Look | None:
        """What it shares with other framed outputs."""
        geometry = self.geometry
        return None if self.framing is None else Look(self.framing, (geometry.width, geometry.height), geometry.fps)


@dataclass(frozen=True, slots=True)
class Source:
    """The master to decode: demuxer from sniffing, length in seconds, what must be undone before scaling."""

    path: Path
    demuxer: str | None
    duration_s: float
    size: tuple[int, int]  # pixels as displayed
    square_pixels: bool
    colour_matrix: str  # bt709, bt601 …: how its YUV is meant
    full_range: bool
    high_dynamic_range: bool

    @property
    def even_size(self) -> tuple[int, int]:
        """4:2:0 pictures have even sides."""
        return self.size[0] // 2 * 2, self.size[1] // 2 * 2

    @classmethod
    def of(cls, path: Path, facts: Probe) -> Source:
        return cls(
            path,
            facts.demuxer,
            facts.duration_s,
            (facts.width, facts.height),
            square_pixels=facts.sample_aspect in ("1:1", "0:1", ""),
            colour_matrix=facts.colour_matrix,
            full_range=facts.full_range,
            high_dynamic_range=facts.high_dynamic_range,
        )


def encode(
    source: Source,
    outputs: Sequence[Output],
    files: Sequence[Path],
    work: Path,
    *,
    span: Span = WHOLE,
    marker: Marker | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Encode the pictures of all outputs for one span of a master, decoding it once, into `files` (MP4, no sound).

    The same frames as a render of the whole film has there: label, subtitles and mark go by the film's time. `work`
    holds subtitles and fonts. `marker` marks outputs that are copies.

    Raises:
        Cancelled, MediaError: as `ffmpeg.run`; files may then be left half written in their place.
    """
    task = Task(source, outputs, span, marker)
    begin_s = float(span.start)
    length_s = max(0.04, (source.duration_s if span.end is None else float(span.end)) - begin_s)
    with tempfile.TemporaryDirectory(prefix="manju-labels-") as folder:
        ffmpeg.run(
            task.command(Path(folder), files),
            on_frame=lambda _, seconds: progress(min(1.0, seconds / length_s)),
            cancelled=cancelled,
            cwd=work,
            feeds=task.feeds,
        )


class Task:
    """The command of one child: its inputs, filters and outputs.

    Pictures come from the master, or, one feed for each of `looks`, from whoever composes them. `layers` are the marks
    of outputs by their numbers, made here where they are not given.
    """

    def __init__(
        self, source: Source, outputs: Sequence[Output], span: Span, marker: Marker | None, *,
        looks: Sequence[Look] = (), layers: Mapping[int, Iterable[bytes]] | None = None,
    ) -> None:  # fmt: skip
        self._source, self._outputs, self._span, self._looks = source, outputs, span, looks
        self._layers = _layers(source, outputs, marker, span) if layers is None else layers

    @property
    def feeds(self) -> list[Iterable[bytes]]:
        """The marks, in the order in which the command names them; those of the looks come before."""
        return list(self._layers.values())

    def command(
        self, folder: Path, files: Sequence[Path], *, raw: Fraction | None = None, lettered: tuple[Laid, ...] = ()
    ) -> list[str]:
        """Arguments for FFmpeg; label pictures are written into `folder`.

        `raw`: also write the frames of the span as they are, at this rate, as yuv420p with even sides to `pipe:1`, with
        the lettering `lettered` on them.
        """
        source, outputs, span = self._source, self._outputs, self._span
        # of composed pictures the lettering is a part already
        sets = [] if self._looks else [lettering_of(o, span) for o in outputs] + [lettered] * (raw is not None)
        inputs = _pictures(span, self._looks) if self._looks else _master(source, span)
        more, numbers = _inputs(
            outputs, folder, self._layers, span, first=len(self._looks) or 1, feeds=len(self._looks),
            sets=list(dict.fromkeys(sets)),
        )  # fmt: skip
        if self._looks:
            chains = _fed(outputs, self._looks)
        else:
            chains = _shaped(source, outputs, span, numbers.lettering, raw=raw, lettered=lettered)
        arguments = [*inputs, *more, "-filter_complex", ";".join([*chains, *_finished(outputs, numbers)])]
        if raw is not None:
            arguments += ["-map", "[raw]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"]
        for i, (output, file) in enumerate(zip(outputs, files, strict=True)):
            arguments += _arguments_of(output, file, i, span)
        return arguments


def _layers(source: Source, outputs: Sequence[Output], marker: Marker | None, span: Span) -> dict[int, Layer]:
    """The mark of each output that is a copy, by output index."""
    layers = {}
    for i, output in enumerate(outputs):
        if output.copy_id is not None:
            if marker is None:
                raise ValueError("a copy's number without the marker of its master")
            # a frame is shown up to half its length before its time at another rate
            early_s = 0.5 / float(output.geometry.fps) + 0.001
            layers[i] = Layer(marker, output.copy_id, Place.of(output.geometry, source.size), early_s=early_s,
                              since_s=float(span.start))  # fmt: skip
    return layers


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Which FFmpeg input carries what, by output index."""

    labels: dict[int, int]
    layers: dict[int, int]
    lettering: dict[tuple[Laid, ...], int]  # the first of each set


def _master(source: Source, span: Span) -> list[str]:
    """The master, its times those of the film."""
    # a little after the key frame, so that rounding does not seek to the one before
    arguments = ["-copyts", "-start_at_zero", "-threads", str(DECODERS)]
    if span.decode_from > 0:
        arguments += ["-noaccurate_seek", "-ss", f"{float(span.decode_from) + LATE_S:.6f}"]
    if span.end is not None:  # or FFmpeg would decode to the end of the film and throw it away
        arguments += ["-to", f"{float(span.end) + BEYOND_S:.6f}"]
    return arguments + ffmpeg.safe_input(source.path, source.demuxer)


def _pictures(span: Span, looks: Sequence[Look]) -> list[str]:
    """Composed pictures, one feed for each look, at the film's times."""
    arguments = ["-copyts"]
    for n, look in enumerate(looks):
        first, _ = span.frames(look.fps)
        arguments += [
            "-protocol_whitelist", "pipe", "-probesize", "32", "-itsoffset", f"{float(first / look.fps):.6f}",
            "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{look.size[0]}x{look.size[1]}",
            "-framerate", _rate(look.fps), "-i", f"feed:{n}",
        ]  # fmt: skip
    return arguments


def _inputs(
    outputs: Sequence[Output], folder: Path, layers: Collection[int], span: Span, *, first: int, feeds: int,
    sets: Sequence[tuple[Laid, ...]],
) -> tuple[list[str], _Numbers]:  # fmt: skip
    """Labels, sets of lettering and marks, after so many inputs and feeds."""
    arguments: list[str] = []
    labels: dict[int, int] = {}
    drawn: dict[int, int] = {}
    count = first
    for i, output in enumerate(outputs):
        if output.label is not None and span.start < SHOWN_S:
            key = id(output.label)
            if key not in drawn:
                picture = folder / f"label{feeds}-{i}.png"  # both children of a framed render write into one folder
                Image.fromarray(output.label.rgba).save(picture)
                arguments += ["-f", "png_pipe", "-i", str(picture)]
                drawn[key] = count
                count += 1
            labels[i] = drawn[key]
    lettering: dict[tuple[Laid, ...], int] = {}
    for laid in sets:
        lettering[laid] = count
        arguments += inputs_of(laid)
        count += len(laid)
    for n in range(len(layers)):
        arguments += as_input(feeds + n)
    return arguments, _Numbers(labels, {i: count + n for n, i in enumerate(layers)}, lettering)


def lettering_of(output: Output, span: Span) -> tuple[Laid, ...]:
    """The lettering of an output that is shown in a span."""
    return shown_in(output.laid, float(span.start), None if span.end is None else float(span.end))


def _shaped(
    source: Source, outputs: Sequence[Output], span: Span, lettering: Mapping[tuple[Laid, ...], int], *,
    raw: Fraction | None, lettered: tuple[Laid, ...],
) -> list[str]:  # fmt: skip
    """Filters from the master and its lettering to a picture `[p<i>]` of each output's geometry, and to `[raw]`."""
    pictures = list(lettering)
    heads = list(dict.fromkeys((pictures.index(lettering_of(o, span)), o.geometry) for o in outputs))
    pads = "".join(f"[m{n}]" for n in range(len(pictures)))
    chains = [f"[0:v:0]{prepare(source)},{AS_BT709},split={len(pictures)}{pads}"]
    for n, laid in enumerate(pictures):
        mine = [f"[s{h}]" for h, (picture, _) in enumerate(heads) if picture == n]
        mine += ["[r]"] * (raw is not None and laid == lettered)
        chains += [
            overlays(laid, f"m{n}", f"n{n}", first_input=lettering[laid]),
            f"[n{n}]split={len(mine)}{''.join(mine)}",
        ]
    if raw is not None:
        width, height = source.even_size
        chains.append(
            f"[r]fps=fps={_rate(raw)}:start_time=0{_cut(span, raw)},scale={width}:{height},format=yuv420p[raw]"
        )
    for h, (n, geometry) in enumerate(heads):
        shown = [i for i, o in enumerate(outputs) if (lettering_of(o, span), o.geometry) == (pictures[n], geometry)]
        chains.append(f"[s{h}]fps=fps={_rate(geometry.fps)}:start_time=0{_cut(span, geometry.fps)}[r{h}]")
        chain, end = filters(geometry, f"r{h}")
        chains += [chain, _split(end, shown)]
    return chains


def _fed(outputs: Sequence[Output], looks: Sequence[Look]) -> list[str]:
    """Filters from the composed pictures to a picture `[p<i>]` of each output."""
    return [_split(f"[{n}:v]setsar=1,{AS_BT709},", [i for i, o in enumerate(outputs) if o.look == look])
            for n, look in enumerate(looks)]  # fmt: skip


def _split(start: str, outputs: Sequence[int]) -> str:
    return f"{start}split={len(outputs)}" + "".join(f"[p{i}]" for i in outputs)


def _finished(outputs: Sequence[Output], numbers: _Numbers) -> list[str]:
    """Filters from `[p<i>]` to `[v<i>]`: mark, label, subtitles."""
    chains = []
    users: dict[int, list[int]] = {}
    for i, number in numbers.labels.items():
        users.setdefault(number, []).append(i)
    for number, mine in users.items():
        chains.append(f"[{number}:v]format=yuva420p,split={len(mine)}" + "".join(f"[l{i}]" for i in mine))
    for i, output in enumerate(outputs):
        picture = f"p{i}"
        if i in numbers.layers:
            chains.append(lay_on(picture, f"{numbers.layers[i]}:v", f"k{i}", colours=AS_BT709))
            picture = f"k{i}"
        chains.append(_finish(i, output, picture, labelled=i in numbers.labels))
    return chains


def prepare(source: Source) -> str:
    """Square pixels, BT.709, 8 bit: what every H.264 deliverable is, before anything is scaled."""
    steps = []
    if source.high_dynamic_range:
        steps += [
            "zscale=t=linear:npl=203,format=gbrpf32le",
            "tonemap=tonemap=hable:desat=0",
            "zscale=p=bt709:t=bt709:m=bt709:r=tv,format=yuv420p",
        ]
    elif source.colour_matrix != "bt709" or source.full_range:
        meant = f"in_color_matrix={source.colour_matrix}:in_range={'pc' if source.full_range else 'tv'}"
        # without the format named here, later scaling would negotiate the full range back in
        steps.append(f"scale={meant}:out_color_matrix=bt709:out_range=tv,format=yuv420p")
    if not source.square_pixels:
        steps.append("scale=trunc(iw*sar/2)*2:ih,setsar=1")
    # an anonymous null keeps the chain valid when nothing has to be done
    return ",".join(steps) or "null"


def _cut(span: Span, fps: Fraction) -> str:
    """Filter text: of the film's frames since its beginning (`fps` repeats the first one until then) those of the span.

    >>> _cut(Span(Fraction(2), Fraction(4)), Fraction(25))
    ',trim=start_frame=50:end_frame=100'
    """
    first, end = span.frames(fps)
    if first == 0 and end is None:
        return ""
    return f",trim=start_frame={first}" + ("" if end is None else f":end_frame={end}")


def _finish(i: int, output: Output, picture: str, *, labelled: bool) -> str:
    steps = f"[{picture}]"
    label = output.label if labelled else None
    if label is not None:
        steps += f"[l{i}]overlay={label.x}:{label.y}:format=yuv420:enable='lt(t,{SHOWN_S})'"
        if output.ass is not None:
            steps += ","
    if output.ass is not None:
        steps += f"ass=filename={output.ass.name}:fontsdir=fonts"
    if label is None and output.ass is None:
        steps += "null"
    return f"{steps},{AS_BT709}[v{i}]"


def _arguments_of(output: Output, file: Path, i: int, span: Span) -> list[str]:
    fps = output.geometry.fps
    first, _ = span.frames(fps)
    return [
        "-map", f"[v{i}]", *encoder(fps, output.bitrate_max_kbps), *_shot_starts(output, span),
        "-fps_mode", "passthrough",
        # an MP4 that begins at 0; nothing in it that differs from one time to the next
        "-output_ts_offset", f"{float(-first / fps):.6f}", "-map_metadata", "-1", "-fflags", "+bitexact",
        "-f", "mp4", str(file),
    ]  # fmt: skip


def _shot_starts(output: Output, span: Span) -> list[str]:
    """A key frame where a shot of a framing begins, so that one that is corrected can be replaced alone."""
    look = output.look
    starts = look.starts(span)[1:] if look is not None else []
    if look is None or not starts:
        return []
    return ["-force_key_frames", ",".join(f"{float((n - Fraction(1, 2)) / look.fps):.6f}" for n in starts)]


def encoder(fps: Fraction, bitrate_max_kbps: int) -> list[str]:
    """The x264 settings of every deliverable (also those of the benchmark's plain encodes)."""
    return [
        "-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-threads", str(THREADS),
        "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-g", str(max(1, round(fps * 2))), "-maxrate", f"{bitrate_max_kbps}k", "-bufsize", f"{bitrate_max_kbps * 2}k",
        "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
    ]  # fmt: skip


def _rate(fps: Fraction) -> str:
    return f"{fps.numerator}/{fps.denominator}"
