"""One look at a whole film: decoded once by a limited child to small frames, glances and sound; all checks share it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.footage import Child, read_child
from manju.media.loudness import Loudness, parse_loudness
from manju.media.probe import Probe
from manju.media.quality.hearing import RATE, Heard, Listener
from manju.media.quality.lettering import Box, writing_in
from manju.media.quality.sharpness import TILES, edge_widths
from manju.media.render.encode import Source, prepare

__all__ = ["FIRST_S", "Look", "look_at"]

LONGER_SIDE: Final = 160
SHORTEST_SIDE: Final = 16
MOST_BYTES: Final = 160 * 2**20  # of small frames in memory; a long film is looked at smaller
GLANCES_PER_S: Final = 2.0
GLANCE_SIDE: Final = 480  # shorter side
FIRST_S: Final = 2.2  # the law's two seconds, and the look after them
FIRST_PER_S: Final = 5.0
FIRST_SIDE: Final = 1080
COMPLAINTS: Final = re.compile(
    r"error while decoding|corrupt|Invalid NAL|concealing|Invalid data found|missing picture|Error submitting packet"
)

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Look:
    """What is kept of a film, as displayed, in BT.709 limited range. Times in seconds from its start.

    `luma`: uint8 [n, h, w]; `chroma`: uint8 [n, 2, h/2, w/2]; `widths`: float32 [k, 8, 8], edge widths of each
    glance in pixels of `glance_size`; `writing`: boxes of each glance; `first`: luma frames of the first two seconds.
    """

    facts: Probe
    times_s: npt.NDArray[np.float64]
    luma: Gray
    chroma: Gray
    glance_times_s: npt.NDArray[np.float64]
    glance_size: tuple[int, int]
    widths: npt.NDArray[np.float32]
    writing: tuple[tuple[Box, ...], ...]
    first: tuple[tuple[float, Gray], ...]
    sound: Heard | None
    loudness: Loudness | None
    complaints: int

    def __len__(self) -> int:
        return len(self.times_s)

    @property
    def frame_s(self) -> float:
        """The usual time between two frames."""
        steps = np.diff(self.times_s)
        return float(np.median(steps)) if len(steps) else 0.04

    def upto(self, i: int) -> float:
        """When frame `i` ends: the time of the next one."""
        return float(self.times_s[i + 1]) if i + 1 < len(self) else float(self.times_s[i]) + self.frame_s


def look_at(
    path: Path, facts: Probe, *, label: bool = True, cancelled: Callable[[], bool] = lambda: False
) -> Look:  # fmt: skip
    """Look at a film from beginning to end. `label`: keep the large frames of its first seconds too.

    Raises:
        MediaError: FFmpeg gives up on the file.
        Cancelled: `cancelled()` became true.
    """
    small, glance, first = _small_size(facts), _fitted(facts, GLANCE_SIDE), _fitted(facts, FIRST_SIDE)
    child = Child(_arguments(path, facts, small, glance, first if label else None), cancelled)
    kept = _Kept(facts, small, glance, first)
    for packet in read_child(child, lambda container: container.demux()):
        if packet.pts is None or not packet.size:
            continue
        stream, data = packet.stream, bytes(packet)
        if isinstance(stream, av.AudioStream):
            kept.hear(np.frombuffer(data, np.float32).reshape(-1, stream.codec_context.channels))
        else:
            kept.see(stream.index, packet.pts * float(stream.time_base or 0), data)
    return kept.look(child.said)


def _arguments(
    path: Path, facts: Probe, small: tuple[int, int], glance: tuple[int, int], first: tuple[int, int] | None
) -> list[str]:
    source = Source(path, facts.demuxer, facts.duration_s, small, square_pixels=True, colour_matrix=facts.colour_matrix,
                    full_range=facts.full_range, high_dynamic_range=facts.high_dynamic_range)  # fmt: skip
    # made small first, its colours put right after: both are cheap then
    chains = [
        f"[0:v:0]split={3 if first else 2}[a][b]" + ("[c]" if first else ""),
        f"[a]scale={small[0]}:{small[1]}:flags=area,setsar=1,{prepare(source)},format=yuv420p[small]",
        f"[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,{1 / GLANCES_PER_S - 0.002:.4f})',"
        f"scale={glance[0]}:{glance[1]}:flags=area,format=gray[glance]",
    ]
    maps = ["-map", "[small]", "-map", "[glance]"]
    if first:
        chains.append(
            f"[c]trim=duration={FIRST_S:g},fps=fps={FIRST_PER_S:g}:start_time=0:round=down,"
            f"scale={first[0]}:{first[1]},format=gray[first]"
        )
        maps += ["-map", "[first]"]
    if facts.has_audio:
        # first_pts=0 fills a late start with silence: times of the sound are then its sample numbers
        chains.append(
            f"[0:a:0]aresample={RATE}:async=1:first_pts=0,ebur128=peak=true:framelog=quiet,aformat=sample_fmts=flt[pcm]"
        )
        maps += ["-map", "[pcm]", "-c:a", "pcm_f32le"]
    return [
        *ffmpeg.safe_input(path, facts.demuxer), "-filter_complex", ";".join(chains), *maps, "-sn", "-dn",
        # in the master's own time base: in that of its frame rate, times would be rounded to whole frames
        "-fps_mode", "passthrough", "-enc_time_base:v", "filter", "-c:v", "rawvideo",
        "-max_interleave_delta", "500000", "-f", "nut", "pipe:1",
    ]  # fmt: skip


class _Kept:
    """What comes out of the child, sorted and measured as it comes."""

    def __init__(
        self, facts: Probe, small: tuple[int, int], glance: tuple[int, int], first: tuple[int, int]
    ) -> None:  # fmt: skip
        self.facts, self.small, self.glance, self.first_size = facts, small, glance, first
        self.times: list[float] = []
        self.luma, self.chroma = (
            bytearray(),
            bytearray(),
        )  # grown in place: a list of frames, joined, would be there twice
        self.glances: list[tuple[float, npt.NDArray[np.float32], tuple[Box, ...]]] = []
        self.first: list[tuple[float, Gray]] = []
        self.listener: Listener | None = None

    def see(self, stream: int, time_s: float, data: bytes) -> None:
        if stream == 0:
            self.times.append(time_s)
            pixels = self.small[0] * self.small[1]
            self.luma += data[:pixels]
            self.chroma += data[pixels : pixels * 3 // 2]
        elif stream == 1:
            picture = np.frombuffer(data, np.uint8).reshape(self.glance[1], self.glance[0])
            self.glances.append((time_s, edge_widths(picture), writing_in(picture)))
        else:
            w, h = self.first_size
            self.first.append((len(self.first) / FIRST_PER_S, np.frombuffer(data, np.uint8).reshape(h, w)))

    def hear(self, samples: npt.NDArray[np.float32]) -> None:
        if self.listener is None:
            self.listener = Listener(samples.shape[1])
        self.listener.take(samples)

    def look(self, said: str) -> Look:
        w, h = self.small
        k = len(self.glances)
        return Look(
            facts=self.facts,
            times_s=np.array(self.times, np.float64),
            luma=np.frombuffer(self.luma, np.uint8).reshape(-1, h, w),
            chroma=np.frombuffer(self.chroma, np.uint8).reshape(-1, 2, h // 2, w // 2),
            glance_times_s=np.array([t for t, _, _ in self.glances], np.float64),
            glance_size=self.glance,
            widths=np.stack([s for _, s, _ in self.glances]) if k else np.empty((0, TILES, TILES), np.float32),
            writing=tuple(boxes for _, _, boxes in self.glances),
            first=tuple(self.first),
            sound=self.listener.heard() if self.listener else None,
            loudness=parse_loudness(said) if self.facts.has_audio else None,
            complaints=len(COMPLAINTS.findall(said)),
        )


def _small_size(facts: Probe) -> tuple[int, int]:
    """Even sides of the small frames: the longer one 160 px, less for a film so long that they would fill memory."""
    frames = max(1, facts.frames, round(facts.duration_s * facts.fps))
    longer, shorter = max(facts.width, facts.height), max(1, min(facts.width, facts.height))
    side = min(float(LONGER_SIDE), float(longer), (MOST_BYTES / frames / 1.5 * longer / shorter) ** 0.5)
    shrink = side / longer
    return _even(facts.width * shrink), _even(facts.height * shrink)


def _even(pixels: float) -> int:
    return max(SHORTEST_SIDE, round(pixels / 2) * 2)


def _fitted(facts: Probe, shorter_px: int) -> tuple[int, int]:
    """The film's size, made smaller so that its shorter side is at most this."""
    shrink = min(1.0, shorter_px / min(facts.width, facts.height), 2 * shorter_px / max(facts.width, facts.height))
    return max(2, round(facts.width * shrink)), max(2, round(facts.height * shrink))
