"""What other tools write: NovelAI, InvokeAI, Fooocus, SwarmUI, Draw Things, Easy Diffusion, Midjourney."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["READERS", "Said", "loads"]

Json = dict[str, Any]  # Any: JSON that a tool wrote


@dataclass
class Said:
    """What one tool says of a picture."""

    tool: str
    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    model_version: str = ""
    seed: str = ""
    parameters: Json = field(default_factory=dict)
    made_at: str = ""


def loads(text: str) -> Any:  # Any: JSON
    """JSON as tools write it: NaN and infinities become null; None for what is no JSON or too deep."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def novelai(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """NovelAI: `Software` and `Comment` (JSON) beside the prompt in `Description`."""
    software = texts.get("Software", exif.get("Software", ""))
    comment = _object(texts.get("Comment", exif.get("UserComment", "")))
    if "novelai" not in software.lower() or not comment:
        return None
    inner = _object(comment.get("Comment")) or comment
    v4, v4_uc = (_caption(inner.get(key)) for key in ("v4_prompt", "v4_negative_prompt"))
    source = texts.get("Source", exif.get("Source", ""))
    name, _, version = source.rpartition(" ")
    return Said(
        "NovelAI", v4 or str(inner.get("prompt") or texts.get("Description", "")), v4_uc or str(inner.get("uc") or ""),
        model=name or source, model_version=version if name else "", seed=_text(inner.get("seed")),
        parameters=_rest(inner, "prompt", "uc", "seed", "v4_prompt", "v4_negative_prompt", "signed_hash"),
    )  # fmt: skip


def invokeai(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """InvokeAI 3 and later (`invokeai_metadata`), and before (`sd-metadata`)."""
    meta = _object(texts.get("invokeai_metadata", ""))
    if meta:
        model = meta.get("model")
        kind = model if isinstance(model, dict) else {}
        name = kind.get("name") or kind.get("model_name") or (model if isinstance(model, str) else "")
        return Said(
            "InvokeAI", _text(meta.get("positive_prompt")), _text(meta.get("negative_prompt")), model=_text(name),
            model_version=_text(kind.get("hash")), seed=_text(meta.get("seed")),
            parameters=_rest(meta, "positive_prompt", "negative_prompt", "model", "seed"),
            made_at=_text(meta.get("created_at")),
        )  # fmt: skip
    old = _object(texts.get("sd-metadata", ""))
    image = old.get("image") if old else None
    if not isinstance(image, dict):
        return None
    prompts = image.get("prompt")
    said = prompts if isinstance(prompts, str) else "\n".join(
        _text(p.get("prompt")) for p in prompts or () if isinstance(p, dict)
    )  # fmt: skip
    prompt, negative = _bracketed(said)
    return Said(
        "InvokeAI", prompt, negative, model=_text(old.get("model_weights")), model_version=_text(old.get("model_hash")),
        seed=_text(image.get("seed")), parameters=_rest(image, "prompt", "seed"),
    )  # fmt: skip


def fooocus(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """Fooocus with its own scheme: `parameters` (JSON) in PNG, UserComment in JPEG and WebP."""
    meta = (
        _object(texts.get("parameters", ""))
        or _object(texts.get("Comment", ""))
        or _object(exif.get("UserComment", ""))
    )
    if not meta or not ("base_model" in meta or "Base Model" in meta):
        return None
    low = {k.lower().replace(" ", "_"): v for k, v in meta.items()}
    return Said(
        "Fooocus", _text(low.get("prompt")), _text(low.get("negative_prompt")), model=_text(low.get("base_model")),
        model_version=_text(low.get("base_model_hash")), seed=_text(low.get("seed")),
        parameters=_rest(low, "prompt", "negative_prompt", "base_model", "base_model_hash", "seed"),
    )  # fmt: skip


def swarmui(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """SwarmUI: `parameters` holds `sui_image_params`."""
    meta = _object(texts.get("parameters", "")) or _object(exif.get("UserComment", ""))
    given = meta.get("sui_image_params") if meta else None
    if not isinstance(given, dict):
        return None
    return Said(
        "SwarmUI", _text(given.get("prompt")), _text(given.get("negativeprompt")), model=_text(given.get("model")),
        seed=_text(given.get("seed")), parameters=_rest(given, "prompt", "negativeprompt", "model", "seed"),
    )  # fmt: skip


def draw_things(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """Draw Things: JSON in UserComment, `c` the prompt, `uc` the negative one."""
    meta = _object(exif.get("UserComment", ""))
    if not meta or "c" not in meta or "model" not in meta:
        return None
    return Said("Draw Things", _text(meta.get("c")), _text(meta.get("uc")), model=_text(meta.get("model")),
                seed=_text(meta.get("seed")), parameters=_rest(meta, "c", "uc", "model", "seed", "v2"))  # fmt: skip


def easy_diffusion(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """Easy Diffusion: one PNG text per setting, or all as JSON in UserComment."""
    meta: Mapping[str, Any] = texts if "use_stable_diffusion_model" in texts else _object(exif.get("UserComment", ""))
    if not meta or "use_stable_diffusion_model" not in meta:
        return None
    return Said(
        "Easy Diffusion", _text(meta.get("prompt")), _text(meta.get("negative_prompt")),
        model=_text(meta.get("use_stable_diffusion_model")), seed=_text(meta.get("seed")),
        parameters=_rest(meta, "prompt", "negative_prompt", "use_stable_diffusion_model", "seed"),
    )  # fmt: skip


def midjourney(texts: Mapping[str, str], exif: Mapping[str, str]) -> Said | None:
    """Midjourney: the prompt with its `--options` and `Job ID` in Description."""
    said = texts.get("Description", exif.get("ImageDescription", ""))
    job = re.search(r"Job ID:\s*([0-9a-f-]{36})", said)
    if job is None:
        return None
    options = {m[1]: m[2] or "" for m in re.finditer(r"--(\w+)(?:\s+(?!--)([^\s]+))?", said[: job.start()])}
    prompt = re.sub(r"\s*--.*$", "", said[: job.start()], flags=re.DOTALL).strip()
    return Said("Midjourney", prompt, options.pop("no", ""), model="Midjourney", model_version=options.get("v", ""),
                seed=options.get("seed", ""), parameters=options | {"job_id": job[1]})  # fmt: skip


READERS: Final[tuple[Callable[[Mapping[str, str], Mapping[str, str]], Said | None], ...]] = (
    novelai, invokeai, swarmui, fooocus, draw_things, easy_diffusion, midjourney,
)  # fmt: skip


def _object(value: object) -> Json:
    found = loads(value) if isinstance(value, str) and value.lstrip()[:1] == "{" else value
    return found if isinstance(found, dict) else {}


def _caption(value: object) -> str:
    """A v4 prompt: what all share, then each character, one a line."""
    caption = value.get("caption") if isinstance(value, dict) else None
    if not isinstance(caption, dict):
        return ""
    people = caption.get("char_captions")
    others = [_text(p.get("char_caption")) for p in people if isinstance(p, dict)] if isinstance(people, list) else []
    return "\n".join(t for t in (_text(caption.get("base_caption")), *others) if t)


def _bracketed(text: str) -> tuple[str, str]:
    """InvokeAI 2 writes the negative prompt in square brackets."""
    negative = ", ".join(re.findall(r"\[([^\[\]]*)\]", text))
    return re.sub(r"\s*\[[^\[\]]*\]", "", text).strip(), negative


def _rest(meta: Mapping[str, Any], *left_out: str) -> Json:
    """The settings: everything else that is short enough to be one."""
    return {k: v for k, v in meta.items() if k not in left_out and len(str(v)) <= 4000}


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
