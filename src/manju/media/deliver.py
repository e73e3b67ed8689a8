"""From one master to finished deliverables: decode once, reshape, label, level the sound, check, cover."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from PIL import Image

from manju.media import loudness
from manju.media.channels import Profile
from manju.media.cover import take_frame, write_cover
from manju.media.errors import Cancelled, MediaError
from manju.media.frames import best_frames
from manju.media.label import writing as label_writing
from manju.media.label.aigc import KEYS, AigcLabel
from manju.media.label.visible import draw_label
from manju.media.mark_check import Mark
from manju.media.probe import Probe, probe_master
from manju.media.quality import Check, Report, read_back
from manju.media.reframe.framing import Framing
from manju.media.reframe.planning import frame_shape, look_at
from manju.media.render.encode import Output, Source
from manju.media.render.geometry import Geometry, frame_rate, shaping_for
from manju.media.render.marking import Marker
from manju.media.render.pieces import Engine, render
from manju.media.render.store import Store
from manju.media.subtitles import read_subtitles, write_burn_in, write_srt
from manju.media.whole import sha256_of
from manju.words import Words

__all__ = ["RENDER_VERSION", "Check", "Fit", "Made", "Order", "Progress", "Report", "deliver"]

RENDER_VERSION: Final = 3
"""Part of every render key: raised whenever the same order would give another file."""

Fit = Literal["auto", "crop", "fill", "pad"]
"""auto: same shape as is, else shot by shot; crop: centre; fill: whole picture on itself blurred; pad: black bars."""

Progress = Callable[[float, Words], None]
ENDINGS: Final = (".mp4", ".cover.jpg", ".srt")


@dataclass(frozen=True, slots=True)
class Order:
    """One deliverable wanted: a channel, a language, a recipient, and how to get there."""

    profile: Profile
    language: str
    recipient: str
    aigc: AigcLabel
    fit: Fit = "auto"
    subtitles: Path | None = None
    burn_in: bool = True  # False: soft subtitles, as a track and beside the video
    cover_at_s: float | None = None  # None: the best frame is chosen
    copy_id: int | None = None  # whose invisible mark it bears; None: unmarked
    framing: Framing | None = None  # with fit auto and another shape than the master's; None: found out here


@dataclass(frozen=True, slots=True)
class Made:
    """A finished deliverable: its files and what reading it back said. Loudness None: no sound."""

    order: Order
    video: Path
    cover: Path | None
    subtitles: Path | None
    width: int
    height: int
    duration_s: float
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    sha256: str
    report: Report

    @property
    def copy_id(self) -> int | None:
        """Whose mark the video bears."""
        return self.order.copy_id


def deliver(
    master: Path,
    orders: Sequence[Order],
    out: Path,
    *,
    marker: Marker | None = None,
    store: Store | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Made]:
    """Make every ordered deliverable of one master, decoding the master once; results in the order of `orders`.

    Files appear in `out` whole or not at all: `<channel>-<language>.mp4`, `.cover.jpg`, `.srt`. A file whose
    check fails is still returned (with `report.passed` False) so that a person can look at it. `marker`, of this
    master, is needed when an order has a copy's number: the mark lies on the master's picture, wherever the
    deliverable shows it, under label and subtitles. Pictures are made by pieces, on `engine` (default: one after
    another, here); what `store` has is not made again.

    Raises:
        MediaError: the master, its marker, the subtitles or `out` cannot be used; nothing is left in `out`.
        Cancelled: `cancelled()` became true; nothing is left in `out`.
    """
    tell = progress or (lambda *_: None)
    tell(0.0, Words("看母版", "Looking at the master"))
    facts = probe_master(master)
    master, out = master.resolve(), out.resolve()
    sha256 = sha256_of(master)
    if marker is not None and any(o.copy_id is not None for o in orders):
        marker.must_be_of(master, sha256)
    with _work_folder(out, master, orders) as folder:
        work = Path(folder)
        plan = _Plan(master, facts, tuple(orders), marker=marker, work=work, cancelled=cancelled)
        looking = Words("看每个镜头怎么取景", "Looking how to frame each shot")
        plan.frame(lambda share: tell(0.01 + 0.07 * share, looking))
        sounds = plan.level_sound(lambda share, words: tell(0.08 + 0.04 * share, words))
        outputs = [plan.output(i, sounds) for i in range(len(orders))]
        encoding = Words(f"编码 {len(outputs)} 份", f"Encoding {len(outputs)} deliverables")
        render(
            plan.source, outputs, work, sha256=sha256, store=store, engine=engine, marker=marker,
            progress=lambda p: tell(0.12 + 0.76 * p, encoding), cancelled=cancelled,
        )  # fmt: skip
        covers = plan.covers(outputs)
        tell(0.91, Words("回读质检", "Reading the files back"))
        made = []
        for i, output in enumerate(outputs):
            if cancelled():
                raise Cancelled
            made.append(plan.finish(i, output, covers[i]))
            tell(0.91 + 0.08 * (i + 1) / len(orders), Words("回读质检", "Reading the files back"))
        return [_move(m, out) for m in made]


def _work_folder(out: Path, master: Path, orders: Sequence[Order]) -> tempfile.TemporaryDirectory[str]:
    """A folder for the work inside `out`, once it is sure that the finished files may be put there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for target in (out / f"{stem}{ending}" for stem in _stems(orders) for ending in ENDINGS):
            if target == master or (target.exists() and not target.is_file()):
                raise FileExistsError(target)
        return tempfile.TemporaryDirectory(prefix=".making-", dir=out)
    except OSError as error:
        raise MediaError(
            "out_unusable",
            Words("成品放不进这个文件夹：{out}", "The deliverables cannot be put here: {out}").fill(out=out),
            Words("换一个可写的空文件夹，不要用母版所在的同名位置。",
                  "Choose another folder that can be written to, and not one where the master has the same name."),
        ) from error  # fmt: skip


class _Plan:
    """What one master and its orders come to: sound once per target, label once per language and size."""

    def __init__(
        self, master: Path, facts: Probe, orders: tuple[Order, ...], *, marker: Marker | None, work: Path,
        cancelled: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.facts, self.orders, self.marker, self.work, self.cancelled = facts, orders, marker, work, cancelled
        self.stems = _stems(orders)
        self.source = Source.of(master, facts)
        self.framings: dict[Fraction, Framing] = {}  # by the shape wanted, where the order has none of its own
        self.lines = {o.subtitles: read_subtitles(o.subtitles) for o in orders if o.subtitles is not None}

    def frame(self, tell: Callable[[float], None]) -> None:
        """Find out how to frame the master for the shapes that no order says it for; looked at once for all."""
        wanted = [o for o in self.orders if o.framing is None and self.is_framed(o)]
        if not wanted:
            return
        scenes = look_at(self.source.path, self.facts, progress=tell, cancelled=self.cancelled)
        for order in wanted:
            shape = Fraction(order.profile.width, order.profile.height)
            if shape not in self.framings:
                self.framings[shape] = frame_shape(scenes, shape.as_integer_ratio())

    def is_framed(self, order: Order) -> bool:
        """Whether it is shown shot by shot: another shape than the master's, and no other fit asked for."""
        return order.fit == "auto" and self.geometry(order).shaping != "same"

    def framing(self, order: Order) -> Framing | None:
        if not self.is_framed(order):
            return None
        return order.framing or self.framings[Fraction(order.profile.width, order.profile.height)]

    def level_sound(self, tell: Callable[[float, Words], None]) -> dict[tuple[float, float, int], Path]:
        """One AAC file per distinct loudness target, ceiling and bitrate; none for a film without sound."""
        if not self.facts.has_audio:
            return {}
        tell(0.0, Words("测响度", "Measuring loudness"))
        pcm = self.work / "sound.wav"
        decoded = loudness.decode(
            self.source.path, pcm, duration_s=self.facts.duration_s, demuxer=self.facts.demuxer,
            cancelled=self.cancelled,
        )  # fmt: skip
        targets = list(dict.fromkeys(_sound_key(o.profile) for o in self.orders))
        sounds = {}
        for i, (lufs, ceiling, kbps) in enumerate(targets):
            levelling = Words(f"响度调到 {lufs:g} LUFS", f"Levelling sound to {lufs:g} LUFS")
            tell((i + 0.5) / (len(targets) + 0.5), levelling)
            made = loudness.level(
                decoded, self.work / f"sound{i}.m4a", target_lufs=lufs, ceiling_dbtp=ceiling, bitrate_kbps=kbps,
                cancelled=self.cancelled,
            )  # fmt: skip
            sounds[lufs, ceiling, kbps] = made.path
        pcm.unlink()
        return sounds

    def output(self, i: int, sounds: dict[tuple[float, float, int], Path]) -> Output:
        order = self.orders[i]
        profile = order.profile
        lines = self.lines.get(order.subtitles) if order.subtitles else None
        ass = soft = None
        if lines and order.burn_in:
            ass = write_burn_in(
                lines, self.work, f"burn{i}.ass", width=profile.width, height=profile.height,
                safe=profile.safe_zone, language=order.language,
            )  # fmt: skip
        elif lines:
            soft = self.work / f"soft{i}.srt"
            write_srt(lines, soft)
        return Output(
            path=self.work / f"{self.stems[i]}.mp4",
            geometry=self.geometry(order),
            label=draw_label(order.language, profile.width, profile.height, profile.safe_zone),
            ass=ass,
            soft_subtitles=soft,
            soft_language=order.language,
            sound=sounds.get(_sound_key(profile)),
            bitrate_max_kbps=profile.video_bitrate_max_kbps,
            metadata={"AIGC": self.aigc(order).to_json()},
            copy_id=order.copy_id,
            framing=self.framing(order),
        )

    def geometry(self, order: Order) -> Geometry:
        profile = order.profile
        return Geometry(
            profile.width,
            profile.height,
            frame_rate(Fraction(self.facts.fps_fraction), profile.fps_min, profile.fps_max),
            shaping_for((self.facts.width, self.facts.height), (profile.width, profile.height), order.fit),
        )

    def aigc(self, order: Order) -> AigcLabel:
        """The label to write: an upstream generator's label is kept, we only enter ourselves as its propagator."""
        upstream = self.facts.aigc
        if not upstream or not upstream.get("Label"):
            return order.aigc
        kept = AigcLabel(*(upstream.get(key, "") for key in KEYS))
        if kept.content_propagator:
            return kept
        return replace(kept, content_propagator=order.aigc.content_producer, propagate_id=order.aigc.produce_id)

    def covers(self, outputs: Sequence[Output]) -> list[Path | None]:
        """One cover per order, from the best frame of the master (found once) or the frame asked for."""
        best: float | None = None
        frames: dict[tuple[Geometry, float], Image.Image] = {}
        paths: list[Path | None] = []
        for order, output in zip(self.orders, outputs, strict=True):
            if self.cancelled():
                raise Cancelled
            at = order.cover_at_s
            if at is None:
                best = self._best_time() if best is None else best
                at = best
            key = (output.geometry, at)
            if key not in frames:
                frames[key] = take_frame(self.source, output.geometry, at, cancelled=self.cancelled)
            sizes = order.profile.cover_sizes or ((order.profile.width, order.profile.height),)
            for n, size in enumerate(sizes):
                path = output.path.with_suffix(".cover.jpg" if n == 0 else f".cover-{size[0]}x{size[1]}.jpg")
                plain = path.with_suffix(".tmp")
                write_cover(frames[key], plain, size, max_bytes=order.profile.cover_max_bytes)
                label_writing.write(plain, path, self.aigc(order))
                plain.unlink()
            paths.append(output.path.with_suffix(".cover.jpg"))
        return paths

    def finish(self, i: int, output: Output, cover: Path | None) -> Made:
        """Read an encoded file back: the finished deliverable, still in the work folder."""
        order, mark = self.orders[i], None
        if self.marker is not None and order.copy_id is not None:
            mark = Mark(self.marker, order.copy_id, self.source.path, self.facts)
        back = read_back(
            output.path, order.profile, language=order.language, master=self.facts, mark=mark,
            cancelled=self.cancelled,
        )  # fmt: skip
        soft = None
        if output.soft_subtitles is not None:
            soft = output.path.with_suffix(".srt")
            output.soft_subtitles.rename(soft)
        heard = back.loudness
        return Made(
            order=order,
            video=output.path,
            cover=cover,
            subtitles=soft,
            width=back.file.width,
            height=back.file.height,
            duration_s=back.file.duration_s,
            loudness_lufs=heard.integrated_lufs if heard else None,
            true_peak_dbtp=heard.true_peak_dbtp if heard else None,
            sha256=sha256_of(output.path),
            report=back.report,
        )

    def _best_time(self) -> float:
        facts = self.facts
        best = best_frames(
            self.source.path, duration_s=facts.duration_s, width=facts.width, height=facts.height,
            demuxer=facts.demuxer, cancelled=self.cancelled,
        )  # fmt: skip
        return best[0].time_s if best else 0.0


def _sound_key(profile: Profile) -> tuple[float, float, int]:
    return profile.loudness_lufs, profile.true_peak_dbtp, profile.audio_bitrate_kbps


def _stems(orders: Sequence[Order]) -> list[str]:
    """File names without ending; a second order for one channel and language (another recipient) gets a number."""
    seen: Counter[str] = Counter()
    stems = []
    for order in orders:
        stem = f"{order.profile.name}-{order.language}"
        seen[stem] += 1
        stems.append(stem if seen[stem] == 1 else f"{stem}-{seen[stem]}")
    return stems


def _move(made: Made, out: Path) -> Made:
    """Move a finished deliverable's files from the work folder to `out` (same file system: each at once)."""
    for extra in sorted(made.video.parent.glob(f"{made.video.stem}.cover-*.jpg")):
        extra.replace(out / extra.name)
    moved = {
        name: getattr(made, name).replace(out / getattr(made, name).name)
        for name in ("cover", "subtitles", "video")
        if getattr(made, name) is not None
    }
    return replace(made, **moved)
