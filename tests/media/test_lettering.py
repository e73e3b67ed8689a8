"""Lettering layers: read safely, set in faces that have the glyphs, laid where and when they belong."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from manju.media import typefaces
from manju.media.deliver import Order, deliver
from manju.media.errors import MediaError
from manju.media.label.aigc import AigcLabel
from manju.media.lettering import boxes, compose_page, lay_out, lettering_key, read_layers, span_of
from manju.media.lettering.drawing import draw_layer
from manju.media.lettering.laying import paste
from manju.media.lettering.svg import read_svg
from manju.media.render.encode import Output
from manju.media.render.geometry import Geometry
from manju.media.render.pieces import key_of
from manju.media.render.spans import Span
from media.clips import clip, gray_frames, tiny_profile

PAGE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="320" height="180"'
BOX = '<rect x="40" y="120" width="100" height="30" fill="#fff"/>'


def svg(folder: Path, inside: str, *, name: str = "00-01.000_00-02.000.svg", page: str = PAGE, head: str = "") -> Path:
    path = folder / name
    path.write_text(f"{head}<svg {page}>{inside}</svg>", encoding="utf-8")
    return path


def png(size: tuple[int, int], colour: tuple[int, ...]) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def embedded(size: tuple[int, int], colour: tuple[int, ...]) -> str:
    return "data:image/png;base64," + base64.b64encode(png(size, colour)).decode()


def refused(path: Path) -> str:
    with pytest.raises(MediaError) as error:
        draw_layer(path, (320, 180), language="en")
    return error.value.code


def test_a_layer_is_drawn_in_the_masters_size_and_its_captions_are_known(tmp_path: Path) -> None:
    layer = svg(tmp_path, BOX + '<rect x="200" y="20" width="60" height="20" fill="#000"/>')
    (laid,) = lay_out([span_of(layer)], (640, 360), tmp_path, language="en")
    assert (laid.start_s, laid.end_s) == (1.0, 2.0)
    assert boxes([laid]) == [(1.0, 2.0, 400, 40, 120, 40), (1.0, 2.0, 80, 240, 200, 60)]
    page = np.asarray(paste(Image.new("RGB", (320, 180), (90, 90, 90)), draw_layer(layer, (320, 180), language="en")))
    assert page[130, 60].tolist() == [255, 255, 255]
    assert page[30, 230].tolist() == [0, 0, 0]
    assert page[90, 160].tolist() == [90, 90, 90]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The last touch"), ("zh", "最后一项配料"), ("fr", "Ça, c’est prêt"), ("es", "¡Ya está, señora!")],
)
def test_flowed_text_is_set_inside_its_region_in_several_languages(language: str, words: str, tmp_path: Path) -> None:
    flow = (
        '<flowRoot style="font-size:20px;line-height:125%;font-family:Lavi;fill:#000"><flowRegion>'
        '<rect x="100" y="40" width="120" height="60"/></flowRegion>'
        f'<flowPara style="text-align:center">{words}</flowPara></flowRoot>'
    )
    alpha = draw_layer(svg(tmp_path, flow), (320, 180), language=language)[..., 3]
    rows, columns = np.nonzero(alpha > 60)
    assert rows.size > 100
    assert columns.min() >= 98
    assert columns.max() <= 222
    assert rows.min() >= 38
    assert rows.max() <= 102
    assert abs((columns.min() + columns.max()) / 2 - 160) < 6  # centred, as its artist said


def test_letters_that_no_font_has_name_the_package_instead_of_boxes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(typefaces, "_installed", dict)
    with pytest.raises(MediaError) as error:
        draw_layer(svg(tmp_path, '<text x="9" y="90">สวัสดี</text>'), (320, 180), language="th")
    assert error.value.code == "glyph_missing"
    assert "fonts-noto-core" in error.value.hint.en


def test_art_that_a_layer_names_is_never_opened_and_the_page_gets_ours(tmp_path: Path) -> None:
    art = '<image xlink:href="../art.png" width="320" height="180"/>'
    (tmp_path / "art.png").write_bytes(png((320, 180), (255, 0, 0, 255)))
    layer = svg(tmp_path, art + BOX)
    assert draw_layer(layer, (320, 180), language="en")[10, 10, 3] == 0
    (tmp_path / "ours.png").write_bytes(png((160, 90), (0, 0, 255, 255)))
    assert compose_page(tmp_path / "ours.png", layer, tmp_path / "page.png", language="en") == (320, 180)
    page = np.asarray(Image.open(tmp_path / "page.png"))
    assert page[10, 10].tolist() == [0, 0, 255]
    assert page[130, 60].tolist() == [255, 255, 255]
    assert compose_page(tmp_path / "ours.png", layer, tmp_path / "half.png", language="en", width=160) == (160, 90)


def test_a_balloon_that_blends_with_the_art_as_inkscape_did_still_does(tmp_path: Path) -> None:
    blend = (
        '<defs><filter id="f"><feBlend mode="screen" in2="BackgroundImage"/></filter></defs>'
        '<image xlink:href="a.png" width="320" height="180"/>'
        '<g style="filter:url(#f)"><rect x="40" y="120" width="100" height="30" fill="#404000"/></g>'
    )
    (tmp_path / "ours.png").write_bytes(png((320, 180), (0, 64, 128, 255)))
    compose_page(tmp_path / "ours.png", svg(tmp_path, blend), tmp_path / "page.png", language="en")
    page = np.asarray(Image.open(tmp_path / "page.png")).astype(int)
    screen = [255 - (255 - a) * (255 - b) // 255 for a, b in zip((0, 64, 128), (64, 64, 0), strict=True)]
    assert np.abs(page[130, 60] - screen).max() <= 2


def test_a_small_picture_inside_the_file_is_kept(tmp_path: Path) -> None:
    inside = f'<image href="{embedded((8, 8), (0, 200, 0, 255))}" x="10" y="10" width="50" height="50"/>'
    pixels = draw_layer(svg(tmp_path, inside), (320, 180), language="en")
    assert pixels[35, 35].tolist() == [0, 200, 0, 255]


HOSTILE = {
    "entity": ("", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "svg_external"),
    "laughs": ("&b;", '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', "svg_external"),
    "outside picture": ('<image href="http://192.0.2.1/x.png" width="9" height="9"/>', "", "svg_external"),
    "local picture": ('<image href="/etc/hostname" width="9" height="9"/>', "", "svg_external"),
    "svg in svg": ('<image href="data:image/svg+xml;base64,AAAA" width="9" height="9"/>', "", "svg_external"),
    "outside use": ('<use href="other.svg#x"/>', "", "svg_external"),
    "style import": ("<style>@import 'http://192.0.2.1/a.css';</style>", "", "svg_external"),
    "style url": ('<rect width="9" height="9" style="fill:url(http://192.0.2.1/a#b)"/>', "", "svg_external"),
    "broken picture": ('<image href="data:image/png;base64,AAAA" width="9" height="9"/>', "", "svg_unreadable"),
    "no xml": ("<g>", "", "svg_unreadable"),
    "too deep": ("<g>" * 90 + "</g>" * 90, "", "svg_too_complex"),
    "many uses": (
        '<g id="g0"><path d="M0 0h9"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)), "",
        "svg_too_complex",
    ),
    "uses itself": ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "", "svg_too_complex"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_layer_is_refused_with_its_reason(case: str, tmp_path: Path) -> None:
    inside, head, code = HOSTILE[case]
    assert refused(svg(tmp_path, inside, head=head)) == code


def test_scripts_and_handlers_are_left_behind(tmp_path: Path) -> None:
    inside = '<script>x()</script><foreignObject><p/></foreignObject><a href="http://192.0.2.1/"><g onclick="x()">'
    drawing = read_svg(svg(tmp_path, f"{inside}{BOX}</g></a>"))
    left = [e.tag.rsplit("}", 1)[-1] for e in drawing.root.iter()]
    assert left == ["svg", "g", "g", "rect"]
    assert all("onclick" not in e.attrib and "href" not in e.attrib for e in drawing.root.iter())


def test_layers_of_another_shape_or_kind_are_refused(tmp_path: Path) -> None:
    square = PAGE.replace('width="320"', 'width="180"')
    assert refused(svg(tmp_path, BOX, page=square)) == "layer_shape"
    packed = tmp_path / "packed.svg"
    packed.write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
    assert refused(packed) == "svg_unreadable"


def test_a_png_layer_is_scaled_to_the_master(tmp_path: Path) -> None:
    (tmp_path / "00-00_00-01.png").write_bytes(png((160, 90), (9, 9, 9, 255)))
    pixels = draw_layer(tmp_path / "00-00_00-01.png", (320, 180), language="en")
    assert pixels.shape == (180, 320, 4)
    assert pixels[90, 160].tolist() == [9, 9, 9, 255]


def test_times_come_from_names_or_from_a_list(tmp_path: Path) -> None:
    svg(tmp_path, BOX, name="00-01.000_00-02.500.svg")
    svg(tmp_path, BOX, name="01-00_01-01 later.svg")
    by_name = read_layers(tmp_path, film_s=90)
    assert [(s.start_s, s.end_s) for s in by_name] == [(1.0, 2.5), (60.0, 61.0)]
    (tmp_path / "layers.csv").write_text(
        "file,start,end,fade\n00-01.000_00-02.500.svg,0:10,12.5,0.5\n", encoding="utf-8"
    )
    (listed,) = read_layers(tmp_path, film_s=90)
    assert (listed.start_s, listed.end_s, listed.fade_s) == (10.0, 12.5, 0.5)
    assert lettering_key([listed]) != lettering_key(by_name)
    assert lettering_key([]) == ""
    faults = {}
    for name, text in {
        "layer_time_wrong": "file,start,end\n00-01.000_00-02.500.svg,5,4\n", "list_unreadable": "name\nx\n",
        "layer_missing": "file,start,end\n../outside.svg,1,2\n", "layers_missing": "file,start,end\n",
    }.items():  # fmt: skip
        (tmp_path / "layers.csv").write_text(text, encoding="utf-8")
        with pytest.raises(MediaError) as error:
            read_layers(tmp_path, film_s=90)
        faults[name] = error.value.code
    assert list(faults) == list(faults.values())
    (tmp_path / "layers.csv").unlink()
    with pytest.raises(MediaError, match="layer_time_wrong"):
        read_layers(tmp_path, film_s=30)
    with pytest.raises(MediaError, match="layer_time_missing"):
        span_of(svg(tmp_path, BOX, name="page3.svg"))


def test_a_deliverable_bears_its_languages_layers_while_they_are_shown(tmp_path: Path) -> None:
    grey = "geq=lum=90:cb=128:cr=128"
    master = clip(tmp_path / "m.mp4", size="320x180", fps="10", seconds=4, sound=None, video_filter=grey)
    hard = span_of(svg(tmp_path, BOX))  # 1 s to 2 s, x 40-140, y 120-150
    soft = replace(span_of(svg(tmp_path, BOX.replace("40", "200"), name="00-02.500_00-03.500.svg")), fade_s=0.4)
    wide, tall = tiny_profile("youtube"), tiny_profile("douyin")
    label = AigcLabel("1", "001191110000MA01", "ep-1")
    orders = [Order(wide, "en", "a", label, lettering=(hard, soft)), Order(wide, "en", "b", label),
              Order(tall, "zh", "c", label, fit="pad", lettering=(hard, soft))]  # fmt: skip
    lettered, plain, upright = deliver(master, orders, tmp_path / "out")
    frames = gray_frames(lettered.video, 320, 180).astype(int)[::2]  # 20 a second: YouTube takes no fewer
    seen = [int(f[125:145, 50:130].mean()) for f in frames]
    assert all(value > 220 for value in seen[11:20])
    assert max(seen[:10] + seen[20:]) < 100
    faded = [int(f[125:145, 210:290].mean()) for f in frames]
    assert max(faded[:25] + faded[35:]) < 100
    assert faded[25] < faded[27] < faded[30]
    assert faded[30] > 220
    assert faded[30] > faded[33] > faded[34]
    bare = gray_frames(plain.video, 320, 180).astype(int)[::2]
    assert bare[15][100:].max() < 100
    small = gray_frames(upright.video, 180, 320).astype(int)[30]
    assert small[110 + round(135 * 180 / 320), round(90 * 180 / 320)] > 220  # scaled with the picture it lies on


def test_a_changed_caption_changes_only_the_pieces_in_which_it_is_shown(tmp_path: Path) -> None:
    first, second = (Span(Fraction(a), Fraction(a + 10)) for a in (0, 10))
    layers = [svg(tmp_path, BOX, name=f"00-0{n}_00-0{n + 1}.svg") for n in (1, 2)]
    one, other = (lay_out([span_of(p)], (320, 180), tmp_path, language="en", stem=p.stem) for p in layers)
    geometry = Geometry(320, 180, Fraction(25), "same")
    outputs = [Output(tmp_path / "o.mp4", geometry, None, None, None, "en", None, 1000, {}, laid=x)
               for x in (one, other)]  # fmt: skip
    keys = [[key_of("a" * 64, span, o, None) for o in outputs] for span in (first, second)]
    assert keys[0][0] != keys[0][1]
    assert keys[1][0] == keys[1][1]


def test_a_real_comic_page_is_lettered_in_languages_whose_fonts_are_shipped(testdata: Path, tmp_path: Path) -> None:
    folder = testdata / "stills" / "peppercarrot" / "ep01"
    art = next(folder.glob("gfx_*E01P03.png"))
    pages = {}
    for name, language in (("en", "en"), ("cn", "zh")):
        layer = next((folder / name).glob("*E01P03.svg"))
        assert compose_page(art, layer, tmp_path / f"{name}.png", language=language, width=496) == (496, 700)
        pages[name] = np.asarray(Image.open(tmp_path / f"{name}.png")).astype(int)
    plain = np.asarray(Image.open(art).convert("RGB").resize((496, 700), Image.Resampling.LANCZOS)).astype(int)
    changed = np.abs(pages["en"] - plain).max(axis=2) > 60
    assert 0.001 < changed.mean() < 0.05  # a balloon and its tail, and nothing else
    assert np.abs(pages["en"] - pages["cn"]).max() > 100  # the words differ
