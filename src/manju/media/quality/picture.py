"""The verdict on the picture: every frame against the master, colours, and how much encoding took away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from manju.media.quality.looking import Look
from manju.media.quality.matching import Compared
from manju.media.quality.pairing import Pair
from manju.media.quality.report import Check, Span, merged, not_applicable
from manju.media.quality.windows import Window
from manju.words import Words

__all__ = ["check_decoded", "check_picture_match"]

LEAST_VMAF: Final = 60.0  # a film full of grain reaches 71 at 360 px, one frame out of step 58
LEAST_PSNR_DB: Final = 27.0
LATE_FRAMES: Final = 2.5
LIMIT: Final = f"VMAF {LEAST_VMAF:g}, PSNR {LEAST_PSNR_DB:g} dB"

DAMAGED: Final = Words(
    "文件有损坏的数据，解码出错：重新制作，或重新复制。",
    "The file holds damaged data that does not decode: make it again, or copy it again.",
)


def check_decoded(file: Look, why: Words) -> Check:
    """Without a master, all that can be said is whether the file decodes; `why` says why there is no more."""
    if file.complaints:
        return Check("picture_match", False, "damaged", LIMIT, ((0.0, round(file.facts.duration_s, 3)),), DAMAGED)
    return not_applicable("picture_match", LIMIT, why)


def check_picture_match(
    file: Look, pair: Pair | None, compared: Compared | None, windows: Sequence[Window], shift_s: float | None
) -> Check:
    """The master's picture, whole, in step and in its colours, and not spoilt by the encoder."""
    everything: Span = (0.0, round(file.facts.duration_s, 3))
    if pair is None or compared is None:
        note = Words(
            "画面不是这部母版的：核对母版和文件。", "The picture is not this master's: check which file is which."
        )
        return Check("picture_match", False, "another picture", LIMIT, (everything,), note)
    faults: list[Words] = []
    spans: list[Span] = []
    if file.complaints:
        faults.append(DAMAGED)
    if compared.spans:
        spans += compared.spans
        total = sum(b - a for a, b in compared.spans)
        faults.append(Words(
            f"有 {total:.1f} 秒的画面和母版不同：花屏、插错片段或丢了画面。",
            f"For {total:.1f} seconds the picture is not the master's: damage, a wrong clip, or lost pictures.",
        ))  # fmt: skip
    if compared.colours_off:
        spans.append(everything)
        faults.append(Words(
            "颜色或明暗和母版不同：检查色彩范围和矩阵（BT.709）。",
            "Colours or brightness differ from the master: check colour range and matrix (BT.709).",
        ))  # fmt: skip
    if shift_s is not None and abs(shift_s) > LATE_FRAMES * max(file.frame_s, pair.master.frame_s):
        spans.append(everything)
        faults.append(Words(
            f"画面比母版{'晚' if shift_s > 0 else '早'} {abs(shift_s):.2f} 秒。",
            f"The picture is {abs(shift_s):.2f} seconds {'later' if shift_s > 0 else 'earlier'} than in the master.",
        ))  # fmt: skip
    poor = [w for w in windows if w.vmaf < LEAST_VMAF or w.psnr_db < LEAST_PSNR_DB]
    if poor:
        spans += [(w.start_s, w.end_s) for w in poor]
        faults.append(Words("画质损失太大：提高码率再做一次。", "Encoding took too much away: raise the bitrate."))
    said = Words("".join(f.zh for f in faults), " ".join(f.en for f in faults)) if faults else None
    return Check("picture_match", not faults, _said(compared, windows), LIMIT, merged(spans), said)


def _said(compared: Compared, windows: Sequence[Window]) -> str:
    """`VMAF 95.1 (worst 93.0), PSNR 41.2 dB (39.9)`; without windows, the share of frames that match."""
    if not windows:
        right = float((compared.off <= 0.06).mean()) if len(compared.off) else 0.0
        return f"{right:.1%} of frames match"
    vmaf, db = [w.vmaf for w in windows], [w.psnr_db for w in windows]
    return (f"VMAF {sum(vmaf) / len(vmaf):.1f} (worst {min(vmaf):.1f}), "
            f"PSNR {sum(db) / len(db):.1f} dB (worst {min(db):.1f})")  # fmt: skip
