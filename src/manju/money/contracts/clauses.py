"""The build of a contract: clause numbers and headings, and its sentences as units that stand on their own.

A list item carries its lead-in (`The Licensee shall not: (a) …`), a table cell its column's head, a sentence the
headings above it; recitals, survival clauses and tables of contents are told apart, for they regulate nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from manju.money.contracts.folding import folded, narrowed
from manju.money.contracts.parties import Parties, find_parties
from manju.money.contracts.party_words import COMPANY
from manju.money.contracts.patterns import rx
from manju.money.contracts.sentences import LONGEST, last_sentence, sentences, split
from manju.money.contracts.shapes import Block, Paper, Unit

Kind = Literal["clause", "recital", "survival", "definition", "contents"]

NUMBER: Final = re.compile(
    r"^\s*(?P<n>第\s*[一二三四五六七八九十百零〇\d]+\s*[条章节款部](?:分)?|(?:article|section|clause|schedule|annex|exhibit|appendix|part)\s+(?:[\divxlcIVXLC]+|[A-H]|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twent(?:y-\w+|ieth)|thirt(?:y-\w+|ieth))(?:\.\d+)*\b[.:]?"
    r"|附件[一二三四五六七八九十\d]*|附表[一二三四五六七八九十\d]*|附录[一二三四五六七八九十\d]*|[一二三四五六七八九十]{1,3}\s*[、.．]|[壹贰貳叁參肆伍陆陸柒捌玖拾]{1,2}\s*[、.．]|[一二三四五六七八九十]{1,3}(?=[ \u3000]+[\u4e00-\u9fff]{2,14}$)|[(（]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z]|[ivx]{1,5})\s*[)）]"
    r"|[IVX]{1,4}-\d{1,2}\.?(?=\s)|\d{1,2}(?:\s?[.．]\s?\d{1,2}(?!\d))+(?=\s+[A-Z\u4e00-\u9fff])|§\s*\d{1,2}(?:\.\d+)*\.?|\d{1,2}(?:[.．]\d{1,2})+[.、)）]?|\d{1,2}(?=[ \u3000]+(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)[\u4e00-\u9fffA-Z])|\d{1,2}\s*[.、)）．](?!\d)|[a-zA-Z]\s*[.)](?=\s)|[ivx]{1,4}[.)](?=\s)|[①-⑳]|[•●◆▪·*\-–—](?=\s))\s*",
    re.IGNORECASE,
)
LIST_MARK: Final = re.compile(
    r"^(?:[(（]|[a-zA-Z]\s*[.)]|[ivx]{1,4}[.)]|[①-⑳]|[•●◆▪·*\-–—]|\d{1,2}\s*[)）])", re.IGNORECASE
)
VERB_EN: Final = re.compile(r"\b(shall|may|will|must|is|are|agrees?|means|grants?|has|have|hereby)\b", re.IGNORECASE)
VERB_ZH: Final = re.compile(
    r"应当?|须|不得|可以|有权|同意|授权(?!期|范|区|地|内|产|费|金|性|条|形|标|素|渠|方|商|类|品|事|使|许|作|的|终)|支付(?!方式|条|期|时)|负责|承担|为|是|由|保证(?!金|与|和|条)|自.+起"
)
RECITAL: Final = re.compile(
    r"^\s*(鉴于|有鉴于|whereas\b|[(]?[a-h][).]\s*whereas|recitals?\b|background\b|前言)", re.IGNORECASE
)
AGREED: Final = re.compile(
    r"now,? therefore|as follows|(?:达成|约定|订立|签订)[^。]{0,8}(?:如下|以下)|协议如下|hereby agree|it is agreed",
    re.IGNORECASE,
)
SURVIVAL: Final = re.compile(
    r"surviv|continue (?:in (?:full )?force|to apply|to bind) (?:after|following|notwithstanding)|(?:终止|解除|期满|届满|到期)[^。;]{0,20}(?:继续有效|仍然?(?:有效|适用)|持续有效|不受影响)|不影响[^。]{0,20}条款的效力"
)
RUN_IN_EN: Final = re.compile(r"^([A-Z][A-Za-z ,&/()'’\-]{1,58}?)(?:[.:]|\s[-–—]|\.\s?[-–—])\s+(?=[\"“(A-Z\d$€£])")
RUN_IN_ZH: Final = re.compile(
    r"^[【\[]?([\u4e00-\u9fffA-Za-z/、及与和（）()]{2,16})[】\]]?\s*[：:]\s*(?=\S)|^[【\[]([^】\]]{2,16})[】\]]\s*(?=\S)|^([\u4e00-\u9fff、及与和]{2,12})[。　](?=\S)"
)


DEFINES: Final = re.compile(r"^[\W\d]*\"([^\"]{2,40})\"\s*(?:means?|shall mean|are|is|指|是指|系指|为|[:：])")


@dataclass(frozen=True)
class Contract:
    """A contract taken apart: its units in reading order, its parties, its whole folded text."""

    units: tuple[Unit, ...]
    parties: Parties
    whole: str

    def defined(self, plain: str) -> str:
        """The sentence with what its defined words mean after it.

        `each improvement vests in ⓔ` says whose the designs are only with `"improvement" means any design based on …`.
        """
        means = [
            meaning
            for word, meaning in self.definitions.items()
            if word in plain and meaning != plain and re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", plain)
        ]
        return f"{plain} [{' '.join(means)[:LONGEST]}]" if means else plain

    @cached_property
    def definitions(self) -> dict[str, str]:
        """What the contract defines: the word (singular, folded) and the sentence that says what it means."""
        found: dict[str, str] = {}
        for unit in self.units:
            said = DEFINES.match(unit.plain)
            if said:
                found.setdefault(said.group(1).strip().removesuffix("s"), unit.plain)
                found.setdefault(said.group(1).strip(), unit.plain)
        return found

    @property
    def live(self) -> tuple[Unit, ...]:
        """The units that regulate something."""
        return tuple(u for u in self.units if u.kind in ("clause", "definition"))


def take_apart(paper: Paper) -> Contract:
    """Units of a paper, with the parties resolved."""
    body = [b for b in paper.blocks if b.kind != "margin"]
    parties = find_parties([b.text for b in body])
    units: list[Unit] = []
    stack: list[tuple[int, str]] = []
    lead: tuple[int, str] | None = None
    columns: tuple[str, ...] = ()
    recital_zone = False
    for at, block in enumerate(body):
        if block.kind == "row":
            columns = _columns(body, at, columns)
            units += _row(block, columns, parties, at, _above(stack))
            continue
        columns = ()
        label, rest = _label(block.text)
        level = _level(label)
        if _contents(block.text):
            continue
        if recital_zone and AGREED.search(block.text):
            recital_zone = False
        following = body[at + 1] if at + 1 < len(body) else None
        if _is_heading(label, rest, block, following):
            stack = [s for s in stack if s[0] < level] if label else [s for s in stack if s[0] < 0]
            stack.append((level if label else 0, rest or label))
            recital_zone = bool(RECITAL.match(rest))
            lead = None
            continue
        listed = bool(label and LIST_MARK.match(label))
        if lead and not (listed or (level > lead[0] and label)):
            lead = None
        if label and not listed:
            stack = [s for s in stack if s[0] < level]
            recital_zone = False
        run_in = _run_in(rest)
        heading = _above(stack, run_in)
        kind = _kind(rest, heading, recital_zone)
        said = f"{lead[1]} {rest}" if lead else rest
        if run_in and label and not listed:
            stack.append((level, run_in))
        offset = len(said) - len(rest)
        for text, full in sentences(rest):
            plain_source = f"{said[:offset]}{full}" if lead else full
            units.append(
                Unit(
                    text=text,
                    plain=parties.plain(plain_source),
                    heading=heading,
                    clause=label,
                    paragraph=block.text,
                    block=at,
                    kind="survival" if kind == "clause" and _survives(folded(text)) else kind,
                )
            )
        if rx(r"[:：]\s*$").search(rest) or (
            rx(r"(?:following|that|to|not|下列\S{0,8}|以下\S{0,8})\s*[-—–]?\s*$").search(rest) and len(rest) < 300
        ):
            outer = f"{lead[1]} " if lead and listed else ""
            lead = (level, (outer + last_sentence(rest))[-LONGEST // 2 :])
    return Contract(tuple(units), parties, parties.plain(paper.text))


def _label(text: str) -> tuple[str, str]:
    found = NUMBER.match(text)
    if not found:
        return "", text.strip()
    return found["n"].strip(), text[found.end() :].strip()


def _level(label: str) -> int:
    """Depth of a number: 0 article, 1 for 1.1 and (一), 2 for 1.1.1, 5 and more for list marks."""
    if not label or rx(
        r"(?i)第|article|section|clause|schedule|annex|exhibit|appendix|part|附|[一二三四五六七八九十]+\s*(?:[、.．]|$)|[壹贰貳叁參肆伍陆陸柒捌玖拾]+"
    ).match(label):
        return 0 if not rx(r"第.*款").match(label) else 2
    label = label.strip("§ ")
    if rx(r"[IVX]{1,4}\.|[A-Z]\.").fullmatch(label):
        return 0
    if rx(r"[IVX]+-\d").match(label):
        return 1
    label = re.sub(r"\s", "", label)
    if rx(r"\d").match(label):
        return (
            label.strip(".、)）").count(".") + label.count("．")
            if rx(r"[.．]\d").search(label)
            else 6
            if label[-1] in ")）"
            else 0
        )
    return 5 if rx(r"[(（]").match(label) else 6


def _is_heading(label: str, rest: str, block: Block, following: Block | None) -> bool:
    if rx(r"(?:[A-Z]|[IVX]{1,4})\.").fullmatch(label) and following and _title_like(rest):
        return following.kind == "row" or len(following.text) > 60 or bool(NUMBER.match(following.text))
    if len(rest) > 200:
        return False
    if COMPANY.search(rest) and rx(r"[(\"“]").search(rest):
        return False
    if block.kind == "heading" and not rx(r"[。；;，]").search(rest):
        return True
    if following is None or not rest or rx(r"[。；;！？，,]$|[^.]\.$").search(rest) or rx(r"[：:]\s*\S").search(rest):
        return not rest and bool(label)
    chinese = bool(rx(r"[\u4e00-\u9fff]").search(rest))
    both = rx(r"([\u4e00-\u9fff、及与和（）()]{2,16})[\s/|]+([A-Z][A-Za-z ,&/'’()\-]{2,50})").fullmatch(rest)
    if both and not (LIST_MARK.match(label or "x") and not rx(r"[A-Z]\.").fullmatch(label)):
        return True
    if rx(r"[：:]$").search(rest):
        return (
            bool(rx(r"[^：:]{2,14}[：:]").fullmatch(rest))
            and not VERB_EN.search(rest)
            and not (VERB_ZH.search(rest) or rx(r"包括|如下|下列|以下").search(rest))
            and not LIST_MARK.match(label or "x")
        )
    if chinese:
        return (
            len(rest) <= 24
            and not VERB_ZH.search(rest)
            and not rx(r"[，,。]").search(rest)
            and not LIST_MARK.match(label or "x")
        )
    if label and LIST_MARK.match(label):
        return False
    words = rest.split()
    if not label and _leads(words, following):
        return True
    capital = sum(
        1
        for w in words
        if w[:1].isupper() or not w[:1].isalpha() or w in ("and", "of", "the", "for", "to", "in", "on", "by", "or", "a")
    )
    return (
        len(words) <= 9
        and not VERB_EN.search(rest)
        and (capital == len(words) or bool(label))
        and not rx(r"\d{3}|%|@").search(rest)
    )


def _title_like(rest: str) -> bool:
    return (
        len(rest.split()) <= 8 and rest[:1].isupper() and not rx(r"[.,;:]$").search(rest) and not VERB_EN.search(rest)
    )


def _leads(words: Sequence[str], following: Block) -> bool:
    """Whether a short line of plain words (`What you may do`) heads the paragraph after it."""
    text = " ".join(words)
    return (
        len(words) <= 6
        and text[:1].isupper()
        and not rx(r"[.,;:\d%@\"“]|^(?:Dear|Yours|Sincerely|Best|Signed|By|Name|Title|Date)\b").search(text)
        and following.kind == "paragraph"
        and len(following.text) > 60
        and bool(rx(r"[.;:。；：]\s*$").search(following.text))
    )


def _run_in(rest: str) -> str:
    found = RUN_IN_ZH.match(rest) if rx(r"[\u4e00-\u9fff]").search(rest[:20]) else RUN_IN_EN.match(rest)
    if not found:
        return ""
    title = next(g for g in found.groups() if g)
    words = title.split()
    sentence = rest[found.end(next(n for n, g in enumerate(found.groups(), 1) if g)) :][:1] == "."
    small = [
        w for w in words[1:] if w[:1].islower() and w not in ("and", "of", "the", "for", "to", "in", "on", "by", "or")
    ]
    if sentence and len(small) >= (1 if len(words) > 3 else 2):
        return ""
    if len(words) > 8 or VERB_EN.search(title) or rx(r"不得|应当|有权").search(title):
        return ""
    return title


def _above(stack: Sequence[tuple[int, str]], more: str = "") -> str:
    return " / ".join(folded(s[1]) for s in stack[-3:]) + (f" / {folded(more)}" if more else "")


def _kind(rest: str, heading: str, zone: bool) -> Kind:
    if zone or RECITAL.match(rest):
        return "recital"
    if rx(r"^[^/]*(?:定义|释义|definitions?|interpretation)").search(heading) or rx(
        r"^[\"“][^\"”]{2,40}[\"”]\s*(?:means|shall mean|指|是指|系指)"
    ).match(rest):
        return "definition"
    return "clause"


def _survives(plain: str) -> bool:
    """Whether a sentence says which clauses live on, and nothing of what they say."""
    return bool(SURVIVAL.search(plain)) and not rx(r"licen[cs]e[^.;]{0,50}surviv|对[^,;。]{0,30}保密").search(plain)


def _contents(text: str) -> bool:
    return bool(rx(r"[.…·]{4,}\s*\d{1,3}\s*$").search(text[-40:])) or text.strip().lower() in (
        "目录",
        "contents",
        "table of contents",
    )


def _columns(body: Sequence[Block], at: int, before: tuple[str, ...]) -> tuple[str, ...]:
    """The heads of the columns a row stands under; () for key-value tables."""
    first = at == 0 or body[at - 1].kind != "row"
    cells = body[at].cells
    if not first:
        return before if len(before) == len(cells) else ()
    filled = [c for c in cells if c]
    plain_heads = len(filled) >= 2 and all(len(c) <= 24 and not rx(r"\d{2}|%|[。.]$").search(c) for c in filled)
    following = body[at + 1] if at + 1 < len(body) else None
    if (
        plain_heads
        and following is not None
        and following.kind == "row"
        and (len(filled) >= 3 or _heads_of_two(filled))
    ):
        return cells
    return ()


def _heads_of_two(cells: Sequence[str]) -> bool:
    return any(
        rx(
            r"^(?:项目|条款|序号|内容|约定|事项|品类|类别|item|term|terms|details?|clause|provision|category|particulars)s?$"
        ).search(
            narrowed(c).lower(),
        )
        for c in cells
    )


def _row(block: Block, columns: tuple[str, ...], parties: Parties, at: int, heading: str) -> list[Unit]:
    cells = [c for c in block.cells if c]
    if columns and block.cells == columns:
        return []
    if (columns and not _heads_of_two([c for c in columns if c][:1] + [c for c in columns if c][1:])) or (
        columns and len(cells) > 2
    ):
        text = "；".join(f"{h}：{c}" if h else c for h, c in zip(columns, block.cells, strict=False) if c)
    else:
        cells = [
            c for i, c in enumerate(cells) if not (i == 0 and len(cells) > 2 and rx(r"[\d.、()（）]+").fullmatch(c))
        ]
        text = f"{cells[0]}：{'；'.join(cells[1:])}" if len(cells) > 1 else "".join(cells)
    key = folded(cells[0]) if len(cells) > 1 and len(cells[0]) < 40 else ""
    above = f"{heading} / {key}" if key else heading
    out: list[Unit] = []
    body = text
    for piece in split(body):
        full = piece if piece == body or not key or piece.startswith(cells[0]) else f"{cells[0]}：{piece}"
        out.append(
            Unit(
                text=block.text if len(block.text) < 400 else piece,
                plain=parties.plain(full),
                heading=above,
                clause="",
                paragraph=block.text,
                block=at,
            )
        )
    return out
