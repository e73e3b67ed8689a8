"""ComfyUI graphs: from the node that saved the picture back through sampler, conditioning and loaders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["FromGraph", "Graph", "read_graph"]

Graph = dict[str, dict[str, Any]]
"""The API format: node id -> {"class_type": …, "inputs": {name: value or [id, slot]}}. `Any`: JSON."""
DEEP: Final = 400  # nodes on the way; graphs in use have a few dozen
MODELS: Final = (
    "ckpt_name",
    "unet_name",
    "base_ckpt_name",
    "model_path",
    "model_name",
    "gguf_name",
    "repo_id",
    "model",
)
TEXTS: Final = (
    "populated_text", "text", "text_g", "text_l", "t5xxl", "clip_l", "clip_g", "prompt", "positive_prompt",
    "text_positive", "positive", "string", "value", "result", "text_0",
)  # fmt: skip
SEEDS: Final = ("seed", "noise_seed", "value", "int", "number", "seed_num")
SETTINGS: Final = (
    "steps", "cfg", "sampler_name", "scheduler", "denoise", "guidance", "start_at_step", "end_at_step", "add_noise",
    "width", "height", "batch_size", "shift",
)  # fmt: skip


@dataclass
class FromGraph:
    """What a graph says of the picture it made."""

    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    seed: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)  # names of pictures that were loaded


def read_graph(graph: Graph, *, file_name: str = "") -> FromGraph | None:
    """What made the picture of this name; None when the graph has no sampler that a saved picture hangs on.

    Several samplers in a row (upscaling, refiner): prompt and seed are of the one that begins from noise, the
    others stand in `parameters["passes"]`.
    """
    walk = _Walk({str(k): v for k, v in graph.items() if isinstance(v, dict) and isinstance(v.get("inputs"), dict)})
    for start in walk.savers(file_name):
        samplers = walk.samplers(start)
        if samplers:
            return walk.told(samplers)
    samplers = [name for name in walk.nodes if walk.is_sampler(name)]
    return walk.told(samplers[:1]) if samplers else None


class _Walk:
    """One graph, walked against its arrows; circles are walked once."""

    def __init__(self, nodes: Graph) -> None:
        self.nodes = nodes

    def kind(self, name: str) -> str:
        return str(self.nodes[name].get("class_type", ""))

    def given(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.nodes[name]["inputs"]
        return found

    def link(self, value: object) -> tuple[str, int] | None:
        """The node and slot that a value comes from, where it is a link."""
        if isinstance(value, list) and len(value) == 2 and str(value[0]) in self.nodes:
            return str(value[0]), value[1] if isinstance(value[1], int) else 0
        return None

    def before(self, name: str) -> Iterator[str]:
        for value in self.given(name).values():
            found = self.link(value)
            if found is not None:
                yield found[0]

    def upstream(self, start: str) -> Iterator[str]:
        """Every node that a node hangs on, the nearest first."""
        seen, line = {start}, [start]
        while line and len(seen) < DEEP * 10:
            name = line.pop(0)
            yield name
            for other in self.before(name):
                if other not in seen:
                    seen.add(other)
                    line.append(other)

    def savers(self, file_name: str) -> list[str]:
        """Nodes that write pictures: the one whose prefix the file's name has first, previews last."""
        found = [
            n
            for n in self.nodes
            if "save" in self.kind(n).lower() or self.kind(n) in ("PreviewImage", "VHS_VideoCombine")
        ]
        used = {other for n in self.nodes for other in self.before(n)}
        found += [n for n in self.nodes if n not in used and n not in found]

        def order(name: str) -> tuple[bool, bool, int]:
            prefix = self.given(name).get("filename_prefix")
            stem = prefix.replace("\\", "/").rsplit("/", 1)[-1] if isinstance(prefix, str) else ""
            return not (stem and file_name.startswith(stem)), "save" not in self.kind(name).lower(), -len(stem)

        return sorted(found, key=order)

    def is_sampler(self, name: str) -> bool:
        given = self.given(name)
        conditioned = "positive" in given or "guider" in given or "conditioning" in given
        seeded = any(k in given for k in ("seed", "noise_seed", "noise"))
        latent = any(k in given for k in ("latent_image", "latent", "samples", "optional_latent", "empty_latent_width"))
        return conditioned and seeded and (latent or "sampler" in self.kind(name).lower())

    def samplers(self, start: str) -> list[str]:
        return [name for name in self.upstream(start) if self.is_sampler(name)]

    def told(self, samplers: Sequence[str]) -> FromGraph:
        main = next((s for s in reversed(samplers) if self._from_noise(s)), samplers[0])
        found = FromGraph(parameters=self.settings(main))
        given = self.given(main)
        positive, negative = given.get("positive"), given.get("negative")
        model = given.get("model")
        guider = self.link(given.get("guider"))
        if guider is not None:
            inner = self.given(guider[0])
            positive = inner.get("positive", inner.get("conditioning", inner.get("cond1")))
            negative, model = inner.get("negative"), inner.get("model", model)
        found.prompt = self.said(positive)
        found.negative_prompt = self.said(negative, slot_of="negative")
        found.seed = self.seed(main)
        found.model, loras = self.model(model if model is not None else given.get("basic_pipe", [main, 0]))
        if loras:
            found.parameters["loras"] = loras
        if len(samplers) > 1:
            found.parameters["passes"] = [self.settings(s) | {"seed": self.seed(s)} for s in samplers if s != main]
        found.inputs = self.pictures(main)
        return found

    def _from_noise(self, name: str) -> bool:
        settings = self.settings(name)
        return settings.get("add_noise") != "disable" and settings.get("denoise", 1) in (1, 1.0)

    def settings(self, name: str) -> dict[str, Any]:
        """Steps, guidance, sampler and size, also where they stand in nodes of their own."""
        found: dict[str, Any] = {}
        near = [name]
        for key in ("sampler", "sigmas", "guider", "latent_image", "latent", "positive", "conditioning", "noise"):
            link = self.link(self.given(name).get(key))
            if link is not None:
                near.append(link[0])
        guider = self.link(self.given(name).get("guider"))
        if guider is not None:
            near += list(self.before(guider[0]))
        for node in near:
            for key in SETTINGS:
                value = self.given(node).get(key)
                plain = self.scalar(value, (key, *SEEDS)) if isinstance(value, list) else value
                if key not in found and isinstance(plain, (int, float, str)) and not isinstance(plain, bool):
                    found[key] = plain
        return found

    def seed(self, name: str) -> str:
        given = self.given(name)
        for key in ("noise_seed", "seed", "noise"):
            found = self.scalar(given.get(key), SEEDS)
            if isinstance(found, (int, float, str)) and not isinstance(found, bool) and str(found).strip():
                return str(found)
        return ""

    def scalar(self, value: object, keys: Sequence[str], depth: int = 0) -> object:
        """A plain value, through primitives and reroutes."""
        link = self.link(value)
        if link is None:
            return None if isinstance(value, (list, dict)) else value
        if depth > 30:
            return None
        given = self.given(link[0])
        for key in keys:
            if key in given:
                found = self.scalar(given[key], keys, depth + 1)
                if found is not None:
                    return found
        links = [v for v in given.values() if self.link(v)]
        return self.scalar(links[0], keys, depth + 1) if len(links) == 1 else None

    def said(self, value: object, *, slot_of: str = "positive") -> str:
        """The words of a conditioning: combined ones one below the other, each once."""
        found = dict.fromkeys(text for text in self._words(value, slot_of, set()) if text.strip())
        return "\n".join(found)

    def _words(self, value: object, side: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        link = self.link(value)
        if link is None:
            if isinstance(value, str):
                yield value
            return
        name, slot = link
        if (name, side) in seen or len(seen) > DEEP:
            return
        seen.add((name, side))
        given, kind = self.given(name), self.kind(name).lower()
        if "zeroout" in kind:
            return
        if "positive" in given and "negative" in given:  # ControlNet and inpainting hand both through
            if self.link(given["positive"]):
                side = "negative" if slot == 1 else "positive" if slot == 0 else side
            yield from self._words(given[side], side, seen)
            return
        conditions = [v for k, v in given.items() if self.link(v) and ("conditioning" in k or k.startswith("cond"))]
        if not conditions and any(word in kind for word in ("concat", "join", "combine")):
            yield self._joined(given, side, seen)
            return
        if not conditions or any(isinstance(given.get(k), str) for k in TEXTS):
            conditions = self._texts_of(given, side)
        for one in conditions:
            yield from self._words(one, side, seen)

    def _texts_of(self, given: dict[str, Any], side: str) -> list[Any]:
        """What a node's words stand in: its own texts, or whatever it hands on that can be text."""
        keys: list[str] = [k for k in ("negative", "text_negative") if side == "negative" and k in given]
        keys = keys or [k for k in TEXTS if k in given]
        if keys[:1] == ["populated_text"]:  # the wildcard text beside it is what it was made from
            keys = keys[:1]
        return [given[k] for k in keys] or [v for v in given.values() if self.link(v) and not _is_no_text(v, self)]

    def _joined(self, given: dict[str, Any], side: str, seen: set[tuple[str, str]]) -> str:
        parts = []
        between = given.get("delimiter", given.get("separator", ", "))
        for key, value in given.items():
            if key in ("delimiter", "separator", "clean_whitespace", "linebreak_addition"):
                continue
            if isinstance(value, str) or self.link(value):
                parts += [text for text in self._words(value, side, seen) if text.strip()]
        return str(between).replace("\\n", "\n").join(parts)

    def model(self, value: object) -> tuple[str, list[dict[str, Any]]]:
        """The checkpoint at the end of the chain, and the LoRAs on the way, in the order they were applied."""
        loras: list[dict[str, Any]] = []
        seen: set[str] = set()
        link = self.link(value)
        while link is not None and link[0] not in seen and len(seen) < DEEP:
            name = link[0]
            seen.add(name)
            given = self.given(name)
            loras = [*_loras(given), *loras]
            for key in MODELS:
                if isinstance(given.get(key), str) and given[key]:
                    return given[key], loras
            named = next((self.scalar(given[k], (k,)) for k in MODELS[:-1] if k in given), None)
            if isinstance(named, str) and named:
                return named, loras
            nexts = [
                given[k]
                for k in ("model", "base_model", "model1", "pipe", "basic_pipe", "MODEL")
                if self.link(given.get(k))
            ]
            nexts += [v for v in given.values() if self.link(v)]
            link = self.link(nexts[0]) if nexts else None
        return "", loras

    def pictures(self, name: str) -> list[str]:
        """Names of the pictures that were loaded on the way: references, control pictures, what was repainted."""
        found = [self.given(n).get("image") for n in self.upstream(name) if "load" in self.kind(n).lower()]
        return list(dict.fromkeys(one for one in found if isinstance(one, str) and one))


def _loras(given: dict[str, Any]) -> list[dict[str, Any]]:
    """LoRAs of one node: of the plain loader, of stacks (`lora_name_1` …), of rgthree's list."""
    found = []
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(value.get("lora"), str) and value.get("on", True):
            found.append({"name": value["lora"], "strength": value.get("strength", 1)})
        elif key.startswith("lora_name") and isinstance(value, str) and value not in ("", "None"):
            end = key.removeprefix("lora_name")
            strength = given.get(f"strength_model{end}", given.get(f"lora_wt{end}", given.get(f"model_str{end}", 1)))
            found.append({"name": value, "strength": strength})
    return found


def _is_no_text(value: object, walk: _Walk) -> bool:
    link = walk.link(value)
    kind = walk.kind(link[0]).lower() if link else ""
    return any(word in kind for word in ("loader", "vae", "latent", "controlnet", "image", "model", "clipvision"))
