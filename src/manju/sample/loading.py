"""Bringing the sample studio into a new home: texts and stills at once, episodes as background jobs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Property, Season, Work
from manju.distribution.models import Account
from manju.jobs import actions as job_actions
from manju.media.whole import written_whole
from manju.people.models import ROLE_NAMES, AuditLine, Member, Studio, User
from manju.people.scope import in_studio
from manju.sample.art.stills import write_key_art, write_portrait
from manju.sample.bibles import add_bible
from manju.sample.content import SAMPLE, SampleEpisode, SampleProperty
from manju.sample.creation import add_creation
from manju.sample.filings import add_filings
from manju.sample.jobs import bring_season, make_episode
from manju.sample.licences import add_licences, sample_art
from manju.sample.money import add_money
from manju.sample.royalties import add_royalties
from manju.words import Words

ART: Final = (1200, 1600)
PORTRAIT: Final = 256
ART_FOLDER: Final = "sample"

Login = dict[str, object]
Keep = Callable[[list[Login]], None]


def load_sample(*, keep: Keep, now: datetime | None = None) -> Studio:
    """Make the sample studio with all its rows in one transaction, and start the jobs that render its episodes.

    `keep` is given the logins (e-mail, password, role) before anything is committed: a crash leaves either a
    whole studio whose passwords are known, or none.
    """
    at = now or timezone.now()
    draw_stills()
    with transaction.atomic():
        studio = Studio.objects.create(
            name_zh=SAMPLE.name.zh, name_en=SAMPLE.name.en, producer_code=SAMPLE.producer_code, is_sample=True,
            created_at=_ago(at, 140),
        )  # fmt: skip
        with in_studio(studio):
            people, logins = _add_people(at)
            _add_accounts(at)
            for sample in SAMPLE.properties:
                _add_property(sample, people["lin"], at)
            _add_creation(people, at)
            _add_bible(people["gu"])
            _add_licences(people["mo"], at)
            _add_history(people, at)
            add_filings(people["lin"], timezone.localtime(at).date())
            add_money(people["xu"], timezone.localtime(at).date())
            add_royalties(by=people["mo"], finance=people["xu"], today=timezone.localtime(at).date())
            _bring_season(people["lin"], at)
        keep(logins)
    return studio


def draw_stills() -> None:
    """Key art of the properties and portraits of the members, into the media folder; drawn ones are kept."""
    folder = Path(settings.MEDIA_ROOT) / ART_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLE.properties:
        _draw(folder / f"art-{sample.key}.jpg", partial(_key_art, sample.key))
    for member in SAMPLE.members:
        _draw(folder / f"portrait-{member.key}.png", partial(_portrait, member.key))


def _key_art(key: str, path: Path) -> None:
    write_key_art(key, path, *ART)


def _portrait(key: str, path: Path) -> None:
    write_portrait(key, path, PORTRAIT)


def _draw(path: Path, write: Callable[[Path], None]) -> None:
    if not path.exists():
        with written_whole(path) as beside:
            write(beside)


def _add_people(at: datetime) -> tuple[dict[str, User], list[Login]]:
    people: dict[str, User] = {}
    logins: list[Login] = []
    for member in SAMPLE.members:
        password = secrets.token_urlsafe(9)
        user = User.objects.create_user(
            member.email, password, name=member.name.in_language(member.language), language=member.language,
            is_sample=True, portrait=f"{ART_FOLDER}/portrait-{member.key}.png",
            created_at=_ago(at, member.joined_days_ago),
        )  # fmt: skip
        Member.objects.create(user=user, role=member.role, joined_at=_ago(at, member.joined_days_ago))
        people[member.key] = user
        logins.append({"email": member.email, "password": password, "role": ROLE_NAMES[member.role].as_json()})
    return people, logins


def _add_accounts(at: datetime) -> None:
    for account in SAMPLE.accounts:
        opened = _ago(at, account.opened_days_ago).date()
        Account.objects.create(platform=account.platform, handle=account.handle, opened_at=opened)


def _add_property(sample: SampleProperty, owner: User, at: datetime) -> None:
    started = _ago(at, sample.started_days_ago)
    row = Property.objects.create(
        name_zh=sample.name.zh, name_en=sample.name.en, logline_zh=sample.logline.zh, logline_en=sample.logline.en,
        genres_zh=sample.genres.zh, genres_en=sample.genres.en, art=f"{ART_FOLDER}/art-{sample.key}.jpg",
        created_at=started,
    )  # fmt: skip
    for work in sample.works:
        series = Work.objects.create(
            of_property=row, title_zh=work.title.zh, title_en=work.title.en, language=work.language, created_at=started
        )
        for season in work.seasons:
            place = Season.objects.create(work=series, number=season.number, planned_episodes=season.planned_episodes)
            for episode in season.episodes:
                _add_episode(place, episode, owner)


def _add_episode(season: Season, sample: SampleEpisode, owner: User) -> None:
    episode = Episode.objects.create(
        season=season, number=sample.number, title_zh=sample.title.zh, title_en=sample.title.en,
        synopsis_zh=sample.synopsis.zh, synopsis_en=sample.synopsis.en, filing_number=sample.filing_number,
    )  # fmt: skip
    if not sample.drawn:
        return
    title = season.work.title
    job_actions.start(
        make_episode,
        by=owner,
        params={"episode_id": episode.pk, "sample": sample.key},
        key=f"sample.make:{episode.pk}",
        title=Words("画样例《{w}》{e}", "Draw the sample {w}, {e}").fill(w=title, e=episode.name),
        link=episode.get_absolute_url(),
    )


def _add_creation(people: dict[str, User], at: datetime) -> None:
    """Before all else that is sealed: what waits then is of the story alone, and bears its dates."""
    first = Property.objects.get(name_zh=SAMPLE.properties[0].name.zh)
    add_creation(first, writer=people["xu"], artist=people["gu"], today=at)


def _add_bible(by: User) -> None:
    """The first property's bible, as its artist wrote it."""
    add_bible(Property.objects.get(name_zh=SAMPLE.properties[0].name.zh), by=by)


def _add_licences(by: User, at: datetime) -> None:
    """What the first property is licensed for; its audit lines are of some weeks ago, as its people remember it."""
    first = SAMPLE.properties[0]
    of_property = Property.objects.get(name_zh=first.name.zh)
    add_licences(of_property, by=by, art=sample_art(first.key), today=timezone.localdate(at))
    AuditLine.objects.filter(by=by).update(at=_ago(at, 21))


def _bring_season(by: User, at: datetime) -> None:
    today = timezone.localdate(at).isoformat()
    job_actions.start(
        bring_season, by=by, params={"today": today}, key="sample.season", link=reverse("portfolio:slate")
    )


def _add_history(people: dict[str, User], at: datetime) -> None:
    today = timezone.localtime(at).date()
    for deed in SAMPLE.deeds:
        when = datetime.combine(today - timedelta(days=deed.days_ago), time(deed.hour), timezone.get_current_timezone())
        AuditLine.objects.create(
            at=min(when, at), by=people[deed.by], verb=deed.verb, what_zh=deed.what.zh, what_en=deed.what.en
        )


def _ago(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
