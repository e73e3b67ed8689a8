"""Files of the room: looked at by content, kept under their hash, measured without being decoded."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

from manju.catalogue.admission import plain_name
from manju.media.errors import MediaError
from manju.media.sniff import Kind, sniff
from manju.media.whole import sha256_of, written_whole
from manju.money.errors import InputError
from manju.people.errors import Refused
from manju.people.scope import current_scope
from manju.story.script_file import decoded
from manju.words import Words

__all__ = ["LARGEST", "ReadsAs", "StoredFile", "keep", "keep_text", "reads_as", "size_of_picture"]

LARGEST: Final = 512 * 2**20
ReadsAs = Literal["fountain", "fdx", "picture", "pdf", "other"]
_TEXT_MOST: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file where it now lies: below the media folder, with its name of old, hash and size."""

    file: str
    name: str
    sha256: str
    size_bytes: int
    kind: Kind | None
    reads_as: ReadsAs = "other"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file


def keep(path: Path, *, name: str, folder: str = "production") -> StoredFile:
    """Take a file into the home under its hash; the ending follows from the content, never from the name.

    Raises:
        Refused: empty, or larger than 512 MB.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused(
            Words("“{n}”是空的（0 字节）。重新导出再传。", "“{n}” is empty (0 bytes). Export it again.").fill(n=name)
        )
    if size > LARGEST:
        raise Refused(
            Words(
                "“{n}”太大，上限 512 MB。压缩或拆开再传。", "“{n}” is too large: at most 512 MB. Make it smaller."
            ).fill(n=name)
        )
    kind = _kind(path)
    reading = reads_as(path, name=name, kind=kind)
    endings = {"fountain": ".txt", "fdx": ".xml", "pdf": ".pdf"}
    ending = f".{kind.container}" if kind is not None else endings.get(reading, ".bin")
    sha256 = sha256_of(path)
    file = f"{folder}/{current_scope().studio_id}/{sha256[:2]}/{sha256}{ending}"
    place = Path(settings.MEDIA_ROOT) / file
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(place) as part, path.open("rb") as source, part.open("wb") as out:
            while block := source.read(2**20):
                out.write(block)
    return StoredFile(file, plain_name(name), sha256, size, kind, reading)


def keep_text(text: str, *, name: str) -> StoredFile:
    """Take a written text into the home, as UTF-8 with plain line ends."""
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(text.replace("\r\n", "\n").replace("\r", "\n").encode())
        file.flush()
        return keep(Path(file.name), name=name)


def reads_as(path: Path, *, name: str, kind: Kind | None) -> ReadsAs:
    """What can be done with a file: shown as a script, as a picture, as a PDF, or only handed out."""
    if kind is not None:
        return "picture" if kind.still and kind.container != "heif" else "other"
    with path.open("rb") as file:
        if file.read(5) == b"%PDF-":
            return "pdf"
    return _reads_as_text(path, name)


def _reads_as_text(path: Path, name: str) -> ReadsAs:
    if path.stat().st_size > _TEXT_MOST:
        return "other"
    try:
        text = decoded(path.read_bytes(), name=name)
    except InputError:
        return "other"
    if "<FinalDraft" in text[:4096]:
        return "fdx"
    is_script = text.lstrip()[:1] not in ("{", "<") and any(c.isalpha() for c in text)
    return "fountain" if is_script else "other"


def size_of_picture(stored: StoredFile) -> tuple[int, int]:
    """Width and height as the file's head says, 0 × 0 where it says nothing; nothing is decoded."""
    if stored.kind is None or not stored.kind.still:
        return 0, 0
    from PIL import Image, UnidentifiedImageError

    wrong = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
    with suppress(*wrong), Image.open(stored.path) as picture:
        return picture.width, picture.height
    return 0, 0


def _kind(path: Path) -> Kind | None:
    try:
        return sniff(path)
    except MediaError:
        return None
