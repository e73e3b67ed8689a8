"""Writing scripts and storyboards down: every file and every save a new version; nobody's text is ever written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.production import sealing
from manju.production.keeping import StoredFile, keep, keep_text
from manju.production.models import KINDS, Paper, PaperVersion
from manju.production.recording import checked_time
from manju.seals.models import EvidenceItem
from manju.seals.recording import Standing, standing_of
from manju.story.script_file import decoded
from manju.words import Words

__all__ = ["Saved", "add_version", "save_text", "seals_of", "start_paper", "text_of"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save; `beside`: the version somebody else saved meanwhile, which this one does not contain."""

    version: PaperVersion
    is_new: bool
    beside: PaperVersion | None = None


@transaction.atomic
def start_paper(
    of_property: Property, *, kind: str, title: str, by: User | None, episode: Episode | None = None
) -> Paper:  # fmt: skip
    """Start a script or storyboard.

    Raises:
        Refused: no title, or one that the property has already.
    """
    called = title.strip()[:120]
    if not called:
        raise Refused(Words("给它起个名字。", "Give it a name."), field="title")
    if kind not in KINDS:
        raise Refused(Words("选剧本或分镜。", "Choose script or storyboard."), field="kind")
    try:
        with transaction.atomic():
            paper: Paper = Paper.objects.create(
                of_property=of_property, kind=kind, title=called, episode=episode, started_by=by
            )
    except IntegrityError as error:
        raise Refused(
            Words("已经有一份叫“{t}”。把文件加成它的新版本，或换个名字。",
                  "There is one called “{t}”: add a version to it, or choose another name.").fill(t=called),
            field="title",
        ) from error  # fmt: skip
    note("paper.started", Words("新建{k}：{t}", "New {k}: {t}").fill(k=paper.kind_name, t=called), by=by,
         link=paper.get_absolute_url())  # fmt: skip
    return paper


def add_version(
    paper: Paper, path: Path, *, name: str, by: User | None, note_said: str = "", made_at: datetime | None = None
) -> Saved:
    """Add a file as the next version; the same bytes as the newest add nothing.

    Raises:
        Refused: empty, too large, or of the future.
    """
    return _add(paper, keep(path, name=name), by=by, note_said=note_said, made_at=made_at, follows=paper.newest)


def save_text(paper: Paper, text: str, *, by: User | None, based_on: int | None, note_said: str = "") -> Saved:
    """Save what was written in the browser as the next version.

    `based_on`: number of the version that was opened. When somebody saved another one meanwhile, both stay:
    the answer names theirs, and the difference can be read.

    Raises:
        Refused: an empty text, or more than 4 MB.
    """
    if not text.strip():
        raise Refused(Words("文字是空的，没有保存。", "The text is empty; nothing was saved."), field="text")
    if len(text.encode()) > 4 * 2**20:
        raise Refused(
            Words("文字超过 4 MB，当文件上传吧。", "More than 4 MB of text: upload it as a file."), field="text"
        )
    follows = paper.versions.filter(number=based_on).first() if based_on else None
    newest = paper.newest
    beside = newest if newest is not None and based_on and newest.number > based_on else None
    saved = _add(paper, keep_text(text, name=f"{paper.title}.fountain"), by=by, note_said=note_said, made_at=None,
                 follows=follows)  # fmt: skip
    return Saved(saved.version, saved.is_new, beside if saved.is_new else None)


def text_of(version: PaperVersion) -> str:
    """What a written version says, with plain line ends; a Final Draft file as Fountain."""
    if version.reads_as == "fdx":
        from manju.production.reading import as_fountain, script_of

        script = script_of(version.path)
        return as_fountain(script) if script is not None else ""
    text = decoded(version.path.read_bytes(), name=version.original_name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def seals_of(versions: Sequence[PaperVersion]) -> list[Standing | None]:
    """How far each version is sealed, in one query."""
    links = {version.get_absolute_url(): n for n, version in enumerate(versions)}
    found: list[Standing | None] = [None] * len(versions)
    for item in EvidenceItem.objects.filter(link__in=list(links)).with_seals():
        found[links[item.link]] = standing_of(item)
    return found


@transaction.atomic
def _add(
    paper: Paper, stored: StoredFile, *, by: User | None, note_said: str, made_at: datetime | None,
    follows: PaperVersion | None,
) -> Saved:  # fmt: skip
    Paper.objects.select_for_update().get(pk=paper.pk)  # numbers follow each other also when two save at once
    newest = paper.newest
    if newest is not None and newest.sha256 == stored.sha256:
        return Saved(newest, is_new=False)
    now = timezone.now()
    version: PaperVersion = PaperVersion.objects.create(
        paper=paper, number=newest.number + 1 if newest else 1, file=stored.file, original_name=stored.name,
        sha256=stored.sha256, size_bytes=stored.size_bytes, reads_as=stored.reads_as, follows=follows,
        note=note_said.strip()[:240], made_at=checked_time(made_at, now), by=by, at=now,
    )  # fmt: skip
    sealing.seal_version(version)
    note("paper.version", Words("{t} 第 {n} 版", "{t}, version {n}").fill(t=paper.title, n=version.number), by=by,
         link=version.get_absolute_url())  # fmt: skip
    return Saved(version, is_new=True)
