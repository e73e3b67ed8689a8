"""The moments of a master that would make a cover: found once by a job, kept with a small picture of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image

from manju.catalogue.models import Master
from manju.media.cover import find_candidates
from manju.media.probe import probe_master
from manju.media.render.encode import Source
from manju.media.whole import written_whole
from manju.words import Words

COUNT: Final = 8
VERSION: Final = 1
WHY: Final = {
    "face": (0.3, Words("有脸", "a face")),
    "sharp": (0.3, Words("清楚", "sharp")),
    "colour": (0.6, Words("颜色足", "colourful")),
    "light": (0.7, Words("亮度合适", "well lit")),
    "contrast": (0.8, Words("对比好", "good contrast")),
}
"""What speaks for a frame, the weightiest first, and from which figure on."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One candidate: its second in the master, its score (0..1), its picture's path under the media folder, and why."""

    time_s: float
    score: float
    picture: str
    reasons: dict[str, float]

    @property
    def why(self) -> Words:
        """Its two weightiest points in words."""
        said = [words for name, (least, words) in WHY.items() if self.reasons.get(name, 0.0) >= least][:2]
        said = said or [Words("最好的之一", "among the best")]
        return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))


def kept(master: Master) -> list[Moment] | None:
    """The moments found before, best first; None when nobody has looked yet."""
    try:
        rows = json.loads(_list(master).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return [Moment(**row) for row in rows]


def find(master: Master, *, cancelled: Callable[[], bool]) -> list[Moment]:
    """Look through a master and keep what is found. Safe to run twice.

    Raises:
        MediaError: the master cannot be decoded.
    """
    source = Source.of(master.path, probe_master(master.path))
    media, folder = Path(settings.MEDIA_ROOT), _list(master).parent
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for n, candidate in enumerate(find_candidates(source, count=COUNT, cancelled=cancelled)):
        picture = _list(master).with_name(f"{_stem(master)}-{n}.jpg")
        with written_whole(picture) as beside:
            Image.fromarray(candidate.picture).save(beside, "JPEG", quality=88)
        stored = picture.relative_to(media).as_posix()
        found.append(Moment(round(candidate.time_s, 3), candidate.score, stored, candidate.reasons.as_json()))
    with written_whole(_list(master)) as beside:
        rows = [{"time_s": m.time_s, "score": m.score, "picture": m.picture, "reasons": m.reasons} for m in found]
        beside.write_text(json.dumps(rows), encoding="utf-8")
    return found


def _list(master: Master) -> Path:
    return Path(settings.MEDIA_ROOT) / "moments" / str(master.studio_id) / f"{_stem(master)}.json"


def _stem(master: Master) -> str:
    return f"{master.sha256[:24]}-v{VERSION}"
