"""The files of deliverables: made on a desk of their own, moved to their place whole, old ones cleared after.

Under the media folder: `making/<job>` while a job works, then `deliverables/<pk>-<token>/` with video, covers,
subtitles and package. A row points into exactly one such folder; any other of its number is a stray. `pieces` keeps
what was encoded, for a run that was killed and for orders that show the same.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from manju.copies.actions import issue, note_made
from manju.copies.marking import marker_of
from manju.copies.models import RegisteredMaster
from manju.distribution.clearing import stop_of
from manju.distribution.cover_models import chosen_for
from manju.distribution.credentials import signed
from manju.distribution.desks import desk
from manju.distribution.framings import framing_for, shape_of
from manju.distribution.models import Deliverable
from manju.distribution.own_figures import profile_in_force
from manju.distribution.texts import facts_for
from manju.jobs.engine import Here
from manju.media import deliver as cellar
from manju.media.channels import Profile
from manju.media.cover import replace_covers
from manju.media.deliver import Made, Order, Progress
from manju.media.errors import Cancelled
from manju.media.label.aigc import KEYS, AigcLabel
from manju.media.label.reading import read as read_label
from manju.media.mark_check import Mark
from manju.media.package import pack
from manju.media.probe import probe_master
from manju.media.quality import Check, Master, Report, read_back
from manju.media.reframe.framing import Framing
from manju.media.render.encode import Source
from manju.media.render.geometry import shaping_for
from manju.media.render.marking import Marker
from manju.media.render.store import Store
from manju.words import Words

__all__ = [
    "Finished",
    "Placed",
    "Progress",
    "desk",
    "issue_copies",
    "look_again",
    "make",
    "pack_again",
    "put",
    "write_down",
]

SPARE_BYTES: Final = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Finished:
    """One deliverable made and checked, its files alone in `folder` on the desk; packed if and only if it passed."""

    row: Deliverable
    made: Made
    folder: Path
    package: Path | None
    labelled_as: str

    @property
    def passed(self) -> bool:
        return self.made.report.passed


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a deliverable's files now are."""

    pk: int
    folder: Path

    def take_back(self) -> None:
        """The row was not written after all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def drop_others(self) -> None:
        """Remove what an earlier render, or a killed one, left behind for this deliverable."""
        for stray in self.folder.parent.glob(f"{self.pk}-*"):
            if stray != self.folder:
                shutil.rmtree(stray, ignore_errors=True)


def make(
    rows: list[Deliverable], folder: Path, *, marker: Marker, progress: Progress, cancelled: Callable[[], bool]
) -> list[Finished]:  # fmt: skip
    """Make, check and pack these deliverables of one master, on the desk; each bears the mark of its own copy.

    What was rendered before from the same inputs is taken over instead (its files linked, its check kept),
    unless the row asks to be made again. Pieces are made by all cores; those a killed run had finished are found.

    Raises:
        MediaError: master, subtitles or profile cannot be used.
        Cancelled: somebody pressed cancel.
        OSError: the disk is full; the job is tried again later.
    """
    taken = {row.pk: made for row in rows if (made := _taken_over(row, folder / str(row.pk)))}
    left = [row for row in rows if row.pk not in taken]
    if left:
        _room_for(left)
    pieces = Store(_media() / "pieces")
    pieces.clear()
    batches = _apart(left)
    for n, batch in enumerate(batches):
        share = _share(progress, n, len(batches))
        out = folder / f"out{n}"
        orders = [_order(row) for row in batch]
        # what is made again is made from nothing: what it was made of may be at fault
        kept = None if any(row.options.get("again") for row in batch) else pieces
        files = cellar.deliver(
            batch[0].master.path, orders, out, marker=marker, store=kept, engine=Here(rooms=False), progress=share,
            cancelled=cancelled,
        )  # fmt: skip
        for row, one in zip(batch, files, strict=True):
            taken[row.pk] = _alone(one, folder / str(row.pk))
    finished = []
    for row in rows:
        if cancelled():
            raise Cancelled
        finished.append(_packed(row, taken[row.pk], folder / str(row.pk)))
    return finished


def look_again(row: Deliverable, folder: Path, *, cancelled: Callable[[], bool]) -> Finished:
    """Read the finished file back against master and channel as they are now, and pack it if it passes."""
    mine = folder / str(row.pk)
    made = _linked(row, mine)
    facts, framing = probe_master(row.master.path), _framing(row)
    mark = None
    if row.issued is not None:
        mark = Mark(marker_of(row.issued.master), row.issued.copy_id, row.master.path, facts, framing)
    drawn = folder / "drawn"
    drawn.mkdir()
    known = cellar.as_ordered(made.order, row.master.path, facts, drawn, framing=framing, cancelled=cancelled)
    back = read_back(
        made.video, made.order.profile, language=row.language, master=Master(row.master.path, facts), mark=mark,
        made=known, cancelled=cancelled,
    )  # fmt: skip
    return _packed(row, replace(made, report=back.report), mine)


def cover_again(row: Deliverable, folder: Path, *, cancelled: Callable[[], bool]) -> Finished:
    """Make the covers of a finished deliverable anew, as they are chosen now, and pack it again; its video stays.

    Raises:
        MediaError: there is no such moment, or the title cannot be set.
    """
    mine = folder / str(row.pk)
    made = _linked(row, mine)
    source = Source.of(row.master.path, probe_master(row.master.path))
    order, found = made.order, read_label(made.video).aigc or {}
    cover = replace_covers(
        source, order.profile, mine, made.video.stem, language=order.language, choice=order.cover,
        aigc=AigcLabel(*(found.get(key, "") for key in KEYS)) if found else order.aigc, cancelled=cancelled,
    )  # fmt: skip
    return _packed(row, replace(made, cover=cover), mine)


def pack_again(row: Deliverable, folder: Path) -> Finished:
    """Pack a finished deliverable anew, as its texts and its filing number are now; its files stay."""
    mine = folder / str(row.pk)
    return _packed(row, _linked(row, mine), mine)


def put(one: Finished) -> Placed:
    """Move the finished folder to a place of its own that no row points at yet."""
    place = _media() / "deliverables" / f"{one.row.pk}-{secrets.token_hex(4)}"
    place.parent.mkdir(parents=True, exist_ok=True)
    one.folder.replace(place)
    return Placed(int(one.row.pk), place)


def write_down(row: Deliverable, one: Finished, place: Placed) -> None:
    """Point the row at its files and store what reading them back said."""
    made, media = one.made, _media()

    def at(path: Path | None) -> str:
        return "" if path is None else (place.folder / path.name).relative_to(media).as_posix()

    row.state = Deliverable.State.PASSED if one.passed else Deliverable.State.FAILED_CHECK
    row.file, row.cover, row.subtitles, row.package = (
        at(made.video),
        at(made.cover),
        at(made.subtitles),
        at(one.package),
    )
    row.sha256, row.width, row.height, row.duration_s = made.sha256, made.width, made.height, made.duration_s
    row.loudness_lufs, row.true_peak_dbtp = made.loudness_lufs, made.true_peak_dbtp
    row.qc = made.report.as_json()
    row.options = {name: value for name, value in row.options.items() if name != "again"}
    row.options["labelled_as"] = one.labelled_as
    row.error_zh = row.error_en = ""
    row.finished_at = timezone.now()
    row.save()
    if row.issued is not None:
        note_made(row.issued, sha256=made.sha256)


def issue_copies(rows: list[Deliverable], registered: RegisteredMaster) -> None:
    """Give each row the copy that its file will be: the one of an equal render that is taken over, else a new one.

    A row that is made again for the same recipient stays the same copy.
    """
    for row in rows:
        if row.issued is None and (equal := _equal(row)) is not None:
            row.issued = equal.issued
    new = [row for row in rows if row.issued is None]
    if new:
        copies = issue(registered, [row.recipient for row in new], by=new[0].made_by)
        for row, copy in zip(new, copies, strict=True):
            row.issued = copy
    for row in rows:
        row.save(update_fields=["issued"])


def _apart(rows: list[Deliverable]) -> list[list[Deliverable]]:
    """All in one batch, decoded once, except that two for one channel and language would have one file name."""
    batches: list[dict[tuple[str, str], Deliverable]] = []
    for row in rows:
        key = (row.channel, row.language)
        free = next((b for b in batches if key not in b), None)
        if free is None:
            batches.append({key: row})
        else:
            free[key] = row
    return [list(b.values()) for b in batches]


def _share(progress: Progress, n: int, count: int) -> Progress:
    """The n-th of `count` equal parts of a progress."""
    return lambda share, words: progress((n + share) / count, words)


def _order(row: Deliverable) -> Order:
    wanted = row.wanted
    return Order(
        profile=profile_in_force(row.channel),
        language=row.language,
        recipient=row.recipient,
        aigc=AigcLabel("1", row.studio.producer_code, row.produce_id),
        fit=wanted.fit,
        subtitles=_media() / wanted.subtitles if wanted.subtitles else None,
        burn_in=wanted.burn_in,
        copy_id=row.copy_id,
        cover=chosen_for(row.episode, row.channel, row.language),
        mix=wanted.sound.mix(_media()) if wanted.sound else None,
        lettering=tuple(shown.span(_media()) for shown in wanted.lettering),
        framing=_framing(row),
    )


def shapes_of(rows: Iterable[Deliverable]) -> list[tuple[int, int]]:
    """The shapes that these deliverables' masters have to be framed for."""
    return sorted({shape_of(p.width, p.height) for row in rows if (p := _framed_as(row)) is not None})


def _framed_as(row: Deliverable) -> Profile | None:
    """The profile of a row whose picture changes its shape by framing."""
    wanted = profile_in_force(row.channel)
    seen = row.master.probe
    if row.wanted.fit != "auto" or not seen.get("width"):
        return None
    same = shaping_for((seen["width"], seen["height"]), (wanted.width, wanted.height), "auto") == "same"
    return None if same else wanted


def _framing(row: Deliverable) -> Framing | None:
    """How the row's master is framed for its channel, people's choices included."""
    wanted = _framed_as(row)
    found = None if wanted is None else framing_for(row.master, wanted.width, wanted.height)
    return None if found is None else found.framing


def _taken_over(row: Deliverable, folder: Path) -> Made | None:
    """The files of an equal render, linked into `folder`; None when there is none or a new one was asked for."""
    if row.options.get("again"):
        return None
    donor = _equal(row)
    if donor is None or donor.issued_id != row.issued_id:
        return None
    return replace(_linked(donor, folder), order=_order(row))


def _equal(row: Deliverable) -> Deliverable | None:
    """A finished deliverable with the same picture, sound, label and recipient, whose file is there."""
    passed = Deliverable.objects.filter(render_key=row.render_key, state=Deliverable.State.PASSED)
    equal = passed.filter(issued__isnull=False).exclude(pk=row.pk).select_related("issued")
    return next((d for d in equal if d.path.is_file() and (row.wanted.sign or not d.wanted.sign)), None)


def _linked(row: Deliverable, folder: Path) -> Made:
    """A finished row's files in another folder, by hard links: no copy is made, the originals stay."""
    folder.mkdir()
    here: dict[str, Path] = {}
    for file in sorted(row.path.parent.iterdir()):
        if file.suffix != ".zip":
            _link(file, folder / file.name)
            here[file.name] = folder / file.name
    if not (row.width and row.height and row.duration_s):
        raise ValueError("a finished deliverable has been measured")
    return Made(
        order=_order(row),
        video=here[row.path.name],
        cover=here.get(Path(row.cover).name) if row.cover else None,
        subtitles=here.get(Path(row.subtitles).name) if row.subtitles else None,
        width=row.width,
        height=row.height,
        duration_s=row.duration_s,
        loudness_lufs=row.loudness_lufs,
        true_peak_dbtp=row.true_peak_dbtp,
        sha256=row.sha256,
        report=_report(row.qc),
    )


def _link(file: Path, to: Path) -> None:
    """A second name for a file, or a copy where the file system knows no hard links."""
    try:
        os.link(file, to)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV):
            raise
        shutil.copyfile(file, to)


def _report(stored: dict[str, Any]) -> Report:
    """The quality report as it was stored with the row."""
    checks = tuple(
        Check(
            c["name"], c["ok"], c["value"], c["limit"],
            tuple((s["start_s"], s["end_s"]) for s in c.get("spans", [])),
            Words(**c["note"]) if c.get("note") else None,
        )
        for c in stored["checks"]
    )  # fmt: skip
    return Report(stored["passed"], checks)


def _alone(made: Made, folder: Path) -> Made:
    """Move one deliverable's files into a folder of its own."""
    folder.mkdir()
    stem = made.video.stem
    for file in sorted(made.video.parent.glob(f"{stem}.*")):
        file.replace(folder / file.name)
    return replace(
        made,
        video=folder / made.video.name,
        cover=folder / made.cover.name if made.cover else None,
        subtitles=folder / made.subtitles.name if made.subtitles else None,
    )


def _packed(row: Deliverable, made: Made, folder: Path) -> Finished:
    if row.wanted.sign and made.report.passed:
        made = signed(row, made)
    may_go = made.report.passed and stop_of(row) is None
    package = pack(made, facts_for(row), folder) if may_go else None
    label = read_label(made.video).aigc or {}
    return Finished(row, made, folder, package, label.get("ProduceID", ""))


def _room_for(rows: list[Deliverable]) -> None:
    """Stop before work that cannot end well: each deliverable is needed thrice, as pieces, file and package."""
    seconds = float(rows[0].master.probe.get("duration_s") or 0.0)
    profiles = [profile_in_force(row.channel) for row in rows]
    kbps = sum(p.video_bitrate_max_kbps + p.audio_bitrate_kbps for p in profiles)
    needed = int(3 * seconds * kbps * 1000 / 8) + SPARE_BYTES
    if shutil.disk_usage(_media()).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _media() -> Path:
    return Path(settings.MEDIA_ROOT)
