"""What can be wrong with a file, said so that its owner knows what to do next."""

from __future__ import annotations

from manju.words import Said


class MediaError(Said):
    """A file or request the media cellar refuses (`no_video`, `too_many_pixels` …)."""


class Cancelled(Exception):
    """The person who started the work has stopped it."""
