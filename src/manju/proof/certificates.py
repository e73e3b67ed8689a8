"""Certificates of timestamp authorities: reading those that are trusted, and whether one was good at a moment.

Rules of RFC 3161 2.3 and RFC 5280 6.1, as far as an authority's certificate needs them. Checked at the time in the
token, not today: a token stays good after its certificate has run out. Revocation is not asked for (that needs the
network); whoever trusts a certificate by `--tsa-cert` has looked at it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from manju.proof.digests import sha256_hex
from manju.proof.errors import ProofError
from manju.words import Words

__all__ = [
    "UNREADABLE", "NotGood", "check_authority", "check_trusted", "fingerprint", "read_certificate", "read_trusted",
    "trusted_of", "valid_at",
]  # fmt: skip

Kind = TypeVar("Kind", bound=x509.ExtensionType)

LONGEST_CHAIN: Final = 8
LARGEST_PEM: Final = 4 << 20
SMALLEST_RSA: Final = 2048
UNREADABLE: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm,
    x509.ExtensionNotFound, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType,
)  # fmt: skip
"""What readers of ASN.1 raise at bytes that somebody has tampered with."""
UNDERSTOOD: Final = frozenset(
    {
        "2.5.29.15",
        "2.5.29.19",
        "2.5.29.37",
        "2.5.29.32",
        "2.5.29.17",
        "2.5.29.14",
        "2.5.29.35",
        "2.5.29.54",
        "2.5.29.36",
    }
)
"""Critical extensions we act upon or that say nothing here: use, constraints, policies, names, key identifiers."""


class NotGood(Exception):
    """A certificate that cannot vouch for a time. `code`: `certificate` or `expired`."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


def read_certificate(der: bytes) -> x509.Certificate:
    """Read one certificate.

    Raises:
        ValueError: no certificate, or one with parts that cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old serial numbers and the like: judged below, not here
            found = x509.load_der_x509_certificate(der)
            list(found.extensions)
    except UNREADABLE as error:
        raise ValueError(f"no certificate: {error}") from error
    return found


def read_trusted(files: Sequence[Path]) -> list[x509.Certificate]:
    """The certificates in these PEM or DER files, all of them trusted.

    Raises:
        ProofError: `certificate_unreadable`: a file is missing, too large, or holds no certificate.
    """
    found: list[x509.Certificate] = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST_PEM:
                raise ValueError("too large")  # noqa: TRY301 - said like the others
            found += trusted_of(file.read_bytes())
        except (OSError, ValueError) as error:
            raise ProofError(
                "certificate_unreadable",
                Words("读不出证书：{p}", "No certificate can be read from {p}").fill(p=file),
                Words("给出时间戳机构的 PEM 证书文件。", "Give the authority's certificate as a PEM file."),
            ) from error
    return found


def trusted_of(data: bytes) -> list[x509.Certificate]:
    """The certificates in PEM or DER bytes.

    Raises:
        ValueError: there is none.
    """
    if b"-----BEGIN CERTIFICATE-----" not in data:
        return [read_certificate(data)]
    try:
        return [read_certificate(one.public_bytes(Encoding.DER)) for one in x509.load_pem_x509_certificates(data)]
    except UNREADABLE as error:
        raise ValueError(str(error)) from error


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate's DER bytes, in hex."""
    return sha256_hex(certificate.public_bytes(Encoding.DER))


def valid_at(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def check_authority(signer: x509.Certificate, at: datetime) -> None:
    """Whether this certificate may sign timestamps at that moment: its use, its key, its term.

    Raises:
        NotGood: `certificate` (its use or key) or `expired`.
    """
    try:
        _check_use(signer)
    except UNREADABLE as error:
        raise NotGood("certificate", _UNREADABLE_CERTIFICATE) from error
    if not valid_at(signer, at):
        raise NotGood(
            "expired",
            Words("时间戳机构的证书在 {t} 不在有效期内（{a} 至 {b}）。",
                  "The authority's certificate was not valid at {t} (it runs from {a} to {b}).")
            .fill(t=_short(at), a=_short(signer.not_valid_before_utc), b=_short(signer.not_valid_after_utc)),
        )  # fmt: skip


def check_trusted(
    signer: x509.Certificate, *, others: Iterable[x509.Certificate], trusted: Sequence[x509.Certificate], at: datetime
) -> None:
    """Whether a chain leads from the signer to a trusted certificate, each link good at that moment.

    `others`: certificates that came along; they may be links, never ends.

    Raises:
        NotGood: `certificate`.
    """
    ends = {fingerprint(one) for one in trusted}
    pool = {fingerprint(one): one for one in (*trusted, *others)}
    paths = [[signer]]
    looked_at = 0
    while paths:
        path = paths.pop()
        last = path[-1]
        if fingerprint(last) in ends and valid_at(last, at):
            return
        looked_at += 1
        if len(path) > LONGEST_CHAIN or looked_at > 200:
            continue
        paths += [[*path, issuer] for issuer in pool.values() if issuer not in path and _issued(issuer, path, at)]
    raise NotGood(
        "certificate",
        Words("时间戳不是由所指定的证书担保的；有几家机构时，每一家的证书都要给。",
              "The certificate given does not vouch for the timestamp; with several authorities, give that of each."),
    )  # fmt: skip


def _issued(issuer: x509.Certificate, path: list[x509.Certificate], at: datetime) -> bool:
    """Whether the issuer may have signed, and did sign, the last certificate of the path."""
    try:
        if issuer.subject != path[-1].issuer or not valid_at(issuer, at) or not _may_issue(issuer, links=len(path) - 1):
            return False
        path[-1].verify_directly_issued_by(issuer)
    except (InvalidSignature, *UNREADABLE):
        return False
    return not _weak(path[-1])


def _may_issue(issuer: x509.Certificate, *, links: int) -> bool:
    """A certificate authority that may sign certificates, `links` of them below it besides the signer's."""
    constraints = _extension(issuer, x509.BasicConstraints)
    if constraints is None or not constraints.ca or _unknown_critical(issuer):
        return False
    if constraints.path_length is not None and links > constraints.path_length:
        return False
    usage = _extension(issuer, x509.KeyUsage)
    if usage is not None and not usage.key_cert_sign:
        return False
    extended = _extension(issuer, x509.ExtendedKeyUsage)
    wanted = {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return extended is None or bool(wanted & set(extended))


def _check_use(signer: x509.Certificate) -> None:
    try:
        extended = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as error:
        raise NotGood("certificate", _NOT_FOR_TIMES) from error
    if list(extended.value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not extended.critical:
        raise NotGood("certificate", _NOT_FOR_TIMES)
    usage = _extension(signer, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise NotGood("certificate", _NOT_FOR_TIMES)
    if _unknown_critical(signer) or _weak_key(signer):
        raise NotGood("certificate", _UNREADABLE_CERTIFICATE)


def _extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _unknown_critical(certificate: x509.Certificate) -> bool:
    return any(e.critical and e.oid.dotted_string not in UNDERSTOOD for e in certificate.extensions)


def _weak(certificate: x509.Certificate) -> bool:
    """Signed with a digest that can be forged."""
    algorithm = certificate.signature_hash_algorithm
    return algorithm is not None and algorithm.name in ("md5", "sha1")


def _weak_key(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size < SMALLEST_RSA
    return not isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey)


def _short(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


_NOT_FOR_TIMES: Final = Words(
    "签名的证书不是时间戳机构的证书（没有关键的 timeStamping 用途）。",
    "The signing certificate is no timestamp authority's (its critical use is not timeStamping).",
)
_UNREADABLE_CERTIFICATE: Final = Words(
    "时间戳机构的证书有读不懂的要求，或密钥太弱。",
    "The authority's certificate demands what is not understood, or its key is too weak.",
)
