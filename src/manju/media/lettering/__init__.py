"""Lettering: layers of captions and sound words per language, as comic pages have them, laid on a text-free master."""

from manju.media.lettering.laying import Laid, boxes, inputs_of, lay_out, overlays, shown_in
from manju.media.lettering.pages import compose_page
from manju.media.lettering.spans import LetteringSpan, lettering_key, read_layers, span_of

__all__ = [
    "Laid",
    "LetteringSpan",
    "boxes",
    "compose_page",
    "inputs_of",
    "lay_out",
    "lettering_key",
    "overlays",
    "read_layers",
    "shown_in",
    "span_of",
]
