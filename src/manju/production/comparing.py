"""Computing what an edit changed, as a job: the picture of the difference and the share of pixels."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, job
from manju.media.errors import MediaError
from manju.media.generation.difference import ALGORITHM, compare
from manju.people.models import User
from manju.production.models import Difference, Edit
from manju.words import Words

__all__ = ["compare_now", "compare_soon"]


@job("production.compare", title=Words("比较改前和改后", "Compare before and after"), time_limit_s=600)
def compare_job(working: Working, edit_id: int) -> None:
    """The difference of one edit; done again it is the same."""
    edit = Edit.objects.filter(pk=edit_id).first()
    if edit is not None:
        compare_now(edit)


def compare_soon(edit: Edit, *, by: User | None) -> Job | None:
    """Start the comparison when there are two files."""
    if not edit.before_file:
        return None
    return start(
        compare_job,
        by=by,
        params={"edit_id": edit.pk},
        key=f"production.compare:{edit.pk}",
        link=edit.get_absolute_url(),
    )


def compare_now(edit: Edit) -> Difference:
    """Compute and keep it; files that are no pictures, or no likeness, say so."""
    root = Path(settings.MEDIA_ROOT)
    picture = f"production/difference/{edit.studio_id}/{edit.before_sha256[:32]}-{edit.after_sha256[:32]}.png"
    values: dict[str, object] = {"algorithm": ALGORITHM, "share": None, "picture": "", "why_zh": "", "why_en": ""}
    try:
        (root / picture).parent.mkdir(parents=True, exist_ok=True)
        found = compare(root / edit.before_file, root / edit.after_file, write_to=root / picture)
        values |= {"share": found.share, "picture": picture}
    except MediaError as why:
        values |= {"why_zh": why.message.zh[:200], "why_en": why.message.en[:200]}
    row: Difference = Difference.objects.update_or_create(edit=edit, defaults=values)[0]
    return row
