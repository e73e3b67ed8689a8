"""What can be wrong with a file of money or rights, said so that its owner knows what to do next."""

from __future__ import annotations

from manju.words import Said, Words


class InputError(Said):
    """A file or document the money cellar refuses as a whole (`unknown_key`, `shares_not_one` …).

    Single bad rows are reported, not raised.
    """


def imported_before(name: str) -> InputError:
    """The same bytes have been imported: they count once."""
    return InputError(
        "duplicate_file",
        Words("这个文件已经导入过：{n}", "This file has been imported already: {n}").fill(n=name),
        Words("换一个文件。", "Choose another file."),
    )
