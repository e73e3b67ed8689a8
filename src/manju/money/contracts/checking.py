"""The term check on a file: documents as they are, structured terms through the clauses they would be written as."""

from __future__ import annotations

import json
from pathlib import Path

from manju.money.contracts.drafting import as_paper
from manju.money.contracts.judging import Checked, check
from manju.money.contracts.reading import read_paper
from manju.money.contracts.refusing import not_a_licence
from manju.money.contracts.structured import ContractTerms
from manju.money.documents import load
from manju.words import Words, language


def check_file(path: Path) -> Checked:
    """Read and judge one contract file; JSON is read as structured terms (`manju schema contract`).

    Raises `InputError` (see `reading.read_paper`, `judging.check`, `documents.load`).
    """
    if path.suffix.lower() == ".json" and path.is_file():
        if not _of_ours(path):
            raise not_a_licence(Words("这个 JSON 不是授权条款。", "This JSON holds no licence terms."))
        return check(as_paper(load(ContractTerms, path), language()))
    return check(read_paper(path))


def _of_ours(path: Path) -> bool:
    """Whether a JSON file means to be terms of a contract: an object with a key of theirs."""
    try:
        plain = json.loads(path.read_bytes()[: 8 << 20])
    except (ValueError, RecursionError):
        return True  # `load` says what is wrong with it
    return isinstance(plain, dict) and bool(set(plain) & set(ContractTerms.model_fields))
