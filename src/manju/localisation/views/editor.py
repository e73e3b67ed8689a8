"""The editor: a track beside its source, the film above, and what is done to single lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.jobs.models import Job
from manju.localisation import lines
from manju.localisation.changing import Conflict, Refused
from manju.localisation.clock import ms_of
from manju.localisation.models import Change, Machine, SubtitleLine, SubtitleTrack
from manju.localisation.showing import Board, board_of, wave_of
from manju.localisation.tracks import shown_tracks, track_of
from manju.localisation.translations import job_key
from manju.localisation.views.asked import episode_in, line_in, refused, tag_of, track_in, user_of
from manju.media.languages import LANGUAGE_NAMES, language_name
from manju.people.access import may, may_view, member_of, require
from manju.words import Words

FILTERS = (
    ("", Words("全部", "All")),
    ("unchecked", Words("未校对", "Unchecked")),
    ("findings", Words("有问题", "With findings")),
)


@may_view("see")
@require_safe
def editor(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The subtitles of an episode in one language; where there are none yet, how they come in."""
    episode, tag = episode_in(pk), tag_of(language)
    track = track_of(episode, tag)
    tracks = shown_tracks(episode)
    context = {
        "episode": episode, "tag": tag, "name": language_name(tag), "tracks": tracks, "track": track,
        "may_localise": may(member_of(request), "localise"), "may_decide": may(member_of(request), "decide"),
        "languages": [(t, w) for t, w in LANGUAGE_NAMES.items() if t != tag], "machine": Machine.objects.first(),
        "sources": [s for s in tracks if s.track.language != tag and s.lines],
    }  # fmt: skip
    if track is None:
        return render(request, "localisation/none.html", context)
    master = episode.master
    context |= _board_context(request, board_of(track)) | {
        "master": master, "wave": wave_of(master), "facts": [], "filters": FILTERS,
        "job": Job.objects.filter(key=job_key(track)).order_by("-created_at").first(),
    }  # fmt: skip
    return render(request, "localisation/editor.html", context)


@may_view("see")
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What others have changed since: their lines, swapped in beside whatever this person is typing."""
    track = track_in(pk)
    since = _moment(request.GET.get("since", ""))
    now = timezone.now()
    found: list[object] = []
    is_rebuilt = False
    if since is not None:
        me = user_of(request)
        others = Change.objects.filter(track=track, at__gt=since).exclude(by=me)
        if others.exists():
            is_rebuilt = others.filter(versions__existed=False).exists() or track.lines.filter(
                removed_at__gt=since
            ).exclude(changed_by=me).exists()  # fmt: skip
            board = board_of(track)
            touched = set(others.values_list("versions__line", flat=True))
            found = [r for r in board.rows if r.line.pk in touched]
    context = {"track": track, "now": now, "rows": found, "is_rebuilt": is_rebuilt,
               "may_localise": may(member_of(request), "localise"), "out_of_band": True}  # fmt: skip
    return render(request, "localisation/_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("see")
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One row; a POST writes what was typed in it."""
    row = line_in(pk)
    if request.method != "POST":
        return _row(request, row.track, row)
    require(member_of(request), "localise")
    return _after(request, row, lambda: _write(request, row))


@may_view("localise")
@require_POST
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Check, split, merge or delete a line; what was typed in it meanwhile is written first."""
    row, by = line_in(pk), user_of(request)
    if deed not in ("check", "split", "merge", "delete"):
        raise Http404
    if deed == "check":
        wanted = request.POST.get("checked", "1") == "1"
        return _after(request, row, lambda: (_write(request, row), lines.check_line(row, is_checked=wanted, by=by)))

    def act() -> object:
        if deed != "delete":
            _write(request, row)
        if deed == "split":
            at = request.POST.get("at", "")
            return lines.split_line(row, at_character=int(at) if at.isdigit() else None, by=by)
        return lines.merge_line(row, by=by) if deed == "merge" else lines.delete_line(row, by=by)

    return _whole(request, row.track, act)


@may_view("localise")
@require_POST
def insert(request: HttpRequest, pk: int) -> HttpResponse:
    track = track_in(pk)

    def act() -> object:
        end = request.POST.get("end", "")
        return lines.insert_line(
            track, start_ms=ms_of(request.POST.get("start", "")), end_ms=ms_of(end) if end.strip() else None,
            text=request.POST.get("text", ""), by=user_of(request),
        )  # fmt: skip

    return _whole(request, track, act)


@may_view("localise")
@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move every line, or those from a time on, by so many seconds."""
    track = track_in(pk)

    def act() -> object:
        typed = request.POST.get("by", "").strip().replace("−", "-").replace("＋", "+").replace("，", ".")
        sign = -1 if typed.startswith("-") else 1
        from_ = request.POST.get("from", "").strip()
        by_ms = sign * ms_of(typed.lstrip("+-"))
        return lines.shift_lines(track, by_ms=by_ms, from_ms=ms_of(from_) if from_ else 0, by=user_of(request))

    return _whole(request, track, act)


@may_view("localise")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    track = track_in(pk)
    return _whole(request, track, lambda: lines.undo(track, by=user_of(request)))


def _write(request: HttpRequest, row: SubtitleLine) -> SubtitleLine:
    """Write the fields of a row that the form sent."""
    typed = request.POST
    if "text" not in typed:
        return row
    seen = typed.get("over") or typed.get("version", "")  # over: the person has seen the other's words and chosen
    return lines.edit_line(
        row, seen=int(seen) if seen.isdigit() else 0, by=user_of(request), text=typed["text"],
        start_ms=ms_of(typed["start"]) if typed.get("start") else None,
        end_ms=ms_of(typed["end"]) if typed.get("end") else None,
    )  # fmt: skip


def _after(request: HttpRequest, row: SubtitleLine, act: Callable[[], object]) -> HttpResponse:
    """Do it and answer with the row's state; a refusal stands in the row, and what was typed stays in its field."""
    problem: Refused | None = None
    try:
        act()
    except Refused as why:
        problem = why
    if not _by_htmx(request):
        if problem is not None:
            return refused(request, problem, row.track.get_absolute_url())
        return redirect(f"{row.track.get_absolute_url()}#line-{row.pk}")
    board = board_of(row.track)
    around = board.around(row.pk)
    mine = board.row(row.pk)
    if mine is None:  # deleted by somebody meanwhile
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "board": board, "track": row.track, "r": mine, "around": [r for r in around if r.line.pk != row.pk],
        "problem": problem, "theirs": problem.line if isinstance(problem, Conflict) else None, "may_localise": True,
        "seen": request.POST.get("version", ""),
    }  # fmt: skip
    return render(request, "localisation/_after.html", context)


def _whole(request: HttpRequest, track: SubtitleTrack, act: Callable[[], object]) -> HttpResponse:
    """Do it and show the whole board anew."""
    try:
        act()
    except Refused as why:
        if not _by_htmx(request):
            return refused(request, why, track.get_absolute_url())
        messages.error(request, str(why.message))
    if not _by_htmx(request):
        return redirect(track.get_absolute_url())
    context = _board_context(request, board_of(track))
    return render(
        request, "localisation/_board.html", context | {"said": [str(m) for m in messages.get_messages(request)]}
    )


def _row(request: HttpRequest, track: SubtitleTrack, row: SubtitleLine) -> HttpResponse:
    board = board_of(track)
    mine = board.row(row.pk)
    if mine is None:
        raise Http404
    context = {"board": board, "track": track, "r": mine, "may_localise": may(member_of(request), "localise")}
    return render(request, "localisation/_row.html", context)


def _board_context(request: HttpRequest, board: Board) -> dict[str, object]:
    here = urlsplit(request.headers.get("HX-Current-URL", "") or request.get_full_path())
    which = QueryDict(here.query).get("show", "")
    master = board.track.episode.master
    return {
        "board": board, "track": board.track, "rows": board.shown(which), "show": which, "now": timezone.now(),
        "may_localise": may(member_of(request), "localise"), "filters": FILTERS, "episode": board.track.episode,
        "wave": wave_of(master), "master": master,
    }  # fmt: skip


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None
