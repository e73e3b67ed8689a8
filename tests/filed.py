"""Rows of registrations and filings for tests; call them inside `in_studio(studio)`."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

import factories as make
from manju.catalogue.models import Season
from manju.filings import actions, filing
from manju.filings.models import Filing, Registration
from manju.filings.registry import Subject
from manju.people.models import User
from manju.people.scope import current_scope

_number = itertools.count(1)


def somebody() -> User:
    studio_id = current_scope().studio_id
    return User.objects.filter(memberships__studio=studio_id).first() or make.make_user(name=f"Lin {make.mark()}")


def make_registration(state: str = "draft", **fields: Any) -> Registration:
    """A character's design, as far as `state` in the usual order, today."""
    n = next(_number)
    title = fields.pop("title", f"Shen Zhiwei of {make.mark()} {n}")
    subject = Subject(
        kind="art", key=f"character:{n}", basis="art", title=title, items=((title, 1),), author=f"林七 {make.mark()}",
        completed_on=timezone.localdate(), chain="职务作品，著作权归工作室。",
    )  # fmt: skip
    by, today = somebody(), timezone.localdate()
    of = fields.pop("of_property", None) or make.make_property()
    row = actions.begin(of, subject, by=by, owner=f"青灯 {make.mark()}", owner_id_number="91310000MA1")
    steps = {"draft": (), "filed": ("filed",), "returned": ("filed", "returned"), "accepted": ("filed", "accepted"),
             "certified": ("filed", "accepted", "certified"), "withdrawn": ("withdrawn",)}[state]  # fmt: skip
    for step in steps:
        number = f"国作登字-2026-F-{n:08} {make.mark()}" if step == "certified" else ""
        actions.happen(row, state=step, on=today, by=by, text="缺样本" if step == "returned" else "", number=number)
    row.refresh_from_db()
    return row


def make_filing(season: Season | None = None, *, number: str = "", **fields: Any) -> Filing:
    by, today = somebody(), timezone.localdate()
    usual = {
        "form": "animated", "budget_minor": 18_000_000, "currency": "CNY", "rate": None, "subjects": [],
        "authority": f"上海市广播电视局 {make.mark()}", "age": "12", "synopsis": f"她提灯而来。{make.mark()}",
    }  # fmt: skip
    row = filing.save(season or make.make_season(), by=by, **{**usual, **fields})
    if number:
        row = filing.give_number(row, number=number, was="", on=today, by=by)
    return row


def live_filings() -> None:
    for state in ("draft", "filed", "returned", "accepted", "certified", "withdrawn"):
        make_registration(state)
    make_filing()
    make_filing(number=f"(2026) 第 {next(_number)} 号 {make.mark()}")
