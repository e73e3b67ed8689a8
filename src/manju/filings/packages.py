"""The filled packages: what is handed to the copyright centre, and what goes with a filing, each as one zip."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from manju.filings.models import Filing, Registration
from manju.filings.names import MEASURES
from manju.filings.rules.classes import number_rule
from manju.media.typesetting import typeset
from manju.words import Words

__all__ = ["Section", "filing_package", "registration_package"]

FIXED_TIME: Final = (2026, 1, 1, 0, 0, 0)
Row = tuple[Words, str]
Section = tuple[Words, Sequence[Row], str]
"""A heading, rows of label and value, and a text below."""


def registration_package(row: Registration) -> bytes:
    """The application as a zip: form (PDF, XLSX, JSON), statement, chain of title, samples, list with SHA-256.

    Equal rows give equal bytes. Masters are named with their SHA-256 and not put in: they are handed in as the office
    asks for them.

    Raises:
        MediaError: `glyph_missing`: a name holds a character that no font here has.
    """
    sections = _registration(row)
    files = _documents(Words("作品著作权登记申请", "Application for copyright registration"), row.title, sections)
    files["创作说明.txt"] = (row.statement + "\n").encode()
    files["权属说明.txt"] = (row.chain + "\n").encode()
    elsewhere = []
    for n, sample in enumerate(row.samples, start=1):
        path = Path(settings.MEDIA_ROOT) / sample["file"] if sample.get("file") else None
        if path is not None and path.is_file():
            files[f"样本/{n:02} {sample['name']}{path.suffix}"] = path.read_bytes()
        else:
            elsewhere.append((sample["name"], sample["sha256"]))
    return _zipped(files, elsewhere)


def filing_package(row: Filing) -> bytes:
    """What goes with a filing as a zip: the facts (PDF, XLSX, JSON), synopsis, list with SHA-256.

    Raises:
        MediaError: `glyph_missing`.
    """
    season = row.season
    title = f"{season.work.title_zh} {season.name.zh}"
    files = _documents(Words("网络微短剧备案材料", "Filing of a micro-drama"), title, _filing(row))
    files["剧情梗概.txt"] = (row.synopsis + "\n").encode()
    return _zipped(files, [])


def _registration(row: Registration) -> list[Section]:
    fee = row.fee
    measure = MEASURES[row.basis]
    what: list[Row] = [
        (Words("作品名称", "Title"), row.title),
        (Words("作品类别", "Kind"), row.kind_name.zh),
        (Words("作者", "Author"), row.author),
        (Words("著作权人", "Rights holder"), row.owner),
        (Words("证件号", "Identity number"), row.owner_id_number),
        (Words("完成日期", "Finished on"), _day(row.completed_on)),
        (Words("发表状态", "Publication"), "已发表" if row.published_on else "未发表"),
        (Words("首次发表日期", "First published on"), _day(row.published_on)),
        (Words("首次发表地点", "First published where"), row.published_where),
        (Words("创作性质", "Nature"), "原创"),
        (Words("权利取得方式", "How the rights were acquired"), "原始"),
        (Words("权利拥有状况", "Rights held"), "全部"),
        (Words("受理号", "Application number"), row.application_number),
    ]
    works: list[Row] = [(Words(f"{i['name']}", f"{i['name']}"), f"{i['measure']:,}") for i in row.items]
    cost: list[Row] = []
    if fee is not None:
        cost = [
            (Words("费用（元）", "Fee (yuan)"), f"{fee.amount_minor // 100:,}"),
            (Words("档次", "Band"), fee.band.zh),
            (Words("标准起自", "Rule since"), _day(fee.valid_from)),
        ]
    return [
        (Words("作品与权利人", "Work and rights holder"), what, ""),
        (Words(f"件数与{measure.zh}", f"Works: {measure.en}"), works, ""),
        (Words("登记费", "Fee"), cost, ""),
        (Words("创作说明（原创声明）", "Statement of originality"), [], row.statement),
        (Words("权属说明", "Chain of title"), [], row.chain),
    ]


def _filing(row: Filing) -> list[Section]:
    season = row.season
    rule = number_rule(row.form, on=timezone.localdate())
    what: list[Row] = [
        (Words("剧名", "Title"), season.work.title_zh),
        (Words("季", "Season"), season.name.zh),
        (Words("集数", "Episodes"), str(season.planned_episodes)),
        (Words("形式", "Form"), row.form_name.zh),
        (Words("总投资额", "Total budget"), f"{row.budget} {row.currency}"),
        (Words("特殊题材", "Special subjects"), "、".join(w.zh for w in row.subject_names) or "无"),
        (Words("适龄提示", "Age notice"), row.age_name.zh if row.age_name else "未定"),
        (Words("报给", "Filed with"), row.authority),
        (Words("备案号", "Number"), row.number),
    ]
    klass: list[Row] = [
        (Words("分类", "Class"), row.class_title.zh),
        (Words("理由", "Why"), row.class_why.zh),
        (Words("审核", "Reviewed by"), row.reviewer.zh),
        (Words("标准起自", "Rule since"), _day(row.rule_from)),
        (Words("依据", "Source"), row.rule_source),
        (Words("编号要求", "Number demanded"), rule.says.zh if rule else "当日无要求"),
    ]
    return [
        (Words("作品", "The work"), what, ""),
        (Words("分类分层", "Class"), klass, ""),
        (Words("剧情梗概", "Synopsis"), [], row.synopsis),
    ]


def _documents(kind: Words, title: str, sections: Sequence[Section]) -> dict[str, bytes]:
    data: Mapping[str, Any] = {
        "kind": f"{kind.zh}　{kind.en}", "title": title,
        "sections": [
            {"heading": f"{h.zh}　{h.en}", "text": text, "rows": [[_both(w), value or "—"] for w, value in rows]}
            for h, rows, text in sections
        ],
    }  # fmt: skip
    plain = {
        "kind": kind.as_json(), "title": title,
        "fields": [{"section": h.zh, "label": label.as_json(), "value": value} for h, rows, _ in sections
                   for label, value in rows],
    }  # fmt: skip
    return {
        "申请表.pdf": typeset(Path(__file__).parent / "form.typ", data, pictures={}, language="zh"),
        "申请表.json": (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode(),
        "申请表.xlsx": _sheet(sections),
    }


def _both(label: Words) -> str:
    return label.zh if label.zh == label.en else f"{label.zh} {label.en}"


def _sheet(sections: Sequence[Section]) -> bytes:
    """One row a field: label in Chinese and English, value. What looks like a formula stays text."""
    import openpyxl  # heavy: only where a workbook is written

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申请表"
    rows = [
        row
        for heading, fields, text in sections
        for row in ([heading.zh, heading.en, text], *([w.zh, w.en, value] for w, value in fields))
    ]
    for n, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(n, column)
            cell.value = value
            cell.data_type = "s"
    book.properties.created = datetime(*FIXED_TIME)  # noqa: DTZ001 - workbooks know no zones
    raw = io.BytesIO()
    book.save(raw)
    return _settled(raw.getvalue())


def _settled(raw: bytes) -> bytes:
    """The same workbook with fixed times in its zip, so that equal rows give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":  # the time it was written
                content = content.split(b"<dcterms:modified")[0] + b"</cp:coreProperties>"
            target.writestr(zipfile.ZipInfo(name, FIXED_TIME), content)
    return out.getvalue()


def _zipped(files: Mapping[str, bytes], elsewhere: Sequence[tuple[str, str]]) -> bytes:
    """The files and a list of them with SHA-256; what is handed in elsewhere stands in the list too."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items())]
    lines += [f"{sha256}  （另附）{name}" for name, sha256 in elsewhere]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in sorted([*files.items(), ("清单.sha256.txt", ("\n".join(lines) + "\n").encode())]):
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
