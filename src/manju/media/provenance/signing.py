"""Signing a file: title, maker, that it was made with AI, and what was done, bound to the bytes by hashes.

C2PA is an extra of some 40 MB (`./manju extra c2pa`); without it signing is refused in words, all else works.
"""

from __future__ import annotations

import importlib.util
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from manju.media.errors import MediaError
from manju.media.whole import sha256_of, written_whole
from manju.words import Words

if TYPE_CHECKING:
    from manju.media.provenance.identity import Identity

__all__ = ["SOURCES", "Claim", "Signed", "Source", "is_available", "needed", "sign"]

Source = Literal["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"]
SOURCES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""IPTC NewsCodes, Digital Source Type: made by a trained model, or composed of such and other parts."""
KINDS: Final = {".mp4": "video/mp4", ".mov": "video/quicktime", ".png": "image/png", ".jpg": "image/jpeg",
                ".jpeg": "image/jpeg", ".webp": "image/webp"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of a file: its title, who made it, how it came to be, and what was done to it.

    `actions`: pairs of a C2PA action (`c2pa.edited`, `c2pa.transcoded` …) and what was done, in words.
    """

    title: str
    maker: str
    source: Source = "compositeWithTrainedAlgorithmicMedia"
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file: its SHA-256 and by how many bytes it grew."""

    path: Path
    sha256: str
    added_bytes: int


def is_available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("c2pa") is not None


def needed() -> None:
    """Stop in words where the extra is missing.

    Raises:
        MediaError: `c2pa_missing`, with the one command that brings it.
    """
    if not is_available():
        raise MediaError(
            "c2pa_missing",
            Words("这台机器没装 C2PA。", "C2PA is not installed on this machine."),
            Words("运行 ./manju extra c2pa，再重启漫剧。", "Run ./manju extra c2pa, then restart Manju."),
        )


def sign(source: Path, target: Path, claim: Claim, identity: Identity) -> Signed:
    """Write `source` with its credentials to `target`; whole or not at all, pictures and sound byte for byte the same.

    Credentials that a picture came with are kept as those of its parent.

    Raises:
        MediaError: `c2pa_missing`, `c2pa_kind` (not MP4, PNG, JPEG or WebP), `c2pa_failed`.
    """
    needed()
    import c2pa

    kind = KINDS.get(source.suffix.lower()) or mimetypes.guess_type(source.name)[0] or ""
    if kind not in KINDS.values():
        raise MediaError(
            "c2pa_kind",
            Words("这种文件不能签 C2PA：{n}", "C2PA does not sign this kind of file: {n}").fill(n=source.name),
            Words("能签 MP4、PNG、JPEG、WebP。", "MP4, PNG, JPEG and WebP can be signed."),
        )
    parent = _has_credentials(source, kind)
    try:
        settings = c2pa.Settings.from_dict({"verify": {"verify_after_sign": False, "verify_trust": False}})
        info = c2pa.C2paSignerInfo(
            alg=identity.algorithm.encode(), sign_cert=identity.chain, private_key=identity.key, ta_url=None
        )
        with (
            c2pa.Context(settings=settings) as context,
            c2pa.Builder(_manifest(claim, kind, parent=parent), context=context) as builder,
            c2pa.Signer.from_info(info) as signer,
            written_whole(target) as part,
        ):
            if parent:
                builder.set_intent(c2pa.C2paBuilderIntent.EDIT)  # the source itself becomes the parent, `c2pa.opened`
            with source.open("rb") as stream, part.open("w+b") as out:
                builder.sign(signer, kind, stream, out)
    except c2pa.C2paError as error:
        raise MediaError(
            "c2pa_failed",
            Words("C2PA 没签成：{e}", "C2PA could not sign: {e}").fill(e=str(error)[:200]),
            Words("换一张证书，或不签。", "Use another certificate, or do not sign."),
        ) from error
    return Signed(target, sha256_of(target), target.stat().st_size - source.stat().st_size)


def _manifest(claim: Claim, kind: str, *, parent: bool) -> dict[str, Any]:  # Any: JSON
    from manju import __version__

    how = {"action": "c2pa.edited" if parent else "c2pa.created", "digitalSourceType": SOURCES + claim.source}
    done = [{"action": action, "description": words} for action, words in claim.actions]
    return {
        "claim_generator_info": [{"name": "Manju", "version": __version__}],
        "title": claim.title[:200],
        "format": kind,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [how, *done]}},
            {
                "label": "stds.schema-org.CreativeWork",
                "data": {
                    "@context": "https://schema.org", "@type": "CreativeWork",
                    "author": [{"@type": "Organization", "name": claim.maker[:120]}],
                },
            },
        ],
    }  # fmt: skip


def _has_credentials(source: Path, kind: str) -> bool:
    import c2pa

    try:
        with source.open("rb") as stream, c2pa.Reader(kind, stream):
            return True
    except c2pa.C2paError:
        return False
