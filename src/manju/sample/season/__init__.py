"""A season of the sample studio as files: hit lists, platform exports, statements, with a truth that is known.

    from manju.sample.season import write_season
    season = write_season(folder, today=date(2026, 11, 26), seed=1)
    season.truth.tired, season.lists, season.exports

What is planted: docs/howto/sample-season.md. Everything is invented; no file of a platform stood model for a row.
"""

from manju.sample.season.titles import TITLES, TitlePlan
from manju.sample.season.truth import ListTruth, SeasonTruth, TitleTruth
from manju.sample.season.writing import Season, write_exports, write_lists, write_season

__all__ = [
    "TITLES", "ListTruth", "Season", "SeasonTruth", "TitlePlan", "TitleTruth", "write_exports", "write_lists",
    "write_season",
]  # fmt: skip
