"""Tracks as wholes: the panel on the episode's page, import, export, translation, removal."""

from __future__ import annotations

from typing import cast, get_args

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from manju.localisation import tracks, translations
from manju.localisation.changing import Refused
from manju.localisation.models import Machine
from manju.localisation.views.asked import episode_in, refused, tag_of, track_in, user_of
from manju.media.languages import LANGUAGE_NAMES
from manju.media.subtitles.reading import MAX_BYTES, Format
from manju.people.access import may, may_view, member_of
from manju.words import Words, say

TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt", "ass": "text/x-ssa"}


@may_view("see")
@require_safe
def of_episode(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel "Subtitles" on the episode's page."""
    episode = episode_in(pk)
    context = {
        "episode": episode, "tracks": tracks.shown_tracks(episode),
        "may_localise": may(member_of(request), "localise"), "own": episode.season.work.language,
    }  # fmt: skip
    return render(request, "localisation/_of_episode.html", context)


@may_view("localise")
@require_POST
def take(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Import a file as the subtitles of this language."""
    episode, tag = episode_in(pk), tag_of(language)
    here = reverse("localisation:editor", args=[pk, tag])
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        messages.error(request, say("先选一个字幕文件。", "Choose a subtitle file first."))
        return redirect(here)
    if (file.size or 0) > MAX_BYTES:
        messages.error(request, say("字幕文件超过 5 MB。", "The subtitle file is larger than 5 MB."))
        return redirect(here)
    try:
        track = tracks.import_track(episode, tag, file.read(), name=file.name or "", by=user_of(request))
    except Refused as why:
        return refused(request, why, here)
    said = Words("导入了 {n} 行。", "Lines imported: {n}.").fill(n=track.live().count())
    messages.success(request, str(said))
    if track.rejected:
        left = Words("{n} 行用不了，在下面列出。", "Lines left out: {n}, listed below.").fill(n=len(track.rejected))
        messages.warning(request, str(left))
    return redirect(here)


@may_view("localise")
@require_POST
def begin(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """An empty track to type into."""
    track = tracks.begin_track(episode_in(pk), tag_of(language), by=user_of(request))
    return redirect(track)


@may_view("see")
@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The track as a file."""
    track = track_in(pk)
    if form not in get_args(Format):
        raise Http404
    text = tracks.export_track(track, cast(Format, form))
    work = track.episode.season.work.title_zh
    name = f"{work}-{track.episode.number}.{track.language}.{form}"
    headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text.encode(), content_type=f"{TYPES[form]}; charset=utf-8", headers=headers)


@may_view("localise")
@require_POST
def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the track translated to the language chosen."""
    source = track_in(pk)
    to = request.POST.get("to", "")
    if to not in LANGUAGE_NAMES:
        messages.error(request, say("选一种语言。", "Choose a language."))
        return redirect(source)
    if not Machine.objects.exists() and may(member_of(request), "decide"):
        return redirect("localisation:machine")
    try:
        track, _ = translations.order_translation(source, to, by=user_of(request))
    except Refused as why:
        return refused(request, why, source.get_absolute_url())
    return redirect(track)


@may_view("localise")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the track out of its episode, after its language was typed."""
    track = track_in(pk)
    try:
        tracks.remove_track(track, by=user_of(request))
    except Refused as why:
        return refused(request, why, track.get_absolute_url())
    messages.success(request, say("字幕已删掉，文字还留着备查。", "Removed; the text is kept for the record."))
    return redirect(track.episode)
