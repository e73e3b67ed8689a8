"""Whether a proof holds for a file, from nothing but the two: all that is wrong, the particular before the general.

Codes: `file` (another file), `tree` (not in the sealed batch, or not in the log), `token` (an authority's token),
`time` (a time that is not the token's), `authority` (who vouches), `proof` (the proof file itself was changed). Each
part is judged for itself, so a forger who puts the sum of the proof right again is still caught by the part he changed.
Not judged, since no file can prove it: that what was sealed was true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from manju.proof.canonical import NotJson, canonical, is_canonical, read_json
from manju.proof.digests import Digests, digests_of, sha256_hex
from manju.proof.errors import ProofError
from manju.proof.log import Entry, SignedHead
from manju.proof.merkle import leaf_hash, root_of_path
from manju.proof.portable import time_key
from manju.proof.shape import Shape, decoded, misshapen
from manju.proof.verdict_words import CODES, REASONS, Reason
from manju.words import Words

if TYPE_CHECKING:
    from cryptography import x509

    from manju.proof.tokens import Token

__all__ = ["LARGEST_PROOF", "Authority", "Reason", "Verdict", "verify", "verify_bytes"]

LARGEST_PROOF: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signed the earliest token; `trusted` is None when nobody said whom to trust."""

    subject: str | None = None
    sha256: str | None = None
    trusted: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, each code once. `sealed_at` is None unless all holds: alone, a time is worth nothing.

    `not_trusted`: tokens that lead to none of the certificates given, beside one that does; they count for nothing.
    """

    valid: bool
    sealed_at: str | None
    level: str | None
    authority: Authority
    reasons: tuple[Reason, ...]
    not_trusted: int = 0

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]

    def as_json(self) -> dict[str, object]:
        """The JSON of `manju evidence verify`."""
        return {
            "valid": self.valid,
            "sealed_at": self.sealed_at,
            "level": self.level,
            "authority": {"subject": self.authority.subject, "sha256": self.authority.sha256,
                          "trusted": self.authority.trusted},
            "reasons": [{"code": reason.code, "message": str(reason.message)} for reason in self.reasons],
            "timestamps_not_trusted": self.not_trusted,
        }  # fmt: skip


def verify(file: Path, proof: Path, *, trusted: Sequence[x509.Certificate] = ()) -> Verdict:
    """Judge a proof file against a file. With `trusted`, a token must lead to one of these certificates.

    Of several tokens one that does is enough, and it alone says the time: whoever can add a token of an authority of
    his own could else say an earlier one.

    Raises:
        ProofError: `file_unreadable` when one of the two is missing or cannot be read.
    """
    try:
        with proof.open("rb") as opened:
            data = opened.read(LARGEST_PROOF + 1)
        digests = digests_of(file)
    except OSError as error:
        raise ProofError(
            "file_unreadable",
            Words("读不到文件：{p}", "The file cannot be read: {p}").fill(p=error.filename or file),
            Words("检查路径和权限。", "Check the path and its permissions."),
        ) from error
    return verify_bytes(digests, data, trusted=trusted)


def verify_bytes(digests: Digests, proof: bytes, *, trusted: Sequence[x509.Certificate] = ()) -> Verdict:
    """`verify` for a file already hashed and a proof already read."""
    judging = _Judging(trusted)
    if len(proof) > LARGEST_PROOF:
        judging.add("proof", REASONS["too_large"])
        return judging.verdict(None)
    try:
        document = read_json(proof)
    except NotJson:
        judging.add("proof", REASONS["not_json"])
        return judging.verdict(None)
    if not isinstance(document, dict):
        judging.add("proof", REASONS["not_json"])
        return judging.verdict(None)
    judging.judge(document, digests)
    if not is_canonical(proof, document):
        judging.add("proof", REASONS["not_canonical"])
    return judging.verdict(document)


class _Judging:
    """One judgement under way: reasons found, tokens that hold."""

    def __init__(self, trusted: Sequence[x509.Certificate]) -> None:
        self.trusted = trusted
        self.found: dict[str, list[Words]] = {}
        self.held: list[Token] = []
        self.vouched: list[Token] = []
        self.strangers: list[Words] = []

    def add(self, code: str, message: Words) -> None:
        told = self.found.setdefault(code, [])
        if message not in told:
            told.append(message)

    def verdict(self, document: dict[str, Any] | None) -> Verdict:
        reasons = tuple(Reason.of(code, self.found[code]) for code in CODES if code in self.found)
        level = None if document is None else "authority" if document.get("timestamps") else "own_log"
        first = min(self.vouched or self.held, key=lambda token: time_key(token.gen_time), default=None)
        authority = Authority()
        if first is not None:
            from manju.proof.certificates import fingerprint

            trusted = "authority" not in self.found if self.trusted else None
            authority = Authority(first.authority, fingerprint(first.signer), trusted)
        sealed_at = first.gen_time if first is not None and not reasons else None
        return Verdict(not reasons, sealed_at, level, authority, reasons, len(self.strangers) if not reasons else 0)

    def judge(self, document: dict[str, Any], digests: Digests) -> None:
        shape = Shape.of(document)
        for code in misshapen(document, shape):
            self.add(code, REASONS["misshapen"])
        self._file(shape.item, digests)
        root = self._tree(document, shape)
        self._timestamps(document, shape, root)
        self._log(document, shape, root)
        for anchor in shape.anchors:
            if anchor.get("root_sha256") != shape.tree.get("root_sha256"):
                self.add("tree", REASONS["anchor_elsewhere"])
        if document.get("level") != ("authority" if document.get("timestamps") else "own_log"):
            self.add("proof", REASONS["level"])
        self._own_sum(document)

    def _file(self, item: dict[str, Any], digests: Digests) -> None:
        if item.get("sha256") != digests.sha256:
            self.add("file", REASONS["other_file"])
        elif item.get("size_bytes") != digests.size_bytes or item.get("sm3") != digests.sm3:
            self.add("file", REASONS["other_sums"])

    def _tree(self, document: dict[str, Any], shape: Shape) -> bytes | None:
        """The root, as the proof names it; whether the item leads there is judged on the way."""
        item, tree = shape.item, shape.tree
        root = decoded(tree.get("root_sha256"))
        path = [decoded(step) for step in tree["path"]] if isinstance(tree.get("path"), list) else [None]
        index, size = item.get("leaf_index"), item.get("tree_size")
        found = None
        if type(index) is int and type(size) is int and None not in path:
            try:
                leaf = leaf_hash(canonical(shape.item))
            except ValueError:
                leaf = b""
            found = root_of_path(leaf, index, size, [step for step in path if step is not None])
        if root is None or found != root:
            self.add("tree", REASONS["not_under_root"])
        return root

    def _timestamps(self, document: dict[str, Any], shape: Shape, root: bytes | None) -> None:
        times = [str(stamp.get("gen_time")) for stamp in shape.timestamps]
        earliest = min(times, key=time_key, default=None)
        if document.get("sealed_at", "") != earliest:
            self.add("time", REASONS["not_earliest"])
        if not shape.timestamps:
            if self.trusted:
                self.add("authority", REASONS["no_token"])
            return
        for number, stamp in enumerate(shape.timestamps, 1):
            self._timestamp(number, stamp, root)
        if self.trusted and not self.vouched:
            for message in self.strangers:
                self.add("authority", message)

    def _timestamp(self, number: int, stamp: dict[str, Any], root: bytes | None) -> None:
        from manju.proof.certificates import NotGood, check_authority, check_trusted
        from manju.proof.tokens import BadToken, read_token

        der = decoded(stamp.get("token"), base64=True)
        if der is None or sha256_hex(der) != stamp.get("token_sha256"):
            self.add("token", REASONS["token_changed"].fill(n=number))
        try:
            token = read_token(der or b"")
        except BadToken:
            self.add("token", REASONS["bad_token"].fill(n=number))
            return
        if token.imprint != root:
            self.add("token", REASONS["other_imprint"].fill(n=number))
        if token.gen_time != stamp.get("gen_time"):
            self.add("time", REASONS["other_time"].fill(n=number, t=token.gen_time))
        try:
            check_authority(token.signer, token.at)
        except NotGood as error:
            self.add("authority", REASONS["not_good"].fill(n=number, w=error.message))
        if token.imprint == root:
            self.held.append(token)
        if not self.trusted:
            return
        try:
            check_trusted(token.signer, others=token.others, trusted=self.trusted, at=token.at)
        except NotGood as error:
            self.strangers.append(REASONS["not_good"].fill(n=number, w=error.message))
        else:
            if token.imprint == root:
                self.vouched.append(token)

    def _log(self, document: dict[str, Any], shape: Shape, root: bytes | None) -> None:
        log = shape.log
        if log is None:
            if document.get("log") is None and not document.get("timestamps"):
                self.add("authority", REASONS["nobody"])
            return
        own_root, signature = decoded(log.get("root_sha256")), decoded(log.get("signature"), base64=True)
        path = [decoded(step) for step in log["path"]] if isinstance(log.get("path"), list) else [None]
        entry, size, key_id = log.get("entry"), log.get("tree_size"), log.get("key_id")
        readable = type(entry) is int and type(size) is int and None not in path and own_root is not None
        head = SignedHead(size if type(size) is int else 0, own_root or b"", str(key_id), signature or b"")
        steps = tuple(step for step in path if step is not None)
        if not readable or root is None or not Entry(entry or 0, head, steps).holds(root):
            self.add("tree", REASONS["not_in_log"])
        if not readable or signature is None or not head.is_signed():
            self.add("authority", REASONS["log_not_signed"])

    def _own_sum(self, document: dict[str, Any]) -> None:
        rest = {key: value for key, value in document.items() if key != "proof_sha256"}
        try:
            own = sha256_hex(canonical(rest))
        except ValueError:
            own = ""
        if document.get("proof_sha256") != own:
            self.add("proof", REASONS["changed"])
