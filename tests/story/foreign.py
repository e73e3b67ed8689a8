"""Documents by other hands, made here: a Notion export, a Word file with everything in it, a picture."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

PAGE = "1a2b3c4d5e6f7890a1b2c3d4e5f60718"


def png(shade: int = 0) -> bytes:
    """A picture of two by two pixels."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade, 40, 90] * 2) for _ in range(2))
    return b"".join([
        b"\x89PNG\r\n\x1a\n", part(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)),
        part(b"IDAT", zlib.compress(rows)), part(b"IEND", b""),
    ])  # fmt: skip


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def notion_export() -> bytes:
    """A root page with a database of characters, a table page, a loose note; packed as a part within a zip."""
    root = f"潮汐档案 {PAGE}"
    cast = f"{root}/人物 {PAGE}"
    return zipped({"Part-1.zip": zipped({
        f"{root}.md": f"# 潮汐档案\n\n一座会退潮的城。\n\n[人物](潮汐档案%20{PAGE}/人物%20{PAGE}.csv)\n\n"
                      "## 时间线\n\n- 1931年9月3日：白堤决口——淹了三条街\n\n## 待办\n\n- [ ] 补画灯塔\n",
        f"{cast}.csv": "姓名,定位,生日,星座\n许听潮,女主,1908年5月4日,双鱼\n阿蛮,船工,,\n",
        f"{cast}_all.csv": "姓名,定位,生日,星座\n许听潮,女主,1908年5月4日,双鱼\n阿蛮,船工,,\n",
        f"{cast}/许听潮 {PAGE}.md": "# 许听潮\n\n定位: 女主\n生日: 1908年5月4日\n星座: 双鱼\n\n## 性格\n\n话少，记性好。\n\n"
                                    "## 关系\n\n- 阿蛮：师兄，叫她小潮\n\n"
                                    f"![立绘](许听潮%20{PAGE}/立绘.png)\n",
        f"{cast}/许听潮 {PAGE}/立绘.png": png(7),
    })})  # fmt: skip


def word_document() -> bytes:
    """Headings of a Chinese style name, a form, a box of text, a comment, a header, a picture, a bold line."""
    document = docx.Document()
    style = document.styles.add_style("标题 9x", 1)
    style.element.find(qn("w:name")).set(qn("w:val"), "标题 2")
    document.add_heading("《潮汐档案》设定集", level=0)
    document.add_paragraph("人物小传", style=style)
    document.add_paragraph().add_run("许听潮（Xu Tingchao）").bold = True
    form = document.add_table(rows=3, cols=4)
    for row, cells in zip(form.rows, (
        ("定位", "女主", "年龄", "二十三"), ("性格", "话少", "口头禅", "“潮会退的”、“慢一点”"), ("服装", "蓑衣、胶靴", "", ""),
    ), strict=True):  # fmt: skip
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("小传：她记得每一次涨潮。")
    document.add_picture(io.BytesIO(png(9)))
    box = OxmlElement("w:pict")
    content = OxmlElement("w:txbxContent")
    inner = OxmlElement("w:p")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "文本框里的一句话"
    for outer, below in ((run, words), (inner, run), (content, inner), (box, content)):
        outer.append(below)
    document.add_paragraph().add_run()._r.append(box)
    document.sections[0].header.paragraphs[0].text = "内部资料 编号 77"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
