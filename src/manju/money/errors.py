"""What can be wrong with a file of money or rights, said so that its owner knows what to do next."""

from __future__ import annotations

from manju.words import Said


class InputError(Said):
    """A file or document the money cellar refuses as a whole (`unknown_key`, `shares_not_one` …).

    Single bad rows are reported, not raised.
    """
