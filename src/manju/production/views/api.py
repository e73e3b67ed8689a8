"""POST /api/creation: one call by which any tool writes into the log. A token, JSON or a form; clear answers."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from manju.catalogue.admission import plain_name
from manju.catalogue.models import Property
from manju.media.generation import read_generation
from manju.people.errors import Refused
from manju.people.middleware import open_to_all
from manju.people.scope import in_studio
from manju.production.capturing import made_of
from manju.production.models import CaptureToken, CreationEntry
from manju.production.recording import Given, Made, decide, record_creation
from manju.production.tokens import bearer_of
from manju.production.views.asked import moment_of, subject_asked
from manju.words import Words

LARGEST: Final = 96 * 2**20  # of a JSON body, pictures as base64 in it
A_MINUTE: Final = 240
KNOWN: Final = frozenset({
    "property", "character", "episode", "asset", "heading", "intent", "prompt", "negative_prompt", "model",
    "model_version", "seed", "parameters", "tool", "round", "made_at", "idempotency_key", "outputs", "references",
})  # fmt: skip
WORDS: Final = ("heading", "intent", "prompt", "negative_prompt", "model", "model_version", "tool")
Json = dict[str, Any]  # Any: JSON of the caller


class _Wrong(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: str, message: Words, **more: str) -> None:
        super().__init__(code)
        self.answer = JsonResponse({"error": {"code": code, "zh": message.zh, "en": message.en, **more}}, status=status)


@csrf_exempt  # no cookie counts here: only the token in the head of the request
@open_to_all
def receive(request: HttpRequest) -> JsonResponse:
    """Write one act of creation down; 201 with the entry, 200 when the same call came before."""
    try:
        _only_post(request)
        token = _token(request)
        with in_studio(token.studio_id):
            return _received(request, token)
    except _Wrong as wrong:
        if wrong.answer.status_code == 405:
            wrong.answer["Allow"] = "POST"
        return wrong.answer
    except Refused as why:
        return JsonResponse(
            {"error": {"code": "refused", "field": why.field, "zh": why.message.zh, "en": why.message.en}}, status=422
        )


def _received(request: HttpRequest, token: CaptureToken) -> JsonResponse:
    since = timezone.now() - timedelta(minutes=1)
    if CreationEntry.objects.filter(by=token.user, captured_by="api", recorded_at__gte=since).count() >= A_MINUTE:
        raise _Wrong(429, "too_many", Words("一分钟最多 240 次。", "At most 240 calls a minute."))
    with (
        TemporaryDirectory(prefix="manju-api-") as folder,
        _asked(request, Path(folder)) as (asked, outputs, references),
    ):
        unknown = sorted(set(asked) - KNOWN)
        if unknown:
            raise _Wrong(400, "unknown_field", Words("不认识：{f}", "Unknown: {f}").fill(f=", ".join(unknown)[:200]))
        row = Property.objects.filter(pk=_number(asked, "property")).first()
        if row is None:
            raise _Wrong(404, "no_property", Words("没有这个 IP。", "There is no such property."), field="property")
        subject = subject_asked(row, asked)
        key = str(asked.get("idempotency_key") or request.headers.get("Idempotency-Key") or "")[:100]
        key = f"api:{token.user_id}:{key}" if key else ""
        before = CreationEntry.objects.filter(key=key).first() if key else None
        entry = before or record_creation(
            subject, _made(asked, outputs), captured_by="api", by=token.user, key=key,
            outputs=[given for given, _ in outputs], references=[given for given, _ in references],
        )  # fmt: skip
        if before is None:
            _decide(entry, outputs, token)
    rows = list(entry.outputs.all())
    return JsonResponse(
        {
            "entry": entry.pk, "url": request.build_absolute_uri(entry.get_absolute_url()), "again": before is not None,
            "made_at": entry.made_at.isoformat(), "recorded_at": entry.recorded_at.isoformat(), "late": entry.is_late,
            "outputs": [{"id": o.pk, "name": o.name, "sha256": o.sha256} for o in rows],
        },
        status=201 if before is None else 200,
    )  # fmt: skip


def _only_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise _Wrong(405, "post_only", Words("用 POST。", "Use POST."))


def _token(request: HttpRequest) -> CaptureToken:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = bearer_of(secret.strip()) if kind.lower() == "bearer" else None
    if token is None:
        said = Words("令牌不对。请求头写 Authorization: Bearer <令牌>。",
                     "No valid token. Send the header Authorization: Bearer <token>.")  # fmt: skip
        raise _Wrong(401, "no_token", said)
    return token


Files = list[tuple[Given, Json]]
"""A file, and what is said of it: `kept`, `reason`."""


@contextmanager
def _asked(request: HttpRequest, folder: Path) -> Iterator[tuple[Json, Files, Files]]:
    kind = (request.content_type or "").lower()
    if kind == "application/json":
        asked = _json(request)
        outputs, references = (_inline(asked, name, folder) for name in ("outputs", "references"))
        yield asked, outputs, references
    elif kind == "multipart/form-data":
        asked = {name: request.POST[name] for name in request.POST}
        if asked.get("parameters"):
            asked["parameters"] = _loads(asked["parameters"], "parameters")
        found = []
        for name in ("outputs", "references"):
            files: Files = []
            for n, upload in enumerate(request.FILES.getlist(name)):
                path = folder / f"{name}-{n}"
                with path.open("wb") as out:
                    for chunk in upload.chunks():
                        out.write(chunk)
                files.append((Given(path, plain_name(upload.name or path.name)), {}))
            found.append(files)
        yield asked, found[0], found[1]
    else:
        raise _Wrong(
            415, "json_or_form", Words("发 JSON 或 multipart/form-data。", "Send JSON or multipart/form-data.")
        )


def _json(request: HttpRequest) -> Json:
    length = request.headers.get("Content-Length", "")
    too_large = Words(
        "超过 96 MB。大文件用 multipart/form-data。", "More than 96 MB: send large files as multipart/form-data."
    )
    if length.isdigit() and int(length) > LARGEST:
        raise _Wrong(413, "too_large", too_large)
    data = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _Wrong(413, "too_large", too_large)
    found = _loads(data, "")
    if not isinstance(found, dict):
        raise _Wrong(400, "no_object", Words("JSON 要是一个对象。", "The JSON must be an object."))
    return found


def _loads(text: str | bytes, field: str) -> Any:  # Any: JSON of the caller
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise _Wrong(
            400, "no_json", Words("不是 JSON：{why}", "No JSON: {why}").fill(why=str(error)[:120]), field=field
        ) from error


def _inline(asked: Json, name: str, folder: Path) -> Files:
    rows = asked.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _Wrong(400, "no_list", Words("{f} 要是列表。", "{f} must be a list.").fill(f=name), field=name)
    found: Files = []
    for n, row in enumerate(rows):
        try:
            data = base64.b64decode(str(row.get("base64", "")), validate=True)
        except (binascii.Error, ValueError) as error:
            raise _Wrong(
                400,
                "no_base64",
                Words("第 {n} 个文件不是 base64。", "File {n} is no base64.").fill(n=n + 1),
                field=name,
            ) from error
        path = folder / f"{name}-{n}"
        path.write_bytes(data)
        found.append((Given(path, plain_name(str(row.get("name") or f"{n + 1}.png"))), row))
    return found


def _made(asked: Json, outputs: Files) -> Made:
    """What the caller says; what it leaves out is read from the first picture."""
    parameters = asked.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise _Wrong(
            400, "no_object", Words("parameters 要是一个对象。", "parameters must be an object."), field="parameters"
        )
    made_at = moment_of(str(asked.get("made_at") or ""))
    heading, intent, prompt, negative, model, version, tool = (str(asked.get(name) or "") for name in WORDS)
    seed = "" if asked.get("seed") is None else str(asked["seed"])
    said = Made(
        heading, intent, prompt, negative, model, version, seed, parameters, tool, _number(asked, "round"), made_at,
        "said" if made_at else "clock",
    )  # fmt: skip
    if not outputs or said.prompt:
        return said
    made = made_of(read_generation(outputs[0][0].path), said=said)
    return made if made.made_at else replace(made, time_from="clock")


def _number(asked: Mapping[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 9:
        raise _Wrong(400, "no_number", Words("{f} 要是整数。", "{f} must be a whole number.").fill(f=name), field=name)
    return int(str(value))


def _decide(entry: CreationEntry, outputs: Files, token: CaptureToken) -> None:
    """What the caller says of single outputs."""
    said = {
        str(row.get("name") or f"{n + 1}.png"): row
        for n, (_, row) in enumerate(outputs)
        if isinstance(row.get("kept"), bool)
    }
    for output in entry.outputs.all():
        row = said.get(output.name)
        if row is not None:
            decide([output], kept=row["kept"], reason=str(row.get("reason") or ""), by=token.user)
