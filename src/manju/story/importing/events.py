"""The timeline: events in tables, in lines that begin with their date, under headings."""

from __future__ import annotations

import re
from typing import Final

from manju.story.dates import InStory, parse_in_story
from manju.story.importing.days import leading_date, span_of
from manju.story.importing.draft import Draft
from manju.story.importing.labels import label_of, split_pair
from manju.story.importing.lines import (
    Entry,
    by_key,
    dashed,
    fields_under,
    first_words,
    joined,
    marked,
    pairs_of,
    said,
    take_pictures,
)  # fmt: skip
from manju.story.importing.names import split_list
from manju.story.importing.pieces import Piece
from manju.story.importing.tables import Row, is_sheet, place_of, records, text_of
from manju.story.importing.tree import Item, Node, items_of

__all__ = ["dated_line", "event_of", "read_timeline"]


def read_timeline(draft: Draft, node: Node, where: str, *, within: InStory | None = None) -> None:
    """Events in tables, in lines that begin with their date, or under headings."""
    last: Entry | None = None
    for item in items_of(node.pieces):
        take_pictures(draft, item)
        if item.piece.rows:
            _event_table(draft, item, where)
            continue
        event = _event_line(item, within)
        if event is not None:
            draft.timeline.append(event)
            last = event
        elif last is not None and item.piece.depth < 0:
            last["text"] = joined(last.get("text", ""), "\n".join(item.lines()))
        else:
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        _event_node(draft, child, f"{where} / {child.title}", within)


def dated_line(item: Item) -> Entry | None:
    """An event from a line that begins with a date of its own, wherever it stands; None for any other."""
    date, _, rest = leading_date(item.piece.text.strip())
    return _event_line(item, None) if date is not None and rest.strip() and not item.piece.rows else None


def _event_table(draft: Draft, item: Item, where: str) -> None:
    rows = list(item.piece.rows)
    while len(rows) > 1 and len({text_of(cell) for cell in rows[0]} - {""}) == 1 and len(rows[1]) > 1:
        draft.note(where, text_of(rows.pop(0)[0]), understood=True)  # a title across the table
    if all(len(row) > 1 and leading_date(text_of(row[0]))[0] for row in rows):  # no head: dates stand first
        labels = ["日期", "事件", *["说明"] * (max(map(len, rows)) - 2)]
        rows.insert(0, tuple((Piece(label),) for label in labels))
    if place_of(rows) is None and is_sheet(rows, "event"):
        draft.timeline.append(event_of(pairs_of(rows, "event")))
        return
    for row in records(rows, "event"):
        _event_row(draft, row, where)


def _event_row(draft: Draft, row: Row, where: str) -> None:
    entry = by_key(row, first="")
    if not entry.get("name") and not entry.get("text") and not entry.get("date"):
        draft.note(where, said(row))
        return
    rest = entry.pop("rest", "")
    event = event_of(entry)
    event["text"] = joined(event.get("text", ""), rest)
    draft.timeline.append(event)


def _event_node(draft: Draft, node: Node, where: str, within: InStory | None) -> None:
    date, end, rest = leading_date(node.title)
    if date is None and len(node.title) < 200:
        date, end, rest = _trailing(node.title)
    events = [item for item in items_of(node.pieces) if not item.piece.rows and item.piece.depth >= 0]
    dated = [item for item in events if leading_date(item.piece.text)[0] or MONTH_DAY.match(item.piece.text)]
    tables = [p for p in node.pieces if p.rows and place_of(p.rows) == "event"]
    if (
        tables
        or (node.children and not rest.strip())
        or (dated and len(dated) * 2 >= len(events))
        or (date is None and node.children)
    ):
        if date is None or rest.strip():
            draft.note(where, node.title, understood=True)
        read_timeline(draft, node, where, within=date or within)
        return
    entry, lines = fields_under(draft, node, "event", where)
    name = rest.strip() or ""
    if not name and not entry.get("name") and lines:
        short = re.split(r"[。；;\n]", lines[0])[0]
        name = short if len(short) <= 40 else node.title
    entry["name"] = entry.get("name") or name or node.title
    if rest.strip() and entry["name"] != rest.strip():
        lines.insert(0, rest.strip())
    made = event_of(entry)
    if date is not None and not made.get("date"):
        made["date"], made["end"] = str(date), str(end) if end else made.get("end")
    text = "\n".join(lines)
    made["text"] = joined(made.get("text", ""), "" if text.rstrip("。.") == made["name"] else text)
    draft.timeline.append(made)


def _event_line(item: Item, within: InStory | None) -> Entry | None:
    """`1019年11月2日：沈府大火，烧了三日`; without a date only as a list item."""
    text = item.piece.text.strip()
    date, end, rest = leading_date(text)
    when = ""
    if date is None and within is not None and (found := MONTH_DAY.match(text)):
        month = int(found["m"] or 0) or within.month
        date = parse_in_story(str(InStory(within.year, month, int(found["d"]) if found["d"] else None)))
        rest = text[found.end() :].lstrip(" ：:，,、—–-")
    if date is None:
        pair = split_pair(text) or dashed(text)
        if item.piece.depth < 0 and not (pair and ERA.search(pair[0])):
            return None
        if pair and (ERA.search(pair[0]) or len(pair[0]) <= 12):
            when, rest = (pair[0], pair[1]) if ERA.search(pair[0]) else ("", text)
        else:
            rest = text
    below = [line for one in item.below for line in one.lines()]
    name, more = first_words(rest)
    if not name:
        if not below:
            return (
                {"name": text, "text": ""}
                if date is None
                else {"date": str(date), "end": str(end) if end else None, "name": text, "text": ""}
            )
        name, more = below[0], ""
        below = below[1:]
    entry: Entry = {"name": name}
    lines = []
    for one in item.below:
        pair = split_pair(one.piece.text)
        key = label_of("event", pair[0]) if pair and not one.below else None
        if key and key not in ("name", "date", "text") and pair and name != one.piece.text:
            entry[key] = pair[1]
        elif one.piece.text.strip() != name:
            lines += one.lines()
    made = event_of(entry)
    if date is not None:
        made["date"], made["end"] = str(date), str(end) if end else made.get("end")
    if date is not None and date.year < 0:
        when = text[: len(text) - len(rest)].strip(" ：:—–-")
    made["text"] = joined(*filter(None, [f"时间：{when}" if when else "", more, *lines]))
    return made


def event_of(entry: Entry) -> Entry:
    """An event of texts by key: dates as ISO, lists as lists, what is no date as text."""
    made: Entry = {"name": entry.get("name", ""), "text": entry.get("text", ""), "date": None, "end": None}
    first, second = span_of(entry.get("date", ""))
    if first is not None:
        made["date"], made["end"] = str(first), str(second) if second else None
        if re.search(r"前|b\.?c", entry["date"], re.IGNORECASE):
            made["text"] = joined(made["text"], f"时间：{entry['date']}")
    elif entry.get("date", "").strip(" —-/"):
        made["text"] = joined(f"时间：{entry['date']}", made["text"])
    last = span_of(entry.get("end", ""))[0]
    if last is not None and (first is None or not last.surely_before(first)):
        made["end"] = str(last)
    elif entry.get("end", "").strip(" —-/"):
        made["text"] = joined(made["text"], f"结束：{entry['end']}")
    if not made["name"]:
        name, more = first_words(made["text"])
        made["name"], made["text"] = (name, more) if name else (entry.get("date", ""), made["text"])
    made["aliases"] = split_list(entry.get("aliases", ""))
    made["characters"] = [entry["characters"]] if entry.get("characters", "").strip(" —-/无") else []
    return marked({**made, "secret": entry.get("secret", "")})


def _trailing(title: str) -> tuple[InStory | None, InStory | None, str]:
    """A date in brackets behind the name of an event: `沈府大火（1019年11月2日）`."""
    found = re.fullmatch(r"(?P<name>.+?)\s*[（(\[|,，–—-]\s*(?P<when>[^（()）]+?)\s*[)）\]]?", title)
    first, second = span_of(found["when"]) if found else (None, None)
    return (first, second, found["name"]) if found and first else (None, None, title)


MONTH_DAY: Final = re.compile(r"\s*(?:(?P<m>\d{1,2})\s*月)\s*(?:(?P<d>\d{1,2})\s*[日号])?")
ERA: Final = re.compile(
    r"[年月日春夏秋冬初末]|\d|year|spring|summer|autumn|winter|day|century|era|ago|before|after|前|后", re.IGNORECASE
)
