"""The dictionary of genre elements and the table of their AI fit: dated data that a studio changes for itself."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Final

KINDS: Final = ("device", "emotion", "setting", "role", "genre", "audience", "form", "risk")
NOT_ELEMENTS: Final = frozenset(
    {"短剧", "微短剧", "其他", "其它", "全部", "热门", "推荐", "精选",
     "新剧", "完结", "连载", "更新", "独家", "免费", "爆款", "none", "null",
     "nan", "[none]", "other", "others", "all", "hot", "short drama", "shorts", "fyp", "foryou", "video", "videos"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One element: its Chinese name, its English name, what kind it is, what else it is called."""

    name: str
    en: str = ""
    kind: str = "genre"
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The elements known, by name; `taken_in` gives a studio's own, `merged` two that are one.

    >>> standard().element_of("Rebirth"), standard().element_of("重活一世"), standard().element_of("没有的")
    ('重生', '重生', None)
    """

    entries: Mapping[str, Entry]
    fit: Fit
    _names: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, str] = {}
        for entry in self.entries.values():
            for name in (entry.name, entry.en, *entry.also):
                if name:
                    names.setdefault(folded(name), entry.name)
        for entry in self.entries.values():
            names[folded(entry.name)] = entry.name  # a canonical name goes before a synonym of another
        object.__setattr__(self, "_names", names)

    @property
    def names(self) -> Mapping[str, str]:
        """Every name and synonym, folded, and the element it stands for."""
        return self._names

    def element_of(self, text: str) -> str | None:
        """The element that a whole text names."""
        return self._names.get(folded(text))

    def kind_of(self, name: str) -> str:
        """What kind an element is; a tag that is not in the dictionary is none."""
        return self.entries[name].kind if name in self.entries else ""

    def en_of(self, name: str) -> str:
        """The English name, or the name as it is."""
        return (self.entries[name].en if name in self.entries else "") or name

    def taken_in(self, entries: Iterable[Entry], *, without: Iterable[str] = ()) -> Lexicon:
        """A lexicon with further or changed entries and without those named."""
        gone = set(without)
        kept = {name: entry for name, entry in self.entries.items() if name not in gone}
        return replace(self, entries=kept | {entry.name: entry for entry in entries})

    def fitted(self, fit: Fit) -> Lexicon:
        """The same elements with another table of AI fit."""
        return replace(self, fit=fit)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well elements suit AI generation: visual spectacle, fast pacing, few live-action constraints, 0 to 1 each.

    >>> round(standard().fit.of("科幻"), 3), round(standard().fit.of("没有的"), 3)
    (0.919, 0.5)
    """

    table: Mapping[str, tuple[float, float, float]]
    weights: tuple[float, float, float]
    unknown: tuple[float, float, float]

    def of(self, name: str) -> float:
        """The AI fit of an element, 0 to 1."""
        return sum(w * part for w, part in zip(self.weights, self.table.get(name, self.unknown), strict=True))

    def changed(self, table: Mapping[str, tuple[float, float, float]]) -> Fit:
        """The same table with further or changed rows."""
        return replace(self, table={**self.table, **table})


@cache
def standard() -> Lexicon:
    """The lexicon that comes with Manju (`lexicon.toml`, `ai_fit.toml`)."""
    elements, fit = _toml("lexicon.toml")["elements"], _toml("ai_fit.toml")
    entries = {
        name: Entry(name, row.get("en", ""), row.get("kind", "genre"), tuple(row.get("also", ())))
        for name, row in elements.items()
    }
    table = {name: (row[0], row[1], row[2]) for name, row in fit["fit"].items()}
    weights, unknown = fit["weights"], fit["unknown"]
    return Lexicon(entries, Fit(table, (weights[0], weights[1], weights[2]), (unknown[0], unknown[1], unknown[2])))


def folded(text: str) -> str:
    """A text as it is compared: one width, no case, single spaces.

    >>> folded(" ＡＩ  Rebirth "), folded("重生")
    ('ai rebirth', '重生')
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _toml(name: str) -> dict[str, Any]:
    """`Any`: TOML has no types; the shapes stand in the files."""
    return tomllib.loads(resources.files("manju.market.topics").joinpath(name).read_text(encoding="utf-8"))
