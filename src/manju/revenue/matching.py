"""What people do about statements: say whose money in suspense is, and withdraw a statement that came wrong."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from manju.books.accounts import Where, accounts_of
from manju.books.actions import Entry, Source, post
from manju.books.bulk import post_from, roomy
from manju.books.models import Posting
from manju.books.reading import closed_through, first_open
from manju.catalogue.models import Work
from manju.money.revenue.rows import StatementRow as ParsedRow
from manju.money.revenue.rows import title_key
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.revenue.claims import release_statement
from manju.revenue.kinds import kind_of
from manju.revenue.models import StatementImport, StatementRow, TitleMatch
from manju.revenue.titles import Titles
from manju.words import Words

__all__ = ["match_rows", "withdraw"]


@transaction.atomic
def match_rows(title: str, work: Work, *, by: User | None, only: StatementRow | None = None) -> int:
    """Say that a title of statements is this work: its money leaves suspense, and the title is known from then on.

    `only`: this one row, whatever its title says; then nothing is remembered. Returns how many rows were matched.
    """
    if only is None:
        if not title_key(title):
            raise Refused(Words("这些行没有剧名，请逐行指定。", "These rows have no title: match them one by one."))
        TitleMatch.objects.update_or_create(
            key=title_key(title), defaults={"title": title[:200], "work": work, "by": by, "at": timezone.now()}
        )
        rows = [
            r
            for r in StatementRow.objects.waiting().select_related("statement")
            if title_key(r.title) == title_key(title)
        ]
    else:
        rows = list(StatementRow.objects.waiting().select_related("statement").filter(pk=only.pk))
    titles = Titles.of_the_studio()
    for row in rows:
        _matched(row, work, titles, by=by)
    if rows:
        said = Words("待查款对上了：{t} → {w}，{n} 行", "Out of suspense: {t} → {w}, {n} rows")
        note("suspense.matched", said.fill(t=title or "–", w=work.title, n=len(rows)), by=by,
             link=rows[0].statement.get_absolute_url(), work=work.pk)  # fmt: skip
    return len(rows)


def withdraw(statement: StatementImport, *, by: User | None) -> None:
    """Take a statement back: every posting is reversed on an open day, its rows stay for the record.

    Raises:
        Refused: it is withdrawn already, or money was received for it.
    """
    with roomy(), transaction.atomic():
        taken = StatementImport.objects.filter(pk=statement.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
        if not taken:
            raise Refused(Words("这份结算单已经撤回。", "This statement has been withdrawn already."))
        release_statement(statement, by=by)
        through = closed_through()
        text = "::date" if connection.vendor == "postgresql" else ""
        open_day = "p.date" if through is None else f"CASE WHEN p.date <= %s{text} THEN %s{text} ELSE p.date END"
        days = [] if through is None else [through.isoformat(), first_open(through).isoformat()]
        select = (
            "SELECT p.credit_id AS debit_id, p.debit_id AS credit_id, p.amount_minor, p.currency, "
            f"{open_day} AS date, 'posting' AS source_kind, p.id AS source_id, 0 AS source_line, '' AS source_part, "
            "p.text AS text, p.id AS reverses_id FROM books_posting p "
            "WHERE p.studio_id = %s AND p.source_kind = 'statement' AND p.source_id = %s "
            "AND NOT EXISTS (SELECT 1 FROM books_posting b WHERE b.reverses_id = p.id)"
        )
        count = post_from(select, [*days, statement.studio_id, statement.pk])
        said = Words("撤回结算单：{n}，冲销 {c} 笔", "Withdrew a statement: {n}, {c} postings reversed")
        note("statement.withdrawn", said.fill(n=statement.original_name, c=count), by=by,
             link=statement.get_absolute_url(), statement=statement.pk)  # fmt: skip


def _matched(row: StatementRow, work: Work, titles: Titles, *, by: User | None) -> None:
    statement = row.statement
    place = titles.place(ParsedRow(row.line, title=row.title, episode=row.episode_text))
    episode_id = place.episode_id if place.work_id == work.pk else None
    kind = kind_of("", bought=bool(row.minutes) and "buyout" in statement.agreement.document, channel=statement.channel)
    changed = StatementRow.objects.filter(pk=row.pk, state="suspended").update(
        state="matched", reason="", work=work, episode_id=episode_id, kind=kind
    )
    if not changed:
        return
    known = Posting.objects.of_source("statement", statement.pk).filter(source_line=row.line, source_part="").first()
    if known is not None:
        income = Where(kind, work.of_property_id, work.pk, episode_id, statement.channel, 1)
        waiting = Where("suspense", channel=statement.channel, tier=1)
        debit, credit = (waiting, income) if row.paid > 0 else (income, waiting)
        accounts_of([debit, credit])
        post([Entry(debit, credit, known.amount_minor, known.currency, first_open(known.date),
                    Source("statement", statement.pk, row.line, "match"), row.title)], by=by)  # fmt: skip
    own = row.paid if row.currency == statement.currency else 0
    fresh = StatementImport.objects.select_for_update().get(pk=statement.pk)
    StatementImport.objects.filter(pk=statement.pk).update(
        matched=F("matched") + 1, suspended=F("suspended") - 1, in_suspense=str(fresh.suspense_minor - own)
    )
