"""Reading an order off its page: the cards with their sensible defaults, and what was ticked and typed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from manju.catalogue.models import Episode
from manju.distribution.actions import ChannelWanted, Refused
from manju.distribution.figures import figures_of
from manju.distribution.models import Account, Deliverable
from manju.distribution.own_figures import in_force
from manju.distribution.states import file_size
from manju.distribution.wanted import FITS, Wanted
from manju.media.channels import Profile, profiles
from manju.media.errors import MediaError
from manju.media.languages import language_name
from manju.media.subtitles import read_subtitles
from manju.words import Words

FIRST_CHOICE: Final = ("douyin", "bilibili", "tiktok", "youtube")
ENDINGS: Final = (".srt", ".ass", ".vtt")
LARGEST_SUBTITLES: Final = 5 * 2**20


@dataclass(frozen=True, slots=True)
class Card:
    """One channel on the order page: its profile, whether it is ticked, and the languages and fits to choose from."""

    profile: Profile
    ticked: bool
    language: str
    fit: str

    @property
    def languages(self) -> list[tuple[str, Words]]:
        return [(tag, language_name(tag)) for tag in self.profile.languages]

    @property
    def fits(self) -> list[tuple[str, Words]]:
        return [(name, words) for name, words in FITS.items()]

    @property
    def largest(self) -> str:
        """The largest file the channel takes."""
        return file_size(self.profile.size_max_bytes)

    @property
    def unverified(self) -> int:
        """How many of the figures have no source better than a default."""
        return sum(f.unverified for f in figures_of(self.profile))


def cards(episodes: list[Episode], posted: QueryDict | None = None) -> list[Card]:
    """All channels; ticked is what was posted, else what this work was last made for, else where accounts are."""
    ticked = set(posted.getlist("channel")) if posted is not None else usual_channels(episodes)
    typed = posted or QueryDict()
    return [
        Card(p, name in ticked, typed.get(f"language-{name}", p.language), typed.get(f"fit-{name}", "auto"))
        for name, p in in_force().items()
    ]


def usual_channels(episodes: list[Episode]) -> set[str]:
    """What a person most likely wants: as last time for this work, else the studio's accounts, else four big ones."""
    works = {e.season.work_id for e in episodes}
    before = set(Deliverable.objects.filter(episode__season__work__in=works).values_list("channel", flat=True))
    if not before:
        before = set(Account.objects.values_list("platform", flat=True))
    return (before & set(profiles())) or set(FIRST_CHOICE)


def read_channels(posted: QueryDict, subtitles: tuple[str, str]) -> list[ChannelWanted]:
    """The ticked channels with what was chosen for each.

    Raises:
        Refused: `unknown_choice`: a channel, language or fit that the page does not offer.
    """
    known = in_force()
    only = posted.get("subtitles-language", "")
    topics = tuple(t for t in posted.get("topics", "").replace("#", " ").replace("，", " ").replace(",", " ").split())
    chosen = []
    for name in dict.fromkeys(posted.getlist("channel")):
        fit, language = posted.get(f"fit-{name}", "auto"), posted.get(f"language-{name}", "")
        if name not in known or fit not in FITS or (language and language not in known[name].languages):
            raise Refused("unknown_choice", Words("没有这个选择。请重新选。", "There is no such choice. Choose again."))
        speaks = language or known[name].language
        path, sha256 = subtitles if not only or only == speaks else ("", "")
        wanted = Wanted(
            fit=fit, subtitles=path, subtitles_sha256=sha256, burn_in=posted.get("burn-in", "1") == "1",
            filing_number=posted.get("filing-number", "").strip()[:64], title=posted.get("title", "").strip()[:200],
            description=posted.get("description", "").strip()[:5000], topics=topics[:20],
            use_tracks=posted.get("use-tracks", "1") == "1", sign=posted.get("sign") == "1",
        )  # fmt: skip
        chosen.append(ChannelWanted(known[name], speaks, wanted, posted.get("from-tracks") == "1"))
    return chosen


def keep_subtitles(files: Mapping[str, object]) -> tuple[str, str]:
    """Store an uploaded subtitle file under its SHA-256; its path under the media folder and the sum, or two blanks.

    Raises:
        Refused: with the reader's own words about what is wrong with it; nothing is stored.
    """
    file = files.get("subtitles")
    if not isinstance(file, UploadedFile) or not file.name:
        return "", ""
    ending = Path(file.name).suffix.lower()
    if ending not in ENDINGS:
        raise Refused(
            "subtitles_unknown", Words("字幕要是 SRT、ASS 或 VTT 文件。", "Subtitles must be SRT, ASS or VTT.")
        )
    if (file.size or 0) > LARGEST_SUBTITLES:
        raise Refused("subtitles_too_large", Words("字幕文件超过 5 MB。", "The subtitle file is larger than 5 MB."))
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    media = Path(settings.MEDIA_ROOT)
    place = media / "subtitles" / f"{sha256}{ending}"
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{secrets.token_hex(8)}{ending}")
    try:
        beside.write_bytes(content)
        read_subtitles(beside)
        beside.replace(place)
    except MediaError as error:
        raise Refused(
            error.code, Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return place.relative_to(media).as_posix(), sha256
