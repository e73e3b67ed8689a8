"""A bible laid out as headings, tables, paragraphs and pictures, so that reading them back gives the same bible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from manju.story.bible import Bible, Character, Picture
from manju.story.layout import (
    CELL_MAX,
    COLUMNS,
    FIELDS,
    PAIR_HEAD,
    SECTIONS,
    Block,
    Cell,
    Grid,
    Heading,
    Paragraph,
    Shown,
    both,
)  # fmt: skip

__all__ = ["YES", "called", "lay_out", "references"]

YES: Final = "是 yes"
STYLE: Final = ("catch_phrases", "never_says")


def lay_out(bible: Bible, *, pictures: Set[str] = frozenset()) -> list[Block]:
    """The bible as blocks in reading order; `pictures`: hashes of those that are at hand and can be shown.

    >>> from manju.story.bible import read_bible
    >>> bible = read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": []})
    >>> [block.text for block in lay_out(bible) if isinstance(block, Heading)]
    ['灯', '人物 Characters']
    """
    return list(_blocks(bible, pictures))


def called(names: Mapping[str, str], language: str = "") -> str:
    """One name to print of those by language: the bible's language, Chinese, English, then any."""
    for tag in (language, "zh", "en", *names):
        if names.get(tag, "").strip():
            return names[tag]
    return ""


def references(bible: Bible) -> dict[str, str]:
    """How tables name each character, by id: the printed name where it is nobody else's name or id, else the id."""
    printed = {one.id: called(one.names, bible.language) for one in bible.characters}
    times = Counter(printed.values())
    return {key: name if times[name] == 1 and (name == key or name not in printed) else key
            for key, name in printed.items()}  # fmt: skip


def _blocks(bible: Bible, pictures: Set[str]) -> Iterator[Block]:
    yield Heading(1, called(bible.title, bible.language))
    yield _pairs([
        ("format", (bible.format,)), *([("language", (bible.language,))] if bible.language else []),
        *_by_language("title", bible.title),
    ])  # fmt: skip
    if bible.synopsis:
        yield _section("synopsis")
        for tag, text in bible.synopsis.items():
            yield Heading(3, tag)
            yield from _paragraphs(text)
    yield _section("characters")
    for one in bible.characters:
        yield Heading(3, called(one.names, bible.language))
        yield from _sheet(one, pictures)
    yield from _lists(bible)
    if bible.images:
        yield _section("images")
        yield from _pictures(bible.images, pictures)
    if bible.notes:
        yield _section("notes")
        yield from _paragraphs(bible.notes)


def _lists(bible: Bible) -> Iterator[Block]:
    """The sections that are tables, and the world between them."""
    names = references(bible)
    if bible.extras:
        yield from _tabled("extras", [[(name,)] for name in bible.extras])
    if bible.relations:
        yield from _tabled("relations", [
            [(names[r.from_],), (names[r.to],), _lines(r.kind), tuple(r.calls)] for r in bible.relations
        ])  # fmt: skip
    if bible.world:
        yield _section("world")
        for entry in bible.world:
            yield Heading(3, entry.name)
            yield from [_pairs([("kind", _lines(entry.kind))])] if entry.kind else []
            yield from _paragraphs(entry.text) if entry.text else []
    if bible.timeline:
        yield from _tabled("timeline", [
            [_maybe(e.date), _maybe(e.end), (e.name,), tuple(e.aliases), _lines(e.text),
             tuple(names.get(c, c) for c in e.characters), _yes(e.secret)] for e in bible.timeline
        ])  # fmt: skip
    if bible.conflicts:
        yield from _tabled("conflicts", [
            [(c.name,), tuple(names[b] for b in c.between), _lines(c.text), _yes(c.secret)] for c in bible.conflicts
        ])  # fmt: skip
    if bible.glossary:
        yield _section("glossary")
        yield _glossary(bible)


def _tabled(section: str, rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    yield _section(section)
    yield _table(section, rows)


def _sheet(one: Character, pictures: Set[str]) -> Iterator[Block]:
    style = one.dialogue_style
    fields: list[tuple[str, Cell]] = [("id", (one.id,)), *_by_language("names", one.names)]
    long: list[tuple[str, str]] = []

    def text(name: str, value: str) -> None:
        if "\n" in value or len(value) > CELL_MAX:
            long.append((name, value))
        elif value:
            fields.append((name, (value,)))

    def several(name: str, values: Sequence[str]) -> None:
        if values:
            fields.append((name, tuple(values)))

    several("aliases", one.aliases)
    text("role", one.role)
    several("born", _maybe(one.born))
    several("died", _maybe(one.died))
    text("features", one.appearance.features)
    several("palette", one.appearance.palette)
    several("costumes", one.appearance.costumes)
    text("personality", one.personality)
    text("voice", one.voice)
    text("register", style.register_)
    for name in STYLE:
        several(name, getattr(style, name))
    several("max_sentence_chars", _maybe(style.max_sentence_chars))
    several("max_sentence_words", _maybe(style.max_sentence_words))
    text("notes", one.notes)
    yield _pairs(fields)
    for name, value in long:
        yield Heading(4, both(FIELDS[name]))
        yield from _paragraphs(value)
    if one.images:
        yield Heading(4, both(FIELDS["images"]))
        yield from _pictures(one.images, pictures)


def _glossary(bible: Bible) -> Grid:
    tags = list(dict.fromkeys(tag for term in bible.glossary for tag in term.target))
    columns = COLUMNS["glossary"]
    head: list[Cell] = [(both(columns["source"]),), *((tag,) for tag in tags), (both(columns["note"]),)]
    rows = [
        ((t.source,), *(tuple(t.target[tag].split("\n")) if tag in t.target else () for tag in tags), _lines(t.note))
        for t in bible.glossary
    ]  # fmt: skip
    return Grid((tuple(head), *rows))


def _pictures(images: Sequence[Picture], pictures: Set[str]) -> Iterator[Block]:
    yield _table("images", [
        [(i.sha256,), _lines(i.path), _lines(i.kind), _lines(i.origin or ""), _lines(i.rights)] for i in images
    ])  # fmt: skip
    for sha256 in dict.fromkeys(image.sha256 for image in images):
        if sha256 in pictures:
            yield Shown(sha256)


def _section(name: str) -> Heading:
    return Heading(2, both(SECTIONS[name]))


def _pairs(fields: Sequence[tuple[str, Cell]]) -> Grid:
    return Grid((PAIR_HEAD, *(((_label(name),), cell) for name, cell in fields)))


def _label(name: str) -> str:
    field, _, tag = name.partition(" ")
    return f"{both(FIELDS[field])} ({tag})" if tag or name != field else both(FIELDS[field])


def _by_language(field: str, texts: Mapping[str, str]) -> list[tuple[str, Cell]]:
    return [(f"{field} {tag}", (text,)) for tag, text in texts.items()]


def _table(section: str, rows: Sequence[Sequence[Cell]]) -> Grid:
    head = tuple((both(words),) for words in COLUMNS[section].values())
    return Grid((head, *(tuple(row) for row in rows)))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in text.split("\n\n"):
        yield Paragraph(part)


def _lines(text: str) -> Cell:
    return tuple(text.split("\n")) if text else ()


def _maybe(value: object) -> Cell:
    return () if value is None else (str(value),)


def _yes(value: bool) -> Cell:  # the value of the field itself
    return (YES,) if value else ()
