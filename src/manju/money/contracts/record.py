"""What the check says of a file as one plain record in both languages; run as a program, for files of strangers.

`python -m manju.money.contracts.record FILE` prints it. The caller runs that under limits: a file made to eat memory
or time then ends a child and nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from manju.money.contracts.checking import check_file
from manju.money.contracts.judging import Checked, rules
from manju.money.errors import InputError


def record_of(checked: Checked) -> dict[str, Any]:
    """Findings, terms and what was not read, as plain JSON; sentences as `{"zh", "en"}`."""
    return {
        "findings": [
            {
                "rule": f.rule, "severity": f.severity, "clause": f.clause, "clause_text": f.clause_text,
                "title": rules()[f.rule].title.as_json(), "advice": f.advice.as_json(), "law": f.law.as_json(),
            }
            for f in checked.findings
        ],
        "terms": checked.terms.as_json(),
        "unread": [
            {"page": u.page, "where": u.where.as_json(), "reason": u.reason.as_json()} for u in checked.unread
        ],
        "readable": checked.readable,
    }  # fmt: skip


def recorded(path: Path) -> dict[str, Any]:
    """The record of a file, or `{"refused": …}` with code, message and hint."""
    try:
        return record_of(check_file(path))
    except InputError as error:
        return {
            "refused": {"code": error.code, "message": error.message.as_json(), "hint": error.hint.as_json()},
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(recorded(Path(sys.argv[1])), ensure_ascii=True))
