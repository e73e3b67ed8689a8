"""Writing the audit line of an action."""

from __future__ import annotations

from typing import Any

from manju.people.models import AuditLine, User
from manju.words import Words


def note(verb: str, what: Words, *, by: User | None, link: str = "", **details: Any) -> AuditLine:
    """Write that `by` (None: the system) did this, in the studio in scope.

    Called once inside the transaction of every action, so the line exists if and only if the deed does.
    """
    line: AuditLine = AuditLine.objects.create(
        verb=verb, what_zh=what.zh[:240], what_en=what.en[:240], by=by, link=link, details=details
    )
    return line
