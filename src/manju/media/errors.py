"""What can be wrong with a file, said so that its owner knows what to do next."""

from __future__ import annotations

from manju.words import Words


class MediaError(Exception):
    """A file or request the media cellar refuses.

    `code` is stable (`no_video`, `too_many_pixels` …), `message` says what happened, `hint` what to do.
    Never raised for a fault of the program itself.
    """

    def __init__(self, code: str, message: Words, hint: Words) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[MediaError], tuple[str, Words, Words]]:
        """So that it comes through from another process."""
        return type(self), (self.code, self.message, self.hint)


class Cancelled(Exception):
    """The person who started the work has stopped it."""
