"""The season comes into the rooms as files do, and once only."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from manju.alerts.models import Alert
from manju.catalogue.models import Property
from manju.launch.models import Export, Item, Snapshot
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio
from manju.portfolio.gates import line_of
from manju.portfolio.models import HandEvidence, Override, Simulation
from manju.sample import bringing, loading
from manju.sample.season.writing import write_exports, write_lists
from manju.topics.choices import choice_of
from manju.topics.models import Analysis, HitList

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.db


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> Studio:
    """The sample studio with small stills; its season is ten days of exports and five weeks of lists."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "_key_art", lambda key, path: path.write_bytes(b"art"))
    monkeypatch.setattr(loading, "_portrait", lambda key, path: path.write_bytes(b"face"))
    monkeypatch.setattr(bringing, "write_exports", partial(write_exports, daily=2, sparse=9))
    monkeypatch.setattr(bringing, "write_lists", _short_lists)
    monkeypatch.setattr(bringing, "typeset", lambda *_, **__: b"%PDF-1.7 minutes")
    return loading.load_sample(keep=lambda _: None, now=NOW)


def _short_lists(folder: Path, *, today: object, days: int) -> list[Path]:
    return write_lists(folder, today=TODAY, days=35)


def _brought(by: User) -> dict[str, int]:
    bringing.bring_exports(by=by, today=TODAY)
    bringing.bring_lists(by=by, today=TODAY)
    bringing.choose_directions(by=by)
    bringing.decide_gates(by=by, today=TODAY)
    bringing.simulate_slate(by=by)
    bringing.settle_what_is_past(by=by)
    kinds = (Alert, Export, Item, Snapshot, HandEvidence, Override, Simulation, HitList, Analysis)
    return {kind.__name__: kind.objects.count() for kind in kinds}


@pytest.mark.django_db
def test_the_season_fills_the_rooms_once(studio: Studio) -> None:
    with in_studio(studio):
        owner = Member.objects.get(role="owner").user
        found = _brought(owner)
        assert _brought(owner) == found
        assert found["Analysis"] == found["Simulation"] == found["Override"] == 1
        assert found["HandEvidence"] == len(bringing.EVIDENCE)
        assert Counter(Export.objects.values_list("rejected", flat=True)) == {0: found["Export"]}
        assert Counter(HitList.objects.values_list("rejected", flat=True)) == {0: found["HitList"]}
        states = {p.name_zh: {s.gate.key: s.state for s in line_of(p).stations} for p in Property.objects.all()}
        assert {name: of["launch"] for name, of in states.items()} == {
            "长夜灯": "passed", "山海外卖": "passed", "末班车有猫": "passed", "末世便利店": "here", "退婚书": "blocked",
        }  # fmt: skip
        waiting = {alert.heading_zh.split("》")[0] for alert in Alert.objects.open()}
        assert waiting == {"《山海外卖", "《退婚书"}  # ten days are too few for the slide of 《长夜灯》
        assert set(Item.objects.values_list("state", flat=True)) == {"matched"}
        with_direction = {p.name_zh for p in Property.objects.all() if choice_of(p)}
        assert {"退婚书", "末世便利店"} <= with_direction


def test_minutes_are_a_document_that_can_be_read(tmp_path: Path) -> None:
    evidence = next(one for one in bringing.EVIDENCE if one.file == "bible")
    path = bringing.evidence_file(tmp_path, evidence, TODAY)
    assert path.name == "会议记录_长夜灯_1126.pdf"
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage().get_text_range()
    assert all(said in text for said in ("《长夜灯》会议记录", "2026-11-26", "圣经完整度", "94%", evidence.text))
