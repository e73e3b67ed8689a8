"""Reading credentials back: whether the signature holds, the bytes are those that were signed, and whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from manju.media.provenance.signing import SOURCES, needed

__all__ = ["Credentials", "State", "check"]

State = Literal["trusted", "valid", "invalid", "absent"]
UNTRUSTED: Final = "signingCredential.untrusted"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a file's credentials say. `trusted`: signed under one of the anchors given; `valid`: signature and bytes
    hold, the signer is not known to us; `invalid`: something does not hold, `problems` names it; `absent`: none."""

    state: State
    title: str = ""
    maker: str = ""
    signer: str = ""
    generator: str = ""
    source: str = ""
    actions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.state in ("trusted", "valid")


def check(path: Path, *, anchors: bytes = b"") -> Credentials:
    """The credentials of a file. `anchors`: PEM certificates under which a signer counts as known.

    C2PA binds all boxes of an MP4 but its own and `ftyp`, `free`, `skip`; what is bound and changed is `invalid`.

    Raises:
        MediaError: `c2pa_missing`.
    """
    needed()
    import c2pa

    wanted: dict[str, Any] = {"verify": {"verify_trust": True, "remote_manifest_fetch": False}}  # Any: JSON
    if anchors:
        wanted["trust"] = {"trust_anchors": anchors.decode("ascii")}
    try:
        with (
            c2pa.Settings.from_dict(wanted) as settings,
            c2pa.Context(settings=settings) as context,
            c2pa.Reader(str(path), context=context) as reader,
        ):
            store = json.loads(reader.json())
            state = str(reader.get_validation_state() or "").lower()
            results = reader.get_validation_results() or {}
    except c2pa.C2paError as error:
        missing = "ManifestNotFound" in type(error).__name__ or "ManifestNotFound" in str(error)
        return Credentials("absent") if missing else Credentials("invalid", problems=(str(error)[:200],))
    manifest = store.get("manifests", {}).get(store.get("active_manifest", ""), {})
    failures = results.get("activeManifest", {}).get("failure", [])
    problems = tuple(str(f.get("code", "")) for f in failures if f.get("code") != UNTRUSTED)
    actions = _actions(manifest)
    return Credentials(
        "invalid" if problems or state not in ("trusted", "valid") else "trusted" if state == "trusted" else "valid",
        title=str(manifest.get("title", "")),
        maker=_maker(manifest),
        signer=str(manifest.get("signature_info", {}).get("issuer", "")),
        generator=str((manifest.get("claim_generator_info") or [{}])[0].get("name", "")),
        source=next((s.removeprefix(SOURCES) for a in actions if (s := str(a.get("digitalSourceType", "")))), ""),
        actions=tuple(str(a.get("action", "")) for a in actions),
        problems=problems,
    )


def _actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:  # Any: JSON of the manifest
    return [
        action
        for one in manifest.get("assertions", ())
        if str(one.get("label", "")).startswith("c2pa.actions")
        for action in one.get("data", {}).get("actions", ())
    ]


def _maker(manifest: dict[str, Any]) -> str:  # Any: JSON of the manifest
    for one in manifest.get("assertions", ()):
        if one.get("label") == "stds.schema-org.CreativeWork":
            for author in one.get("data", {}).get("author", ()):
                return str(author.get("name", ""))
    return ""
