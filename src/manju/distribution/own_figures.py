"""A studio's own figures for channels: versions that are only added, and the profiles in force with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import transaction

from manju.distribution.models import ChannelFigures
from manju.media.channels import Profile, profile, profiles
from manju.media.channels.figures import CHANGEABLE, ChangesInvalid, changed
from manju.media.channels.profiles import today
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words

__all__ = ["FiguresRefused", "in_force", "profile_in_force", "put_figures", "reset_figures", "versions_of"]

LONGEST_SOURCE: Final = 400


class FiguresRefused(Exception):
    """Figures that cannot be taken; `faults` says of each field what is wrong. Nothing was written."""

    def __init__(self, faults: Mapping[str, Words]) -> None:
        super().__init__("; ".join(f"{name}: {words.en}" for name, words in faults.items()))
        self.faults = dict(faults)


def in_force(on: date | None = None) -> dict[str, Profile]:
    """All channels as they are for the studio in scope on this day (default: today), by name; one query."""
    day = on or today()
    newest: dict[str, ChannelFigures] = {}
    for row in ChannelFigures.objects.filter(valid_from__lte=day).order_by("valid_from", "pk"):
        newest[row.channel] = row
    return {name: _with(profile(name, day), newest.get(name)) for name in profiles(day)}


def profile_in_force(name: str, on: date | None = None) -> Profile:
    """One channel as it is for the studio in scope.

    Raises:
        ChannelUnknown: naming the channels there are.
    """
    shipped = profile(name, on)
    return in_force(on).get(name, shipped)


def versions_of(name: str) -> list[ChannelFigures]:
    """What the studio has put for a channel, newest first."""
    return list(ChannelFigures.objects.filter(channel=name).select_related("made_by"))


@transaction.atomic
def put_figures(
    name: str, figures: Mapping[str, float], *, source: str, valid_from: date, by: User
) -> ChannelFigures:  # fmt: skip
    """Add a version of a studio's own figures for a channel; what is as shipped is left to the shipped profile.

    Raises:
        FiguresRefused: a figure is impossible, the source is missing, or nothing differs from what is shipped.
    """
    shipped = _shipped(name, valid_from)
    faults = {
        field: Words("没有这一项。", "There is no such figure.") for field in figures if field not in CHANGEABLE
    }  # fmt: skip
    own = {f: value for f, value in figures.items() if f not in faults and value != _value(shipped, f)}
    if not source.strip():
        faults["source"] = Words("写下数字的出处：后台公告、链接或谁告诉的。",
                                 "Say where the figures come from: a notice, a link, or who told you.")  # fmt: skip
    if not own:
        faults["figures"] = Words("没有和自带数字不同的地方。", "Nothing differs from the shipped figures.")
    try:
        changed(shipped, own, source=source, valid_from=valid_from)
    except ChangesInvalid as error:
        faults |= error.faults
    if faults:
        raise FiguresRefused(faults)
    return _add(name, own, source=source.strip()[:LONGEST_SOURCE], valid_from=valid_from, by=by)


@transaction.atomic
def reset_figures(name: str, *, by: User) -> ChannelFigures:
    """From today on the shipped figures hold again; earlier versions stay on record."""
    return _add(name, {}, source="", valid_from=today(), by=by)


def figure(p: Profile, field: str) -> float:
    """A changeable figure by its name, `safe_zone.left` among them."""
    return _value(p, field)


def _add(name: str, own: dict[str, float], *, source: str, valid_from: date, by: User) -> ChannelFigures:
    row: ChannelFigures = ChannelFigures.objects.create(
        channel=name, figures=own, source=source, valid_from=valid_from, made_by=by
    )  # fmt: skip
    said = (
        Words("{c}：改了 {n} 项数字", "{c}: own figures for {n}")
        if own
        else Words("{c}：恢复自带数字", "{c}: shipped figures")
    )
    note("channel.figures", said.fill(c=row.channel_name, n=len(own)), by=by, link=row.get_absolute_url(), figures=own)
    return row


def _with(p: Profile, row: ChannelFigures | None) -> Profile:
    """A shipped profile with a version laid over it; one that does not fit a newer shipped profile is left out."""
    if row is None or not row.figures:
        return p
    own = {name: value for name, value in row.figures.items() if name in CHANGEABLE}
    try:
        return changed(p, own, source=row.source, valid_from=row.valid_from)
    except ChangesInvalid:
        return p


def _shipped(name: str, on: date) -> Profile:
    return profile(name, max(on, today()))


def _value(p: Profile, field: str) -> float:
    place, _, side = field.partition(".")
    found = getattr(p.safe_zone, side) if side else getattr(p, place)
    return float(found)
