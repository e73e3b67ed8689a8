"""Drawing a layer in the size of its master: SVG by resvg in a child with limits, PNG by our own reader."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET  # only writes trees that `svg` has read and cleaned

import numpy as np
import numpy.typing as npt
from PIL import Image

from manju.media.errors import MediaError
from manju.media.lettering.faces import dress
from manju.media.lettering.flow import set_flows
from manju.media.lettering.svg import SVG, XLINK, Drawing, read_svg
from manju.media.limits import GIB, wrapped
from manju.media.watermark.picture_files import load_suspect
from manju.words import Words

Rgba = npt.NDArray[np.uint8]  # H x W x 4, not premultiplied

WALL_S: Final = 60
SHAPE_OFF: Final = 0.02


def draw_layer(path: Path, size: tuple[int, int], *, language: str) -> Rgba:
    """A layer as RGBA of this size (width, height), clear where nothing is drawn.

    Raises:
        MediaError: what `read_svg` and `load_suspect` refuse, `glyph_missing`, `layer_shape`, `svg_undrawable`.
    """
    if path.suffix.lower() == ".svg":
        drawing = read_svg(path)
        same_shape(drawing.shape, size, path.name)
        return render(drawing, size, language=language, name=path.name)
    pixels = load_suspect(path)
    same_shape(pixels.shape[1] / pixels.shape[0], size, path.name)
    picture = Image.fromarray(pixels).convert("RGBA")
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(picture)


def check_layer(path: Path, size: tuple[int, int], *, language: str, name: str = "") -> None:
    """See that a layer can be used on a master of this size, without drawing it.

    Raises:
        MediaError: as `draw_layer`, but for `svg_undrawable`.
    """
    name = name or path.name
    if path.suffix.lower() == ".svg":
        drawing = read_svg(path)
        same_shape(drawing.shape, size, name)
        set_flows(drawing.root, language)
        dress(drawing.root, language)
        return
    pixels = load_suspect(path)
    same_shape(pixels.shape[1] / pixels.shape[0], size, name)


def render(drawing: Drawing, size: tuple[int, int], *, language: str, name: str) -> Rgba:
    """Draw a cleaned SVG; its texts get faces first.

    Raises:
        MediaError: `glyph_missing`, `svg_undrawable`.
    """
    set_flows(drawing.root, language)
    fonts = dress(drawing.root, language)
    left, top, width, height = drawing.page
    root = drawing.root
    root.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    root.set("width", str(size[0]))
    root.set("height", str(size[1]))
    root.set("preserveAspectRatio", "none")
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    asked = {
        "svg": ET.tostring(root, encoding="unicode"), "width": size[0], "height": size[1],
        "fonts": [str(f) for f in fonts], "family": "Manju Sans SC",
    }  # fmt: skip
    png = _ask_child(json.dumps(asked).encode(), name)
    try:
        picture = Image.open(io.BytesIO(png)).convert("RGBA")
    except OSError as error:
        raise _undrawable(name) from error
    if picture.size != size:
        raise _undrawable(name)
    return np.asarray(picture)


def _ask_child(asked: bytes, name: str) -> bytes:
    child = Path(__file__).with_name("child.py")
    process = subprocess.Popen(
        wrapped([sys.executable, "-I", str(child)], memory_bytes=3 * GIB, cpu_s=WALL_S, file_bytes=0),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = process.communicate(asked, timeout=WALL_S)
    except subprocess.TimeoutExpired as error:
        raise _undrawable(name) from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode != 0 or not out:
        raise _undrawable(name)
    return out


def same_shape(shape: float, size: tuple[int, int], name: str) -> None:
    """See that a layer of this shape (width to height) goes on a picture of this size.

    Raises:
        MediaError: `layer_shape`.
    """
    if abs(shape / (size[0] / size[1]) - 1) > SHAPE_OFF:
        raise MediaError(
            "layer_shape",
            Words("{name} 的画幅和母版不一样：{a:.2f} 对 {b:.2f}（宽比高）。",
                  "{name} has another shape than the master: {a:.2f} against {b:.2f} (width to height).").fill(
                name=name, a=shape, b=size[0] / size[1]),
            Words("文字层按母版的画幅画，满幅导出。", "Draw layers on a page of the master's shape; export it whole."),
        )  # fmt: skip


def _undrawable(name: str) -> MediaError:
    return MediaError(
        "svg_undrawable",
        Words("这个 SVG 画不出来：{name}", "This SVG cannot be drawn: {name}").fill(name=name),
        Words("去掉很大的滤镜和图案，或导出为 PNG。", "Take out very large filters and patterns, or export it as PNG."),
    )
