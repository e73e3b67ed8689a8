"""What the gate says: the verdict and its reasons as sentences."""

from __future__ import annotations

from typing import Final

from manju.launch.standing import Standing
from manju.market.gate import Band
from manju.market.gate.verdict import VERDICTS
from manju.words import Words

__all__ = ["METRICS", "VERDICTS", "asked", "percent", "reasons"]

METRICS: Final[dict[str, Words]] = {
    "completion": Words("完播率", "Completion"),
    "engagement": Words("互动率", "Engagement"),
}


def percent(rate: float | None) -> str:
    """A rate as people read it, one decimal.

    >>> percent(0.4312), percent(None)
    ('43.1%', '—')
    """
    return "—" if rate is None else f"{rate * 100:.1f}%"


def line_of(rate: float) -> str:
    """A threshold, without decimals it does not have.

    >>> line_of(0.4), line_of(0.055)
    ('40%', '5.5%')
    """
    return f"{round(rate * 100, 2):g}%"


def reasons(now: Standing) -> Words:
    """Why the figures say what they say, in two or three sentences."""
    last = now.last
    bands = {"completion": last.completion, "engagement": last.engagement}
    if last.verdict == "GO":
        said = [_passed(name, band) for name, band in bands.items()]
        said.append(Words("每天看都算数，错放的可能不超过 5%。",
                          "Looked at every day, a wrong “go” stays under 5%."))  # fmt: skip
    elif last.verdict == "STOP":
        said = [_failed(name, band) for name, band in bands.items() if band.failed]
        said.append(Words("再投也翻不了案。", "More views will not turn it."))
    else:
        said = [_open(name, band) for name, band in bands.items()]
    if last.completion.drifted or last.engagement.drifted:
        said.append(Words("近来的数和先前的对不上，比率多半变了。",
                          "Recent figures disagree with earlier ones: the rate has probably changed."))  # fmt: skip
    return Words("".join(w.zh for w in said), " ".join(w.en for w in said))


def asked(now: Standing) -> Words | None:
    """How long it takes at the present pace; None once there is a verdict."""
    more = now.last.more
    if now.last.verdict != "COLLECT_MORE":
        return None
    if more.views is None:
        said = Words("这几集再多播放也定不了：集与集之间差得太多，或卡在门槛上。多投几集，或加一个渠道。",
                     "No number of views of these episodes decides it: they differ too much, or sit on the line. "
                     "Test more episodes, or another channel.")  # fmt: skip
    elif more.on is None:
        said = Words("这几天没有新的播放，照现在的速度等不到。", "No new views lately: at this pace it will not come.")
    else:
        day = more.on
        said = Words(f"照近几天的速度，{day.month} 月 {day.day} 日可定。",
                     f"At the pace of the last days it is decided on {day.day} {day:%b}.")  # fmt: skip
    worst = now.worst
    if worst is not None and now.last.completion.mean_rate is not None and not now.last.completion.passed:
        tail = Words(f"第 {worst.episode.number} 集拖后腿，换个钩子也许更快。",
                     f"Episode {worst.episode.number} drags it down: a better hook may be quicker.")  # fmt: skip
        said = Words(said.zh + tail.zh, f"{said.en} {tail.en}")
    return said


def _passed(name: str, band: Band) -> Words:
    return Words("{m}下界 {l}，在 {t} 之上。", "{m}: lower bound {l}, above {t}.").fill(
        m=METRICS[name], l=percent(band.low), t=line_of(band.threshold)
    )


def _failed(name: str, band: Band) -> Words:
    return Words("{m}上界 {h}，已在 {t} 之下。", "{m}: upper bound {h}, under {t} already.").fill(
        m=METRICS[name], h=percent(band.high), t=line_of(band.threshold)
    )


def _open(name: str, band: Band) -> Words:
    metric, line = METRICS[name], line_of(band.threshold)
    if band.mean_rate is None:
        return Words("{m}还没有数据。", "{m}: no figures yet.").fill(m=metric)
    if band.passed:
        return Words("{m}已经过线。", "{m} is over the line.").fill(m=metric)
    if band.failed:
        return _failed(name, band)
    if band.mean_rate > band.threshold:
        return Words(
            "{m}多半已过线，但下界 {l} 还在 {t} 之下，现在放行，错放的可能超过 5%。",
            "{m} is probably over the line, but its lower bound {l} is still under {t}: "
            "a “go” now would be wrong too often.",
        ).fill(m=metric, l=percent(band.low), t=line)
    return Words(
        "{m}多半在线下，但上界 {h} 还在 {t} 之上，现在停，错停的可能太大。",
        "{m} is probably under the line, but its upper bound {h} is still above {t}: "
        "a “stop” now would be wrong too often.",
    ).fill(m=metric, h=percent(band.high), t=line)
