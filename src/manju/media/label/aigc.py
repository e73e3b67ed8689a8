"""The implicit label: which fields it has and when it is compliant (GB 45438-2025, appendix; in force 2025-09-01)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

KEYS: Final = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)


@dataclass(frozen=True, slots=True)
class AigcLabel:
    """The seven fields of the `AIGC` metadata value.

    `Label`: "1" generated, "2" possibly generated, "3" suspected. The first three must not be empty.

    >>> AigcLabel("1", "001191110000MA01", "ep-7").to_json().startswith('{"Label": "1"')
    True
    """

    label: str
    content_producer: str
    produce_id: str
    reserved_code1: str = ""
    content_propagator: str = ""
    propagate_id: str = ""
    reserved_code2: str = ""

    def as_dict(self) -> dict[str, str]:
        return dict(
            zip(
                KEYS,
                (
                    self.label,
                    self.content_producer,
                    self.produce_id,
                    self.reserved_code1,
                    self.content_propagator,
                    self.propagate_id,
                    self.reserved_code2,
                ),
                strict=True,
            )
        )

    def to_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False)
