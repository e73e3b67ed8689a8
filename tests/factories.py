"""Rows for tests, made by plain functions: each fills in what it is not told, and returns what it made.

Call them inside `in_studio(studio)`, except `make_studio` and `make_member`, which know their studio. Names
carry the studio's name, so that a page that shows another studio's row is caught by its text.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Source
from manju.books.dues import Owed, expect
from manju.books.models import Due
from manju.catalogue.models import Episode, LetteringLayer, Master, Property, Season, Stem, Work
from manju.copies.models import Copy, PictureCopy, RegisteredMaster, RegisteredPicture, ScannedFile
from manju.distribution.models import Account, Deliverable, MasterFraming, Publication
from manju.jobs.models import Job
from manju.localisation.models import SubtitleLine, SubtitleTrack, Term
from manju.media.reframe.framing import Framing, Move, Pane, Shot
from manju.media.reframe.planning import REFRAME_VERSION
from manju.media.traces import Segment, bound_z
from manju.people.models import Member, Studio, User
from manju.people.scope import current_scope, in_studio
from manju.protection.models import Case, CaseEvent, Certificate, Deadline, Finding, NamedIn
from manju.protection.results import FoundMaster, NamedCopy, Result
from manju.revenue.expenses import add_expense
from manju.revenue.models import BankImport, BankRow, ChannelAgreement, Expense, StatementImport, StatementRow
from manju.words import Words

PASSWORD = "ink and paper 7"
_number = itertools.count(1)

TWO_SHOTS = Framing(
    (9, 16),
    (
        Shot(0.0, 2.0, "window", (Pane(0.3164, 1.0, Move.still(0.4), Move.still(0.5)),), "holds"),
        Shot(2.0, 5.0, "fill", (Pane(1.0, 1.0, Move.still(0.5), Move.still(0.5)),), "nothing"),
    ),
)


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


def make_stem(episode: Episode | None = None, kind: str = "dub", **fields: Any) -> Stem:
    n = next(_number)
    usual = {
        "language": "en" if kind == "dub" else "", "file": f"stems/{n}.wav", "original_name": f"dub {mark()} {n}.wav",
        "size_bytes": 1000, "sha256": f"{n:064x}", "duration_s": 90.0,
    }  # fmt: skip
    made: Stem = Stem.objects.create(episode=episode or make_episode(), kind=kind, **{**usual, **fields})
    return made


def make_layer(episode: Episode | None = None, language: str = "en", **fields: Any) -> LetteringLayer:
    n = next(_number)
    usual = {
        "file": f"layers/{n}.svg", "original_name": f"layer {mark()} {n}.svg", "size_bytes": 1000,
        "sha256": f"{n:064x}", "start_s": 1.0, "end_s": 2.5,
    }  # fmt: skip
    made: LetteringLayer = LetteringLayer.objects.create(
        episode=episode or make_episode(), language=language, **{**usual, **fields}
    )
    return made


def make_deliverable(master: Master | None = None, state: str = "queued", **fields: Any) -> Deliverable:
    master = master or make_master()
    usual = {
        "channel": "douyin", "language": "zh", "recipient": f"douyin {mark()}", "state": state,
        "render_key": f"{next(_number):064x}",
    }  # fmt: skip
    made: Deliverable = Deliverable.objects.create(episode=master.episode, master=master, **{**usual, **fields})
    return made


def make_framing(master: Master | None = None, **fields: Any) -> MasterFraming:
    """A master of two shots for 9:16: one that stands on a window, one kept whole."""
    usual = {"wide": 9, "high": 16, "version": REFRAME_VERSION, "aspect": 16 / 9, "automatic": TWO_SHOTS.as_json()}
    made: MasterFraming = MasterFraming.objects.create(master=master or make_master(), **{**usual, **fields})
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


def make_track(episode: Episode | None = None, language: str = "zh", **fields: Any) -> SubtitleTrack:
    usual = {"source": "typed", "file_name": f"{mark()}.srt"}
    made: SubtitleTrack = SubtitleTrack.objects.create(
        episode=episode or make_episode(), language=language, **{**usual, **fields}
    )
    return made


def make_subtitle_line(track: SubtitleTrack | None = None, **fields: Any) -> SubtitleLine:
    start = fields.pop("start_ms", next(_number) * 3000)
    usual = {"start_ms": start, "end_ms": start + 2000, "text": f"她回来了。{mark()}", "origin": "hand"}
    made: SubtitleLine = SubtitleLine.objects.create(track=track or make_track(), **{**usual, **fields})
    return made


def make_term(of_property: Property | None = None, **fields: Any) -> Term:
    usual = {
        "from_language": "zh", "to_language": "en", "source": f"长夜灯{next(_number)}", "target": f"Night Lamp {mark()}"
    }  # fmt: skip
    made: Term = Term.objects.create(of_property=of_property or make_property(), **{**usual, **fields})
    return made


def make_registered_master(master: Master | None = None, **fields: Any) -> RegisteredMaster:
    master = master or make_master()
    usual = {
        "original_name": master.original_name, "title_zh": f"长夜灯 {mark()}", "title_en": f"Night lamp {mark()}",
        "episode_number": master.episode.number, "sha256": master.sha256, "duration_s": 90.0, "hashes": 360,
        "width": 320, "height": 180, "registration": "", "registration_version": 1,
    }  # fmt: skip
    made: RegisteredMaster = RegisteredMaster.objects.create(master=master, **{**usual, **fields})
    return made


def make_copy(master: RegisteredMaster | None = None, **fields: Any) -> Copy:
    usual = {"copy_id": next(_number), "word": next(_number), "recipient": f"Shorts {mark()}"}
    made: Copy = Copy.objects.create(master=master or make_registered_master(), **{**usual, **fields})
    return made


def make_finding(verdict: str = "", issued: Copy | None = None, **fields: Any) -> Finding:
    """A found file; with a `verdict` (copy, work, nothing) it has been traced, and its answer is kept."""
    n = next(_number)
    usual: dict[str, Any] = {
        "name": f"found {mark()} {n}.mp4", "file": f"suspects/{n}.mp4", "size_bytes": 1000, "sha256": f"{n:064x}",
    }  # fmt: skip
    if verdict in ("copy", "work"):
        issued = issued or make_copy()
        usual |= {"master": issued.master}
    if verdict == "copy":
        usual |= {"issued": issued, "z": 9.8, "log10_false_alarm": -18.3}
    if verdict:
        usual |= {
            "state": "traced",
            "verdict": verdict,
            "traced_at": timezone.now(),
            "result": an_answer(verdict, issued),
        }
    made: Finding = Finding.objects.create(**{**usual, **fields})
    if verdict == "copy":
        NamedIn.objects.create(finding=made, issued=issued, z=9.8, log10_false_alarm=-18.3)
    return made


def make_picture(**fields: Any) -> RegisteredPicture:
    n = next(_number)
    usual = {
        "title": f"Poster {mark()} {n}", "original_name": f"poster {n}.png", "file": f"pictures/{n}.png",
        "sha256": f"{n:064x}", "width": 900, "height": 600, "known_by": b"",
    }  # fmt: skip
    made: RegisteredPicture = RegisteredPicture.objects.create(**{**usual, **fields})
    return made


def make_picture_copy(picture: RegisteredPicture | None = None, **fields: Any) -> PictureCopy:
    usual = {"copy_id": next(_number), "recipient": f"Prints {mark()}"}
    made: PictureCopy = PictureCopy.objects.create(picture=picture or make_picture(), **{**usual, **fields})
    return made


def make_picture_finding(copy: PictureCopy | None = None, **fields: Any) -> Finding:
    """A found picture, traced to a copy."""
    n, copy = next(_number), copy or make_picture_copy()
    p = copy.picture
    masters = (FoundMaster(p.pk, Words(p.title, p.title), None, 0.0, p.sha256, (), 0.9, -40.0),)
    copies = (NamedCopy(p.pk, copy.copy_id, copy.recipient, copy.made_at, 12.1, -31.0),)
    usual: dict[str, Any] = {
        "name": f"found {mark()} {n}.jpg", "file": f"suspects/{n}.jpeg", "size_bytes": 1000, "sha256": f"{n:064x}",
        "state": "traced", "verdict": "copy", "traced_at": timezone.now(), "picture": p, "picture_copy": copy,
        "z": 12.1, "log10_false_alarm": -31.0,
        "result": Result(masters, copies, 5, bound_z(5), 0.8, 0.0, 560, 400, subject="picture").as_json(),
    }  # fmt: skip
    made: Finding = Finding.objects.create(**{**usual, **fields})
    NamedIn.objects.create(finding=made, picture_copy=copy, z=12.1, log10_false_alarm=-31.0)
    return made


def an_answer(verdict: str, issued: Copy | None) -> dict[str, Any]:
    """The JSON of an answer, as `protection.results` keeps it."""
    segments = (Segment(0.4, 10.8, 41.2, 52.1, 1.05, True), Segment(10.8, 12.4, 58.0, 59.6, 1.0, False))
    masters: tuple[FoundMaster, ...] = ()
    copies: tuple[NamedCopy, ...] = ()
    if issued is not None and verdict != "nothing":
        m = issued.master
        masters = (FoundMaster(m.pk, m.title, m.episode, m.duration_s, m.sha256, segments, 0.97, -12.0),)
    if issued is not None and verdict == "copy":
        copies = (NamedCopy(masters[0].master_id, issued.copy_id, issued.recipient, issued.made_at, 9.8, -18.3),)
    return Result(masters, copies, 312, bound_z(312), 3.8, 12.4, 480, 854, versions={"manju": "0.1.0"}).as_json()


def make_case(**fields: Any) -> Case:
    usual = {
        "title": f"Night lamp {mark()}", "platform_name": "youtube", "account": f"@{mark()}",
        "found_on": timezone.localdate(), "url": "https://example.com/v/1", "opened_by": make_user(),
    }  # fmt: skip
    made: Case = Case.objects.create(**{**usual, **fields})
    return made


def make_deadline(case: Case | None = None, **fields: Any) -> Deadline:
    case = case or make_case()
    event = CaseEvent.objects.create(case=case, kind="filed", on=timezone.localdate(), note=f"by {mark()}")
    usual = {
        "rule": "look_again", "due_on": timezone.localdate() + timedelta(days=3), "todo_zh": f"看看 {mark()}",
        "todo_en": f"Look again {mark()}", "missed_zh": "过期", "missed_en": "Past", "source": "a test",
    }  # fmt: skip
    made: Deadline = Deadline.objects.create(case=case, event=event, **{**usual, **fields})
    return made


def make_certificate(**fields: Any) -> Certificate:
    usual = {"kind": "audiovisual", "number": f"I-{mark()}-{next(_number)}"}
    made: Certificate = Certificate.objects.create(of_property=make_property(), **{**usual, **fields})
    return made


def make_scanned(**fields: Any) -> ScannedFile:
    n = next(_number)
    usual = {
        "path": f"/found/{mark()} {n}.mp4", "path_sha256": f"{n:064x}", "size_bytes": 10, "mtime_ns": 1, "masters": 1,
        "sha256": f"{n:064x}",
    }  # fmt: skip
    made: ScannedFile = ScannedFile.objects.create(**{**usual, **fields})
    return made


def make_statement(**fields: Any) -> StatementImport:
    n = next(_number)
    agreement = ChannelAgreement.objects.create(
        channel="netshort",
        digest=f"{n:064x}",
        document={"channel": "netshort", "currency": "USD", "rules": [{"share": "0.9"}]},
    )
    usual = {
        "channel": "netshort", "original_name": f"statement {mark()} {n}.csv", "sha256": f"{n:064x}", "file": "s.csv",
        "format": "csv", "currency": "USD", "expected": "8040", "paid": "8000", "in_suspense": "500", "rows": 2,
        "matched": 1, "suspended": 1, "differing": 1, "agreement": agreement,
    }  # fmt: skip
    made: StatementImport = StatementImport.objects.create(**{**usual, **fields})
    of = {"statement": made, "currency": "USD", "date": timezone.localdate()}
    StatementRow.objects.create(
        **of,
        line=2,
        state="matched",
        reason="underpaid",
        title=f"长夜灯 {mark()}",
        gross=10000,
        refunds=0,
        paid=8000,
        expected=8040,
        kind="iap",
    )
    StatementRow.objects.create(
        **of, line=3, state="suspended", reason="unknown_title", title=f"陌生 {mark()}", paid=500
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


def make_due(**fields: Any) -> Due:
    n = next(_number)
    usual = {
        "account": Where("receivable", channel=f"channel {mark()}", tier=1), "direction": "in", "amount_minor": 12345,
        "currency": "CNY", "due_on": timezone.localdate() - timedelta(days=40), "source": Source("made", n),
        "text": f"长夜灯 {mark()}",
    }  # fmt: skip
    [made] = expect([Owed(**{**usual, **fields})], by=None)
    return made


def make_movement(**fields: Any) -> BankRow:
    n = next(_number)
    of = BankImport.objects.create(original_name=f"bank {mark()} {n}.csv", sha256=f"{n:064x}", rows=1)
    usual = {
        "of_import": of, "line": 2, "date": timezone.localdate(), "amount_minor": 12345, "currency": "CNY",
        "counterparty": f"channel {mark()}", "text": f"长夜灯 {mark()}", "mark": f"{n:032x}",
    }  # fmt: skip
    made: BankRow = BankRow.objects.create(**{**usual, **fields})
    return made


def make_expense(**fields: Any) -> Expense:
    usual = {
        "date": timezone.localdate() - timedelta(days=9), "title": f"长夜灯 {mark()}", "channel": f"channel {mark()}",
        "kind": "traffic", "amount_minor": 350, "currency": "CNY", "recoverable": True,
    }  # fmt: skip
    return add_expense(Expense(**{**usual, **fields}), by=None)
