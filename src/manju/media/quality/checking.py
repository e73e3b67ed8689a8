"""Reading a finished file back: one look at it, one at its master, and every check made on the two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from manju.media.channels import Profile
from manju.media.errors import MediaError
from manju.media.label.visible import SHOWN_S, TEXTS
from manju.media.mark_check import Mark
from manju.media.probe import Probe, probe
from manju.media.quality.blurring import check_blur
from manju.media.quality.captions import Lettered, burnt_boxes, check_subtitle_safe, new_writing
from manju.media.quality.container import check_duration, check_profile, check_size
from manju.media.quality.labelling import check_label_metadata, check_label_visible, check_watermark
from manju.media.quality.lettering import Box
from manju.media.quality.looking import Look, look_at
from manju.media.quality.matching import Compared, compare
from manju.media.quality.offsets import check_av_offset, coarse_shift, picture_shift
from manju.media.quality.pairing import Pair
from manju.media.quality.picture import check_decoded, check_picture_match
from manju.media.quality.placing import Patch, Placing, Rect, framed, known, place
from manju.media.quality.report import Check, ReadBack, Report, merged, not_applicable
from manju.media.quality.sound import check_clipping, check_loudness, check_silence, check_true_peak
from manju.media.quality.stretches import check_black, check_frozen
from manju.media.quality.windows import Reshaped, Window, measure_windows
from manju.media.reframe.framing import Framing
from manju.words import Words

__all__ = ["Made", "Master", "read_back"]

ORDER: Final = (
    "black", "frozen", "blur", "silence", "clipping", "loudness", "true_peak", "av_offset", "duration", "size",
    "profile", "label_visible", "label_metadata", "watermark", "picture_match", "subtitle_safe",
)  # fmt: skip
NO_MASTER: Final = Words("没有母版可比。", "There is no master to compare with.")


@dataclass(eq=False)
class Master:
    """A master to hold finished files against; looked at once, when the first of them asks."""

    path: Path
    facts: Probe
    cancelled: Callable[[], bool] = field(default=lambda: False, repr=False)

    @cached_property
    def look(self) -> Look:
        return look_at(self.path, self.facts, label=False, cancelled=self.cancelled)


@dataclass(frozen=True, eq=False, slots=True)
class Made:
    """What the maker of a file knows of it: how it was shaped, the subtitles burnt in, its frames before encoding.

    `ass`: the burnt-in subtitles, with their fonts in the folder `fonts` beside them; None: none are burnt in.
    `lettered`: (start, end, box in fractions of the master) where lettering was laid on the master.
    `own_sound`: its sound is not the master's, but mixed for it. `restaged`: composed anew for this shape, so that its
    pictures are not the master's.
    """

    shaping: str | None = None
    ass: Path | None = None
    framing: Framing | None = None
    reshaped: Reshaped | None = None
    lettered: tuple[Lettered, ...] = ()
    own_sound: bool = False
    restaged: bool = False


def read_back(
    path: Path,
    profile: Profile,
    *,
    language: str | None = None,
    master: Master | None = None,
    mark: Mark | None = None,
    made: Made | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ReadBack:
    """Read a finished file and check it for a channel; `language` is that of the label (default: any).

    `mark` is the invisible mark it must bear; without one, that check is not in the list. `made` is what is known
    of how the file was made; without it, shaping and subtitles are found out from the picture.

    Raises:
        MediaError: the file, or the master, cannot be read at all.
        Cancelled: `cancelled()` became true.
    """
    file = probe(path)
    if not file.video_codec:
        raise MediaError(
            "no_video",
            Words("这个文件没有画面。", "This file has no picture."),
            Words("质检的对象是交付的视频文件。", "The quality check reads a delivered video file."),
        )
    look = look_at(path, file, cancelled=cancelled)
    facts = master.facts if master else None
    # without a language asked for, a label in any language of ours will do, the channel's own first
    languages = (language,) if language else tuple(dict.fromkeys((profile.language, *TEXTS)))
    checks = [
        check_size(file, profile),
        check_profile(file, profile, facts),
        check_duration(file, profile, facts),
        check_loudness(look.loudness, profile),
        check_true_peak(look.loudness, profile),
        check_clipping(look.sound),
        *_of_picture(path, look, profile, master, made, cancelled=cancelled),
        check_label_visible(look.first, profile, languages),
        check_label_metadata(path),
    ]
    if mark is not None:
        checks.append(check_watermark(path, file, mark, cancelled))
    checks.sort(key=lambda c: ORDER.index(c.name))
    passed = all(c.ok is not False for c in checks)
    return ReadBack(Report(passed, tuple(checks)), look.loudness, file)


def _of_picture(
    path: Path, look: Look, profile: Profile, master: Master | None, made: Made | None, *,
    cancelled: Callable[[], bool],
) -> list[Check]:  # fmt: skip
    """The checks for which the master matters, if there is one."""
    burnt: tuple[Lettered, ...] | None = None
    if made is not None:
        size = (look.facts.width, look.facts.height)
        burnt = () if made.ass is None else burnt_boxes(
            made.ass, size=size, duration_s=look.facts.duration_s, cancelled=cancelled
        )  # fmt: skip
    if master is None or (made is not None and made.restaged):
        seen = new_writing(look, None) if burnt is None else burnt
        theirs = master.look.sound if master else None
        why = NO_MASTER if master is None else Words("重新构图，画面不同。", "Composed anew: other pictures.")
        return [
            check_black(look, None), check_frozen(look, None), check_blur(look, None),
            check_silence(look.sound, theirs, compared=master is not None),
            not_applicable("av_offset", None, why), check_decoded(look, why),
            check_subtitle_safe(profile, burnt, seen, sure=False),
        ]  # fmt: skip
    theirs_look = master.look
    coarse = coarse_shift(look, theirs_look)
    placing = _placing(look, theirs_look, made, coarse)
    pair, shift = None, None
    if placing is not None and len(look) and len(theirs_look):
        pair = Pair(look, theirs_look, placing, shift_s=coarse)
        shift = picture_shift(pair)
        if shift is not None and abs(shift - coarse) > 0.5 * look.frame_s:
            pair = Pair(look, theirs_look, placing, shift_s=shift)
    seen = new_writing(look, pair) if burnt is None else burnt
    compared: Compared | None = None
    windows: list[Window] = []
    if pair is not None:
        allowed = (*seen, *(_shown(pair, made.lettered) if made else ()))
        compared = compare(pair, allowed)
        windows = measure_windows(
            pair, (path, master.path), rows=_free_rows(pair, compared, allowed),
            reshaped=made.reshaped if made else None, cancelled=cancelled,
        )  # fmt: skip
    their_sound = None if made is not None and made.own_sound else theirs_look.sound
    offset = check_av_offset(look, their_sound, pair, shift)
    comparable = theirs_look.sound is None or their_sound is not None
    late = offset.value if isinstance(offset.value, float) else 0.0
    match = check_picture_match(look, pair, compared, windows, shift)
    other = compared.spans if compared else ()
    return [
        check_black(look, pair), check_frozen(look, pair), check_blur(look, pair, other),
        check_silence(look.sound, their_sound, compared=comparable, late_s=late + (shift or 0.0)),
        offset, match, check_subtitle_safe(profile, burnt, seen, sure=match.ok is True),
    ]  # fmt: skip


def _placing(look: Look, theirs: Look, made: Made | None, shift_s: float) -> Placing | None:
    """Where the file shows its master: as its maker says, else as it is found to be."""
    if made is not None and made.framing is not None:
        return framed(made.framing, look, theirs)
    if made is not None and made.shaping is not None:
        sizes = (theirs.facts.width, theirs.facts.height), (look.facts.width, look.facts.height)
        named = known(made.shaping, *sizes)
        if named is not None:
            return named
    return place(look, theirs, shift_s=shift_s) if len(look) and len(theirs) else None


def _shown(pair: Pair, lettered: Sequence[Lettered]) -> list[Lettered]:
    """Boxes on the master as boxes on the file, by the second where its window moves."""
    out: list[Lettered] = []
    for start, end, box in lettered:
        first, last = np.searchsorted(pair.file.times_s, [start + pair.shift_s, end + pair.shift_s]).tolist()
        step = len(pair) if pair.placing.steady else max(1, round(0.25 / pair.file.frame_s))
        for i in range(first, min(last, len(pair)), step):
            until = pair.file.upto(min(i + step, last, len(pair)) - 1)
            for patch in pair.placing.patches(i):
                back = Patch(patch.master, patch.file).in_master(Rect(box.left, box.top, box.right, box.bottom))
                out.append((float(pair.file.times_s[i]), until, Box(back.left, back.top, back.right, back.bottom)))
    return out


def _free_rows(
    pair: Pair, compared: Compared, lettered: Sequence[Lettered]
) -> Callable[[int, int], tuple[float, float]]:
    """The largest band of the picture, between frames i and j, that label and subtitles leave free."""
    rows = pair.grid[0]

    def free(i: int, j: int) -> tuple[float, float]:
        start, end = float(pair.file.times_s[i]), pair.file.upto(j - 1)
        taken = [(b.top, b.bottom) for a, z, b in lettered if a < end + 0.3 and z > start - 0.3]
        taken += [(r / rows, (r + 1) / rows) for r in np.flatnonzero(compared.rows_off[i:j].any(axis=0)).tolist()]
        if start < SHOWN_S + 0.1:
            taken.append((0.0, 0.12 + 0.14 * min(1.0, pair.file.facts.width / pair.file.facts.height)))
        edges = sorted({0.0, *(e for t in taken for e in t if 0 < e < 1), 1.0})
        bands = [(a, b) for a, b in pairwise(edges) if not any(t[0] < b and t[1] > a for t in taken)]
        joined = merged(bands, gap_s=1e-6)
        return max(joined, key=lambda band: band[1] - band[0], default=(0.0, 0.0))

    return free
