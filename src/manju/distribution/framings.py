"""Framing masters: looking at one once for every shape its channels need, and what people set for a shot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final

from django.db import transaction

from manju.catalogue.models import Master
from manju.distribution.framing_models import MasterFraming, ShotChoice
from manju.media.channels import profiles
from manju.media.probe import Probe, probe_master
from manju.media.reframe.framing import Framing
from manju.media.reframe.hand import Chosen
from manju.media.reframe.planning import REFRAME_VERSION, frame_shape, look_at
from manju.media.render.geometry import shaping_for
from manju.people import errors
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words

__all__ = ["choose_shot", "digest_of", "framing_for", "give_back", "look_at_master", "shape_of", "shapes_for"]

RANGE: Final = (0.0, 1.0)


def digest_of(master: Master, width: int, height: int) -> str:
    """What tells this framing of a master from others: the version, and what people set; not whether it is made yet."""
    wide, high = shape_of(width, height)
    said = [f"auto{REFRAME_VERSION}"]
    row = framing_for(master, width, height)
    for number, choice in sorted(row.latest_choices().items()) if row is not None else ():
        said.append(f"{number}:{choice.layout}:{choice.first:.4f}:{choice.second:.4f}:{choice.size:.4f}")
    return hashlib.sha256(f"{wide}:{high} {' '.join(said)}".encode()).hexdigest()[:16]


def shape_of(width: int, height: int) -> tuple[int, int]:
    """A size as a shape in smallest numbers.

    >>> shape_of(1080, 1920)
    (9, 16)
    """
    shape = Fraction(width, height)
    return shape.numerator, shape.denominator


def shapes_for(facts: Probe) -> list[tuple[int, int]]:
    """The shapes of today's channels that a master does not have."""
    sizes = {(p.width, p.height) for p in profiles().values()}
    other = {shape_of(*s) for s in sizes if shaping_for((facts.width, facts.height), s, "auto") != "same"}
    return sorted(other)


def framing_for(master: Master, width: int, height: int) -> MasterFraming | None:
    """How a master is framed for a size, by today's version; None when nobody has looked yet."""
    wide, high = shape_of(width, height)
    return MasterFraming.objects.filter(master=master, wide=wide, high=high, version=REFRAME_VERSION).first()


def look_at_master(
    master: Master,
    shapes: Iterable[tuple[int, int]] | None = None,
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[MasterFraming]:
    """Frame a master for these shapes (default: all that channels need), looking at it once; what is there stays.

    Raises:
        MediaError: it does not decode.
        Cancelled: `cancelled()` became true.
    """
    facts = probe_master(master.path)
    wanted = list(shapes) if shapes is not None else shapes_for(facts)
    known = {(f.wide, f.high): f for f in MasterFraming.objects.filter(master=master, version=REFRAME_VERSION)}
    if any(s not in known for s in wanted):
        scenes = look_at(master.path, facts, progress=progress, cancelled=cancelled)
        for shape in wanted:
            if shape not in known:
                known[shape] = _kept(master, shape, frame_shape(scenes, shape), facts)
    return [known[s] for s in wanted]


@transaction.atomic
def choose_shot(framing: MasterFraming, number: int, chosen: Chosen, *, by: User) -> ShotChoice:
    """Show a shot as a person wants it from now on; deliverables made before stay as they are.

    Raises:
        Refused: there is no such shot, or a value lies outside the picture.
    """
    count = len(framing.chosen_by_machine.shots)
    values = (chosen.first, chosen.second, chosen.size)
    if not 0 <= number < count or any(not RANGE[0] <= v <= RANGE[1] for v in values) or chosen.size <= 0:
        raise errors.Refused(
            Words("没有这个镜头，或位置超出了画面。", "There is no such shot, or the place is outside the picture.")
        )
    made: ShotChoice = ShotChoice.objects.create(
        framing_of=framing, number=number, layout=chosen.layout, first=chosen.first, second=chosen.second,
        size=chosen.size, by=by,
    )  # fmt: skip
    _forget(framing)
    _noted(framing, number, Words("调整了构图", "Framing set by hand"), by=by)
    return made


@transaction.atomic
def give_back(framing: MasterFraming, number: int, *, by: User) -> None:
    """Let the machine's choice for a shot hold again; what was set stays in the record."""
    if number in framing.latest_choices():
        ShotChoice.objects.create(framing_of=framing, number=number, by=by)
        _forget(framing)
        _noted(framing, number, Words("构图改回自动", "Framing back to automatic"), by=by)


def _kept(master: Master, shape: tuple[int, int], framing: Framing, facts: Probe) -> MasterFraming:
    """Two that look at the same master at once keep one framing: it is the same."""
    kept: MasterFraming
    kept, _ = MasterFraming.objects.get_or_create(
        master=master, wide=shape[0], high=shape[1], version=REFRAME_VERSION,
        defaults={"automatic": framing.as_json(), "aspect": facts.width / facts.height},
    )  # fmt: skip
    return kept


def _forget(framing: MasterFraming) -> None:
    """What was worked out before the change no longer holds."""
    framing.__dict__.pop("framing", None)


def _noted(framing: MasterFraming, number: int, what: Words, *, by: User) -> None:
    said = Words("{what}：{e}，{s}，镜头 {n}", "{what}: {e}, {s}, shot {n}")
    note(
        "framing.set", said.fill(what=what, e=framing.master.episode.name, s=framing.shape, n=number + 1), by=by,
        link=framing.get_absolute_url(),
    )  # fmt: skip
