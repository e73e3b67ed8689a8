"""Sending a file of the media folder: whole or the range a player asks for, in pieces, only to who may see it.

The caller has already found the row in its studio's scope; nothing here takes a path from an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe

PIECE: Final = 2**16


def serve(request: HttpRequest, path: Path, *, content_type: str, download_as: str | None = None) -> HttpResponseBase:
    """The file at `path`, with `Range` and `If-Modified-Since`; `download_as` names it and makes it a download.

    Raises:
        Http404: there is no such file.
    """
    try:
        file = path.open("rb")
        about = path.stat()
    except OSError as error:
        raise Http404 from error
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    response: HttpResponseBase
    wanted = _range(request.headers.get("Range", ""), about.st_size)
    if since is not None and int(about.st_mtime) <= since and not wanted:
        file.close()
        response = HttpResponse(status=304)
    elif wanted == "beyond":
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{about.st_size}"})
    elif isinstance(wanted, tuple):
        first, last = wanted
        response = StreamingHttpResponse(_part(file, first, last), status=206, content_type=content_type)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{about.st_size}"
        response.headers["Content-Length"] = str(last - first + 1)
    else:
        response = FileResponse(file, content_type=content_type)
        response.headers["Content-Length"] = str(about.st_size)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Last-Modified"] = http_date(about.st_mtime)
    response.headers["Cache-Control"] = "private, max-age=60"
    response.headers["Content-Disposition"] = (
        "inline" if download_as is None else f"attachment; filename*=UTF-8''{quote(download_as, safe='')}"
    )
    return response


def _range(header: str, size: int) -> tuple[int, int] | str | None:
    """One byte range as first and last byte; `beyond` when outside the file, None when not asked or not understood.

    >>> _range("bytes=0-99", 1000), _range("bytes=-100", 1000), _range("bytes=1000-", 1000), _range("", 1000)
    ((0, 99), (900, 999), 'beyond', None)
    """
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else "beyond"
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start >= size:
        return "beyond"
    return (start, end) if start <= end else None


def _part(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
