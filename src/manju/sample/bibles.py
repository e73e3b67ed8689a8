"""The bible of the first property, published twice, with pictures of its cast drawn by the sample's own hand."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any, Final

from PIL import Image

from manju.bible.actions import add_sheet, import_document, publish, save_sheet
from manju.bible.models import BibleVersion
from manju.bible.reading import sheets_of
from manju.catalogue.models import Property
from manju.media.whole import sha256_of
from manju.people.models import User
from manju.sample.art import cast
from manju.sample.art.faces import SHEET, Look, Mood, bust
from manju.sample.art.ink import at, block, raster
from manju.story.bible import read_bible
from manju.words import speaking

__all__ = ["add_bible", "document"]

RIGHTS: Final = "青灯工作室，样例"
CAST: Final[dict[str, Look]] = {
    "zhiwei": cast.ZHIWEI, "huaijin": cast.HUAIJIN, "shenchong": cast.FATHER, "zhiyi": cast.ZHIYI,
    "ruomei": cast.RUOMEI, "chengyan": cast.JUDGE, "zhoubo": cast.ZHOUBO, "adeng": cast.ADENG,
    "xingzhou": cast.XINGZHOU, "wenshi": cast.WENSHI,
}  # fmt: skip
HIGH: Final = 520.0
PAPER: Final = "#efe7d6"
FACES: Final = (
    Mood(), Mood("smile", "soft", 0.75), Mood("smirk", "sly", 0.7),
    Mood("frown", "angry", 0.8), Mood("small", "worried", 1.0, pupil=0.5), Mood("tremble", "worried", 0.9, tears=True),
)  # fmt: skip
TURNS: Final = (Mood(turn=-0.9), Mood(), Mood(turn=0.9))
SHEETS_OF: Final = ("zhiwei", "huaijin")  # who has expressions and a turnaround besides the portrait


def add_bible(of_property: Property, *, by: User) -> BibleVersion:
    """Take the bible in as its first version, then write what the second has and publish that."""
    with tempfile.TemporaryDirectory(prefix="manju-sample-bible-") as folder:
        images, files = _drawn(Path(folder))
        whole = document()
        for one in whole["characters"]:
            one["images"] = images.get(one["id"], [])
        with speaking("zh"):  # the version's note
            import_document(of_property, read_bible(_first(whole)), files, by=by)
    for part in ("character", "conflict"):
        wanted = {_name(one): one for one in whole["characters" if part == "character" else "conflicts"]}
        for sheet in sheets_of(of_property, part):
            save_sheet(sheet, wanted[_name(sheet.content)], revision=sheet.revision, by=by)
    add_sheet(of_property, "term", whole["glossary"][-1], by=by)
    return publish(of_property, by=by, note="知微加口头禅，两个新娘的冲突改写，加一条称呼的译法")


def document() -> dict[str, Any]:  # Any: JSON
    """The bible as it is now, without pictures."""
    text = resources.files("manju.sample.texts").joinpath("lantern_bible.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _first(whole: dict[str, Any]) -> dict[str, Any]:
    """What the first version said."""
    first = copy.deepcopy(whole)
    zhiwei = first["characters"][0]
    zhiwei["dialogue_style"]["catch_phrases"] = ["这一次，换我提灯"]
    zhiwei["dialogue_style"]["max_sentence_chars"] = 30
    first["conflicts"][2]["text"] = "抢同一个新郎。"
    del first["glossary"][-1]
    return first


def _name(content: dict[str, Any]) -> str:
    return str(content.get("id") or content["name"])


def _drawn(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Path]]:
    """Pictures by character, as a bible names them, and their files by SHA-256."""
    images: dict[str, list[dict[str, Any]]] = {}
    files: dict[str, Path] = {}
    for who, look in CAST.items():
        kinds: dict[str, Callable[[Look], str]] = {"portrait": _portrait}
        if who in SHEETS_OF:
            kinds |= {"turnaround": lambda look: _row(look, TURNS), "expression": lambda look: _row(look, FACES)}
        for kind, draw in kinds.items():
            wide, high = {"portrait": (1, 1), "turnaround": (3, 1), "expression": (3, 2)}[kind]
            path = folder / f"{who}-{kind}.png"
            box = (0.0, 60.0, SHEET[2] * wide, HIGH * high)
            pixels = raster(block(box, PAPER) + draw(look), box, px_per_unit=0.6)
            Image.fromarray(pixels).convert("RGB").quantize(96).save(path)
            sha256 = sha256_of(path)
            files[sha256] = path
            images.setdefault(who, []).append(
                {"sha256": sha256, "path": f"images/{path.name}", "kind": kind, "origin": "drawn", "rights": RIGHTS}
            )
    return images, files


def _portrait(look: Look) -> str:
    return bust(look, Mood())


def _row(look: Look, moods: tuple[Mood, ...]) -> str:
    drawn = []
    for n, mood in enumerate(moods):
        x, y = n % 3 * SHEET[2], n // 3 * HIGH
        drawn.append(at(block((0, 60, SHEET[2], HIGH), PAPER) + bust(look, mood), x, y))
    return "".join(drawn)
