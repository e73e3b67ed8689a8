"""Writing the implicit label without touching picture or sound; a label that is there is never overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from manju.media.errors import MediaError
from manju.media.label import mp4, pictures, reading, sounds
from manju.media.label.aigc import KEYS, AigcLabel
from manju.media.label.boxes import BoxesBroken
from manju.media.label.pictures import PictureBroken
from manju.media.label.sounds import SoundBroken
from manju.media.sniff import sniff
from manju.media.whole import written_whole
from manju.words import Words


class LabelPresent(MediaError):
    """The file bears a label already; only its propagator fields may be filled in."""

    def __init__(self) -> None:
        super().__init__(
            "label_present",
            Words("文件里已经有 AI 标识，原样保留。", "The file bears an AI label already; it is kept as it is."),
            Words("要登记传播者，用 --propagator-code 和 --propagate-id。",
                  "To enter yourself as its propagator, use --propagator-code and --propagate-id."),
        )  # fmt: skip


def write(source: Path, target: Path, label: AigcLabel) -> None:
    """Copy `source` to `target` (may be the same) with this label. The target appears whole or not at all.

    Raises:
        LabelPresent: the source bears a label.
        MediaError: `producer_code_missing`, `produce_id_missing`, `label_format_unsupported`, `file_broken`.
    """
    _demand(label)
    found = reading.read(source)
    if found.carriers:
        raise LabelPresent
    _put(source, target, label.to_json())


def write_propagator(source: Path, target: Path, *, code: str, propagate_id: str) -> None:
    """Fill in `ContentPropagator` and `PropagateID` of the label that is there; every other field stays.

    Raises:
        LabelPresent: another propagator is entered already.
        MediaError: `label_missing` when there is none, `label_unreadable` when it is no JSON object.
    """
    found = reading.read(source)
    if not found.carriers:
        raise MediaError(
            "label_missing",
            Words("文件里没有可以补登的 AI 标识。", "The file bears no AI label to add to."),
            Words(
                "先用 --producer-code 和 --produce-id 写入标识。",
                "Write one first with --producer-code and --produce-id.",
            ),
        )
    if found.aigc is None:
        raise MediaError(
            "label_unreadable",
            Words("文件里的标识不是 JSON，不能补登。", "The label in the file is no JSON; nothing can be added."),
            Words("请生成方重新导出带有效标识的文件。", "Ask the producer for a file with a valid label."),
        )
    entered = found.aigc.get("ContentPropagator", "").strip()
    if entered and (entered, found.aigc.get("PropagateID", "")) != (code, propagate_id):
        raise LabelPresent
    fields = {key: found.aigc.get(key, "") for key in KEYS} | found.aigc
    fields |= {"ContentPropagator": code, "PropagateID": propagate_id}
    _put(source, target, json.dumps(fields, ensure_ascii=False))


def _demand(label: AigcLabel) -> None:
    if not label.content_producer.strip():
        raise MediaError(
            "producer_code_missing",
            Words("缺少内容生成者编码（ContentProducer）。", "The producer code (ContentProducer) is missing."),
            Words(
                "在工作室设置里填写，或用 --producer-code 给出。",
                "Set it in the studio's settings, or give --producer-code.",
            ),
        )
    if not label.produce_id.strip():
        raise MediaError(
            "produce_id_missing",
            Words("缺少内容编号（ProduceID）。", "The content's number (ProduceID) is missing."),
            Words("用 --produce-id 给出你自己的唯一编号。", "Give a unique number of your own with --produce-id."),
        )


def _put(source: Path, target: Path, text: str) -> None:
    container = sniff(source).container
    writers: dict[str, Callable[[Path, Path, str], None]] = {
        "mp4": mp4.write_value, "mov": mp4.write_value, "mp3": sounds.write_mp3, "wav": sounds.write_wav,
        "png": _picture(pictures.write_png), "jpeg": _picture(pictures.write_jpeg),
    }  # fmt: skip
    writer = writers.get(container)
    if writer is None:
        raise MediaError(
            "label_format_unsupported",
            Words("{c} 文件不能写入 AI 标识。", "An AI label cannot be written into a {c} file.").fill(c=container),
            Words("先转成 MP4、PNG、JPEG、MP3 或 WAV。", "Convert it to MP4, PNG, JPEG, MP3 or WAV first."),
        )
    try:
        with written_whole(target) as beside:
            writer(source, beside, text)
            _must_be_found(beside)
    except (BoxesBroken, PictureBroken, SoundBroken) as error:
        raise MediaError(
            "file_broken",
            Words(
                f"文件结构有问题，没有写入：{error}", f"The file's structure is broken, nothing was written: {error}"
            ),
            Words("从源头重新导出后再写。", "Export the file again, then write the label."),
        ) from error


def _must_be_found(path: Path) -> None:
    if not reading.read(path).carriers:
        raise BoxesBroken("the label written cannot be found again")


def _picture(change: Callable[[bytes, str], bytes]) -> Callable[[Path, Path, str], None]:
    def rewrite(source: Path, target: Path, text: str) -> None:
        target.write_bytes(change(pictures.whole(source), text))

    return rewrite
