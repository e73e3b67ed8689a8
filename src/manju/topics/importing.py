"""A hit list into the home: its file, its rows as Parquet beside it, and then the one row that makes it count."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction

from manju.catalogue.keeping import kept
from manju.media.whole import sha256_of, written_whole
from manju.people.audit import note
from manju.people.models import Studio, User
from manju.people.scope import NoScope, current_scope
from manju.topics import engine
from manju.topics.models import HitList, ListMap
from manju.topics.rows import duplicates_of
from manju.words import Words

if TYPE_CHECKING:
    from manju.topics.engine import Rejection

__all__ = ["Imported", "every_rejection", "import_list", "rejected_file", "remember", "remembered"]

SHOWN_MOST: Final = 500  # rejected rows kept in the database; all of them stand in the file beside the rows
FOLDER: Final = "lists"
Progress = Callable[[float, Words], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made; `again`: these bytes were there already and nothing changed."""

    row: HitList
    rejected: Sequence[Rejection]
    again: bool

    @property
    def imported(self) -> int:
        return 0 if self.again else self.row.imported

    @property
    def duplicates(self) -> int:
        return self.row.rows - self.row.rejected if self.again else self.row.duplicates


def import_list(
    path: Path, *, by: User | None, name: str = "", mapping: Mapping[str, str] | None = None,
    progress: Progress = lambda *_: None,
) -> Imported:  # fmt: skip
    """Import a hit list in the studio in scope.

    File and rows are written whole under names of their own before the database hears of them, so killed at any
    moment an import leaves nothing that counts, and tried again it starts anew.

    Raises:
        InputError: `mapping_needed`, and all else that can be wrong with a file.
    """
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("a hit list belongs to one studio: import inside in_studio()")
    name = name or path.name
    sha256 = sha256_of(path)
    if (there := _there(sha256)) is not None:
        return there
    if mapping is None:
        mapping = remembered(path)
    progress(0.05, Words("读榜单", "Reading the list"))
    read = engine.read(path, name=name, mapping=mapping)
    progress(0.6, Words("读了 {n} 行，存起来", "{n} rows read; keeping them").fill(n=read.rows))
    file = kept(path, folder=FOLDER, sha256=sha256)
    rows_file = f"{FOLDER}/{studio_id}/{sha256}-{engine.mark_of(read.mapping)[:12]}.parquet"
    place = Path(settings.MEDIA_ROOT) / rows_file
    with written_whole(place) as part:
        read.frame.write_parquet(part, compression="zstd", compression_level=1)
    _write_rejected(place, read.rejected)
    progress(0.8, Words("找重复的行", "Looking for duplicates"))
    lists = _lists()
    twice = duplicates_of(read.frame, list(lists.values()))
    try:
        with transaction.atomic():
            Studio.objects.select_for_update().get(pk=studio_id)  # imports take turns to count
            if (there := _there(sha256)) is not None:
                return there
            if (now := _lists()) != lists:  # another list came or went meanwhile
                twice = duplicates_of(read.frame, list(now.values()))
            row = _row(read, twice, by=by, name=name, sha256=sha256, file=file, rows_file=rows_file)
            if mapping is not None:
                remember(path, mapping, by=by)
    except IntegrityError:
        if (there := _there(sha256)) is not None:
            return there
        raise
    return Imported(row, read.rejected, again=False)


def remembered(path: Path) -> dict[str, str] | None:
    """The columns of a list with this header, as a person said they are; None when nobody has."""
    if not ListMap.objects.exists():
        return None
    row = ListMap.objects.filter(header_sha256=engine.header_of(path).mark).first()
    return dict(row.mapping) if row is not None else None


def remember(path: Path, mapping: Mapping[str, str], *, by: User | None) -> ListMap:
    """Keep what the columns of this header are, for the next list that has it."""
    row: ListMap
    row, _ = ListMap.objects.update_or_create(
        header_sha256=engine.header_of(path).mark, defaults={"mapping": dict(mapping), "saved_by": by}
    )
    return row


def rejected_file(row: HitList) -> Path:
    """All rejected rows of a list as CSV: line and reason in both languages, and the cells."""
    return row.rows_path.with_suffix(".rejected.csv")


def every_rejection(row: HitList) -> list[Rejection]:
    """All rows of a list that were kept aside, from the file beside its rows."""
    path = rejected_file(row)
    if row.rejected == 0 or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [engine.Rejection(int(line), Words(zh, en)) for line, zh, en in list(csv.reader(file))[1:]]


def _lists() -> dict[int, Path]:
    return {row.pk: row.rows_path for row in HitList.objects.counted()}


def _there(sha256: str) -> Imported | None:
    row = HitList.objects.filter(sha256=sha256, withdrawn_at=None).first()
    if row is None:
        return None
    return Imported(row, every_rejection(row), again=True)


def _row(
    read: engine.ReadList, twice: int, *, by: User | None, **fields: Any  # Any: the columns of the row
) -> HitList:  # fmt: skip
    rejected = len(read.rejected)
    row: HitList = HitList.objects.create(
        original_name=fields.pop("name")[:255], format=read.format, platforms=list(read.platforms),
        audiences=read.audiences,
        mapping=dict(read.mapping), date_source=read.date_source, first_date=read.first_date,
        last_date=read.last_date, rows=read.rows, imported=read.rows - rejected - twice, duplicates=twice,
        rejected=rejected, imported_by=by, problems=[{"line": r.line, **r.reason.as_json()} for r in
                                                     read.rejected[:SHOWN_MOST]], **fields,
    )  # fmt: skip
    said = Words("导入榜单：{n}，收下 {i} 行", "Imported a hit list: {n}, {i} rows taken")
    note("list.imported", said.fill(n=row.original_name, i=row.imported), by=by, link=row.get_absolute_url(),
         list=row.pk, rows=row.rows, duplicates=twice, rejected=rejected)  # fmt: skip
    return row


def _write_rejected(place: Path, rejected: Sequence[Rejection]) -> None:
    if not rejected:
        return
    with (
        written_whole(place.with_suffix(".rejected.csv")) as part,
        part.open("w", encoding="utf-8-sig", newline="") as f,
    ):
        out = csv.writer(f)
        out.writerow(["行 line", "原因", "reason"])
        out.writerows((r.line, r.reason.zh, r.reason.en) for r in rejected)
