"""Asking a timestamp authority (RFC 3161 over HTTP) for a token over a root, and taking only an honest answer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from manju.proof.errors import ProofError
from manju.proof.portable import Timestamp
from manju.proof.posting import NoAnswer, post
from manju.words import Words

if TYPE_CHECKING:
    from cryptography import x509

__all__ = ["LIMIT_S", "REFUSALS", "NoTimestamp", "ask", "checked_answer", "request_for"]

LIMIT_S: Final = 20.0
LARGEST_ANSWER: Final = 256 * 1024


class NoTimestamp(ProofError):
    """No token from this authority; `code` is one of `REFUSALS`."""

    @classmethod
    def because(cls, code: str, message: Words | None = None) -> NoTimestamp:
        said, hint = REFUSALS[code]
        return cls(code, message or said, hint)


def ask(url: str, root: bytes, *, trusted: Sequence[x509.Certificate] = (), limit_s: float = LIMIT_S) -> Timestamp:
    """Ask one authority, once, for a token whose imprint is this root (32 bytes).

    `trusted`: certificates to one of which the answer must lead; without them the signature is checked all the same,
    against the certificate in the token. At most `limit_s` seconds in all, whatever the server does.

    Raises:
        NoTimestamp: with the code of what went wrong; nothing of that answer may be kept.
    """
    nonce = secrets.randbits(64) | 1 << 63
    try:
        answer = post(
            url, request_for(root, nonce=nonce),
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
            limit_s=limit_s, largest=LARGEST_ANSWER, redirects=3,
        )  # fmt: skip
    except NoAnswer as error:
        raise NoTimestamp.because(error.code, error.message) from error
    if answer.status != 200:
        raise NoTimestamp.because(
            "http",
            Words("时间戳机构答复了 HTTP {n}。", "The authority answered HTTP {n}.").fill(n=answer.status),
        )
    token, gen_time = checked_answer(answer.content, root, nonce=nonce, trusted=trusted)
    return Timestamp(url, token, gen_time)


def request_for(root: bytes, *, nonce: int) -> bytes:
    """The DER bytes of a request: the root itself as imprint, a nonce, the certificate wanted."""
    from asn1crypto import tsp

    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": root},
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def checked_answer(
    answer: bytes, root: bytes, *, nonce: int, trusted: Sequence[x509.Certificate] = ()
) -> tuple[bytes, str]:
    """The token (DER of its ContentInfo) and its time, from an answer that keeps what it promised.

    Raises:
        NoTimestamp: `rejected`, `malformed`, `nonce`, `imprint`, `certificate` or `expired`.
    """
    from manju.proof.certificates import NotGood, check_authority, check_trusted
    from manju.proof.tokens import BadToken, read_token

    der = _token_of(answer)
    _check_claims(der, root, nonce=nonce)
    try:
        token = read_token(der)
    except BadToken as error:
        code = "certificate" if _is_token(der) else "malformed"
        raise NoTimestamp.because(code) from error
    try:
        check_authority(token.signer, token.at)
        if trusted:
            check_trusted(token.signer, others=token.others, trusted=trusted, at=token.at)
    except NotGood as error:
        raise NoTimestamp.because(error.code, error.message) from error
    return der, token.gen_time


def _token_of(answer: bytes) -> bytes:
    """The token inside a TimeStampResp that grants one."""
    from asn1crypto import core, tsp

    from manju.proof.certificates import UNREADABLE

    try:
        parts = core.SequenceOf.load(answer, strict=True, spec=core.Any)
        status = tsp.PKIStatusInfo.load(parts[0].dump(), strict=True)
        said = status["status"].native
        why = "; ".join(str(text) for text in (status["status_string"].native or ()))
        failed = ", ".join(sorted(str(one) for one in (status["fail_info"].native or ())))
        granted = said in ("granted", "granted_with_mods")
        der = bytes(parts[1].dump()) if granted and len(parts) == 2 else b""
    except UNREADABLE as error:
        raise NoTimestamp.because("malformed") from error
    if not granted:
        detail = "; ".join(text for text in (why[:200], failed) if text) or str(said)
        raise NoTimestamp.because(
            "rejected",
            Words("时间戳机构拒绝了请求：{w}", "The authority refused the request: {w}").fill(w=detail),
        )
    if not der:
        raise NoTimestamp.because("malformed")
    return der


def _check_claims(der: bytes, root: bytes, *, nonce: int) -> None:
    """What the token says of itself, before its signature: a lie here has a name of its own."""
    from asn1crypto import cms

    from manju.proof.certificates import UNREADABLE

    try:
        said = cms.ContentInfo.load(der, strict=True)["content"]["encap_content_info"]["content"].parsed
        its_nonce, imprint = said["nonce"].native, said["message_imprint"]
        algorithm, hashed = imprint["hash_algorithm"]["algorithm"].native, bytes(imprint["hashed_message"].native)
    except UNREADABLE as error:
        raise NoTimestamp.because("malformed") from error
    if its_nonce != nonce:
        raise NoTimestamp.because("nonce")
    if algorithm != "sha256" or hashed != root:
        raise NoTimestamp.because("imprint")


def _is_token(der: bytes) -> bool:
    """Whether this is a token by its shape, only not one whose signature holds."""
    from asn1crypto import cms

    from manju.proof.certificates import UNREADABLE

    try:
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        return len(signed["signer_infos"]) == 1 and bool(signed["signer_infos"][0]["signature"].native)
    except UNREADABLE:
        return False


_ANOTHER: Final = Words("换一家时间戳机构，或稍后再试。", "Use another authority, or try again later.")
_DISTRUST: Final = Words(
    "答复不可信，没有保存。请换一家时间戳机构。",
    "The answer is not to be trusted and was not kept. Use another authority.",
)
REFUSALS: Final[dict[str, tuple[Words, Words]]] = {
    "nonce": (Words("答复的随机数不是我们给的：可能是旧答复重放。",
                    "The answer's nonce is not ours: it may be an old answer played back."), _DISTRUST),
    "imprint": (Words("答复盖的不是我们的摘要。", "The answer stamps another digest than ours."), _DISTRUST),
    "certificate": (Words("答复的签名或证书不对。", "The answer's signature or certificate is wrong."), _DISTRUST),
    "expired": (Words("时间戳机构的证书不在有效期内。",
                      "The authority's certificate is not within its term."), _DISTRUST),
    "rejected": (Words("时间戳机构拒绝了请求。", "The authority refused the request."), _ANOTHER),
    "malformed": (Words("答复不是时间戳。", "The answer is no timestamp."), _ANOTHER),
    "http": (Words("时间戳机构没有正常答复。", "The authority did not answer as it should."), _ANOTHER),
    "timeout": (Words("时间戳机构没有在限时内答完。", "The authority did not answer in time."), _ANOTHER),
    "unreachable": (Words("连不上时间戳机构。", "The authority cannot be reached."), _ANOTHER),
}  # fmt: skip
"""By code: what happened, and what to do."""
