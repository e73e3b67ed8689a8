"""Gate 4: live on enough channels and in enough shapes, every label verified by the check, filings where demanded."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from manju.distribution.models import Deliverable, Publication, channel_name
from manju.filings.numbers import stop_for
from manju.media.channels import profiles
from manju.portfolio.gates.evidence import Asked, Found, Item, Step
from manju.words import Words

LABELS = ("label_visible", "label_metadata")


def look(asked: Asked) -> Found:
    live = list(
        Publication.objects.filter(state="live", deliverable__episode__season__work__of_property=asked.of_property)
        .select_related("account", "deliverable__episode__season")
        .order_by("pk")
    )
    known = profiles()
    channels = sorted({row.account.platform for row in live})
    shapes = sorted({known[row.deliverable.channel].shape for row in live if row.deliverable.channel in known})
    unlabelled = [row for row in live if not _labelled(row.deliverable)]
    unfiled = [row for row in live if _demands_filing(row) and not _filed(row)]
    here = reverse("distribution:deliverables")
    items = (
        Item(Words("在播的渠道", "Channels live"), _listed([channel_name(name) for name in channels]),
             len(channels) >= asked.demands["channels"], "measured" if live else "missing", here),
        Item(Words("画幅", "Shapes"), _listed([Words(shape, shape) for shape in shapes]),
             len(shapes) >= asked.demands["shapes"], "measured" if live else "missing", here),
        _each(Words("AI 标识核过", "AI labels verified"), live, unlabelled,
              Words("{n} 条没核到标识", "{n} without a verified label")),
        _each(Words("备案号", "Filing numbers"), live, unfiled,
              Words("{n} 条缺备案号", "{n} without a filing number")),
    )  # fmt: skip
    if unlabelled or unfiled:
        bad = (unlabelled or unfiled)[0]
        episode = bad.deliverable.episode
        where = Words("{f} 在{c}上", "{f} on {c}").fill(f=episode.name, c=channel_name(bad.account.platform))
        if unlabelled:
            why = Words("{f}没核到 AI 标识", "{f}: no verified AI label").fill(f=where)
            step = Step(Words("看这份交付件", "See this deliverable"), bad.deliverable.get_absolute_url())
        else:
            why = Words("{f}缺备案号", "{f}: no filing number").fill(f=where)
            where_filed = reverse("filings:filing", args=[episode.season_id])
            step = Step(Words("补备案号", "Add the filing number"), where_filed)
        return Found(items, why, step, blocked=True)
    step = Step(Words("去分发", "Distribute"), here)
    if all(item.met for item in items):
        return Found(items, Words("{n} 个渠道在播", "Live on {n} channels").fill(n=len(channels)), step)
    if not live:
        return Found(items, Words("还没有在播的集", "No episode is live yet"), step)
    parts = []
    if (short := asked.demands["channels"] - len(channels)) > 0:
        parts.append(Words(f"还差 {short} 个渠道", f"{short} channels short"))
    if (short := asked.demands["shapes"] - len(shapes)) > 0:
        parts.append(Words(f"还差 {short} 种画幅", f"{short} shapes short"))
    return Found(items, Words("，".join(p.zh for p in parts), ", ".join(p.en for p in parts)), step)


def _labelled(row: Deliverable) -> bool:
    """Whether both labels were found when the finished file was read back."""
    checks: list[dict[str, Any]] = row.qc.get("checks", [])  # Any: JSON of media.quality
    found = {check["name"]: check["ok"] for check in checks}
    return all(found.get(name) for name in LABELS)


def _filed(row: Publication) -> bool:
    """Whether it bears a number, or an owner lets its season out without one: the one rule of `filings.numbers`."""
    return stop_for(row.deliverable.episode, row.deliverable.channel, number=row.filing_number) is None


def _demands_filing(row: Publication) -> bool:
    profile = profiles().get(row.deliverable.channel)
    return profile is not None and profile.demands_filing


def _each(name: Words, live: list[Publication], bad: list[Publication], said: Words) -> Item:
    if not live:
        return Item(name, Words("还没有在播的", "nothing is live yet"), False, "missing")
    if bad:
        return Item(name, said.fill(n=len(bad)), False, "measured", bad[0].deliverable.get_absolute_url())
    return Item(name, Words("{n} 条都有", "all {n}").fill(n=len(live)), True, "measured")


def _listed(names: list[Words]) -> Words:
    if not names:
        return Words("没有", "none")
    return Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))
