"""The one place that says which filing number an episode bears, and whether it may go out in China without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Season
from manju.filings.models import Allowance, Filing
from manju.filings.rules.classes import number_rule
from manju.media.channels import profiles
from manju.words import Words

__all__ = ["Stop", "allowance_of", "number_of", "refusal_for", "stop_for"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why something may not go out to a channel, and where that is put right."""

    words: Words
    address: str
    season: Season


def number_of(episode: Episode) -> str:
    """The number an episode goes out with: its own, else its season's; empty when there is none."""
    if episode.filing_number:
        return episode.filing_number
    filing = Filing.objects.filter(season_id=episode.season_id).only("number", "state").first()
    return filing.number if filing is not None and filing.state == "approved" else ""


def allowance_of(season: Season) -> Allowance | None:
    """An owner's word that this season may go out without a number, while it stands."""
    last: Allowance | None = Allowance.objects.filter(season=season).select_related("by").order_by("-pk").first()
    return last if last is not None and last.allows else None


def stop_for(episode: Episode, channel: str, *, number: str = "", on: date | None = None) -> Stop | None:
    """What stops an episode from going out on a channel on a day; None when nothing does.

    A channel in China demands a number of this form since the rule in force; an owner may have allowed it without.
    `number`: one that was typed for this very package or publication.
    """
    profile = profiles().get(channel)
    if profile is None or not profile.demands_filing or number.strip() or number_of(episode):
        return None
    season = episode.season
    filing = Filing.objects.filter(season=season).only("form").first()
    rule = number_rule(filing.form if filing is not None else "animated", on=on or timezone.localdate())
    if rule is None or allowance_of(season) is not None:
        return None
    said = Words(
        "缺备案号，不能发到{c}：{why}。先给这一季备案。",
        "No filing number, so it cannot go out on {c}: {why}. File this season first.",
    ).fill(c=profile.title, why=rule.says)
    return Stop(said, reverse("filings:filing", args=[season.pk]), season)


def refusal_for(
    of: Season | Episode, channel: str, *, number: str = "", on: date | None = None
) -> Words | None:  # fmt: skip
    """The same as a sentence, for a season (whatever of its episodes lacks a number) or one episode."""
    episodes = [of] if isinstance(of, Episode) else of.episodes.select_related("season__work").all()
    for episode in episodes:
        stop = stop_for(episode, channel, number=number, on=on)
        if stop is not None:
            return stop.words
    return None
