"""The evidence pack as a document: who did what when, what was chosen and refused, what is sealed, what is missing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from PIL import Image

from manju.media.typesetting import typeset
from manju.production.story import hours_said
from manju.protection.authorship.missing import Gap
from manju.protection.authorship.shapes import Deed, PackedItem, Story
from manju.words import Language, Words, said

__all__ = ["authorship_pdf"]

PICTURES_A_DEED: Final = 4
PICTURES_IN_ALL: Final = 120  # a chronology of hundreds of rounds stays a file that can be sent
PIXELS_MAX: Final = 60_000_000
THUMBNAIL: Final = 360
TEXT_MAX: Final = 2_000  # characters of a prompt that are printed; the whole stands in chronology.json


def authorship_pdf(story: Story, gaps: Sequence[Gap], *, made_at: datetime, language: Language) -> bytes:
    """The document as PDF/A in one language. Equal arguments give equal bytes.

    A character that no font here has is set as □; chronology.json has it as it is.
    """
    pictures: dict[str, bytes] = {}
    deeds = [_deed(deed, number, pictures) for number, deed in enumerate(story.deeds, 1)]
    at = timezone.localtime(made_at)
    data = {
        "lang": Words("zh", "en"),
        "date": [at.year, at.month, at.day],
        "kind": Words("创作证据包", "Evidence of authorship"),
        "title": Words("《{p}》是谁、怎样做出来的", "{p}: who made it, and how").fill(p=story.property_name),
        "studio": story.studio,
        "under": Words("{s}，{t} 整理", "{s}, compiled {t}").fill(s=story.studio, t=_moment(made_at)),
        "figures": _figures(story),
        "gaps": {
            "title": Words("缺什么", "What is missing"),
            "none": Words("没发现缺口。", "No gap was found."),
            "rows": [[_WEIGHTS[gap.weight], gap.said, gap.advice] for gap in gaps],
        },
        "authors": _authors(story),
        "chain": _chain(story),
        "deeds": {"title": Words("经过", "What happened, in order"), "rows": deeds},
        "items": _items(story.items),
        "check": {"title": Words("怎么自己核对", "How to check this yourself"), "paragraphs": CHECK},
        "limits": {"title": Words("这份材料不说明什么", "What this does not say"), "items": LIMITS},
    }
    template = Path(__file__).parent / "authorship.typ"
    return typeset(
        template, said(data, language), pictures=pictures, language=language, without_glyph="boxed"
    )  # fmt: skip


def _figures(story: Story) -> list[list[Any]]:
    sealed = [item for item in story.items if item.level != "none"]
    outside = sum(item.level == "authority" for item in story.items)
    same_day = sum(item.same_day for item in story.items)
    return [
        [Words("提示词", "Prompts"), Words("{n} 轮", "{n} rounds").fill(n=story.rounds)],
        [Words("取舍", "Choices"), _CHOICE.fill(k=story.kept, r=story.rejected)],
        [Words("手工修改", "Work by hand"), hours_said(story.minutes)],
        [_EVIDENCE, Words("{n} 件，已存证 {s} 件", "{n} items, {s} sealed").fill(n=len(story.items), s=len(sealed))],
        [Words("外部时间戳", "Outside timestamps"), Words("{n} 件", "{n} items").fill(n=outside)],
        [Words("24 小时内存证", "Sealed within 24 hours"), Words("{n} 件", "{n} items").fill(n=same_day)],
    ]  # fmt: skip


def _authors(story: Story) -> dict[str, Any]:
    return {
        "title": Words("作者", "Authors"),
        "head": [Words("姓名", "Name"), Words("分工", "Part"), Words("记录", "Deeds"), Words("手工时间", "By hand"),
                 Words("从", "From"), Words("到", "To")],
        "rows": [
            [a.name, a.role, str(a.deeds), hours_said(a.minutes), _day(a.first), _day(a.last)] for a in story.authors
        ],
        "holder": [_HOLDER, story.holder or _NOT_SAID, story.holder_number or _NOT_SAID],
    }  # fmt: skip


def _chain(story: Story) -> dict[str, Any]:
    rows = [
        [link.giver, link.taker, link.what, link.ground, link.dated.isoformat() if link.dated else "—"]
        for link in story.title
    ]
    numbers = Words("、".join(story.certificates), ", ".join(story.certificates))
    return {
        "title": Words("权属链", "Chain of title"),
        "none": Words("没有写明的权属依据。", "No ground of title is on record."),
        "head": [Words("来自", "From"), Words("归于", "To"), Words("权利", "What"), Words("依据", "Ground"),
                 Words("日期", "Date")],
        "rows": rows,
        "certificates": Words("登记号：{n}", "Registered: {n}").fill(n=numbers) if story.certificates else "",
    }  # fmt: skip


def _deed(deed: Deed, number: int, pictures: dict[str, bytes]) -> dict[str, Any]:
    shown = []
    for n, path in enumerate(deed.pictures[:PICTURES_A_DEED]):
        if len(pictures) >= PICTURES_IN_ALL:
            break
        small = _thumbnail(path)
        if small is not None:
            name = f"deed-{number}-{n}.jpg"
            pictures[name] = small
            shown.append({"file": name, "alt": path.name})
    facts: list[list[Words | str]] = [[name, value] for name, value in deed.facts]
    if deed.minutes:
        facts.append([Words("手工时间", "By hand"), hours_said(deed.minutes)])
    if deed.kept or deed.rejected:
        facts.append([SORTS["selection"], _CHOICE.fill(k=deed.kept, r=deed.rejected)])
    if deed.items:
        facts.append([_EVIDENCE, ", ".join(f"#{n}" for n in deed.items)])
    late = Words("{t} 补记", "written down {t}").fill(t=_moment(deed.recorded_at)) if deed.late else ""
    return {
        "at": _moment(deed.made_at), "late": late, "who": deed.who, "sort": SORTS[deed.sort], "title": deed.title,
        "subject": deed.subject, "text": _cut(deed.text), "reason": _cut(deed.reason), "facts": facts,
        "pictures": shown,
    }  # fmt: skip


def _items(items: Sequence[PackedItem]) -> dict[str, Any]:
    rows = [
        [f"#{item.pk}", item.kind_name, item.name, _moment(item.made_at),
         _moment(item.sealed_at) if item.sealed_at else "—", item.authority or _LEVELS[item.level], item.sha256]
        for item in items
    ]  # fmt: skip
    return {
        "title": Words("证据清单", "Items of evidence"),
        "head": [Words("号", "No."), Words("种类", "Kind"), Words("文件", "File"), Words("做出", "Made"),
                 Words("存证", "Sealed"), Words("由谁", "By whom")],
        "rows": rows,
    }  # fmt: skip


def _thumbnail(path: Path) -> bytes | None:
    """A small JPEG of a picture; None for what is no picture, or one too large to open safely."""
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return None
            picture.draft("RGB", (THUMBNAIL * 2, THUMBNAIL * 2))
            flat = Image.new("RGB", picture.size, "white")
            whole = picture.convert("RGBA")
            flat.paste(whole, mask=whole.getchannel("A"))
            flat.thumbnail((THUMBNAIL, THUMBNAIL))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # the file is in the pack all the same; only its picture is not printed
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_MAX else text[:TEXT_MAX] + " …"


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %z}"


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"


SORTS: Final = {
    "intent": Words("起意", "Intent"),
    "prompt": Words("提示词", "Prompt"),
    "selection": Words("取舍", "Choice"),
    "edit": Words("手工修改", "Work by hand"),
    "script": Words("剧本", "Script"),
    "storyboard": Words("分镜", "Storyboard"),
    "bible": Words("圣经定版", "Bible published"),
    "master": Words("母版", "Master"),
    "registration": Words("登记", "Registration"),
}
_LEVELS: Final = {
    "authority": Words("外部机构", "outside authority"),
    "own_log": Words("工作室日志", "studio's own log"),
    "none": Words("没存证", "not sealed"),
}
_WEIGHTS: Final = {"grave": Words("要紧", "grave"), "weak": Words("偏弱", "weak")}
_CHOICE: Final = Words("留 {k} / 弃 {r}", "{k} kept / {r} rejected")
_EVIDENCE: Final = Words("证据", "Evidence")
_HOLDER: Final = Words("权利人", "Holder of the rights")
_NOT_SAID: Final = Words("没写明", "not said")
CHECK: Final = [
    Words(
        "每件证据的原件在 items 里，证明在 proofs 里，号码相同。"
        "任何人都可以离线核对：manju evidence verify 原件 证明。",
        "Each item's original lies in items, its proof in proofs, under the same number. "
        "Anyone can check them offline: manju evidence verify FILE PROOF.",
    ),
    Words(
        "不用 Manju 也行：证明里写着叶、路径和根，用 sha256sum 和 openssl ts 一步步算，办法在 README.txt 里。",
        "Manju is not needed: the proof holds leaf, path and root; sha256sum and openssl ts lead from one to the next, "
        "as README.txt says.",
    ),
]
LIMITS: Final = [
    Words(
        "时间戳只证明文件在那一刻已经是这样，不证明那之前的内容真实（《人民法院在线诉讼规则》第十六至十八条）。",
        "A timestamp proves that a file was as it is at that time, not that its content was true before "
        "(Online Litigation Rules of the People's Courts, articles 16 to 18).",
    ),
    Words(
        "记录是做的人自己写的。标着“补记”的，是事后写的。",
        "The record was written by those who did the work. What is marked as written down later was written later.",
    ),
    Words(
        "“工作室日志”是自己签的，比外部机构弱。",
        "The studio's own log is signed by itself, and weaker than an outside authority.",
    ),
]
