"""The sample's background work: an episode is drawn, becomes a master, is delivered, was posted, and was stolen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from manju.catalogue.jobs import inspect_master
from manju.catalogue.models import Episode
from manju.catalogue.receiving import take_whole
from manju.distribution.actions import ChannelWanted, order_deliverables
from manju.distribution.clearing import number_for
from manju.distribution.models import Account, Deliverable, Publication
from manju.distribution.wanted import Wanted
from manju.jobs import actions as job_actions
from manju.jobs.registry import Transient, Working, job
from manju.localisation.tracks import import_track, track_of
from manju.media.channels import profile
from manju.media.whole import sha256_of
from manju.people.models import Member, User
from manju.sample.bringing import (
    bring_exports,
    bring_lists,
    choose_directions,
    decide_gates,
    settle_what_is_past,
    simulate_slate,
)
from manju.sample.content import SAMPLE, SamplePublication
from manju.sample.leak import LEAK, find_clip, find_picture
from manju.words import Words, as_language

AFTER_EVERYTHING: Final = -90
DRAWN: Final = 0.9
UNFINISHED: Final = (Deliverable.State.QUEUED, Deliverable.State.RENDERING)


@job("sample.make_episode", title=Words("画样例片子", "Draw a sample episode"), priority=-20)
def make_episode(work: Working, episode_id: int, sample: str) -> None:
    """Render the episode, take it as a master, look at it, and order what its publications need."""
    from manju.sample.episodes import render_episode  # synthesisers are heavy, and this module is loaded everywhere

    episode = Episode.objects.select_related("season__work").get(pk=episode_id)
    owner = _owner()
    if not episode.masters.exists():
        with tempfile.TemporaryDirectory(dir=_media("sample"), prefix=f".{sample}-") as folder:
            film = Path(folder) / f"{sample}.mp4"
            render_episode(
                sample, film, progress=lambda p, doing: work.report(DRAWN * p, doing), cancelled=work.cancelled
            )
            take_whole(
                episode.season,
                episode.number,
                by=owner,
                name=f"{episode.season.work.title_zh}-{episode.number}.mp4",
                source=film,
            )
    work.report(DRAWN, Words("检查母版", "Checking the master"))
    for master in episode.masters.filter(state="received"):
        inspect_master.function(work, master.pk)
    with work.writing():
        _subtitle(episode, sample, owner)
        _order(episode, sample, owner)


@job("sample.bring_season", title=Words("带进样例的一季数据", "Bring in the sample's season"), priority=20)
def bring_season(work: Working, today: str) -> None:
    """Import hit lists and exports as files, choose directions, enter evidence, decide once, simulate once."""
    day, owner = date.fromisoformat(today), _owner()

    def part(start: float, end: float, doing: Words) -> Callable[[float], None]:
        return lambda p: work.report(start + (end - start) * p, doing)

    bring_exports(by=owner, today=day, progress=part(0.0, 0.5, Words("导入平台数据", "Importing exports")))
    bring_lists(by=owner, today=day, progress=part(0.5, 0.8, Words("导入榜单", "Importing hit lists")))
    work.report(0.8, Words("分析榜单", "Analysing the lists"))
    choose_directions(by=owner)
    work.report(0.95, Words("看关卡和走势", "Looking at gates and trends"))
    decide_gates(by=owner, today=day)
    simulate_slate(by=owner)
    settle_what_is_past(by=owner)


@job("sample.publish_episode", title=Words("填样例的发布记录", "Fill in the sample's posts"), max_attempts=12)
def publish_episode(work: Working, episode_id: int, sample: str) -> None:
    """Write what the sample has posted and plans to post of this episode, once its deliverables are finished."""
    made = Deliverable.objects.filter(episode_id=episode_id)
    if made.filter(state__in=UNFINISHED).exists():
        raise Transient("the deliverables are still being made")
    today = timezone.localdate()
    owner = _owner()
    with work.writing():
        for post in _posts(sample):
            deliverable = made.filter(channel=post.platform, language=post.language, state="passed").first()
            account = Account.objects.filter(platform=post.platform).first()
            if deliverable is None or account is None:
                continue
            at = post.at(today, timezone.get_current_timezone())
            Publication.objects.get_or_create(
                deliverable=deliverable,
                account=account,
                defaults={
                    "state": post.state, "planned_for": at, "posted_at": None if post.state == "planned" else at,
                    "url": post.url, "rejection": str(post.rejection.zh) if post.rejection else "", "updated_by": owner,
                    "filing_number": number_for(deliverable),
                },
            )  # fmt: skip
        if sample == LEAK.episode:
            job_actions.start(find_leak, by=owner, params={"episode_id": episode_id}, key=f"sample.leak:{episode_id}")


@job("sample.find_leak", title=Words("找到样例的盗用", "Find what was stolen of the sample"), priority=AFTER_EVERYTHING)
def find_leak(work: Working, episode_id: int) -> None:
    """Bring in a clip and a picture made from marked copies; they are traced as any found file is."""
    owner = _owner()
    work.report(0.0, Words("剪一段盗用的片子", "Cutting a stolen clip"))
    leaked = Deliverable.objects.filter(episode_id=episode_id, channel=LEAK.channel, state="passed").first()
    if leaked is not None and leaked.issued is not None:
        find_clip(leaked, by=owner, cancelled=work.cancelled)
    work.report(0.5, Words("做一张盗用的图片", "Making a stolen picture"))
    art = _media("sample") / f"art-{LEAK.art}.jpg"
    if art.is_file():
        find_picture(art, by=owner)


def _order(episode: Episode, sample: str, owner: User) -> None:
    master = episode.master
    posts = _posts(sample)
    if master is None or not posts:
        return
    wanted = []
    for channel, language in dict.fromkeys((p.platform, p.language) for p in posts):
        place, sha256 = _subtitles(sample, language)
        wanted.append(ChannelWanted(profile(channel), language, Wanted(subtitles=place, subtitles_sha256=sha256)))
    order_deliverables([episode], wanted, by=owner)
    job_actions.start(
        publish_episode,
        by=owner,
        params={"episode_id": episode.pk, "sample": sample},
        key=f"sample.publish:{episode.pk}",
        link=episode.get_absolute_url(),
        priority=AFTER_EVERYTHING,
    )


def _subtitle(episode: Episode, sample: str, owner: User) -> None:
    """Give the episode its lines in both languages: the Chinese ones checked, the English ones left to be."""
    for language in ("zh", "en"):
        if track_of(episode, language) is not None:
            continue
        place, _ = _subtitles(sample, language)
        content = (Path(settings.MEDIA_ROOT) / place).read_bytes()
        track = import_track(episode, language, content, name=f"{sample}.{language}.srt", by=owner)
        if language == "zh":
            track.live().update(checked_by=owner, checked_at=timezone.now())


def _subtitles(sample: str, language: str) -> tuple[str, str]:
    """The episode's lines as SubRip under the media folder, named by their hash as uploaded ones are."""
    from manju.sample.episodes import write_subtitles

    folder = _media("subtitles")
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        written = Path(beside) / "lines.srt"
        write_subtitles(sample, as_language(language), written)
        sha256 = sha256_of(written)
        written.replace(folder / f"{sha256}.srt")
    return f"subtitles/{sha256}.srt", sha256


def _posts(sample: str) -> list[SamplePublication]:
    return [p for p in SAMPLE.publications if p.episode == sample]


def _owner() -> User:
    owner: User = Member.objects.select_related("user").filter(role="owner").order_by("pk")[0].user
    return owner


def _media(name: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
