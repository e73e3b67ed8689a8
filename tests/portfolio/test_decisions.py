"""Decisions by people over the evidence: with a reason, kept for ever, never overruled unseen; also on PostgreSQL."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from factories import make_member, make_property, make_studio
from gated import enter, make_evidence
from manju.catalogue.models import Property
from manju.people.errors import Refused
from manju.people.models import Member, Studio
from manju.people.scope import in_studio
from manju.portfolio import actions
from manju.portfolio.gates import line_of
from manju.portfolio.models import HandEvidence, Override, Simulation, Threshold, Turn

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_person_passes_a_gate_and_the_evidence_stays_what_it_was(lamp: Property, producer: Member) -> None:
    made = actions.decide(lamp, "topic", "pass", by=producer.user, why="the brand asked for it", seen=0)
    station = line_of(lamp).at("topic")
    assert (station.state, station.by_evidence, station.why.zh) == ("passed", "here", "the brand asked for it")
    assert (made.state_then, station.override) == ("here", made)
    actions.decide(lamp, "topic", "lift", by=producer.user, why="they left", seen=made.pk)
    assert line_of(lamp).at("topic").state == "here"
    assert [(o.verdict, o.why) for o in Override.objects.all()] == [
        ("lift", "they left"),
        ("pass", "the brand asked for it"),
    ]
    assert [t.state for t in Turn.objects.filter(gate="topic").order_by("pk")] == ["passed", "here"]


def test_a_stop_stops_the_property_and_lifting_it_lets_it_go_on(lamp: Property, producer: Member) -> None:
    enter(lamp, direction=1)
    made = actions.decide(lamp, "launch", "stop", by=producer.user, why="completion fell to 15 %", seen=0)
    lamp.refresh_from_db()
    assert lamp.stopped_at is not None
    assert line_of(lamp).at("launch").state == "blocked"
    actions.decide(lamp, "launch", "lift", by=producer.user, why="recut", seen=made.pk)
    lamp.refresh_from_db()
    assert lamp.stopped_at is None


def test_a_decision_needs_a_reason_and_something_to_lift(lamp: Property, producer: Member) -> None:
    for verdict, why in (("pass", "  "), ("lift", "nothing there")):
        with pytest.raises(Refused):
            actions.decide(lamp, "topic", verdict, by=producer.user, why=why, seen=0)
    assert not Override.objects.exists()


def test_nobody_overrules_a_decision_that_he_has_not_seen(lamp: Property, producer: Member) -> None:
    actions.decide(lamp, "topic", "pass", by=producer.user, why="first", seen=0)
    with pytest.raises(Refused) as said:
        actions.decide(lamp, "topic", "stop", by=producer.user, why="second", seen=0)
    assert producer.user.name in said.value.message.en
    assert Override.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    studio = make_studio()
    user = make_member(studio, "producer").user
    with in_studio(studio):
        row = make_property()
    start, results = threading.Barrier(2), []

    def work(verdict: str) -> None:
        try:
            with in_studio(studio):
                start.wait()
                actions.decide(row, "topic", verdict, by=user, why=verdict, seen=0)
                results.append("made")
        except Refused:
            results.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(verdict,)) for verdict in ("pass", "stop")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["made", "told"]
    with in_studio(studio):
        assert Override.objects.count() == 1


def test_what_was_entered_decided_and_seen_can_never_be_changed_or_deleted(lamp: Property, producer: Member) -> None:
    make_evidence(lamp)
    actions.decide(lamp, "topic", "pass", by=producer.user, why="on record", seen=0)
    actions.change_threshold("followers", 5, by=producer.user, why="on record")
    Simulation.objects.create(inputs={}, runs=1, seed=1, result={})
    for model, column in (
        (HandEvidence, "figure"),
        (Override, "id"),
        (Threshold, "value"),
        (Turn, "id"),
        (Simulation, "runs"),
    ):
        table = model._meta.db_table
        for sql in (f"UPDATE {table} SET {column} = {column} + 1", f"DELETE FROM {table}"):  # noqa: S608 - our own names
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        assert model.objects.exists()


def test_a_property_of_another_studio_cannot_be_decided_on(lamp: Property, producer: Member) -> None:
    other: Studio = make_studio()
    with in_studio(other), pytest.raises(Property.DoesNotExist):
        actions.decide(lamp, "topic", "pass", by=producer.user, why="theirs", seen=0)
