"""What is done about registrations: begun, changed, handed in, returned, accepted, certified; each step is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.models import Property
from manju.filings.models import Certificate, Registration, RegistrationEvent
from manju.filings.names import BASIS_OF, KINDS, REGISTERED
from manju.filings.registry import Sample, Subject
from manju.filings.rules.fees import BASES, fee_for
from manju.filings.rules.working_days import review_due
from manju.filings.statement import statement_of
from manju.money.errors import InputError
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["add_certificate", "begin", "change", "happen", "remove_certificate"]

TEXTS: Final = ("title", "author", "owner", "owner_id_number", "published_where", "chain", "statement")
DAYS: Final = ("completed_on", "published_on")
FILMS: Final = (".mp4", ".mov", ".mkv", ".webm", ".avi")
LARGEST: Final = 50 << 20  # bytes of a file in the package
FIXED: Final = ("certified", "withdrawn")


@transaction.atomic
def begin(
    of_property: Property, subject: Subject, *, by: User, owner: str = "", owner_id_number: str = ""
) -> Registration:
    """Begin an application for a subject, filled with what the house knows of it.

    Raises:
        Refused: an application for it is under way or has its certificate; or nothing in it can be registered.
    """
    if (
        subject.kind not in KINDS
        or subject.basis not in BASES
        or BASIS_OF.get(subject.kind, subject.basis) != subject.basis
    ):
        raise Refused(Words("没有这种登记。", "There is no such registration."))
    Property.objects.select_for_update().get(pk=of_property.pk)
    there = Registration.objects.filter(of_property=of_property, kind=subject.kind, subject=subject.key)
    if subject.key and there.exclude(state="withdrawn").exists():
        raise Refused(
            Words("《{t}》已经有一份申请了。", "There is an application for {t} already.").fill(t=subject.title)
        )
    items = _items(subject.basis, [{"name": name, "measure": measure} for name, measure in subject.items])
    row: Registration = Registration.objects.create(
        of_property=of_property, kind=subject.kind, basis=subject.basis, title=subject.title[:120],
        subject=subject.key[:80], season=subject.season, items=items, author=subject.author[:120], owner=owner[:120],
        owner_id_number=owner_id_number[:64], completed_on=subject.completed_on, published_on=subject.published_on,
        published_where=subject.published_where[:120], chain=subject.chain, made_by=by,
        statement=statement_of(subject, owner=owner), samples=[_sample(one) for one in subject.samples],
    )  # fmt: skip
    _kept(row, "draft", timezone.localdate(), "", by)
    _note("registration.begun", Words("开始登记", "Began to register"), row, by=by)
    return row


@transaction.atomic
def change(row: Registration, *, by: User, items: Sequence[Mapping[str, Any]] | None = None, **values: Any) -> None:
    """Change what stands in an application; `values` are its texts and days. Any: JSON and form values.

    Raises:
        Refused: it is certified or given up; a text is missing; a day that cannot be.
    """
    locked = _locked(row)
    if locked.state in FIXED:
        raise Refused(Words("这份登记已经办完，不能再改。", "This registration is over and is not changed."))
    was: dict[str, Any] = {}
    for name in (*TEXTS, *DAYS):
        if name in values and getattr(locked, name) != values[name]:
            was[name] = str(getattr(locked, name))[:200]
            setattr(locked, name, values[name])
    if not locked.title.strip():
        raise Refused(Words("写作品名称。", "Give the work's title."), field="title")
    today = timezone.localdate()
    for name in DAYS:
        on = getattr(locked, name)
        if on is not None and on > today:
            raise Refused(Words("日期不能在将来。", "The day cannot be in the future."), field=name)
    if locked.completed_on and locked.published_on and locked.published_on < locked.completed_on:
        raise Refused(
            Words("发表不能早于完成。", "It cannot be published before it is finished."), field="published_on"
        )
    if items is not None:
        checked = _items(locked.basis, items)
        if checked != locked.items:
            was["items"], locked.items = locked.items, checked
    if was:
        locked.save()
        _note("registration.changed", Words("改了登记申请", "Changed the application"), locked, by=by, was=was)
    row.refresh_from_db()


@transaction.atomic
def happen(
    row: Registration, *, state: str, on: date, by: User, text: str = "", number: str = ""
) -> Registration:  # fmt: skip
    """Write down what became of an application on a day. `number`: the office's number when accepted, the
    certificate's when certified.

    Raises:
        Refused: it cannot become this now; the day is in the future or before the step before; a number or reason is
            missing, or the certificate's number is taken; what is handed in is not whole.
    """
    locked = _locked(row)
    if state not in locked.may_become:
        said = Words("现在是“{a}”，不能变成“{b}”。", "It is “{a}” now and cannot become “{b}”.")
        raise Refused(said.fill(a=locked.look.word, b=REGISTERED[state].word if state in REGISTERED else state))
    _possible(locked, on)
    text, number = text.strip()[:400], number.strip()[:64]
    if state == "returned" and not text:
        raise Refused(Words("写下退回的理由，好照着改。", "Write down why it was returned."), field="text")
    if state == "filed":
        _whole(locked)
        locked.filed_on, locked.accepted_on, locked.due_on = on, None, None
    if state == "accepted":
        due = _due(on)
        locked.accepted_on, locked.due_on, locked.due_is_certain = on, due[0], due[1]
        locked.application_number = number or locked.application_number
    locked.state = state
    locked.save()
    if state == "certified":
        certificate = add_certificate(locked.of_property, kind=locked.kind, number=number, registered_on=on, by=by,
                                      registration=locked)  # fmt: skip
        text = text or certificate.number
    _kept(locked, state, on, text or number, by)
    _note(f"registration.{state}", REGISTERED[state].word, locked, by=by, on=on.isoformat(), text=text)
    row.refresh_from_db()
    return locked


@transaction.atomic
def add_certificate(
    of_property: Property, *, kind: str, number: str, registered_on: date | None = None, by: User,
    registration: Registration | None = None,
) -> Certificate:  # fmt: skip
    """Write down a registration of rights in a property.

    Raises:
        Refused: no number, or this number is there already.
    """
    if not number.strip():
        raise Refused(Words("写证书号。", "Say the number of the certificate."), field="number")
    try:
        with transaction.atomic():
            row: Certificate = Certificate.objects.create(
                of_property=of_property, kind=kind, number=number.strip()[:64], registered_on=registered_on,
                added_by=by, registration=registration,
            )  # fmt: skip
    except IntegrityError as error:
        said = Words("这个证书号已经有了。", "This certificate number is there already.")
        raise Refused(said, field="number") from error
    note("certificate.added", Words("登记证书：{n}", "Certificate: {n}").fill(n=row.number), by=by)
    return row


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: User) -> None:
    """Take a certificate off the list that was typed wrongly. The audit line keeps its number.

    Raises:
        Refused: it came of an application, whose history stays.
    """
    if certificate.registration_id is not None:
        raise Refused(Words("这张证书来自登记申请，不能删。", "This certificate came of an application and stays."))
    note("certificate.removed", Words("删去证书：{n}", "Certificate removed: {n}").fill(n=certificate.number), by=by)
    certificate.delete()


def _sample(one: Sample) -> dict[str, Any]:  # Any: JSON
    """A file of the house named with its hash; films are handed in apart and are not put into the package."""
    media = Path(settings.MEDIA_ROOT)
    fits = one.path.is_relative_to(media) and one.path.is_file() and one.path.suffix.lower() not in FILMS
    size = one.path.stat().st_size if fits else 0
    file = one.path.relative_to(media).as_posix() if 0 < size <= LARGEST else ""
    return {"name": one.name[:120], "file": file, "sha256": one.sha256, "size": size}


def _locked(row: Registration) -> Registration:
    locked: Registration = Registration.objects.select_for_update().get(pk=row.pk)
    return locked


def _items(basis: str, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:  # Any: JSON
    """The works of an application, when they have a fee."""
    try:
        checked: list[dict[str, Any]] = [
            {"name": str(i["name"]).strip()[:120], "measure": int(i["measure"])} for i in items
        ]
        fee_for(basis, [i["measure"] for i in checked], on=timezone.localdate())  # type: ignore[arg-type]
    except InputError as error:
        said = Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        raise Refused(said, field="items") from error
    return checked


def _possible(row: Registration, on: date) -> None:
    if on > timezone.localdate():
        raise Refused(Words("日期不能在将来。", "The day cannot be in the future."), field="on")
    last = row.events.exclude(state="draft").order_by("-on").values_list("on", flat=True).first()
    if last is not None and on < last:
        said = Words("不能早于上一步（{d}）。", "It cannot be before the last step ({d}).").fill(d=last.isoformat())
        raise Refused(said, field="on")


def _whole(row: Registration) -> None:
    missing = [
        words
        for name, words in (
            ("author", Words("作者", "author")), ("owner", Words("著作权人", "rights holder")),
            ("completed_on", Words("完成日期", "day of completion")), ("statement", Words("创作说明", "statement")),
        )
        if not getattr(row, name)
    ]  # fmt: skip
    if missing:
        raise Refused(
            Words("还缺：" + "、".join(w.zh for w in missing), "Missing: " + ", ".join(w.en for w in missing)),
            field="state",
        )


def _due(on: date) -> tuple[date, bool]:
    try:
        due = review_due(on)
    except InputError as error:
        raise Refused(error.message, field="on") from error
    return due.on, due.is_certain


def _kept(row: Registration, state: str, on: date, text: str, by: User | None) -> None:
    RegistrationEvent.objects.create(registration=row, state=state, on=on, text=text, by=by)


def _note(verb: str, said: Words, row: Registration, *, by: User, **details: Any) -> None:  # Any: JSON
    what = Words("{s}：{k}《{t}》", "{s}: {k}, {t}").fill(s=said, k=row.kind_name, t=row.title)
    note(verb, what, by=by, link=row.get_absolute_url(), registration=row.pk, **details)
