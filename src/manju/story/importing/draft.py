"""A bible while it is being read from somebody's document: what was found, and what fitted nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from manju.story.bible import FORMAT, Bible, read_bible
from manju.story.dates import parse_in_story
from manju.story.importing.labels import fold, label_of
from manju.story.importing.names import Register, language_of
from manju.story.importing.pieces import Image, Leaf

__all__ = ["Asked", "Draft"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A relation as it was written, before it is known who is who."""

    first: str
    second: str
    kind: str
    calls: tuple[str, ...]
    line: str  # as it stood, kept where the words do not fit
    where: str
    owner: int | None = None  # whose sheet it stood in
    exact: bool = False  # from a table: nothing of it gets lost


@dataclass(slots=True)
class Draft:
    """The parts of a bible as JSON values (`Any`), notes and what was not understood."""

    title: dict[str, str] = field(default_factory=dict)
    language: str = ""
    synopsis: dict[str, str] = field(default_factory=dict)
    characters: list[dict[str, Any]] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    relations: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    world: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    glossary: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[Leaf] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)  # of pictures, with their hashes

    def note(self, where: str, text: str, *, of: dict[str, Any] | None = None, understood: bool = False) -> None:
        """Keep a text that fits no field: in the notes of its character, or of the bible; say so unless understood."""
        text = text.strip()
        if not text:
            return
        if of is not None:
            kept = of.setdefault("notes", "")
            if text not in kept:
                of["notes"] = f"{kept}\n{text}" if kept else text
        elif text not in self.notes:
            self.notes.append(text)
        if not understood:
            self.unread.append(Leaf(where, text))

    def add_synopsis(self, text: str) -> None:
        """A paragraph of the synopsis, in the language it is written in."""
        tag = language_of(text) or self.language or "zh"
        before = self.synopsis.get(tag, "")
        if text not in before:
            self.synopsis[tag] = f"{before}\n\n{text}" if before else text

    def finish(self, fallback: str) -> Bible:
        """The bible; `fallback` is its title where the document says none."""
        if not any(text.strip() for text in self.title.values()):
            self.title = {language_of(fallback) or "zh": fallback}
        self._settle_roles()
        self._name_everybody()
        who = Register(self.characters)
        self._relate(who)
        for event in self.timeline:
            self._resolve(event, "characters", who)
        for conflict in self.conflicts:
            self._resolve(conflict, "between", who)
        for one in self.characters:
            self._live_forward(one)
        return self.bible()

    def bible(self) -> Bible:
        """What has been found, as it stands."""
        return read_bible({
            "format": FORMAT, "language": self.language or self._language(), "title": self.title,
            "synopsis": self.synopsis,
            "characters": self.characters, "extras": self.extras, "relations": self.relations, "world": self.world,
            "timeline": self.timeline, "conflicts": self.conflicts, "glossary": self.glossary, "images": self.images,
            "notes": "\n\n".join(self.notes),
        })  # fmt: skip

    def _language(self) -> str:
        seen = [tag for one in self.characters for tag in one["names"]] + [*self.synopsis, *self.title]
        return max(("zh", "en", "ja", "ko"), key=seen.count) if seen else ""

    def _settle_roles(self) -> None:
        """What somebody does for a living is their role where nothing else is said to be."""
        for one in self.characters:
            for label, text in one.pop("_roles", []):
                if not one.get("role"):
                    one["role"] = text
                elif text != one["role"]:
                    self.note("人物 Characters", f"{label}：{text}", of=one)

    def _name_everybody(self) -> None:
        taken: set[str] = set()
        for number, one in enumerate(self.characters, 1):
            names = {tag: name for tag, name in one["names"].items() if name.strip()}
            one["names"] = names or {"zh": f"人物 {number}"}
            latin = re.sub(r"[^a-z0-9]+", "-", names.get("en", "").casefold()).strip("-")
            wanted = str(one.get("id") or latin or next(iter(one["names"].values())))
            key, count = wanted, 1
            while key in taken:
                count += 1
                key = f"{wanted}-{count}"
            if one.get("id") and key != wanted:
                self.note("人物 Characters", f"编号：{wanted}", of=one)
            one["id"] = key
            taken.add(key)

    def _relate(self, who: Register) -> None:
        for asked in self.asked:
            owner = self.characters[asked.owner] if asked.owner is not None else None
            first = owner["id"] if owner is not None and not asked.first else who[asked.first]
            second = owner["id"] if owner is not None and not asked.second else who[asked.second]
            kind, exact = asked.kind, asked.exact
            if first is None and owner is not None and (first := who[asked.kind]) is not None:
                kind, exact = asked.first, False  # 妹妹：沈知意
            if first is None or second is None:
                self.note(asked.where, asked.line, of=owner)
                continue
            made = {"from": first, "to": second, "kind": kind, "calls": list(asked.calls)}
            if made not in self.relations:
                self.relations.append(made)
            if not exact:
                self.note(asked.where, asked.line, of=owner, understood=True)

    def _resolve(self, entry: dict[str, Any], key: str, who: Register) -> None:
        found: list[str] = []
        for text in entry.get(key, []):
            ids, unknown = who.all_of(text)
            found += [one for one in ids if one not in found]
            for name in unknown:
                entry["text"] = "\n".join(filter(None, [entry.get("text", ""), f"人物：{name}"]))
        entry[key] = found

    def _live_forward(self, one: dict[str, Any]) -> None:
        born, died = (parse_in_story(one[key]) if one.get(key) else None for key in ("born", "died"))
        if born is not None and died is not None and died.surely_before(born):
            self.note("人物 Characters", f"去世：{one['died']}", of=one)
            one["died"] = None

    def picture(self, image: Image, *, of: list[dict[str, Any]]) -> None:
        """Hang a picture to a character or to the bible."""
        caption = image.caption.strip()
        stem = image.name.rpartition(".")[0]
        kind = "" if fold(caption) in ("", fold(image.name), fold(stem)) or caption == image.sha256 else caption
        path = f"images/{image.name}"
        if self.paths.setdefault(path, image.sha256) != image.sha256:  # two pictures of one name
            path = f"images/{image.sha256[:12]}-{image.name}"
        if not kind and label_of("character", stem) == "images":  # 立绘.png
            kind = stem
        made = {"sha256": image.sha256, "path": path, "kind": kind}
        if not any(one["sha256"] == image.sha256 for one in of):
            of.append(made)
