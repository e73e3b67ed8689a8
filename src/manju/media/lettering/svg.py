"""Reading a lettering layer's SVG: only drawing survives; whatever reaches outside, runs, or explodes is refused."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET  # no entities: a document type with any is refused before parsing

from PIL import Image

from manju.media.errors import MediaError
from manju.words import Words

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
XML: Final = "http://www.w3.org/XML/1998/namespace"
BYTES: Final = 24 * 2**20  # layers often carry their page's art with them
ELEMENTS: Final = 20_000
DEPTH: Final = 60
TEXT: Final = 50_000
DRAWN: Final = 60_000  # elements after every <use> is followed
SIDE_PX: Final = 16_384
ART_SHARE: Final = 0.8  # an image that covers this much of the page is its art
ART_PIXELS: Final = 40_000_000

DROPPED: Final = frozenset({
    "script", "foreignObject", "animate", "animateTransform", "animateMotion", "animateColor", "set", "audio", "video",
    "iframe", "canvas", "metadata", "cursor", "handler", "listener",
})  # fmt: skip
_URL: Final = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"^\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|%)?\s*$", re.IGNORECASE)
_UNITS: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


@dataclass(frozen=True, eq=False)
class Drawing:
    """A layer's cleaned tree and its page in user units: left, top, width, height."""

    root: ET.Element
    page: tuple[float, float, float, float]

    @property
    def shape(self) -> float:
        """Width to height."""
        return self.page[2] / self.page[3]


def read_svg(path: Path, *, art: bytes | None = None) -> Drawing:
    """The drawing of a layer. Its art (an image that fills the page) is taken out, or replaced by the PNG `art`.

    Raises:
        MediaError: `svg_unreadable`, `svg_too_large`, `svg_external` (it would fetch something), `svg_too_complex`.
    """
    if path.stat().st_size > BYTES:
        raise _refused("svg_too_large", path.name)
    raw = path.read_bytes()
    root = _parsed(raw, path.name)
    if root.tag != f"{{{SVG}}}svg":
        raise _refused("svg_unreadable", path.name)
    _clean(root, path.name, depth=0)
    if sum(1 for _ in root.iter()) > ELEMENTS or sum(len(t) for t in root.itertext()) > TEXT:
        raise _refused("svg_too_complex", path.name)
    _bounded(root, path.name)
    page = _page(root, path.name)
    _art(root, page, art, path.name)
    _blends(root)
    return Drawing(root, page)


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def style_of(element: ET.Element) -> dict[str, str]:
    """The declarations of an element's `style` attribute.

    >>> style_of(ET.fromstring('<g style="fill:#fff; opacity : .5"/>'))
    {'fill': '#fff', 'opacity': '.5'}
    """
    pairs = (d.split(":", 1) for d in (element.get("style") or "").split(";") if ":" in d)
    return {name.strip(): value.strip() for name, value in pairs}


def as_style(declarations: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in declarations.items())


def length(text: str | None, otherwise: float = 0.0) -> float:
    """A length in px; percentages and what is no length are `otherwise`.

    >>> length("12.7mm"), length("12"), length("100%", 7.0)
    (48.0, 12.0, 7.0)
    """
    found = _NUMBER.match(text or "")
    if found is None or found[2] == "%":
        return otherwise
    return float(found[1]) * _UNITS[(found[2] or "px").lower()]


def _parsed(raw: bytes, name: str) -> ET.Element:
    head = raw[:4096]
    if re.search(rb"<!ENTITY", raw, re.IGNORECASE) or re.search(rb"<!DOCTYPE[^>]*\[", raw, re.IGNORECASE):
        raise _refused("svg_external", name)
    if b"\0" in head:
        raise _refused("svg_unreadable", name)  # compressed, or no text at all
    try:
        return ET.fromstring(raw)  # noqa: S314  # see the import
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _refused("svg_unreadable", name) from error


def _clean(element: ET.Element, name: str, *, depth: int) -> None:
    """Take out what is no drawing, below and in an element."""
    if depth > DEPTH:
        raise _refused("svg_too_complex", name)
    for child in list(element):
        foreign = isinstance(child.tag, str) and not child.tag.startswith(f"{{{SVG}}}")
        if not isinstance(child.tag, str) or foreign or local(child) in DROPPED:
            _cut_out(element, child)
            continue
        _clean(child, name, depth=depth + 1)
    for key in list(element.attrib):
        plain = key.rsplit("}", 1)[-1]
        foreign = key.startswith("{") and not key.startswith((f"{{{XLINK}}}", f"{{{XML}}}"))
        if foreign or plain.lower().startswith("on"):
            del element.attrib[key]
    if local(element) == "a":
        for key in [k for k in element.attrib if k.rsplit("}", 1)[-1] == "href"]:
            del element.attrib[key]
        element.tag = f"{{{SVG}}}g"
    texts = [element.text or ""] if local(element) == "style" else [v for k, v in element.attrib.items() if k != "id"]
    for text in texts:
        if "@import" in text.lower() or any(not target.startswith("#") for target in _URL.findall(text)):
            raise _refused("svg_external", name)


def _cut_out(parent: ET.Element, child: ET.Element) -> None:
    """Remove a child but keep the words that follow it."""
    if child.tail and child.tail.strip():
        siblings = list(parent)
        at = siblings.index(child)
        if at:
            siblings[at - 1].tail = (siblings[at - 1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def href(element: ET.Element) -> str:
    return element.get("href") or element.get(f"{{{XLINK}}}href") or ""


def _bounded(root: ET.Element, name: str) -> None:
    """Refuse a drawing whose references multiply: every `use` counts all that it repeats."""
    by_id = {e.get("id"): e for e in root.iter() if e.get("id")}
    cost: dict[int, int] = {}
    open_: set[int] = set()

    def count(element: ET.Element) -> int:
        if id(element) in cost:
            return cost[id(element)]
        if id(element) in open_:
            raise _refused("svg_too_complex", name)  # it contains itself
        open_.add(id(element))
        total = 1
        for child in element:
            total += count(child)
        targets = [href(element)] if local(element) in ("use", "tref", "feImage") else []
        targets += [f"#{t[1:]}" for v in element.attrib.values() for t in _URL.findall(v) if t.startswith("#")]
        for target in targets:
            if not target.startswith("#"):
                raise _refused("svg_external", name)
            if (there := by_id.get(target[1:])) is not None and there is not element:
                total += count(there)
            if total > DRAWN:
                raise _refused("svg_too_complex", name)
        open_.discard(id(element))
        cost[id(element)] = total
        return total

    try:
        drawn = count(root)
    except RecursionError as error:  # a chain of references as long as the file
        raise _refused("svg_too_complex", name) from error
    if drawn > DRAWN:
        raise _refused("svg_too_complex", name)


def _page(root: ET.Element, name: str) -> tuple[float, float, float, float]:
    box = [float(n) for n in re.findall(r"[+-]?[\d.]+(?:e[+-]?\d+)?", root.get("viewBox") or "")]
    width = length(root.get("width"), box[2] if len(box) == 4 else 0.0)
    height = length(root.get("height"), box[3] if len(box) == 4 else 0.0)
    page = (box[0], box[1], box[2], box[3]) if len(box) == 4 else (0.0, 0.0, width, height)
    if min(page[2], page[3]) <= 0 or max(page[2], page[3]) > 1e6 or not 0.02 < page[2] / page[3] < 50:
        raise _refused("svg_unreadable", name)
    return page


def _art(root: ET.Element, page: tuple[float, float, float, float], art: bytes | None, name: str) -> None:
    """Replace the image that fills the page; other images must be in the file, and small enough."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for image in [e for e in root.iter() if local(e) == "image"]:
        wide, high = length(image.get("width"), page[2]), length(image.get("height"), page[3])
        if wide * high >= ART_SHARE * page[2] * page[3]:
            if art is None:
                parents[image].remove(image)
            else:
                _point(image, art)
                image.set("preserveAspectRatio", "none")
            continue
        _point(image, _embedded(href(image), name))


def _point(image: ET.Element, png: bytes) -> None:
    image.attrib.pop("href", None)
    image.set(f"{{{XLINK}}}href", "data:image/png;base64," + base64.b64encode(png).decode("ascii"))


def _embedded(where: str, name: str) -> bytes:
    """A picture inside the file, read by us and written anew as PNG.

    Raises:
        MediaError: `svg_external` when it lies elsewhere, `svg_unreadable`, `svg_too_large`.
    """
    found = re.match(r"\s*data:image/(?:png|jpe?g|webp);base64,(.*)", where, re.IGNORECASE | re.DOTALL)
    if found is None:
        raise _refused("svg_external", name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(base64.b64decode(re.sub(r"\s+", "", found[1]), validate=True)))
            if picture.width * picture.height > ART_PIXELS or picture.format not in ("PNG", "JPEG", "WEBP"):
                raise _refused("svg_too_large", name)
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG", compress_level=1)
    except (OSError, ValueError, SyntaxError, binascii.Error, Image.DecompressionBombWarning) as error:
        raise _refused("svg_unreadable", name) from error
    return out.getvalue()


def _blends(root: ET.Element) -> None:
    """Inkscape's old way to blend a layer with what lies under it becomes CSS's: the renderer knows only that."""
    modes = {}
    for f in [e for e in root.iter() if local(e) == "filter"]:
        steps = [c for c in f if local(c) != "desc"]
        if len(steps) == 1 and local(steps[0]) == "feBlend" and "BackgroundImage" in steps[0].attrib.values():
            modes[f"url(#{f.get('id')})"] = steps[0].get("mode") or "normal"
    for element in root.iter():
        style = style_of(element)
        used = style.get("filter") or element.get("filter") or ""
        if used in modes:
            style.pop("filter", None)
            element.attrib.pop("filter", None)
            element.set("style", as_style({**style, "mix-blend-mode": modes[used]}))


_WORDS: Final = {
    "svg_unreadable": (
        Words("SVG 读不出来：{name}", "This SVG cannot be read: {name}"),
        Words("从绘图软件另存为普通 SVG（不压缩）。", "Save it as plain SVG, not compressed, in the drawing program."),
    ),
    "svg_too_large": (
        Words("SVG 太大：{name}", "This SVG is too large: {name}"),
        Words("去掉里面的大图，只留文字和气泡。", "Take out large pictures; keep lettering and balloons."),
    ),
    "svg_external": (
        Words("SVG 会去读外面的东西，不能用：{name}", "This SVG would fetch something from outside: {name}"),
        Words("把图片嵌进文件，去掉外部链接、@import 和实体定义。",
              "Embed its pictures; take out outside links, @import and entity definitions."),
    ),
    "svg_too_complex": (
        Words("SVG 太复杂：{name}", "This SVG is too complex: {name}"),
        Words("拆成几层，或先合并路径。", "Split it into several layers, or join its paths first."),
    ),
}  # fmt: skip


def _refused(code: str, name: str) -> MediaError:
    message, hint = _WORDS[code]
    return MediaError(code, message.fill(name=name), hint)
