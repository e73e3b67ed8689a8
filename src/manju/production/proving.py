"""What of a story can be proved: what was sealed, on which day, by whom, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from manju.production.story import Story
from manju.words import Words

__all__ = ["Proof", "proof_of"]


@dataclass(frozen=True)
class Proof:
    """Days sealed on the day itself, of how many; and what is missing, each with what to do."""

    days: int
    sealed_same_day: int
    missing: tuple[tuple[Words, Words], ...]


def proof_of(story: Story) -> Proof:
    """What a court would look for, and does not find yet."""
    missing: list[tuple[Words, Words]] = []
    if story.open:
        missing.append((Words("{n} 张还没定留弃", "{n} not decided yet").fill(n=story.open),
                        Words("在图下按“留用”或“退回”。", "Keep or reject each below its picture.")))  # fmt: skip
    if story.unreasoned:
        missing.append((Words("{n} 张没写理由", "{n} without a reason").fill(n=story.unreasoned),
                        Words("一句话就够：为什么留，为什么退。", "One sentence is enough: why kept, why rejected.")))  # fmt: skip
    if story.late:
        missing.append((Words("{n} 条是事后补记", "{n} entered later").fill(n=len(story.late)),
                        Words("补记会照实标出；以后当天记。", "They are marked as such; write down on the day from now on.")))  # fmt: skip
    if story.kept and not story.minutes:
        missing.append((Words("没有人手修改", "No work by hand"),
                        Words("改过图就登记前后两张和工时。", "Record edits with both files and the hours.")))  # fmt: skip
    return Proof(len(story.working_days), 0, tuple(missing))
