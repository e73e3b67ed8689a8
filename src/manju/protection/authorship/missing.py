"""What an evidence pack lacks: each gap named, with what it costs before a court and what still helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from manju.protection.authorship.shapes import PackedItem, Story
from manju.words import Words

__all__ = ["Gap", "gaps_of"]

Weight = Literal["grave", "weak"]
NAMED: Final = 5  # so many are named, the others counted


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: a stable code, how grave it is, and what to do about it.

    `grave`: without it authorship is in doubt; `weak`: the proof is weaker than it could be.
    """

    code: str
    weight: Weight
    said: Words
    advice: Words


def gaps_of(story: Story) -> list[Gap]:
    """The gaps of a property's record, the grave ones first."""
    found = [*_of_persons(story), *_of_work(story), *_of_seals(story.items), *_of_files(story.items)]
    return sorted(found, key=lambda gap: gap.weight != "grave")


def _of_persons(story: Story) -> Iterator[Gap]:
    if not story.holder:
        yield _gap("holder")
    elif not story.holder_number:
        yield _gap("holder_number")
    if not story.authors:
        yield _gap("authors")
    given = {link.giver for link in story.title}
    if without := [author.name for author in story.authors if author.name not in given]:
        yield _gap("title", named=without)
    if not story.certificates:
        yield _gap("certificate")


def _of_work(story: Story) -> Iterator[Gap]:
    sorts = {deed.sort for deed in story.deeds}
    if not sorts & {"prompt", "edit"}:
        yield _gap("creation")
    if story.rounds == 1:
        yield _gap("one_round")
    if story.rounds and not story.rejected:
        yield _gap("no_choice")
    if silent := sum(deed.rejected_without_reason for deed in story.deeds):
        yield _gap("reasons", n=silent)
    if "edit" not in sorts:
        yield _gap("no_edit")
    if late := sum(1 for deed in story.deeds if deed.late):
        yield _gap("late", n=late)
    if "script" not in sorts:
        yield _gap("script")
    if not story.bible_versions:
        yield _gap("bible")
    if bare := [one.name for one in story.characters if not one.deeds]:
        yield _gap("characters", named=bare)


def _of_seals(items: Sequence[PackedItem]) -> Iterator[Gap]:
    if not items:
        yield _gap("items")
    counted: tuple[tuple[str, Callable[[PackedItem], bool]], ...] = (
        ("unsealed", lambda item: item.level == "none"),
        ("own_log", lambda item: item.level == "own_log"),
        ("not_same_day", lambda item: item.sealed_at is not None and not item.same_day),
    )
    for code, holds in counted:
        if n := sum(map(holds, items)):
            yield _gap(code, n=n)


def _of_files(items: Sequence[PackedItem]) -> Iterator[Gap]:
    if changed := [item.name for item in items if item.intact is False]:
        yield _gap("changed", named=changed)
    if gone := [item.name for item in items if item.path is None]:
        yield _gap("gone", named=gone)


def _gap(code: str, *, n: int = 0, named: Iterable[str] = ()) -> Gap:
    weight, said, advice = GAPS[code]
    names = list(named)
    shown = names[:NAMED]
    zh, en = "、".join(shown), ", ".join(shown)
    if len(names) > NAMED:
        zh, en = f"{zh} 等", f"{en} …"
    return Gap(code, weight, said.fill(n=n or len(names), w=Words(zh, en)), advice)


GAPS: Final[dict[str, tuple[Weight, Words, Words]]] = {
    "holder": (
        "grave",
        Words("没写明权利人是谁", "Nobody is named as holder of the rights"),
        Words("在“保护 · 权属”里写上名称和证件号。", "Name them under Protection, Rights."),
    ),
    "holder_number": (
        "weak",
        Words("权利人没有证件号", "The holder has no identity number"),
        Words("补上统一社会信用代码或身份证号。", "Add the company's registration or the person's identity number."),
    ),
    "authors": (
        "grave",
        Words("没有署名的作者", "No author is on record"),
        Words("让写的人、画的人自己登录来记。", "Have those who write and draw log in and record it themselves."),
    ),
    "title": (
        "weak",
        Words("权属链缺这些人：{w}", "The chain of title lacks: {w}"),
        Words("补上劳动合同、委托合同或转让书。", "Add the contract of work, commission or assignment."),
    ),
    "certificate": (
        "weak",
        Words("还没有著作权登记", "Nothing is registered at the copyright office"),
        Words("在“登记”里申请。", "Apply under Registrations."),
    ),
    "creation": (
        "grave",
        Words("没有创作记录", "There is no creation log"),
        Words("现在开始记。事后重演的，法院不认。", "Start now. What is re-enacted later, courts refuse."),
    ),
    "one_round": (
        "weak",
        Words("只有一轮提示词，看不出修改", "Only one round of prompts: no change shows"),
        Words("每改一次都记下来。", "Log every change."),
    ),
    "no_choice": (
        "grave",
        Words("没有一张弃用的图，看不出取舍", "No output was rejected: no choice shows"),
        Words("弃用的也要留，写上为什么。", "Keep the rejected ones too, with the reason."),
    ),
    "reasons": (
        "weak",
        Words("{n} 张弃图没写理由", "{n} outputs were rejected without a reason"),
        Words("在创作经过里补上，补的时间会写明。", "Add it in the creation story; the date of adding shows."),
    ),
    "no_edit": (
        "weak",
        Words("没有手工修改的记录", "No change by hand is on record"),
        Words("记下修改前后的图和工时。", "Log the pictures before and after, and the hours."),
    ),
    "late": (
        "weak",
        Words("{n} 条是事后补记的", "{n} deeds were written down later"),
        Words("补记的时间照实写着，不能改。", "They say so, and that cannot be changed."),
    ),
    "script": (
        "weak",
        Words("没有剧本稿", "No script is on record"),
        Words("把每一稿都传上来。", "Upload every draft."),
    ),
    "bible": (
        "weak",
        Words("IP 圣经还没定版", "The bible has not been published"),
        Words("定版一次，当天就会存证。", "Publish a version; it is sealed the same day."),
    ),
    "characters": (
        "weak",
        Words("这些角色没有创作记录：{w}", "These characters have no creation log: {w}"),
        Words("在角色的创作经过里记。", "Log it in the character's creation story."),
    ),
    "items": (
        "grave",
        Words("没有一件证据", "There is not one item of evidence"),
        Words("上传剧本、设定图或母版。", "Upload scripts, designs or masters."),
    ),
    "unsealed": (
        "grave",
        Words("{n} 件还没存证", "{n} items are not sealed yet"),
        Words("在“存证”里点“现在就封存”。", "Press “Seal now” under Seals."),
    ),
    "own_log": (
        "weak",
        Words("{n} 件只有工作室自己的日志", "{n} items stand in the studio's own log only"),
        Words("接一家外部时间戳机构。", "Name an outside timestamp authority."),
    ),
    "not_same_day": (
        "weak",
        Words("{n} 件没在 24 小时内存证", "{n} items were not sealed within 24 hours"),
        Words("存证只证明那一刻之后没改过。", "A seal proves that nothing changed after it, and nothing before it."),
    ),
    "changed": (
        "grave",
        Words("{n} 件和记录的哈希对不上：{w}", "{n} items no longer have the recorded hash: {w}"),
        Words("从备份里找回原件。", "Bring the originals back from a backup."),
    ),
    "gone": (
        "grave",
        Words("{n} 件的原件不在了：{w}", "{n} originals are gone: {w}"),
        Words("只剩哈希，出不了原件。", "Only the hash is left; the original cannot be shown."),
    ),
}
"""Code -> how grave, what is missing, what to do."""
