"""Files are read as they are, hostile ones refused clearly, and what was not read is named."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from PIL import Image

from manju.money.contracts.checking import check_file
from manju.money.contracts.clauses import take_apart
from manju.money.contracts.judging import check
from manju.money.contracts.plain_text import text_blocks
from manju.money.contracts.reading import read_paper
from manju.money.contracts.shapes import Paper
from manju.money.errors import InputError
from tests.money.contracts.corpus_files import sources

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LICENCE = next(s for s in sources() if s.name == "z04_tea_flat").text


def packed(path: Path, **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return path


def body(inner: str, *, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{inner}</w:body></w:document>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def code(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        check_file(path)
    assert caught.value.message.zh
    assert caught.value.message.en
    assert caught.value.hint.zh
    return caught.value.code


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    number = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="7"/></w:numPr>'
    inner = "".join(
        paragraph(text, number.format(level))
        for text, level in (("授权", 0), ("内容", 1), ("地域", 1), ("期限", 0), ("两年", 1))
    )
    path = packed(tmp_path / "a.docx", word__document_xml=body(inner), word__numbering_xml=numbering)
    renamed = tmp_path / "b.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(renamed, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("_xml", ".xml"), old.read(name))
    assert [b.text for b in read_paper(renamed).blocks] == [
        "第一条 授权",
        "1.1 内容",
        "1.2 地域",
        "第二条 期限",
        "2.1 两年",
    ]


def docx_of(path: Path, inner: str, *, head: str = "", more: dict[str, str | bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body(inner, head=head))
        for name, part in (more or {}).items():
            archive.writestr(name, part)
    return path


def test_insertions_count_and_deletions_and_hidden_text_do_not(tmp_path: Path) -> None:
    inner = (
        "<w:p><w:r><w:t>期限</w:t></w:r><w:del><w:r><w:delText>五年</w:delText><w:t>五年</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>两年</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>草稿</w:t></w:r></w:p>"
    )
    assert [b.text for b in read_paper(docx_of(tmp_path / "a.docx", inner)).blocks] == ["期限两年"]


def test_tables_headers_and_text_boxes_are_read(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    table = (
        "<w:tbl><w:tr>" + cell.format(paragraph("授权区域")) + cell.format(paragraph("中国大陆")) + "</w:tr></w:tbl>"
    )
    box = "<w:p><w:r><w:txbxContent>" + paragraph("框内文字") + "</w:txbxContent></w:r></w:p>"
    head = f"<w:hdr {W}>{paragraph('合同编号 7')}</w:hdr>"
    paper = read_paper(
        docx_of(tmp_path / "a.docx", table + box, more={"word/header1.xml": head, "word/media/seal.png": b"x"})
    )
    assert [(b.text, b.kind) for b in paper.blocks] == [
        ("授权区域：中国大陆", "row"),
        ("框内文字", "paragraph"),
        ("合同编号 7", "margin"),
    ]
    assert [u.where.en for u in paper.unread] == ["picture seal.png"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_every_usual_encoding_gives_the_same_findings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LICENCE.encode(encoding))
    assert check_file(path).terms.flat_fee_minor == 6_000_000


def test_a_scanned_pdf_gives_no_findings_and_names_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    page = Image.new("RGB", (300, 400), "white")
    page.save(path, save_all=True, append_images=[page.copy()])
    checked = check_file(path)
    assert checked.findings == ()
    assert [u.page for u in checked.unread] == [1, 2]
    assert checked.readable is False


def test_pages_with_text_are_judged_and_the_scanned_one_is_named(tmp_path: Path) -> None:
    source = next(s for s in sources() if s.name == "e15_food_rev")
    whole = pdfium.PdfDocument(source.made(tmp_path))
    scan = tmp_path / "scan.pdf"
    Image.new("RGB", (300, 400), "white").save(scan)
    whole.import_pages(pdfium.PdfDocument(scan))
    mixed = tmp_path / "mixed.pdf"
    whole.save(mixed)
    checked = check_file(mixed)
    assert [u.page for u in checked.unread] == [len(whole)]
    assert checked.findings


def test_hostile_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    entity = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'
    assert code(docx_of(tmp_path / "entity.docx", paragraph("&a;"), head=entity)) == "unsafe_xml"
    assert code(docx_of(tmp_path / "macro.docx", paragraph("授权"), more={"word/vbaProject.bin": b"x"})) == "macros"
    bomb = docx_of(tmp_path / "bomb.docx", "<!--" + " " * (101 << 20) + "-->")
    assert bomb.stat().st_size < 1 << 20
    assert code(bomb) == "too_large"
    long = tmp_path / "long.txt"
    long.write_text("许可" * 1_000_001)
    assert code(long) == "too_large"
    deep = docx_of(tmp_path / "deep.docx", "<w:p>" * 30_000 + "</w:p>" * 30_000)
    assert code(deep) in ("damaged", "not_a_licence")
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    assert code(broken) == "damaged"
    locked = tmp_path / "locked.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert code(locked) == "encrypted"
    old = tmp_path / "old.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    assert code(old) == "old_word"
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    assert code(torn) == "damaged"


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(ENCRYPTED_PDF)
    assert code(path) == "encrypted"


ENCRYPTED_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/O<0102030405060708091011121314151617181920212223242526272829303132>/U<3132333435363738394041424344454647484950515253545556575859606162>/P -4>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>
%%EOF"""


NO_LICENCES = {
    "lease": "房屋租赁合同\n出租方（甲方）：王强\n承租方（乙方）：李敏\n甲方将房屋出租给乙方使用，租期一年，月租金3000元，乙方应按月支付。\n乙方不得转租。违约方赔偿损失。争议由法院管辖。",
    "job": "劳动合同\n甲方：上海某某科技有限公司\n乙方：张三\n甲方聘用乙方担任画师，期限三年，月薪一万元。乙方在职期间创作的作品著作权归甲方。乙方应保守商业秘密。",
    "nda": "NON-DISCLOSURE AGREEMENT\nBetween Alpha Ltd and Beta Inc. Each party shall keep confidential information secret for two years. Nothing in this agreement grants any licence to intellectual property. English law governs.",
    "article": next(iter(["我国动漫产业近年来发展迅速，角色授权成为重要收入来源。业内人士认为，授权合同应当写明期限、范围和分成比例。"] * 1)) * 8,
    "statute": "中华人民共和国著作权法\n第一条 为保护文学、艺术和科学作品作者的著作权，制定本法。\n第二十六条 使用他人作品应当同著作权人订立许可使用合同，许可使用合同包括许可使用的权利种类、地域范围、期间、付酬标准。",
    "invoice": "INVOICE No. 2231\nBill to: Gamma LLC\nCharacter design, 3 sheets, USD 900\nTotal due within 30 days. Bank: First Bank.",
    "recipe": "红烧肉的做法：五花肉五百克，冰糖三十克，生抽两勺，老抽一勺，小火炖一小时即可。" * 3,
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_LICENCES)
def test_what_is_no_licence_is_said_to_be_none(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.txt"
    path.write_text(NO_LICENCES[kind], encoding="utf-8")
    assert code(path) == "not_a_licence"


def test_pictures_tables_and_other_packages_are_no_licence(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (20, 20)).save(picture)
    sheet = tmp_path / "a.xlsx"
    packed_sheet = io.BytesIO()
    with zipfile.ZipFile(packed_sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<w/>")
    sheet.write_bytes(packed_sheet.getvalue())
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    other = tmp_path / "other.json"
    other.write_text('{"currency": "CNY", "period": "quarter"}')
    assert {code(p) for p in (picture, sheet, empty)} == {"not_a_licence"}
    blank = tmp_path / "blank.docx"
    Document().save(str(blank))
    assert code(blank) == "not_a_licence"


def test_a_list_item_carries_its_lead_in() -> None:
    text = "授权合同\n甲方（授权方）：A有限公司\n乙方（被授权方）：B有限公司\n3. 乙方不得：\n（1）转授权；\n（2）训练模型。\n4. 乙方应付款。"
    units = take_apart(Paper(text_blocks(text), (), "text")).units
    assert [u.plain for u in units if u.clause.startswith("（")] == ["ⓔ不得: 转授权;", "ⓔ不得: 训练模型。"]


PAPERS = [json.loads(line) for line in (Path(__file__).parent / "no_licences.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper["name"]))
def test_what_lets_nobody_use_a_work_is_no_licence(paper: dict[str, str]) -> None:
    with pytest.raises(InputError) as refusal:
        check(Paper(text_blocks(paper["text"]), (), "text"))
    assert refusal.value.code == "not_a_licence"
