"""Mixing: dubs, music and effects laid over a film's own sound, which gives way while somebody speaks."""

from manju.media.mixing.ducking import Curve, activity, duck
from manju.media.mixing.mixing import Mixed, mix_sound
from manju.media.mixing.stems import Mix, Stem, StemFacts, StemKind, look_at_stem, read_stem

__all__ = [
    "Curve",
    "Mix",
    "Mixed",
    "Stem",
    "StemFacts",
    "StemKind",
    "activity",
    "duck",
    "look_at_stem",
    "mix_sound",
    "read_stem",
]
