"""The bible as a PDF to keep: cover, a spread for each character, relations, timeline, world, glossary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from manju.media.typesetting import typeset
from manju.story.bible import Bible, Character, Picture
from manju.story.dates import InStory
from manju.story.layout import COLUMNS, FIELDS, SECTIONS
from manju.story.levels import LEVELS, Level
from manju.story.writing.graph import placed
from manju.story.writing.outline import called
from manju.story.writing.pictures import aspect_of, printable

__all__ = ["Stamp", "pdf_of"]

TEMPLATE: Final = Path(__file__).parent / "bible.typ"
KEY_ART: Final = re.compile(r"主视觉|海报|key|poster|封面|cover", re.IGNORECASE)
APART: Final = 700  # characters of a sheet without pictures that may be parted by a page's end


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version a document shows, at which level, and how it was sealed."""

    level: Level = "full"
    version: int | None = None
    published: dt.date | None = None
    sha256: str = ""  # of the version's whole JSON
    sealed_at: dt.datetime | None = None
    authority: str = ""
    studio: str = ""

    def line(self) -> str:
        """The stamp in one line for Markdown and Word.

        >>> Stamp(version=3, sha256="ab12").line()
        '第 3 版 Version 3 · 完整版 Full · SHA-256 ab12'
        """
        words = LEVELS[self.level]
        version = f"第 {self.version} 版 Version {self.version}" if self.version else "草稿 Draft"
        parts = [version, f"{words.zh} {words.en}", self.published.isoformat() if self.published else "", self.seal()]
        return " · ".join(filter(None, [*parts, f"SHA-256 {self.sha256}" if self.sha256 else "", self.studio]))

    def seal(self) -> str:
        """When and by whom it was sealed; empty while it is not."""
        if self.sealed_at is None:
            return ""
        at = self.sealed_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        return f"存证于 Sealed {at}{f' · {self.authority}' if self.authority else ''}"


def pdf_of(bible: Bible, *, pictures: Mapping[str, bytes], stamp: Stamp) -> bytes:
    """PDF/A of the bible; `pictures`: SHA-256 -> bytes; a picture that cannot be printed is left out.

    Characters no font here has are set as □: the whole text also stands in the JSON that goes with it.
    """
    files = _Files(pictures)
    cover = _cover(bible, files)
    data = {
        "lang": "en" if bible.language.startswith("en") else "zh",
        "date": _ymd(stamp.published or dt.date(2026, 1, 1)), "studio": stamp.studio,
        "title": {"main": called(bible.title, bible.language), "others": _others(bible.title, bible.language)},
        "kind": ["IP 圣经", "Bible"], "level": [LEVELS[stamp.level].zh, LEVELS[stamp.level].en],
        "stamp": _stamp(stamp), "cover": cover,
        "synopsis": [text for text in bible.synopsis.values() if text.strip()],
        "characters": [_character(one, bible, files) for one in bible.characters],
        "relations": _relations(bible, files), "timeline": _timeline(bible),
        "world": [{"name": e.name, "kind": e.kind, "text": _paragraphs(e.text)} for e in bible.world],
        "conflicts": [
            {"name": c.name, "between": _who(c.between, bible), "text": _paragraphs(c.text), "secret": c.secret}
            for c in bible.conflicts
        ],
        "glossary": _glossary(bible), "extras": bible.extras, "notes": _paragraphs(bible.notes),
        "gallery": _shown([image for image in bible.images if files.name(image) != cover], files),
        "words": _words(),
    }  # fmt: skip
    return typeset(TEMPLATE, data, pictures=files.used, language=data["lang"], without_glyph="boxed")  # type: ignore[arg-type]


class _Files:
    """Pictures made printable, each once, by the name they lie beside the template under."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self._names: dict[str, str] = {}
        self.used: dict[str, bytes] = {}

    def name(self, picture: Picture) -> str:
        """The file of a picture; empty where it is not at hand or cannot be printed."""
        if picture.sha256 not in self._names:
            raw = self._pictures.get(picture.sha256)
            made = printable(raw) if raw is not None else None
            self._names[picture.sha256] = ""
            if made is not None:
                ending, data = made
                self._names[picture.sha256] = name = f"{picture.sha256[:16]}.{ending}"
                self.used[name] = data
        return self._names[picture.sha256]


def _cover(bible: Bible, files: _Files) -> str:
    art = sorted(bible.images, key=lambda image: KEY_ART.search(image.kind) is None)
    own = [image for one in bible.characters for image in one.images[:1]]
    return next((name for image in [*art, *own[:1]] if (name := files.name(image))), "")


def _character(one: Character, bible: Bible, files: _Files) -> dict[str, Any]:
    style = one.dialogue_style
    facts = [
        ("aliases", "、".join(one.aliases)), ("born", _day(one.born)), ("died", _day(one.died)),
        ("features", one.appearance.features), ("costumes", "、".join(one.appearance.costumes)), ("voice", one.voice),
    ]  # fmt: skip
    speech = [
        ("register", style.register_),
        ("max_sentence_chars", str(style.max_sentence_chars or "")),
        ("max_sentence_words", str(style.max_sentence_words or "")),
    ]  # fmt: skip
    return {
        "name": called(one.names, bible.language), "others": _others(one.names, bible.language), "role": one.role,
        "long": sum(map(len, (one.personality, one.notes, one.voice, one.appearance.features))) > APART,
        "facts": [[_label(key), _paragraphs(text)] for key, text in facts if text.strip()],
        "palette": [{"text": text, "colour": _colour(text)} for text in one.appearance.palette],
        "personality": _paragraphs(one.personality),
        "speech": [[_label(key), text] for key, text in speech if text.strip()],
        "catch_phrases": style.catch_phrases, "never_says": style.never_says,
        "pictures": _shown(one.images, files), "notes": _paragraphs(one.notes),
    }  # fmt: skip


def _shown(images: Sequence[Picture], files: _Files) -> list[dict[str, Any]]:
    origins = {"drawn": "手绘 Drawn", "generated": "AI 生成 Generated", "edited": "AI 生成后修改 Edited", None: ""}
    return [{"file": name, "alt": image.kind or "图片 Picture", "aspect": aspect_of(files.used[name]),
             "caption": " · ".join(filter(None, [image.kind, origins[image.origin], image.rights]))}
            for image in images if (name := files.name(image))]  # fmt: skip


def _relations(bible: Bible, files: _Files) -> dict[str, Any]:
    by_id = {one.id: one for one in bible.characters}
    spots, lines = placed(bible.relations)

    def portrait(key: str) -> str:
        return next((name for image in by_id[key].images if (name := files.name(image))), "")

    return {
        "spots": [
            asdict(s) | {"name": called(by_id[s.id].names, bible.language), "file": portrait(s.id)} for s in spots
        ],
        "lines": [asdict(line) for line in lines],
        "head": [_pair(words) for words in COLUMNS["relations"].values()],
        "rows": [[*_who([r.from_, r.to], bible), r.kind, "、".join(r.calls)] for r in bible.relations],
    }  # fmt: skip


def _timeline(bible: Bible) -> list[dict[str, Any]]:
    return [{"date": " – ".join(filter(None, [_day(e.date), _day(e.end)])), "name": e.name, "text": _paragraphs(e.text),
             "who": _who(e.characters, bible), "secret": e.secret, "aliases": "、".join(e.aliases)}
            for e in bible.timeline]  # fmt: skip


def _glossary(bible: Bible) -> dict[str, Any]:
    tags = list(dict.fromkeys(tag for term in bible.glossary for tag in term.target))
    columns = COLUMNS["glossary"]
    notes = any(term.note for term in bible.glossary)
    return {
        "head": [_pair(columns["source"]), *tags, *([_pair(columns["note"])] if notes else [])],
        "rows": [
            [t.source, *(t.target.get(tag, "") for tag in tags), *([t.note] if notes else [])] for t in bible.glossary
        ],
    }


def _stamp(stamp: Stamp) -> list[list[str]]:
    version = f"第 {stamp.version} 版 Version {stamp.version}" if stamp.version else "草稿 Draft"
    rows = [
        ["版本 Version", version],
        ["发布 Published", stamp.published.isoformat() if stamp.published else ""],
        ["披露级别 Level", f"{LEVELS[stamp.level].zh} {LEVELS[stamp.level].en}"],
        ["存证 Seal", stamp.seal().removeprefix("存证于 Sealed ")],
        ["SHA-256", stamp.sha256],
        ["工作室 Studio", stamp.studio],
    ]
    return [row for row in rows if row[1]]


def _words() -> dict[str, list[str]]:
    found = {name: [words.zh, words.en] for name, words in SECTIONS.items()}
    found |= {f"field_{name}": [words.zh, words.en] for name, words in FIELDS.items()}
    return {**found, "contents": ["目录", "Contents"], "secret": ["保密", "Secret"], "speech": ["对白风格", "Dialogue"]}


def _label(key: str) -> list[str]:
    words = FIELDS[key]
    return [words.zh, words.en]


def _pair(words: Any) -> str:
    return f"{words.zh} {words.en}"


def _others(names: Mapping[str, str], language: str) -> list[str]:
    main = called(names, language)
    return [name for name in dict.fromkeys(names.values()) if name.strip() and name != main]


def _who(ids: Iterable[str], bible: Bible) -> list[str]:
    names = {one.id: called(one.names, bible.language) for one in bible.characters}
    return [names[key] for key in ids]


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _colour(text: str) -> str:
    found = re.search(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", text)
    return found[0] if found else ""


def _day(date: InStory | None) -> str:
    """A date for both readers: `1019-11-02`; before the year 1 as `前 45 年 45 BC`, with its day in front."""
    if date is None:
        return ""
    if date.year > 0:
        return str(date)
    year = 1 - date.year
    rest = "-".join(f"{part:02d}" for part in (date.month, date.day) if part is not None)
    return f"公元前 {year} 年 {year} BC{f'，{rest}' if rest else ''}"


def _ymd(day: dt.date) -> list[int]:
    return [day.year, day.month, day.day]
