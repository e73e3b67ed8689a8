"""The sample studio's gates: what its people entered by hand, with the sheets they kept."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from manju.catalogue.models import Property
from manju.people.models import User
from manju.portfolio.actions import enter_evidence

__all__ = ["add_gates"]

# property, what, figure, days ago, sheet
ENTERED: Final = (
    ("长夜灯", "direction", 1, 120, "选题会纪要_长夜灯.csv"),
    ("长夜灯", "bible_percent", 9200, 112, "圣经目录_长夜灯.csv"),
    ("长夜灯", "bible_sealed", 1, 111, "存证回执_长夜灯.csv"),
    ("长夜灯", "followers", 5120, 40, "社群统计_10月.csv"),
    ("长夜灯", "followers", 6400, 6, "社群统计_11月.csv"),
    ("山海外卖", "direction", 1, 84, "选题会纪要_山海外卖.csv"),
    ("山海外卖", "bible_percent", 8600, 77, "圣经目录_山海外卖.csv"),
    ("山海外卖", "bible_sealed", 1, 76, "存证回执_山海外卖.csv"),
    ("末班车有猫", "direction", 1, 50, "选题会纪要_末班车有猫.csv"),
    ("末班车有猫", "bible_percent", 7400, 12, "圣经目录_末班车有猫.csv"),
)


def add_gates(by: User, today: date) -> None:
    """Enter the evidence as a person would, each figure with its sheet."""
    properties = {row.name_zh: row for row in Property.objects.all()}
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        for name, need, figure, days, sheet in ENTERED:
            if (row := properties.get(name)) is None:
                continue
            on = today - timedelta(days=days)
            path = Path(folder) / sheet
            path.write_text(f"日期,IP,项目,数值\n{on.isoformat()},{name},{need},{figure}\n", encoding="utf-8")
            enter_evidence(row, need, by=by, figure=figure, on=on, path=path, name=sheet)
