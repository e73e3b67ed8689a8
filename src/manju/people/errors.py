"""What an action says when it cannot be done: a sentence, and the field it is about."""

from __future__ import annotations

from manju.words import Words


class Refused(ValueError):
    """The action was not done, nothing was changed; `field` names what to put right, empty for the whole."""

    def __init__(self, said: Words, *, field: str = "") -> None:
        super().__init__(said.en)
        self.said = said
        self.field = field
