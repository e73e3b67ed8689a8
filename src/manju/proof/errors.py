"""What the proof cellar refuses, said so that its reader knows what to do next."""

from __future__ import annotations

from manju.words import Said


class ProofError(Said):
    """A file, certificate or wish that the proof cellar refuses (`no_certificate`, `empty_batch` …)."""
