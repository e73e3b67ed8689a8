"""How the heroine of the first property came to be: an idea, four rounds, thirty-one pictures, work by hand.

All of it is invented and drawn by the sample's own hand, its dates with it: no model was asked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone
from PIL import Image

from manju.catalogue.models import Property
from manju.people.models import User
from manju.production.comparing import compare_now
from manju.production.models import Output
from manju.production.papers import add_version, start_paper
from manju.production.recording import Edited, Given, Made, Subject, decide, record_creation, record_edit
from manju.sample.art import cast
from manju.sample.art.faces import Look, Mood, bust
from manju.sample.art.ink import Box, at, block, disc, glow, raster, rays
from manju.sample.texts.creation import EDIT, IDEA, ROUNDS, SCRIPTS, Round
from manju.seals.sealing import seal_waiting

__all__ = ["add_creation"]

WIDTH: Final = 264
BOX: Final[Box] = (40, 60, 400, 500)
BEGUN: Final = 115
"""Days ago of the first idea."""
GROUNDS: Final = ("#dfe3ea", "#e8dfe6", "#d9d4cc", "#cfd8d2", "#3a3f52", "#e6e1d4")
CLOTHS: Final = ("#7d8a92", "#b9a4b4", "#5b6f6a", "#7a4038", "#3f4c6b", "#a8894f")
HAIR: Final = ("long", "bob", "long", "bun", "long", "scholar")
MOODS: Final = (
    Mood("smile", "soft", 0.8), Mood("grin", "raised", 0.9), Mood("closed", "calm", 0.75), Mood("open", "worried", 0.9),
    Mood("closed", "worried", 0.6), Mood("small", "sly", 0.7),
)  # fmt: skip
ANGRY: Final = (
    Mood("closed", "angry", 0.72), Mood("frown", "angry", 0.85), Mood("smirk", "sly", 0.72), Mood("closed", "calm", 0.66),
    Mood("shout", "angry", 0.95), Mood("closed", "soft", 0.8),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _When:
    """The calendar of the story."""

    begun: datetime

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """An hour of the story's n-th day."""
        date = timezone.localtime(self.begun).date() + timedelta(days=day)
        return datetime.combine(date, time(hour, minute), timezone.get_current_timezone())


def add_creation(of_property: Property, *, writer: User, artist: User, today: datetime) -> None:
    """Write the story down day by day, each day sealed in its evening; the last edit still waits for its seal."""
    subject, when = Subject(of_property, "zhiwei"), _When(today - timedelta(days=BEGUN))
    with tempfile.TemporaryDirectory(prefix="manju-sample-creation-") as name:
        folder = Path(name)
        begun = when.at(0, 21, 40)
        record_creation(
            subject, Made(heading=IDEA.heading, intent=IDEA.intent, made_at=begun),
            references=[_drawn(folder, IDEA.sketch, _sketch())], captured_by="by_hand", by=writer, now=begun,
        )  # fmt: skip
        seal_waiting(by=None, occasion="daily", now=when.at(0, 22, 14))
        kept: list[Output] = []
        for number, one in enumerate(ROUNDS, start=1):
            kept += _round(subject, folder, when, number, one, artist)
            seal_waiting(by=None, occasion="daily", now=when.at(one.day, one.hour + 1, 2))
        _edit(subject, folder, when, kept[-1], artist)
        _scripts(of_property, folder, writer)


def _round(subject: Subject, folder: Path, when: _When, number: int, one: Round, artist: User) -> list[Output]:
    """One round: its pictures, and what was said of each."""
    made_at = when.at(one.day, one.hour)
    pictures = [
        _drawn(folder, f"{number}-{n}.png", _take(number, n, one.kept.get(n, "")), number, n)
        for n in range(len(one.reasons))
    ]  # fmt: skip
    entry = record_creation(
        subject,
        Made(
            heading=one.heading, prompt=one.prompt, negative_prompt="低质量，多余的手指，水印", model="SDXL 国风 v2.1",
            model_version="b4c1…", seed=str(417_082_663 + 97 * number), parameters={"steps": 32, "cfg": 6.5},
            tool="ComfyUI", made_at=made_at,
        ),
        outputs=pictures, captured_by="watched_folder", by=artist, now=made_at + timedelta(minutes=1),
    )  # fmt: skip
    kept = []
    for output, reason in zip(entry.outputs.all(), one.reasons, strict=True):
        is_kept = output.number - 1 in one.kept
        decide([output], kept=is_kept, reason=reason, by=artist, now=made_at + timedelta(minutes=25))
        kept += [output] if is_kept else []
    return kept


def _edit(subject: Subject, folder: Path, when: _When, chosen: Output, artist: User) -> None:
    done = when.at(8, 20, 30)
    after = _drawn(folder, "zhiwei-final.png", _final(edited=True), 9)
    edit = record_edit(
        subject, Edited(EDIT.heading, EDIT.note, 400, 14, "Krita", done), after=after, output=chosen,
        captured_by="by_hand", by=artist, now=done + timedelta(minutes=4),
    )  # fmt: skip
    compare_now(edit)


def _scripts(of_property: Property, folder: Path, writer: User) -> None:
    paper = start_paper(of_property, kind="script", title=SCRIPTS[0].title, by=writer)
    for n, one in enumerate(SCRIPTS):
        path = folder / f"script-{n}"
        path.write_text(one.text, encoding="utf-8")
        add_version(paper, path, name="第一集.fountain", by=writer, note_said=one.note)


def _drawn(folder: Path, name: str, svg: str, *marks: int) -> Given:
    """A small picture as a file; no two are the same to the byte."""
    path = folder / name
    pixels = raster(svg, BOX, px_per_unit=WIDTH / BOX[2])[..., :3].copy()
    pixels[0, : len(marks), 0] = marks
    Image.fromarray(pixels).save(path, "PNG", compress_level=3)
    return Given(path, name)


def _take(number: int, n: int, how: str) -> str:
    """The picture of a round: strangers in the first two, her own face from the third on."""
    if how:
        return _final(edited=False, lamp=how == "lamp")
    if number <= 2:
        k = n + 2 * number
        look = replace(
            cast.ZHIWEI, hair=HAIR[k % 6], cloth=CLOTHS[k % 6], lapel="#eee6d8", dress="robe" if k % 4 else "coat"
        )
        return _ground(GROUNDS[k % 6], k) + bust(look, MOODS[(k + n) % 6])
    look = replace(cast.ZHIWEI, cloth=("#8f1d2c", "#7a2430", "#9a2b22")[n % 3])
    mood = replace(ANGRY[n % 6], turn=(n % 3 - 1) * 0.35)
    return _ground(("#1f2550", "#232a4a", "#2a2144")[n % 3], n) + bust(look, mood)


def _final(*, edited: bool, lamp: bool = True) -> str:
    """The picture that was kept; edited: other eyes and light, and the scar on the wrist in front."""
    look: Look = replace(cast.ZHIWEI, iris="#a5651f") if edited else cast.ZHIWEI
    mood = Mood("closed", "angry" if edited else "sly", 0.8, turn=0.15, light="#ffb43a" if lamp else "")
    light = glow(400, 470, 150, "#ffb84a", strength=0.8, name="lamp") + disc(400, 470, 26, "#ffd98a") if lamp else ""
    scar = (
        at('<path d="M0,0 C14,-8 30,6 46,-2" stroke="#b3402f" stroke-width="6" fill="none"/>', 92, 520)
        if edited
        else ""
    )
    return block((-100, -100, 700, 900), "#1f2550") + disc(380, 150, 96, "#f2dfae") + bust(look, mood) + light + scar


def _ground(colour: str, seed: int) -> str:
    return block((-100, -100, 700, 900), colour) + rays(240, 250, 150, 520, "#ffffff", seed=seed, count=18)


def _sketch() -> str:
    """A pencil drawing on paper."""
    pale = Look("bun", "#f4efe4", "#e4dccb", "#8a8378", "robe", "#f1ebdf", "#f7f3ea", "#d9d0bf",
                skin="#f7f2e7", shadow="#e0d8c8", lips="#b7aea0")  # fmt: skip
    lines: Sequence[str] = (
        '<path d="M240,70 V560 M60,262 H430 M90,382 H400" stroke="#b9b0a0" stroke-width="1.5"/>',
        '<ellipse cx="240" cy="255" rx="92" ry="132" fill="none" stroke="#a39a8b" stroke-width="1.5"/>',
    )
    return block((-100, -100, 700, 900), "#f6f1e6") + bust(pale, Mood("closed", "calm", 0.8)) + "".join(lines)
