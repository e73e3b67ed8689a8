"""What is on record of how a property was made, read from the rooms: deeds, items with proofs, authors, title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

from manju.bible.models import BibleVersion
from manju.bible.reading import draft
from manju.catalogue.models import Master, Property
from manju.filings.models import Certificate, Registration
from manju.people.models import Member, User
from manju.production.models import Edit, PaperVersion
from manju.production.story import Chapter, Take, story_of
from manju.production.subjects import stories_of
from manju.proof.digests import digests_of
from manju.protection.authorship.shapes import Author, Character, Deed, PackedItem, Sort, Story, TitleLink
from manju.protection.models import Holder
from manju.seals.models import EvidenceItem, Token
from manju.seals.proofs import current_proof
from manju.seals.recording import standing_of
from manju.words import Words

__all__ = ["gathered"]

Progress = Callable[[float], None]
Depth = Literal["whole", "outline"]
_TOOL: Final = Words("工具", "Tool")


def gathered(of_property: Property, *, depth: Depth = "whole", progress: Progress = lambda done: None) -> Story:
    """All that is on record of a property; `progress` hears 0 to 1.

    `whole`: every original is hashed anew and every proof read; `outline`: only looked whether they are there.
    """
    items = _items(of_property, depth, progress)
    numbers = _Numbers(of_property)
    hands = _Hands()
    told = stories_of(of_property)
    deeds = [deed for one in told for deed in _of_story(story_of(one.subject).chapters, one.name, numbers, hands)]
    deeds += [*_papers(of_property, numbers, hands), *_versions(of_property, numbers, hands)]
    deeds += [*_masters(of_property, numbers, hands), *_registered(of_property, numbers)]
    holder = Holder.objects.first()
    counts: dict[str, int] = {}
    for one in told:
        if one.subject.character:
            counts[one.subject.character] = counts.get(one.subject.character, 0) + one.entries
    return Story(
        studio=of_property.studio.name,
        property_name=of_property.name,
        holder=holder.name if holder else "",
        holder_number=holder.id_number if holder else "",
        deeds=tuple(sorted(deeds, key=lambda deed: (deed.made_at, deed.recorded_at))),
        items=tuple(items),
        authors=tuple(hands.authors()),
        title=tuple(_title(of_property)),
        characters=tuple(
            Character(one.id, next(iter(one.names.values())), counts.get(one.id, 0))
            for one in draft(of_property).characters
        ),
        bible_versions=BibleVersion.objects.filter(of_property=of_property).count(),
        certificates=tuple(Certificate.objects.filter(of_property=of_property).values_list("number", flat=True)),
    )


def _items(of_property: Property, depth: Depth, progress: Progress) -> Iterator[PackedItem]:
    rows = list(EvidenceItem.objects.filter(of_property=of_property).with_seals().order_by("pk"))
    subjects = _authorities(rows)
    for number, row in enumerate(rows, 1):
        progress(number / len(rows))
        stands, path = standing_of(row), row.path
        yield PackedItem(
            pk=row.pk, kind=row.kind, kind_name=row.kind_name, name=row.name, title=row.title, author=row.author,
            origin=row.origin, made_at=row.made_at, sha256=row.sha256, sm3=row.sm3,
            size_bytes=row.size_bytes, path=path,
            intact=digests_of(path).sha256 == row.sha256 if path is not None and depth == "whole" else None,
            proof=current_proof(row.leaf) if stands.is_sealed and depth == "whole" else None,
            level="none" if not stands.is_sealed else "authority" if stands.state == "authority" else "own_log",
            sealed_at=stands.sealed_at,
            authority=subjects.get(row.leaf.batch_id, "") if stands.state == "authority" else "",
        )  # fmt: skip


def _authorities(rows: Sequence[EvidenceItem]) -> dict[int, str]:
    """The signer of each batch's earliest token."""
    batches = {row.leaf.batch_id for row in rows if hasattr(row, "leaf")}
    tokens = Token.objects.filter(batch__in=batches).order_by("-gen_time", "-pk")
    return {token.batch_id: token.authority_subject or token.url for token in tokens}


class _Numbers:
    """Which items belong to a thing: those recorded with its page as their link."""

    def __init__(self, of_property: Property) -> None:
        self.by_link: dict[str, list[int]] = {}
        for pk, link in EvidenceItem.objects.filter(of_property=of_property).order_by("pk").values_list("pk", "link"):
            self.by_link.setdefault(link, []).append(pk)

    def of(self, *things: object) -> tuple[int, ...]:
        links = [thing.get_absolute_url() for thing in things if hasattr(thing, "get_absolute_url")]
        return tuple(sorted({pk for link in links for pk in self.by_link.get(link, ())}))


@dataclass
class _Part:
    """What one person did so far."""

    name: str
    role: Words
    deeds: int = 0
    minutes: int = 0
    moments: list[datetime] = field(default_factory=list)


class _Hands:
    """Who took part: counted while the deeds are read."""

    def __init__(self) -> None:
        members = Member.objects.select_related("user")
        self.roles = {member.user_id: member.role_name for member in members}
        self.parts: dict[int, _Part] = {}

    def did(self, user: User | None, at: datetime, *, minutes: int = 0) -> str:
        """Count a deed of this person; their name."""
        if user is None:
            return ""
        part = self.parts.setdefault(user.pk, _Part(user.name, self.roles.get(user.pk, Words("已离开", "Has left"))))
        part.deeds += 1
        part.minutes += minutes
        part.moments.append(at)
        return part.name

    def authors(self) -> Iterator[Author]:
        for part in sorted(self.parts.values(), key=lambda part: min(part.moments)):
            yield Author(part.name, part.role, part.deeds, part.minutes, min(part.moments), max(part.moments))


def _of_story(
    chapters: Iterable[Chapter], subject: Words, numbers: _Numbers, hands: _Hands
) -> Iterator[Deed]:  # fmt: skip
    for chapter in chapters:
        if chapter.edit is not None:
            yield _edited(chapter.edit, chapter.heading, subject, numbers, hands)
            continue
        for entry in chapter.entries:
            hands.did(entry.by, entry.made_at)
        decided = [take for take in chapter.takes if take.decision is not None]
        kept = [take for take in decided if take.state == "kept"]
        rejected = [take for take in decided if take.state == "rejected"]
        yield Deed(
            sort="intent" if chapter.kind == "idea" else "prompt",
            made_at=chapter.at,
            recorded_at=max(entry.recorded_at for entry in chapter.entries),
            who=chapter.who,
            title=chapter.heading,
            text=_asked(chapter),
            reason="\n".join(_reason(take) for take in [*kept, *rejected] if take.decision and take.decision.reason),
            subject=subject.zh,
            kept=len(kept),
            rejected=len(rejected),
            rejected_without_reason=sum(1 for take in rejected if take.decision and not take.decision.reason),
            pictures=tuple(take.output.path for take in [*kept, *rejected]),
            items=numbers.of(*chapter.entries),
            facts=tuple(_facts(chapter)),
        )


def _asked(chapter: Chapter) -> str:
    """The intent and the prompts, as they were written."""
    first = chapter.first
    parts = [first.intent, first.prompt, f"− {first.negative_prompt}" if first.negative_prompt else ""]
    return "\n".join(part for part in parts if part)


def _reason(take: Take) -> str:
    mark = "✓" if take.state == "kept" else "✗"
    return f"{mark} {take.label} {take.decision.reason if take.decision else ''}"


def _facts(chapter: Chapter) -> Iterator[tuple[Words, Words]]:
    first = chapter.first
    named = (
        (Words("模型", "Model"), _same(" ".join(part for part in (first.model, first.model_version) if part))),
        (Words("种子", "Seed"), _same(", ".join(dict.fromkeys(e.seed for e in chapter.entries if e.seed)))),
        (_TOOL, _same(first.tool)),
        (Words("时间", "Time"), first.time_said),
        (Words("记法", "How it was recorded"), first.captured_word),
    )
    return ((name, value) for name, value in named if value.zh)


def _same(text: str) -> Words:
    """A text that is the same in both languages: somebody wrote it."""
    return Words(text, text)


def _edited(edit: Edit, heading: Words, subject: Words, numbers: _Numbers, hands: _Hands) -> Deed:
    root = Path(settings.MEDIA_ROOT)
    shown = [edit.before_file, edit.after_file]
    if difference := getattr(edit, "difference", None):
        shown.append(difference.picture)
    return Deed(
        sort="edit", made_at=edit.made_at, recorded_at=edit.recorded_at,
        who=hands.did(edit.by, edit.made_at, minutes=edit.minutes), title=heading, text=edit.note,
        subject=subject.zh, minutes=edit.minutes, pictures=tuple(root / file for file in shown if file),
        items=numbers.of(edit), facts=((_TOOL, _same(edit.tool)),) if edit.tool else (),
    )  # fmt: skip


def _papers(of_property: Property, numbers: _Numbers, hands: _Hands) -> Iterator[Deed]:
    rows = PaperVersion.objects.filter(paper__of_property=of_property).select_related("paper", "by").order_by("pk")
    for row in rows:
        sort: Sort = "script" if row.paper.kind == "script" else "storyboard"
        title = Words("{t} 第 {n} 稿", "{t}, version {n}").fill(t=row.paper.title, n=row.number)
        yield Deed(sort, row.made_at, row.at, hands.did(row.by, row.made_at), title, row.note, items=numbers.of(row))


def _versions(of_property: Property, numbers: _Numbers, hands: _Hands) -> Iterator[Deed]:
    for row in BibleVersion.objects.filter(of_property=of_property).select_related("published_by").order_by("pk"):
        title = Words("第 {n} 版，完整度 {p}%", "Version {n}, {p} % complete").fill(n=row.number, p=row.percent)
        at = row.published_at
        yield Deed("bible", at, at, hands.did(row.published_by, at), title, row.note, items=numbers.of(row))


def _masters(of_property: Property, numbers: _Numbers, hands: _Hands) -> Iterator[Deed]:
    rows = Master.objects.filter(
        episode__season__work__of_property=of_property, state=Master.State.READY
    ).select_related("episode__season__work", "uploaded_by").order_by("pk")  # fmt: skip
    for row in rows:
        at = row.uploaded_at
        title = Words("{e}：{f}", "{e}: {f}").fill(e=row.episode.name, f=row.original_name)
        yield Deed("master", at, at, hands.did(row.uploaded_by, at), title, items=numbers.of(row, row.episode))


def _registered(of_property: Property, numbers: _Numbers) -> Iterator[Deed]:
    for row in Certificate.objects.filter(of_property=of_property).select_related("registration", "added_by"):
        title = Words(f"{row.kind_name.zh} {row.number}", f"{row.kind_name.en} {row.number}")
        who = row.added_by.name if row.added_by else ""
        things = [row.registration] if row.registration else []
        yield Deed("registration", row.added_at, row.added_at, who, title, items=numbers.of(*things))


def _title(of_property: Property) -> Iterator[TitleLink]:
    """Who passed what to the owner, as the applications say it."""
    for row in Registration.objects.filter(of_property=of_property).exclude(state="withdrawn").order_by("pk"):
        if row.author and row.owner and row.chain.strip():
            what = Words("{k}《{t}》", "{k}: {t}").fill(k=row.kind_name, t=row.title)
            yield TitleLink(row.author, row.owner, what, row.chain.strip().replace("\n", "; "), row.completed_on)
