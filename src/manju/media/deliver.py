"""From one master to finished deliverables: decode once, reshape, label, level the sound, check, cover."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from manju.media import loudness
from manju.media.channels import Profile
from manju.media.cover import AS_FOUND, CoverChoice, Look, find_candidates, look_of, make_covers
from manju.media.errors import Cancelled, MediaError
from manju.media.label.aigc import KEYS, AigcLabel
from manju.media.label.visible import draw_label
from manju.media.lettering import Laid, LetteringSpan, lay_out
from manju.media.mark_check import Mark
from manju.media.mixing import Mix, mix_sound
from manju.media.probe import Probe, probe_master
from manju.media.quality import Check, Master, Report, read_back
from manju.media.quality import Made as KnownOf
from manju.media.quality.lettering import Box
from manju.media.reframe import wanted as framing_wanted
from manju.media.reframe.framing import Framing
from manju.media.render.encode import Output, Source
from manju.media.render.geometry import Geometry, frame_rate, shaping_for
from manju.media.render.marking import Marker
from manju.media.render.pieces import Engine, render
from manju.media.render.store import Store
from manju.media.subtitles import read_subtitles, write_burn_in, write_srt
from manju.media.whole import sha256_of
from manju.words import Words

__all__ = ["RENDER_VERSION", "Check", "Fit", "Made", "Order", "Progress", "Report", "as_ordered", "deliver"]

RENDER_VERSION: Final = 4
"""Part of every render key: raised whenever the same order would give another file."""

Fit = Literal["auto", "crop", "fill", "pad"]
"""auto: same shape as is, else framed shot by shot; crop: centre; fill: on its blurred self; pad: black borders."""

Progress = Callable[[float, Words], None]
_SoundKey = tuple[Mix | None, float, float, int]
_MEASURING: Final = Words("测响度", "Measuring loudness")
_FRAMING: Final = Words("逐镜头找人物和字幕", "Finding figures and captions in every shot")
_MIXING: Final = Words("混音", "Mixing the sound")
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
    cover: CoverChoice = AS_FOUND  # no part of the video: may change without rendering it again
    copy_id: int | None = None  # whose invisible mark it bears; None: unmarked
    mix: Mix | None = None  # None: the master's own sound
    lettering: tuple[LetteringSpan, ...] = ()  # laid on the master, which then has no words of its own
    framing: Framing | None = None  # of a fit "auto" to another shape; None: the machine frames it


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
        framings = plan.framings(lambda share, words: tell(0.01 + 0.09 * share, words))
        sounds = plan.level_sound(lambda share, words: tell(0.10 + 0.06 * share, words))
        outputs = [plan.output(i, sounds, framings[i]) for i in range(len(orders))]
        encoding = Words(f"编码 {len(outputs)} 份", f"Encoding {len(outputs)} deliverables")
        render(
            plan.source, outputs, work, sha256=sha256, store=store, engine=engine, marker=marker,
            progress=lambda p: tell(0.16 + 0.72 * p, encoding), cancelled=cancelled,
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


def as_ordered(
    order: Order, master: Path, facts: Probe, folder: Path, *, framing: Framing | None,
    cancelled: Callable[[], bool] = lambda: False,
) -> KnownOf:  # fmt: skip
    """What is known of a file that was made from an order, for checking it again; `folder` takes what must be drawn.

    Raises:
        MediaError: subtitles or lettering cannot be read or drawn any more.
    """
    plan = _Plan(master, facts, (order,), marker=None, work=folder, cancelled=cancelled)
    return _known_of(order, plan.output(0, {}, framing), facts)


def _known_of(order: Order, output: Output, facts: Probe) -> KnownOf:
    wide, high = facts.width, facts.height
    lettered = tuple(
        (laid.start_s, laid.end_s, Box(x / wide, y / high, (x + w) / wide, (y + h) / high))
        for laid in output.laid
        for x, y, w, h in laid.captions
    )
    return KnownOf(
        shaping=output.geometry.shaping, ass=output.ass, framing=output.framing, lettered=lettered,
        own_sound=order.mix is not None,
    )  # fmt: skip


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
        self._laid: dict[tuple[tuple[LetteringSpan, ...], str], tuple[Laid, ...]] = {}
        self.original = Master(master, facts, cancelled)
        self.lines = {o.subtitles: read_subtitles(o.subtitles) for o in orders if o.subtitles is not None}

    def framings(self, tell: Callable[[float, Words], None]) -> list[Framing | None]:
        """How each order is framed; None where the shape is the master's own or something else is asked for."""
        wanted = [
            framing_wanted.Wanted((o.profile.width, o.profile.height), o.framing, self.laid(o))
            if o.fit == "auto" and self.geometry(o).shaping != "same"
            else None
            for o in self.orders
        ]
        return framing_wanted.framings_for(
            self.source.path, self.facts, wanted, progress=lambda share: tell(share, _FRAMING), cancelled=self.cancelled
        )  # fmt: skip

    def level_sound(self, tell: Callable[[float, Words], None]) -> dict[_SoundKey, Path]:
        """One AAC file per distinct mix, loudness target, ceiling and bitrate; none for a film without sound."""
        wanted = list(dict.fromkeys(_sound_key(o) for o in self.orders if o.mix is not None or self.facts.has_audio))
        sounds: dict[_SoundKey, Path] = {}
        for m, mix in enumerate(dict.fromkeys(key[0] for key in wanted)):
            pcm = self.work / f"sound{m}.wav"
            tell(len(sounds) / len(wanted), _MIXING if mix else _MEASURING)
            decoded = self._sound(mix, pcm)
            for key in (k for k in wanted if k[0] == mix):
                _, lufs, ceiling, kbps = key
                levelling = Words(f"响度调到 {lufs:g} LUFS", f"Levelling sound to {lufs:g} LUFS")
                tell((len(sounds) + 0.5) / len(wanted), levelling)
                made = loudness.level(
                    decoded, self.work / f"sound{m}-{len(sounds)}.m4a", target_lufs=lufs, ceiling_dbtp=ceiling,
                    bitrate_kbps=kbps, cancelled=self.cancelled,
                )  # fmt: skip
                sounds[key] = made.path
            pcm.unlink()
        return sounds

    def _sound(self, mix: Mix | None, pcm: Path) -> loudness.Decoded:
        """The film's sound as PCM: the master's own, or mixed from stems."""
        path, facts = self.source.path, self.facts
        if mix is not None:
            return mix_sound(path, facts, mix, self.work, pcm, cancelled=self.cancelled).sound
        return loudness.decode(
            path, pcm, duration_s=facts.duration_s, demuxer=facts.demuxer, cancelled=self.cancelled
        )  # fmt: skip

    def output(self, i: int, sounds: dict[_SoundKey, Path], framing: Framing | None) -> Output:
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
            sound=sounds.get(_sound_key(order)),
            bitrate_max_kbps=profile.video_bitrate_max_kbps,
            metadata={"AIGC": self.aigc(order).to_json()},
            copy_id=order.copy_id,
            laid=self.laid(order),
            framing=framing,
        )

    def laid(self, order: Order) -> tuple[Laid, ...]:
        """The order's lettering, drawn once for each language."""
        key = (order.lettering, order.language)
        if key not in self._laid:
            size = self.facts.width, self.facts.height
            self._laid[key] = lay_out(
                order.lettering, size, self.work, language=order.language, stem=f"lettering{len(self._laid)}-"
            )  # fmt: skip
        return self._laid[key]

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
        """One cover per order and size, from the best moment of the master (found once) or the one asked for."""
        best: float | None = None
        looks: dict[float, Look] = {}
        paths: list[Path | None] = []
        for order, output in zip(self.orders, outputs, strict=True):
            if self.cancelled():
                raise Cancelled
            at = order.cover.at_s
            if at is None:
                best = self._best_time() if best is None else best
                at = best
            if at not in looks:
                looks[at] = look_of(self.source, at, cancelled=self.cancelled)
            made = make_covers(
                looks[at], order.profile, self.work, output.path.stem, language=order.language, choice=order.cover,
                aigc=self.aigc(order),
            )  # fmt: skip
            paths.append(made[0])
        return paths

    def finish(self, i: int, output: Output, cover: Path | None) -> Made:
        """Read an encoded file back: the finished deliverable, still in the work folder."""
        order, mark = self.orders[i], None
        if self.marker is not None and order.copy_id is not None:
            mark = Mark(self.marker, order.copy_id, self.source.path, self.facts, output.framing)
        back = read_back(
            output.path, order.profile, language=order.language, master=self.original, mark=mark,
            made=_known_of(order, output, self.facts),
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
        best = find_candidates(self.source, count=1, cancelled=self.cancelled)
        return best[0].time_s if best else 0.0


def _sound_key(order: Order) -> _SoundKey:
    profile = order.profile
    return order.mix, profile.loudness_lufs, profile.true_peak_dbtp, profile.audio_bitrate_kbps


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
