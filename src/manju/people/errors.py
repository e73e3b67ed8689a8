"""What an action says when it cannot be done: a sentence, and the field it is about."""

from __future__ import annotations

from manju.words import Words


class Refused(Exception):
    """The action was not done, nothing was changed; `message` says why and what to do.

    `field` names what to put right, empty for the whole.
    """

    def __init__(self, message: Words, *, field: str = "") -> None:
        super().__init__(message.en)
        self.message = message
        self.field = field
