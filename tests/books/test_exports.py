"""The journal leaves the house whole: CSV and XLSX without formulas, Beancount that bean-check accepts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from beancount import loader
from beancount.core.data import Transaction

from factories import make_episode, make_studio
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post, reverse
from manju.books.exports import as_beancount, as_csv, as_xlsx
from manju.people.models import Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def studio() -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def posted(studio: Studio) -> None:
    episode = make_episode()
    work = episode.season.work
    income = Where("iap", work.of_property_id, work.pk, episode.pk, "netshort", 1)
    owed, june = Where("receivable", channel="netshort", tier=1), dt.date(2026, 6, 1)
    rows = post([
        Entry(owed, income, 123450, "USD", june, Source("statement", 1, 2), '=HYPERLINK("http://x")'),
        Entry(owed, income, 1500, "JPY", june, Source("statement", 1, 3), '他说"好"\\'),
        Entry(Where("traffic", channel="抖音 (一)"), Where("bank"), 2**62, "CNY", june, Source("expense", 1), "@x"),
    ], by=None)  # fmt: skip
    reverse(rows[1], by=None, date=june)


def test_beancount_accepts_the_journal_and_comes_to_the_same_balances(posted: None, tmp_path: Path) -> None:
    file = tmp_path / "journal.beancount"
    file.write_text("".join(as_beancount()), encoding="utf-8")
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    amounts = [str(e.postings[0].units) for e in entries if isinstance(e, Transaction)]
    assert amounts == ["1234.50 USD", "1500 JPY", "46116860184273879.04 CNY", "1500 JPY"]


def test_texts_in_a_sheet_are_never_formulas(posted: None) -> None:
    rows = list(csv.reader(io.StringIO("".join(as_csv()))))
    assert [row[14] for row in rows[1:]] == ['\'=HYPERLINK("http://x")', '他说"好"\\', "'@x", ""]
    assert rows[1][4:6] == ["1234.50", "USD"]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx()))["journal"]
    assert [sheet.cell(n, 15).data_type for n in (2, 3, 4)] == ["s", "s", "s"]
    assert sheet.cell(2, 15).value == '=HYPERLINK("http://x")'
