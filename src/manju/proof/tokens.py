"""A timestamp token (RFC 3161, a CMS SignedData): what it says, and whether its signature holds.

Read strictly, since a forger writes what he likes into the places no signature covers: one signer, whose certificate
is in the token and is named by the signed attribute signing-certificate; digests and algorithms must agree; nothing
after the end. SHA-1 and MD5 signatures are refused. Sources: RFC 3161, RFC 5652, RFC 5816 (ESSCertIDv2), RFC 8933.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import algos, cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from manju.proof.certificates import UNREADABLE, read_certificate

__all__ = ["BadToken", "Token", "read_token", "time_of"]

LARGEST_TOKEN: Final = 64 * 1024
HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(), "sha3_384": hashes.SHA3_384(), "sha3_512": hashes.SHA3_512(),
}  # fmt: skip
NULL: Final = b"\x05\x00"


class BadToken(ValueError):
    """Bytes that are no timestamp token, or one whose signature does not hold."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token whose signature holds says. `gen_time`: RFC 3339 as it stands in the token, fraction and all."""

    imprint: bytes
    gen_time: str
    nonce: int | None
    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    """Further certificates that came along."""

    @property
    def at(self) -> datetime:
        """`gen_time`, to the microsecond."""
        return time_of(self.gen_time)

    @property
    def authority(self) -> str:
        """The signer's name as RFC 4514 writes it."""
        return self.signer.subject.rfc4514_string()


def read_token(der: bytes) -> Token:
    """Read a token and check its signature against the certificate inside it. Whom to trust is another question.

    Raises:
        BadToken: with what is wrong, in English, for the record; callers say it in their own words.
    """
    try:
        return _read(der)
    except BadToken:
        raise
    except InvalidSignature as error:
        raise BadToken("the signature does not hold") from error
    except UNREADABLE as error:
        raise BadToken(f"no token: {error}"[:300]) from error


def time_of(gen_time: str) -> datetime:
    """RFC 3339 of any number of digits as a moment.

    >>> time_of("2026-11-22T09:30:01.123456789Z").microsecond
    123456
    """
    seconds, _, fraction = gen_time.removesuffix("Z").partition(".")
    return datetime.fromisoformat(seconds).replace(microsecond=int(fraction[:6].ljust(6, "0")), tzinfo=UTC)


def _read(der: bytes) -> Token:
    if len(der) > LARGEST_TOKEN:
        raise BadToken("too large")
    content = cms.ContentInfo.load(der, strict=True)
    _need(content["content_type"].native == "signed_data", "no signed data")
    signed = content["content"]
    eci = signed["encap_content_info"]
    _need(signed["version"].native == "v3" and eci["content_type"].native == "tst_info", "no timestamp")
    _need(len(signed["signer_infos"]) == 1, "not one signer")
    info = signed["signer_infos"][0]
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    signer_der = _signer(info["sid"], certificates)
    signer = read_certificate(signer_der)
    payload = bytes(eci["content"].contents)
    digest = _digest_name(info["digest_algorithm"])
    _need([_digest_name(one) for one in signed["digest_algorithms"]] == [digest], "digests disagree")
    _need(info["version"].native == ("v1" if info["sid"].name == "issuer_and_serial_number" else "v3"), "version")
    _check_attributes(info["signed_attrs"], payload=payload, digest=digest, signer=signer_der)
    attributes = b"\x31" + bytes(info["signed_attrs"].dump())[1:]  # RFC 5652 5.4: signed as a SET OF, not as [0]
    _check_signature(signer, info, digest, attributes)
    others = tuple(read_certificate(one.dump()) for one in certificates if one.dump() != signer_der)
    return _said(payload, signer, others)


def _said(payload: bytes, signer: x509.Certificate, others: tuple[x509.Certificate, ...]) -> Token:
    said = tsp.TSTInfo.load(payload, strict=True)
    _need(said["version"].native == "v1", "version")
    imprint = said["message_imprint"]
    _need(_digest_name(imprint["hash_algorithm"]) == "sha256", "imprint not SHA-256")
    extensions = said["extensions"]
    _need(not any(e["critical"].native for e in extensions or ()), "an extension that is not understood")
    text = bytes(said["gen_time"].contents).decode("ascii")
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d*[1-9])?Z", text)
    _need(found is not None, "no time")
    year, month, day, hour, minute, second, fraction = found.groups()  # type: ignore[union-attr]  # needed above
    gen_time = f"{year}-{month}-{day}T{hour}:{minute}:{second}{fraction or ''}Z"
    time_of(gen_time)  # a date that does not exist is no time
    return Token(bytes(imprint["hashed_message"].native), gen_time, said["nonce"].native, signer, others)


def _signer(sid: Any, certificates: list[Any]) -> bytes:  # Any: asn1crypto has no types
    """The DER bytes of the certificate that the signer's identifier names."""
    for one in certificates:
        if sid.name == "issuer_and_serial_number":
            same = sid.chosen["serial_number"].native == one.serial_number
            if same and sid.chosen["issuer"].dump() == one.issuer.dump():
                return bytes(one.dump())
        elif bytes(sid.chosen.native) == one.key_identifier:
            return bytes(one.dump())
    raise BadToken("the signer's certificate is not in the token")


def _check_attributes(attributes: Any, *, payload: bytes, digest: str, signer: bytes) -> None:  # Any: as above
    found: dict[str, Any] = {}
    for attribute in attributes:
        name = attribute["type"].native
        _need(name not in found and len(attribute["values"]) == 1, f"{name} twice")
        found[name] = attribute["values"][0]
    _need(found["content_type"].native == "tst_info", "content type")
    hashed = hashlib.new(digest, payload).digest()
    _need(hmac.compare_digest(bytes(found["message_digest"].native), hashed), "message digest")
    named = False
    if "signing_certificate_v2" in found:
        first = found["signing_certificate_v2"]["certs"][0]
        name = _digest_name(first["hash_algorithm"])
        _need(bytes(first["cert_hash"].native) == hashlib.new(name, signer).digest(), "another certificate is named")
        named = True
    if "signing_certificate" in found:  # RFC 3161 before RFC 5816 knew SHA-1 only; it names, the signature binds
        first = found["signing_certificate"]["certs"][0]
        sha1 = hashlib.sha1(signer, usedforsecurity=False).digest()
        _need(bytes(first["cert_hash"].native) == sha1, "another certificate is named")
        named = True
    _need(named, "no certificate is named")


def _check_signature(signer: x509.Certificate, info: Any, digest: str, data: bytes) -> None:  # Any: as above
    """Verify over the signed attributes; the algorithm must be the key's own kind and use the signer's digest."""
    signature, algorithm = bytes(info["signature"].native), info["signature_algorithm"]
    key, kind, used = signer.public_key(), algorithm["algorithm"].native, HASHES[digest]
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        key.verify(signature, data, _pss(algorithm, digest), used)
    elif isinstance(key, rsa.RSAPublicKey):
        _need(kind in ("rsassa_pkcs1v15", f"{digest}_rsa"), "signature algorithm")
        _need(algorithm["parameters"].dump() in (b"", NULL), "parameters")
        key.verify(signature, data, padding.PKCS1v15(), used)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        _need(kind == f"{digest}_ecdsa" and algorithm["parameters"].dump() == b"", "signature algorithm")
        key.verify(signature, data, ec.ECDSA(used))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        _need(kind == "ed25519" and algorithm["parameters"].dump() == b"", "signature algorithm")
        key.verify(signature, data)
    else:
        raise BadToken("a key of an unknown kind")


def _pss(algorithm: algos.SignedDigestAlgorithm, digest: str) -> padding.PSS:
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]
    same = _digest_name(parameters["hash_algorithm"]) == digest and _digest_name(mask["parameters"]) == digest
    _need(same and mask["algorithm"].native == "mgf1", "PSS parameters")
    _need(parameters["trailer_field"].native == "trailer_field_bc", "PSS trailer")
    return padding.PSS(padding.MGF1(HASHES[digest]), int(parameters["salt_length"].native))


def _digest_name(algorithm: Any) -> str:  # Any: as above
    """The name of a digest we accept, without parameters or with NULL."""
    name = str(algorithm["algorithm"].native)
    _need(name in HASHES, f"digest {name}")
    _need(algorithm["parameters"].dump() in (b"", NULL), "parameters")
    return name


def _need(what: bool, otherwise: str) -> None:
    if not what:
        raise BadToken(otherwise)
