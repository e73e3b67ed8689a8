"""Who is licensor and who is licensee: labels, names and we/you are resolved before any rule asks who may do what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from manju.money.contracts.folding import narrowed, tidy
from manju.money.contracts.letters import Role, first_person, introduced, letter
from manju.money.contracts.party_words import (
    COMPANY,
    DEFINED_EN,
    DEFINED_ZH,
    EN_LICENSEE,
    EN_LICENSOR,
    LEAN_LICENSEE,
    LEAN_LICENSOR,
    UNSURE,
    VOTES,
    ZH_LICENSEE,
    ZH_LICENSOR,
)


@dataclass
class Party:
    """One side as it is found: every name it goes by, and the votes for what it is."""

    names: set[str] = field(default_factory=set)
    licensor: int = 0
    licensee: int = 0

    @property
    def lean(self) -> int:
        return self.licensor - self.licensee


@dataclass(frozen=True, slots=True)
class Parties:
    """The two sides: every alias with its role, and their names (None when not found)."""

    aliases: tuple[tuple[str, Role], ...]
    licensor: str | None
    licensee: str | None
    letter: Role | None = None  # who "we" is, in a letter

    def plain(self, text: str) -> str:
        """Folded text with ⓛ for the licensor, ⓔ for the licensee, ⓟ for either or both.

        >>> Parties((("甲方", "licensee"), ("Nova", "licensor")), None, None).plain("Nova授权甲方。双方另议")
        'ⓛ授权ⓔ。ⓟ另议'
        """
        text = narrowed(text)
        titles: list[str] = []

        def keep(found: re.Match[str]) -> str:
            titles.append(found.group())
            return f"\ue100{len(titles) - 1}\ue101"

        text = re.sub(r"《[^》]{1,40}》", keep, text)
        text = re.sub(r"甲(?:、|,|，|和|与)?\s?乙(?:、丙)?[双各两三]?方|[双各两]方(?:当事人)?", "ⓟ", text)
        for alias, role in self.aliases:
            sign = "ⓛ" if role == "licensor" else "ⓔ"
            if re.search(r"[\u4e00-\u9fff]", alias):
                text = re.sub(
                    rf"(?<![再分次转副被]){re.escape(alias)}{'(?![方醛板骨状级类])' if len(alias) == 1 else ''}",
                    sign,
                    text,
                )
            else:
                text = re.sub(rf"(?<![A-Za-z0-9-])(?:[Tt][Hh][Ee] )?{re.escape(alias)}(?![A-Za-z0-9])", sign, text)
        text = _roles(text)
        if self.letter:
            text = first_person(text, self.letter)
        text = re.sub(
            r"任何一方|任意一方|任一方|另一方|(?<!排)他方(?!式)|相对方|对方|守约方|非违约方|违约方|(?<![第\w])一方",
            "ⓟ",
            text,
        )
        text = re.sub(
            r"\b(?:the |both |either |each |any |a )?(?<!third )(?<!third-)(?:(?:other|defaulting|non-defaulting|breaching|non-breaching|injured|innocent|aggrieved|disclosing|receiving) )?part(?:y|ies)(?: hereto)?\b(?! (?:logistics|platform|application|seller|marketplace|content|claim))",
            lambda m: m.group() if re.search(r"third", text[max(0, m.start() - 8) : m.end()], re.IGNORECASE) else "ⓟ",
            text, flags=re.IGNORECASE,
        )  # fmt: skip
        text = re.sub("\ue100(\\d+)\ue101", lambda m: titles[int(m.group(1))], text)
        return tidy(text.lower())


def find_parties(paragraphs: Sequence[str]) -> Parties:
    """Resolve the sides from definitions, headings, who grants, who owns and who pays."""
    lines = [narrowed(p) for p in paragraphs]
    sides = _declared(lines)
    whole = "\n".join(lines)
    _add_used_labels(sides, whole)
    for side in sides:
        _vote(side, whole)
    _seller(sides)
    we = letter(whole)
    chosen = _choose(sides)
    aliases: list[tuple[str, Role]] = []
    names: dict[Role, str | None] = {"licensor": None, "licensee": None}
    for role, side in chosen.items():
        aliases += [(alias, role) for alias in side.names]
        names[role] = _best_name(side)
    generic = {*ZH_LICENSEE, *ZH_LICENSOR, *EN_LICENSOR, *EN_LICENSEE}
    kept = [(a, r) for a, r in aliases if a.lower() not in generic and (len(a) > 1 or a in "甲乙您")]
    kept.sort(key=lambda pair: len(pair[0]), reverse=True)
    own_names = introduced(whole, we) if we else {}
    return Parties(
        tuple(kept),
        names["licensor"] or own_names.get("licensor"),
        names["licensee"] or own_names.get("licensee"),
        we,
    )


def _declared(lines: Sequence[str]) -> list[Party]:
    """Sides as the contract introduces them: `甲方（授权方）：X`, `X (the "Licensor")`, `以下简称“晨星”`."""
    sides: list[Party] = []
    labels = "甲方|乙方|丙方|party a|party b|party c|" + "|".join(
        sorted(
            map(re.escape, (*ZH_LICENSEE, *ZH_LICENSOR, *EN_LICENSOR, *EN_LICENSEE, *LEAN_LICENSOR, *LEAN_LICENSEE)),
            key=len,
            reverse=True,
        )
    )
    head = re.compile(
        rf"^[\W\d_]*(?:the )?({labels})(?:\s*[/| ]\s*({labels}))?\s*(?:[(]([^()]{{1,40}})[)])?\s*(?:[:：|]|(?<=方)[ \u3000]+(?=[\u4e00-\u9fff]{{6}})|(?<=人)[ \u3000]+(?=[\u4e00-\u9fff]{{6}}))\s*[|]?\s*([^,，;；。\n|]{{2,80}})?",
        re.IGNORECASE,
    )
    for at, line in enumerate(lines[: max(40, len(lines) // 3)]):
        if SIGNATURE.search(line) and not COMPANY.search(line):
            continue
        if at < 25:
            _generic_head(line, sides)
        stuck = re.match(rf"({labels}) ?(?=[\u4e00-\u9fff])", line)
        if stuck and COMPANY.fullmatch(line[stuck.end() :].strip()):
            _join(sides, {stuck.group(1), line[stuck.end() :].strip()})
            continue
        found = head.match(line)
        if found:
            names = {found.group(1), found.group(2) or found.group(1)}
            names |= {n.title() for n in names if n.isupper() and n.isascii()}
            names |= {n.strip(" \"'“”") for n in re.split(r"[/,，、|]|或", found.group(3) or "") if n.strip()}
            value = (found.group(4) or "").strip()
            short = re.match(r"([甲乙])[:：]\s*", value)
            if short:
                names.add(short.group(1))
                value = value[short.end() :]
            company = COMPANY.match(value)
            if company:
                names.add(company.group().strip())
                own = re.match(
                    r"\s*[(](?:以下简?称?)?\"?(甲方|乙方|[Pp]arty [ABab])\"?[)]", line[found.start(4) + company.end() :]
                )
                names |= {own.group(1)} if own else set()
            elif value and len(value) <= 40 and not re.search(r"[_＿]{2}|\bshall\b|应|须|同意|授权", value):
                names.add(re.split(r"[(（\"]", value)[0].strip())
            names |= _quoted(_first_side(line))
            _join(sides, {n for n in names if n})
        for company in COMPANY.finditer(line):
            after = line[company.end() : company.end() + 170]
            called: set[str] = set()
            bare = re.match(
                r"\.?(?:, of [A-Z][\w ,]{2,30})?\s*[(](?:(?:hereinafter|as|called|being|referred to as) )*the ([A-Z][A-Za-z ]{2,24})[)]",
                after,
            )
            if bare:
                called.add(bare.group(1))
            defined = DEFINED_ZH.search(after) or DEFINED_EN.search(after)
            gap = after[: defined.start()] if defined else ""
            if (
                defined
                and not COMPANY.search(gap)
                and not re.search(
                    r"\band\b (?!existing|having|with|validly)|与|和(?!国)", re.sub(r"\([^)]*\)", "", gap)
                )
            ):
                called |= _quoted(defined.group()) or {
                    n.strip(' "')
                    for n in re.split(r"或|/", next((g for g in defined.groups() if g), ""))
                    if n.strip(' "')
                }
            before = re.search(
                rf"({labels})\s*(?:[:：,，]|is|means|shall be)?\s*[(]?$", line[: company.start()], re.IGNORECASE
            )
            if before:
                called.add(before.group(1))
            if called:
                _join(sides, {_trim(company.group()), *called})
        for person in re.finditer(
            r"(?:[Bb]etween|and|BETWEEN) ([A-Z][a-z]+(?: [A-Z][a-z'-]+){1,2}),[^()]{0,40}[(](?:the )?\"([^\"]{2,24})\"[)]",
            line,
        ):
            _join(sides, {person.group(1), person.group(2)})
        for defined in re.finditer(
            r"([A-Z\u4e00-\u9fff][\w\u4e00-\u9fff .'-]{1,40}?),?\s*[(](?:hereinafter |以下简称|以下称|the )[^()]*?\"([^\"]{2,30})\"[^()]*[)]",
            line,
        ):
            called_label = re.sub(r"^the ", "", defined.group(2), flags=re.IGNORECASE)
            if re.fullmatch(labels, called_label, re.IGNORECASE) and not any(
                called_label.lower() in {n.lower() for n in s.names} for s in sides
            ):
                _join(sides, {_trim(defined.group(1)), defined.group(2)})
    return sides


SIGNATURE: Final = re.compile(r"盖章|签章|签字|公章|^[\W_]*(?:signature|signed (?:by|for)|in witness)", re.IGNORECASE)
OPPOSITE: Final = (
    ("甲方", "乙方"),
    ("party a", "party b"),
    ("licensor", "licensee"),
    ("授权方", "被授权方"),
    ("许可方", "被许可方"),
)


HEAD: Final = re.compile(
    r"^[\W\d_]*([\u4e00-\u9fff]{2,8}|[A-Z][A-Za-z ]{2,22}?)\s*(?:[(]\s*(?:以下简?称)?\"?([^()\"]{1,16})\"?\s*[)])?\s*[:：]\s*([^;；。|]{2,90})"
)
NO_SIDE: Final = re.compile(
    r"^parties|^between|^双方|编号|地址|代表|银行|开户|账|户名|电话|邮箱|联系|作品|名称|标的|收款|税号|注册|住所|^致$|address|bank|account|property|subject|campaign|contact|attention|from|^to$|asset|series|title",
    re.IGNORECASE,
)


def _generic_head(line: str, sides: list[Party]) -> None:
    """`使用人（乙方）：某某公司`: whatever the label, a line that names a company or one of the two usual labels is a side."""
    found = HEAD.match(line)
    if not found or NO_SIDE.search(found.group(1)):
        return
    label, alias, value = found.group(1), found.group(2) or "", found.group(3).strip()
    company = COMPANY.match(value)
    usual = re.fullmatch(r"[甲乙]方|party [ab]", alias, re.IGNORECASE) or re.fullmatch(r"[甲乙]方", label)
    named_side = re.fullmatch(r"[\u4e00-\u9fff]{1,5}[方商]|[\u4e00-\u9fff]{2,4}单位", label)
    if not company and not usual and not named_side:
        return
    names = {label, *([alias] if alias else [])} | _quoted(_first_side(line))
    if label.isupper():
        names.add(label.title())
    names.add(company.group().strip() if company else re.split(r"[(,，\"]", value)[0].strip()[:40])
    _join(sides, {n for n in names if n and len(n) > 1})


def _first_side(line: str) -> str:
    """A line up to where its second company begins, so that two sides in one line stay two."""
    companies = list(COMPANY.finditer(line))
    return line[: companies[1].start()] if len(companies) > 1 else re.split(r"\)\s*(?:and|与|和)\s", line)[0]


def _trim(name: str) -> str:
    name = re.sub(r"^.*\bbetween ", "", name)
    name = re.sub(
        r"^(?:兹|特|现|今|本协议由您与|您与|由|与)?(?:授权|许可|委托|同意|授予)(?=[\u4e00-\u9fff]{4})|^(?:您与|本(?:协议|合同)由您与)",
        "",
        name,
    )
    name = re.sub(rf"^(?:{'|'.join((*ZH_LICENSEE, *ZH_LICENSOR))})(?=..)", "", name)
    name = re.sub(r"^(?:and|between|by|from|to|与|和|由|甲方|乙方)[\s:：]+", "", name.strip(" -'")).strip()
    return name if re.search(r"\b(?:Ltd|Inc|Co|Corp|Bhd|[A-Z])\.$", name, re.IGNORECASE) else name.rstrip(".")


def _quoted(text: str) -> set[str]:
    found = {q.strip() for q in re.findall(r"\"([^\"]{2,30})\"", text)}
    found = {re.sub(r"^(?:the|The) ", "", q) for q in found}
    return {
        q
        for q in found
        if not re.search(
            r"agreement|property|work|product|territory|character|licensed|合同|协议|作品|形象|产品|ip$",
            q,
            re.IGNORECASE,
        )
        and not q.startswith("《")
    }


def _join(sides: list[Party], names: set[str]) -> None:
    lowered = {n.lower().removeprefix("the ") for n in names}
    merged = Party({re.sub(r"^[Tt]he (?=[A-Z])", "", n) for n in names})
    for side in [s for s in sides if {n.lower() for n in s.names} & lowered]:
        both = {n.lower() for n in (*side.names, *merged.names)}
        if any(both.issuperset(pair) for pair in OPPOSITE):
            continue  # a line that names both sides does not make them one
        merged.names |= side.names
        sides.remove(side)
    sides.append(merged)


def _add_used_labels(sides: list[Party], whole: str) -> None:
    """Labels that are used without ever being introduced."""
    known = {n.lower() for side in sides for n in side.names}
    if len(re.findall(r"您", whole)) >= 4 and "您" not in known:
        sides.append(Party({"您"}))
    for label in ("甲方", "乙方", "Party A", "Party B"):
        if label.lower() not in known and re.search(re.escape(label), whole, re.IGNORECASE):
            sides.append(Party({label}))
    for side in sides:
        _vote(side, whole)
    leans = [side.lean for side in sides]
    for side in sides:
        side.licensor = side.licensee = 0
    if leans and max(leans) > 0 > min(leans):
        return
    for label in (*LEAN_LICENSOR, *LEAN_LICENSEE):
        if label in UNSURE:
            continue
        if label in known or re.search(r"[\u4e00-\u9fff]", label) is None:
            written = label.title()
            if label in known or not re.search(rf"\b[Tt]he {written} (?:shall|may|will|grants|must|pays)\b", whole):
                continue
            sides.append(Party({written, label}))
        elif len(label) > 2 and len(re.findall(re.escape(label), whole)) >= 3:
            sides.append(Party({label}))


def _vote(side: Party, whole: str) -> None:
    lowered = {n.lower() for n in side.names}
    side.licensor += 30 * bool(lowered & {*ZH_LICENSOR, *EN_LICENSOR}) + 2 * bool(lowered & set(LEAN_LICENSOR))
    side.licensee += 30 * bool(lowered & {*ZH_LICENSEE, *EN_LICENSEE}) + 2 * bool(lowered & set(LEAN_LICENSEE))
    names = "|".join(
        rf"(?<![\w被再]){re.escape(n)}(?![\w-])" if n.isascii() else rf"(?<![被再]){re.escape(n)}"
        for n in sorted(side.names, key=len, reverse=True)
    )
    marked = re.compile(names, re.IGNORECASE).sub("×", whole)
    for pattern, to_licensor, to_licensee in VOTES:
        hits = min(3, sum(1 for _ in pattern.finditer(marked)))
        side.licensor += to_licensor * hits
        side.licensee += to_licensee * hits


def _seller(sides: list[Party]) -> None:
    """A producer takes rights from an author, but gives them to a distributor or a broadcaster."""
    takers = {"distributor", "broadcaster", "platform", "network", "publisher", "发行方", "播出方", "平台方", "发行商"}
    called = [{n.lower() for n in side.names} for side in sides]
    for side, names in zip(sides, called, strict=True):
        if names & {"producer", "制作方", "出品方"} and any(other & takers for other in called if other is not names):
            side.licensor += 5


def _choose(sides: list[Party]) -> dict[Role, Party]:
    real = sorted((s for s in sides if s.licensor or s.licensee or len(s.names) > 1), key=lambda s: s.lean)
    if not real:
        return {}
    if len(real) == 1:
        return {"licensor" if real[0].lean > 0 else "licensee": real[0]} if real[0].lean else {}
    return {"licensor": real[-1], "licensee": real[0]}


def _best_name(side: Party) -> str | None:
    companies = [n for n in side.names if COMPANY.fullmatch(n)]
    if companies:
        return max(companies, key=len)  # a full stop of `Inc.` and `Ltd.` belongs to the name
    generic = {
        *ZH_LICENSEE,
        *ZH_LICENSOR,
        *EN_LICENSOR,
        *EN_LICENSEE,
        *LEAN_LICENSEE,
        *LEAN_LICENSOR,
        "甲方",
        "乙方",
        "丙方",
        "party a",
        "party b",
        "party c",
    }
    others = [n for n in side.names if n.lower() not in generic]
    return max(others, key=len) if others else None


def _roles(text: str) -> str:
    text = re.sub(rf"(?<![再分次转])(?:{'|'.join(ZH_LICENSEE)})", "ⓔ", text)
    text = re.sub(r"(?<![再分次转被])(?:授权方|许可方|授权人|许可人|授予方)", "ⓛ", text)
    text = re.sub(r"(?<![\w-])(?:the )?(?:licensee|grantee)(?![\w-])", "ⓔ", text, flags=re.IGNORECASE)
    return re.sub(r"(?<![\w-])(?:the )?(?:licensor|licenser|grantor)(?![\w-])", "ⓛ", text, flags=re.IGNORECASE)
