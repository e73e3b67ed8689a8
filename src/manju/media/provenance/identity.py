"""Who signs: a certificate with its key, made for a home or brought by the studio, checked before it is used.

A certificate that a home makes for itself proves that files were signed by the same hand and not changed since. It
does not prove whose hand: programs of outsiders show the signer as unknown. For that a studio brings a certificate of
an authority on the C2PA trust list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from manju.media.errors import MediaError
from manju.words import Words

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

__all__ = ["Identity", "load_identity", "make_identity"]

YEARS: Final = 10
LARGEST: Final = 100_000  # bytes of PEM; a chain has some thousand
CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A chain of certificates (leaf first) and the leaf's key as PEM; `algorithm` as C2PA names it."""

    chain: bytes
    key: bytes
    algorithm: str
    name: str
    own: bool
    valid_until: datetime

    @property
    def anchor(self) -> bytes:
        """The last certificate of the chain: what a reader that trusts this signer is given."""
        begin = b"-----BEGIN CERTIFICATE-----"
        return begin + self.chain.rsplit(begin, 1)[-1]


def make_identity(name: str, *, now: datetime) -> Identity:
    """A certificate authority of this home and a certificate under it, ES256, for ten years. The keys are random.

    >>> from datetime import UTC
    >>> made = make_identity("青灯工作室", now=datetime(2026, 11, 26, tzinfo=UTC))
    >>> made.algorithm, made.own, made.valid_until.year
    ('es256', True, 2036)
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    begin, end = now - timedelta(days=1), now.replace(year=now.year + YEARS, day=min(now.day, 28))
    name = name.strip()[:60] or "Manju"

    def called(common: str) -> x509.Name:
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]
        return x509.Name(parts)

    def usage(*, signs: bool) -> x509.KeyUsage:
        return x509.KeyUsage(
            digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
        )  # fmt: skip

    def begun(subject: x509.Name, key: EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
        return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)

    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = called(f"{name} (Manju, self-made)"[:64])
    root = (
        begun(root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        begun(called(name), leaf_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = leaf_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(leaf.public_bytes(pem) + root.public_bytes(pem), key, "es256", name, own=True, valid_until=end)


def load_identity(chain: bytes, key: bytes, *, now: datetime, own: bool = False) -> Identity:
    """A certificate chain and key that somebody brings, checked: they belong together and hold today.

    Raises:
        MediaError: `certificate_unreadable`, `key_unreadable`, `key_of_another_certificate`, `key_not_supported`
            (elliptic curves and Ed25519 only), `certificate_expired`, `certificate_not_for_signing`.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if len(chain) > LARGEST or len(key) > LARGEST:
        raise _wrong(
            "certificate_unreadable", Words("文件太大，不是证书。", "The file is too large for a certificate.")
        )
    try:
        certificates = x509.load_pem_x509_certificates(chain)
    except ValueError as error:
        said = Words("证书读不出来。", "The certificate cannot be read.")
        raise _wrong("certificate_unreadable", said) from error
    try:
        secret = serialization.load_pem_private_key(key, None)
    except (ValueError, TypeError) as error:
        said = Words("私钥读不出来，或带了密码。", "The key cannot be read, or has a password.")
        raise _wrong("key_unreadable", said) from error
    leaf = certificates[0]
    if isinstance(secret, ec.EllipticCurvePrivateKey) and secret.curve.name in CURVES:
        algorithm = CURVES[secret.curve.name]
    elif isinstance(secret, ed25519.Ed25519PrivateKey):
        algorithm = "ed25519"
    else:
        said = Words("只收椭圆曲线或 Ed25519 的私钥。", "Only keys of elliptic curves or Ed25519 are taken.")
        raise _wrong("key_not_supported", said)
    if secret.public_key() != leaf.public_key():
        said = Words("私钥和证书不是一对。", "Key and certificate do not belong together.")
        raise _wrong("key_of_another_certificate", said)
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        said = Words("证书不在有效期内（到 {d}）。", "The certificate does not hold now (until {d}).")
        raise _wrong("certificate_expired", said.fill(d=leaf.not_valid_after_utc.date().isoformat()))
    if not _may_sign(leaf):
        said = Words("这张证书不能用来签名。", "This certificate is not for signing.")
        raise _wrong("certificate_not_for_signing", said)
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    plain = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, none)
    whole = b"".join(c.public_bytes(pem) for c in certificates)
    return Identity(whole, plain, algorithm, _name_of(leaf), own=own, valid_until=leaf.not_valid_after_utc)


def _may_sign(leaf: Certificate) -> bool:
    """Key usage and purpose as C2PA demands: digital signature, an extended purpose, no authority itself."""
    from cryptography import x509

    found = leaf.extensions
    try:
        usage = found.get_extension_for_class(x509.KeyUsage).value.digital_signature
        purposes = len(list(found.get_extension_for_class(x509.ExtendedKeyUsage).value))
    except x509.ExtensionNotFound:
        return False
    try:
        authority = found.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        authority = False
    return bool(usage and purposes and not authority)


def _name_of(leaf: Certificate) -> str:
    from cryptography.x509.oid import NameOID

    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in leaf.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return leaf.subject.rfc4514_string()


def _wrong(code: str, said: Words) -> MediaError:
    return MediaError(code, said, Words("换一张证书，或用漫剧自己做的。", "Bring another, or use Manju’s own."))
