"""How a contract file is refused: the limits, and the sentences that say why and what to do."""

from __future__ import annotations

from typing import Final

from manju.money.errors import InputError
from manju.words import Words

MAX_BYTES: Final = 50 << 20  # a file; real contracts have < 5 MB
MAX_UNPACKED: Final = 100 << 20  # all parts that are read of a DOCX
MAX_PARTS: Final = 5_000
MAX_PAGES: Final = 600
MAX_CHARACTERS: Final = 2_000_000  # of text; the longest licences have 200,000, 400 full pages 1,200,000


def refused(code: str, message: Words, hint: Words) -> InputError:
    return InputError(code, message, hint)


def not_a_licence(why: Words | None = None) -> InputError:
    """The error for everything that is no licence contract."""
    return InputError(
        "not_a_licence",
        why or Words("这看起来不是授权合同。", "This does not look like a licence contract."),
        Words(
            "交来授权、许可合同的 DOCX、PDF、TXT，或 `manju schema contract` 的 JSON。",
            "Give a licence contract as DOCX, PDF or TXT, or JSON of `manju schema contract`.",
        ),
    )


def too_large() -> InputError:
    return InputError(
        "too_large",
        Words("文件展开后太大，不读。", "Unpacked, the file is too large and is not read."),
        Words(
            "合同一般只有几百 KB；请核对文件来源。", "Contracts have a few hundred KB; check where the file is from."
        ),
    )


def damaged(kind: str) -> InputError:
    return InputError(
        "damaged",
        Words(f"这个 {kind} 文件坏了，打不开。", f"This {kind} file is damaged and cannot be opened."),
        Words("重新导出或另存一份。", "Export or save it again."),
    )
