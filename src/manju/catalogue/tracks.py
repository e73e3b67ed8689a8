"""The page of an episode's lettering and dub: what each language has, files to bring, a look at a layer on its film."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from manju.catalogue import layering, receiving
from manju.catalogue.admission import plain_name
from manju.catalogue.models import Episode, LetteringLayer, Master, Stem
from manju.catalogue.serving import serve
from manju.catalogue.taking import ToUploads, sent
from manju.media.cover import take_frame
from manju.media.errors import MediaError
from manju.media.languages import LANGUAGE_NAMES, language_name
from manju.media.lettering.drawing import draw_layer
from manju.media.lettering.laying import paste
from manju.media.lettering.spans import ENDINGS, LIST_NAMES, read_layers, span_of
from manju.media.mixing.stems import KINDS, StemKind
from manju.media.probe import probe_master
from manju.media.render.encode import Source
from manju.media.whole import written_whole
from manju.people.access import may, may_view, member_of, require
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

AT_ONCE: Final = 120
PREVIEW_PX: Final = 720


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one language of an episode has."""

    tag: str
    dub: Stem | None
    layers: tuple[LetteringLayer, ...]

    @property
    def name(self) -> Words:
        return language_name(self.tag)


def spoken_in(episode: Episode) -> list[Spoken]:
    """The languages in which an episode has a dub or lettering, in the order of the language list."""
    dubs = {s.language: s for s in Stem.objects.in_use().filter(episode=episode, kind="dub")}
    layers: dict[str, list[LetteringLayer]] = {}
    for layer in LetteringLayer.objects.in_use().filter(episode=episode):
        layers.setdefault(layer.language, []).append(layer)
    tags = [t for t in LANGUAGE_NAMES if t in dubs or t in layers]
    return [Spoken(t, dubs.get(t), tuple(layers.get(t, ()))) for t in tags]


@csrf_exempt  # the upload handler must be set before the token is read from the form; checked right below
def tracks(request: HttpRequest, pk: int) -> HttpResponse:
    """What an episode has, and taking what is brought."""
    request.upload_handlers = [ToUploads(request)]
    return _tracks(request, pk)


@csrf_protect
@may_view("see")
def _tracks(request: HttpRequest, pk: int) -> HttpResponse:
    episode = get_object_or_404(Episode.objects.select_related("season__work__of_property"), pk=pk)
    problem: tuple[Words, Words | None] | None = None
    if request.method == "POST":
        require(member_of(request), "make")
        try:
            messages.success(request, str(_take(request, episode, member_of(request).user)))
        except MediaError as why:
            problem = why.message, why.hint
        except Refused as why:
            problem = why.message, None
        else:
            return redirect("catalogue:tracks", pk=episode.pk)
    languages = spoken_in(episode)
    context = {
        "episode": episode, "languages": languages, "problem": problem,
        "chosen": request.POST.get("language", "zh" if episode.season.work.language == "en" else "en"),
        "shared": Stem.objects.in_use().filter(episode=episode).exclude(kind="dub"),
        "current": episode.master, "text_free": episode.text_free_master,
        "checking": episode.masters.filter(text_free=True, state=Master.State.RECEIVED).exists(),
        "choices": LANGUAGE_NAMES.items(), "may_make": may(member_of(request), "make"),
        "shared_kinds": [(k, w) for k, w in KINDS.items() if k != "dub"],
    }  # fmt: skip
    return render(request, "catalogue/tracks.html", context, status=422 if problem else 200)


def _take(request: HttpRequest, episode: Episode, by: User) -> Words:
    """Take the files of one of the page's forms; says what became of them.

    Raises:
        MediaError, Refused: what is wrong with them; nothing is stored.
    """
    files = cast("list[UploadedFile[bytes]]", request.FILES.getlist("files"))
    if not files:
        raise Refused(Words("还没选文件。", "No file was chosen."))
    what, language = request.POST.get("what", ""), request.POST.get("language", "")
    if what == "text-free":
        with sent(files[0]) as source:
            receiving.take_whole(
                episode.season, episode.number, by=by, name=files[0].name or "", source=source, text_free=True
            )
        return Words("收下无字母版，正在检查。", "The text-free master is in; it is being checked.")
    if what in ("dub", "layers") and language not in LANGUAGE_NAMES:
        raise Refused(Words("先选语言。", "Choose the language first."))
    if what == "layers":
        return _take_layers(files, episode, language, by)
    if what not in get_args(StemKind):
        raise Refused(Words("没有这个选择。请重新选。", "There is no such choice. Choose again."))
    kind = cast(StemKind, what)
    with sent(files[0]) as source, _named(source, files[0]) as named:
        row = layering.add_stem(episode, kind, named, by=by, name=files[0].name or "", language=language)
    return Words("收下{s}。下次交付就用它。", "Received: {s}. The next deliverables use it.").fill(s=row.name)


def _take_layers(files: Sequence[UploadedFile[bytes]], episode: Episode, language: str, by: User) -> Words:
    if len(files) > AT_ONCE:
        raise Refused(Words("一次最多 {n} 个文件。", "At most {n} files at once.").fill(n=AT_ONCE))
    film_s = layering.film_of(episode).duration_s or 0.0
    with tempfile.TemporaryDirectory(prefix="layers-", dir=_uploads()) as name:
        folder = Path(name)
        for file in files:
            with sent(file) as source:
                if source.stat().st_size > layering.LARGEST_LAYER:
                    raise Refused(Words("{f} 超过 24 MB。", "{f} is larger than 24 MB.").fill(f=file.name))
                shutil.copyfile(source, folder / plain_name(file.name or "").replace("/", "_"))
        listed = any((folder / one).is_file() for one in LIST_NAMES)
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS)
        spans = read_layers(folder, film_s=film_s) if listed else tuple(span_of(p) for p in paths)
        if not spans:
            raise Refused(Words("文字层要是 SVG 或 PNG 文件。", "Layers are SVG or PNG files."))
        brought = [layering.Brought(span, span.path.name) for span in spans]
        new = layering.add_layers(episode, language, brought, by=by)
    if not new:
        return Words("这些文字层已经有了。", "These layers were here already.")
    said = Words("收下{l}文字层 {n} 个。", "Received {n} lettering layers in {l}.")
    return said.fill(l=language_name(language), n=new)


@may_view("make")
@require_POST
def stem_edit(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Level and offset of a stem."""
    row = get_object_or_404(Stem.objects.in_use().select_related("episode"), pk=pk)
    try:
        gain, offset = float(request.POST.get("gain_db", "")), int(request.POST.get("offset_ms", ""))
        layering.move_stem(row, by=member_of(request).user, gain_db=gain, offset_ms=offset)
    except ValueError:
        messages.error(request, str(Words("音量和偏移要填数字。", "Level and offset are numbers.")))
    except Refused as why:
        messages.error(request, str(why.message))
    else:
        messages.success(request, str(Words("存下了。", "Saved.")))
    return redirect("catalogue:tracks", pk=row.episode_id)


@may_view("make")
@require_POST
def stem_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row = get_object_or_404(Stem.objects.in_use().select_related("episode"), pk=pk)
    layering.remove_stem(row, by=member_of(request).user)
    messages.success(request, str(Words("不再用{s}。", "No longer used: {s}.").fill(s=row.name)))
    return redirect("catalogue:tracks", pk=row.episode_id)


@may_view("see")
@require_safe
def stem_sound(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sound of a stem, to listen to."""
    return serve(request, get_object_or_404(Stem.objects, pk=pk).file)


@may_view("make")
@require_POST
def layer_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Lay one layer aside, or with `all` every layer of its language."""
    row = get_object_or_404(LetteringLayer.objects.in_use().select_related("episode"), pk=pk)
    rows = LetteringLayer.objects.in_use().filter(episode=row.episode_id, language=row.language)
    layering.remove_layers(list(rows) if "all" in request.POST else [row], by=member_of(request).user)
    messages.success(request, str(Words("拿掉了。", "Taken out.")))
    return redirect("catalogue:tracks", pk=row.episode_id)


@may_view("make")
@require_POST
def master_text_free(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say that a master has lettering burnt in, or has none."""
    row = get_object_or_404(Master.objects.select_related("episode"), pk=pk)
    layering.mark_text_free(row, by=member_of(request).user, text_free=request.POST.get("text_free") == "1")
    return redirect("catalogue:tracks", pk=row.episode_id)


@may_view("see")
@require_safe
def layer_preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A layer on a frame of its film, as the deliverable will show it; drawn once and kept."""
    row = get_object_or_404(LetteringLayer.objects.select_related("episode"), pk=pk)
    master = row.episode.text_free_master or row.episode.master
    if master is None or not row.path.is_file() or not master.path.is_file():
        raise Http404
    folder = Path(settings.MEDIA_ROOT) / "previews" / "lettering" / str(row.studio_id)
    kept = folder / f"{master.sha256[:16]}-{row.sha256[:16]}-{row.language}-{round(row.start_s * 1000)}.jpg"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _draw(row, master, kept)
        except MediaError as why:
            raise Http404 from why
    return serve(request, kept)


def _draw(row: LetteringLayer, master: Master, out: Path) -> None:
    at_s = row.start_s + min(0.5, (row.end_s - row.start_s) / 2)
    source = Source.of(master.path, probe_master(master.path))
    frame = take_frame(source, min(at_s, max(0.0, source.duration_s - 0.3)))
    rgba = draw_layer(row.path, frame.size, language=row.language)
    picture = paste(frame, rgba)
    picture.thumbnail((PREVIEW_PX, PREVIEW_PX))
    with written_whole(out) as beside:
        picture.save(beside, "JPEG", quality=86)


def _uploads() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _named(source: Path, file: UploadedFile[bytes]) -> Iterator[Path]:
    """The file under its own name for a moment, so that what is said of it names it as its owner does."""
    with tempfile.TemporaryDirectory(prefix="stem-", dir=_uploads()) as folder:
        path = Path(folder) / plain_name(file.name or "stem").replace("/", "_")
        path.hardlink_to(source)
        yield path
