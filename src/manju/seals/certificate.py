"""The certificate of a seal as PDF: in both languages, made from the portable proof and nothing else but the names."""

from __future__ import annotations

import io
import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from manju.media.typesetting import typeset
from manju.proof.tokens import read_token
from manju.seals.anchors.names import KINDS, REFERENCE, worth_of
from manju.seals.certificate_words import LABELS, LEVELS, LIMITS, PROVES, STEPS, TITLE, WEAK
from manju.seals.models import EvidenceItem
from manju.seals.names import ORIGIN_NAMES
from manju.words import Language, Words

__all__ = ["certificate_of", "qr_text"]

GROUP: Final = 8  # hex characters to a group, as people compare them

Json = dict[str, Any]  # Any: JSON


def certificate_of(row: EvidenceItem, proof: bytes, *, language: Language) -> bytes:
    """The certificate as PDF/A; the reader's language comes first, the other beside it. Equal proofs, equal bytes.

    Raises:
        MediaError: `glyph_missing`: a name holds a character that no font here has.
    """
    document: Json = json.loads(proof)
    at = _sealed_at(document, row)
    data = {
        "date": [at.year, at.month, at.day],
        "lang": language, "level": document["level"], "title": _two(TITLE, language),
        "studio": _two(row.studio.name, language), "kind": _two(row.kind_name, language),
        "stamp": _two(LEVELS[document["level"]], language), "number": document["item"]["batch_id"][:8],
        "proves": _two(PROVES[document["level"]].fill(t=f"{at:%Y-%m-%d %H:%M:%S} (UTC+8)"), language),
        "weak": None if document["level"] == "authority" else _two(WEAK, language),
        "facts": [[_two(label, language), value, mono] for label, value, mono in _facts(document)],
        "stamps": [[[_two(label, language), value, mono] for label, value, mono in _stamp(one)]
                   for one in document["timestamps"]]
        + [[[_two(label, language), value, mono] for label, value, mono in _anchor(one, language)]
           for one in document["anchors"]],
        "limits": [_two(words, language) for words in LIMITS], "steps": [_two(words, language) for words in STEPS],
        "limits-title": _two(Words("这份存证不证明什么", "What it does not prove"), language),
        "steps-title": _two(Words("怎么核验", "How to check it"), language),
        "proves-title": _two(Words("这份存证证明什么", "What it proves"), language),
        "scan": _two(LABELS["scan"], language),
    }  # fmt: skip
    pictures = {"qr.svg": _qr(qr_text(document))}
    return typeset(Path(__file__).parent / "certificate.typ", data, pictures=pictures, language=language)


def qr_text(document: Json) -> str:
    """What the code holds: enough to find the proof, and to compare file, batch and proof by hand."""
    item = document["item"]
    return "\n".join(
        (
            "manju-proof/1",
            f"sha256 {item['sha256']}",
            f"batch {item['batch_id']} {item['leaf_index']}/{item['tree_size']}",
            f"root {document['tree']['root_sha256']}",
            f"sealed {document['sealed_at'] or '-'} {document['level']}",
            f"proof {document['proof_sha256']}",
        )
    )


def _facts(document: Json) -> list[tuple[Words, str, bool]]:
    """Label, value, whether it is digits to compare."""
    item, entry = document["item"], document["log"]
    place = Words("第 {i} 件，共 {n} 件", "{i} of {n}").fill(i=item["leaf_index"] + 1, n=item["tree_size"])
    log = Words("第 {n} 条，钥匙 {k}", "Entry {n}, key {k}").fill(n=entry["entry"], k=entry["key_id"][:16])
    origin = ORIGIN_NAMES[item["origin"]]
    return [
        (LABELS["name"], item["name"], False),
        (LABELS["title"], item["title"] or "—", False),
        (LABELS["author"], item["author"] or "—", False),
        (LABELS["created_at"], item["created_at"], False),
        (LABELS["origin"], f"{origin.zh} {origin.en}", False),
        (LABELS["size"], f"{item['size_bytes']:,} B", False),
        (LABELS["sha256"], _groups(item["sha256"]), True),
        (LABELS["sm3"], _groups(item["sm3"]), True),
        (LABELS["batch"], item["batch_id"], True),
        (LABELS["leaf"], f"{place.zh} · {place.en}", False),
        (LABELS["root"], _groups(document["tree"]["root_sha256"]), True),
        (LABELS["log"], f"{log.zh} · {log.en}", False),
        (LABELS["proof"], _groups(document["proof_sha256"]), True),
    ]


def _stamp(stamp: Json) -> list[tuple[Words, str, bool]]:
    signer = read_token(b64decode(stamp["token"])).signer
    return [
        (LABELS["authority"], stamp["url"], False),
        (LABELS["gen_time"], stamp["gen_time"], False),
        (LABELS["signer"], signer.subject.rfc4514_string(), False),
    ]


def _anchor(anchor: Json, language: Language) -> list[tuple[Words, str, bool]]:
    """Where else the root lies, and what that is worth: looked up there, not proved by the proof itself."""
    kind = anchor["kind"]
    name = KINDS[kind].name if kind in KINDS else Words(kind, kind)
    return [
        (LABELS["anchor"], f"{name.in_language(language)} · {anchor['where']}", False),
        (REFERENCE.get(kind, LABELS["reference"]), anchor["reference"], True),
        (LABELS["placed_at"], anchor["placed_at"], False),
        (LABELS["worth"], " ".join(_two(worth_of(kind), language)), True),
    ]


def _sealed_at(document: Json, row: EvidenceItem) -> datetime:
    """The earliest stamp, else when the batch was entered in the log; in the studio's time."""
    said = document["sealed_at"]
    return timezone.localtime(datetime.fromisoformat(said) if said else row.leaf.batch.made_at)


def _two(words: Words, language: Language) -> list[str]:
    """The reader's language, then the other."""
    return [words.zh, words.en] if language == "zh" else [words.en, words.zh]


def _groups(digits: str) -> str:
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def _qr(text: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, scale=4, dark="#1c1814", xmldecl=False)
    return out.getvalue()
