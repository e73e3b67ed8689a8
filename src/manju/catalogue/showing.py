"""What the catalogue's pages show: properties with what is known of them, a season's slots, an episode's masters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.urls import reverse

from manju.catalogue.models import Episode, Master, Property, Season, Upload, Work
from manju.words import Words

SILENT: Final = timedelta(minutes=1)
BARS: Final = 240
BAR_HEIGHT: Final = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A property on the properties page."""

    row: Property
    picture: str
    verdict: Words
    tone: str
    icon: str
    reason: Words
    ready: int
    planned: int
    next_word: Words
    next_address: str

    @property
    def percent(self) -> int:
        return min(100, self.ready * 100 // self.planned) if self.planned else 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a season: its episode and masters, or nothing yet."""

    number: int
    episode: Episode | None
    master: Master | None  # the one in use
    newest: Master | None

    @property
    def state(self) -> str:
        if self.newest is None:
            return "missing"
        if self.newest.state == Master.State.READY or self.master is None:
            return self.newest.state
        return f"{self.newest.state}_newer"  # an older one is in use meanwhile


def shown_properties() -> list[Shown]:
    """All properties of the studio, living ones first; five queries whatever their number."""
    seasons = _by_property(
        Season.objects.values("work__of_property").annotate(n=Count("pk"), planned=Sum("planned_episodes"))
    )
    ready = _by_property(
        Episode.objects.filter(masters__state=Master.State.READY, masters__text_free=False)
        .values("season__work__of_property").annotate(n=Count("pk", distinct=True))
    )  # fmt: skip
    waiting = _by_property(
        Master.objects.values("episode__season__work__of_property").annotate(
            checking=Count("pk", filter=Q(state=Master.State.RECEIVED)),
            refused=Count("pk", filter=Q(state=Master.State.REFUSED)),
        )
    )
    latest = dict(Season.objects.order_by("pk").values_list("work__of_property", "pk"))
    posters = dict(
        Master.objects.filter(state=Master.State.READY).exclude(poster="").order_by("-pk")
        .values_list("episode__season__work__of_property", "pk")
    )  # fmt: skip
    rows = sorted(Property.objects.all(), key=lambda p: p.stopped_at is not None)
    return [
        _shown(
            p,
            seasons=seasons.get(p.pk, {}),
            ready=ready.get(p.pk, {}),
            waiting=waiting.get(p.pk, {}),
            season=latest.get(p.pk),
            poster=posters.get(p.pk),
        )
        for p in rows
    ]


def slots_of(season: Season) -> list[Slot]:
    """Episode 1 to the last planned or present one, gaps visible; two queries."""
    episodes = {e.number: e for e in season.episodes.prefetch_related("masters")}
    last = max([season.planned_episodes, *episodes])
    return [_slot(n, episodes.get(n)) for n in range(1, last + 1)]


def seasons_of(works: Iterable[Work]) -> list[tuple[Work, list[tuple[Season, list[Slot]]]]]:
    """Works with their seasons and slots, for the property's page."""
    return [(work, [(season, slots_of(season)) for season in work.seasons.all()]) for work in works]


def unfinished(season: Season, *, now: datetime) -> list[Upload]:
    """Uploads into this season that stopped halfway: nothing was heard of them for a minute."""
    silent = Upload.objects.filter(master=None, heard_at__lt=now - SILENT)
    return list(silent.filter(target__season=season.pk).select_related("by"))


def wave_path(master: Master | None, *, bars: int = BARS, wide: int = BARS, least: float = 0.5) -> str:
    """The waveform as an SVG path in a box of `wide` x 40, its loudest place full height; empty without sound.

    At most so many bars, none shorter than twice `least`.
    """
    if master is None or not master.waveform:
        return ""
    try:
        peaks: list[int] = json.loads((Path(settings.MEDIA_ROOT) / master.waveform).read_text(encoding="ascii"))
    except FileNotFoundError:
        return ""
    if not any(peaks):
        return ""
    count = min(bars, len(peaks))
    parts = []
    for i in range(count):
        loudest = max(peaks[i * len(peaks) // count : max(i * len(peaks) // count + 1, (i + 1) * len(peaks) // count)])
        half = max(least, loudest / max(peaks) * BAR_HEIGHT / 2)
        parts.append(f"M{(i + 0.5) * wide / count:.2f} {BAR_HEIGHT / 2 - half:.1f}v{2 * half:.1f}")
    return "".join(parts)


def facts_of(master: Master) -> list[tuple[Words, str]]:
    """What probing found, as lines of a table."""
    p: dict[str, Any] = master.probe  # Any: stored JSON of media.probe.Probe
    if not p:
        return []
    rate = f"{p['fps']:g} fps"
    sound = f"{p['audio_codec'].upper()} {p['sample_rate'] / 1000:g} kHz × {p['channels']}" if p["has_audio"] else ""
    pace = Words(rate + "（可变）", rate + " (variable)") if p["variable_frame_rate"] else rate
    label = Words("文件里已有", "already in the file") if p["aigc"] else Words("交付时写入", "written on delivery")
    return [
        (Words("画面", "Picture"), f"{p['width']}×{p['height']}"),
        (Words("帧率", "Frame rate"), str(pace)),
        (Words("编码", "Codec"), f"{p['video_codec'].upper()} {p['bit_depth']} bit"),
        (Words("声音", "Sound"), sound or str(Words("没有", "none"))),
        (Words("封装", "Container"), p["container"].upper()),
        (Words("AI 标识", "AI label"), str(label)),
    ]


def headline(shown: list[Shown]) -> Words:
    """The properties page's answer in words."""
    living = [s for s in shown if s.row.stopped_at is None]
    complete = sum(1 for s in living if s.planned and s.ready >= s.planned)
    if not shown:
        return Words("还没有 IP", "No property yet")
    if not living:
        return Words("手上的 IP 都停了", "Every property is stopped")
    zh = f"{len(living)} 个 IP 在做" + (f"，{complete} 个母版收齐" if complete else "，母版还没收齐")
    en = f"{len(living)} in the making" + (
        f", {complete} with every master in" if complete else ", masters still to come"
    )
    return Words(zh, en)


def _by_property(rows: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Grouped rows by their first value, the property (Any: what the aggregates give)."""
    return {next(iter(row.values())): row for row in rows}


def _shown(
    p: Property,
    *,
    seasons: dict[str, Any],
    ready: dict[str, Any],
    waiting: dict[str, Any],
    season: int | None,
    poster: int | None,
) -> Shown:  # Any: aggregates
    planned, done = seasons.get("planned") or 0, ready.get("n", 0)
    here = p.get_absolute_url()
    picture = reverse("catalogue:art", args=[p.pk]) if p.art else ""
    if not picture and poster is not None:
        picture = reverse("catalogue:media", args=[poster, "poster"])
    to_season = reverse("catalogue:season", args=[season]) if season else reverse("catalogue:work_add", args=[p.pk])
    upload = f"{reverse('catalogue:receive')}?season={season}"
    if p.stopped_at is not None:
        verdict, tone, icon = Words("停", "Stopped"), "bad", "stop"
        reason, go, to = (
            Words("不再做新的，已有的都留着", "Nothing new is made; everything stays"),
            Words("看一看", "Look"),
            here,
        )
    elif season is None:
        verdict, tone, icon = Words("待开", "To begin"), "here", "clock"
        reason, go, to = Words("还没有作品", "No work yet"), Words("新建作品", "Add a work"), to_season
    elif waiting.get("refused") and done < planned and not waiting.get("checking"):
        verdict, tone, icon = Words("缺片", "Incomplete"), "warn", "warn"
        reason = Words("有 {n} 个文件不能用，母版还差 {m} 集", "masters missing: {m}; files refused: {n}")
        reason, go, to = reason.fill(n=waiting["refused"], m=planned - done), Words("看哪几集", "See which"), to_season
    elif done < planned:
        verdict, tone, icon = Words("收片", "Filling"), "here", "up"
        reason = Words("{s} 季，母版还差 {m} 集", "seasons: {s}; masters missing: {m}").fill(
            s=seasons["n"], m=planned - done
        )
        go, to = Words("传母版", "Upload masters"), upload
    else:
        verdict, tone, icon = Words("齐", "Complete"), "good", "tick"
        reason = Words("{s} 季 {m} 集，母版都在", "every master in; seasons: {s}, episodes: {m}").fill(
            s=seasons["n"], m=done
        )
        go, to = Words("看这一季", "See the season"), to_season
    return Shown(p, picture, verdict, tone, icon, reason, done, planned, go, to)


def _slot(number: int, episode: Episode | None) -> Slot:
    masters = sorted((m for m in episode.masters.all() if not m.text_free), key=lambda m: -m.pk) if episode else []
    ready = next((m for m in masters if m.state == Master.State.READY), None)
    return Slot(number, episode, ready, masters[0] if masters else None)
