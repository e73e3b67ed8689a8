"""The page of jobs, one job's live row, and the two buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from manju.jobs import actions
from manju.jobs.models import OPEN_STATES, Job, JobRows, State
from manju.jobs.templatetags.job_row import may_be_steered_by
from manju.people.access import may_view, member_of
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words, say

ON_A_PAGE: Final = 30

FILTERS: Final[dict[str, tuple[Words, tuple[State, ...]]]] = {
    "": (Words("全部", "All"), tuple(State)),
    "open": (Words("进行中", "Open"), OPEN_STATES),
    "done": (Words("完成", "Done"), (State.DONE,)),
    "failed": (Words("失败", "Failed"), (State.FAILED,)),
    "cancelled": (Words("已取消", "Cancelled"), (State.CANCELLED,)),
}


@require_GET
@may_view("see")
def job_list(request: HttpRequest) -> HttpResponse:
    """All jobs, open ones first; the list asks for itself again while something is open."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    rows: JobRows = Job.objects.filter(state__in=FILTERS[chosen][1]).open_first()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "chosen": chosen,
        "filters": [(name, word) for name, (word, _) in FILTERS.items()],
        "open_count": Job.objects.open().count(),
        "failed_count": Job.objects.failed_recently(timezone.now()).count(),
    }
    whole = request.headers.get("HX-Target") != "jobs"
    return render(request, "jobs/list.html" if whole else "jobs/_list.html", context)


@require_GET
@may_view("see")
def row(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job's row as it is now. A finished one no longer asks for itself, and tells its page `job-finished`."""
    job = get_object_or_404(Job.objects.all(), pk=job_id)
    response = render(request, "jobs/_row.html", {"job": job})
    if not job.is_open:
        response.headers["HX-Trigger-After-Swap"] = "job-finished"
    return response


@require_POST
@may_view("see")
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _steer(request, job_id, lambda job, by: actions.cancel(job, by=by))


@require_POST
@may_view("see")
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _steer(request, job_id, lambda job, by: actions.retry(job, by=by))


def _steer(request: HttpRequest, job_id: UUID, action: Callable[[Job, User], None]) -> HttpResponse:
    """Do it if this member may; htmx gets the row back, a plain form the list."""
    job = get_object_or_404(Job.objects.all(), pk=job_id)
    member = member_of(request)
    if not may_be_steered_by(job, member):
        raise PermissionDenied(
            say(
                "只有发起人和负责交付的人能停止或重试这件任务。",
                "Only who started this job, or a member who delivers, may cancel or retry it.",
            )
        )
    refused = None
    try:
        action(job, member.user)
    except Refused as error:
        refused = error.message
    if request.headers.get("HX-Request"):
        response = render(request, "jobs/_row.html", {"job": job, "refused": refused})
        if refused is None:
            response.headers["HX-Trigger-After-Swap"] = "job-steered"  # a list around the row counts anew
        return response
    return HttpResponseRedirect(reverse("jobs:list"))
