"""Sending a stored file: by its row and never by a raw path, in ranges, with headers that keep it what it is.

The caller has already found the row through its scope; distribution serves its files through here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe

BLOCK: Final = 2**18
TYPES: Final = {
    ".mp4": "video/mp4", ".mov": "video/mp4", ".webm": "video/webm", ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".svg": "image/svg+xml", ".json": "application/json", ".zip": "application/zip",
}  # fmt: skip
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


def serve(
    request: HttpRequest, stored: str | Path, *, content_type: str = "", download_as: str | None = None
) -> HttpResponseBase:
    """The file at `stored` (path under the media folder, or a whole path in it), whole or the one range asked for.

    The type follows from the stored ending unless `content_type` says it; `download_as` names it and makes the
    browser keep it instead of showing it.

    Raises:
        Http404: nothing is stored there, or the path leads out of the media folder.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / stored).resolve()
    if not str(stored) or not path.is_relative_to(root) or not path.is_file():
        raise Http404
    facts = path.stat()
    tag = f'"{facts.st_size:x}-{facts.st_mtime_ns:x}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Last-Modified": http_date(facts.st_mtime),
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Disposition": "inline" if download_as is None else _attached(download_as),
    }
    kind = content_type or TYPES.get(path.suffix.lower(), "application/octet-stream")
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    seen = request.headers.get("If-None-Match")
    if seen == tag or (seen is None and since is not None and int(facts.st_mtime) <= since):
        return HttpResponse(status=304, headers=headers)
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", tag) in (tag, headers["Last-Modified"]):
        found = _span(asked, facts.st_size)
        if found is not None:
            return _part(path, found, facts.st_size, kind, headers)
    whole = headers | {"Content-Length": str(facts.st_size)}
    return StreamingHttpResponse(_read(path, 0, facts.st_size - 1), content_type=kind, headers=whole)


def _attached(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; an empty span `(0, -1)` when none of it is there; None to send all.

    >>> _span("bytes=0-99", 1000), _span("bytes=-10", 1000), _span("bytes=990-", 1000), _span("bytes=1000-", 1000)
    ((0, 99), (990, 999), (990, 999), (0, -1))
    """
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else (0, -1)
    if int(first) >= size:
        return (0, -1)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(path: Path, span: tuple[int, int], size: int, kind: str, headers: dict[str, str]) -> HttpResponseBase:
    first, last = span
    if last < first:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    exact = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_read(path, first, last), status=206, content_type=kind, headers=headers | exact)


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
