"""The page and the dialog through which files come in; pieces go to `tus`, whole files through the plain form."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from manju.catalogue import receiving
from manju.catalogue.admission import check_size, plain_name
from manju.catalogue.models import Master, Season, Upload
from manju.catalogue.numbers import read_numbers
from manju.media.errors import MediaError
from manju.media.probe import LIMITS
from manju.people.access import may_view, member_of
from manju.words import Words

AT_ONCE: Final = 500


class ToUploads(FileUploadHandler):
    """Streams a form's files into the folder of uploads, on the disk where they will stay."""

    file: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().new_file(*args, **kwargs)
        folder = Path(settings.MEDIA_ROOT) / "uploads"
        folder.mkdir(parents=True, exist_ok=True)
        self.file = tempfile.NamedTemporaryFile(dir=folder, prefix="form-")  # noqa: SIM115  # closed by the view

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LIMITS.size_bytes:
            return
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.file.flush()
        self.file.seek(0)
        return UploadedFile(file=self.file, name=self.file_name, content_type="", size=file_size)


@contextmanager
def sent(file: UploadedFile[bytes]) -> Iterator[Path]:
    """Where a file that came through `ToUploads` lies; it may be moved away, and is gone afterwards.

    Raises:
        MediaError: it is empty or too large.
    """
    try:
        check_size(file.size or 0)
        yield Path(file.file.name)  # type: ignore[union-attr]  # ToUploads gave it a name
    finally:
        with suppress(FileNotFoundError):  # it was moved to its place
            file.close()


@csrf_exempt  # the upload handler must be set before the token is read from the form; checked right below
def receive(request: HttpRequest) -> HttpResponse:
    """Ask where files go, and take them when the browser sends them in one form."""
    request.upload_handlers = [ToUploads(request)]
    return _receive(request)


@csrf_protect
@may_view("make")
def _receive(request: HttpRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    context: dict[str, object] = {
        "seasons": list(
            Season.objects.select_related("work__of_property").order_by("work__of_property", "work", "number")
        ),
        "chosen": asked.get("season", ""), "number": asked.get("number", ""), "problems": [],
    }  # fmt: skip
    if request.method == "POST":
        problems, going_to = _take(request)
        if not problems and going_to is not None:
            return redirect(going_to)
        context["problems"] = problems
    name = "catalogue/_receive_dialog.html" if asked.get("dialog") else "catalogue/receive.html"
    return render(request, name, context, status=422 if context["problems"] else 200)


def _take(request: HttpRequest) -> tuple[list[tuple[str, Words, Words]], Season | None]:
    """Take every file of the form; what cannot be taken is named with its reason, the others are kept."""
    season = Season.objects.filter(pk=_whole(request.POST.get("season", ""))).first()
    typed = _whole(request.POST.get("number", ""))
    files = request.FILES.getlist("files")
    if season is None:
        said = Words("先选一季。", "Choose a season first."), Words("母版要有去处。", "A master needs a place to go.")
        return [("", *said)], None
    if not files:
        said = Words("还没选文件。", "No file was chosen."), Words("选一个视频文件。", "Choose a video file.")
        return [("", *said)], None
    problems: list[tuple[str, Words, Words]] = []
    for file, reading in zip(files, read_numbers([f.name or "" for f in files]), strict=True):
        name = plain_name(file.name or "")
        number = (typed if len(files) == 1 else None) or reading.number
        try:
            user = member_of(request).user
            with sent(file) as source:
                taken = receiving.take_whole(season, _said_number(number), by=user, name=name, source=source)
        except MediaError as why:
            problems.append((name, why.message, why.hint))
        else:
            _say(request, taken)
    return problems, season


def _said_number(number: int | None) -> int:
    if number is None:
        raise MediaError(
            "no_number",
            Words("看不出这是第几集。", "The name does not say which episode this is."),
            Words("在“集数”里填上，再选一次这个文件。", "Fill in the episode number and choose the file again."),
        )
    return number


def _whole(text: str) -> int | None:
    """A number somebody typed or chose; None when it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _say(request: HttpRequest, taken: receiving.Taken) -> None:
    episode = taken.master.episode
    said = Words("已收下{e}，正在检查。", "Received {e}; it is being checked.")
    if taken.again:
        said = Words(
            "{e}已有完全相同的文件，没有重复存。", "{e} has exactly this file already; nothing was stored twice."
        )
    messages.success(request, str(said.fill(e=episode.name)))


@may_view("make")
@require_POST
def numbers(request: HttpRequest) -> JsonResponse:
    """What the names of dropped files say, and which of those episodes have a master already."""
    names = request.POST.getlist("name")[:AT_ONCE]
    chosen = _whole(request.POST.get("season", ""))
    have: set[int] = set()
    if chosen is not None:
        season = get_object_or_404(Season.objects, pk=chosen)
        have = set(Master.objects.filter(episode__season=season).values_list("episode__number", flat=True))
    readings = [{"number": r.number, "candidates": list(r.candidates)} for r in read_numbers(names)]
    return JsonResponse({"readings": readings, "have": sorted(have)})


@may_view("make")
@require_POST
def forget(request: HttpRequest, pk: str) -> HttpResponseRedirect:
    """Cancel an upload that stopped halfway."""
    upload: Upload = get_object_or_404(Upload.objects, pk=pk)
    season = Season.objects.filter(pk=upload.target.get("season")).first()
    try:
        receiving.cancel_upload(upload, by=member_of(request).user)
    except (receiving.Busy, receiving.Gone):
        messages.error(request, str(Words("它正在传，先在那边停下。", "It is being uploaded: pause it there first.")))
    else:
        messages.success(request, str(Words("已取消上传：{f}", "Upload cancelled: {f}").fill(f=upload.name)))
    return redirect(season or "catalogue:properties")
