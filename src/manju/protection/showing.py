"""What the page of a trace shows, gathered from the kept answer and the rows it speaks of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from manju.copies.models import Copy, PictureCopy, RegisteredMaster, RegisteredPicture
from manju.distribution.models import Deliverable
from manju.media.traces import Segment
from manju.protection.models import Finding, NamedIn
from manju.protection.plots import Bar, bars, how_shown, segment_map, z_plot
from manju.protection.results import REQUIRED_LOG10, FoundMaster, NamedCopy, Result, SightAt, power
from manju.protection.saying import explanation, headline, next_step
from manju.words import Words, language

__all__ = ["Elsewhere", "Origin", "Piece", "Shown", "shown"]

ELSEWHERE: Final = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A row of the table of seconds."""

    segment: Segment
    how: Words

    @property
    def length_s(self) -> float:
        return self.segment.suspect_end_s - self.segment.suspect_start_s


@dataclass(frozen=True, slots=True)
class Issued:
    """A named copy with its row and the deliverable that carried it."""

    copy: NamedCopy
    row: Copy | PictureCopy | None
    deliverable: Deliverable | None
    exponent: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another finding made from the same copy."""

    finding: Finding
    z: float
    piece: Words


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure of the page comes from: how it is computed, how far off it may be, its rows."""

    anchor: str
    name: Words
    value: str
    how: Words
    may_be_off: Words
    rows: str = ""  # address
    exponent: str = ""  # of the value, where that is a power of ten


@dataclass(frozen=True, eq=False)
class Shown:
    """Everything the page says of one trace. `master`: the one played beside the suspect."""

    result: Result
    headline: Words
    explanation: Words
    next_step: Words
    master: FoundMaster | None
    masters: tuple[FoundMaster, ...]
    pieces: list[Piece]
    issued: list[Issued]
    elsewhere: list[Elsewhere]
    origins: list[Origin]
    z_plot: SafeString
    bars: list[Bar]
    maps: list[tuple[FoundMaster, SafeString]]
    sights: list[SightAt]
    segments_json: str
    strips: list[tuple[float, float]]  # left and width of each piece on the position slider, in percent
    marks: list[float]  # where the kept moments lie on it, in percent
    can_show_master: bool
    span: tuple[float, float] | None
    mirrored: bool

    @property
    def required(self) -> str:
        return f"{REQUIRED_LOG10:.0f}".replace("-", "−")

    @property
    def match_exponent(self) -> str:
        return power(self.master.log10_false_match) if self.master else ""

    @property
    def best(self) -> Issued | None:
        return self.issued[0] if self.issued else None


def shown(finding: Finding, result: Result, *, master_id: int | None = None) -> Shown:
    """Gather the page. `master_id` chooses among several masters; the answer's own where it is none of them."""
    chosen = next((m for m in result.masters if m.master_id == master_id), None) or result.master
    segments = chosen.segments if chosen else ()
    sights = [s for s in result.sights if chosen is not None and s.master_id == chosen.master_id]
    percent = 100.0 / max(result.duration_s, 0.1)
    return Shown(
        result=result,
        headline=headline(result),
        explanation=explanation(result),
        next_step=next_step(result),
        master=chosen,
        masters=result.masters,
        pieces=[Piece(s, how_shown(s)) for s in segments],
        issued=_issued(result),
        elsewhere=_elsewhere(finding),
        origins=_origins(finding, result),
        z_plot=mark_safe(z_plot(result, language=language())),  # noqa: S308  # drawn by us, words in it escaped
        bars=bars(result),
        maps=[
            (m, mark_safe(segment_map(result, m, language=language())))  # noqa: S308  # the same
            for m in result.masters
            if m.segments
        ],
        sights=sights,
        strips=[(s.suspect_start_s * percent, (s.suspect_end_s - s.suspect_start_s) * percent) for s in segments],
        marks=[s.suspect_s * percent for s in sights],
        segments_json=json.dumps(
            [[s.suspect_start_s, s.suspect_end_s, s.master_start_s, s.speed, s.mirrored] for s in segments]
        ),
        can_show_master=chosen is not None and _is_here(chosen.master_id, result),
        span=(min(s.master_start_s for s in segments), max(s.master_end_s for s in segments)) if segments else None,
        mirrored=any(s.mirrored for s in segments),
    )


def _is_here(master_id: int, result: Result) -> bool:
    """Whether the master, or the registered picture, is on this machine to be shown."""
    if result.is_picture:
        picture: RegisteredPicture | None = RegisteredPicture.objects.filter(pk=master_id).first()
        return picture is not None and picture.path.is_file()
    row: RegisteredMaster | None = RegisteredMaster.objects.shown().filter(pk=master_id).first()
    if row is None:
        return False
    return bool(row.master.film) if row.master is not None else row.path.is_file()


def _issued(result: Result) -> list[Issued]:
    numbers = [c.copy_id for c in result.copies]
    if result.is_picture:
        pictures = {c.copy_id: c for c in PictureCopy.objects.filter(copy_id__in=numbers)}
        return [Issued(c, pictures.get(c.copy_id), None, power(c.log10_false_alarm)) for c in result.copies]
    copies = {c.copy_id: c for c in Copy.objects.filter(copy_id__in=numbers)}
    rows = Deliverable.objects.select_related("issued", "episode__season__work").filter(issued__copy_id__in=numbers)
    carried = {d.issued.copy_id: d for d in rows if d.issued is not None}
    return [
        Issued(c, copies.get(c.copy_id), carried.get(c.copy_id), power(c.log10_false_alarm)) for c in result.copies
    ]  # fmt: skip


def _elsewhere(finding: Finding) -> list[Elsewhere]:
    """Other findings of the copies named here, newest first."""
    mine = list(NamedIn.objects.filter(finding=finding).values_list("issued", "picture_copy"))
    rows = (
        NamedIn.objects.filter(Q(issued__in=[f for f, _ in mine if f]) | Q(picture_copy__in=[p for _, p in mine if p]))
        .exclude(finding=finding)
        .select_related("finding__case", "finding__master__master__episode__season__work")
        .order_by("-finding__brought_at")[:ELSEWHERE]
    )
    return [Elsewhere(r.finding, r.z, _piece(r.finding)) for r in rows]


def _piece(finding: Finding) -> Words:
    found = finding.matched
    if found is None or finding.master is None or not found["segments"]:
        return Words("—", "—")
    first = min(s[2] for s in found["segments"])
    last = max(s[3] for s in found["segments"])
    times = f"{_clock(first)}–{_clock(last)}"
    if finding.master.episode is None:
        return Words(times, times)
    return Words(f"第 {finding.master.episode} 集 {times}", f"Ep. {finding.master.episode} {times}")


def _origins(finding: Finding, result: Result) -> list[Origin]:
    master, best = result.master, result.copy
    rows = reverse("protection:scores", args=[finding.pk]) if result.scores else ""
    found = []
    if master is not None:
        found += [
            Origin("score", Words("相似度", "Score"), f"{master.score:.2f}",
                   Words("可疑图片里对得上的点所占的份额，0 到 1", "Share of the suspect’s points that agree, 0 to 1")
                   if result.is_picture else
                   Words("可疑片里对得上的画面所占的份额，0 到 1", "Share of the suspect that agrees, 0 to 1"),
                   Words("只用来排序；误配率见下", "Only for ranking; see the false match below")),
            Origin("match", Words("误配率", "False match"), "10",
                   Words("毫无关系的图片碰巧有这么多点落在同一个摆法里的机会",
                         "Chance that so many points of an unrelated picture agree on one placing")
                   if result.is_picture else
                   Words("毫无关系的片子得到这么好匹配的机会，用不相干的片子校准",
                         "Chance of so good a match with an unrelated film, calibrated on such films"),
                   Words("经验估计，不是界限", "An estimate from experience, not a bound"),
                   exponent=power(master.log10_false_match)),
        ]  # fmt: skip
    if master is not None and master.segments:
        found += [
            Origin("time", Words("哪一秒", "Which second"), f"{len(master.segments)}",
                   Words("取样画面连成直线：母版时间 = 起点 + 速度 × 可疑片时间",
                         "Sampled pictures on a line: time in master = start + speed × time in suspect"),
                   Words("通常差 0.15 秒以内；又暗又慢的摇镜可能差几秒",
                         "Mostly within 0.15 s; in dark slow pans it may be seconds")),
        ]  # fmt: skip
    if result.scores:
        found += [
            Origin("z", Words("z 值", "z"), f"{best.z:.2f}" if best else f"{result.runner_up_z or 0:.2f}",
                   Words("残差与副本码片的相关，除以随机码的标准差：Σ w·c / ‖w‖",
                         "Correlation of the residual with the copy’s chips, in standard deviations of a random code: "
                         "Σ w·c / ‖w‖"),
                   Words("无关副本大致在 −4 到 4 之间", "That of unrelated copies lies about between −4 and 4"), rows),
            Origin("bound", Words("界线", "Bound"), f"{result.bound_z:.2f}",
                   Words(f"√(2 ln({result.scored} × 10^9))：比了 {result.scored} 次，仍要求弄错的机会 ≤ 10^−9",
                         f"√(2 ln({result.scored} × 10^9)): {result.scored} scorings, "
                         "and still at most 10^−9 to err"),
                   Words("是证明出来的上限（霍夫丁不等式），与可疑片无关",
                         "A proven upper limit (Hoeffding), whatever the suspect is"), rows),
        ]  # fmt: skip
    if best is not None:
        found.append(
            Origin("error", Words("弄错的概率", "Chance of error"), "≤ 10",
                   _same(f"{result.scored} × exp(−z²/2)"),
                   Words("上限；前提是密钥没有泄露、收件人登记属实",
                         "An upper limit, if the key has stayed secret and the recipient was written down truly"), rows,
                   exponent=power(best.log10_false_alarm))
        )  # fmt: skip
    return found


def _same(formula: str) -> Words:
    return Words(formula, formula)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60:02}:{whole % 60:02}"
