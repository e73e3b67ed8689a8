"""`manju evidence …`: seals, proofs and their verification."""

from __future__ import annotations

import click

from manju.cli.lazy import LazyGroup

COMMANDS = {
    "pack": "manju.cli.evidence_pack:pack",
    "retry": "manju.cli.evidence_seal:retry",
    "seal": "manju.cli.evidence_seal:seal",
    "verify": "manju.cli.evidence_verify:verify",
}


@click.group(cls=LazyGroup, targets=COMMANDS)
def evidence() -> None:
    """封存与证明 · Seals and proofs."""
