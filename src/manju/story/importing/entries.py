"""The sections that are lists of entries: world, timeline, conflicts, glossary, extras, relations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, label_of, listed
from manju.story.importing.lines import (
    by_key,
    fields_under,
    first_words,
    headed,
    joined,
    marked,
    pairs_of,
    said,
    take_pictures,
    text_with_rest,
)  # fmt: skip
from manju.story.importing.names import NAMES, language_of, split_list
from manju.story.importing.relations import asked_of, read_relation
from manju.story.importing.tables import Row, is_sheet, place_of, records, text_of
from manju.story.importing.tree import Item, Node, items_of

__all__ = ["read_conflicts", "read_extras", "read_glossary", "read_relations", "read_world"]


def read_world(draft: Draft, node: Node, where: str, *, kind: str = "") -> None:
    """Entries by headings, in tables, in lists `沈府：…`; prose is an entry under the section's own title."""
    prose: list[str] = []
    for item in items_of(node.pieces):
        take_pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "world", where, lambda row: _world_row(draft, row, where, kind))
            continue
        name, text = headed(item)
        if name and (item.piece.depth >= 0 or item.piece.bold or item.piece.lead or kind):
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


def read_conflicts(draft: Draft, node: Node, where: str) -> None:
    """Conflicts in tables, in lists, under headings, or as paragraphs of their own."""
    for item in items_of(node.pieces):
        take_pictures(draft, item)
        if item.piece.rows:
            _table(draft, item, "conflict", where, lambda row: _conflict_row(draft, row, where))
            continue
        name, text = headed(item)
        if not name:
            lines = item.lines()
            first = re.split(r"[，。：:；;,.!?！？\n]", lines[0].strip())[0] if lines else ""
            name, text = (first if len(first) <= 30 else node.title), "\n".join(lines)
            if text == name:
                text = ""
        if name:
            between = _sides(name)
            if between and text:  # "A 与 B：…": the line is the name, as far as it is one
                whole = item.piece.text.strip()
                name, text = (
                    (whole, text.removeprefix(text.split("\n")[0]).strip())
                    if len(whole) <= 40
                    else (name, joined(whole, text.partition("\n")[2]))
                )
            draft.conflicts.append({"name": name, "between": between, "text": text})
    for child in node.children:
        entry, lines = fields_under(draft, child, "conflict", f"{where} / {child.title}")
        entry["name"] = entry.get("name") or child.title
        if entry["name"] != child.title:
            lines.insert(0, child.title)
        entry["between"] = split_list(entry["between"]) if entry.get("between") else _sides(child.title)
        entry["text"] = joined(entry.get("text", ""), "\n".join(lines))
        draft.conflicts.append(marked(entry))


def read_glossary(draft: Draft, node: Node, where: str) -> None:
    """Terms in tables or in lines `及笄 = hairpin rite`."""
    for item in items_of(node.pieces):
        take_pictures(draft, item)
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
        take_pictures(draft, item)
        if item.piece.rows:
            for row in item.piece.rows:
                cells = [text_of(cell) for cell in row]
                if cells and cells[0] and not (label_of("character", cells[0]) or label_of("sections", cells[0])):
                    draft.extras.append(cells[0])
                    rest = [cell for cell in cells[1:] if cell]
                    if rest:
                        draft.note(where, "：".join([cells[0], *rest]))
            continue
        name, text = headed(item)
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
        take_pictures(draft, item)
        asked = read_relation(item.piece.text, where=where)
        owner = item.piece.text.rstrip("：: ")
        if item.piece.rows:
            _relation_table(draft, item, where)
        elif asked is not None and not item.below:
            draft.asked.append(asked)
        elif item.below and len(owner) <= 40:
            for below in item.below:
                _about(draft, owner, below, where)
        else:
            draft.note(where, "\n".join(item.lines()))
    for child in node.children:
        _relation_node(draft, child, where)


def _relation_node(draft: Draft, node: Node, where: str) -> None:
    """What stands under `沈知微与沈知意`, or under one name."""
    two = read_relation(f"{node.title}：", where=where) is not None
    for item in items_of(node.pieces):
        line = f"{node.title}：{' '.join(item.lines())}"
        if item.piece.rows:
            _relation_table(draft, item, where)
        elif not two:
            _about(draft, node.title, item, where)
        elif (asked := read_relation(line, where=where)) is not None:
            draft.asked.append(asked)
        else:
            draft.note(where, line)
    for inner in node.children:
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
    for record in records(rows, "relation"):
        asked = asked_of(record, where=where)
        if asked is None:
            draft.note(where, said(record))
        else:
            draft.asked.append(asked)


def _is_matrix(rows: Sequence[Sequence[Any]]) -> bool:
    across, down = {fold(text_of(c)) for c in rows[0][1:]}, {fold(text_of(row[0])) for row in rows[1:]}
    return len(across & down) >= 2


def _table(draft: Draft, item: Item, place: str, where: str, take: Callable[[Row], None]) -> None:
    """A table of records, or one entry with its keys beside its values."""
    rows = item.piece.rows
    if place == "term" or place_of(rows) is not None or not is_sheet(rows, place):
        for row in records(rows, place):
            take(row)
        return
    plain = pairs_of(rows, place)
    if place == "world":
        draft.world.append({"name": "", **plain})
    else:
        name, between = plain.get("name", ""), split_list(plain.get("between", ""))
        draft.conflicts.append(marked({**plain, "name": name, "between": between}))


def _world_row(draft: Draft, row: Row, where: str, kind: str) -> None:
    entry = by_key(row, first="name")
    if not entry.get("name"):
        draft.note(where, said(row))
        return
    draft.world.append({"name": entry["name"], "kind": entry.get("kind", kind), "text": text_with_rest(entry)})


def _world_node(draft: Draft, node: Node, where: str, kind: str) -> None:
    entry, lines = fields_under(draft, node, "world", where)
    name = entry.get("name") or node.title
    if name != node.title:
        lines.insert(0, node.title)
    draft.world.append(
        {"name": name, "kind": entry.get("kind", kind), "text": joined(entry.get("text", ""), "\n".join(lines))}
    )


def _conflict_row(draft: Draft, row: Row, where: str) -> None:
    entry = by_key(row, first="name")
    if not entry.get("name") and not entry.get("text"):
        draft.note(where, said(row))
        return
    name = entry.get("name") or first_words(entry["text"])[0] or entry["text"]
    between = [entry["between"]] if entry.get("between") else _sides(name)
    draft.conflicts.append(
        marked({"name": name, "between": between, "text": text_with_rest(entry), "secret": entry.get("secret", "")})
    )


def _term_row(draft: Draft, row: Row, where: str) -> None:
    """A term: the source, a column for each language, the rest as notes; the first cell is the source where none is."""
    source = next((f.text for f in row if f.key == "source"), "")
    rest = [f for f in row if f.key is None and f.text]
    if not source and rest and rest[0] is row[0]:
        source = rest.pop(0).text
    target = {f.key: f.text for f in row if f.key not in (None, "source", "note") and f.text}
    note = [f.text for f in row if f.key == "note" and f.text]
    for field in rest:
        tag = field.label.strip().lower()
        if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", tag):
            target[tag] = field.text
        elif not target and not field.label:
            target[language_of(field.text) or "en"] = field.text
        else:
            note.append(f"{field.label}：{field.text}" if field.label else field.text)
    source = source or next(iter(target.values()), "")
    if source:
        draft.glossary.append({"source": source, "target": target, "note": "\n".join(note)})
    else:
        draft.note(where, said(row))


def _term_line(draft: Draft, item: Item) -> bool:
    """`及笄 = hairpin rite（十五岁）`; two words of one language are a word and its note."""
    found = TERM.fullmatch(item.piece.text.strip())
    if found is None:
        return False
    target, note = found["target"].strip(), [line for one in item.below for line in one.lines()]
    inside = BEHIND.fullmatch(target) if len(target) < 500 else None
    if inside is not None:
        target, note = inside["target"] or inside["target2"], [inside["a"] or inside["b"], *note]
    source, tag = found["source"].strip(' “”"「」'), language_of(target) or "en"
    same = tag == language_of(source)
    draft.glossary.append({
        "source": source, "target": {} if same else {tag: target},
        "note": "\n".join(filter(None, [*([target] if same else []), *note])),
    })  # fmt: skip
    return True


def _sides(name: str) -> list[str]:
    return [part for part in NAMES.split(re.split(r"[：:（(]", name)[0]) if part.strip()] if NAMES.search(name) else []


def _lists(node: Node) -> bool:
    return any(p.rows or p.depth >= 0 for p in node.pieces)


TERM: Final = re.compile(r"(?P<source>[^=：:→\n]{1,60}?)\s*(?:=|：|:|→|->|—+|\s[-–]\s|\t)\s*(?P<target>.+)", re.DOTALL)
BEHIND: Final = re.compile(
    r"(?P<target>.*?)\s*[（(](?P<a>[^（）()]*)[）)]|(?P<target2>[^；;。—]+?)\s*(?:；|;|。|——?)\s*(?P<b>.+)"
)  # a note behind the word
