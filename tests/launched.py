"""Rows of the launch room for tests: exports, videos of platforms, snapshots."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from factories import mark
from manju.catalogue.models import Episode
from manju.launch.models import Export, Item, Snapshot

_number = itertools.count(1)


def make_export(**fields: Any) -> Export:
    row = {"original_name": f"2026-06-01_{mark()}.csv", "sha256": f"{next(_number):064x}", "file": "exports/none.csv",
           "platform": "douyin", "kind": "content", "export_date": date(2026, 6, 1), "date_from": "name"}  # fmt: skip
    made: Export = Export.objects.create(**{**row, **fields})
    return made


def make_item(episode: Episode | None = None, **fields: Any) -> Item:
    row = {"platform": "douyin", "key": f"{next(_number):064x}", "title": f"长夜灯 第1集 {mark()}", "number": 1,
           "state": "matched" if episode else "waiting", "episode": episode}  # fmt: skip
    made: Item = Item.objects.create(**{**row, **fields})
    return made


def make_snapshot(item: Item | None = None, **fields: Any) -> Snapshot:
    export = fields.pop("export", None) or make_export()
    row = {"item": item or make_item(), "export": export, "line": 2, "date": export.export_date, "views": 1000,
           "completion": "0.42", "likes": 40, "comments": 15}  # fmt: skip
    made: Snapshot = Snapshot.objects.create(**{**row, **fields})
    return made
