"""A platform's export into snapshots: the file kept, every row accounted for, the same snapshot counted once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from manju.catalogue.keeping import kept
from manju.launch.matching import Titles
from manju.launch.models import COUNTERS, RATES, Export, ExportNote, Item, PlatformFigure, Snapshot
from manju.market import exports
from manju.market.exports import Odd, Record, folded_title, named
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.words import Words

__all__ = ["Imported", "import_file"]

MAY_NOT_FALL: Final = ("views", "completed", "likes", "comments", "shares", "saves", "hearts")
NAMES: Final[dict[str, Words]] = {
    "views": Words("播放", "views"), "completed": Words("完播", "completed plays"), "likes": Words("点赞", "likes"),
    "comments": Words("评论", "comments"), "shares": Words("分享", "shares"), "saves": Words("收藏", "saves"),
    "hearts": Words("推荐", "hearts"),
}  # fmt: skip
FIGURES: Final = (
    "views", "likes", "comments", "shares", "saves", "followers_gained", "average_view_s", "watch_time_h",
)  # fmt: skip
AT_A_TIME: Final = 2000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made of one table: its row, what was read, and what was new."""

    row: Export
    read: exports.Export
    imported: int
    duplicates: int
    unmatched: tuple[Record, ...] = ()
    warnings: tuple[Odd, ...] = field(default=())


def import_file(
    path: Path, *, by: User | None, name: str = "", export_date: dt.date | None = None, account: str = "",
    today: dt.date | None = None, read: Sequence[exports.Export] | None = None,
) -> tuple[Imported, ...]:  # fmt: skip
    """Import an export in the studio in scope, whole or not at all; a file that came before changes nothing.

    Args:
        path: the file; `name` is what it was called.
        export_date: the day it was exported; else the date in its name, else `today`.
        account: which of several accounts of the platform it is of; mostly blank.
        read: what `read_exports` made of this very file, where it has been read already.

    Raises:
        InputError: what `market.exports` says of files it cannot read.
    """
    if current_scope().studio_id is None:
        raise NoScope("an export belongs to one studio: import inside in_studio()")
    name = name or path.name
    if read is None:
        read = exports.read_exports(path, export_date=export_date, name=name, today=today)
    sha256 = sha256_of(path)
    file = kept(path, folder="exports", sha256=sha256)
    of = {"name": name, "sha256": sha256, "file": file, "account": account.strip()[:80], "by": by}
    try:
        return _whole(read, of)
    except IntegrityError:  # somebody imported the same videos at the same moment: now they are there
        return _whole(read, of)


def _whole(read: Sequence[exports.Export], of: dict[str, Any]) -> tuple[Imported, ...]:
    """All tables of a file in one transaction; `Any`: the options of `_Import`."""
    with transaction.atomic():
        return tuple(_Import(one, **of).run() for one in read)


class _Import:
    """One table on its way in."""

    def __init__(
        self, read: exports.Export, *, name: str, sha256: str, file: str, account: str, by: User | None
    ) -> None:  # fmt: skip
        self.read, self.account, self.by = read, account, by
        self.known = Export.objects.filter(
            sha256=sha256, table=read.name[:120], export_date=read.export_date, account=account
        ).first()
        self.row: Export = self.known or Export(
            original_name=name[:255], table=read.name[:120], sha256=sha256, file=file, platform=read.platform,
            account=account, kind=read.kind, export_date=read.export_date, date_from=read.date_from,
            columns=read.columns, unused=list(read.unused), rejected=len(read.rejected), imported_by=by,
        )  # fmt: skip

    def run(self) -> Imported:
        items = self._items() if self.read.kind != "geography" else {}
        fresh = self._fresh_snapshots(items) if self.read.kind == "content" else self._fresh_figures()
        imported = len(fresh)
        duplicates = len(self.read.records) - imported
        warnings = list(self.read.warnings)
        if self.known is None:
            self.row.rows, self.row.imported, self.row.duplicates = self.read.rows, imported, duplicates
            self.row.save()
        if self.read.kind == "content":
            warnings += self._fallen(fresh, items)
            self._keep_snapshots(fresh, items)
        else:
            self._keep_figures(fresh, items)
        warnings.sort(key=lambda odd: (odd.line, odd.code, odd.field))
        if self.known is not None:
            fell = self.known.notes.filter(code="counter_fell")
            warnings += [Odd(n.line, n.code, n.field, n.words) for n in fell]
            warnings.sort(key=lambda odd: (odd.line, odd.code, odd.field))
        else:
            self._keep_notes(warnings)
            said = Words("导入{p}的导出：{n}，{m} 行，新的 {i} 行", "Imported an export of {p}: {n}, {m} rows, {i} new")
            note("launch.imported", said.fill(p=self.row.platform_name, n=self.row.original_name, m=self.row.rows,
                 i=imported), by=self.by, link=self.row.get_absolute_url(), export=self.row.pk)  # fmt: skip
        known = (Item.State.MATCHED, Item.State.ASIDE)
        waiting = [r for r in self.read.records if r.item_key and items and items[_key(r.item_key)].state not in known]
        unmatched = tuple(waiting) if self.read.kind == "content" else ()
        return Imported(self.row, self.read, imported, duplicates, unmatched, tuple(warnings))

    def _items(self) -> dict[str, Item]:
        """The videos that the table speaks of, new ones made and matched by their title."""
        found: dict[str, Item] = {}
        wanted: dict[str, Record] = {}
        for record in self.read.records:
            if record.item_key:
                wanted.setdefault(_key(record.item_key), record)  # the first row of a video names it
        of = Item.objects.filter(platform=self.read.platform, account=self.account)
        for part in _parts(list(wanted)):
            found.update((item.key, item) for item in of.filter(key__in=part).select_related("episode"))
        missing = [key for key in wanted if key not in found]
        titles = Titles() if missing else None
        made = [self._item(key, wanted[key], titles) for key in missing if titles is not None]
        Item.objects.bulk_create(made, batch_size=AT_A_TIME)
        for part in _parts(missing):
            found.update((item.key, item) for item in of.filter(key__in=part).select_related("episode"))
        return found

    def _item(self, key: str, record: Record, titles: Titles) -> Item:
        title = record.title or record.item_id or ""
        own = named(title).series  # as this title alone says it; the file may have told that it is the episode's
        place = titles.place(title, number=record.episode, series=own)
        if place is None and record.series != own:
            place = titles.place(title, number=record.episode, series=record.series)
        state = Item.State.WAITING if place is None else Item.State.MATCHED if place.sure else Item.State.DOUBTFUL
        return Item(
            platform=self.read.platform, account=self.account, key=key, item_id=(record.item_id or "")[:200],
            title=title, published=record.published.isoformat()[:40] if record.published else "",
            number=record.episode, series=folded_title(record.series or own)[:200], state=state,
            episode=place.episode if place is not None else None,
        )  # fmt: skip

    def _fresh_snapshots(self, items: dict[str, Item]) -> list[Record]:
        taken: set[int] = set()
        for part in _parts([item.pk for item in items.values()]):
            at = Snapshot.objects.filter(item__in=part, date=self.read.export_date)
            taken.update(at.values_list("item_id", flat=True))
        fresh = []
        for record in self.read.records:
            item = items[_key(record.item_key)]
            if item.pk not in taken:
                taken.add(item.pk)
                fresh.append(record)
        return fresh

    def _fresh_figures(self) -> list[Record]:
        taken: set[str] = set()
        keys = [_key(record.key) for record in self.read.records]
        of = PlatformFigure.objects.filter(
            platform=self.read.platform, account=self.account, export_date=self.read.export_date
        )
        for part in _parts(keys):
            taken.update(of.filter(key__in=part).values_list("key", flat=True))
        fresh = []
        for record, key in zip(self.read.records, keys, strict=True):
            if key not in taken:
                taken.add(key)
                fresh.append(record)
        return fresh

    def _keep_snapshots(self, fresh: Sequence[Record], items: dict[str, Item]) -> None:
        for part in _parts(fresh):
            Snapshot.objects.bulk_create(
                [
                    Snapshot(
                        item=items[_key(r.item_key)], export=self.row, line=r.line, date=self.read.export_date,
                        average_view_s=r.average_view_s, watch_time_h=r.watch_time_h,
                        **{name: getattr(r, name) for name in COUNTERS},
                        **{name: _decimal(getattr(r, name)) for name in RATES},
                    )
                    for r in part
                ]
            )  # fmt: skip

    def _keep_figures(self, fresh: Sequence[Record], items: dict[str, Item]) -> None:
        for part in _parts(fresh):
            PlatformFigure.objects.bulk_create(
                [
                    PlatformFigure(
                        export=self.row, line=r.line, platform=self.read.platform, account=self.account,
                        key=_key(r.key), export_date=self.read.export_date, day=r.date,
                        item=items.get(_key(r.item_key)),
                        place=(r.place or "")[:80], **{name: getattr(r, name) for name in FIGURES},
                    )
                    for r in part
                ]
            )  # fmt: skip

    def _fallen(self, fresh: Sequence[Record], items: dict[str, Item]) -> Iterator[Odd]:
        """Counters below the last snapshot before this day, or above the next one after it."""
        pks = [items[_key(r.item_key)].pk for r in fresh]
        before, after = self._beside(pks, later=False), self._beside(pks, later=True)
        for record in fresh:
            pk = items[_key(record.item_key)].pk
            for name in MAY_NOT_FALL:
                value = getattr(record, name)
                for other, sign in ((before.get(pk), 1), (after.get(pk), -1)):
                    known = getattr(other, name) if other is not None else None
                    if value is not None and known is not None and sign * (known - value) > 0:
                        yield self._odd_fall(record, name, value, known, other)
                        break
        if after:
            newest = max(snapshot.date for snapshot in after.values())
            said = Words("已有 {d} 的导出，这一份更早", "an export of {d} came before this older one")
            yield Odd(self.read.header_line, "dates_out_of_order", "export_date", said.fill(d=newest.isoformat()))

    def _odd_fall(self, record: Record, name: str, value: int, known: int, other: Snapshot | None) -> Odd:
        day = other.date.isoformat() if other is not None else ""
        said = Words("{f}：{d} 是 {k}，这里是 {v}", "{f}: {k} on {d}, {v} here")
        return Odd(record.line, "counter_fell", name, said.fill(f=NAMES[name], d=day, k=known, v=value))

    def _beside(self, pks: Sequence[int], *, later: bool) -> dict[int, Snapshot]:
        """Per video, its nearest snapshot on the one side of this day."""
        found: dict[int, Snapshot] = {}
        day = self.read.export_date
        for part in _parts(list(pks)):
            side = Snapshot.objects.filter(item__in=part, **{"date__gt" if later else "date__lt": day})
            nearest = dict(side.values_list("item").annotate(at=Min("date") if later else Max("date")).order_by())
            dates = set(nearest.values())
            for snapshot in side.filter(date__in=dates):
                if nearest[snapshot.item_id] == snapshot.date:
                    found[snapshot.item_id] = snapshot
        return found

    def _keep_notes(self, warnings: Sequence[Odd]) -> None:
        out = [
            ExportNote(export=self.row, line=r.line, kept_out=True, code=r.reason, field=r.field, zh=r.words.zh[:240],
                       en=r.words.en[:240])
            for r in self.read.rejected
        ]  # fmt: skip
        odd = [
            ExportNote(export=self.row, line=o.line, code=o.code, field=o.field, zh=o.words.zh[:240],
                       en=o.words.en[:240])
            for o in warnings
        ]  # fmt: skip
        ExportNote.objects.bulk_create([*out, *odd], batch_size=AT_A_TIME)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _decimal(rate: Fraction | None) -> Decimal | None:
    return None if rate is None else round(Decimal(rate.numerator) / Decimal(rate.denominator), 10)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Lists short enough for one question to the database (`Any`: keys of rows)."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
