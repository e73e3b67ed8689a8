"""The upload protocol, tus 1.0: POST opens, HEAD says how far, PATCH brings a piece, DELETE cancels.

Answers and errors are listed in docs/howto/upload.md.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from manju.catalogue import receiving
from manju.catalogue.destinations import Destination, Landed, destination_of
from manju.catalogue.models import Season, Upload
from manju.media.errors import MediaError
from manju.media.probe import LIMITS
from manju.people.access import may_view, member_of, require
from manju.words import Words

VERSION: Final = "1.0.0"
PIECE_TYPE: Final = "application/offset+octet-stream"
CHECKSUM_MISMATCH: Final = 460
_STATUS: Final = {"too_large": 413, "disk_full": 507, "bad_number": 400}


@may_view("see")  # what a file is for decides who may bring it: `_may_bring`
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Open an upload: `Upload-Length`, `Upload-Metadata` with filename, season and number; or filename and `for`."""
    if request.method == "OPTIONS":
        return _answer(204, {"Tus-Version": VERSION, "Tus-Extension": "creation,termination,checksum",
                             "Tus-Checksum-Algorithm": "sha256", "Tus-Max-Size": str(LIMITS.size_bytes)})  # fmt: skip
    if (said := _wrong_version(request)) is not None:
        return said
    length = request.headers.get("Upload-Length", "")
    if not length.isascii() or not length.isdigit() or len(length) > 18:
        return _problem(400, "no_length", Words("缺少 Upload-Length。", "Upload-Length is missing."))
    try:
        about = _metadata(request.headers.get("Upload-Metadata", ""))
        destination = destination_of({"for": about["for"]} if "for" in about else {})
        season_id, number = (0, 0) if destination else (int(about["season"]), int(about["number"]))
    except (LookupError, ValueError):
        return _problem(400, "bad_metadata", Words("缺少文件名、季或集数。", "Filename, season or number is missing."))
    _may_bring(request, destination)
    by, name, size = member_of(request).user, about.get("filename", ""), int(length)
    try:
        if destination is not None:
            upload = receiving.start_upload_for(destination, by=by, name=name, size_bytes=size)
        else:
            season = get_object_or_404(Season.objects, pk=season_id)
            upload = receiving.start_upload(season, number, by=by, name=name, size_bytes=size)
    except MediaError as why:
        return _refusal(why)
    return _answer(201, {"Location": reverse("catalogue:upload", args=[upload.pk]), "Upload-Offset": "0"})


@may_view("see")
@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: PLR0911  # one answer per turn the protocol takes
    """One upload of this studio; another studio's is not there."""
    if request.method == "OPTIONS":
        return _answer(204, {"Tus-Version": VERSION})
    if (said := _wrong_version(request)) is not None:
        return said
    row = Upload.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    _may_bring(request, destination_of(row.target))
    try:
        if request.method == "HEAD":
            sizes = {"Upload-Offset": str(receiving.offset_of(row)), "Upload-Length": str(row.size_bytes)}
            return _answer(200, sizes | {"Cache-Control": "no-store"})
        if request.method == "DELETE":
            receiving.cancel_upload(row, by=member_of(request).user)
            return _answer(204)
        return _take_piece(request, row)
    except receiving.Busy:
        return _problem(423, "busy", Words("另一处正在上传这个文件。", "This file is being uploaded from elsewhere."))
    except receiving.Gone:
        return _problem(410, "gone", Words("这次上传已经结束或取消。", "This upload has ended or was cancelled."))


def _take_piece(request: HttpRequest, row: Upload) -> HttpResponse:  # noqa: PLR0911  # one answer per fault the protocol names
    if request.content_type != PIECE_TYPE:
        return _problem(415, "bad_type", Words("内容类型不对。", "The content type is wrong."))
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if not (offset.isascii() and offset.isdigit() and length.isascii() and length.isdigit()):
        return _problem(400, "no_offset", Words("缺少位置或长度。", "Offset or length is missing."))
    try:
        checksum = _checksum(request.headers.get("Upload-Checksum", ""))
        new = receiving.append(row, int(offset), request, int(length), sha256=checksum)  # type: ignore[arg-type]  # a request reads like a file
        headers = {"Upload-Offset": str(new)}
        if new == row.size_bytes:
            headers |= _ending(receiving.finish(row, by=member_of(request).user))
    except receiving.WrongOffset as at:
        said = _problem(
            409, "wrong_offset", Words("位置对不上，从服务器的位置继续。", "Wrong offset: go on from the server's.")
        )
        said["Upload-Offset"] = str(at.offset)
        return said
    except receiving.WrongChecksum:
        return _problem(
            CHECKSUM_MISMATCH, "damaged", Words("这一块传坏了，请重传。", "This piece arrived damaged: send it again.")
        )
    except MediaError as why:
        return _refusal(why)
    except ValueError:
        return _problem(
            400, "bad_checksum", Words("校验值读不懂；用 sha256。", "The checksum cannot be read; use sha256.")
        )
    return _answer(204, headers)


def _may_bring(request: HttpRequest, destination: Destination | None) -> None:
    """Stop with 403 unless this member may bring files of that kind."""
    require(member_of(request), "make" if destination is None else destination.task)


def _ending(taken: receiving.Taken | Landed) -> dict[str, str]:
    if isinstance(taken, Landed):
        return {"Manju-Page": taken.address, "Manju-Said": quote(str(taken.said))}
    episode = taken.master.episode
    said = Words("已收下，正在检查", "Received; being checked")
    if taken.again:
        said = Words("{e}已有完全相同的文件，没有重复存", "{e} has exactly this file already; nothing was stored twice")
    return {"Manju-Episode": episode.get_absolute_url(), "Manju-Said": quote(str(said.fill(e=episode.name)))}


def _metadata(header: str) -> dict[str, str]:
    """Tus metadata: `key base64,key base64`.

    >>> _metadata("filename MDMubXA0,season Nw==")
    {'filename': '03.mp4', 'season': '7'}
    """
    found = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        found[key] = base64.b64decode(value, validate=True).decode("utf-8")
    return found


def _checksum(header: str) -> bytes | None:
    if not header:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm != "sha256":
        raise ValueError(algorithm)
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(value) from error


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable", VERSION) == VERSION:
        return None
    said = _problem(412, "tus_version", Words("只懂 tus 1.0.0。", "Only tus 1.0.0 is spoken here."))
    said["Tus-Version"] = VERSION
    return said


def _refusal(why: MediaError) -> HttpResponse:
    return _problem(_STATUS.get(why.code, 422), why.code, why.message, why.hint)


def _problem(status: int, code: str, what: Words, hint: Words | None = None) -> HttpResponse:
    body = {"type": "about:blank", "status": status, "code": code, "title": str(what), "detail": str(hint or "")}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Tus-Resumable"] = VERSION
    return response


def _answer(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(status=status, headers={"Tus-Resumable": VERSION, **(headers or {})})
