"""Putting a prompt and a seed into a ComfyUI graph that somebody prepared."""

from __future__ import annotations

import copy
from typing import Any, Final

from manju.media.generation.comfyui import TEXTS, Graph, _Walk
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["check_graph", "filled"]

PLACES: Final = ("%prompt%", "%negative%", "%seed%")


def check_graph(value: object) -> Graph:
    """A graph in the API format with a node that saves pictures.

    Raises:
        InputError: `no_graph`, `page_format`, `no_save_node`.
    """
    if isinstance(value, dict) and isinstance(value.get("nodes"), list):
        raise InputError(
            "page_format",
            Words("这是页面格式的工作流。", "This is a workflow in the page’s own format."),
            Words("在 ComfyUI 里选“导出（API）”，再贴过来。", "In ComfyUI choose “Export (API)” and paste that."),
        )
    if not isinstance(value, dict) or not value or not all(
        isinstance(n, dict) and "class_type" in n and isinstance(n.get("inputs"), dict) for n in value.values()
    ):  # fmt: skip
        raise InputError(
            "no_graph",
            Words("这不是 ComfyUI 的工作流。", "This is no workflow of ComfyUI."),
            Words("贴“导出（API）”得到的 JSON。", "Paste the JSON that “Export (API)” gives."),
        )
    if not any("save" in str(n["class_type"]).lower() or n["class_type"] == "PreviewImage" for n in value.values()):
        raise InputError(
            "no_save_node",
            Words("工作流里没有保存图片的节点。", "No node of the workflow saves a picture."),
            Words("加一个 SaveImage 再导出。", "Add SaveImage and export again."),
        )
    return {str(k): v for k, v in value.items()}


def filled(graph: Graph, *, prompt: str, negative: str, seed: int) -> Graph:
    """The graph with these in it: at `%prompt%`, `%negative%`, `%seed%` where it has such places, else at the texts
    and seeds that its sampler hangs on. The graph given is not changed.

    >>> g = {"1": {"class_type": "X", "inputs": {"text": "a %prompt%", "seed": "%seed%"}}}
    >>> filled(g, prompt="lamp", negative="", seed=7)["1"]["inputs"]
    {'text': 'a lamp', 'seed': 7}
    """
    out: Graph = copy.deepcopy(graph)
    if any(isinstance(v, str) and any(p in v for p in PLACES) for n in out.values() for v in n["inputs"].values()):
        for node in out.values():
            for key, value in node["inputs"].items():
                node["inputs"][key] = _put(value, prompt, negative, seed)
        return out
    walk = _Walk(out)
    for start in walk.savers(""):
        samplers = walk.samplers(start)
        for name in samplers:
            given = walk.given(name)
            guider = walk.link(given.get("guider"))
            inner = walk.given(guider[0]) if guider else given
            _write(walk, inner.get("positive", inner.get("conditioning")), prompt)
            if negative:
                _write(walk, inner.get("negative"), negative)
            for key in ("seed", "noise_seed"):
                if key in given and not walk.link(given[key]):
                    given[key] = seed
                elif key in given or (noise := walk.link(given.get("noise"))):
                    source = walk.link(given.get(key)) or noise
                    for inside in ("noise_seed", "seed", "value"):
                        if source and isinstance(walk.given(source[0]).get(inside), int):
                            walk.given(source[0])[inside] = seed
        if samplers:
            return out
    return out


def _put(value: Any, prompt: str, negative: str, seed: int) -> Any:  # Any: a value of a node
    if not isinstance(value, str):
        return value
    if value == "%seed%":
        return seed
    return value.replace("%prompt%", prompt).replace("%negative%", negative).replace("%seed%", str(seed))


def _write(walk: _Walk, value: object, text: str) -> None:
    """Into the first node on the way back that holds the text itself."""
    link, seen = walk.link(value), set[str]()
    while link is not None and link[0] not in seen:
        seen.add(link[0])
        given = walk.given(link[0])
        keys = [k for k in TEXTS if isinstance(given.get(k), str)]
        if keys:
            for key in keys:
                given[key] = text
            return
        texts = (
            [given[k] for k in TEXTS if k in given]
            or [v for k, v in given.items() if "conditioning" in k]
            or list(given.values())
        )
        link = next((found for v in texts if (found := walk.link(v))), None)
