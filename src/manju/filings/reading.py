"""How seasons stand with the broadcast authority, and which red lines their texts seem to touch."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from manju.catalogue.models import Season
from manju.filings.models import Allowance, Filing
from manju.filings.rules.classes import number_rule
from manju.market.topics.red_lines import flags_of, rules
from manju.market.topics.shapes import Flag
from manju.words import Words

__all__ = ["SeasonRow", "red_lines_of", "seasons_with"]


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A season in the list: its filing, whether an owner allowed it, whether it may go out in China."""

    season: Season
    filing: Filing | None
    is_allowed: bool
    is_demanded: bool
    has_own_numbers: bool

    @property
    def number(self) -> str:
        return self.filing.number if self.filing else ""

    @property
    def allowed_word(self) -> Words:
        return Words("负责人放行", "Allowed by the owner")

    @property
    def may_go(self) -> bool:
        return bool(self.number) or self.has_own_numbers or self.is_allowed or not self.is_demanded


def seasons_with() -> list[SeasonRow]:
    """Every season of properties that go on, in a fixed number of queries; what may not go out comes first."""
    today = timezone.localdate()
    seasons = Season.objects.filter(work__of_property__stopped_at=None).select_related("work__of_property")
    filings = {f.season_id: f for f in Filing.objects.all()}
    words: dict[int, bool] = {}
    for season_id, allows in Allowance.objects.order_by("pk").values_list("season", "allows"):
        words[season_id] = allows
    numbered = _fully_numbered()
    rows = []
    for season in seasons.order_by("work", "number"):
        found = filings.get(season.pk)
        demanded = number_rule(found.form if found else "animated", on=today) is not None
        rows.append(SeasonRow(season, found, words.get(season.pk, False), demanded, season.pk in numbered))
    return sorted(rows, key=lambda row: row.may_go)


def red_lines_of(season: Season) -> tuple[Flag, ...]:
    """Red lines in force whose words stand in the property's genres, loglines, titles or synopses: a guess of texts.

    The rules are those of choosing topics (`market/topics/red_lines.toml`).
    """
    of = season.work.of_property
    said = [of.genres_zh, of.logline_zh, season.work.title_zh]
    said += list(season.episodes.values_list("synopsis_zh", flat=True))
    filing = Filing.objects.filter(season=season).first()
    text = "\n".join([*said, filing.synopsis if filing else ""])
    named = {e for rule in rules() for e in rule.elements.union(*rule.together) if e in text}
    return flags_of(sorted(named), [season.work.title_zh], on=timezone.localdate())


def _fully_numbered() -> set[int]:
    """Seasons all of whose episodes bear a number of their own."""
    counted = Season.objects.annotate(
        all=Count("episodes"), with_one=Count("episodes", filter=~Q(episodes__filing_number=""))
    )
    return {s.pk for s in counted if s.all and s.all == s.with_one}
