"""A statement's way into the books: matched, posted once, nothing lost, nothing half done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from factories import make_property, make_work
from manju.books.actions import close
from manju.books.models import Posting
from manju.books.reading import balances, trial_balance
from manju.books.totals import totals_agree
from manju.catalogue.models import Episode
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio
from manju.revenue.importing import import_statement
from manju.revenue.matching import match_rows, withdraw
from manju.revenue.models import StatementImport, StatementRow
from manju.revenue.titles import Titles

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Written = Callable[..., Path]
GOOD = "2026-06-01,长夜灯,3,10.00,0,8.04,USD"


def test_every_row_is_kept_and_its_money_posted_where_it_belongs(
    written: Written, terms: Agreement, episode: Episode
) -> None:
    file = written(
        GOOD, "2026-06-02,《长夜灯》第3集,,100,10,70,USD",
        "2026-06-03,陌生的剧,1,5,0,5,USD", "2026-06-04,长夜灯,3,x,0,1,USD",
        "2026-06-05,长夜灯,3,0,2,-1.61,USD", "2026-06-06,长夜灯,9,1,0,1,EUR", "Total,,,,,85,",
    )  # fmt: skip
    made = import_statement(file, terms, by=None)
    found = made.found.as_json()
    assert (found["rows"], found["matched"], found["suspense_minor"]) == (6, 3, 500)
    assert (found["expected_minor"], found["paid_minor"]) == (804 + 7233 - 161, 804 + 7000 - 161)
    assert [(d["line"], d["expected_minor"], d["paid_minor"]) for d in found["differences"]] == [(3, 7233, 7000)]
    assert [(w["line"], w["currency"], w["reason"]) for w in found["suspense"]] == [
        (4, "USD", "unknown_title"), (7, "EUR", "wrong_currency"),
    ]  # fmt: skip
    assert [r["line"] for r in found["rejected"]] == [5]
    work = episode.season.work
    assert balances("work", "episode", kind="iap") == {("USD", work.pk, episode.pk): 804 + 7000 - 161}
    assert balances("kind", kind="suspense") == {("USD", "suspense"): 500, ("EUR", "suspense"): 100}
    rows = {r.line: r for r in StatementRow.objects.all()}
    assert sorted(rows) == [2, 3, 4, 5, 6, 7]
    assert (rows[3].episode_id, rows[3].expected, rows[3].paid, rows[3].reason) == (episode.pk, 7233, 7000, "underpaid")
    assert (rows[5].state, rows[5].reason) == ("rejected", "bad_amount")
    assert rows[5].why.en == '"x" is not a plain decimal number'
    posting = Posting.objects.get(source_line=6)
    assert (posting.source_kind, posting.source_id, posting.amount_minor) == ("statement", made.row.pk, 161)
    assert (posting.debit.kind, posting.credit.kind) == ("iap", "receivable")
    assert all(sum(kinds.values()) == 0 for kinds in trial_balance().values())
    assert totals_agree()
    assert made.row.path.read_bytes() == file.read_bytes()
    assert AuditLine.objects.get(verb="statement.imported").details["statement"] == made.row.pk


def test_the_same_bytes_are_refused_under_any_name(written: Written, terms: Agreement, studio: Studio) -> None:
    import_statement(written(GOOD), terms, by=None)
    with pytest.raises(InputError) as refused:
        import_statement(written(GOOD, name="again.csv"), terms, by=None)
    assert refused.value.code == "duplicate_file"
    assert (StatementImport.objects.count(), Posting.objects.count()) == (1, 1)


def test_a_withdrawn_statement_is_reversed_and_may_come_again(
    written: Written, terms: Agreement, episode: Episode
) -> None:
    file = written(GOOD, "2026-06-03,陌生的剧,1,5,0,5,USD")
    made = import_statement(file, terms, by=None)
    withdraw(made.row, by=None)
    assert set(balances("kind").values()) == {0}
    with pytest.raises(Refused):
        withdraw(made.row, by=None)
    again = import_statement(file, terms, by=None)
    assert again.found.as_json()["paid_minor"] == 804
    assert balances("kind", kind="iap") == {("USD", "iap"): 804}
    assert totals_agree()


def test_a_statement_for_a_closed_period_waits_and_is_posted_on_the_first_open_day(
    written: Written, terms: Agreement, studio: Studio
) -> None:
    close(dt.date(2026, 6, 30), by=None)
    made = import_statement(written(GOOD, "2026-07-01,长夜灯,3,10.00,0,8.04,USD"), terms, by=None)
    assert [(w.line, w.reason) for w in made.found.suspense] == [(2, "closed_period")]
    assert {p.source_line: p.date for p in Posting.objects.all()} == {2: dt.date(2026, 7, 1), 3: dt.date(2026, 7, 1)}
    assert balances("kind", kind="suspense") == {("USD", "suspense"): 804}


def test_money_in_suspense_is_matched_by_hand_and_the_title_is_known_from_then_on(
    written: Written, terms: Agreement, episode: Episode
) -> None:
    work = episode.season.work
    file = written("2026-06-03,Lamp of night,3,5,0,5,USD", "2026-06-04,Lamp of night,,6,0,6,USD")
    made = import_statement(file, terms, by=None)
    assert match_rows("Lamp of night", work, by=None) == 2
    assert balances("work", "kind", kind__in=["iap", "suspense"]) == {
        ("USD", work.pk, "iap"): 1100, ("USD", None, "suspense"): 0,
    }  # fmt: skip
    row = StatementRow.objects.get(statement=made.row, line=2)
    assert (row.state, row.work_id, row.episode_id) == ("matched", work.pk, episode.pk)
    assert match_rows("Lamp of night", work, by=None) == 0
    assert Titles.of_the_studio().knows("lamp of NIGHT")
    made.row.refresh_from_db()
    assert (made.row.matched, made.row.suspended, made.row.suspense_minor) == (2, 0, 0)
    assert totals_agree()


def test_yearly_steps_go_on_over_the_statements_of_an_agreement(
    written: Written, terms: Agreement, studio: Studio
) -> None:
    bands = [{"from_minor": 0, "share": "0.5"}, {"from_minor": 1000, "share": "1"}]
    rule = {"steps": bands, "of": "net", "step_over": "year"}
    stepped = read_document(Agreement, {"channel": "c", "currency": "USD", "rules": [rule]})
    january = import_statement(written("2026-01-05,甲,1,8.00,0,4.00,USD"), stepped, by=None)
    february = import_statement(written("2026-02-05,甲,1,8.00,0,7.00,USD", name="2.csv"), stepped, by=None)
    assert (january.found.expected_minor, february.found.expected_minor) == (400, 100 + 600)
    withdraw(january.row, by=None)
    alone = import_statement(written("2026-02-06,甲,1,2.00,0,1.00,USD", name="3.csv"), stepped, by=None)
    assert alone.found.expected_minor == 100


def test_an_episode_is_found_in_its_own_cell_or_at_the_end_of_the_title(episode: Episode) -> None:
    other = make_work(make_property(), title_zh="长夜灯2", title_en="")
    from manju.money.revenue.rows import StatementRow as Row

    titles = Titles.of_the_studio()
    assert titles.place(Row(1, title="长夜灯", episode="EP03")).episode_id == episode.pk
    assert titles.place(Row(1, title="Night Lamp - Episode 3")).episode_id == episode.pk
    assert titles.place(Row(1, title="长夜灯2")).work_id == other.pk
    assert titles.place(Row(1, title="长夜灯", episode="99")).episode_id is None
    assert not titles.knows("长夜")
