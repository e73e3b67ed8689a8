"""`manju evidence seal` and `retry`: the JSON of the contract, with a real authority that is honest or not."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from manju.seals.models import Batch, EvidenceItem
from proof.authority import Authority, authority, down

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def running_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as made:
        yield made


@pytest.fixture
def clock(running_clock: Authority) -> Authority:
    running_clock.mode = "honest"
    running_clock.requests.clear()
    return running_clock


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a home of the test's own; exit code and its JSON."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    monkeypatch.setattr("manju.site.setup.bring_up_to_date", lambda: None)

    def go(*arguments: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = main(["evidence", *map(str, arguments), "--json", "--lang", "en"])
        return code, json.loads(capsys.readouterr().out)

    return go


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    (folder / "b").mkdir(parents=True)
    for name, content in {"b/2.mp4": b"two", "10.mp4": b"ten", "1.mp4": b"one", "empty.txt": b""}.items():
        (folder / name).write_bytes(content)
    return folder


def verify(run: Run, document: dict[str, Any], *options: object) -> list[tuple[int, str]]:
    answers = [run("verify", p["path"], p["proof_path"], *options) for p in document["proofs"]]
    return [(code, answer["level"]) for code, answer in answers]


def test_a_folder_is_sealed_in_a_stable_order_and_every_proof_holds(run: Run, films: Path, clock: Authority):
    code, document = run("seal", films, "--title", "长夜灯", "--tsa", clock.url, "--tsa-cert", clock.ca_pem)
    assert code == 0
    names = [os.path.relpath(p["path"], films) for p in document["proofs"]]
    assert names == ["1.mp4", "10.mp4", "empty.txt", "b/2.mp4"]
    assert (document["status"], document["errors"], document["level"]) == ("sealed", [], "authority")
    assert verify(run, document, "--tsa-cert", clock.ca_pem) == [(0, "authority")] * 4
    proof = json.loads(Path(document["proofs"][0]["proof_path"]).read_bytes())
    assert (proof["item"]["batch_id"], proof["sealed_at"]) == (document["batch_id"], document["timestamp"])
    assert (proof["item"]["title"], proof["item"]["origin"]) == ("长夜灯", "imported")
    assert proof["tree"]["root_sha256"] == document["root_sha256"] == Batch._base_manager.get().root_sha256


def test_without_an_authority_it_is_sealed_in_the_own_log_and_nothing_is_queued(run: Run, films: Path):
    code, document = run("seal", films / "1.mp4", "--title", "T")
    assert (code, document["status"], document["timestamp"], document["errors"]) == (0, "sealed", None, [])
    assert verify(run, document) == [(0, "own_log")]
    assert json.loads(Path(document["proofs"][0]["proof_path"]).read_bytes())["tree"]["path"] == []
    assert run("retry") == (0, {"sealed": 0, "still_queued": 0, "errors": []})


@pytest.mark.parametrize(
    ("mode", "code"),
    [("wrong_nonce", "nonce"), ("wrong_hash", "imprint"), ("expired", "expired"), ("html", "malformed")],
)
def test_an_authority_that_lies_is_queued_and_retry_upgrades_the_proof_in_its_place(
    run: Run, films: Path, clock: Authority, mode: str, code: str
):
    clock.mode = mode
    exit_code, document = run("seal", films / "1.mp4", "--title", "T", "--tsa", clock.url, "--tsa-cert", clock.ca_pem)
    assert (exit_code, document["status"], document["timestamp"]) == (0, "queued", None)
    assert [(e["url"], e["code"]) for e in document["errors"]] == [(clock.url, code)]
    place = Path(document["proofs"][0]["proof_path"])
    before = place.read_bytes()
    assert (json.loads(before)["level"], json.loads(before)["timestamps"]) == ("own_log", [])
    assert run("retry")[1]["still_queued"] == 1
    clock.mode = "honest"
    assert run("retry") == (0, {"sealed": 1, "still_queued": 0, "errors": []})
    assert verify(run, document, "--tsa-cert", clock.ca_pem) == [(0, "authority")]
    assert [p.read_bytes() for p in (place.parent / "earlier").iterdir()] == [before]


def test_of_two_authorities_the_good_answer_is_kept(run: Run, films: Path, clock: Authority):
    gone = down()
    _, document = run("seal", films / "1.mp4", "--title", "T", "--tsa", gone, "--tsa", clock.url)
    assert (document["status"], [e["code"] for e in document["errors"]]) == ("sealed", ["unreachable"])
    assert len(json.loads(Path(document["proofs"][0]["proof_path"]).read_bytes())["timestamps"]) == 1
    code, answer = run("retry")
    assert (code, answer["sealed"], answer["still_queued"]) == (0, 0, 0)
    assert [(e["url"], e["code"]) for e in answer["errors"]] == [(gone, "unreachable")]


def test_a_file_given_twice_is_two_leaves(run: Run, films: Path):
    _, document = run("seal", films / "1.mp4", films / "1.mp4", "--title", "T")
    assert document["tree_size"] == 2
    assert len({p["proof_path"] for p in document["proofs"]}) == 2
    assert verify(run, document) == [(0, "own_log")] * 2


@pytest.mark.parametrize(
    ("what", "code"),
    [("missing", "file_missing"), ("broken_link", "file_missing"), ("pipe", "not_a_file"), ("list", "list_unreadable"),
     ("certificate", "certificate_unreadable"), ("url", "url_unusable"), ("nothing", "nothing_to_seal")],
)  # fmt: skip
def test_what_cannot_be_sealed_stops_all_and_nothing_is_sent(
    run: Run, films: Path, clock: Authority, what: str, code: str
):
    (films / "link").symlink_to(films / "gone")
    os.mkfifo(films / "b" / "pipe")
    wanted: dict[str, list[object]] = {
        "missing": [films / "1.mp4", films / "gone.mp4"], "broken_link": [films], "pipe": [films / "b" / "pipe"],
        "list": ["--files-from", films / "gone.txt"], "certificate": [films / "1.mp4", "--tsa-cert", films / "1.mp4"],
        "url": [films / "1.mp4", "--tsa", "ftp://clock.example/"], "nothing": [],
    }  # fmt: skip
    exit_code, document = run("seal", *wanted[what], "--title", "T", "--tsa", clock.url)
    assert (exit_code, document["error"]["code"]) == (2, code)
    assert (clock.requests, EvidenceItem._base_manager.count(), Batch._base_manager.count()) == ([], 0, 0)


def test_names_in_five_scripts_and_in_none_are_sealed_from_a_list(
    run: Run, films: Path, monkeypatch: pytest.MonkeyPatch
):
    names = ["人物.png", "персонаж.png", "שם.png", "ตัวละคร.png", "キャラ\u200c.png", "a\udcff.png", "new\nline.png"]
    for name in names:
        (films / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    listed = b"\0".join(os.fsencode(films / name) for name in names) + b"\0"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    code, document = run("seal", "--files-from", "-", "--title", "五种文字")
    assert (code, document["tree_size"]) == (0, 7)
    told = [json.loads(Path(p["proof_path"]).read_bytes())["item"]["name"] for p in document["proofs"]]
    assert told == [*names[:5], "a\\xff.png", "newline.png"]
    for place, name in enumerate(names):
        assert run("verify", films / name, document["proofs"][place]["proof_path"])[0] == 0


def test_the_proofs_are_put_where_they_are_wanted_and_upgraded_there(
    run: Run, films: Path, clock: Authority, tmp_path: Path
):
    clock.mode = "http_500"
    _, document = run("seal", films / "1.mp4", "--title", "T", "--tsa", clock.url, "--out", tmp_path / "proofs")
    place = Path(document["proofs"][0]["proof_path"])
    assert place.parent == tmp_path / "proofs"
    clock.mode = "honest"
    run("retry")
    assert json.loads(place.read_bytes())["level"] == "authority"


def test_title_is_asked_for(run: Run, films: Path):
    assert run("seal", films)[0] == 2
