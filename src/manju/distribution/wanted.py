"""What was asked for in one deliverable, as stored with it, and the key that tells equal renders."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final, cast, get_args

from manju.media.channels import Profile
from manju.media.channels.profiles import as_json
from manju.media.deliver import RENDER_VERSION, Fit
from manju.words import Words

FITS: Final[dict[Fit, Words]] = {
    "auto": Words("自动", "Automatic"),
    "crop": Words("居中裁切", "Centre crop"),
    "fill": Words("完整画面，模糊底", "Whole picture on a blurred ground"),
    "pad": Words("完整画面，黑边", "Whole picture, black borders"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one deliverable is to be made and what is said about it on its channel.

    `subtitles` is a path under the media folder, named by the file's SHA-256. An empty `title` means the
    episode's own name in the deliverable's language. `subtitles_checked`: whether a person has checked every line;
    None when nobody can know, as of a file that was sent in. `framing` tells the framings of a master apart
    (`framings.digest_of`).
    """

    fit: Fit = "auto"
    framing: str = ""
    subtitles: str = ""
    subtitles_sha256: str = ""
    subtitles_checked: bool | None = None
    burn_in: bool = True
    filing_number: str = ""
    title: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON column `Deliverable.options`."""
        return {**asdict(self), "topics": list(self.topics)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Wanted:
        """Read it back; what older rows lack takes its default, what is unknown is left out."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        fit = known.get("fit", "auto")
        known["fit"] = cast(Fit, fit if fit in get_args(Fit) else "auto")
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
        "render_version": RENDER_VERSION,
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
