"""ComfyUI's page format (`workflow`) as the API format: values by position become values by name."""

from __future__ import annotations

from typing import Any, Final

from manju.media.generation.comfyui import Graph

__all__ = ["graph_of_page"]

SKIPPED: Final = (2, 4)  # muted, bypassed
AFTER: Final = ("fixed", "increment", "decrement", "randomize", "increment-wrap")
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "KSampler": ("seed", "+", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": (
        "add_noise", "noise_seed", "+", "steps", "cfg", "sampler_name", "scheduler", "start_at_step", "end_at_step",
        "return_with_leftover_noise",
    ),
    "SamplerCustom": ("add_noise", "noise_seed", "+", "cfg"),
    "RandomNoise": ("noise_seed", "+"),
    "KSamplerSelect": ("sampler_name",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "CFGGuider": ("cfg",),
    "FluxGuidance": ("guidance",),
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "CheckpointLoader": ("config_name", "ckpt_name"),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "EmptySD3LatentImage": ("width", "height", "batch_size"),
    "SaveImage": ("filename_prefix",),
    "LoadImage": ("image", "upload"),
    "PrimitiveNode": ("value", "+"),
}  # fmt: skip
"""Widgets of the common nodes in the order of the page; `+` is the control that follows a seed."""


def graph_of_page(page: dict[str, Any]) -> Graph:
    """The nodes of a page in the API format; muted ones are left out, bypassed ones are gone round.

    `Any`: JSON. A page of another shape gives an empty graph.
    """
    nodes = [n for n in page.get("nodes", ()) if isinstance(n, dict) and "id" in n]
    links = {row[0]: row for row in map(_link, page.get("links", ())) if row is not None}
    by_id = {str(n["id"]): n for n in nodes}
    graph: Graph = {}
    for node in nodes:
        if node.get("mode") in SKIPPED:
            continue
        given = _widgets(node)
        for entry in node.get("inputs") or ():
            row = links.get(entry.get("link")) if isinstance(entry, dict) else None
            source = _source(row, by_id, links) if row is not None else None
            if source is not None:
                given[str(entry.get("name", ""))] = source
        graph[str(node["id"])] = {"class_type": str(node.get("type", "")), "inputs": given}
    return graph


def _link(row: object) -> tuple[Any, str, int, str] | None:
    """Number, node it comes from, slot there, type; rows are lists, in newer pages objects."""
    if isinstance(row, list) and len(row) >= 6:
        return row[0], str(row[1]), row[2] if isinstance(row[2], int) else 0, str(row[5])
    if isinstance(row, dict) and "id" in row and "origin_id" in row:
        slot = row.get("origin_slot")
        return row["id"], str(row["origin_id"]), slot if isinstance(slot, int) else 0, str(row.get("type", ""))
    return None


def _source(row: tuple[Any, str, int, str], by_id: dict[str, Any], links: dict[Any, Any]) -> list[Any] | None:
    """Where a link comes from, past bypassed nodes: these hand on their first input of the same type."""
    for _ in range(50):
        node = by_id.get(row[1])
        if node is None or node.get("mode") == 2:
            return None
        if node.get("mode") != 4:
            return [row[1], row[2]]
        inner = [links.get(e.get("link")) for e in node.get("inputs") or () if isinstance(e, dict)]
        same = [one for one in inner if one is not None and one[3] == row[3]]
        if not same:
            return None
        row = same[0]
    return None


def _widgets(node: dict[str, Any]) -> dict[str, Any]:
    values = node.get("widgets_values")
    if isinstance(values, dict):
        return dict(values)
    if not isinstance(values, list):
        return {}
    names = ORDER.get(str(node.get("type", "")))
    if names is None:
        named = [
            e["widget"].get("name")
            for e in node.get("inputs") or ()
            if isinstance(e, dict) and isinstance(e.get("widget"), dict)
        ]
        return _by_name([str(n) for n in named], values) if named else _by_guess(values)
    given = {}
    for name, value in zip(names, values, strict=False):
        if name != "+":
            given[name] = value
    return given


def _by_name(names: list[str], values: list[Any]) -> dict[str, Any]:
    """Widgets that are named one by one; what follows a seed and says how it goes on is no widget of its own."""
    given, at = {}, 0
    for name in names:
        if at >= len(values):
            break
        given[name] = values[at]
        at += 1
        if "seed" in name and at < len(values) and values[at] in AFTER:
            at += 1
    return given


def _by_guess(values: list[Any]) -> dict[str, Any]:
    """Of a node that is not known: its longest text, and the first whole number if it has but one."""
    texts = [v for v in values if isinstance(v, str) and v not in AFTER]
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    given: dict[str, Any] = {"text": max(texts, key=len)} if texts else {}
    return given | ({"value": numbers[0]} if len(numbers) == 1 else {})
