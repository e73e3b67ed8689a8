"""A deliverable's files by its number: picture, cover and package, each in its studio's scope only."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from manju.catalogue.models import Season
from manju.catalogue.serving import serve
from manju.distribution.clearing import stop_of
from manju.distribution.models import Deliverable
from manju.filings.numbers import Stop
from manju.media.channels import profiles
from manju.people.access import may_view

PIECE = 2**18


@require_GET
@may_view("see")
def video(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _fresh(serve(request, _path(_found(pk).file), content_type="video/mp4"))


@require_GET
@may_view("see")
def cover(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _fresh(serve(request, _path(_found(pk).cover), content_type="image/jpeg"))


@require_GET
@may_view("deliver")
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip for the person who uploads; there is none for what failed its check."""
    row = _found(pk)
    if (stop := stop_of(row)) is not None:
        return _sent_to(request, stop)
    name = package_name(row)
    return _fresh(serve(request, _path(row.package), content_type="application/zip", download_as=name))


@require_GET
@may_view("deliver")
def season_packages(request: HttpRequest, pk: int, channel: str) -> HttpResponseBase:
    """The newest package of every episode of a season for one channel, as one zip that is made while it is sent."""
    season = get_object_or_404(Season.objects.select_related("work"), pk=pk)
    if channel not in profiles():
        raise Http404
    rows = Deliverable.objects.filter(episode__season=season, channel=channel).exclude(package="")
    newest = {row.episode_id: row for row in rows.shown().order_by("pk")}
    packed = sorted(newest.values(), key=lambda row: int(row.episode.number))
    for row in packed:
        if (stop := stop_of(row)) is not None:
            return _sent_to(request, stop)
    files = [(package_name(row), path) for row in packed if (path := _path(row.package)).is_file()]
    if not files:
        waiting = Deliverable.objects.filter(episode__season=season, channel=channel, state="passed").shown()
        stops = (stop for row in waiting if (stop := stop_of(row)) is not None)
        if (first := next(stops, None)) is not None:
            return _sent_to(request, first)
        raise Http404
    name = _name(f"{season.work.title_zh}-S{season.number}-{channel}.zip")
    response = StreamingHttpResponse(zipped(files), content_type="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def _sent_to(request: HttpRequest, stop: Stop) -> HttpResponseBase:
    """To where the number is written, with the reason."""
    messages.error(request, str(stop.words))
    return redirect(stop.address)


def package_name(row: Deliverable) -> str:
    """`长夜灯-S1E07-douyin-zh.zip`: sorts by episode, says what it is without opening it."""
    season = row.episode.season
    return _name(f"{season.work.title_zh}-S{season.number}E{row.episode.number:02}-{row.channel}-{row.language}.zip")


def zipped(files: Sequence[tuple[str, Path]]) -> Iterator[bytes]:
    """A zip of these files, stored as they are, piece by piece: never held in memory nor written to disk."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # writes only
        for name, path in files:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield pipe.taken()
        yield pipe.taken()
    yield pipe.taken()


class _Pipe:
    """Where a zip is written to while it is sent: keeps only what has not been sent yet, cannot be rewound."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, piece: bytes) -> int:
        self._waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing lies between this and the wire."""

    def taken(self) -> bytes:
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


def _found(pk: int) -> Deliverable:
    return get_object_or_404(Deliverable.objects.select_related("episode__season__work"), pk=pk)


def _fresh(response: HttpResponseBase) -> HttpResponseBase:
    """A deliverable rendered again keeps its address: browsers ask whether theirs is still the one."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _path(stored: str) -> Path:
    if not stored:
        raise Http404
    return Path(settings.MEDIA_ROOT) / stored


def _name(text: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", text)
