"""An analysis of all the lists of a studio, and a replay of them: made by the engine, kept as rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.media.whole import written_whole
from manju.people.audit import note
from manju.people.scope import current_scope
from manju.topics import engine
from manju.topics.lexicon import entries, fits
from manju.topics.models import WINDOW_DAYS, Analysis, Backtest, Element, Fit, HitList, Reading
from manju.topics.rows import counted_frame
from manju.topics.slate import own_completion, own_titles
from manju.words import Words

if TYPE_CHECKING:
    from manju.market.topics.lexicon import Lexicon

__all__ = ["FOLDER", "lexicon_now", "mark_now", "run_analysis", "run_backtest", "window_days"]

FOLDER: Final = "topics"
Progress = Callable[[float, Words], None]


def window_days() -> int:
    """How many days the studio in scope looks back."""
    row = Reading.objects.first()
    return int(row.window_days) if row is not None else WINDOW_DAYS


def lexicon_now() -> Lexicon:
    """The lexicon and the fit in force today, as the engine takes them."""
    return engine.lexicon_of(entries(engine.seed_entries()), fits(engine.seed_fits(), timezone.localdate()))


def mark_now() -> str:
    """A hash of everything that an analysis is made from: equal marks mean equal results."""
    return engine.mark_of(
        {
            "engine": engine.ENGINE,
            "lists": list(HitList.objects.counted().values_list("sha256", "rows_file")),
            "elements": list(
                Element.objects.order_by("name").values_list("name", "name_en", "synonyms", "state", "merged_into")
            ),
            "fits": list(
                Fit.objects.order_by("pk").values_list("element", "spectacle", "pace", "freedom", "valid_from")
            ),
            "window": window_days(),
            "own": [(t.title, t.text) for t in own_titles()],
        }
    )


def run_analysis(
    *, mark: str, platform: str = "", audience: str = "", progress: Progress = lambda *_: None
) -> Analysis | None:
    """Analyse all rows that count, of one platform or audience or of all; None where there are none."""
    progress(0.05, Words("读所有榜单", "Reading all lists"))
    frame = counted_frame(platform=platform, audience=audience)
    if frame is None:
        return None
    days = window_days()
    progress(0.2, Words("认题材、算走势", "Finding elements and trends"))
    made = engine.analyse(
        frame, days=days, lexicon=lexicon_now(), own=own_titles(), completion=own_completion(),
        rejected=0 if platform or audience else sum(HitList.objects.counted().values_list("rejected", flat=True)),
    )  # fmt: skip
    progress(0.9, Words("存下结果", "Keeping the result"))
    name = engine.mark_of([mark, platform, audience])[:32]
    file = f"{FOLDER}/{current_scope().studio_id}/{name}.parquet"
    place = Path(settings.MEDIA_ROOT) / file
    place.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(place) as part:
        made.carried.write_parquet(part, compression="zstd", compression_level=1)
    row: Analysis
    with transaction.atomic():
        row, is_new = Analysis.objects.get_or_create(
            mark=mark, platform=platform, audience=audience,
            defaults={"as_of": made.as_of, "window_days": days, "engine": engine.ENGINE, "rows": made.rows,
                      "result": made.result, "carried_file": file},
        )  # fmt: skip
        if is_new:
            said = Words("分析榜单：截至 {d}，{n} 行", "Analysed the hit lists to {d}: {n} rows")
            note("topics.analysed", said.fill(d=made.as_of.isoformat(), n=made.rows), by=None, link="/topics/",
                 analysis=row.pk, platform=platform, audience=audience)  # fmt: skip
    return row


def run_backtest(*, k: int, horizon_days: int, progress: Progress = lambda *_: None) -> Backtest | None:
    """Replay all rows that count; None where there are none."""
    progress(0.05, Words("读所有榜单", "Reading all lists"))
    mark = mark_now()
    frame = counted_frame()
    if frame is None:
        return None
    replaying = Words("一周一周回放", "Replaying week by week")
    result = engine.backtest(
        frame, k=k, horizon_days=horizon_days, days=window_days(), lexicon=lexicon_now(),
        progress=lambda part: progress(0.1 + 0.85 * part, replaying),
    )  # fmt: skip
    row: Backtest = Backtest.objects.create(
        k=k, horizon_days=horizon_days, engine=engine.ENGINE, mark=mark, result=result
    )
    return row
