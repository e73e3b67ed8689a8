"""Making the file of a hand-off is work for the queue; the record of it is written when the file is there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from django.db import transaction
from django.urls import reverse

from manju.bible.models import BibleVersion, HandOff
from manju.bible.names import FORMS, LEVELS
from manju.bible.writing import write_file
from manju.catalogue.keeping import kept
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, job
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["hand_off_job", "hand_off_soon"]

FOLDER: Final = "hand-offs"
PARTNER_LONG: Final = 120


def hand_off_soon(version: BibleVersion | None, *, level: str, form: str, partner: str, by: User) -> Job:
    """Have a version's file made at a level, for a partner.

    Raises:
        Refused: no version, no such level or form, nobody named.
    """
    if version is None:
        raise Refused(Words("先定一个版本再交出去。", "Publish a version first."), field="version")
    if level not in LEVELS or form not in FORMS:
        raise Refused(Words("选一个级别和格式。", "Choose a level and a format."), field="level")
    name = " ".join(partner.split())[:PARTNER_LONG]
    if not name:
        raise Refused(Words("写上交给谁。", "Say to whom it goes."), field="partner")
    title = Words("做交接文件：{v}", "Make a hand-off: {v}").fill(v=f"v{version.number} → {name}")
    key = f"bible.hand_off:{version.of_property_id}:{version.pk}:{level}:{form}:{name}"[:160]
    return start(
        hand_off_job, by=by, key=key, title=title, link=reverse("bible:hand_off", args=[version.of_property_id]),
        params={"version_id": version.pk, "level": level, "form": form, "partner": name, "by_id": by.pk},
    )  # fmt: skip


@job("bible.hand_off", title=Words("做交接文件", "Make a hand-off"), priority=5, time_limit_s=900)
def hand_off_job(working: Working, *, version_id: int, level: str, form: str, partner: str, by_id: int) -> None:
    """Write the file, keep it under its hash, write down that it was handed out."""
    version = BibleVersion.objects.select_related("of_property").get(pk=version_id)
    by = User.objects.get(pk=by_id)
    working.report(0.1, Words("排版", "Setting"))
    with tempfile.TemporaryDirectory(prefix="manju-hand-off-") as folder:
        out = Path(folder) / f"bible.{form}"
        write_file(version, level=level, form=form, out=out)
        working.report(0.9, Words("存起来", "Keeping it"))
        sha256 = sha256_of(out)
        with working.writing(), transaction.atomic():
            row: HandOff = HandOff.objects.create(
                version=version, level=level, form=form, partner=partner, sha256=sha256, size_bytes=out.stat().st_size,
                file=kept(out, folder=FOLDER, sha256=sha256), made_by=by,
            )  # fmt: skip
            said = Words("《{p}》圣经第 {n} 版（{l}）交给 {w}", "Bible of {p}, version {n} ({l}), handed to {w}")
            what = said.fill(p=version.of_property.name, n=version.number, l=LEVELS[level], w=partner)
            note("bible.handed_off", what, by=by, link=version.get_absolute_url(), sha256=sha256)
    working.result(hand_off=row.pk)
