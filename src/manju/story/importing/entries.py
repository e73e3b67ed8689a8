"""The sections that are lists of entries: world, timeline, conflicts, glossary, extras, relations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from manju.story.dates import InStory, parse_in_story
from manju.story.importing.days import leading_date, span_of
from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, label_of, listed, split_pair
from manju.story.importing.names import NAMES, language_of, split_list
from manju.story.importing.relations import asked_of, read_relation
from manju.story.importing.tables import Row, is_sheet, place_of, records, sheet_pairs, text_of
from manju.story.importing.tree import Item, Node, items_of

__all__ = ["read_conflicts", "read_extras", "read_glossary", "read_relations", "read_timeline", "read_world"]

Entry = dict[str, Any]  # Any: JSON values of a world entry, an event, a conflict


def read_world(draft: Draft, node: Node, where: str, *, kind: str = "") -> None:
    """Entries by their headings, in tables, or in lists `沈府：…`; prose is an entry under the section's own title."""
    prose: list[str] = []
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "world", where, lambda row: _world_row(draft, row, where, kind))
            continue
        name, text = _headed(item)
        if name and (item.piece.depth >= 0 or item.piece.bold):
            draft.world.append({"name": name, "kind": kind, "text": text})
        else:
            prose += item.lines()
    if prose:
        draft.world.append({"name": node.title or "世界观", "kind": kind, "text": "\n".join(prose)})
    for child in node.children:
        if listed("kinds", child.title) and (child.children or _lists(child)):
            read_world(draft, child, f"{where} / {child.title}", kind=child.title)
        else:
            _world_node(draft, child, f"{where} / {child.title}", kind)


def read_timeline(draft: Draft, node: Node, where: str, *, within: InStory | None = None) -> None:
    """Events in tables, in lines that begin with their date, or under headings."""
    last: Entry | None = None
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "event", where, lambda row: _event_row(draft, row, where))
            continue
        event = _event_line(item, within)
        if event is not None:
            draft.timeline.append(event)
            last = event
        elif last is not None and item.piece.depth < 0:
            last["text"] = _joined(last.get("text", ""), "\n".join(item.lines()))
        else:
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        _event_node(draft, child, f"{where} / {child.title}", within)


def read_conflicts(draft: Draft, node: Node, where: str) -> None:
    """Conflicts in tables, in lists, under headings, or as paragraphs of their own."""
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "conflict", where, lambda row: _conflict_row(draft, row, where))
            continue
        name, text = _headed(item)
        if not name:
            lines = item.lines()
            first = re.split(r"[，。：:；;,.!?！？\n]", lines[0].strip())[0] if lines else ""
            name, text = (first if len(first) <= 30 else node.title), "\n".join(lines)
            if text == name:
                text = ""
        if name:
            draft.conflicts.append({"name": name, "between": _sides(name), "text": text})
    for child in node.children:
        entry, lines = _fields(draft, child, "conflict", f"{where} / {child.title}")
        entry["name"] = entry.get("name") or child.title
        if entry["name"] != child.title:
            lines.insert(0, child.title)
        entry["between"] = split_list(entry["between"]) if entry.get("between") else _sides(child.title)
        entry["text"] = _joined(entry.get("text", ""), "\n".join(lines))
        draft.conflicts.append(_marked(entry))


def read_glossary(draft: Draft, node: Node, where: str) -> None:
    """Terms in tables or in lines `及笄 = hairpin rite`."""
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "term", where, lambda row: _term_row(draft, row, where))
        elif not _term_line(draft, item):
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        before = len(draft.glossary)
        read_glossary(draft, child, f"{where} / {child.title}")
        if len(draft.glossary) == before and not child.pieces:
            draft.note(where, child.title)


def read_extras(draft: Draft, node: Node, where: str) -> None:
    """Names in lists or tables; a line that says more about one keeps what it says in the notes."""
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            for row in item.piece.rows:
                cells = [text_of(cell) for cell in row]
                if cells and cells[0] and not (label_of("character", cells[0]) or label_of("sections", cells[0])):
                    draft.extras.append(cells[0])
                    rest = [cell for cell in cells[1:] if cell]
                    if rest:
                        draft.note(where, "：".join([cells[0], *rest]))
            continue
        name, text = _headed(item)
        names = [name] if name else split_list(item.piece.text)
        draft.extras += [one for one in names if one not in draft.extras and len(one) <= 60]
        if (name and text) or item.below or any(len(one) > 60 for one in names):
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        draft.extras.append(child.title)
        lines = [line for item in items_of(child.pieces) for line in item.lines()]
        if lines:
            draft.note(where, "\n".join([child.title, *lines]))
        for inner in child.children:
            read_extras(draft, inner, where)


def read_relations(draft: Draft, node: Node, where: str) -> None:
    """Relations in tables or lines; a heading with two names, or with one and lines about others, is read too."""
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            _relation_table(draft, item, where)
            continue
        asked = read_relation(item.piece.text, where=where)
        if asked is not None and not item.below:
            draft.asked.append(asked)
            continue
        owner = item.piece.text.rstrip("：: ")
        if item.below and len(owner) <= 40:
            for below in item.below:
                _about(draft, owner, below, where)
        else:
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        pair = read_relation(f"{child.title}：", where=where)
        for item in items_of(child.pieces):
            if item.piece.rows:
                _relation_table(draft, item, where)
            elif pair is not None:
                asked = read_relation(f"{child.title}：{' '.join(item.lines())}", where=where)
                if asked is None:
                    draft.note(where, f"{child.title}：" + "\n".join(item.lines()))
                else:
                    draft.asked.append(asked)
            else:
                _about(draft, child.title, item, where)
        for inner in child.children:
            read_relations(draft, inner, where)


def _about(draft: Draft, owner: str, item: Item, where: str) -> None:
    """A line under somebody's name: what somebody else is to them."""
    from dataclasses import replace

    asked = read_relation(item.piece.text, where=where, owner=-1)
    if asked is None or item.below:
        draft.note(where, f"{owner}：" + "\n".join(item.lines()))
    else:
        draft.asked.append(replace(asked, second=asked.second or owner, owner=None, line=f"{owner} / {asked.line}"))


def _relation_table(draft: Draft, item: Item, where: str) -> None:
    rows = item.piece.rows
    labels = [label_of("relation", text_of(cell)) for cell in rows[0]]
    if len(rows) > 2 and len(rows[0]) > 2 and not any(labels[1:]) and _is_matrix(rows):
        from manju.story.importing.draft import Asked

        for row in rows[1:]:
            for head, cell in zip(rows[0][1:], row[1:], strict=False):
                if text_of(cell) and fold(text_of(cell)):
                    draft.asked.append(Asked(text_of(row[0]), text_of(head), text_of(cell), (), "", where, exact=True))
        return
    for row in records(rows, "relation"):
        asked = asked_of(row, where=where)
        if asked is None:
            draft.note(where, _said(row))
        else:
            draft.asked.append(asked)


def _is_matrix(rows: Sequence[Sequence[Any]]) -> bool:
    across, down = {fold(text_of(c)) for c in rows[0][1:]}, {fold(text_of(row[0])) for row in rows[1:]}
    return len(across & down) >= 2


def _table(draft: Draft, item: Item, place: str, where: str, take: Callable[[Row], None]) -> None:
    rows = item.piece.rows
    if is_sheet(rows, place) and place != "term" and place_of(rows) is None:
        plain: Entry = {}
        for label, value, _ in sheet_pairs(rows):
            key = label_of(place, label) if label else None
            if key and key not in plain:
                plain[key] = value
            elif value:
                plain["text"] = _joined(plain.get("text", ""), f"{label}：{value}" if label else value)
        if place == "world":
            draft.world.append({"name": "", **plain})
        elif place == "event":
            draft.timeline.append(_event(plain))
        elif place == "conflict":
            draft.conflicts.append(_marked({**plain, "name": plain.get("name", ""), "between": split_list(plain.get("between", ""))}))
        return
    for row in records(rows, place):
        take(row)


def _world_row(draft: Draft, row: Row, where: str, kind: str) -> None:
    entry = _by_key(row, first="name")
    if not entry.get("name"):
        draft.note(where, _said(row))
        return
    draft.world.append({"name": entry["name"], "kind": entry.get("kind", kind), "text": _text(entry)})


def _world_node(draft: Draft, node: Node, where: str, kind: str) -> None:
    entry, lines = _fields(draft, node, "world", where)
    name = entry.get("name") or node.title
    if name != node.title:
        lines.insert(0, node.title)
    draft.world.append({"name": name, "kind": entry.get("kind", kind), "text": _joined(entry.get("text", ""), "\n".join(lines))})


def _event_row(draft: Draft, row: Row, where: str) -> None:
    entry = _by_key(row, first="")
    if not entry.get("name") and not entry.get("text") and not entry.get("date"):
        draft.note(where, _said(row))
        return
    rest = entry.pop("rest", "")
    event = _event(entry)
    event["text"] = _joined(event.get("text", ""), rest)
    draft.timeline.append(event)


def _event_node(draft: Draft, node: Node, where: str, within: InStory | None) -> None:
    date, end, rest = leading_date(node.title)
    if date is None:
        date, end, rest = _trailing(node.title)
    events = [item for item in items_of(node.pieces) if not item.piece.rows and item.piece.depth >= 0]
    dated = [item for item in events if leading_date(item.piece.text)[0] or MONTH_DAY.match(item.piece.text)]
    tables = [p for p in node.pieces if p.rows and place_of(p.rows) == "event"]
    if tables or (node.children and not rest.strip()) or (dated and len(dated) * 2 >= len(events)) or (date is None and node.children):
        if date is None or rest.strip():
            draft.note(where, node.title, understood=True)
        read_timeline(draft, node, where, within=date or within)
        return
    entry, lines = _fields(draft, node, "event", where)
    name = rest.strip() or ""
    if not name and not entry.get("name") and lines:
        short = re.split(r"[。；;\n]", lines[0])[0]
        name = short if len(short) <= 40 else node.title
    entry["name"] = entry.get("name") or name or node.title
    if rest.strip() and entry["name"] != rest.strip():
        lines.insert(0, rest.strip())
    made = _event(entry)
    if date is not None and not made.get("date"):
        made["date"], made["end"] = str(date), str(end) if end else made.get("end")
    text = "\n".join(lines)
    made["text"] = _joined(made.get("text", ""), "" if text == made["name"] else text)
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
        pair = split_pair(text) or _dashed(text)
        if item.piece.depth < 0 and not (pair and ERA.search(pair[0])):
            return None
        if pair and (ERA.search(pair[0]) or len(pair[0]) <= 12):
            when, rest = (pair[0], pair[1]) if ERA.search(pair[0]) else ("", text)
        else:
            rest = text
    below = [line for one in item.below for line in one.lines()]
    name, more = _first_words(rest)
    if not name:
        if not below:
            return {"name": text, "text": ""} if date is None else {"date": str(date), "end": str(end) if end else None, "name": text, "text": ""}
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
    made = _event(entry)
    if date is not None:
        made["date"], made["end"] = str(date), str(end) if end else made.get("end")
    made["text"] = _joined(*filter(None, [f"时间：{when}" if when else "", more, *lines]))
    return made


def _event(entry: Entry) -> Entry:
    """An event of texts by key: dates as ISO, lists as lists, what is no date as text."""
    made: Entry = {"name": entry.get("name", ""), "text": entry.get("text", ""), "date": None, "end": None}
    first, second = span_of(entry.get("date", ""))
    if first is not None:
        made["date"], made["end"] = str(first), str(second) if second else None
        if re.search(r"前|b\.?c", entry["date"], re.IGNORECASE):
            made["text"] = _joined(made["text"], f"时间：{entry['date']}")
    elif entry.get("date", "").strip(" —-/"):
        made["text"] = _joined(f"时间：{entry['date']}", made["text"])
    last = span_of(entry.get("end", ""))[0]
    if last is not None and (first is None or not last.surely_before(first)):
        made["end"] = str(last)
    elif entry.get("end", "").strip(" —-/"):
        made["text"] = _joined(made["text"], f"结束：{entry['end']}")
    if not made["name"]:
        name, more = _first_words(made["text"])
        made["name"], made["text"] = (name, more) if name else (entry.get("date", ""), made["text"])
    made["aliases"] = split_list(entry.get("aliases", ""))
    made["characters"] = [entry["characters"]] if entry.get("characters", "").strip(" —-/无") else []
    return _marked({**made, "secret": entry.get("secret", "")})


def _conflict_row(draft: Draft, row: Row, where: str) -> None:
    entry = _by_key(row, first="name")
    if not entry.get("name") and not entry.get("text"):
        draft.note(where, _said(row))
        return
    name = entry.get("name") or _first_words(entry["text"])[0] or entry["text"]
    between = [entry["between"]] if entry.get("between") else _sides(name)
    draft.conflicts.append(_marked({"name": name, "between": between, "text": _text(entry), "secret": entry.get("secret", "")}))


def _term_row(draft: Draft, row: Row, where: str) -> None:
    source, note, target, rest = "", [], {}, []
    for field in row:
        if field.key == "source":
            source = field.text
        elif field.key == "note" and field.text:
            note.append(field.text)
        elif field.key and field.text:
            target[field.key] = field.text
        elif field.text:
            rest.append(field)
    if not source and rest and rest[0] is row[0]:
        source = rest.pop(0).text
    if not source and target:
        source = next(iter(target.values()))
    for field in rest:
        tag = field.label.strip().lower()
        if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", tag):
            target[tag] = field.text
        elif not target and not field.label:
            target[language_of(field.text) or "en"] = field.text
        else:
            note.append(f"{field.label}：{field.text}" if field.label else field.text)
    if source:
        draft.glossary.append({"source": source, "target": target, "note": "\n".join(note)})
    else:
        draft.note(where, _said(row))


def _term_line(draft: Draft, item: Item) -> bool:
    found = TERM.fullmatch(item.piece.text.strip())
    if found is None:
        return False
    target, note = found["target"].strip(), [line for one in item.below for line in one.lines()]
    if inside := re.fullmatch(r"(.*?)\s*[（(]([^（）()]*)[）)]", target):
        target, note = inside[1], [inside[2], *note]
    elif inside := re.fullmatch(r"([^；;。—]+?)\s*(?:；|;|。|——?)\s*(.+)", target):
        target, note = inside[1], [inside[2], *note]
    tag = language_of(target) or "en"
    source = found["source"].strip(" “”\"「」")
    target_by = {tag if tag != language_of(source) or tag == "en" else "en": target} if tag != language_of(source) else {}
    draft.glossary.append({"source": source, "target": target_by, "note": "\n".join(filter(None, [*([] if target_by else [target]), *note]))})
    return True


def _fields(draft: Draft, node: Node, place: str, where: str) -> tuple[Entry, list[str]]:
    """The labelled values under a heading, and all other lines; headings below become lines too."""
    entry: Entry = {}
    lines: list[str] = []
    for item in items_of(node.pieces):
        _pictures(draft, item)
        if item.piece.rows:
            if is_sheet(item.piece.rows, place):
                for label, value, _ in sheet_pairs(item.piece.rows):
                    key = label_of(place, label) if label else None
                    if key and key not in entry:
                        entry[key] = value
                    elif value:
                        lines.append(f"{label}：{value}" if label else value)
            else:
                lines += item.lines()
            continue
        pair = split_pair(item.piece.text)
        key = label_of(place, pair[0]) if pair else None
        if pair and key and key not in entry and (pair[1] or item.below):
            entry[key] = _joined(pair[1], "\n".join(line for one in item.below for line in one.lines()))
        else:
            lines += item.lines()
    for child in node.children:
        key = label_of(place, child.title)
        inner = [line for item in items_of(child.pieces) for line in item.lines()]
        for item in items_of(child.pieces):
            _pictures(draft, item)
        if key and key not in entry and inner and not child.children:
            entry[key] = "\n".join(inner)
        else:
            below, more = _fields(draft, Node("", 0, [], child.children), place, where)
            lines += [child.title, *inner, *(f"{k}：{v}" for k, v in below.items()), *more]
    return entry, lines


def _by_key(row: Row, *, first: str) -> Entry:
    """The cells by key; columns nobody knows as lines of `rest`; the first cell is `first` where none is."""
    entry: Entry = {}
    rest = []
    for number, field in enumerate(row):
        if field.key:
            entry[field.key] = field.text
        elif field.text and number == 0 and first and not any(f.key == first for f in row):
            entry[first] = field.text
        elif field.text:
            rest.append(f"{field.label}：{field.text}" if field.label else field.text)
    return {**entry, "rest": "\n".join(rest)}


def _text(entry: Entry) -> str:
    return _joined(entry.get("text", ""), entry.get("rest", ""))


def _headed(item: Item) -> tuple[str, str]:
    """The name and the text of `沈府：京城东的大宅`; two empty texts where a line has no such head."""
    text = item.piece.text.strip()
    below = "\n".join(line for one in item.below for line in one.lines())
    head = split_pair(text) or _dashed(text)
    if head and head[0]:
        return head[0].strip("*_ 「」"), _joined(head[1], below)
    if item.below or (item.piece.depth >= 0 and len(text) <= 20):
        return text, below
    return "", ""


def _dashed(text: str) -> tuple[str, str] | None:
    found = re.match(r"([^，。！？；\n]{1,30}?)\s*(?:——?|\s[-–]\s)\s*(.+)", text, re.DOTALL)
    return (found[1], found[2]) if found else None


def _first_words(text: str) -> tuple[str, str]:
    """The name of an event: what stands before the first mark, where that is short; the rest is its text."""
    text = text.strip()
    pair = split_pair(text) or _dashed(text)
    if pair and pair[0] and pair[1]:
        return pair[0].strip("*_ "), pair[1]
    short = re.match(r"([^，。；;：:\n]{1,30})[。；;：:\n]\s*(\S.*)", text, re.DOTALL) or re.match(
        r"([^.\n]{1,60})\.\s+(\S.*)", text, re.DOTALL
    )
    if short:
        return short[1].strip("*_ "), short[2]
    return text.rstrip("。"), ""


def _trailing(title: str) -> tuple[InStory | None, InStory | None, str]:
    """A date in brackets behind the name of an event: `沈府大火（1019年11月2日）`."""
    found = re.fullmatch(r"(?P<name>.+?)\s*[（(\[|,，–—-]\s*(?P<when>[^（()）]+?)\s*[)）\]]?", title)
    first, second = span_of(found["when"]) if found else (None, None)
    return (first, second, found["name"]) if found and first else (None, None, title)


def _sides(name: str) -> list[str]:
    return [part for part in NAMES.split(re.split(r"[：:（(]", name)[0]) if part.strip()] if NAMES.search(name) else []


def _marked(entry: Entry) -> Entry:
    """The mark of secrecy as true or false."""
    said = fold(str(entry.get("secret") or ""))
    return {**{k: v for k, v in entry.items() if k not in ("secret", "rest")}, "secret": said in YES}


def _lists(node: Node) -> bool:
    return any(p.rows or p.depth >= 0 for p in node.pieces)


def _pictures(draft: Draft, item: Item) -> None:
    for image in item.piece.images:
        draft.picture(image, of=draft.images)
    for row in item.piece.rows:
        for cell in row:
            for piece in cell:
                for image in piece.images:
                    draft.picture(image, of=draft.images)
    for below in item.below:
        _pictures(draft, below)


def _said(row: Row) -> str:
    return "；".join(f"{f.label}：{f.text}" if f.label else f.text for f in row if f.text)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


YES: Final = frozenset({"是", "yes", "true", "y", "1", "保密", "机密", "秘密", "secret", "是yes", "x", "✓", "对", "checked"})
MONTH_DAY: Final = re.compile(r"\s*(?:(?P<m>\d{1,2})\s*月)\s*(?:(?P<d>\d{1,2})\s*[日号])?")
ERA: Final = re.compile(r"[年月日春夏秋冬初末]|\d|year|spring|summer|autumn|winter|day|century|era|ago|before|after|前|后", re.IGNORECASE)
TERM: Final = re.compile(r"(?P<source>[^=：:→\n]{1,60}?)\s*(?:=|：|:|→|->|—+|\s[-–]\s|\t)\s*(?P<target>.+)", re.DOTALL)
