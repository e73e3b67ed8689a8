"""Carrying out a render: one child decodes the master once and encodes every output.

Outputs of one geometry share decode, scaling and ground; after that each has its own label, subtitles,
sound and encoder. The sound is finished before (see `loudness`), so it is only copied here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from PIL import Image

from manju.media import ffmpeg
from manju.media.label.visible import SHOWN_S, LabelPicture
from manju.media.probe import Probe
from manju.media.render.geometry import Geometry, filters
from manju.media.render.marking import Layer, Marker, Place, as_input, lay_on

# Half the processor time of "fast" crf 19 at the same size, for 0.6 VMAF: docs/algorithms/reshaping.md
PRESET: Final = "veryfast"
CRF: Final = 18
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
    work: Path,
    *,
    marker: Marker | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Encode all outputs of one master in one pass; `work` holds label pictures and subtitles.

    Outputs that differ in nothing but their path are encoded once and copied. `marker` marks those with a copy id.

    Raises:
        Cancelled, MediaError: as `ffmpeg.run`; output files may then be left half written in their place.
    """
    twins: dict[tuple[object, ...], list[Output]] = {}
    for output in outputs:
        twins.setdefault(_content(output), []).append(output)
    firsts = [same[0] for same in twins.values()]
    layers = _layers(source, firsts, marker)
    inputs, numbers = _inputs(source, firsts, work, layers)
    graph = _graph(source, firsts, numbers)
    arguments = [*inputs, "-filter_complex", graph]
    for i, output in enumerate(firsts):
        arguments += _arguments_of(output, i, numbers)
    total_s = max(source.duration_s, 0.04)
    ffmpeg.run(
        arguments,
        on_frame=lambda _, seconds: progress(min(1.0, seconds / total_s)),
        cancelled=cancelled,
        cwd=work,
        feeds=list(layers.values()),
    )
    for first, *others in twins.values():
        for other in others:
            shutil.copyfile(first.path, other.path)


def _content(output: Output) -> tuple[object, ...]:
    """Everything that decides what is in the file."""
    texts = tuple(p.read_bytes() if p else None for p in (output.ass, output.soft_subtitles))
    metadata = tuple(sorted(output.metadata.items()))
    # labels are drawn once per text and size, so the same picture is the same object
    return (output.geometry, id(output.label), texts, output.soft_language if output.soft_subtitles else "",
            output.sound, output.bitrate_max_kbps, metadata, output.copy_id)  # fmt: skip


def _layers(source: Source, outputs: Sequence[Output], marker: Marker | None) -> dict[int, Layer]:
    """The mark of each output that is a copy, by output index."""
    layers = {}
    for i, output in enumerate(outputs):
        if output.copy_id is not None:
            if marker is None:
                raise ValueError("a copy's number without the marker of its master")
            # a frame is shown up to half its length before its time at another rate
            early_s = 0.5 / float(output.geometry.fps) + 0.001
            layers[i] = Layer(marker, output.copy_id, Place.of(output.geometry, source.size), early_s=early_s)
    return layers


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Which FFmpeg input carries what, by output index."""

    labels: dict[int, int]
    sounds: dict[Path, int]
    subtitles: dict[Path, int]
    layers: dict[int, int]


def _inputs(
    source: Source, outputs: Sequence[Output], work: Path, layers: Collection[int]
) -> tuple[list[str], _Numbers]:  # fmt: skip
    arguments = ffmpeg.safe_input(source.path, source.demuxer)
    labels: dict[int, int] = {}
    sounds: dict[Path, int] = {}
    subtitles: dict[Path, int] = {}
    drawn: dict[int, int] = {}
    count = 1
    for i, output in enumerate(outputs):
        if output.label is not None:
            key = id(output.label)
            if key not in drawn:
                picture = work / f"label{i}.png"
                Image.fromarray(output.label.rgba).save(picture)
                arguments += ["-f", "png_pipe", "-i", picture.name]
                drawn[key] = count
                count += 1
            labels[i] = drawn[key]
        if output.sound is not None and output.sound not in sounds:
            arguments += ffmpeg.safe_input(output.sound)
            sounds[output.sound] = count
            count += 1
        if output.soft_subtitles is not None and output.soft_subtitles not in subtitles:
            arguments += ["-f", "srt", "-i", str(output.soft_subtitles)]
            subtitles[output.soft_subtitles] = count
            count += 1
    for n in range(len(layers)):
        arguments += as_input(n)
    return arguments, _Numbers(labels, sounds, subtitles, {i: count + n for n, i in enumerate(layers)})


def _graph(source: Source, outputs: Sequence[Output], numbers: _Numbers) -> str:
    geometries = list(dict.fromkeys(o.geometry for o in outputs))
    chains: list[str] = []
    heads = "".join(f"[s{g}]" for g in range(len(geometries)))
    chains.append(f"[0:v:0]{prepare(source)},split={len(geometries)}{heads}")
    for g, geometry in enumerate(geometries):
        mine = [i for i, o in enumerate(outputs) if o.geometry == geometry]
        chains.append(f"[s{g}]fps=fps={_rate(geometry.fps)}:start_time=0[r{g}]")
        chain, end = filters(geometry, f"r{g}")
        pads = "".join(f"[p{i}]" for i in mine)
        chains += [chain, f"{end}split={len(mine)}{pads}"]
    users: dict[int, list[int]] = {}
    for i, number in numbers.labels.items():
        users.setdefault(number, []).append(i)
    for number, mine in users.items():
        chains.append(f"[{number}:v]format=yuva420p,split={len(mine)}" + "".join(f"[l{i}]" for i in mine))
    for i, output in enumerate(outputs):
        picture = f"p{i}"
        if i in numbers.layers:
            chains.append(lay_on(picture, f"{numbers.layers[i]}:v", f"k{i}"))
            picture = f"k{i}"
        chains.append(_finish(i, output, picture))
    return ";".join(chains)


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


def _finish(i: int, output: Output, picture: str) -> str:
    steps = f"[{picture}]"
    if output.label is not None:
        label = output.label
        steps += f"[l{i}]overlay={label.x}:{label.y}:format=yuv420:enable='lt(t,{SHOWN_S})'"
        if output.ass is not None:
            steps += ","
    if output.ass is not None:
        steps += f"ass=filename={output.ass.name}:fontsdir=fonts"
    if output.label is None and output.ass is None:
        steps += "null"
    return f"{steps},{AS_BT709}[v{i}]"


def _arguments_of(output: Output, i: int, numbers: _Numbers) -> list[str]:
    geometry = output.geometry
    arguments = ["-map", f"[v{i}]"]
    if output.sound is not None:
        arguments += ["-map", f"{numbers.sounds[output.sound]}:a:0", "-c:a", "copy"]
    if output.soft_subtitles is not None:
        arguments += ["-map", f"{numbers.subtitles[output.soft_subtitles]}:s:0", "-c:s", "mov_text",
                      "-metadata:s:s:0", f"language={_iso639_2(output.soft_language)}"]  # fmt: skip
    arguments += encoder(geometry.fps, output.bitrate_max_kbps)
    arguments += ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart+use_metadata_tags"]
    for key, value in output.metadata.items():
        arguments += ["-metadata", f"{key}={value}"]
    return [*arguments, "-f", "mp4", str(output.path)]


def encoder(fps: Fraction, bitrate_max_kbps: int) -> list[str]:
    """The x264 settings of every deliverable (also those of the benchmark's plain encodes)."""
    return [
        "-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-g", str(max(1, round(fps * 2))), "-maxrate", f"{bitrate_max_kbps}k", "-bufsize", f"{bitrate_max_kbps * 2}k",
        "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
    ]  # fmt: skip


def _rate(fps: Fraction) -> str:
    return f"{fps.numerator}/{fps.denominator}"


_ISO639_2 = {"zh": "chi", "en": "eng", "ja": "jpn", "ko": "kor", "th": "tha", "ar": "ara", "es": "spa", "fr": "fre",
             "de": "ger", "pt": "por", "id": "ind", "vi": "vie", "ru": "rus", "ms": "may", "it": "ita", "tr": "tur",
             "hi": "hin"}  # fmt: skip


def _iso639_2(language: str) -> str:
    return _ISO639_2.get(language.lower().split("-")[0], "und")
