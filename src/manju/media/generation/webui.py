"""The `parameters` text of Stable Diffusion WebUI, Forge, SD.Next and Fooocus: prompt, negative prompt, settings."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["Parameters", "read_parameters"]

Parameters = tuple[str, str, dict[str, Any]]
"""Prompt, negative prompt, settings by their names. `Any`: JSON values that a tool wrote."""
_NEGATIVE: Final = re.compile(r"^\s*Negative prompt:", re.IGNORECASE)
_STEPS: Final = re.compile(r"^\s*Steps:\s*\d", re.IGNORECASE)
_PAIR: Final = re.compile(r"\s*([\w][\w \-/().+]*?):\s*")
_TEMPLATE: Final = re.compile(r"^(Negative )?Template:\s*", re.IGNORECASE)


def read_parameters(text: str) -> Parameters | None:
    """Take the text apart; None when it is no such text.

    The settings are the last line that begins with `Steps:` (or has three and more `name: value`), with what
    follows it; values in quotes, brackets or braces keep their commas.

    >>> read_parameters('a lamp\\nNegative prompt: blurry\\nSteps: 20, Seed: 7, Lora hashes: "a: 1, b: 2"')
    ('a lamp', 'blurry', {'Steps': '20', 'Seed': '7', 'Lora hashes': 'a: 1, b: 2'})
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = _settings_at(lines)
    settings: dict[str, Any] = {}
    if at is not None:
        rest = []
        for line in lines[at:]:
            rest.append(line) if not _TEMPLATE.match(line) else settings.update(_template(line))
        settings = read_settings("\n".join(rest)) | settings
        lines = lines[:at]
    elif not any(_NEGATIVE.match(line) for line in lines):
        return None
    prompt: list[str] = []
    negative: list[str] = []
    into = 0
    for line in lines:
        if _NEGATIVE.match(line) and not into:
            into, line = 1, _NEGATIVE.sub("", line, count=1)  # noqa: PLW2901  # the rest of the line
        (negative if into else prompt).append(line.strip())
    return "\n".join(prompt).strip(), "\n".join(negative).strip(), settings


def read_settings(text: str) -> dict[str, Any]:
    """`name: value, name: "value, with comma", name: {"json": 1}`; what has no name belongs to the value before."""
    found: dict[str, Any] = {}
    at, last = 0, ""
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            end = _comma(text, at)
            if last and isinstance(found[last], str) and text[at:end].strip():
                found[last] += f", {text[at:end].strip()}"
            at = end + 1
            continue
        value, at = _value(text, match.end())
        last = match[1].strip()
        while last in found:
            last += "'"
        found[last] = value
        at = _comma(text, at) + 1
    return found


def _settings_at(lines: list[str]) -> int | None:
    for at in range(len(lines) - 1, -1, -1):
        if _STEPS.match(lines[at]):
            return at
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].strip():
            known = read_settings(lines[at]) if not _NEGATIVE.match(lines[at]) else {}
            return at if len(known) >= 3 and {"Seed", "Sampler", "Model", "Size", "CFG scale"} & set(known) else None
    return None


def _value(text: str, at: int) -> tuple[Any, int]:
    """The value that begins here and where it ends."""
    if at < len(text) and text[at] in '"[{':
        try:
            value, end = json.JSONDecoder(parse_constant=lambda _: None).raw_decode(text, at)
        except (ValueError, RecursionError):
            end = _closing(text, at) if text[at] == '"' else 0
            if end:
                return text[at + 1 : end - 1], end
        else:
            if _comma(text, end) == len(text) or not text[end : _comma(text, end)].strip():
                return value, end
    end = _comma(text, at)
    return text[at:end].strip(), end


def _closing(text: str, at: int) -> int:
    """After the closing quote; 0 when there is none."""
    end = text.find('"', at + 1)
    while end > 0 and text[end - 1] == "\\":
        end = text.find('"', end + 1)
    return end + 1 if end > 0 else 0


def _comma(text: str, at: int) -> int:
    end = text.find(",", at)
    line = text.find("\n", at)
    ends = [e for e in (end, line) if e >= 0]
    return min(ends) if ends else len(text)


def _template(line: str) -> dict[str, str]:
    name, _, value = line.partition(":")
    return {name.strip(): value.strip()}
