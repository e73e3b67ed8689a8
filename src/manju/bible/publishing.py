"""Publishing a bible as an immutable version that is sealed the same day, and taking a whole document in."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from manju.bible.completeness import score
from manju.bible.keepable import refuse_unkeepable
from manju.bible.models import BibleVersion, Sheet
from manju.bible.names import called, in_reading
from manju.bible.pictures import keep_picture
from manju.bible.reading import LISTS, canonical, draft, has_draft, key_of, latest
from manju.catalogue.actions import add_property
from manju.catalogue.models import Property
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.seals.recording import record_bytes, seal_soon
from manju.story.bible import Bible
from manju.words import Words

__all__ = ["import_document", "publish"]

HEAD = ("language", "title", "synopsis", "extras", "images", "notes")
NOTE_LONG = 400


@transaction.atomic
def publish(of_property: Property, *, by: User | None, note: str = "") -> BibleVersion:
    """Make the draft a version that never changes, and have it sealed.

    Raises:
        Refused: there is no draft; nothing changed since the last version.
    """
    Property.objects.select_for_update().get(pk=of_property.pk)
    if not has_draft(of_property):
        raise Refused(Words("圣经还是空的，先写一张人物。", "The bible is empty: write a character first."))
    return _published(of_property, draft(of_property), by=by, said=note, again=False)


@transaction.atomic
def import_document(
    of_property: Property | None, bible: Bible, pictures: dict[str, Path], *, by: User | None
) -> BibleVersion:
    """Take a whole bible in as the new draft and a new version; without a property, a new one is made.

    A draft that was not published is made a version first, so nothing that was written is lost. `pictures` are files
    by SHA-256; those whose bytes have another hash are refused.

    Raises:
        Refused: a new property's name is taken; a picture's hash is not its own.
    """
    refuse_unkeepable(bible.plain())
    for sha256, path in pictures.items():
        if sha256_of(path) != sha256:
            raise Refused(
                Words("图片 {f} 和它的哈希对不上。", "Picture {f} is not what its hash says.").fill(f=path.name)
            )
    if of_property is None:
        of_property = _new_property(bible, by)
    Property.objects.select_for_update().get(pk=of_property.pk)
    before = latest(of_property)
    if has_draft(of_property):
        kept = canonical(draft(of_property))
        if before is None or before.text.encode() != kept:
            said = str(Words("导入前的草稿", "The draft before an import"))
            _published(of_property, draft(of_property), by=by, said=said, again=False)
    for path in pictures.values():
        keep_picture(path, by=by, name=path.name)
    _replace(of_property, bible, by)
    return _published(of_property, bible, by=by, said=str(Words("导入", "Imported")), again=True)


def _published(of_property: Property, bible: Bible, *, by: User | None, said: str, again: bool) -> BibleVersion:
    """Write the version; `again`: also where it equals the last one."""
    text, before = canonical(bible), latest(of_property)
    if before is not None and before.text.encode() == text and not again:
        raise Refused(
            Words("和第 {n} 版一模一样，不用再定版。", "Nothing changed since version {n}.").fill(n=before.number)
        )
    number = 1 if before is None else before.number + 1
    now = timezone.now()
    shown = Words("《{p}》圣经第 {n} 版", "Bible of {p}, version {n}").fill(p=of_property.name, n=number)
    item = record_bytes(
        text, name=f"bible-{of_property.pk}-v{number}.json", title=shown.zh, author=by.name if by else "", kind="bible",
        origin="imported" if again else "written", made_at=now, of_property=of_property, by=by,
        link=f"{reverse('bible:versions', args=[of_property.pk])}#v{number}",
    )  # fmt: skip
    row: BibleVersion = BibleVersion.objects.create(
        evidence=item, published_at=now, of_property=of_property, number=number, text=text.decode(),
        sha256=hashlib.sha256(text).hexdigest(), percent=score(bible).percent, note=said.strip()[:NOTE_LONG],
        published_by=by,
    )  # fmt: skip
    what = Words("《{p}》圣经定版：第 {n} 版", "Bible of {p} published: version {n}")
    note("bible.published", what.fill(p=of_property.name, n=number), by=by, link=row.get_absolute_url(),
         sha256=row.sha256)  # fmt: skip
    seal_soon(by=by)
    return row


def _replace(of_property: Property, bible: Bible, by: User | None) -> None:
    """Every sheet of the draft goes, those of the document come."""
    now = timezone.now()
    Sheet.objects.filter(of_property=of_property, removed_at=None).update(removed_at=now)
    plain = bible.plain()
    rows = [("head", "head", 0, {name: plain[name] for name in HEAD})]
    for part, name in LISTS.items():
        for n, content in enumerate(plain[name]):
            key = key_of(content["id"]) if part == "character" else uuid.uuid4().hex[:16]
            rows.append((part, key, n, content))
    Sheet.objects.bulk_create([
        Sheet(of_property=of_property, part=part, key=key, position=n, content=content, called=called(part, content),
              edited_by=by, edited_at=now)
        for part, key, n, content in rows
    ], batch_size=500)  # fmt: skip


def _free(name: str) -> str:
    """The name, or with the first number that no property of the studio has: `长夜灯（2）`."""
    found, number = name, 1
    while Property.objects.filter(name_zh=found).exists():
        number += 1
        found = f"{name[:72]}（{number}）"
    return found


def _new_property(bible: Bible, by: User | None) -> Property:
    title, synopsis = in_reading(bible.title), in_reading(bible.synopsis)
    names = {"name_zh": _free(title.zh[:80] or "—"), "name_en": title.en[:80]}
    row: Property
    if by is not None:
        return add_property(by=by, logline_zh=synopsis.zh[:240], logline_en=synopsis.en[:240], **names)
    row = Property.objects.create(logline_zh=synopsis.zh[:240], logline_en=synopsis.en[:240], **names)
    note("property.added", Words("新建 IP《{n}》", "Added property {n}").fill(n=row.name), by=None,
         link=reverse("catalogue:property", args=[row.pk]))  # fmt: skip
    return row
