"""The money pages: a statement dropped, its columns asked for and remembered, figures that open into their rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import make_member
from manju.catalogue.models import Episode
from manju.jobs.models import Job
from manju.money.revenue.agreement import Agreement
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.revenue.expenses import import_expenses
from manju.revenue.importing import import_statement, keep_agreement
from manju.revenue.jobs import import_job
from manju.revenue.models import ColumnMap, StatementImport

pytestmark = [pytest.mark.db, pytest.mark.django_db]


class Quiet:
    """Working as a test needs it: it says nothing and keeps nothing."""

    job_id = "test"

    def report(self, *_: object) -> None: ...

    def result(self, **_: object) -> None: ...


@pytest.fixture
def producer(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio, language="en").user)
    return client


def test_a_figure_opens_into_exactly_its_postings(
    producer: Client, episode: Episode, terms: Agreement, written: Callable[..., Path]
) -> None:
    import_statement(written("2026-06-01,长夜灯,3,10,0,8.04,USD", "2026-06-01,陌生,3,10,0,8.04,USD"), terms, by=None)
    spent = "2026-06-01,长夜灯,netshort,投流,3.50,USD"
    import_expenses(written(spent, header="日期,剧名,渠道,类型,金额,币种", name="e.csv"), by=None)
    page = producer.get("/money/").content.decode()
    own = episode.season.work.of_property_id
    assert "8.04" in page
    assert "4.54" in page  # 8.04 less 3.50
    income = producer.get(f"/money/postings/?property={own}&tier=1&group=income&currency=USD").content.decode()
    assert "1 postings" in income
    assert "Statement, line 2" in income
    spending = producer.get(f"/money/postings/?property={own}&group=expenses&currency=USD").content.decode()
    assert "1 postings" in spending
    assert "3.50" in spending
    assert b"8.04" in b"".join(producer.get("/money/journal.csv").streaming_content)


def test_columns_are_asked_for_once_and_the_import_is_a_job(producer: Client, studio: Studio, terms: Agreement) -> None:
    agreement = keep_agreement(terms, by=None)
    odd = b"Wann,Was,Brutto,Wieviel\n2026-06-01,A,10.00,8.04\n"

    def drop(data: bytes) -> object:
        file = SimpleUploadedFile("odd.csv", data)
        return producer.post("/money/statements/", {"file": file, "agreement": agreement.pk})

    asked = drop(odd)
    assert asked.status_code == 422
    hidden = {n: asked.context["dropped"].sha256 if n == "sha256" else v for n, v in
              (("sha256", ""), ("suffix", ".csv"), ("name", "odd.csv"), ("agreement", agreement.pk))}  # fmt: skip
    chosen = {"date": "Wann", "title": "Was", "gross": "Brutto", "paid": "Wieviel"}
    assert producer.post("/money/statements/columns/", {**hidden, **chosen}).status_code == 302
    row = producer.get("/money/statements/").content.decode().partition('class="job"')[2]
    assert 'hx-select="unset"' in row.partition(">")[0], "its answers are no part of the list that the page selects"
    with in_studio(studio):
        assert ColumnMap.objects.get().mapping == chosen
        job = Job.objects.get()
        for _ in range(2):  # a job is safe to run twice
            import_job.function(Quiet(), **job.params)
        assert StatementImport.objects.get().paid_minor == 804
    assert drop(odd.replace(b"06-01", b"06-02")).status_code == 302, "the same header is known from then on"
    assert "has been imported already" in drop(odd).content.decode()
    assert producer.post("/money/statements/", {"file": SimpleUploadedFile("x.csv", odd)}).status_code == 422


def test_who_may_only_look_imports_nothing(studio: Studio, terms: Agreement) -> None:
    viewer = Client()
    viewer.force_login(make_member(studio, "viewer").user)
    assert viewer.get("/money/statements/").status_code == 200
    new = SimpleUploadedFile("a.json", json.dumps(terms.model_dump(mode="json")).encode())
    assert viewer.post("/money/statements/", {"document": new}).status_code == 403
    assert viewer.post("/money/books/", {"through": "2026-06-30"}).status_code == 403
