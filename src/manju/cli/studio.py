"""Which studio a command speaks for: the home's only one, the one that was named, or a new one in a bare home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manju.cli.saying import F, Failure
from manju.words import Words

if TYPE_CHECKING:
    from manju.people.models import Studio


def of_a_studio(command: F) -> F:
    """Give a command `--studio`, for homes with several."""
    return click.option("--studio", "studio_wanted", default="", help="name or number, in a home with several")(command)


def open_studio(wanted: str) -> Studio:
    """Make the home ready (its tables are made on first use) and find the studio.

    Raises:
        Failure: `studio_unknown`, `studio_unclear`, `no_database`.
    """
    from manju.site.setup import bring_up_to_date

    bring_up_to_date()
    from manju.people.models import Studio

    studios = list(Studio.objects.order_by("pk"))
    if wanted:
        named = [s for s in studios if wanted in (str(s.pk), s.name_zh, s.name_en)]
        if len(named) == 1:
            return named[0]
        raise Failure(
            "studio_unknown",
            Words("没有这个工作室：{w}", "There is no such studio: {w}").fill(w=wanted),
            _which(studios),
        )
    own = [s for s in studios if not s.is_sample] or studios
    if len(own) == 1:
        return own[0]
    if own:
        raise Failure(
            "studio_unclear",
            Words("这个数据文件夹里有几个工作室。", "There are several studios in this home."),
            _which(studios),
        )
    made: Studio = Studio.objects.create(name_zh="工作室", name_en="Studio")
    return made


def _which(studios: list[Studio]) -> Words:
    names = "、".join(f"{s.pk} {s.name_zh}" for s in studios)
    names_en = ", ".join(f"{s.pk} {s.name.en}" for s in studios)
    return Words(f"用 --studio 选一个：{names}", f"Choose one with --studio: {names_en}")
