"""What changed between two bibles, in words that a writer reads: not keys, not JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from manju.bible.fields import GROUPS, Field, shown
from manju.bible.names import PART_NAMES, character_names, in_reading
from manju.bible.timeline import said_date
from manju.story.bible import Bible
from manju.story.dates import parse_in_story
from manju.words import Words

__all__ = ["Change", "Part", "difference"]

Sort = Literal["added", "removed", "changed"]
Entry = dict[str, Any]  # Any: JSON
Names = dict[str, Words]
LONG: Final = 160  # characters of a text that is shown whole


@dataclass(frozen=True, slots=True)
class Change:
    """One sheet that was added, removed or changed, and how, a line for each field."""

    part: str
    sort: Sort
    title: Words
    lines: tuple[Words, ...] = ()

    @property
    def said(self) -> Words:
        """The change in one sentence: `沈知微：口头禅 加「账，我记着」`."""
        if self.sort != "changed":
            verb = Words("新加", "added") if self.sort == "added" else Words("拿掉", "removed")
            return Words(f"{verb.zh}{PART_NAMES[self.part].zh}「{self.title.zh}」",
                         f"{PART_NAMES[self.part].en} {verb.en}: {self.title.en}")  # fmt: skip
        return Words(f"{self.title.zh}：" + "；".join(line.zh for line in self.lines),
                     f"{self.title.en}: " + "; ".join(line.en for line in self.lines))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of one part of the bible."""

    name: Words
    changes: tuple[Change, ...]


def difference(old: Bible | None, new: Bible) -> list[Part]:
    """What the newer bible changed, part by part; against none, everything is new."""
    was, now = (old.plain() if old else {}), new.plain()
    names = character_names(was.get("characters", [])) | character_names(now["characters"])
    head = _changed("head", was, now, names) if old else ()
    by_part = {"head": [Change("head", "changed", in_reading(now["title"]), head)] if head else []}
    for part, (key, same, title) in _PARTS.items():
        before, after = _numbered(was.get(key, []), same), _numbered(now[key], same)
        titles = {k: title(entry, names) for k, entry in (before | after).items()}
        by_part[part] = list(_of_part(part, before, after, titles=titles, names=names))
    return [Part(PART_NAMES[part], tuple(changes)) for part, changes in by_part.items() if changes]


def _of_part(
    part: str, before: dict[object, Entry], after: dict[object, Entry], *, titles: dict[object, Words], names: Names
) -> Iterable[Change]:
    for key, entry in after.items():
        if key not in before:
            yield Change(part, "added", titles[key])
        elif lines := _changed(part, before[key], entry, names):
            yield Change(part, "changed", titles[key], lines)
    for key in before:
        if key not in after:
            yield Change(part, "removed", titles[key])
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change(part, "changed", PART_NAMES[part], (Words("换了顺序", "put in another order"),))


def _numbered(entries: list[Entry], same: Callable[[Entry], object]) -> dict[object, Entry]:
    """Entries by what makes them the same one; several of one name are paired in their order."""
    found: dict[object, Entry] = {}
    for entry in entries:
        key, n = same(entry), 0
        while (key, n) in found:
            n += 1
        found[key, n] = entry
    return found


def _changed(part: str, was: Entry, now: Entry, names: Names) -> tuple[Words, ...]:
    """A line for each field that differs."""
    lines: list[Words] = []
    for group in GROUPS[part]:
        for field in group.fields:
            before, after = shown(field, was), shown(field, now)
            if before != after:
                lines += _lines(field, before, after, names)
    if (was.get("images") or []) != (now.get("images") or []):
        lines.append(_pictures(was.get("images") or [], now.get("images") or []))
    return tuple(lines)


def _lines(field: Field, before: Any, after: Any, names: Names) -> list[Words]:
    """How a field changed; `Any`: JSON."""
    label = field.label
    if field.kind in ("lines", "colours", "people"):
        return _list_lines(label, before or [], after or [], names if field.kind == "people" else {})
    if field.kind in ("languages", "texts"):
        was, now = before or {}, after or {}
        tags = [tag for tag in dict.fromkeys([*was, *now]) if was.get(tag, "") != now.get(tag, "")]
        by_tag = {tag: Words(f"{label.zh}（{tag}）", f"{label.en} ({tag})") for tag in tags}
        return [_turn(by_tag[tag], was.get(tag, ""), now.get(tag, "")) for tag in tags]
    if field.kind == "yes":
        return [_line(label, "打开" if after else "关掉", "on" if after else "off")]
    return [_turn(label, *(_said(field, value, names) for value in (before, after)))]


def _list_lines(label: Words, before: list[str], after: list[str], names: Names) -> list[Words]:
    come = [names.get(v, Words(v, v)) for v in after if v not in before]
    gone = [names.get(v, Words(v, v)) for v in before if v not in after]
    if not gone and not come:
        return [_line(label, "换了顺序", "in another order")]
    said = [("加", "added", come), ("去掉", "removed", gone)]
    return [
        _line(label, f"{zh}「{'」「'.join(v.zh for v in some)}」", f"{en} “{'”, “'.join(v.en for v in some)}”")
        for zh, en, some in said
        if some
    ]


def _said(field: Field, value: Any, names: Names) -> str:
    if value in (None, ""):
        return ""
    if field.kind == "date":
        return said_date(parse_in_story(value), None)
    return str(names.get(value, value)) if field.kind == "person" else str(value)


def _turn(label: Words, a: str, b: str) -> Words:
    a, b = _short(a), _short(b)
    if not a:
        return _line(label, f"写上「{b}」", f"now “{b}”")
    if not b:
        return _line(label, f"清空，原来是「{a}」", f"emptied, was “{a}”")
    return _line(label, f"「{a}」改成「{b}」", f"“{a}” became “{b}”")


def _pictures(was: list[Entry], now: list[Entry]) -> Words:
    before, after = {p["sha256"] for p in was}, {p["sha256"] for p in now}
    come, gone = len(after - before), len(before - after)
    zh = "，".join(([f"加 {come} 张"] if come else []) + ([f"去掉 {gone} 张"] if gone else [])) or "改了说明"
    en = ", ".join(([f"{come} added"] if come else []) + ([f"{gone} removed"] if gone else [])) or "described anew"
    return _line(Words("图片", "Pictures"), zh, en)


def _line(label: Words, zh: str, en: str) -> Words:
    return Words(f"{label.zh} {zh}", f"{label.en}: {en}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _relation(entry: Entry, names: Names) -> Words:
    a, b = (names.get(entry[k], Words(entry[k], entry[k])) for k in ("from", "to"))
    return Words(f"{a.zh} → {b.zh}", f"{a.en} to {b.en}")


def _plain(key: str) -> Callable[[Entry, Names], Words]:
    return lambda entry, _: Words(entry[key], entry[key])


_PARTS: Final[dict[str, tuple[str, Callable[[Entry], object], Callable[[Entry, Names], Words]]]] = {
    "character": ("characters", lambda e: e["id"], lambda e, names: names[e["id"]]),
    "relation": ("relations", lambda e: (e["from"], e["to"]), _relation),
    "world": ("world", lambda e: e["name"], _plain("name")),
    "event": ("timeline", lambda e: e["name"], _plain("name")),
    "conflict": ("conflicts", lambda e: e["name"], _plain("name")),
    "term": ("glossary", lambda e: e["source"], _plain("source")),
}  # fmt: skip
"""For each part: its key in the document, what makes two entries the same one, what an entry is called."""
