"""What the sample studio has found of its own: a clip and a picture, made from marked copies as pirates make theirs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image, ImageOps

from manju.catalogue.receiving import take_whole_for
from manju.copies.models import PictureCopy, RegisteredPicture
from manju.copies.pictures import issue_picture, make_picture_copy, register_picture
from manju.distribution.models import Deliverable
from manju.media import ffmpeg
from manju.media.sniff import sniff
from manju.people.models import User
from manju.protection.models import Finding
from manju.protection.suspects import SUSPECTS

__all__ = ["LEAK", "Leak", "find_clip", "find_picture"]


@dataclass(frozen=True, slots=True)
class Leak:
    """Which copies leaked: a channel's deliverable of an episode, and one buyer's copy of a property's key art."""

    episode: str
    channel: str
    clip_name: str
    art: str
    art_title: str
    buyers: tuple[str, ...]
    leaking_buyer: str
    picture_name: str


LEAK: Final = Leak(
    episode="lantern-1", channel="kuaishou", clip_name="lantern-1-reupload-480p.mp4", art="lantern",
    art_title="长夜灯 Lantern", buyers=("墨屿海报 Moyu Prints", "Harbour Cards", "织光周边 Zhiguang"),
    leaking_buyer="Harbour Cards", picture_name="lantern-poster-repost.jpg",
)  # fmt: skip

CLIP_FROM_S: Final = 8.9
CLIP_LONG_S: Final = 10.0
CLIP_LOOK: Final = "crop=iw*0.9:ih*0.9:iw*0.06:ih*0.04,hflip,scale=w='if(lt(iw,ih),480,-2)':h='if(lt(iw,ih),-2,480)'"
CLIP_CRF: Final = 28
PICTURE_WIDE: Final = 720
PICTURE_QUALITY: Final = 68


def find_clip(leaked: Deliverable, *, by: User, cancelled: Callable[[], bool]) -> None:
    """Ten seconds of a deliverable, mirrored, cut at the edges, small and coarse, brought in as a found file."""
    if Finding.objects.filter(name=LEAK.clip_name).exists():
        return
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".clip-") as place:
        clip = Path(place) / LEAK.clip_name
        ffmpeg.run(
            ["-ss", str(CLIP_FROM_S), "-t", str(CLIP_LONG_S),
             *ffmpeg.safe_input(leaked.path, sniff(leaked.path).demuxer), "-vf", CLIP_LOOK, "-c:v", "libx264",
             "-preset", "veryfast", "-crf", str(CLIP_CRF), "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
             "-map_metadata", "-1", "-f", "mp4", str(clip)],
            cancelled=cancelled,
        )  # fmt: skip
        take_whole_for(SUSPECTS, by=by, name=LEAK.clip_name, source=clip)


def find_picture(art: Path, *, by: User) -> None:
    """A buyer's copy of key art, cut, made small and compressed again, brought in as a found file."""
    if Finding.objects.filter(name=LEAK.picture_name).exists():
        return
    picture = register_picture(art, LEAK.art_title, by=by)
    copies = {buyer: _handed_out(picture, buyer, by=by) for buyer in LEAK.buyers}
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".picture-") as place:
        found = Path(place) / LEAK.picture_name
        with Image.open(Path(settings.MEDIA_ROOT) / copies[LEAK.leaking_buyer].file) as image:
            _degraded(image.convert("RGB")).save(found, "JPEG", quality=PICTURE_QUALITY)
        take_whole_for(SUSPECTS, by=by, name=LEAK.picture_name, source=found)


def _handed_out(picture: RegisteredPicture, buyer: str, *, by: User) -> PictureCopy:
    known: PictureCopy | None = PictureCopy.objects.filter(picture=picture, recipient=buyer).first()
    copy = known or issue_picture(picture, buyer, by=by)
    if not copy.file:
        folder = Path(settings.MEDIA_ROOT) / "copies" / str(picture.studio_id)
        folder.mkdir(parents=True, exist_ok=True)
        make_picture_copy(copy, folder / f"{copy.copy_id}{picture.path.suffix}", keep=True)
    return copy


def _degraded(image: Image.Image) -> Image.Image:
    """Four fifths of it, turned round as in a mirror."""
    width, height = image.size
    cut = image.crop((round(width * 0.06), round(height * 0.04), round(width * 0.96), round(height * 0.92)))
    return ImageOps.mirror(cut.resize((PICTURE_WIDE, round(cut.height * PICTURE_WIDE / cut.width))))


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
