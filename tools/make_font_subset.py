"""Make a shipped font: a Chinese and Latin subset of Noto Sans CJK SC under a name of its own (OFL 1.1).

    python tools/make_font_subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc Bold
    python tools/make_font_subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc Regular

Bold letters pictures: GB 2312 level 1 (3,755 hanzi, the common ones), its punctuation, Latin, Latin-1 and Cyrillic.
Regular sets reports, where names of people and works stand: all 6,763 hanzi of GB 2312 and their Greek and kana.
The family is renamed "Manju Sans SC" because the OFL reserves the original name for the unmodified font.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FOLDER = Path(__file__).resolve().parents[1] / "src" / "manju" / "media" / "fonts"
FAMILY = "Manju Sans SC"


def characters(weight: str) -> set[int]:
    last = 0xD8 if weight == "Bold" else 0xF8
    level1 = {ord(bytes((a, b)).decode("gb2312")) for a in range(0xB0, last) for b in range(0xA1, 0xFF)
              if not (a == 0xD7 and b > 0xF9)}  # fmt: skip
    marks = set()
    for a in range(0xA1, 0xA4 if weight == "Bold" else 0xA8):
        for b in range(0xA1, 0xFF):
            try:
                marks.add(ord(bytes((a, b)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x400, 0x460)) | set(range(0x2010, 0x2028))
    extra = {
        ord(c)
        for c in "“”‘’…—·・×℃€¥→←↑↓✓✗±−≤≥囍嘭嗖唰咚哐啾喵飒簪饕餮貔貅狻猊鲲鹏"
        "瞿瑾妲姮羲嫘琊骊岐徵酬榫卯旖旎嘀嗒噗嗝踉跄氤氲魑魅魍魉蹊跷"
    }
    more = {ord(c) for c in "‖≠∞μ‰"} if weight == "Regular" else set()
    return level1 | marks | latin | extra | more


def main(source: str, weight: str) -> None:
    out = FOLDER / f"ManjuSansSC-{weight}.otf"
    font = next(f for f in TTCollection(source).fonts if f["name"].getBestFamilyName() == "Noto Sans CJK SC")
    options = subset.Options(layout_features=["kern", "palt", "locl", "liga"], hinting=False, desubroutinize=False,
                             name_IDs=["*"], notdef_outline=True, drop_tables=["vhea", "vmtx", "VORG", "DSIG", "BASE"])  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters(weight))
    cutter.subset(font)
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 13, 14)]
    for name_id, text in ((1, FAMILY), (2, weight), (3, out.stem), (4, f"{FAMILY} {weight}"), (6, out.stem),
                          (16, FAMILY), (17, weight)):  # fmt: skip
        names.setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = out.stem
    top[0].FamilyName, top[0].FullName = FAMILY, f"{FAMILY} {weight}"
    font.save(out)
    print(f"{out.name}: {out.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
