"""What is done about filing a season: classed, submitted, returned, its number given; an owner may allow without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.models import Episode, Season
from manju.filings.models import Allowance, Filing, FilingEvent
from manju.filings.names import FILED
from manju.filings.numbers import allowance_of
from manju.filings.registry import tell
from manju.filings.rules.classes import AGES, FORMS, Class, classify
from manju.money.amounts import is_currency
from manju.money.errors import InputError
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Role, User
from manju.people.scope import current_scope
from manju.words import Words

__all__ = ["allow", "give_number", "happen", "save"]

REASON_LEAST: Final = 4


@transaction.atomic
def save(
    season: Season, *, form: str, budget_minor: int, currency: str, rate: Decimal | None, subjects: Sequence[str],
    authority: str, age: str, synopsis: str, by: User, on: date | None = None,
) -> Filing:  # fmt: skip
    """Say what a season is; its class follows from the rule in force today. The number stays what it was.

    Raises:
        Refused: an amount, form, subject or age that is none; a rate is missing.
    """
    today = on or timezone.localdate()
    if form not in FORMS:
        raise Refused(Words("选动画或真人。", "Choose animated or live action."), field="form")
    if age and age not in AGES:
        raise Refused(Words("没有这个适龄提示。", "There is no such age notice."), field="age")
    if not is_currency(currency):
        raise Refused(Words("币种是三个大写字母，例如 CNY。", "A currency is three capital letters, such as CNY."),
                      field="currency")  # fmt: skip
    found = _classed(budget_minor, currency, rate, subjects, today)
    Season.objects.select_for_update().get(pk=season.pk)
    row = Filing.objects.filter(season=season).first() or Filing(season=season, made_by=by)
    row.form, row.budget_minor, row.currency = form, budget_minor, currency
    row.rate = None if currency == "CNY" else rate
    row.subjects = sorted(subjects)
    row.class_name, row.class_why_zh, row.class_why_en = found.name, found.why.zh, found.why.en
    row.rule_from, row.rule_source, row.classed_on = found.valid_from, found.source[:400], today
    row.authority, row.age, row.synopsis = authority.strip()[:120], age, synopsis.strip()
    is_new = row.pk is None
    row.save()
    if is_new:
        _kept(row, "draft", today, "", by)
    said = Words("备案归类：{c}（{w}）", "Filing classed: {c} ({w})").fill(c=found.title, w=found.why)
    _note("filing.classed", said, row, by=by, budget=budget_minor, currency=currency)
    return row


@transaction.atomic
def happen(row: Filing, *, state: str, on: date, by: User, text: str = "") -> None:
    """Write down that it was submitted or returned on a day. A number is given by `give_number`.

    Raises:
        Refused: it cannot become this now; a day in the future; a return without a reason.
    """
    locked = _locked(row)
    if state not in locked.may_become:
        said = Words("现在是“{a}”，不能变成“{b}”。", "It is “{a}” now and cannot become “{b}”.")
        raise Refused(said.fill(a=locked.look.word, b=FILED[state].word if state in FILED else state))
    _not_later(on)
    if state == "returned" and not text.strip():
        raise Refused(Words("写下退回的理由，好照着改。", "Write down why it was returned."), field="text")
    if state == "submitted":
        locked.submitted_on = on
    taken = locked.number if locked.state == "approved" else ""
    if taken:  # a number that was taken back counts no more
        Episode.objects.filter(season=locked.season_id, filing_number=taken).update(filing_number="")
        text = Words("收回备案号 {n}：{t}", "Number {n} taken back: {t}").fill(n=taken, t=text).zh
        locked.number, locked.number_on = "", None
    locked.state = state
    locked.save()
    _kept(locked, state, on, text.strip()[:400], by)
    _note(f"filing.{state}", FILED[state].word, locked, by=by, text=text[:200])
    if taken:
        tell(locked.season, before=taken)


@transaction.atomic
def give_number(row: Filing, *, number: str, was: str, on: date, by: User) -> Filing:
    """Write down the number; it goes to every episode of the season, and what waited for it is packed.

    `was`: the number that the person saw, so that two who write at once do not overwrite each other.

    Raises:
        Refused: no number, a day in the future, another season's number, or somebody else has written one meanwhile.
    """
    number = number.strip()[:64]
    if not number:
        raise Refused(Words("写备案号。", "Write the filing number."), field="number")
    _not_later(on)
    locked = _locked(row)
    if locked.number not in (was, number):
        said = Words("刚才有人填了 {n}。核对后再改。", "Somebody has just written {n}. Compare, then change it.")
        raise Refused(said.fill(n=locked.number), field="number")
    before = locked.number
    if before == number and locked.state == "approved":
        return locked
    locked.number, locked.number_on, locked.state = number, on, "approved"
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise Refused(
            Words("这个备案号已经用在另一季。", "Another season bears this number."), field="number"
        ) from error
    bearing = ["", before] if before else [""]
    Episode.objects.filter(season=locked.season_id, filing_number__in=bearing).update(filing_number=number)
    _kept(locked, "approved", on, number, by)
    _note("filing.approved", Words("填了备案号 {n}", "Filing number {n}").fill(n=number), locked, by=by, was=before)
    tell(locked.season, before=before)
    return locked


@transaction.atomic
def allow(season: Season, *, allows: bool, reason: str, by: User) -> Allowance:
    """An owner lets a season go out in China without a number, or takes that back; the reason is kept for ever.

    Raises:
        Refused: not an owner; no reason; it stands like this already.
    """
    if not by.memberships.filter(studio=current_scope().studio_id, role=Role.OWNER).exists():
        raise Refused(Words("只有负责人能放行没有备案号的作品。", "Only an owner may let it out without a number."))
    reason = reason.strip()
    if len(reason) < REASON_LEAST:
        raise Refused(Words("写明理由，它会永久保留。", "Give the reason; it is kept for ever."), field="reason")
    Season.objects.select_for_update().get(pk=season.pk)
    if (allowance_of(season) is not None) == allows:
        raise Refused(Words("已经是这样了。", "It stands like this already."), field="reason")
    row: Allowance = Allowance.objects.create(season=season, allows=allows, reason=reason[:4000], by=by)
    said = Words("《{t}》{s}没有备案号也放行", "{t}, {s}: may go out without a number") if allows else (
        Words("《{t}》{s}收回放行", "{t}, {s}: may no longer go out without a number"))  # fmt: skip
    note("filing.allowed" if allows else "filing.disallowed", said.fill(t=season.work.title, s=season.name), by=by,
         season=season.pk, reason=reason[:400])  # fmt: skip
    tell(season)
    return row


def _classed(minor: int, currency: str, rate: Decimal | None, subjects: Sequence[str], on: date) -> Class:
    try:
        return classify(minor, currency, subjects=subjects, rate=None if rate is None else Fraction(rate), on=on)
    except InputError as error:
        field = {"rate_missing": "rate", "subject_unknown": "subjects"}.get(error.code, "budget")
        said = Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        raise Refused(said, field=field) from error


def _locked(row: Filing) -> Filing:
    locked: Filing = Filing.objects.select_for_update().get(pk=row.pk)
    return locked


def _not_later(on: date) -> None:
    if on > timezone.localdate():
        raise Refused(Words("日期不能在将来。", "The day cannot be in the future."), field="on")


def _kept(row: Filing, state: str, on: date, text: str, by: User | None) -> None:
    FilingEvent.objects.create(filing=row, state=state, on=on, text=text, by=by)


def _note(verb: str, said: Words, row: Filing, *, by: User, **details: Any) -> None:  # Any: JSON
    season = row.season
    what = Words("{s}：《{t}》{n}", "{s}: {t}, {n}").fill(s=said, t=season.work.title, n=season.name)
    note(verb, what, by=by, link=row.get_absolute_url(), season=season.pk, **details)
