"""Content credentials (C2PA): signing a finished file with who made it and how, and reading that back."""

from manju.media.provenance.checking import Credentials, check
from manju.media.provenance.identity import Identity, load_identity, make_identity
from manju.media.provenance.signing import Claim, Signed, is_available, sign

__all__ = [
    "Claim", "Credentials", "Identity", "Signed", "check", "is_available", "load_identity", "make_identity", "sign",
]  # fmt: skip
