"""Filling a letter: the template of the platform's law, the facts of a case, and what is missing from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from manju.protection.platforms import Platform
from manju.words import Language, Words

__all__ = ["Block", "Case", "Holder", "Letter", "Missing", "letter_for"]

TEMPLATES: Final = Path(__file__).parent
Kind = Literal["title", "heading", "paragraph", "item", "field"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who the rights belong to, as a notice must name them. Empty: not known yet."""

    name: str = ""
    id_number: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter says about one found copy.

    `works`: `《长夜灯》第 7 集`. `pieces`: which seconds of the found copy show which seconds of the work.
    """

    works: tuple[Words, ...]
    account: str
    url: str
    found_on: date | None
    pieces: tuple[Words, ...]
    certificates: tuple[str, ...]
    original_urls: tuple[str, ...]
    report_number: str
    suspect_sha256: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the letter needs and nobody has said. `where`: `holder`, `case` or `certificates`."""

    name: Words
    where: Literal["holder", "case", "certificates"]
    must: bool  # False: it is better with it, but the law does not ask for it


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a letter; `label` for fields only."""

    kind: Kind
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be read, or with its gaps marked."""

    platform: Platform
    language: Language
    blocks: tuple[Block, ...]
    missing: tuple[Missing, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything the law asks for is there."""
        return not any(m.must for m in self.missing)

    @property
    def is_for_sending(self) -> bool:
        """Whether this is the language the platform is written to in; others are for reading."""
        return self.language == self.platform.languages[0]


def letter_for(platform: Platform, case: Case, holder: Holder, *, language: Language, today: date) -> Letter:
    """The notice to this platform in one language. Whatever is missing is marked in the text and listed."""
    missing = tuple(_missing(platform, case, holder))
    template = (TEMPLATES / f"{platform.law}.{language}.txt").read_text(encoding="utf-8")
    values = _values(platform, case, holder, language, today)
    return Letter(platform, language, tuple(_blocks(template, values, _pieces(case, language))), missing)


def _values(
    platform: Platform, case: Case, holder: Holder, language: Language, today: date
) -> dict[str, str]:  # fmt: skip
    said = {
        "platform": platform.title.in_language(language),
        "holder_name": holder.name, "holder_id": holder.id_number, "holder_address": holder.address,
        "contact_name": holder.contact, "phone": holder.phone, "email": holder.email,
        "works": ("、" if language == "zh" else "; ").join(w.in_language(language) for w in case.works),
        "certificates": "; ".join(case.certificates), "original_urls": " ".join(case.original_urls),
        "account": case.account, "url": case.url, "found_on": _day(case.found_on, language),
        "report_number": case.report_number, "suspect_sha256": case.suspect_sha256, "today": _day(today, language),
    }  # fmt: skip
    return {name: value or _gap(name, language) for name, value in said.items()}


def _blocks(template: str, values: dict[str, str], pieces: list[str]) -> Iterator[Block]:
    """One block a line: `# title`, `## heading`, `- item`, `= label | value`, else a paragraph."""
    for line in template.splitlines():
        if line == "{pieces}":
            yield from (Block("item", piece) for piece in pieces)
        elif line.startswith("## "):
            yield Block("heading", line[3:].format(**values))
        elif line.startswith("# "):
            yield Block("title", line[2:].format(**values))
        elif line.startswith("- "):
            yield Block("item", line[2:].format(**values))
        elif line.startswith("= "):
            label, _, value = line[2:].partition(" | ")
            yield Block("field", value.format(**values), label)
        elif line.strip():
            yield Block("paragraph", line.format(**values))


def _pieces(case: Case, language: Language) -> list[str]:
    return [p.in_language(language) for p in case.pieces]


def _missing(platform: Platform, case: Case, holder: Holder) -> Iterator[Missing]:
    """What 条例 art. 14 or 17 U.S.C. 512(c)(3)(A) asks for and is not there; then what only helps."""
    needed = ["holder_name", "holder_address", "phone", "email", "url"]
    needed += ["holder_id"] if platform.law == "cn" else ["contact_name"]
    helps = ["certificates", "original_urls", "account"] + (["contact_name"] if platform.law == "cn" else [])
    there = {
        "holder_name": holder.name, "holder_id": holder.id_number, "holder_address": holder.address,
        "contact_name": holder.contact, "phone": holder.phone, "email": holder.email, "url": case.url,
        "account": case.account, "certificates": case.certificates, "original_urls": case.original_urls,
    }  # fmt: skip
    for name in (*needed, *helps):
        if not there[name]:
            yield Missing(NAMES[name], _where(name), name in needed)


def _where(name: str) -> Literal["holder", "case", "certificates"]:
    if name == "certificates":
        return "certificates"
    return "case" if name in ("url", "account", "original_urls") else "holder"


def _gap(name: str, language: Language) -> str:
    what = NAMES.get(name, Words(name, name)).in_language(language)
    return f"【缺：{what}】" if language == "zh" else f"[missing: {what}]"


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh" else f"{day.day} {day:%B %Y}"


NAMES: Final[dict[str, Words]] = {
    "holder_name": Words("权利人名称", "name of the rights holder"),
    "holder_id": Words("证件号码", "registration or ID number"),
    "holder_address": Words("权利人地址", "address of the rights holder"),
    "contact_name": Words("联系人", "contact person"),
    "phone": Words("电话", "telephone"),
    "email": Words("邮箱", "e-mail"),
    "url": Words("侵权内容的网址", "address of the found copy"),
    "account": Words("账号", "account"),
    "certificates": Words("登记证书号", "registration certificate number"),
    "original_urls": Words("合法发布地址", "where the work was published lawfully"),
    "found_on": Words("发现时间", "day it was found"),
    "works": Words("作品", "work"),
    "report_number": Words("报告号", "number of the report"),
    "suspect_sha256": Words("文件的 SHA-256", "SHA-256 of the file"),
}
