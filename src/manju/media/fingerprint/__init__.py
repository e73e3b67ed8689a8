"""Fingerprint, version 1: which registered master a file shows, and which seconds of it."""

from manju.media.fingerprint.extracting import Extractor, extract
from manju.media.fingerprint.finding import Place, Placed
from manju.media.fingerprint.index import Index
from manju.media.fingerprint.prints import FINGERPRINT_VERSION, Fingerprint
from manju.media.fingerprint.suspects import Query, ask, look

__all__ = [
    "FINGERPRINT_VERSION", "Extractor", "Fingerprint", "Index", "Place", "Placed", "Query", "ask", "extract", "look",
]  # fmt: skip
