"""A trace as the JSON that commands print and scans keep (the contract of `manju protect trace`)."""

from __future__ import annotations

from typing import Any

from manju.copies.blind_tracing import BlindTraced
from manju.copies.pictures import PictureTraced
from manju.copies.tracing import Found, FoundCopy, Traced

__all__ = ["as_json", "blind_as_json", "nothing", "pictures_as_json"]

Json = dict[str, Any]  # as wide as JSON is


def as_json(traced: Traced) -> Json:
    """`matches`, `match` (the best), `copy` (the surest), `copies`, `seconds`; times in seconds of file and master."""
    matches = [_match(found) for found in traced.matches]
    copies = [_copy(found) for found in traced.copies]
    return {
        "matches": matches,
        "match": matches[0] if matches else None,
        "copy": copies[0] if copies else None,
        "copies": copies,
        "seconds": round(traced.trace.seconds, 3),
        "scored": traced.trace.scored,
        "bound_z": round(traced.trace.bound_z, 2),
    }


def blind_as_json(traced: BlindTraced) -> Json:
    """The same for a blind trace: no match; a copy that is in no registry any more has a number and no recipient."""
    found, copies = traced.reading, []
    if found is not None:
        row = traced.copy
        copies = [
            {
                "copy_id": traced.copy_id,
                "recipient": row.recipient if row else None,
                "log10_false_alarm": round(found.log10_false_alarm, 2),
                "master_id": row.master_id if row else None,
                "title": str(row.master.title) if row else None,
                "episode": row.master.episode if row else None,
                "z": round(found.z, 2),
                "made_at": row.made_at.isoformat(timespec="seconds") if row else None,
            }
        ]
    return nothing() | {
        "copy": copies[0] if copies else None,
        "copies": copies,
        "seconds": round(traced.seconds, 3),
        "blind": True,
    }


def pictures_as_json(traced: PictureTraced) -> Json:
    """The same for a picture: a match is of a registered picture (`master_id` its number) and has no segments."""
    matches: list[Json] = [
        {
            "master_id": picture.pk,
            "title": picture.title,
            "episode": None,
            "segments": [],
            "score": match.score,
            "log10_false_match": round(match.log10_false_match, 1),
        }
        for match, picture in traced.matches
    ]
    copies = [
        {
            "copy_id": copy.copy_id,
            "recipient": copy.recipient,
            "log10_false_alarm": round(named.log10_false_alarm, 2),
            "master_id": copy.picture_id,
            "z": round(named.z, 2),
            "made_at": copy.made_at.isoformat(timespec="seconds"),
        }
        for named, copy in traced.copies
    ]
    return {
        "matches": matches,
        "match": matches[0] if matches else None,
        "copy": copies[0] if copies else None,
        "copies": copies,
        "seconds": round(traced.trace.seconds, 3),
        "scored": traced.trace.scored,
        "bound_z": round(traced.trace.bound_z, 2),
    }


def nothing() -> Json:
    """The same for a file that shows nothing of ours."""
    return {"matches": [], "match": None, "copy": None, "copies": []}


def _match(found: Found) -> Json:
    match = found.match
    return {
        "master_id": match.master_id,
        "title": str(found.master.title),
        "episode": found.master.episode,
        "segments": [
            {
                "suspect_start_s": round(s.suspect_start_s, 3),
                "suspect_end_s": round(s.suspect_end_s, 3),
                "master_start_s": round(s.master_start_s, 3),
                "master_end_s": round(s.master_end_s, 3),
                "speed": round(s.speed, 4),
                "mirrored": s.mirrored,
            }
            for s in match.segments
        ],
        "score": match.score,
        "log10_false_match": round(match.log10_false_match, 1),
    }


def _copy(found: FoundCopy) -> Json:
    copy = found.copy
    return {
        "copy_id": copy.copy_id,
        "recipient": copy.recipient,
        "log10_false_alarm": round(found.log10_false_alarm, 2),
        "master_id": copy.master_id,
        "z": round(found.named.z, 2),
        "made_at": copy.made_at.isoformat(timespec="seconds"),
    }
