"""The topics pages: lists dropped, columns asked once, figures that open into rows, a property started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import make_member
from hits import HEADER, Quiet, make_analysis, make_backtest, make_hit_list, make_waiting_file
from manju.catalogue.models import Property
from manju.jobs.models import Job
from manju.market.topics import VERSION
from manju.people.models import Studio
from manju.topics import engine
from manju.topics.jobs import analyse_job, backtest_job, import_job
from manju.topics.models import Analysis, Backtest, Choice, Element, Fit, HitList, WaitingFile
from manju.topics.results import seen
from manju.topics.rows import rows_behind
from manju.topics.sample_list import sample_csv

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def producer(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio, name="Lin", language="en").user)
    return client


def imported() -> list[dict[str, object]]:
    """Run the imports that wait, as a worker would; what each left."""
    found = []
    for job in Job.objects.filter(kind="topics.import").order_by("created_at"):
        working = Quiet()
        import_job.function(working, **job.params)  # type: ignore[call-arg]
        Job.objects.filter(pk=job.pk).update(state="done")
        found.append(working.values)
    return found


def test_several_lists_are_dropped_and_one_that_is_there_is_said(producer: Client, media: Path) -> None:
    a, b = (f"{HEADER}\n2026-06-0{n},抖音,1,重生之{n},重生,9\n".encode() for n in (1, 2))
    files = [SimpleUploadedFile("a.csv", a), SimpleUploadedFile("b.csv", b)]
    assert producer.post("/topics/lists/", {"file": files}).status_code == 302
    assert [r["imported"] for r in imported()] == [1, 1]
    assert list((media / "inbox").rglob("*.csv")) == []
    page = producer.post("/topics/lists/", {"file": [SimpleUploadedFile("c.csv", a)]}, follow=True).content.decode()
    assert "c.csv is there already; nothing changed." in page
    assert "2 lists, 2 rows in use" in page
    assert HitList.objects.count() == 2
    nothing = producer.post("/topics/lists/")
    assert (nothing.status_code, "Choose files first." in nothing.content.decode()) == (422, True)


def test_columns_are_named_once_for_all_lists_of_a_header(producer: Client) -> None:
    odd = [SimpleUploadedFile(f"odd{n}.csv", f"Wann,Was,Wieviel\n2026-06-0{n},重生,1{n}\n".encode()) for n in (1, 2)]
    producer.post("/topics/lists/", {"file": odd})
    assert imported() == [{"waiting": "odd1.csv"}, {"waiting": "odd2.csv"}]
    first = WaitingFile.objects.first()
    assert first is not None
    assert "2 lists wait" in producer.get("/topics/lists/").content.decode()
    page = producer.get(first.get_absolute_url()).content.decode()
    assert "2026-06-01" in page
    refused = producer.post(first.get_absolute_url(), {"column-0": "date", "column-2": "heat"})
    assert (refused.status_code, WaitingFile.objects.count()) == (422, 2)
    named = {"column-0": "date", "column-1": "title", "column-2": "heat"}
    assert producer.post(first.get_absolute_url(), named).status_code == 302
    Job.objects.filter(kind="topics.import", state="done").delete()
    assert [r["imported"] for r in imported()] == [1, 1]
    assert WaitingFile.objects.count() == 0
    unwanted = make_waiting_file()
    assert producer.post(unwanted.get_absolute_url(), {"deed": "drop"}).status_code == 302
    assert WaitingFile.objects.count() == 0
    third = SimpleUploadedFile("odd3.csv", b"Wann,Was,Wieviel\n2026-06-03,\xe9\x87\x8d\xe7\x94\x9f,13\n")
    Job.objects.all().delete()
    producer.post("/topics/lists/", {"file": [third]})
    assert [r.get("imported") for r in imported()] == [1]


def test_what_was_kept_aside_is_shown_and_downloaded(producer: Client) -> None:
    row = make_hit_list(["2026-06-01,抖音,1,,重生,9", "2026-06-01,抖音,2,甲,重生,很多", "2026-06-01,抖音,3,乙,重生,9"])
    page = producer.get(row.get_absolute_url()).content.decode()
    assert "2 rows could not be read and are kept aside" in page
    assert "heat cannot be read: 很多" in page
    body = b"".join(producer.get(f"/hit-lists/{row.pk}/rejected.csv").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in body.splitlines()] == ["行 line", "2", "3"]
    producer.post(f"/hit-lists/{row.pk}/withdraw/")
    assert HitList.objects.counted().count() == 0


def test_the_sample_is_analysed_and_every_figure_opens_into_its_rows(
    producer: Client, studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(sample_csv(), encoding="utf-8")
    from manju.topics.importing import import_list

    assert import_list(path, by=None).imported == 1680
    working = Quiet()
    analyse_job.function(working)  # type: ignore[arg-type]
    analyse_job.function(Quiet())  # type: ignore[arg-type]
    made = Analysis.objects.get()
    assert (working.values["mark"], made.rows, str(made.as_of)) == (made.mark, 1680, "2026-11-22")
    assert made.engine == engine.ENGINE == VERSION
    found = seen(made.result)
    rising, worn = found.element("悬疑"), found.direction(["重生", "复仇"])
    assert rising is not None
    assert worn is not None
    assert (rising.rises, rising.crowded, worn.fatigue, len(worn.variants) >= 2) == (True, False, "tired", True)
    for name in ("悬疑", "重生"):
        element = found.element(name)
        assert element is not None
        assert len({(r.platform, r.title) for r in rows_behind(made, [name], most=2000)[0]}) == element.titles
    assert rows_behind(made, worn.elements)[1] == worn.titles
    page = producer.get("/topics/").content.decode()
    assert "To 22 Nov 2026, the last 90 days, 1,680 rows of lists" in page
    assert "worn out" in producer.get(f"/topics/direction/?{worn.query}").content.decode()
    assert "/hit-lists/" in producer.get("/topics/evidence/?e=悬疑").content.decode()
    backtest_job.function(Quiet(), k=5, horizon_days=30)  # type: ignore[arg-type]
    assert Backtest.objects.get().result["origins"] > 0


def test_a_property_is_started_on_the_page(producer: Client) -> None:
    made = make_analysis()
    sent = {"e": ["重生", "复仇"], "analysis": made.pk, "name_zh": "反着来", "name_en": "The other way"}
    refused = producer.post("/topics/direction/choose/", sent)
    assert refused.status_code == 422
    assert 'value="反着来"' in refused.content.decode()
    assert producer.post("/topics/direction/choose/", {**sent, "variant": "9", "difference": "x"}).status_code == 422
    assert producer.post("/topics/direction/choose/", {**sent, "difference": "她不复仇"}).status_code == 302
    choice = Choice.objects.get()
    assert Property.objects.get().genres_zh == "重生 · 复仇"
    page = producer.get(choice.get_absolute_url()).content.decode()
    assert "她不复仇" in page
    assert "The other way is made on Rebirth + Revenge" in page


def test_the_lexicon_and_the_fit_are_changed_on_their_pages(producer: Client) -> None:
    make_analysis()
    assert "猫狗互换" in producer.get("/topics/lexicon/").content.decode()
    producer.post("/topics/lexicon/save/", {"name": "猫狗互换", "name_en": "Pets", "synonyms": "宠物互换、换宠"})
    assert Element.objects.get().synonyms == ["宠物互换", "换宠"]
    assert "1 new terms" not in producer.get("/topics/lexicon/").content.decode()
    taken = producer.post("/topics/lexicon/save/", {"name": "换宠"})
    assert (taken.status_code, "a name of 猫狗互换 already" in taken.content.decode()) == (422, True)
    producer.post("/topics/lexicon/merge/", {"name": "猫狗互换", "into": "灵魂互换"})
    assert Element.objects.get(name="猫狗互换").merged_into == "灵魂互换"
    fit = {"element": "甜宠", "spectacle": "0.9", "pace": "0.5", "freedom": "0.1", "valid_from": "2026-11-01"}
    assert producer.post("/topics/fit/", {**fit, "pace": "nan"}).status_code == 422
    assert producer.post("/topics/fit/", fit).status_code == 302
    assert Fit.objects.get().spectacle == 0.9


def test_a_backtest_is_told_as_it_is(producer: Client) -> None:
    make_hit_list()
    made = make_backtest()
    assert "1.31 × as hot, a little better" in producer.get("/topics/backtest/").content.decode()
    made.result["methods"]["manju"] = {"lift": 1.01, "ci95": [0.9, 1.1]}
    made.save()
    assert "cannot be told from any pick" in producer.get("/topics/backtest/").content.decode()
    assert producer.post("/topics/backtest/").status_code == 302
    assert Job.objects.filter(kind="topics.backtest").count() == 1


def test_the_worker_forks_before_polars_is_loaded() -> None:
    """polars has threads of its own: a process forked after them would stand still."""
    seen_by = "from manju.site.django_ready import ready; ready(); import sys; print('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen_by], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.strip() == "False"


def test_a_viewer_reads_and_changes_nothing(studio: Studio) -> None:
    make_hit_list()
    make_analysis()
    viewer = Client()
    viewer.force_login(make_member(studio, "viewer").user)
    assert viewer.get("/topics/").status_code == 200
    closed = ("lists/", "fit/", "backtest/", "lexicon/save/", "lexicon/merge/", "direction/choose/", "lists/window/")
    for place in closed:
        assert viewer.post(f"/topics/{place}").status_code == 403, place
