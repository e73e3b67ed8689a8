"""Which tool made a picture and with what: every reader asked, the first that knows it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from manju.media.generation.comfyui import FromGraph, Graph, read_graph
from manju.media.generation.comfyui_page import graph_of_page
from manju.media.generation.credentials import read_c2pa
from manju.media.generation.texts import Texts, read_texts
from manju.media.generation.tools import READERS, loads
from manju.media.generation.webui import read_parameters
from manju.media.generation.xmp import read_xmp
from manju.words import Words

__all__ = ["Generation", "read_generation"]

SETTINGS_KNOWN: Final = {"Seed", "Model", "Model hash", "Version"}


@dataclass(frozen=True, slots=True)
class Generation:
    """How a picture was made, as far as its file says; all empty when it says nothing."""

    tool: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    model_version: str = ""
    seed: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)  # Any: JSON, as the tool names its settings
    inputs: tuple[str, ...] = ()
    """Names of the pictures that went in."""
    made_at: datetime | None = None
    """As the file says, in the time zone it says; None where it says none."""
    raw: dict[str, str] = field(default_factory=dict)
    """The texts as they stand in the file."""
    notes: tuple[Words, ...] = ()
    """What could not be read."""

    @property
    def is_known(self) -> bool:
        """Whether the file says anything about a generator."""
        return bool(self.tool or self.prompt or self.model)


def read_generation(path: Path) -> Generation:
    """How a picture was made: PNG text, EXIF, XMP and C2PA are looked at; no pixel is decoded.

    Broken texts are read as far as they go, and `notes` says so. Never more than 32 MB of text is held.

    Raises:
        MediaError: `file_missing`.
    """
    texts = read_texts(path)
    found = (
        _by_comfyui(texts, path.name) or _by_other(texts) or _by_webui(texts) or _by_page(texts, path.name)
        or _by_xmp(texts) or Generation()
    )  # fmt: skip
    credentials = read_c2pa(path) if texts.has_c2pa else None
    notes = list(texts.notes)
    parameters = dict(found.parameters)
    tool = found.tool
    if credentials is not None:
        notes += credentials.notes
        if credentials.facts:
            parameters["c2pa"] = credentials.facts
            tool = tool or credentials.tool
    if texts.xmp:
        parameters |= {"xmp": said} if (said := read_xmp(texts.xmp)) else {}
    raw = {**texts.texts, **{f"EXIF {k}": v for k, v in texts.exif.items()}}
    return Generation(
        tool, found.prompt, found.negative_prompt, found.model, found.model_version, found.seed, _plain(parameters),
        found.inputs, found.made_at or _exif_time(texts.exif), raw, tuple(notes),
    )  # fmt: skip


def _by_comfyui(texts: Texts, name: str) -> Generation | None:
    graph = loads(_comfy(texts, "prompt")) if _comfy(texts, "prompt").lstrip()[:1] == "{" else None
    if not isinstance(graph, dict) or not _is_graph(graph):
        return None
    return _of_graph(read_graph(graph, file_name=name))


def _by_page(texts: Texts, name: str) -> Generation | None:
    page = loads(_comfy(texts, "workflow")) if _comfy(texts, "workflow") else None
    if not isinstance(page, dict) or not isinstance(page.get("nodes"), list):
        return None
    try:
        graph: Graph = graph_of_page(page)
    except (TypeError, AttributeError, KeyError, IndexError):  # a page of a shape nobody has seen
        texts.say(Words("工作流的写法认不出来。", "The workflow is written in an unknown way."))
        return None
    return _of_graph(read_graph(graph, file_name=name))


def _of_graph(told: FromGraph | None) -> Generation:
    if told is None:
        return Generation("ComfyUI")
    return Generation("ComfyUI", told.prompt, told.negative_prompt, told.model, "", told.seed, told.parameters,
                      tuple(told.inputs))  # fmt: skip


def _comfy(texts: Texts, name: str) -> str:
    """A text of ComfyUI: a PNG text of that name, or an EXIF field `name:{…}` as it writes into WebP."""
    if name in texts.texts:
        return texts.texts[name]
    return next((v[len(name) + 1 :] for v in texts.exif.values() if v.lower().startswith(f"{name}:")), "")


def _is_graph(value: object) -> bool:
    return isinstance(value, dict) and any(isinstance(n, dict) and "class_type" in n for n in value.values())


def _by_other(texts: Texts) -> Generation | None:
    for reader in READERS:
        said = reader(texts.texts, texts.exif)
        if said is not None:
            return Generation(said.tool, said.prompt, said.negative_prompt, said.model, said.model_version, said.seed,
                              said.parameters, made_at=_iso(said.made_at))  # fmt: skip
    return None


def _by_webui(texts: Texts) -> Generation | None:
    where = [texts.texts.get(key, "") for key in ("parameters", "Parameters", "comment", "Comment", "Description")]
    where += [texts.exif.get(key, "") for key in ("UserComment", "ImageDescription", "XPComment")]
    for text in where:
        found = read_parameters(text) if text else None
        if found is None or not (text == where[0] or SETTINGS_KNOWN & set(found[2])):
            continue
        prompt, negative, settings = found
        version = str(settings.get("Version", ""))
        tool = "Fooocus" if version.startswith("Fooocus") else "Stable Diffusion WebUI"
        if version.startswith("f") and "v1.10" in version:
            tool = "Stable Diffusion WebUI Forge"
        model, model_hash = str(settings.pop("Model", "")), str(settings.pop("Model hash", ""))
        return Generation(tool, prompt, negative, model, model_hash, str(settings.pop("Seed", "")), settings)
    return None


def _by_xmp(texts: Texts) -> Generation | None:
    said = read_xmp(texts.xmp) if texts.xmp else {}
    comment = said.get("UserComment", "")
    if comment:
        for reader in READERS:
            told = reader({}, {"UserComment": comment})
            if told is not None:
                return Generation(
                    told.tool,
                    told.prompt,
                    told.negative_prompt,
                    told.model,
                    told.model_version,
                    told.seed,
                    told.parameters,
                )
    parameters = read_parameters(said.get("description", "")) if said.get("description") else None
    if parameters is not None and SETTINGS_KNOWN & set(parameters[2]):
        prompt, negative, settings = parameters
        seed = str(settings.pop("Seed", ""))
        return Generation("Stable Diffusion WebUI", prompt, negative, seed=seed, parameters=settings)
    if "trainedAlgorithmicMedia" in said.get("DigitalSourceType", ""):
        tool, prompt = said.get("CreatorTool", "") or said.get("Credit", ""), said.get("AIPromptInformation", "")
        model, version = said.get("AISystemUsed", ""), said.get("AISystemVersionUsed", "")
        return Generation(tool, prompt, model=model, model_version=version)
    return None


def _exif_time(exif: dict[str, str]) -> datetime | None:
    """EXIF time with its offset; without one it is no moment and is left out."""
    text, offset = exif.get("DateTimeOriginal", ""), exif.get("OffsetTimeOriginal", exif.get("OffsetTime", ""))
    try:
        return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z") if text and offset else None
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _plain(value: Any, depth: int = 0) -> Any:
    """JSON that every database takes: no NUL, no lone surrogates, no infinities, not deeper than twelve."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()[:20_000]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124  # NaN
        return None
    if depth > 12:
        return None
    if isinstance(value, dict):
        return {_plain(str(k)): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v, depth + 1) for v in value]
    return value
