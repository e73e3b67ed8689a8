"""Generations that come in by themselves: one call of a tool, a watched folder, generators that speak the protocol."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from factories import make_member, make_property, make_studio
from manju.media.errors import Cancelled
from manju.people.errors import Refused
from manju.people.scope import in_studio
from manju.production import generating, keys
from manju.production.generators import Asked, GeneratorDown, GeneratorRefuses, comfyui, openai_images
from manju.production.generators.talking import Server
from manju.production.models import CreationEntry, SeenFile
from manju.production.recording import Subject
from manju.production.story import story_of
from manju.production.tokens import make_token, revoke_token
from manju.production.watching import look, watch_folder
from produced import comfy_graph, comfy_picture, picture

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def gu(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    member = make_member(make_studio(), "owner", name="顾青")
    with in_studio(member.studio_id):
        yield member.user


@pytest.fixture
def row(gu):
    return make_property()


@pytest.fixture
def call(gu):
    """Send JSON (or a form) to the one call, with the token of a tool."""
    _, secret = make_token(name="krita", by=gu)

    def sending(body: Any, *, token: str = secret, form: bool = False, **headers: str) -> tuple[int, Any]:
        headers |= {"Authorization": f"Bearer {token}"}
        client = Client(enforce_csrf_checks=True)
        if form:
            answer = client.post("/api/creation", body, headers=headers)
        else:
            data = body if isinstance(body, str) else json.dumps(body)
            answer = client.post("/api/creation", data, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return sending


def inline(data: bytes, **said: Any) -> dict[str, Any]:
    return {"base64": base64.b64encode(data).decode()} | said


def test_one_call_writes_an_entry_with_its_pictures_and_choices(row, call) -> None:
    status, said = call({
        "property": row.pk, "character": "zhiwei", "intent": "红斗篷", "prompt": "古风女子", "seed": 2**63,
        "model": "SDXL", "parameters": {"steps": 32}, "tool": "Krita AI",
        "outputs": [
            inline(picture(), name="a.png", kept=True, reason="眼神成立"), inline(picture(), name="b.png", kept=False),
        ],
    })  # fmt: skip
    assert (status, said["again"], said["late"], len(said["outputs"])) == (201, False, False, 2)
    entry = CreationEntry.objects.get()
    assert (entry.captured_by, entry.seed, entry.time_from) == ("api", str(2**63), "clock")
    assert [t.state for t in story_of(Subject(row, "zhiwei")).takes] == ["kept", "rejected"]


def test_a_form_with_a_file_tells_what_the_picture_says(row, call) -> None:
    file = SimpleUploadedFile("1.png", comfy_picture(seed=12))
    status, said = call({"property": row.pk, "character": "zhiwei", "outputs": file}, form=True)
    entry = CreationEntry.objects.get(pk=said["entry"])
    assert (status, entry.prompt, entry.seed, entry.tool) == (201, "古风女子，石榴红斗篷", "12", "ComfyUI")


def test_the_same_key_twice_is_one_entry(row, call) -> None:
    body = {"property": row.pk, "prompt": "灯", "idempotency_key": "run-7"}
    first, again = call(body), call({**body, "prompt": "another"})
    assert (first[0], again[0], again[1]["again"], first[1]["entry"]) == (201, 200, True, again[1]["entry"])
    assert CreationEntry.objects.get().prompt == "灯"


@pytest.mark.parametrize(("body", "status", "code"), [
    ("{", 400, "no_json"), ("[]", 400, "no_object"), ({"prompt": "x"}, 404, "no_property"),
    ({"property": 1, "promt": "x"}, 400, "unknown_field"), ({"property": -1}, 400, "no_number"),
    ({"property": 1, "outputs": [{"base64": "%%"}]}, 400, "no_base64"), ({"property": 1}, 422, "refused"),
    ({"property": 1, "prompt": "x", "made_at": "yesterday"}, 422, "refused"),
    ({"property": 1, "prompt": "x", "made_at": "2999-01-01T00:00:00Z"}, 422, "refused"),
    ({"property": 1, "outputs": [{"base64": "bm90IGEgcGljdHVyZQ=="}]}, 422, "refused"),
    ({"property": 1, "prompt": "x", "parameters": [1]}, 400, "no_object"), ("[" * 200_000, 400, "no_json"),
])  # fmt: skip
def test_a_wrong_call_is_told_what_is_wrong_and_writes_nothing(row, call, body, status, code) -> None:
    if isinstance(body, dict) and body.get("property") == 1:
        body = {**body, "property": row.pk}
    answer = call(body)
    assert (answer[0], answer[1]["error"]["code"], CreationEntry.objects.count()) == (status, code, 0)


def test_only_a_living_token_of_a_maker_writes_and_only_into_its_studio(gu, row, call) -> None:
    token, secret = make_token(name="old", by=gu)
    revoke_token(token, by=gu)
    body = {"property": row.pk, "prompt": "x"}
    assert [call(body, token=t)[0] for t in (secret, "", "mjc_nonsense")] == [401] * 3
    other = make_member(make_studio("长风", "Longwind"), "creator")
    with in_studio(other.studio_id):
        foreign = make_token(name="t", by=other.user)[1]
    assert call(body, token=foreign)[0] == 404
    viewer = make_member(make_studio("三", "Third"), "viewer")
    with in_studio(viewer.studio_id):
        assert call(body, token=make_token(name="t", by=viewer.user)[1])[0] == 401
    assert Client().get("/api/creation").status_code == 405


def test_an_earlier_time_is_said_and_marked_late(row, call) -> None:
    then = (timezone.now() - timedelta(days=2)).isoformat()
    assert call({"property": row.pk, "prompt": "x", "made_at": then})[1]["late"] is True
    assert CreationEntry.objects.get().time_from == "said"


def test_a_watched_folder_is_taken_once_and_only_whole_files(gu, row, tmp_path) -> None:
    place = tmp_path / "output"
    (place / "deep").mkdir(parents=True)
    now = datetime.now(UTC)
    for name, data, age in (
        ("1.png", comfy_picture(seed=1), 60), ("deep/2.png", comfy_picture(seed=2), 60), ("still.png", picture(), 0),
        ("broken.png", b"no picture at all", 60), ("notes.txt", b"x", 60), (".hidden.png", picture(), 60),
    ):  # fmt: skip
        (place / name).write_bytes(data)
        os.utime(place / name, (now.timestamp() - age,) * 2)
    folder = watch_folder(row, str(place), character="zhiwei", by=gu)
    first = look(folder, now=now)
    assert (first.taken, first.refused, first.unripe) == (2, 1, 1)
    assert sorted(CreationEntry.objects.values_list("seed", "time_from", "captured_by")) == [
        ("1", "file", "watched_folder"), ("2", "file", "watched_folder"),
    ]  # fmt: skip
    second = look(folder, now=now + timedelta(minutes=1))
    assert (second.taken, second.again, second.refused) == (1, 0, 0)
    (place / "copy.png").write_bytes((place / "1.png").read_bytes())
    third = look(folder, now=now + timedelta(minutes=9))
    assert (third.taken, third.again, SeenFile.objects.exclude(refusal_zh="").count()) == (0, 1, 1)


def test_a_folder_must_be_there_and_not_be_manjus_own(gu, row, settings, tmp_path) -> None:
    for path in ("output", str(tmp_path / "none"), str(settings.HOME), "/"):
        with pytest.raises(Refused):
            watch_folder(row, path, character="", by=gu)


@contextmanager
def serving(answers: Any) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A local server; `answers(method, path, body)` gives status and bytes or JSON. Yields address and calls."""
    asked: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            asked.append((self.command, self.path, body))
            status, content = answers(self.command, self.path, body)
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = answer  # noqa: N815  # http.server's own names

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def comfy(pictures: list[bytes], *, fails: str = "") -> Any:
    """ComfyUI's answers: the result is there at the second look; `fails` is an exception's message."""
    looks: dict[str, int] = {}

    def answers(method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/prompt":
            return 200, {"prompt_id": f"p{len(looks)}", "number": 1, "node_errors": {}}
        if path.startswith("/history/"):
            number = path.rsplit("/", 1)[-1]
            looks[number] = looks.get(number, 0) + 1
            if looks[number] < 2:
                return 200, {}
            if fails:
                status = {"status_str": "error", "messages": [["execution_error", {"exception_message": fails}]]}
                return 200, {number: {"status": status, "outputs": {}}}
            images = [{"filename": "zhiwei_1.png", "subfolder": "", "type": "output"}]
            return 200, {
                number: {"status": {"status_str": "success", "completed": True}, "outputs": {"9": {"images": images}}}
            }
        if path.startswith("/view?filename=zhiwei_1.png"):
            return 200, pictures.pop(0)
        return 200, {}

    return answers


NEVER = {"cancelled": lambda: False, "report": lambda share: None}


def test_comfyui_runs_the_graph_once_per_picture_with_seeds_that_count_up() -> None:
    first, second = picture(), picture()
    with serving(comfy([first, second])) as (address, asked):
        came = comfyui.generate(Server(address), comfy_graph(), Asked("lamp", seed=5, many=2), look_s=0.01, **NEVER)
    assert [data for _, data in came.pictures] == [first, second]
    sent = [body["prompt"]["3"]["inputs"]["seed"] for method, path, body in asked if path == "/prompt"]
    assert (sent, came.model, came.parameters["steps"]) == ([5, 6], "guofeng_v21.safetensors", 32)


def test_comfyuis_own_words_come_through_when_it_refuses_or_fails() -> None:
    errors = {"3": {"class_type": "KSampler", "errors": [{"message": "Value not in list", "details": "sampler_name"}]}}
    refused = lambda *a: (400, {"error": {"message": "invalid prompt"}, "node_errors": errors})  # noqa: E731
    with (
        serving(refused) as (address, _),
        pytest.raises(GeneratorRefuses, match="KSampler: Value not in list sampler_name"),
    ):
        comfyui.generate(Server(address), comfy_graph(), Asked("lamp"), **NEVER)
    with (
        serving(comfy([], fails="out of memory")) as (address, _),
        pytest.raises(GeneratorRefuses, match="out of memory"),
    ):
        comfyui.generate(Server(address), comfy_graph(), Asked("lamp"), look_s=0.01, **NEVER)


def test_cancelling_takes_the_run_off_comfyuis_queue() -> None:
    waits = lambda method, path, body: (200, {"prompt_id": "p1"}) if path == "/prompt" else (200, {})  # noqa: E731
    asks = iter([False] * 4 + [True] * 1000)
    with serving(waits) as (address, asked), pytest.raises(Cancelled):
        comfyui.generate(
            Server(address), comfy_graph(), Asked("lamp"), cancelled=lambda: next(asks), report=print, look_s=0.3
        )
    assert ("POST", "/queue", {"delete": ["p1"]}) in asked
    assert ("POST", "/interrupt", {"prompt_id": "p1"}) in asked


def test_openai_images_inline_and_by_address_with_the_prompt_it_made() -> None:
    one, other = picture(), picture()

    def answers(method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/images/generations":
            place = f"{address}/files/2.png?sig=1"
            rows = [{"b64_json": base64.b64encode(one).decode(), "revised_prompt": "a red lamp"}, {"url": place}]
            return 200, {"created": 1, "data": rows, "size": "1024x1024"}
        return (200, other) if path == "/files/2.png?sig=1" else (404, {})

    with serving(answers) as (address, asked):
        came = openai_images.generate(
            Server(f"{address}/v1", "sk-1"), "gpt-image", Asked("lamp", many=2, size="1024x1024"), **NEVER
        )
    assert [data for _, data in came.pictures] == [one, other]
    assert (came.revised_prompt, came.model, came.parameters["size"]) == ("a red lamp", "gpt-image", "1024x1024")
    assert asked[0][2] == {"prompt": "lamp", "n": 2, "model": "gpt-image", "size": "1024x1024"}


@pytest.mark.parametrize(("status", "said", "code"), [
    (401, {"error": {"message": "bad key"}}, "key_refused"), (404, {}, "no_such_server"),
    (200, {"data": []}, "no_pictures"),
    (400, {"error": {"message": "blocked by the moderation system"}}, "prompt_refused"),
    (400, {"error": {"message": "size"}}, "request_refused"),
    (200, {"data": [{"url": "http://10.0.0.1/x.png"}]}, "address_impossible"),
])  # fmt: skip
def test_what_an_images_server_refuses_is_told_apart(status, said, code) -> None:
    with serving(lambda *a: (status, said)) as (address, _), pytest.raises(GeneratorRefuses) as refused:
        openai_images.generate(Server(address), "m", Asked("lamp"), **NEVER)
    assert refused.value.code == code


def test_a_server_that_is_away_or_overloaded_may_answer_later() -> None:
    with serving(lambda *a: (503, {})) as (address, _), pytest.raises(GeneratorDown, match="503"):
        openai_images.generate(Server(address), "m", Asked("lamp"), **NEVER)
    with pytest.raises(GeneratorDown):
        openai_images.generate(Server(address), "m", Asked("lamp"), **NEVER)
    with pytest.raises(GeneratorRefuses, match="address_impossible"):
        openai_images.generate(Server("http://169.254.169.254/v1"), "m", Asked("lamp"), **NEVER)


class _Working:
    """What a job may do, for a job that is called here."""

    job_id = "11111111-1111-1111-1111-111111111111"

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}

    def report(self, progress: float, doing: Any = None) -> None:
        pass

    def cancelled(self) -> bool:
        return False

    def result(self, **values: Any) -> None:
        self.said |= values

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield


def run(generator: Any, row: Any, by: Any) -> _Working:
    working = _Working()
    job = generating.generate_soon(
        generator, Subject(row, "zhiwei"), Asked("lamp", seed=3), heading="灯", intent="", by=by
    )
    generating.generate_job.function(working, **job.params)
    return working


def test_a_generation_of_the_page_writes_itself_down_and_so_does_a_refusal(gu, row) -> None:
    ok = {"data": [{"b64_json": base64.b64encode(picture()).decode(), "revised_prompt": "a lamp"}]}
    answers = iter([(200, ok), (401, {})])
    with serving(lambda *a: next(answers)) as (address, _):
        generator = generating.add_generator(
            kind="openai", name="图", address=f"{address}/v1", model="m1", workflow="", key="sk-secret", by=gu
        )
        assert run(generator, row, gu).said["pictures"] == 1
        CreationEntry.objects.get()
        _Working.job_id = "22222222-2222-2222-2222-222222222222"
        with pytest.raises(GeneratorRefuses):
            run(generator, row, gu)
    good, bad = CreationEntry.objects.order_by("pk")
    assert (good.captured_by, good.seed, good.model, good.parameters["revised_prompt"]) == (
        "generator",
        "3",
        "m1",
        "a lamp",
    )
    assert (bad.outputs.count(), bad.failure.en) == (0, "The server refuses the key.")
    generating.remove_generator(generator, by=gu)
    assert keys.has_key(generator.pk) is False


@pytest.mark.parametrize("fields", [
    {"address": "ftp://x"}, {"kind": "comfyui", "workflow": ""}, {"kind": "comfyui", "workflow": '{"nodes": []}'},
    {"name": ""},
])  # fmt: skip
def test_a_generator_that_cannot_work_is_not_set_up(gu, fields) -> None:
    usual = {"kind": "openai", "name": "x", "address": "http://127.0.0.1:1", "model": "", "workflow": "", "key": ""}
    with pytest.raises(Refused):
        generating.add_generator(**usual | fields, by=gu)
