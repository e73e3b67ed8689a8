"""What every generator is asked, what it gives, and the two ways in which it can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from manju.media.errors import MediaError

__all__ = ["Asked", "Came", "GeneratorDown", "GeneratorRefuses", "Report", "Stopped"]

Stopped = Callable[[], bool]
Report = Callable[[float], None]


class GeneratorRefuses(MediaError):
    """The server is there and says no: trying again does not help."""


class GeneratorDown(Exception):
    """The server cannot be reached, or broke off: it may answer later."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: what is wanted, how many, how large. `size`: `1024x1536`, empty for the server's own."""

    prompt: str
    negative_prompt: str = ""
    seed: int = 0
    many: int = 1
    size: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What came: pictures with the names the server gives them, the prompt as the server rewrote it, its settings."""

    pictures: tuple[tuple[str, bytes], ...]
    revised_prompt: str = ""
    model: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)  # Any: JSON
