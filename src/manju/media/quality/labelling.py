"""What the law and the mark ask of a finished file: the visible label, the label in the file, the invisible mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from manju.media.channels import Profile
from manju.media.errors import MediaError
from manju.media.label import reading
from manju.media.label.visible import REQUIRED_S, REQUIRED_SHARE, Gray, Sighting, find_label
from manju.media.mark_check import Mark, find_mark
from manju.media.probe import Probe
from manju.media.quality.report import Check
from manju.words import Words

__all__ = ["check_label_metadata", "check_label_visible", "check_watermark"]


def check_label_visible(
    frames: Sequence[tuple[float, Gray]], profile: Profile, languages: tuple[str, ...]
) -> Check:  # fmt: skip
    """The label, from the first frame for two seconds, large enough, in the safe zone; `frames`: luma of that time."""
    limit = f"{REQUIRED_SHARE:.0%} of the shorter side, from 0 s for {REQUIRED_S:g} s, in the safe zone"
    if not frames:
        return Check("label_visible", False, "no frames", limit)
    seen = _look_for_label(frames, languages, profile)
    if isinstance(seen, MediaError):
        return Check("label_visible", None, seen.code, limit, ((0.0, REQUIRED_S),), seen.message)
    if seen.verdict == "inconclusive":
        note = Words(
            "开头有文字，但不是漫剧画的标识：请人看一眼。",
            "There is lettering at the start, but not a label drawn by Manju: have a person look.",
        )
        return Check("label_visible", None, "inconclusive", limit, ((0.0, REQUIRED_S),), note)
    needed_until = min(REQUIRED_S, frames[-1][0])
    faults = []
    if seen.verdict != "found":
        faults.append(Words("片头没有 AI 标识", "there is no AI label at the start"))
    else:
        if seen.ink_share < REQUIRED_SHARE:
            faults.append(Words("字太小", "its characters are too small"))
        if seen.seen_until_s < needed_until - 1e-6:
            faults.append(Words("停留不足两秒", "it is shown for less than two seconds"))
        if not seen.inside_safe_zone:
            faults.append(Words("在安全区外", "it lies outside the safe zone"))
    value = f"{seen.text} {seen.ink_share:.1%}, 0-{seen.seen_until_s:.1f} s" if seen.verdict == "found" else "absent"
    if not faults:
        return Check("label_visible", True, value, limit)
    note = Words(
        "；".join(f.zh for f in faults) + "：重新制作。",
        "The label: " + "; ".join(f.en for f in faults) + ". Make it again.",
    )
    return Check("label_visible", False, value, limit, ((0.0, REQUIRED_S),), note)


def check_label_metadata(path: Path) -> Check:
    """The implicit label, as the standard wants it."""
    found = reading.read(path)
    note = None
    if found.problems:
        note = Words("；".join(p.words.zh for p in found.problems), "; ".join(p.words.en for p in found.problems))
    elif found.verdict == "not_found":
        note = Words(
            "文件里没有 AIGC 标识：重新制作，或用 manju label write 补上。",
            "The file bears no AIGC label: make it again, or add it with manju label write.",
        )
    return Check("label_metadata", found.verdict == "compliant", found.verdict, "compliant", note=note)


def check_watermark(path: Path, file: Probe, mark: Mark, cancelled: Callable[[], bool]) -> Check:
    """The invisible mark of this copy and of no other."""
    found = find_mark(path, file, mark, cancelled=cancelled)
    spans = ((round(found.start_s, 2), round(found.end_s, 2)),)
    limit = f"z > {found.bound_z:.1f}"
    if found.z is None:
        note = Words(
            "画面太暗或太平，对不上母版，读不出水印：请人看一眼。",
            "The picture is too dark or too plain to be held against the master: have a person look.",
        )
        return Check("watermark", None, "inconclusive", limit, spans, note)
    if found.read:
        return Check("watermark", True, f"z = {found.z:.1f}", limit, spans)
    note = Words(
        "成品里读不出这一份的隐形水印：重新制作；还是不行，就换一段画面更丰富的母版。",
        "The invisible mark of this copy cannot be read from the file: make it again; if that does not help, the "
        "picture carries too little for a mark.",
    )
    return Check("watermark", False, f"z = {found.z:.1f}", limit, spans, note)


def _look_for_label(
    frames: Sequence[tuple[float, Gray]], languages: tuple[str, ...], profile: Profile
) -> Sighting | MediaError:
    """The first language's label that is there, else the most telling failure."""
    height, width = frames[0][1].shape
    best: Sighting | None = None
    fault: MediaError | None = None
    for language in languages:
        try:
            seen = find_label(frames, language, width, height, profile.safe_zone)
        except MediaError as error:  # no font for the language, or a picture too small for any label
            fault = fault or error
            continue
        if seen.verdict == "found":
            return seen
        best = best or seen
    if best is None:
        assert fault is not None  # noqa: S101  # there is at least one language, and it did not draw
        return fault
    return best
