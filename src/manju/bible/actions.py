"""What people do to the draft of a bible: save, add, remove and order sheets. Nobody's words are lost."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from pydantic import BaseModel

from manju.bible.keepable import refuse_unkeepable
from manju.bible.models import Sheet, SheetText
from manju.bible.names import PART_NAMES, called, character_name, in_reading
from manju.bible.publishing import import_document, publish
from manju.bible.reading import key_of
from manju.catalogue.models import Property
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.story import bible as story
from manju.words import Words

__all__ = [
    "Clash", "Saved", "add_sheet", "checked", "import_document", "order_sheets", "publish", "remove_sheet",
    "restore_sheet", "save_sheet", "title_of",
]  # fmt: skip

SHAPES: Final[dict[str, type[BaseModel]]] = {
    "character": story.Character, "relation": story.Relation, "world": story.WorldEntry, "event": story.Event,
    "conflict": story.Conflict, "term": story.Term,
}  # fmt: skip
SHEETS_MOST: Final = 5000
KEPT_EVERY: Final = dt.timedelta(minutes=10)  # an autosave by the same hand within it replaces its own words


@dataclass(frozen=True, slots=True)
class Saved:
    """The sheet holds what was written; `changed` is False where it did before."""

    sheet: Sheet
    changed: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody changed or removed the sheet meanwhile: it stands as they left it, and `mine` is kept beside it."""

    sheet: Sheet
    mine: dict[str, Any]  # Any: JSON


def save_sheet(sheet: Sheet, content: dict[str, Any], *, revision: int, by: User) -> Saved | Clash:
    """Write a sheet's content over the revision that its writer saw.

    Raises:
        Refused: the content is no such sheet.
    """
    fresh = checked(sheet.part, content)
    if sheet.part == "character" and fresh["id"] != sheet.content.get("id"):
        raise Refused(Words("人物的编号定了就不改。", "A character's id stays as it is."), field="id")
    with transaction.atomic():
        was: Sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if was.removed_at is None and was.content == fresh:
            return Saved(was, changed=False)
        if was.removed_at is not None or was.revision != revision:
            _keep(was, fresh, revision=revision, by=by, aside=True, at=timezone.now())
            return Clash(was, fresh)
        now = timezone.now()
        if was.edited_by_id != by.pk or now - was.edited_at > KEPT_EVERY:
            _keep(was, was.content, revision=was.revision, by=was.edited_by, aside=False, at=was.edited_at)
            said = Words("改了圣经的{p}：{n}", "Edited in the bible, {p}: {n}")
            _note("bible.edited", said, was, by=by, title=title_of(was.part, fresh))
        Sheet.objects.filter(pk=was.pk, revision=revision).update(
            content=fresh, called=called(was.part, fresh), revision=F("revision") + 1, edited_by=by, edited_at=now
        )
        was.refresh_from_db()
        return Saved(was, changed=True)


@transaction.atomic
def add_sheet(of_property: Property, part: str, content: dict[str, Any], *, by: User) -> Sheet:
    """Add a sheet at the end of its part. There is one head: adding it again gives the one there is.

    Raises:
        Refused: the content is no such sheet; another character has the id; too many sheets.
    """
    fresh = checked(part, content)
    Property.objects.select_for_update().get(pk=of_property.pk)
    living = Sheet.objects.filter(of_property=of_property, removed_at=None)
    if living.count() >= SHEETS_MOST:
        raise Refused(Words("一部圣经最多 {n} 张。", "A bible has at most {n} sheets.").fill(n=SHEETS_MOST))
    rows = living.filter(part=part)
    if part == "head" and (there := rows.first()) is not None:
        found: Sheet = there
        return found
    key = {"head": "head", "character": key_of(str(fresh.get("id", "")))}.get(part) or uuid.uuid4().hex[:16]
    last = rows.aggregate(last=Max("position"))["last"]
    try:
        with transaction.atomic():
            sheet: Sheet = Sheet.objects.create(
                of_property=of_property, part=part, key=key, content=fresh, edited_by=by, called=called(part, fresh),
                position=0 if last is None else last + 1,
            )  # fmt: skip
    except IntegrityError as error:
        said = Words("编号“{k}”已经有人物在用。", 'A character has the id "{k}" already.').fill(k=key)
        raise Refused(said, field="id") from error
    _note("bible.added", Words("圣经新加{p}：{n}", "Added to the bible, {p}: {n}"), sheet, by=by)
    return sheet


@transaction.atomic
def remove_sheet(sheet: Sheet, *, by: User) -> None:
    """Take a sheet out of the draft; it can be put back. Relations of a removed character wait with it."""
    if sheet.part == "head":
        raise Refused(Words("总述不能删，可以清空。", "The overview stays; it can be emptied."))
    if Sheet.objects.filter(pk=sheet.pk, removed_at=None).update(removed_at=timezone.now()):
        _note("bible.removed", Words("从圣经拿掉{p}：{n}", "Removed from the bible, {p}: {n}"), sheet, by=by)
    sheet.refresh_from_db()


@transaction.atomic
def restore_sheet(sheet: Sheet, *, by: User) -> None:
    """Put a removed sheet back.

    Raises:
        Refused: another character has its id by now.
    """
    try:
        with transaction.atomic():
            back = Sheet.objects.filter(pk=sheet.pk, removed_at__isnull=False).update(removed_at=None)
    except IntegrityError as error:
        said = Words("编号“{k}”已经有别的人物在用。", 'Another character has the id "{k}".').fill(k=sheet.key)
        raise Refused(said) from error
    if back:
        _note("bible.restored", Words("圣经里放回{p}：{n}", "Put back in the bible, {p}: {n}"), sheet, by=by)
    sheet.refresh_from_db()


@transaction.atomic
def order_sheets(of_property: Property, part: str, keys: list[str], *, by: User) -> None:
    """Put the sheets of a part in this order; those not named stay behind them in theirs."""
    Property.objects.select_for_update().get(pk=of_property.pk)
    rows = list(Sheet.objects.filter(of_property=of_property, part=part, removed_at=None).order_by("position", "pk"))
    place = {key: n for n, key in enumerate(keys)}
    wanted = sorted(rows, key=lambda row: place.get(row.key, len(keys)))
    if [row.pk for row in wanted] == [row.pk for row in rows]:
        return
    for n, row in enumerate(wanted):
        Sheet.objects.filter(pk=row.pk).update(position=n)
    said = Words("圣经的{p}换了顺序", "Reordered in the bible: {p}").fill(p=PART_NAMES[part])
    note("bible.ordered", said, by=by, link=of_property.get_absolute_url())


def checked(part: str, content: dict[str, Any]) -> dict[str, Any]:
    """A sheet's content with every key, as the document has it.

    Raises:
        Refused: no such sheet: what is wrong is named.
    """
    refuse_unkeepable(content)
    try:
        if part == "head":
            whole = read_document(story.Bible, {"format": story.FORMAT, "characters": []} | content)
            fields = {"language", "title", "synopsis", "extras", "images", "notes"}
            found: dict[str, Any] = whole.model_dump(mode="json", by_alias=True, include=fields)
        else:
            found = read_document(SHAPES[part], content).model_dump(mode="json", by_alias=True)
    except InputError as why:
        raise Refused(why.message) from why
    return found


def title_of(part: str, content: dict[str, Any]) -> Words:
    """What a sheet is called in a sentence."""
    if part == "character":
        return character_name(content)
    if part == "head":
        return in_reading(content.get("title") or {})
    if part == "relation":
        return Words(*[f"{content.get('from')} → {content.get('to')}"] * 2)
    return Words(*[str(content.get("name") or content.get("source") or "")] * 2)


def _keep(
    sheet: Sheet, content: dict[str, Any], *, revision: int, by: User | None, aside: bool, at: dt.datetime
) -> None:
    SheetText.objects.create(sheet=sheet, content=content, revision=revision, by=by, aside=aside, at=at)


def _note(verb: str, said: Words, sheet: Sheet, *, by: User, title: Words | None = None) -> None:
    named = title or title_of(sheet.part, sheet.content)
    short = Words(named.zh[:60], named.en[:60])
    note(verb, said.fill(p=PART_NAMES[sheet.part], n=short), by=by, link=sheet.get_absolute_url(), sheet=sheet.pk)
