"""Covers: the best moments of a master, cut for every size a channel asks for, with a title that can be read."""

from manju.media.cover.finding import Candidate, find_candidates
from manju.media.cover.making import AS_FOUND, CoverChoice, Look, look_of, make_covers, replace_covers
from manju.media.cover.scoring import Face, FaceFinder, Reasons, find_faces
from manju.media.cover.shaping import Shaped, shape
from manju.media.cover.title import STYLES, Style, TitleSet, set_title
from manju.media.cover.writing import take_frame, write_cover

__all__ = [
    "AS_FOUND",
    "STYLES",
    "Candidate",
    "CoverChoice",
    "Face",
    "FaceFinder",
    "Look",
    "Reasons",
    "Shaped",
    "Style",
    "TitleSet",
    "find_candidates",
    "find_faces",
    "look_of",
    "make_covers",
    "replace_covers",
    "set_title",
    "shape",
    "take_frame",
    "write_cover",
]
