"""Content credentials on what goes out: the studio's certificate, signing a finished file, reading it back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.distribution.signing_models import Signing
from manju.media import provenance
from manju.media.errors import MediaError
from manju.media.label.reading import read as read_label
from manju.media.provenance import Claim, Identity
from manju.media.quality import Check, Report
from manju.media.whole import written_whole
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Studio, User
from manju.people.scope import current_scope
from manju.words import Words

if TYPE_CHECKING:
    from manju.distribution.models import Deliverable
    from manju.media.deliver import Made

__all__ = ["bring", "by_default", "identity_of", "key_path", "set_default", "signed", "use_own"]

CHECK: Final = "c2pa"


def by_default() -> bool:
    """Whether orders of the studio in scope sign unless told otherwise."""
    row = Signing.objects.first()
    return row is not None and row.by_default


def key_path(studio_id: int, *, own: bool) -> Path:
    """Where chain and key lie, in one PEM file that only its owner can read."""
    return Path(settings.HOME) / "keys" / f"c2pa-{studio_id}{'' if own else '-brought'}.pem"


def identity_of(studio: Studio, *, now: datetime | None = None) -> Identity:
    """The certificate that the studio signs with: the one it brought, else the home's own, made on first use.

    Raises:
        MediaError: the file is gone or damaged, or the certificate has run out.
    """
    at = now or timezone.now()
    row = Signing.objects.first()
    own = row is None or row.own
    path = key_path(int(studio.pk), own=own)
    if own and not path.exists():
        _keep_once(path, provenance.make_identity(studio.name_zh, now=at))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MediaError(
            "c2pa_key_lost",
            Words("签名证书的文件读不了。", "The file of the signing certificate cannot be read."),
            Words("重新上传证书，或改用漫剧自己做的。", "Bring the certificate again, or use Manju’s own."),
        ) from error
    return provenance.load_identity(*_parts(raw), now=at, own=own)


@transaction.atomic
def set_default(*, on: bool, by: User) -> None:
    """Sign every order unless told otherwise, or no longer.

    Raises:
        Refused: the extra is not installed.
    """
    if on:
        _installed()
    row = _row()
    if row.by_default != on:
        row.by_default, row.updated_by = on, by
        row.save()
        said = Words("交付件默认签 C2PA", "Deliverables are signed with C2PA by default") if on else (
            Words("交付件默认不签 C2PA", "Deliverables are not signed by default"))  # fmt: skip
        note("signing.default", said, by=by, on=on)


@transaction.atomic
def bring(chain: bytes, key: bytes, *, by: User, now: datetime | None = None) -> Signing:
    """Sign with a certificate of an authority from now on; both are checked first.

    Raises:
        Refused: what is wrong with certificate or key, in words.
    """
    try:
        found = provenance.load_identity(chain, key, now=now or timezone.now())
    except MediaError as error:
        said = Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        raise Refused(said, field="chain") from error
    row = _row()
    path = key_path(int(row.studio_id), own=False)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written_whole(path) as part:
        _write(part, found)
    row.own, row.name, row.valid_until, row.updated_by = False, found.name[:120], found.valid_until, by
    row.save()
    note("signing.brought", Words("换了签名证书：{n}", "Signing certificate: {n}").fill(n=found.name), by=by)
    return row


@transaction.atomic
def use_own(*, by: User) -> None:
    """Sign with the certificate that this home makes for itself."""
    row = _row()
    row.own, row.name, row.valid_until, row.updated_by = True, "", None, by
    row.save()
    note("signing.own", Words("改用自制的签名证书", "Back to the self-made certificate"), by=by)


def signed(row: Deliverable, made: Made) -> Made:
    """The finished file with its credentials, checked by reading it back; a check `c2pa` joins the report.

    The file grows by some kilobytes before its pictures and sound, which stay byte for byte the same; the AI label
    must still be read. One that holds credentials already keeps them.

    Raises:
        MediaError: `c2pa_missing`, or the certificate cannot be used.
    """
    identity = identity_of(row.studio)
    before = provenance.check(made.video, anchors=identity.anchor)
    if not before.holds:
        beside = made.video.with_name(f".{made.video.name}.signed{made.video.suffix}")
        provenance.sign(made.video, beside, _claim(row), identity)
        beside.replace(made.video)
    found = provenance.check(made.video, anchors=identity.anchor)
    label = read_label(made.video).verdict
    small = made.video.stat().st_size <= made.order.profile.size_max_bytes
    holds = found.holds and label == "compliant" and small
    said = found.state if holds else ", ".join([found.state, *found.problems, f"label {label}"])
    kept = tuple(c for c in made.report.checks if c.name != CHECK)
    checks = (*kept, Check(CHECK, holds, said, "trusted"))
    return replace(made, sha256=_sha256(made.video), report=Report(made.report.passed and holds, checks))


def _claim(row: Deliverable) -> Claim:
    work = row.episode.season.work
    done = f"{row.channel} {row.width or ''}".strip()
    return Claim(
        title=f"{work.title_zh} {row.episode.name.zh}".replace("　", " "), maker=row.studio.name_zh,
        actions=(("c2pa.transcoded", done), ("c2pa.edited", "copy mark and AI label")),
    )  # fmt: skip


def _sha256(path: Path) -> str:
    from manju.media.whole import sha256_of

    return sha256_of(path)


def _row() -> Signing:
    row: Signing
    row, _ = Signing.objects.get_or_create(studio_id=current_scope().studio_id)
    return row


def _installed() -> None:
    try:
        provenance.signing.needed()
    except MediaError as error:
        raise Refused(Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")) from error


def _keep_once(path: Path, made: Identity) -> None:
    """Of two processes at once one makes the file and the other finds it whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    _write(beside, made)
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, identity: Identity) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(identity.chain + identity.key)
        file.flush()
        os.fsync(file.fileno())


def _parts(raw: bytes) -> tuple[bytes, bytes]:
    """Chain and key of the one file."""
    at = raw.find(b"-----BEGIN PRIVATE KEY-----")
    return (raw[:at], raw[at:]) if at >= 0 else (raw, b"")
