"""What people do about a stolen copy: open a case, write down what happened, meet its dates, close it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from manju.jobs.actions import start
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.protection import jobs
from manju.protection.deadlines import due, rules_for
from manju.protection.models import Case, CaseEvent, Deadline, Finding, Holder, Watch
from manju.protection.platforms import ORDER
from manju.protection.states import EVENTS, MAY_HAPPEN, MEETS, OUTCOMES
from manju.words import Words

CASE_TEXTS = ("title", "account", "url", "original_urls", "reference")


@transaction.atomic
def open_case(
    *, by: User, title: str, platform_name: str, found_on: date, account: str = "", url: str = "",
    original_urls: str = "", views: int | None = None, findings: Iterable[Finding] = (),
) -> Case:  # fmt: skip
    """Open a case about a copy found on a platform, with the findings that show it.

    Raises:
        Refused: no title, an unknown platform, an address that is none, a day in the future, or a finding that
            belongs to another case.
    """
    if platform_name not in ORDER:
        raise Refused(Words("选一个平台。", "Choose a platform."), field="platform_name")
    _not_in_the_future(found_on, "found_on")
    case: Case = Case.objects.create(
        title=_title(title), platform_name=platform_name, account=account.strip()[:120], url=_url(url, "url"),
        original_urls=_urls(original_urls), found_on=found_on, views=views, opened_by=by,
    )  # fmt: skip
    for finding in findings:
        _attach(finding, case)
    _happened(case, "found", on=found_on, note_text="", by=by)
    _note("case.opened", Words("开案", "Case opened"), case, by=by)
    return case


@transaction.atomic
def edit_case(case: Case, *, by: User, **texts: Any) -> Case:
    """Change what is known of a case; only what differs is written.

    `texts`: title, account, url, original_urls, reference, views.

    Raises:
        Refused: no title, or an address that is none.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    clean = dict(texts)
    if "title" in clean:
        clean["title"] = _title(clean["title"])
    if "url" in clean:
        clean["url"] = _url(clean["url"], "url")
    if "original_urls" in clean:
        clean["original_urls"] = _urls(clean["original_urls"])
    changed = {k: v for k, v in clean.items() if k in (*CASE_TEXTS, "views") and getattr(row, k) != v}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        _note("case.edited", Words("改了案件", "Case edited"), row, by=by, changed=sorted(changed))
    return row


@transaction.atomic
def add_finding(case: Case, finding: Finding, *, by: User) -> None:
    """Put a finding into a case.

    Raises:
        Refused: it belongs to another case.
    """
    _attach(finding, case)
    _note("case.finding_added", Words("放进案件：{f}", "Put into the case: {f}").fill(f=finding.name), case, by=by)


@transaction.atomic
def write_event(case: Case, *, kind: str, on: date, note_text: str = "", reference: str = "", by: User) -> CaseEvent:
    """Write down what happened; the state follows, dates that are met are ticked, new dates arise from the rules.

    Raises:
        Refused: it cannot happen in this state, or the day is in the future.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    if kind not in MAY_HAPPEN[row.state]:
        raise Refused(
            Words("案件现在是“{s}”，这件事轮不到。", "The case is “{s}”; that cannot happen now.").fill(
                s=row.look.word
            ),
            field="kind",
        )
    _not_in_the_future(on, "on")
    event = _happened(row, kind, on=on, note_text=note_text, by=by)
    to = EVENTS[kind].to
    if to is not None:
        row.state = to
    if kind == "reopened":
        row.closed_at, row.outcome = None, ""
    if reference.strip():
        row.reference = reference.strip()[:80]
    row.save(update_fields=["state", "closed_at", "outcome", "reference"])
    _note(f"case.{kind}", EVENTS[kind].word, row, by=by)
    return event


@transaction.atomic
def close_case(case: Case, *, outcome: str, note_text: str = "", by: User) -> Case:
    """Close a case; its open dates no longer count.

    Raises:
        Refused: it is closed, or the outcome is unknown.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.state == "closed":
        raise Refused(Words("已经结案了。", "It is closed already."))
    if outcome not in OUTCOMES:
        raise Refused(Words("选一个结果。", "Choose an outcome."), field="outcome")
    _happened(row, "closed", on=timezone.localdate(), note_text=note_text, by=by)
    row.state, row.outcome, row.closed_at = "closed", outcome, timezone.now()
    row.save(update_fields=["state", "outcome", "closed_at"])
    _note("case.closed", OUTCOMES[outcome].word, row, by=by)
    return row


@transaction.atomic
def meet(deadline: Deadline, *, by: User) -> None:
    """Tick a date: what was due is done. Ticking twice changes nothing."""
    if Deadline.objects.filter(pk=deadline.pk, met_on=None).update(met_on=timezone.localdate()):
        _note("deadline.met", Words("办了：{t}", "Done: {t}").fill(t=deadline.todo), deadline.case, by=by)


@transaction.atomic
def name_holder(*, by: User, **fields: str) -> Holder:
    """Say who the rights belong to; `fields` are those of `Holder`."""
    row: Holder
    row, _ = Holder.objects.get_or_create()
    changed = [k for k, v in fields.items() if getattr(row, k) != v]
    if changed:
        for name in changed:
            setattr(row, name, fields[name])
        row.updated_by = by
        row.save()
        note("holder.named", Words("写下权利人：{n}", "Named the rights holder: {n}").fill(n=row.name), by=by,
             changed=sorted(changed))  # fmt: skip
    return row


@transaction.atomic
def scan_now(*, by: User) -> Watch:
    """Scan the studio's folder of found files; a scan that is under way is returned instead of a second one."""
    row: Watch = Watch.objects.create(started_by=by)
    job = start(jobs.watch, by=by, params={"watch_id": row.pk}, key="watch")
    if job.params["watch_id"] != row.pk:
        row.delete()
        running: Watch = Watch.objects.get(pk=job.params["watch_id"])
        return running
    row.job = job
    row.save(update_fields=["job"])
    note("watch.started", Words("扫描找到的文件", "Scan the found files"), by=by)
    return row


def _happened(case: Case, kind: str, *, on: date, note_text: str, by: User) -> CaseEvent:
    """The event's row, the dates it meets, and the dates it makes due."""
    event: CaseEvent = CaseEvent.objects.create(case=case, kind=kind, on=on, note=note_text.strip()[:1000], by=by)
    Deadline.objects.filter(case=case, met_on=None, rule__in=MEETS.get(kind, ())).update(met_on=on)
    for rule in rules_for(case.platform, kind, on=on):
        Deadline.objects.create(
            case=case, event=event, rule=rule.name, due_on=due(rule, on=on), todo_zh=rule.todo.zh,
            todo_en=rule.todo.en, missed_zh=rule.missed.zh, missed_en=rule.missed.en, source=rule.source,
        )  # fmt: skip
    return event


def _attach(finding: Finding, case: Case) -> None:
    taken = Finding.objects.filter(pk=finding.pk, case=None).update(case=case)
    if not taken and Finding.objects.get(pk=finding.pk).case_id != case.pk:
        raise Refused(Words("{f} 已经在另一个案件里。", "{f} belongs to another case already.").fill(f=finding.name))


def _title(text: str) -> str:
    if not text.strip():
        raise Refused(Words("给案件起个名字。", "Give the case a name."), field="title")
    return text.strip()[:160]


def _url(text: str, field: str) -> str:
    address = text.strip()
    if address:
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as error:
            said = Words("这不是一个网址：{a}", "This is no web address: {a}").fill(a=address[:60])
            raise Refused(said, field=field) from error
    return address


def _urls(text: str) -> str:
    return "\n".join(_url(line, "original_urls") for line in text.splitlines() if line.strip())


def _not_in_the_future(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Refused(Words("日期不能在将来。", "The day cannot be in the future."), field=field)


def _note(verb: str, what: Words, case: Case, *, by: User, **details: Any) -> None:
    said = Words("{w}：{n} {t}", "{w}: {n} {t}").fill(w=what, n=case.number, t=case.title)
    note(verb, said, by=by, link=case.get_absolute_url(), **details)
