"""What can be wrong with a file of money or rights, said so that its owner knows what to do next."""

from __future__ import annotations

from manju.words import Words


class InputError(Exception):
    """A file or document the money cellar refuses as a whole; single bad rows are reported, not raised.

    `code` is stable (`unknown_key`, `shares_not_one` …), `message` says what happened, `hint` what to do.
    Never raised for a fault of the program itself.
    """

    def __init__(self, code: str, message: Words, hint: Words) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[InputError], tuple[str, Words, Words]]:
        """So that it comes through from another process."""
        return type(self), (self.code, self.message, self.hint)
