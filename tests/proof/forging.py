"""Timestamp tokens signed in Python: for algorithms and lies that `openssl ts` will not make."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from proof.certify import Holder

HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}  # noqa: S303 - to be refused


def token(
    imprint: bytes, signer: Holder, *, at: datetime | None = None, nonce: int | None = None, digest: str = "sha256",
    pss: bool = False, names: bytes | None = None, v1: bool = False, named: bool = True, fraction: str = "",
    more: tuple[Holder, ...] = (), imprint_digest: str = "sha256", said_type: str = "tst_info",
) -> bytes:  # fmt: skip
    """A token over this imprint. `names`: another certificate's DER for signing-certificate; `v1`: by SHA-1."""
    at = at or datetime.now(UTC)
    info = tsp.TSTInfo(
        {
            "version": "v1", "policy": "1.2.3.4.1",
            "message_imprint": {"hash_algorithm": {"algorithm": imprint_digest}, "hashed_message": imprint},
            "serial_number": 7, "gen_time": at.replace(microsecond=0), **({} if nonce is None else {"nonce": nonce}),
        }
    )  # fmt: skip
    payload = info.dump(force=True)
    if fraction:  # more digits than asn1crypto writes: put into the bytes, the length corrected
        plain, text = f"{at:%Y%m%d%H%M%S}Z".encode(), f"{at:%Y%m%d%H%M%S}.{fraction}Z".encode()
        payload = payload.replace(b"\x18\x0f" + plain, b"\x18" + bytes([len(text)]) + text)
        payload = payload[:1] + bytes([payload[1] + len(text) - len(plain)]) + payload[2:]
    named_der = names or signer.der
    attributes: list[dict[str, Any]] = [
        {"type": "content_type", "values": [said_type]},
        {"type": "message_digest", "values": [hashlib.new(digest, payload).digest()]},
    ]
    if named and v1:
        sha1 = hashlib.sha1(named_der, usedforsecurity=False).digest()
        attributes.append({"type": "signing_certificate", "values": [{"certs": [{"cert_hash": sha1}]}]})
    elif named:
        attributes.append({"type": "signing_certificate_v2",
                           "values": [{"certs": [{"cert_hash": hashlib.sha256(named_der).digest()}]}]})  # fmt: skip
    signed = cms.CMSAttributes(attributes)
    certificate = asn1_x509.Certificate.load(signer.der)
    algorithm, signature = _sign(signer, signed.dump(), digest, pss=pss)
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v3",
                    "digest_algorithms": [{"algorithm": digest}],
                    "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(payload)},
                    "certificates": [certificate, *(asn1_x509.Certificate.load(one.der) for one in more)],
                    "signer_infos": [
                        {
                            "version": "v1",
                            "sid": cms.SignerIdentifier({"issuer_and_serial_number": {
                                "issuer": certificate.issuer, "serial_number": certificate.serial_number}}),
                            "digest_algorithm": {"algorithm": digest},
                            "signed_attrs": signed,
                            "signature_algorithm": algorithm,
                            "signature": signature,
                        }
                    ],
                }
            ),
        }
    ).dump()  # fmt: skip


def granted(der: bytes) -> bytes:
    """The answer of an authority that grants this token."""
    status = tsp.PKIStatusInfo({"status": "granted"}).dump()
    return core.Sequence(contents=status + der).dump()


def rejected(why: str = "不接受", status: str = "rejection") -> bytes:
    info = tsp.PKIStatusInfo({"status": status, "status_string": [why], "fail_info": {"bad_alg"}})
    return core.Sequence(contents=info.dump()).dump()


def _sign(signer: Holder, data: bytes, digest: str, *, pss: bool) -> tuple[algos.SignedDigestAlgorithm, bytes]:
    key, used = signer.key, HASHES[digest]
    if isinstance(key, rsa.RSAPrivateKey) and pss:
        parameters = {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
            "salt_length": 32,
        }
        signature = key.sign(data, padding.PSS(padding.MGF1(used), 32), used)
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters}), signature
    if isinstance(key, rsa.RSAPrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"}), key.sign(data, padding.PKCS1v15(), used)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"}), key.sign(data, ec.ECDSA(used))
    return algos.SignedDigestAlgorithm({"algorithm": "ed25519"}), key.sign(data)
