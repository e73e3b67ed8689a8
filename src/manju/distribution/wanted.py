"""What was asked for in one deliverable, as stored with it, and the key that tells equal renders."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast, get_args

from manju.media.channels import Profile
from manju.media.channels.profiles import as_json
from manju.media.deliver import RENDER_VERSION, Fit
from manju.media.lettering.spans import LetteringSpan, lettering_key
from manju.media.mixing.stems import Bed, Mix, Stem, StemKind
from manju.words import Words

FITS: Final[dict[Fit, Words]] = {
    "auto": Words("自动", "Automatic"),
    "crop": Words("居中裁切", "Centre crop"),
    "fill": Words("完整画面，模糊底", "Whole picture on a blurred ground"),
    "pad": Words("完整画面，黑边", "Whole picture, black borders"),
}


@dataclass(frozen=True, slots=True)
class Track:
    """A stem as it was when the order was placed; `path` under the media folder."""

    kind: StemKind
    path: str
    sha256: str
    gain_db: float = 0.0
    offset_ms: int = 0


@dataclass(frozen=True, slots=True)
class Sound:
    """A mix as ordered; see `media.mixing.Mix`."""

    tracks: tuple[Track, ...]
    bed: Bed = "duck"
    duck_db: float = 12.0

    def mix(self, media: Path) -> Mix:
        """What the cellar mixes, with the files where they lie."""
        stems = (Stem(t.kind, media / t.path, t.sha256, t.gain_db, t.offset_ms) for t in self.tracks)
        return Mix(tuple(stems), self.bed, self.duck_db)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Sound:
        return cls(tuple(Track(**track) for track in stored["tracks"]), stored["bed"], stored["duck_db"])


@dataclass(frozen=True, slots=True)
class Shown:
    """A lettering layer as ordered; `path` under the media folder."""

    path: str
    sha256: str
    start_s: float
    end_s: float
    fade_s: float = 0.0

    def span(self, media: Path) -> LetteringSpan:
        """What the cellar lays on the master."""
        return LetteringSpan(self.start_s, self.end_s, media / self.path, self.sha256, self.fade_s)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one deliverable is to be made and what is said about it on its channel.

    `subtitles` is a path under the media folder, named by the file's SHA-256. An empty `title` means the
    episode's own name in the deliverable's language. `subtitles_checked`: whether a person has checked every line;
    None when nobody can know, as of a file that was sent in. `framing` tells the framings of a master apart
    (`framings.digest_of`). `sound` and `lettering` are filled in when the order is placed.
    """

    fit: Fit = "auto"
    framing: str = ""
    subtitles: str = ""
    subtitles_sha256: str = ""
    subtitles_checked: bool | None = None
    burn_in: bool = True
    sign: bool = False  # content credentials (C2PA); decides nothing of picture or sound
    filing_number: str = ""
    title: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    use_tracks: bool = True  # the dub and the lettering of its language, where the episode has them
    sound: Sound | None = None
    lettering: tuple[Shown, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON column `Deliverable.options`."""
        return {**asdict(self), "topics": list(self.topics)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Wanted:
        """Read it back; what older rows lack takes its default, what is unknown is left out."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        fit = known.get("fit", "auto")
        known["fit"] = cast(Fit, fit if fit in get_args(Fit) else "auto")
        known["sound"] = Sound.from_json(known["sound"]) if known.get("sound") else None
        known["lettering"] = tuple(Shown(**shown) for shown in known.get("lettering", ()))
        return cls(**{**known, "topics": tuple(known.get("topics", ()))})


def render_key(
    *, master_sha256: str, profile: Profile, language: str, recipient: str, producer_code: str, wanted: Wanted
) -> str:
    """SHA-256 over everything that decides the picture and sound; equal keys need no second render.

    What only enters the package is left out: title, description, topics, filing number, whether lines are checked.
    """
    decides = {
        "master": master_sha256,
        "profile": as_json(profile),
        "language": language,
        "recipient": recipient,
        "producer_code": producer_code,
        "fit": wanted.fit,
        "framing": wanted.framing,
        "subtitles": wanted.subtitles_sha256,
        "burn_in": wanted.burn_in and bool(wanted.subtitles_sha256),
        "sound": wanted.sound.mix(Path()).key if wanted.sound else "",
        "lettering": lettering_key([shown.span(Path()) for shown in wanted.lettering]),
        "render_version": RENDER_VERSION,
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
