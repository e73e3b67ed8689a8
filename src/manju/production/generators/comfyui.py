"""ComfyUI over HTTP: POST /prompt, GET /history/{id}, GET /view; cancelled by /queue and /interrupt.

Protocol: ComfyUI `server.py` (routes `/prompt`, `/history`, `/view`, `/queue`, `/interrupt`).
"""

from __future__ import annotations

import time
import uuid
from typing import Any, Final
from urllib.parse import urlencode

from manju.media.errors import Cancelled
from manju.media.generation.comfyui import Graph, read_graph
from manju.media.generation.comfyui_fill import filled
from manju.production.generators.shape import Asked, Came, GeneratorDown, GeneratorRefuses, Report, Stopped
from manju.production.generators.talking import Server, call, said
from manju.words import Words

__all__ = ["generate"]

LOOK_S: Final = 0.5
LONGEST_S: Final = 3600.0


def generate(
    server: Server, graph: Graph, asked: Asked, *, cancelled: Stopped, report: Report, look_s: float = LOOK_S
) -> Came:
    """Run the prepared graph with this prompt once per picture wanted; seeds count up from the one asked.

    Raises:
        GeneratorRefuses: `graph_refused`, `generation_failed`, `no_pictures`.
        GeneratorDown, Cancelled.
    """
    pictures: list[tuple[str, bytes]] = []
    told = None
    for n in range(asked.many):
        ready = filled(graph, prompt=asked.prompt, negative=asked.negative_prompt, seed=asked.seed + n)
        told = told or read_graph(ready)
        number = _queue(server, ready, cancelled)
        try:
            outputs = _wait(server, number, cancelled, look_s)
        except Cancelled:
            _stop(server, number)
            raise
        pictures += [_fetch(server, one, cancelled) for one in outputs]
        report((n + 1) / asked.many)
    parameters = dict(told.parameters) if told else {}
    return Came(tuple(pictures), model=told.model if told else "", parameters=parameters)


def _queue(server: Server, graph: Graph, cancelled: Stopped) -> str:
    answer = call(server, "POST", "/prompt", {"prompt": graph, "client_id": uuid.uuid4().hex}, cancelled=cancelled)
    found = answer.json
    if answer.status == 200 and isinstance(found, dict) and found.get("prompt_id"):
        return str(found["prompt_id"])
    raise GeneratorRefuses(
        "graph_refused",
        Words("ComfyUI 不接受这个工作流：{why}", "ComfyUI refuses the workflow: {why}").fill(
            why=_faults(found) or said(answer) or answer.status
        ),
        Words("在 ComfyUI 里跑通一次，再导出（API）。", "Run it in ComfyUI once, then export it (API) again."),
    )


def _wait(server: Server, number: str, cancelled: Stopped, look_s: float) -> list[dict[str, Any]]:
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        answer = call(server, "GET", f"/history/{number}", cancelled=cancelled)
        found = answer.json
        entry = found.get(number) if isinstance(found, dict) else None
        if isinstance(entry, dict):
            status: dict[str, Any] = entry["status"] if isinstance(entry.get("status"), dict) else {}
            if status.get("status_str") == "error":
                raise _failed(status)
            outputs = entry.get("outputs") or {}
            images = [i for n in outputs.values() for i in n.get("images", ()) if i.get("filename")]
            saved = [i for i in images if i.get("type") == "output"] or images
            if saved:
                return saved
            if status.get("completed", True):
                raise GeneratorRefuses(
                    "no_pictures",
                    Words("ComfyUI 跑完了，没有出图。", "ComfyUI finished without a picture."),
                    Words("工作流的最后要有 SaveImage。", "The workflow must end in SaveImage."),
                )
        _sleep(look_s, cancelled)
    raise GeneratorDown("no result within an hour")


def _fetch(server: Server, image: dict[str, Any], cancelled: Stopped) -> tuple[str, bytes]:
    query = urlencode({k: str(image.get(k, "")) for k in ("filename", "subfolder", "type")})
    answer = call(server, "GET", f"/view?{query}", cancelled=cancelled)
    if answer.status != 200 or not answer.content:
        raise GeneratorDown(f"/view answered {answer.status}")
    return str(image["filename"]), answer.content


def _stop(server: Server, number: str) -> None:
    """Take it off the queue, and end it if it runs; a server that does not answer is left alone."""
    try:
        call(server, "POST", "/queue", {"delete": [number]})
        call(server, "POST", "/interrupt", {"prompt_id": number})
    except GeneratorDown:
        return


def _faults(found: object) -> str:
    """What ComfyUI says of single nodes."""
    nodes = found.get("node_errors") if isinstance(found, dict) else None
    if not isinstance(nodes, dict):
        return ""
    parts = [
        f"{node.get('class_type', '')}: {fault.get('message', '')} {fault.get('details', '')}".strip()
        for node in nodes.values() if isinstance(node, dict)
        for fault in node.get("errors", ()) if isinstance(fault, dict)
    ]  # fmt: skip
    return "; ".join(parts)[:200]


def _failed(status: dict[str, Any]) -> GeneratorRefuses:
    why = next(
        (str(m[1].get("exception_message", "")) for m in status.get("messages", ())
         if isinstance(m, list) and len(m) > 1 and m[0] == "execution_error" and isinstance(m[1], dict)), "",
    )  # fmt: skip
    return GeneratorRefuses(
        "generation_failed",
        Words("ComfyUI 出图失败：{why}", "ComfyUI failed: {why}").fill(why=" ".join(why.split())[:200] or "?"),
        Words("看 ComfyUI 的日志，常见的是显存不够或缺模型。", "See its log; often memory or a model is missing."),
    )


def _sleep(seconds: float, cancelled: Stopped) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if cancelled():
            raise Cancelled
        time.sleep(min(0.1, seconds))
