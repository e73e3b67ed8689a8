"""Which layer is shown when: times from file names, or from a list beside the files."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from manju.media.errors import MediaError
from manju.media.whole import sha256_of
from manju.words import Words

ENDINGS: Final = frozenset({".svg", ".png"})
LIST_NAMES: Final = ("layers.csv", "layers.json")
MOST: Final = 400
LIST_BYTES: Final = 2**20
FADE_MAX_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class LetteringSpan:
    """One layer, shown from `start_s` up to, but not at, `end_s`; fades in and out over `fade_s` each."""

    start_s: float
    end_s: float
    path: Path
    sha256: str
    fade_s: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.start_s < self.end_s or not 0.0 <= self.fade_s <= FADE_MAX_S:
            raise ValueError("a layer is shown for a while, from within the film on")


def lettering_key(spans: Sequence[LetteringSpan]) -> str:
    """SHA-256 over everything that decides how they look: contents and times, not places. Empty for none."""
    if not spans:
        return ""
    rows = [(round(s.start_s, 3), round(s.end_s, 3), s.sha256, round(s.fade_s, 3)) for s in spans]
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def span_of(path: Path, *, name: str = "", fade_s: float = 0.0) -> LetteringSpan:
    """The span that a layer's file name says, such as `00-12.500_00-15.000.svg` (minutes-seconds).

    Raises:
        MediaError: `layer_time_missing`, `layer_unknown`, `layer_missing`.
    """
    name = name or path.name
    times = times_of(name)
    if times is None:
        raise MediaError(
            "layer_time_missing",
            Words("从文件名看不出什么时候显示：{name}", "The name does not say when it is shown: {name}").fill(
                name=name
            ),
            Words(
                "文件名写成 00-12.500_00-15.000.svg（分-秒），或附一个 layers.csv。",
                "Name it like 00-12.500_00-15.000.svg (minutes-seconds), or add a list layers.csv.",
            ),
        )
    return _span(path, times[0], times[1], fade_s)


def times_of(name: str) -> tuple[float, float] | None:
    """Start and end in seconds from a file name; None when it says none, or an end before its start.

    >>> times_of("00-12.500_00-15.000.svg"), times_of("01-02-03_01-02-04 caption.png"), times_of("12.5_15.svg")
    ((12.5, 15.0), (3723.0, 3724.0), (12.5, 15.0))
    >>> times_of("page3.svg") is None
    True
    """
    time = r"(?:(\d{1,2})-)?(?:(\d{1,2})-)?(\d{1,5}(?:\.\d{1,6})?)"
    found = re.match(rf"{time}_{time}(?:[\s._-].*)?\.\w+$", name)
    if found is None:
        return None
    start, end = _seconds(found.groups()[:3]), _seconds(found.groups()[3:])
    return (start, end) if start < end else None


def read_layers(where: Path, *, film_s: float) -> tuple[LetteringSpan, ...]:
    """All layers of a folder, or of a list (CSV: file,start,end[,fade]; JSON: the same as objects), in order of time.

    A folder with `layers.csv` or `layers.json` is read by that list, else by file names. Times are seconds or
    `mm:ss.sss`; files lie beside the list or in folders under it.

    Raises:
        MediaError: `layers_missing`, `layer_missing`, `layer_unknown`, `layer_time_missing`, `layer_time_wrong`,
            `layers_too_many`, `list_unreadable`.
    """
    if where.is_dir():
        listed = next((where / name for name in LIST_NAMES if (where / name).is_file()), None)
        if listed is None:
            files = sorted(p for p in where.iterdir() if p.suffix.lower() in ENDINGS)
            return _checked([span_of(p) for p in files], film_s)
        where = listed
    if not where.is_file():
        raise MediaError(
            "layers_missing",
            Words("没有这个文字层文件夹或清单：{name}", "There is no such folder or list of layers: {name}").fill(
                name=where.name
            ),
            Words("检查路径。", "Check the path."),
        )
    return _checked([_row(where.parent, row) for row in _rows(where)], film_s)


def _checked(spans: Iterable[LetteringSpan], film_s: float) -> tuple[LetteringSpan, ...]:
    found = sorted(spans, key=lambda s: (s.start_s, s.end_s, s.path.name))
    if not found:
        raise MediaError(
            "layers_missing",
            Words("这里没有文字层。", "There are no layers here."),
            Words("放进 SVG 或 PNG 文件。", "Put SVG or PNG files there."),
        )
    if len(found) > MOST:
        raise MediaError(
            "layers_too_many",
            Words("文字层太多：{n} 个，上限 {m} 个。", "Too many layers: {n}, the limit is {m}.").fill(
                n=len(found), m=MOST
            ),
            Words("把同时出现的合成一层。", "Join those that are shown together."),
        )
    late = next((s for s in found if s.start_s >= film_s), None)
    if late is not None:
        raise MediaError(
            "layer_time_wrong",
            Words("{name} 从 {t:.1f} 秒开始，片子只有 {f:.1f} 秒。",
                  "{name} begins at {t:.1f} s; the film is {f:.1f} s long.").fill(
                name=late.path.name, t=late.start_s, f=film_s),
            Words("改它的时间，或确认是这一集的文字层。",
                  "Correct its time, or check that it is this episode's layer."),
        )  # fmt: skip
    return tuple(found)


def _rows(path: Path) -> list[dict[str, Any]]:  # Any: what somebody wrote, checked below
    if path.stat().st_size > LIST_BYTES:
        raise _unreadable(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            rows = json.loads(text)
            rows = rows.get("layers", rows) if isinstance(rows, dict) else rows
        else:
            rows = list(csv.DictReader(text.splitlines(), strict=True))
    except (UnicodeDecodeError, ValueError, csv.Error) as error:
        raise _unreadable(path) from error
    if not isinstance(rows, list) or not all(isinstance(r, dict) and {"file", "start", "end"} <= set(r) for r in rows):
        raise _unreadable(path)
    return rows


def _row(folder: Path, row: dict[str, Any]) -> LetteringSpan:  # Any: as above
    path = (folder / str(row["file"])).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise _missing(path.name)
    try:
        start, end, fade = (_time(row.get(key) or 0) for key in ("start", "end", "fade"))
        return _span(path, start, end, fade)
    except ValueError as error:
        raise MediaError(
            "layer_time_wrong",
            Words("{name} 的时间不对。", "The times of {name} are wrong.").fill(name=path.name),
            Words("开始要早于结束；写秒数，或 分:秒。", "It begins before it ends; in seconds, or minutes:seconds."),
        ) from error


def _span(path: Path, start_s: float, end_s: float, fade_s: float) -> LetteringSpan:
    if not path.is_file():
        raise _missing(path.name)
    if path.suffix.lower() not in ENDINGS:
        raise MediaError(
            "layer_unknown",
            Words("文字层要是 SVG 或 PNG：{name}", "A layer is an SVG or PNG file: {name}").fill(name=path.name),
            Words("从绘图软件另存为 SVG。", "Save it as SVG from the drawing program."),
        )
    return LetteringSpan(start_s, end_s, path.resolve(), sha256_of(path), min(fade_s, (end_s - start_s) / 2))


def _time(value: object) -> float:
    """Seconds of `83.2`, `"1:23.2"` or `"01:23.200"`.

    >>> _time("1:23.5"), _time(3)
    (83.5, 3.0)
    """
    return _seconds(["0", "0", *str(value).strip().split(":")][-3:])


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds = parts
    # `05-12.5` fills the first place with its minutes: two numbers are minutes and seconds
    if hours is not None and minutes is None:
        hours, minutes = None, hours
    return round(int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0), 6)


def _missing(name: str) -> MediaError:
    return MediaError(
        "layer_missing",
        Words("没有这个文字层：{name}", "There is no such layer: {name}").fill(name=name),
        Words("文件要和清单放在一起。", "The file lies beside the list."),
    )


def _unreadable(path: Path) -> MediaError:
    return MediaError(
        "list_unreadable",
        Words("清单读不出来：{name}", "The list cannot be read: {name}").fill(name=path.name),
        Words(
            "CSV 要有 file,start,end 三列；JSON 要有同样的字段。", "A CSV has columns file,start,end; JSON the same."
        ),
    )
