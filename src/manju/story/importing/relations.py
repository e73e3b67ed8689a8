"""Relations as people write them: a table of who is what to whom, or a line `沈知意：妹妹，叫她姐姐`."""

from __future__ import annotations

import re
from typing import Final

from manju.story.importing.draft import Asked
from manju.story.importing.names import split_list
from manju.story.importing.tables import Row

__all__ = ["asked_of", "read_relation"]


def asked_of(row: Row, *, where: str, owner: int | None = None) -> Asked | None:
    """A relation from a row of a table; on a character's own sheet, the row names the other one."""
    found: dict[str, str] = {}
    rest = []
    for field in row:
        if field.key and field.key not in found:
            found[field.key] = field.text
        elif field.text:
            rest.append(field)
    if not found.get("from") and not found.get("to"):
        if len(row) < 2 + (owner is None) or not row[0].text:
            return None
        found = {"from": row[0].text, **({"to": row[1].text} if owner is None else {}),
                 "kind": row[2 - (owner is not None)].text if len(row) > 2 - (owner is not None) else ""}  # fmt: skip
        rest = list(row[3 - (owner is not None) :])
    if owner is None and not (found.get("from") and found.get("to")):
        return None
    first, second = found.get("from", ""), found.get("to", "")
    if owner is not None and first and second:
        owner = None
    elif owner is not None:
        first, second = first or second, ""
    kind = found.get("kind", "")
    extra = [f"{field.label}：{field.text}" for field in rest if field.text]
    line = "；".join(filter(None, [f"{found.get('from', '')}→{found.get('to', '')}", kind, *extra])) if extra else ""
    calls = tuple(split_list(found.get("calls", ""))) if found.get("calls", "") not in NOTHING else ()
    return Asked(first, second, kind, calls, line, where, owner, exact=not extra)


def read_relation(line: str, *, where: str, owner: int | None = None) -> Asked | None:
    """A relation from a line of prose; None where it is not clearly one.

    >>> asked = read_relation("沈知意：妹妹，叫她姐姐、阿姐", where="", owner=0)
    >>> asked.first, asked.second, asked.kind, asked.calls
    ('沈知意', '', '妹妹', ('姐姐', '阿姐'))
    >>> asked = read_relation("Zhiyi → Zhiwei: younger sister; calls her “Sis”", where="")
    >>> asked.first, asked.second, asked.kind, asked.calls
    ('Zhiyi', 'Zhiwei', 'younger sister', ('Sis',))
    """
    text = re.sub(r"^[\s\-•*·\d.、]+", "", line.strip())
    kind_and_calls = ""
    if two := TWO.match(text):
        first, second, kind_and_calls = two["a"].strip(), two["b"].strip(), two["rest"]
        owner = None
    elif owner is not None and (one := ONE.match(text)):
        first, second, kind_and_calls = one["a"].strip(), "", one["rest"]
    elif owner is None and (of := OF.match(text)):
        first, second, kind_and_calls = of["a"].strip(), of["b"].strip(), of["rest"]
    else:
        return None
    calls: list[str] = []
    if found := CALLS.search(kind_and_calls):
        said = found["calls"] or found["calls_en"] or ""
        calls = [name.strip(" 。.!'‘’“”\"") for name in split_list(TOGETHER.sub("、", said.rstrip("。. ）)")))]
        kind_and_calls = kind_and_calls[: found.start()] + kind_and_calls[found.end() :]
    kind = kind_and_calls.strip(" ，,；;。.（()）\n")
    return Asked(first, second, kind, tuple(filter(None, calls)), line.strip(), where, owner)


TOGETHER: Final = re.compile(r"\s*(?:和|与|或|、)\s*|\s+(?:and|or)\s+")
NOTHING: Final = frozenset({"", "无", "—", "-", "/", "None", "none", "N/A"})
TWO: Final = re.compile(
    r"(?P<a>[^→：:，,。\n]{1,40}?)\s*(?:→|->|=>|➔|⟶|⇒|对(?=[^\n]{1,12}[：:])|↔|<->|⇄|\sto\s(?=[A-Z])|\s*[与和](?=[^\n，。]{1,12}[：:])|\s(?:and|&)\s(?=[^\n.]{1,30}[:：]))\s*"
    r"(?P<b>[^：:，,。(（—\n]{1,40}?)\s*(?:[：:]|，|,|—+|\s-\s|(?=[(（])|$)\s*(?P<rest>.*)",
    re.DOTALL,
)
ONE: Final = re.compile(
    r"(?P<a>[^：:，。；\n（(]{1,40}?)\s*(?:[：:]|—+|\s[-–]\s|,\s|，|(?=[（(]))\s*(?P<rest>.+)", re.DOTALL
)
OF: Final = re.compile(
    r"(?P<a>[^，。：:\n]{1,20}?)\s*(?:是|is)\s*(?P<b>[^，。：:\n]{1,20}?)\s*(?:的|'s|’s)\s*(?P<rest>[^\n]{1,60})",
    re.DOTALL,
)
CALLS: Final = re.compile(
    r"[，,；;。.（(\s]{0,4}(?:称呼|称|叫|喊|唤)(?:她|他|其|对方|TA|ta|它)?(?:为|作|做|：|:)?\s*(?P<calls>[^，,；;。）)]{1,60})[）)]?"
    r"|[,;.(\s]{0,4}(?:calls?|addresses)\s+(?:her|him|them|each other)?\s*(?:as\s+|:\s*)?(?P<calls_en>[^;.)]{1,80})\)?",
    re.IGNORECASE,
)
