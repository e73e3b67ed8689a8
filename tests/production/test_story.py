"""The story of a character: rounds, changes of the prompt, decisions that stay, what is late and what is missing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from factories import make_member, make_property, make_studio
from manju.people.errors import Refused
from manju.people.scope import in_studio
from manju.production.capturing import Arrived, take_files
from manju.production.models import CreationEntry, Decision
from manju.production.proving import proof_of
from manju.production.recording import Edited, Made, Subject, decide, record_creation, record_edit
from manju.production.story import story_of
from manju.production.wording import changes, pieces_between
from manju.seals.models import EvidenceItem
from manju.seals.sealing import seal_waiting
from produced import comfy_picture, given, picture

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def gu(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = make_member(make_studio(), "creator", name="顾青")
    with in_studio(member.studio_id):
        yield member.user


@pytest.fixture
def zhiwei(gu) -> Subject:
    return Subject(make_property(), "zhiwei")


def asked(subject, prompt: str, *, by, outputs: int = 2, **made) -> CreationEntry:
    return record_creation(subject, Made(prompt=prompt, model="SDXL", **made), captured_by="by_hand", by=by,
                           outputs=[given() for _ in range(outputs)])  # fmt: skip


def test_entries_with_one_prompt_after_another_are_one_round(gu, zhiwei) -> None:
    record_creation(zhiwei, Made(intent="她只记账"), references=[given()], captured_by="by_hand", by=gu)
    asked(zhiwei, "古风少女，清冷", by=gu, seed="1")
    asked(zhiwei, "古风少女，清冷", by=gu, seed="2")
    asked(zhiwei, "古风女子，及笄，清冷", by=gu)
    story = story_of(zhiwei)
    assert [(c.kind, c.number, len(c.takes)) for c in story.chapters] == [
        ("idea", 0, 0),
        ("round", 1, 4),
        ("round", 2, 2),
    ]
    assert [t.label for t in story.chapters[1].takes] == ["1-a", "1-b", "1-c", "1-d"]
    assert [(p.how, p.text) for p in story.chapters[2].pieces] == [
        ("same", "古风"), ("removed", "少女"), ("added", "女子，及笄"), ("same", "，清冷"),
    ]  # fmt: skip
    assert (story.rounds, story.changes, len(story.takes), story.open) == (2, 1, 6, 6)


def test_a_decision_counts_until_the_next_and_stays(gu, zhiwei) -> None:
    entry = asked(zhiwei, "灯", by=gu)
    one, other = entry.outputs.all()
    decide([one, other], kept=False, reason="太现代", by=gu)
    assert decide([one], kept=False, reason="太现代", by=gu) == []
    decide([one], kept=True, reason="眼神成立", by=gu)
    take = story_of(zhiwei).chapters[0].takes[0]
    assert (take.state, take.decision.reason, [d.is_kept for d in take.reasons]) == ("kept", "眼神成立", [False, True])
    assert story_of(zhiwei).rejected == 1


def test_nothing_of_the_log_can_be_changed_or_deleted(gu, zhiwei) -> None:
    entry = asked(zhiwei, "灯", by=gu)
    decide([entry.outputs.first()], kept=True, reason="", by=gu)
    for rows, values in ((CreationEntry.objects, {"prompt": "x"}), (Decision.objects, {"is_kept": False})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(rows.db)
    assert CreationEntry.objects.get().prompt == "灯"


def test_the_act_and_every_file_of_it_become_evidence(gu, zhiwei) -> None:
    entry = asked(zhiwei, "灯", by=gu)
    items = EvidenceItem.objects.filter(link=entry.get_absolute_url())
    assert sorted(items.values_list("kind", "origin")) == [("generation", "generated")] * 3
    record = items.get(name=f"creation-{entry.pk}.json")
    said = json.loads(record.path.read_bytes())
    assert (said["prompt"], [o["sha256"] for o in said["outputs"]]) == ("灯", [o.sha256 for o in entry.outputs.all()])


def test_what_is_entered_late_says_so_and_the_future_is_refused(gu, zhiwei) -> None:
    late = asked(zhiwei, "灯", by=gu, made_at=timezone.now() - timedelta(days=3), time_from="said")
    assert late.is_late
    assert not asked(zhiwei, "灯二", by=gu).is_late
    assert [m[0].zh for m in proof_of(story_of(zhiwei)).missing if "事后" in m[0].zh] == ["1 条是事后补记"]
    with pytest.raises(Refused, match="future"):
        asked(zhiwei, "灯三", by=gu, made_at=timezone.now() + timedelta(hours=2))


def test_days_are_sealed_the_same_day_when_all_of_them_is(gu, zhiwei) -> None:
    asked(zhiwei, "灯", by=gu)
    assert (proof_of(story_of(zhiwei)).sealed_same_day, proof_of(story_of(zhiwei)).days) == (0, 1)
    seal_waiting(by=None, occasion="daily")
    proof = proof_of(story_of(zhiwei))
    assert (proof.sealed_same_day, proof.authority.zh) == (1, "工作室自己的日志")
    asked(zhiwei, "灯", by=gu)
    assert proof_of(story_of(zhiwei)).sealed_same_day == 0


def test_an_edit_keeps_both_files_and_the_minutes(gu, zhiwei) -> None:
    output = asked(zhiwei, "灯", by=gu).outputs.first()
    edit = record_edit(zhiwei, Edited("重画双眼", minutes=400, layers=14), after=given(), output=output,
                       captured_by="by_hand", by=gu)  # fmt: skip
    story = story_of(zhiwei)
    assert (edit.before_sha256, story.minutes, story.chapters[-1].heading.zh) == (
        output.sha256,
        400,
        "手改 14 层：重画双眼",
    )
    with pytest.raises(Refused, match="same file"):
        record_edit(
            zhiwei, Edited(), after=given(output.path.read_bytes()), output=output, captured_by="by_hand", by=gu
        )


def test_dropped_pictures_tell_themselves_and_count_once(gu, zhiwei, tmp_path) -> None:
    files = []
    for n, data in enumerate(
        (comfy_picture(seed=1), comfy_picture(seed=1), comfy_picture(seed=2), picture(), b"no picture")
    ):
        path = tmp_path / f"{n}.png"
        path.write_bytes(data)
        files.append(Arrived(path, path.name))
    taken = take_files(zhiwei, files, captured_by="dropped", by=gu)
    assert (len(taken.entries), taken.files, taken.read) == (3, 4, 3)
    assert taken.refused[0][0] == "4.png"
    first = taken.entries[0]
    assert (first.prompt, first.seed, first.model, first.tool) == (
        "古风女子，石榴红斗篷", "1", "guofeng_v21.safetensors", "ComfyUI",
    )  # fmt: skip
    again = take_files(zhiwei, files[:4], captured_by="dropped", by=gu)
    assert (again.entries, len(again.again)) == ([], 4)
    assert story_of(zhiwei).rounds == 2  # the plain picture says no prompt: a round of its own


@pytest.mark.once
def test_changes_are_counted_by_place() -> None:
    assert changes(pieces_between("古风少女，清冷，月夜", "古风女子，及笄，唇紧闭，月夜")) == 2
    assert changes(pieces_between("a lamp", "a lamp")) == 0
    assert "".join(p.text for p in pieces_between("红灯 x", "绿灯 y") if p.how != "removed") == "绿灯 y"


@pytest.mark.once
def test_the_page_tells_the_story_and_a_key_decides(gu, zhiwei) -> None:
    output = asked(zhiwei, "灯", by=gu).outputs.first()
    client = Client()
    client.force_login(gu)
    page = client.get(zhiwei.address).content.decode()
    assert "2 张，等人挑" in page
    where = f"/creation-outputs/{output.pk}/decide/"
    answer = client.post(where, {"says": "kept", "reason": "眼神成立"}, headers={"HX-Request": "true"})
    assert "take--yes" in answer.content.decode()
    assert output.decisions.get().reason == "眼神成立"
