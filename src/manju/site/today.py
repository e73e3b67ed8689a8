"""What waits for somebody now, gathered from the rooms: each thing with what happened and its one button."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.alerts.models import Alert, Delivery
from manju.bible.waiting import unpublished
from manju.catalogue.models import Master, Property, Season
from manju.distribution.models import Deliverable, Publication
from manju.filings.models import Registration
from manju.filings.standing import due_soon
from manju.jobs.models import Job, State
from manju.licensing.alerts import alerts
from manju.media.channels import profiles
from manju.portfolio.waiting import calls as slate_calls
from manju.protection.models import SOON, Deadline, Finding
from manju.protection.results import called
from manju.royalties.calls import calls
from manju.seals.reading import late_stamps
from manju.topics.models import WaitingFile
from manju.words import Words

RECENT = timedelta(days=7)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: heading, what is known, the button, and a picture where there is one."""

    tone: str  # bad, warn, here
    icon: str
    heading: Words
    said: Words
    button: Words
    address: str
    picture: str = ""  # address


@dataclass(frozen=True, slots=True)
class Now:
    """The whole page: what waits, what is under way, what was finished in the last week."""

    waiting: list[Waiting]
    running: list[Job]
    queued: int
    finished: list[Job]
    properties: list[Property]
    planned: list[Publication] = field(default_factory=list)

    @property
    def headline(self) -> Words:
        n, running = len(self.waiting), len(self.running)
        if n:
            return Words(f"{n} 件事等人定", f"{n} thing{'s' if n != 1 else ''} to decide")
        if running:
            said = Words("没有要定的事，{r} 个任务在做", "Nothing to decide; {r} under way").fill(r=running)
            more = Words("，{q} 个排队", ", {q} queued").fill(q=self.queued)
            return Words(said.zh + more.zh, said.en + more.en) if self.queued else said
        return Words("今天没有要定的事", "Nothing to decide today")


def waiting_now(now: datetime | None = None) -> Now:
    """Everything in the studio in scope that a person should look at."""
    at = now or timezone.now()
    return Now(
        waiting=[
            *_alerts(),
            *_slate(),
            *_refused_masters(at),
            *_failed_checks(),
            *_rejected(),
            *_seals(at),
            *_dates(at),
            *_papers(at),
            *_named(),
            *_licences(at),
            *_due(at),
            *_settlement(at),
            *_unsent(at),
            *_unnamed_columns(),
            *_bibles(at),
            *_failed_jobs(at),
        ],
        running=list(Job.objects.filter(state=State.RUNNING).order_by("-priority", "created_at")[:8]),
        queued=Job.objects.filter(state=State.QUEUED).count(),
        finished=list(Job.objects.filter(state="done", finished_at__gte=at - RECENT).order_by("-finished_at")[:6]),
        properties=list(Property.objects.order_by("stopped_at", "-created_at")[:SHOWN]),
        planned=list(
            Publication.objects.filter(state="planned", planned_for__gte=at)
            .select_related("account", "deliverable__episode__season__work")
            .order_by("planned_for")[:6]
        ),
    )


def _alerts() -> list[Waiting]:
    """Alerts that nobody has said they know of, good news last; a test that must stop is said by the slate."""
    stops = {"kind": "launch.verdict", "level": "bad"}
    papers = {"kind__startswith": "filings."}  # told by their rows, as they are now
    rows = sorted(
        Alert.objects.unseen().exclude(**stops).exclude(**papers).order_by("-raised_at")[:10],
        key=lambda a: a.level == "here",
    )
    return [
        Waiting(a.level, a.icon, a.heading, a.text, Words("去看", "Look"), a.link or a.get_absolute_url()) for a in rows
    ]


def _unsent(at: datetime) -> list[Waiting]:
    """Places that alerts could not be sent to, once each."""
    rows = Delivery.objects.failed_recently(at).select_related("destination").order_by("-last_at")[:50]
    places = {d.destination_id: d for d in reversed(rows)}
    return [
        Waiting(
            "bad", "stop",
            Words("提醒没送到{n}", "An alert did not reach {n}").fill(n=d.destination.name), d.why,
            Words("看去处", "See the destination"), reverse("alerts:destinations"),
        )
        for d in places.values()
    ]  # fmt: skip


def _refused_masters(at: datetime) -> list[Waiting]:
    refused = Master.objects.filter(state="refused", uploaded_at__gte=at - RECENT).select_related(
        "episode__season__work"
    )
    return [
        Waiting(
            "bad", "stop",
            Words("{file} 不能做母版", "{file} cannot be a master").fill(file=m.original_name),
            m.refusal,
            Words("换一个文件", "Choose another file"),
            m.episode.get_absolute_url(),
        )
        for m in refused[:10]
    ]  # fmt: skip


def _failed_checks() -> list[Waiting]:
    failed = (
        Deliverable.objects.filter(Q(state="failed_check") | Q(state="failed"))
        .select_related("episode__season__work")
        .order_by("-created_at")[:10]
    )
    names = {name: p.title for name, p in profiles().items()}
    return [
        Waiting(
            "bad", "stop",
            Words("{channel}这份还不能交付", "The {channel} deliverable cannot go out yet").fill(
                channel=names.get(d.channel, Words(d.channel, d.channel))),
            Words(f"《{d.episode.season.work.title.zh}》{d.episode.name.zh}：{_why(d).zh}",
                  f"{d.episode.season.work.title.en}, {d.episode.name.en}: {_why(d).en}"),
            Words("看哪里不对", "See what is wrong"),
            d.get_absolute_url(),
            _cover(d),
        )
        for d in failed
    ]  # fmt: skip


def _cover(d: Deliverable) -> str:
    """The address of its cover, by its number: never a path of the media folder."""
    return reverse("distribution:cover", args=[d.pk]) if d.cover else ""


def _why(d: Deliverable) -> Words:
    """What is wrong with it, in sentences."""
    return Words(" ".join(w.zh for w in d.why), " ".join(w.en for w in d.why))


def _rejected() -> list[Waiting]:
    rows = Publication.objects.filter(state="rejected").select_related("account", "deliverable__episode")
    return [
        Waiting(
            "bad", "stop",
            Words(f"{p.account.handle} 退回了{p.deliverable.episode.name.zh}",
                  f"{p.account.handle} rejected {p.deliverable.episode.name.en}"),
            Words(p.rejection or "平台没有说原因", p.rejection or "The platform gave no reason"),
            Words("处理", "Deal with it"),
            p.deliverable.get_absolute_url(),
            _cover(p.deliverable),
        )
        for p in rows[:10]
    ]  # fmt: skip


def _due(at: datetime) -> list[Waiting]:
    rows = Publication.objects.filter(state="planned", planned_for__lt=at).select_related(
        "account", "deliverable__episode"
    )
    return [
        Waiting(
            "warn", "clock",
            Words(f"{p.deliverable.episode.name.zh} 该发到 {p.account.handle} 了",
                  f"{p.deliverable.episode.name.en} is due on {p.account.handle}"),
            Words("计划 {t}，还没有记为已发。", "Planned for {t}; not marked as posted yet.").fill(
                t=f"{timezone.localtime(p.planned_for):%m-%d %H:%M}"),
            Words("去发布", "Go and post"),
            p.deliverable.get_absolute_url(),
            _cover(p.deliverable),
        )
        for p in rows.order_by("planned_for")[:10]
    ]  # fmt: skip


def _dates(at: datetime) -> list[Waiting]:
    """What is due within a week in the cases of stolen copies, and what is past."""
    rows = Deadline.objects.due_by(timezone.localdate(at) + SOON)[:10]
    return [
        Waiting(
            d.look.tone, "clock",
            Words("{t}：{left}", "{t}: {left}").fill(t=d.todo, left=d.look.word),
            Words("{c} {t}。{missed}。", "{c} {t}. {missed}.").fill(c=d.case.number, t=d.case.title, missed=d.missed),
            Words("去案件", "Open the case"),
            d.case.get_absolute_url(),
        )
        for d in rows
    ]  # fmt: skip


def _seals(at: datetime) -> list[Waiting]:
    """Seals that have waited for their timestamp for an hour: the proofs hold meanwhile, only weaker."""
    return [
        Waiting(
            "warn", "clock",
            Words("{n} 件的时间戳还没拿到", "The timestamp of {n} items is still missing").fill(n=a.batch.tree_size),
            Words("{h}：{w}。会自己再试。", "{h}: {w}. It is tried again by itself.").fill(
                h=a.host, w=a.code_name or Words("还没问到", "not asked yet")),
            Words("看这一批", "See the batch"),
            a.batch.get_absolute_url(),
        )
        for a in late_stamps(at)[:5]
    ]  # fmt: skip


def _papers(at: datetime) -> list[Waiting]:
    """Registrations that came back or should be decided, and seasons whose deliverables wait for a filing number."""
    today = timezone.localdate(at)
    returned = Registration.objects.filter(state="returned").order_by("pk")[:10]
    found = [
        Waiting("bad", "turn", Words("《{t}》登记要补正", "{t}: the registration was returned").fill(t=r.title),
                Words("改好再交一次。", "Correct it and hand it in again."), Words("去补正", "Correct it"),
                r.get_absolute_url())
        for r in returned
    ]  # fmt: skip
    for r in due_soon(today)[:10]:
        look = r.due_look(today)
        if look is not None:
            said = Words("《{t}》登记{w}", "{t}, registration: {w}").fill(t=r.title, w=look.word)
            hint = Words(
                "拿到证书就填证书号，没消息就去问。", "Enter the certificate when it is there; ask when it is not."
            )
            found.append(
                Waiting(look.tone or "warn", "clock", said, hint, Words("看登记", "See it"), r.get_absolute_url())
            )
    demanding = [name for name, p in profiles().items() if p.demands_filing]
    waiting = Deliverable.objects.filter(state="passed", package="", channel__in=demanding)
    seasons = Season.objects.filter(pk__in=waiting.values("episode__season")).select_related("work").order_by("pk")
    for season in seasons[:10]:
        n = waiting.filter(episode__season=season).count()
        name = Words("《{t}》{s}", "{t}, {s}").fill(t=season.work.title, s=season.name)
        said = Words("{n} 份交付件做好了，等备案号才能发。", "Deliverables that wait for its filing number: {n}.").fill(
            n=n
        )
        found.append(Waiting("warn", "lock", Words("{s}缺备案号", "{s}: no filing number").fill(s=name), said,
                             Words("去备案", "File it"), reverse("filings:filing", args=[season.pk])))  # fmt: skip
    return found


def _settlement(at: datetime) -> list[Waiting]:
    """Reports of licensees and instalments of guarantees."""
    return [
        Waiting(c.tone, c.icon, c.heading, c.said, c.button, c.address) for c in calls(timezone.localdate(at))
    ]  # fmt: skip


def _slate() -> list[Waiting]:
    """Properties to decide on."""
    return [Waiting(c.tone, c.icon, c.heading, c.said, c.button, c.address) for c in slate_calls()]


def _named() -> list[Waiting]:
    """Found files whose copy is known and about which nobody has opened a case."""
    rows = Finding.objects.filter(verdict="copy", case=None).select_related("issued", "picture_copy")[:5]
    return [
        Waiting(
            "here", "shield",
            Words("{f} 出自交给{r}的副本", "{f} was made from the copy handed to {r}").fill(
                f=f.name, r=called(f.copy.recipient) if f.copy else "—"),
            Words("还没有立案。", "No case has been opened."),
            Words("看追踪结果", "See the trace"),
            f.get_absolute_url(),
        )
        for f in rows
    ]  # fmt: skip


def _licences(at: datetime) -> list[Waiting]:
    """What ends, closes or waits for an answer in the licences, and contracts that are dangerous to sign."""
    found = alerts(timezone.localdate(at))[:10]
    return [Waiting(a.tone, a.icon, a.heading, a.said, a.button, a.address) for a in found]


def _unnamed_columns() -> list[Waiting]:
    """Hit lists whose columns a person has to name."""
    return [
        Waiting(
            "warn", "warn",
            Words("{f}：有列名认不出来", "{f}: columns were not recognised").fill(f=row.name),
            Words("选一次，同样的榜单以后自动认。", "Name them once; lists like it are then recognised."),
            Words("选列名", "Name the columns"),
            row.get_absolute_url(),
        )
        for row in WaitingFile.objects.all()[:5]
    ]  # fmt: skip


def _bibles(at: datetime) -> list[Waiting]:
    """Bibles that went on after their newest version and were then left."""
    head = Words("《{p}》圣经改了，没定版", "The bible of {p} is changed, not published")
    said = Words(
        "第 {n} 版之后改过，{d} 起没人动；交出去的还是旧的",
        "Changed after version {n}, untouched since {d}; what is handed out is the old one",
    )
    return [
        Waiting(
            "here", "file", head.fill(p=u.of_property.name),
            said.fill(n=u.number, d=timezone.localdate(u.changed_at).isoformat()), Words("去定版", "Publish"),
            reverse("bible:versions", args=[u.of_property.pk]),
        )
        for u in unpublished(at)
    ]  # fmt: skip


def _failed_jobs(at: datetime) -> list[Waiting]:
    rows = Job.objects.filter(state="failed", finished_at__gte=at - RECENT).order_by("-finished_at")[:10]
    return [
        Waiting(
            "bad", "cross",
            Words("任务没做成：{t}", "Job failed: {t}").fill(t=j.title),
            j.error,
            Words("看任务", "See the job"),
            j.link or reverse("jobs:list"),
        )
        for j in rows
    ]  # fmt: skip
