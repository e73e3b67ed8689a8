"""Rows for tests, made by plain functions: each fills in what it is not told, and returns what it made.

Call them inside `in_studio(studio)`, except `make_studio` and `make_member`, which know their studio. Names
carry the studio's name, so that a page that shows another studio's row is caught by its text.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from manju.catalogue.models import Episode, Master, Property, Season, Work
from manju.distribution.models import Account, Deliverable, Publication
from manju.jobs.models import Job
from manju.people.models import Member, Studio, User
from manju.people.scope import current_scope, in_studio

PASSWORD = "ink and paper 7"
_number = itertools.count(1)


def make_studio(name_zh: str = "青灯工作室", name_en: str = "Lamplight Studio", **fields: Any) -> Studio:
    return Studio.objects.create(name_zh=name_zh, name_en=name_en, **fields)


def make_user(**fields: Any) -> User:
    email = fields.pop("email", f"person{next(_number)}@example.com")
    name = fields.pop("name", "Lin Qi")
    return User.objects.create_user(email, fields.pop("password", PASSWORD), name=name, **fields)


def make_member(studio: Studio, role: str = "owner", *, user: User | None = None, **of_user: Any) -> Member:
    with in_studio(studio):
        member: Member = Member.objects.create(user=user or make_user(**of_user), role=role)
    return member


def make_property(**fields: Any) -> Property:
    of = mark()
    names = {"name_zh": f"长夜灯 {of} {next(_number)}", "name_en": f"Night lamp {of} {next(_number)}"}
    made: Property = Property.objects.create(**{**names, **fields})
    return made


def make_work(of_property: Property | None = None, **fields: Any) -> Work:
    titles = {"title_zh": f"长夜灯 {mark()}", "title_en": f"Night lamp {mark()}"}
    made: Work = Work.objects.create(of_property=of_property or make_property(), **{**titles, **fields})
    return made


def make_season(work: Work | None = None, **fields: Any) -> Season:
    made: Season = Season.objects.create(work=work or make_work(), **{"number": 1, **fields})
    return made


def make_episode(season: Season | None = None, **fields: Any) -> Episode:
    titles = {"title_zh": f"桥上的人 {mark()}", "title_en": f"The one on the bridge {mark()}"}
    season = season or make_season()
    made: Episode = Episode.objects.create(season=season, **{"number": next(_number), **titles, **fields})
    return made


def make_master(episode: Episode | None = None, state: str = "ready", **fields: Any) -> Master:
    n = next(_number)
    usual = {
        "file": f"masters/{n}.mp4", "original_name": f"ep07_{mark()}_{n}.mp4", "size_bytes": 1_000 + n,
        "sha256": f"{n:064x}", "state": state,
    }  # fmt: skip
    if state == "refused":
        usual |= {"refusal_code": "truncated", "refusal_zh": "文件不完整。", "refusal_en": "The file is not whole."}
    made: Master = Master.objects.create(episode=episode or make_episode(), **{**usual, **fields})
    return made


def make_deliverable(master: Master | None = None, state: str = "queued", **fields: Any) -> Deliverable:
    master = master or make_master()
    usual = {
        "channel": "douyin", "language": "zh", "recipient": f"douyin {mark()}", "state": state,
        "render_key": f"{next(_number):064x}",
    }  # fmt: skip
    made: Deliverable = Deliverable.objects.create(episode=master.episode, master=master, **{**usual, **fields})
    return made


def make_account(**fields: Any) -> Account:
    usual = {"platform": "douyin", "handle": f"lamp-{mark()}-{next(_number)}"}
    made: Account = Account.objects.create(**{**usual, **fields})
    return made


def make_publication(
    deliverable: Deliverable | None = None, account: Account | None = None, **fields: Any
) -> Publication:
    made: Publication = Publication.objects.create(
        deliverable=deliverable or make_deliverable(),
        account=account or make_account(),
        **{"planned_for": timezone.now() + timedelta(days=1), **fields},
    )
    return made


def make_job(state: str = "queued", **fields: Any) -> Job:
    usual = {
        "kind": "bench.job",
        "title_zh": f"渲染 {mark()}",
        "title_en": f"Render {mark()}",
        "state": state,
    }
    if state == "running":
        usual |= {
            "worker": "bench.1",
            "lease_until": timezone.now() + timedelta(minutes=1),
            "started_at": timezone.now(),
        }
    if state in ("done", "failed", "cancelled"):
        usual["finished_at"] = timezone.now()
    made: Job = Job.objects.create(**{**usual, **fields})
    return made


def mark() -> str:
    """The name of the studio in scope as one word: it tells on a page whose row is shown."""
    studio = Studio.objects.get(pk=current_scope().studio_id)
    return studio.name_en.split()[0]
