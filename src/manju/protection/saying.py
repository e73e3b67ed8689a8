"""A trace's answer in sentences: the verdict first, then how sure it is, then what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from manju.protection.results import Result, power
from manju.words import Words

__all__ = ["beside", "chance_of_error", "explanation", "headline", "joined", "next_step"]

MARKED_Z: Final = 6.5  # of the shared part: exp(-z^2/2) is below 10^-9


def headline(result: Result) -> Words:
    """The answer in one sentence: whose copy, or which work, or that it is none of ours."""
    master = result.master
    if master is None:
        return _either(
            result,
            Words("片库里没有这段片子", "This clip is not in your catalogue"),
            Words("没有一张登记过的图片和它对得上", "No registered picture matches this one"),
        )
    this = _either(result, Words("这段片子", "This clip"), Words("这张图片", "This picture"))
    if result.verdict == "work":
        return Words("{t}出自{m}，但认不出是哪一份副本", "{t} is from {m}, but no copy can be named").fill(
            t=this, m=master.name
        )
    recipients = list(dict.fromkeys(c.to for c in result.copies))
    if len(recipients) == 1:
        return Words("{t}出自{m}，是交给{r}的那一份", "{t} is from {m}: the copy handed to {r}").fill(
            t=this, m=master.name, r=recipients[0]
        )
    return Words("{t}由 {n} 份副本拼成：交给{r}的",
                 "{t} was made from {n} copies: those handed to {r}").fill(
        t=this, n=len(result.copies), r=joined(recipients))  # fmt: skip


def explanation(result: Result) -> Words:
    """How sure that is, and why; a paragraph."""
    best, second = result.copy, result.runner_up_z
    if best is not None:
        rest = (
            Words("没有别的副本可比。", "There is no other copy to compare with.")
            if second is None
            else Words("其余副本里最高的只有 {s:.1f}，界线是 {b:.2f}。",
                       "The highest of all other copies is {s:.1f}; the bound is {b:.2f}.").fill(
                s=second, b=result.bound_z)
        )  # fmt: skip
        return Words(
            "假如它不是这一份，却碰巧得到 {z:.1f} 这么高的 z 值，机会不超过 10 的 {p} 次方。{rest}",
            "Were it not this copy, a z as high as {z:.1f} would come up by chance with a probability of at most 10 to "
            "the power of {p}. {rest}",
        ).fill(z=best.z, p=power(best.log10_false_alarm), rest=rest)
    if not result.masters:
        return _either(
            result,
            Words("片库里每一部登记过的母版都比过了，没有一段对得上。",
                  "It was compared with every registered master of the catalogue; no part of it matches."),
            Words("每一张登记过的图片都比过了。图片只和图片比：影片的截图要用至少 5 秒的片段来追。",
                  "It was compared with every registered picture, and with those only. For films use a clip of at "
                  "least 5 seconds."),
        )  # fmt: skip
    if not result.copies_compared:
        return _either(
            result,
            Words("画面对上了。这部母版还没有登记过带水印的副本，所以没有副本可比。",
                  "The picture matches. No marked copy of this master has been registered, so there is none to compare "
                  "with."),
            Words("图片对上了。它还没有发出过带水印的副本，所以没有副本可比。",
                  "The picture matches. No marked copy of it has been handed out, so there is none to compare with."),
        )  # fmt: skip
    return _unnamed(result)


def next_step(result: Result) -> Words:
    """What to do now."""
    if result.verdict == "copy":
        return Words(
            "先存追踪报告，再开案件，按平台生成下架函。",
            "Keep the trace report, then open a case and make the takedown letter for the platform.",
        )
    if result.verdict == "work":
        return _either(
            result,
            Words("作品是你的，下架不需要知道是谁的副本：直接开案件。想找出来源，换一段更长、更清楚的再追一次。",
                  "The work is yours, and taking it down does not need the name of a copy: open a case. To find the "
                  "source, trace a longer or clearer piece."),
            Words("图片是你的，下架不需要知道是谁的副本：直接开案件。想找出来源，换一张更大、裁得更少的再追一次。",
                  "The picture is yours, and taking it down does not need the name of a copy: open a case. To find the "
                  "source, trace a larger one of which less is cut off."),
        )  # fmt: skip
    return _either(
        result,
        Words("先确认这一集的母版已登记；片段至少要 5 秒。也可能这根本不是你的作品。",
              "Check that the master of this episode is registered; a piece needs 5 seconds at least. Or it is not "
              "yours."),
        Words("如果这张图是你的，先登记原图，再追一次。",
              "If the picture is yours, register its original and trace again."),
    )  # fmt: skip


def chance_of_error(result: Result) -> str | None:
    """The exponent of the chance that an innocent copy is named; None when none is named."""
    return power(result.copy.log10_false_alarm) if result.copy else None


def beside(words: Words, name: str) -> Words:
    """A word and a name after it, as they are in both languages.

    >>> beside(Words("快手", "Kuaishou"), "@a").en, beside(Words("快手", "Kuaishou"), "").zh
    ('Kuaishou @a', '快手')
    """
    return Words(*(f"{word} {name}".strip() for word in (words.zh, words.en)))


def joined(words: Sequence[Words]) -> Words:
    """`甲、乙` / `A, B`.

    >>> joined([Words("甲", "A"), Words("乙", "B")])
    Words(zh='甲、乙', en='A, B')
    """
    return Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))


def _either(result: Result, film: Words, picture: Words) -> Words:
    return picture if result.is_picture else film


def _unnamed(result: Result) -> Words:
    """Why no copy is named though copies were compared."""
    n, best = result.copies_compared, result.runner_up_z or 0.0
    pilot = max((s.pilot_z for s in result.scores), default=0.0)
    shared = f"{pilot:.1f}".replace("-", "−")
    compared = Words(
        "和 {n} 份副本逐一比过，最高的 z 值是 {z:.1f}，没有过界线 {b:.2f}，所以谁也不指认。",
        "It was compared with {n} copies; the highest z is {z:.1f}, not above the bound {b:.2f}, so nobody is named.",
    ).fill(n=n, z=best, b=result.bound_z)
    if pilot >= MARKED_Z:
        more = _either(
            result,
            Words("各副本共有的标记读得到（{z}），它多半出自某份带水印的副本，只是片段太短或太糊。",
                  "The mark that all copies share is there ({z}): it probably stems from a marked copy, but the piece "
                  "is too short or too poor."),
            Words("各副本共有的标记读得到（{z}），它多半出自某份带水印的副本，只是图太小、裁得太多或太糊。",
                  "The mark that all copies share is there ({z}): it probably stems from a marked copy, but it is too "
                  "small, too much is cut off, or it is too poor."),
        ).fill(z=shared)  # fmt: skip
    else:
        more = Words(
            "共有的标记也读不到（{z}）：它来自没有水印的来源，或者画面损坏太重。",
            "The mark that all copies share is not there either ({z}): it stems from an unmarked source, or the "
            "picture has suffered too much.",
        ).fill(z=shared)
    return Words(compared.zh + more.zh, f"{compared.en} {more.en}")
