"""Stems: single tracks of a film's sound, what they must be, and the mix they are parts of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from manju.media.errors import MediaError
from manju.media.probe import probe
from manju.media.whole import sha256_of
from manju.words import Words

StemKind = Literal["dub", "music", "effects"]
Bed = Literal["duck", "keep", "off"]
"""What happens to the master's own sound: it gives way to the dub, stays as it is, or is left out."""

KINDS: Final[dict[StemKind, Words]] = {
    "dub": Words("配音", "Dub"), "music": Words("音乐", "Music"), "effects": Words("音效", "Effects"),
}  # fmt: skip
LONGER_S: Final = 1.0  # a stem may ring out this long after the picture; more is another film's
SHORTEST: Final = 0.5  # of the picture: a dub that covers less is the wrong file
GAIN_MAX_DB: Final = 24.0
DUCK_MAX_DB: Final = 40.0
OFFSET_MAX_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Stem:
    """One track: what it is, its file and the file's SHA-256; gain in dB; offset in ms (positive: later)."""

    kind: StemKind
    path: Path
    sha256: str
    gain_db: float = 0.0
    offset_ms: int = 0

    def __post_init__(self) -> None:
        if abs(self.gain_db) > GAIN_MAX_DB or abs(self.offset_ms) > OFFSET_MAX_MS:
            raise ValueError("gain within 24 dB, offset within a minute")


@dataclass(frozen=True, slots=True)
class Mix:
    """The sound of a deliverable: its stems, and what becomes of the master's own sound (`bed`).

    `duck_db`: how far beds go down while somebody speaks, in dB, positive.
    """

    stems: tuple[Stem, ...]
    bed: Bed = "duck"
    duck_db: float = 12.0

    def __post_init__(self) -> None:
        if not self.stems or not 0.0 <= self.duck_db <= DUCK_MAX_DB or self.bed not in get_args(Bed):
            raise ValueError("a mix has stems, and ducks by 0 to 40 dB")

    @property
    def key(self) -> str:
        """SHA-256 over everything that decides how it sounds: contents, not places.

        >>> stem = Stem("dub", Path("a.wav"), "ab" * 32)
        >>> moved = Stem("dub", Path("elsewhere/b.wav"), "ab" * 32)
        >>> Mix((stem,)).key == Mix((moved,)).key, Mix((stem,)).key == Mix((stem,), duck_db=6).key
        (True, False)
        """
        stems = [(s.kind, s.sha256, round(s.gain_db, 3), s.offset_ms) for s in self.stems]
        decides = {"stems": sorted(stems), "bed": self.bed, "duck_db": round(self.duck_db, 3)}
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def read_stem(kind: StemKind, path: Path, *, gain_db: float = 0.0, offset_ms: int = 0) -> Stem:
    """A stem of this file's content.

    Raises:
        MediaError: `file_missing`.
    """
    if not path.is_file():
        raise MediaError(
            "file_missing",
            Words("打不开文件：{name}", "Cannot open the file: {name}").fill(name=path.name),
            Words("检查路径和读取权限。", "Check the path and its read permission."),
        )
    return Stem(kind, path.resolve(), sha256_of(path), gain_db, offset_ms)


@dataclass(frozen=True, slots=True)
class StemFacts:
    """What is in a stem's file, before anything is heard: length in s, rate in Hz, channels, codec."""

    duration_s: float
    sample_rate: int
    channels: int
    codec: str
    demuxer: str


def look_at_stem(stem: Stem, *, film_s: float) -> StemFacts:
    """See that a stem is sound, and as long as the film it goes with.

    Raises:
        MediaError: `not_media`, `stem_without_sound`, `stem_too_long`, `stem_too_short` and what `probe` finds.
    """
    facts = probe(stem.path)
    if not facts.has_audio:
        raise MediaError(
            "stem_without_sound",
            Words("{kind}文件里没有声音：{name}", "{kind}: there is no sound in {name}").fill(
                kind=KINDS[stem.kind], name=stem.path.name
            ),
            Words("上传 WAV、FLAC、M4A 或 MP3。", "Upload WAV, FLAC, M4A or MP3."),
        )
    end_s = facts.duration_s + stem.offset_ms / 1000
    if end_s > film_s + LONGER_S:
        raise _length("stem_too_long", stem, facts.duration_s, film_s)
    if stem.kind == "dub" and end_s < film_s * SHORTEST:
        raise _length("stem_too_short", stem, facts.duration_s, film_s)
    return StemFacts(facts.duration_s, facts.sample_rate, facts.channels, facts.audio_codec, facts.demuxer)


def _length(code: str, stem: Stem, has_s: float, film_s: float) -> MediaError:
    said = Words("{kind}长 {has:.1f} 秒，片子长 {film:.1f} 秒，对不上。",
                 "{kind}: {has:.1f} s, but the film is {film:.1f} s; they do not go together.")  # fmt: skip
    if stem.offset_ms:
        said = Words("{kind}长 {has:.1f} 秒，又错开 {ms:+d} 毫秒，片子长 {film:.1f} 秒，对不上。",
                     "{kind}: {has:.1f} s moved by {ms:+d} ms, but the film is {film:.1f} s; they do not go together.",
                     )  # fmt: skip
    return MediaError(
        code,
        said.fill(kind=KINDS[stem.kind], has=has_s, ms=stem.offset_ms, film=film_s),
        Words("确认是这一集的文件，从头到尾导出；要错开，就填偏移毫秒。",
              "Check that it is this episode's file, exported from beginning to end; to move it, set the offset."),
    )  # fmt: skip
