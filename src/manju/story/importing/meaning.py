"""What the tree of a document means as a bible: which heading is which section, and whose sheet is where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from manju.story.importing import entries
from manju.story.importing.draft import Draft
from manju.story.importing.events import dated_line, read_timeline
from manju.story.importing.labels import fold, is_label, label_of, listed, loose_section, split_pair
from manju.story.importing.lines import take_pictures
from manju.story.importing.names import language_of
from manju.story.importing.sheets import Sheet
from manju.story.importing.tables import is_sheet, place_of, records, sheet_pairs, text_of
from manju.story.importing.tree import Item, Node, items_of
from manju.story.importing.work import entitle, take_birth, take_fact

__all__ = ["understand"]


def understand(root: Node, draft: Draft) -> None:
    """Read the whole tree into the draft."""
    top = root.children
    title = _title_node(root)
    if title is not None:
        entitle(draft, title.title)
        _intro(draft, title, title.title)
    _intro(draft, root, "开头 Beginning")
    for node in [*(title.children if title is not None else ()), *(n for n in top if n is not title)]:
        _section(draft, node, node.title)


def _title_node(root: Node) -> Node | None:
    """The heading that names the work: the first, when it is no section and no character and has, or is, the rest."""
    if not root.children:
        return None
    first = root.children[0]
    if label_of("sections", first.title) or _is_sheet(first):
        return None
    deeper = bool(first.children)
    sections = any(loose_section(node.title) for node in [*first.children, *root.children[1:]])
    if loose_section(first.title) and not (deeper and any(loose_section(node.title) for node in first.children)):
        return None
    return first if sections or deeper or len(root.children) == 1 else None


def _intro(draft: Draft, node: Node, where: str) -> None:
    """What stands before the first section: facts about the work, else notes."""
    lines = [
        replace(p, text=line)
        for p in node.pieces
        for line in (p.text.split("\n") if p.depth < 0 and not p.images else [p.text])
    ]
    for item in items_of(lines):
        take_pictures(draft, item)
        if item.piece.rows:
            _loose_table(draft, item, where)
            continue
        pair = split_pair(item.piece.text)
        if pair is not None and take_fact(draft, pair[0], pair[1], item):
            continue
        if (event := dated_line(item)) is not None:
            draft.timeline.append(event)
        elif not take_birth(draft, item):
            draft.note(where, "\n".join(item.lines()))


def _section(draft: Draft, node: Node, where: str) -> None:
    kind = label_of("sections", node.title) or (None if _is_sheet(node) else loose_section(node.title))
    if kind is not None and label_of("sections", node.title) is None:
        draft.note(where, node.title, understood=True)
    if kind == "characters":
        _characters(draft, node, where)
    elif kind == "synopsis":
        _synopsis(draft, node, where)
    elif kind == "images":
        _gallery(draft, node, where)
    elif kind == "notes":
        _keep(draft, node, where, heading=False)
    elif kind is not None:
        READERS[kind](draft, node, where)
    elif listed("kinds", node.title):
        entries.read_world(draft, node, where, kind=node.title)
    elif listed("groups", node.title):
        _characters(draft, node, where, group=node.title)
    elif _is_sheet(node):
        _character(draft, node, where)
    else:
        _other(draft, node, where)


def _other(draft: Draft, node: Node, where: str) -> None:
    """A heading nobody knows: sections below it are read as such, its own words are notes; tables say what they are."""
    below = [child for child in node.children if _known(child)]
    if below or any(p.rows and place_of(p.rows) for p in node.pieces):
        draft.note(where, node.title, understood=True)
        for item in items_of(node.pieces):
            take_pictures(draft, item)
            if item.piece.rows:
                _loose_table(draft, item, where)
            else:
                draft.note(where, "\n".join(item.lines()))
        for child in node.children:
            _section(draft, child, f"{where} / {child.title}")
    else:
        _keep(draft, node, where)


def _characters(draft: Draft, node: Node, where: str, *, group: str = "") -> None:
    """Sheets under headings, rows of a table, or lists; headings may put characters into groups."""
    _listed_characters(draft, items_of(node.pieces), where, group)
    for child in node.children:
        place = f"{where} / {child.title}"
        kind = label_of("sections", child.title)
        if kind == "characters":
            _characters(draft, child, place, group=group)
        elif (
            listed("groups", child.title)
            and (child.children or any(p.rows or p.depth >= 0 for p in child.pieces))
            and not _is_sheet(child)
        ):
            _characters(draft, child, place, group=child.title)
        elif kind in READERS or kind in ("images", "notes"):
            _section(draft, child, place)
        elif child.children and all(_is_sheet(one) for one in child.children) and not _is_sheet(child, own=True):
            draft.note(place, child.title, understood=True)
            _characters(draft, child, place, group=group)
        else:
            _character(draft, child, place, group=group)


def _character(draft: Draft, node: Node, where: str, *, group: str = "") -> None:
    sheet = Sheet(draft, where)
    sheet.call(node.title, group=group)
    sheet.read(node)


def _listed_characters(draft: Draft, items: Sequence[Item], where: str, group: str) -> None:
    """Characters without headings: a table, labelled lines that begin anew with each name, or `沈知微：女主，…`."""
    sheet: Sheet | None = None
    begins: tuple[int, bool] | None = None  # what the first line of a character looks like here
    for item in items:
        if item.piece.rows:
            _character_table(draft, item, where, group)
            sheet = None
            continue
        text = item.piece.text.strip()
        pair = split_pair(text)
        key = label_of("character", pair[0]) if pair else None
        if (
            key is not None
            and key.startswith("names")
            and key in ("names", "names_zh")
            and (sheet is None or sheet.plain["names"])
        ):
            sheet = Sheet(draft, where)
            sheet.call(pair[1] if pair else "", group=group)
            begins = -1, True  # by its label, so never by a bare name
            sheet.take(item.below)
        elif key is not None and sheet is not None:
            sheet.take([item])
        elif (head := _headed_name(item)) is not None and begins in (None, (item.piece.depth, bool(item.piece.lead))):
            begins = item.piece.depth, bool(item.piece.lead)
            sheet = Sheet(draft, where)
            sheet.call(head[0], group=group)
            if head[1]:
                _describe(draft, sheet, head[1], where)
            for image in item.piece.images:
                sheet.picture(image)
            sheet.take(item.below)
        elif sheet is not None:
            sheet.take([item])
        else:
            take_pictures(draft, item)
            draft.note(where, "\n".join(item.lines()))


def _headed_name(item: Item) -> tuple[str, str] | None:
    """A list item that begins with somebody's name, and what it says of them."""
    text = item.piece.text.strip()
    if (
        (lead := item.piece.lead.strip(" ：:，,"))
        and text.startswith(lead)
        and len(text) > len(lead)
        and not is_label(lead)
    ):
        inside = re.match(r"\s*[（(]([^）)]{1,80})[）)]", text[len(lead) :])
        end = len(lead) + (inside.end() if inside else 0)
        return text[:end], text[end:].strip(" ：:，,—–-.。") if inside is None else text[end:].lstrip(" ：:，,—–-.。")
    if item.piece.depth != 0 and not item.piece.bold:
        return None
    found = re.match(
        r"(?P<name>[^，。！？；：:,\n]{1,40}?(?:[（(][^）)]{1,40}[）)])?)\s*(?:[：:，]|——?|\s[-–]\s|,\s|$)\s*(?P<rest>.*)",
        text,
        re.DOTALL,
    )
    if found is None or is_label(found["name"]):
        return None
    bare = re.sub(r"[（(].*", "", found["name"])
    long = len(bare) > 12 if language_of(bare) == "zh" else len(bare.split()) > 5
    return None if long or not fold(bare) else (found["name"], found["rest"])


def _describe(draft: Draft, sheet: Sheet, text: str, where: str) -> None:
    first = re.split(r"[，,；;。]", text)[0].strip()
    if listed("groups", first) and not sheet.plain.get("role"):
        sheet.plain["role"] = first
        text = text[len(first) :].strip(" ，,；;。") if text.startswith(first) else text
    draft.note(where, text, of=sheet.plain)


def _character_table(draft: Draft, item: Item, where: str, group: str) -> None:
    rows = item.piece.rows
    if is_sheet(rows):
        sheet = Sheet(draft, where)
        if group:
            sheet.plain["role"] = group
        sheet.take([item])
        return
    place = place_of(rows)
    if place not in (None, "character", "world"):
        _loose_table(draft, item, where)
        return
    for row in records(rows, "character"):
        sheet = Sheet(draft, where)
        named = any(field.key in ("names", "names_zh", "names_en") and field.text for field in row)
        for number, field in enumerate(row):
            for image in field.images:
                sheet.picture(image)
            if not named and number == 0 and field.text:
                sheet.call(field.text)
            elif field.key == "relations":
                for line in filter(None, re.split(r"[；;\n]", field.text)):
                    sheet.relation(line)
            elif field.key not in (None, "style", "style_box", "images"):
                sheet.put(field.key, field.label, field.text)
            elif field.text:
                draft.note(where, f"{field.label}：{field.text}" if field.label else field.text, of=sheet.plain)
        if group and not sheet.plain.get("role"):
            sheet.plain["role"] = group


def _synopsis(draft: Draft, node: Node, where: str) -> None:
    tag = TAGS.get(fold(node.title), "")
    for item in items_of(node.pieces):
        take_pictures(draft, item)
        if item.piece.rows:
            _loose_table(draft, item, where)
            continue
        text = "\n".join(item.lines())
        pair = split_pair(text)
        if pair and (pair[1] and (label_of("sections", pair[0]) == "synopsis" or fold(pair[0]) in TAGS)):
            text = pair[1]
        if text and tag:
            draft.synopsis[tag] = "\n\n".join(filter(None, [draft.synopsis.get(tag, ""), text]))
        elif text:
            draft.add_synopsis(text)
    for child in node.children:
        if fold(child.title) in TAGS or label_of("sections", child.title) == "synopsis":
            _synopsis(draft, child, f"{where} / {child.title}")
        elif _known(child):
            _section(draft, child, f"{where} / {child.title}")
        else:
            _keep(draft, child, f"{where} / {child.title}")


def _gallery(draft: Draft, node: Node, where: str) -> None:
    for one in node.walk():
        for item in items_of(one.pieces):
            take_pictures(draft, item)
            if lines := item.lines():
                draft.note(where, "\n".join(lines))


def _keep(draft: Draft, node: Node, where: str, *, heading: bool = True) -> None:
    """Everything under a heading as notes; its pictures are the bible's."""
    lines = []
    for one in node.walk():
        own = [line for item in items_of(one.pieces) for line in item.lines()]
        for item in items_of(one.pieces):
            take_pictures(draft, item)
        if one is not node or heading:
            lines.append(f"{'#' * (one.level - node.level + 1)} {one.title}")
        lines += own
    draft.note(where, "\n".join(lines), understood=not heading)


def _loose_table(draft: Draft, item: Item, where: str) -> None:
    """A table outside its section: its head says what it is."""
    rows = item.piece.rows
    place = place_of(rows)
    node = Node("", 0, [item.piece])
    if place == "character":
        _character_table(draft, item, where, "")
    elif place is not None and place != "world":
        {"relation": entries.read_relations, "event": read_timeline, "term": entries.read_glossary,
         "conflict": entries.read_conflicts}[place](draft, node, where)  # fmt: skip
    elif is_sheet(rows) and sum(label_of("character", text_of(row[0])) is not None for row in rows) > 2:
        _character_table(draft, item, where, "")
    elif max(map(len, rows)) == 2:
        for label, value, _ in sheet_pairs(rows):
            if value and not (label and take_fact(draft, label, value)) and not (is_label(label) and is_label(value)):
                draft.note(where, f"{label}：{value}" if label else value)
    else:
        draft.note(where, "\n".join(item.lines()))


def _is_sheet(node: Node, *, own: bool = False) -> bool:
    """Whether a heading is over a character's sheet: labels of characters stand under it, at least two."""
    if listed("kinds", node.title) or label_of("sections", node.title):
        return False
    found: set[str] = set()
    for piece in node.pieces:
        if piece.rows:
            if is_sheet(piece.rows):
                found |= {label_of("character", text_of(row[0])) or "" for row in piece.rows}
            continue
        for line in piece.text.split("\n"):
            pair = split_pair(line)
            if pair and (key := label_of("character", pair[0])):
                found.add(key)
    if not own:
        found |= {label_of("character", child.title) or "" for child in node.children}
    return len(found - {"", "notes", "names", "images", "id", "style_box", "relations"}) >= 2


def _known(node: Node) -> bool:
    return bool(
        loose_section(node.title) or listed("kinds", node.title) or _is_sheet(node) or any(map(_known, node.children))
    )


READERS: Final = {
    "relations": entries.read_relations, "world": entries.read_world, "timeline": read_timeline,
    "conflicts": entries.read_conflicts, "glossary": entries.read_glossary, "extras": entries.read_extras,
}  # fmt: skip
TAGS: Final = {
    "中文": "zh", "zh": "zh", "chinese": "zh", "英文": "en", "en": "en", "english": "en", "日文": "ja", "ja": "ja",
    "japanese": "ja", "中文简介": "zh", "英文简介": "en", "中文梗概": "zh", "英文梗概": "en", "synopsisenglish": "en",
    "synopsischinese": "zh", "englishsynopsis": "en",
}  # fmt: skip
