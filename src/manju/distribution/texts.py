"""What is said about an episode on a channel: title, description and topics, by the language of the deliverable."""

from __future__ import annotations

import re

from manju.catalogue.models import Episode
from manju.distribution.clearing import number_for
from manju.distribution.models import Deliverable
from manju.filings.numbers import allowance_of
from manju.media.package import Facts
from manju.words import Language


def facts_for(row: Deliverable) -> Facts:
    """The publishing texts of a deliverable: those asked for, else the episode's own."""
    wanted, episode = row.wanted, row.episode
    to = spoken(row.language)
    allowed = allowance_of(episode.season)
    return Facts(
        title=wanted.title or title_of(episode, to),
        episode=episode.number,
        description=wanted.description or description_of(episode, to),
        topics=wanted.topics or topics_of(episode, to),
        filing_number=number_for(row),
        unfiled_because=allowed.reason if allowed is not None and not number_for(row) else "",
        work=episode.season.work.title.in_language(to),
        subtitles_checked=wanted.subtitles_checked,
    )


def spoken(tag: str) -> Language:
    """Which of our two texts suits a deliverable in this language: Chinese for Chinese, English for all others.

    >>> spoken("zh-hant"), spoken("th")
    ('zh', 'en')
    """
    return "zh" if tag.startswith("zh") else "en"


def title_of(episode: Episode, to: Language) -> str:
    """`长夜灯 第 7 集 桥上的人`, `Lamp in a Long Night, Episode 7: The one on the bridge`."""
    work, name = episode.season.work.title.in_language(to), episode.name.in_language(to)
    return f"{work} {name}".replace("　", " ") if to == "zh" else f"{work}, {name}"


def description_of(episode: Episode, to: Language) -> str:
    synopsis = episode.synopsis_zh if to == "zh" else (episode.synopsis_en or "")
    return synopsis or episode.season.work.of_property.logline.in_language(to)


def topics_of(episode: Episode, to: Language) -> tuple[str, ...]:
    """The work's name and its property's genres, as topics."""
    work = episode.season.work
    genres = re.split(r"[·,，、/]+", work.of_property.genres.in_language(to))
    named = [work.title.in_language(to), *genres]
    return tuple(dict.fromkeys(t.strip() for t in named if t.strip()))
