"""What a request asks for, found in the studio in scope, and what a refusal answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from manju.catalogue.models import Episode
from manju.localisation.models import SubtitleLine, SubtitleTrack
from manju.media.languages import LANGUAGE_NAMES
from manju.people import errors
from manju.people.access import member_of
from manju.people.models import User

__all__ = ["episode_in", "line_in", "refused", "tag_of", "track_in", "user_of"]


def episode_in(pk: int) -> Episode:
    found: Episode = get_object_or_404(Episode.objects.select_related("season__work__of_property"), pk=pk)
    return found


def track_in(pk: int) -> SubtitleTrack:
    rows = SubtitleTrack.objects.select_related("episode__season__work__of_property", "from_track")
    found: SubtitleTrack = get_object_or_404(rows, pk=pk, removed_at=None)
    return found


def line_in(pk: int) -> SubtitleLine:
    rows = SubtitleLine.objects.select_related("track__episode__season__work__of_property", "track__from_track")
    found: SubtitleLine = get_object_or_404(rows, pk=pk, track__removed_at=None)
    return found


def tag_of(language: str) -> str:
    """A language the house has a name for.

    Raises:
        Http404: another.
    """
    if language not in LANGUAGE_NAMES:
        raise Http404
    return language


def user_of(request: HttpRequest) -> User:
    return member_of(request).user


def refused(request: HttpRequest, why: errors.Refused, to: str) -> HttpResponse:
    """Say why on the next page."""
    messages.error(request, str(why.message))
    return redirect(to)
