"""Certificates for the tests' own authorities, good and bad ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TIMES = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certify(
    name: str, *, by: Holder | None = None, ca: bool = False, use: x509.ExtendedKeyUsage | None = None,
    critical: bool = True, start: datetime | None = None, days: int = 3650, key: Key | None = None,
    path_length: int | None = None, digest: hashes.HashAlgorithm | None = None,
) -> Holder:  # fmt: skip
    """A new certificate, signed by `by` or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = start or datetime.now(UTC) - timedelta(days=1)
    issuer_key = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )
    if ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    if use is not None:
        builder = builder.add_extension(use, critical=critical)
    plain = isinstance(issuer_key, ed25519.Ed25519PrivateKey)
    return Holder(builder.sign(issuer_key, None if plain else digest or hashes.SHA256()), key)


def authority_pair(name: str = "Clock") -> tuple[Holder, Holder]:
    """A root and a timestamp authority under it."""
    root = certify(f"{name} Root", ca=True)
    return root, certify(f"{name} TSA", by=root, use=TIMES)
