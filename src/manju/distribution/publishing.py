"""Planning publications and keeping what became of them: posted, reviewed, live, rejected, withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.distribution import states
from manju.distribution.actions import Refused
from manju.distribution.clearing import number_for
from manju.distribution.models import Account, Deliverable, Publication
from manju.filings.numbers import stop_for
from manju.media.channels import profiles
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words


def plan(deliverable: Deliverable, account: Account, *, at: datetime, by: User) -> Publication:
    """Plan to post a deliverable on an account at a time.

    Raises:
        Refused: `not_passed` (only checked files go out), `other_channel`, `planned_already`, `no_filing_number`.
    """
    if account.platform != deliverable.channel:
        raise Refused(
            "other_channel",
            Words("这份是给{d}做的，账号在{a}。", "This one was made for {d}; the account is on {a}.").fill(
                d=deliverable.channel_name, a=account.channel_name
            ),
        )
    try:
        with transaction.atomic():
            locked = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
            if locked.state != Deliverable.State.PASSED:
                raise Refused(
                    "not_passed",
                    Words("只有通过质检的交付件能排期。", "Only a deliverable that passed its check can be planned."),
                )
            _not_stopped(locked, locked.wanted.filing_number)
            publication: Publication = Publication.objects.create(
                deliverable=locked, account=account, planned_for=at, updated_by=by,
                filing_number=number_for(locked),
            )  # fmt: skip
            _note("publication.planned", Words("排期", "Planned"), publication, by=by)
    except IntegrityError as error:
        raise Refused(
            "planned_already",
            Words("这份在这个账号上已有排期或已发出。", "This one is already planned or posted on this account."),
        ) from error
    return publication


@transaction.atomic
def move(publication: Publication, *, at: datetime, by: User) -> Publication:
    """Plan another time.

    Raises:
        Refused: `posted_already`: the past is not moved.
    """
    row = _locked(publication)
    if row.state != Publication.State.PLANNED:
        raise Refused("posted_already", Words("已经发出的不能改期。", "What has been posted cannot be moved."))
    row.planned_for = at
    return _save(row, "publication.moved", Words("改期", "Moved"), by=by)


@transaction.atomic
def mark_posted(publication: Publication, *, url: str, at: datetime | None = None, by: User) -> Publication:
    """Somebody has uploaded it. `url` may follow later, for a platform gives it after its review.

    Raises:
        Refused: `not_allowed`, `url_invalid`, `in_the_future`, `no_filing_number`.
    """
    row = _may_become(publication, "posted")
    _not_stopped(row.deliverable, row.filing_number)
    posted = at or timezone.now()
    if posted > timezone.now():
        raise Refused("in_the_future", Words("发出时间不能在将来。", "It cannot have been posted in the future."))
    row.state, row.posted_at, row.url, row.rejection = Publication.State.POSTED, posted, _url(url), ""
    return _save(row, "publication.posted", Words("记为已发", "Marked as posted"), by=by)


@transaction.atomic
def set_platform_state(publication: Publication, *, state: str, reason: str = "", by: User) -> Publication:
    """What the platform says: in review, live, or rejected with its reason.

    Raises:
        Refused: `not_allowed`, or `reason_missing`: a rejection without a reason helps nobody.
    """
    if state not in ("in_review", "live", "rejected"):
        raise Refused("not_allowed", Words("没有这个平台状态。", "There is no such platform state."))
    row = _may_become(publication, state)
    said = reason.strip()[:400]
    if state == "rejected" and not said:
        raise Refused("reason_missing", Words("写下平台退回的理由。", "Write down the platform's reason."))
    row.state, row.rejection = state, said if state == "rejected" else ""
    look = states.PUBLICATION[state]
    return _save(row, f"publication.{state}", Words("平台状态：{s}", "Platform state: {s}").fill(s=look.word), by=by)


@transaction.atomic
def withdraw(publication: Publication, *, by: User) -> Publication:
    """Give up a plan, or note that it was taken off the platform.

    Raises:
        Refused: `not_allowed`: it is withdrawn already.
    """
    row = _may_become(publication, "withdrawn")
    row.state = Publication.State.WITHDRAWN
    return _save(row, "publication.withdrawn", Words("撤下", "Withdrawn"), by=by)


@transaction.atomic
def write_details(publication: Publication, *, url: str, filing_number: str, by: User) -> Publication:
    """The address on the platform and the filing number, which often come later.

    Raises:
        Refused: `url_invalid`.
    """
    row = _locked(publication)
    row.url, row.filing_number = _url(url), filing_number.strip()[:64]
    return _save(row, "publication.details", Words("改链接或备案号", "Address or filing number"), by=by)


@transaction.atomic
def save_account(
    account: Account | None, *, platform: str, handle: str, opened_at: date | None, by: User
) -> Account:  # fmt: skip
    """Add an account, or change one; its platform stays once something was planned on it.

    Raises:
        Refused: `channel_unknown`, `handle_missing`, `account_known`, `account_used`.
    """
    handle = handle.strip()[:80]
    if platform not in profiles():
        raise Refused("channel_unknown", Words("没有这个渠道。", "There is no such channel."))
    if not handle:
        raise Refused("handle_missing", Words("写下账号名。", "Write down the account's name."))
    row = account or Account()
    if account and account.platform != platform and account.publications.exists():
        raise Refused(
            "account_used", Words("这个账号已有发布，不能换平台。", "It has publications; its platform stays.")
        )
    if Account.objects.filter(platform=platform, handle=handle).exclude(pk=row.pk).exists():
        raise Refused("account_known", Words("这个账号已经在表里。", "This account is in the list already."))
    row.platform, row.handle, row.opened_at = platform, handle, opened_at
    row.save()
    verb, words = ("account.changed", Words("改账号：{a}", "Account changed: {a}")) if account else (
        "account.added", Words("加账号：{a}", "Account added: {a}"))  # fmt: skip
    note(verb, words.fill(a=row.name), by=by, account=row.pk)
    return row


def _not_stopped(deliverable: Deliverable, number: str) -> None:
    """The one rule of what may go out in China; see `filings.numbers`."""
    stop = stop_for(deliverable.episode, deliverable.channel, number=number or deliverable.wanted.filing_number)
    if stop is not None:
        raise Refused("no_filing_number", stop.words)


def _locked(publication: Publication) -> Publication:
    row: Publication = Publication.objects.select_for_update().get(pk=publication.pk)
    return row


def _may_become(publication: Publication, state: str) -> Publication:
    row = _locked(publication)
    if state not in row.may_become:
        raise Refused(
            "not_allowed",
            Words("现在是“{now}”，不能变成“{to}”。", "It is “{now}” now and cannot become “{to}”.").fill(
                now=row.look.word, to=states.PUBLICATION[state].word
            ),
        )
    return row


def _save(row: Publication, verb: str, said: Words, *, by: User) -> Publication:
    row.updated_by = by
    row.save()
    _note(verb, said, row, by=by)
    return row


def _note(verb: str, said: Words, row: Publication, *, by: User) -> None:
    episode = row.deliverable.episode
    what = Words("{said}：{account}，《{work}》第 {n} 集", "{said}: {account}, {work} episode {n}").fill(
        said=said, account=row.account.name, work=episode.season.work.title, n=episode.number
    )
    note(verb, what, by=by, link=row.get_absolute_url(), publication=row.pk)


def _url(text: str) -> str:
    """An empty address or one on the web."""
    address = text.strip()
    if address:
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as error:
            raise Refused(
                "url_invalid", Words("链接要以 https:// 开头。", "The address must begin with https://.")
            ) from error
    return address[:400]
