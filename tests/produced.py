"""Rows of the production room for tests: papers, entries with outputs, edits, tokens, folders; and tiny pictures."""

from __future__ import annotations

import io
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from factories import make_property, make_user, mark
from manju.people.models import User
from manju.people.scope import current_scope
from manju.production.models import (
    CaptureToken,
    CreationEntry,
    Edit,
    Generator,
    Output,
    Paper,
    PaperVersion,
    Reference,
    WatchedFolder,
)  # fmt: skip
from manju.production.papers import add_version, start_paper
from manju.production.recording import Edited, Given, Made, Subject, decide, record_creation, record_edit

_number = itertools.count(1)


def picture(
    texts: dict[str, str] | None = None, *, colour: Any = None, size: tuple[int, int] = (12, 16), **save: Any
) -> bytes:
    """A PNG of one colour, another one each time, with these texts."""
    n = next(_number)
    info = PngInfo()
    for name, text in (texts or {}).items():
        info.add_itxt(name, text) if any(ord(c) > 255 for c in text) else info.add_text(name, text)
    out = io.BytesIO()
    Image.new("RGB", size, colour or (n % 256, n // 256 % 256, 99)).save(out, "PNG", pnginfo=info, **save)
    return out.getvalue()


def given(data: bytes | None = None, *, name: str = "") -> Given:
    """A file on the disk, handed in."""
    folder = Path(tempfile.mkdtemp(prefix="manju-produced-"))
    path = folder / "file"
    path.write_bytes(picture() if data is None else data)
    return Given(path, name or f"take-{next(_number)}.png")


def somebody() -> User:
    return User.objects.filter(memberships__studio=current_scope().studio_id).first() or make_user()


def make_entry(subject: Subject | None = None, *, outputs: int = 2, **made: Any) -> CreationEntry:
    about = subject or Subject(make_property(), "zhiwei")
    usual = {"heading": f"Heading of {mark()}", "prompt": f"a lamp of {mark()}", "model": "SDXL", "seed": "7"}
    return record_creation(
        about, Made(**usual | made), outputs=[given() for _ in range(outputs)], references=[given()],
        captured_by="by_hand", by=somebody(),
    )  # fmt: skip


def make_output() -> Output:
    return make_entry(outputs=1).outputs.get()


def make_reference() -> Reference:
    return make_entry(outputs=1).references.get()


def make_edit(subject: Subject | None = None) -> Edit:
    about = subject or Subject(make_property(), "zhiwei")
    return record_edit(about, Edited(heading=f"Eyes of {mark()}", minutes=90, layers=4), before=given(), after=given(),
                       captured_by="by_hand", by=somebody())  # fmt: skip


def make_paper() -> Paper:
    return start_paper(make_property(), kind="script", title=f"Script {mark()} {next(_number)}", by=somebody())


def make_version(text: str = "INT. DOCK - NIGHT\n\nMARA\nNo.\n") -> PaperVersion:
    paper = make_paper()
    return add_version(paper, given(text.encode()).path, name=f"{mark()}.fountain", by=somebody()).version


def make_capture_token() -> CaptureToken:
    n = next(_number)
    return CaptureToken.objects.create(user=somebody(), name=f"Tool {mark()}", sha256=f"{n:064x}", begins="mjc_xxxxx")


def make_folder() -> WatchedFolder:
    return WatchedFolder.objects.create(of_property=make_property(), path=f"/data/{mark()}/{next(_number)}")


def make_generator(**fields: Any) -> Generator:
    usual = {"kind": "openai", "name": f"Server {mark()} {next(_number)}", "address": "http://127.0.0.1:9/v1"}
    return Generator.objects.create(**usual | fields)


def live_production() -> None:
    """A property with a story, decisions, an edit and papers."""
    row = make_property()
    about = Subject(row, "zhiwei")
    record_creation(about, Made(heading="The idea", intent=f"A bookkeeper of {mark()}"), references=[given()],
                    captured_by="by_hand", by=somebody())  # fmt: skip
    entry = make_entry(about, outputs=3)
    kept, rejected, _ = entry.outputs.all()
    decide([kept], kept=True, reason=f"eyes of {mark()}", by=somebody())
    decide([rejected], kept=False, reason="too modern", by=somebody())
    decide([rejected], kept=False, reason="too sweet", by=somebody())
    make_entry(about, prompt=f"a red lamp of {mark()}, calm")
    make_edit(about)
    paper = start_paper(row, kind="script", title=f"Script {mark()}", by=somebody())
    for text in ("INT. DOCK - NIGHT\n\nMARA\nNo.\n", "INT. DOCK - NIGHT\n\nMARA\nYes.\n\n> FADE OUT\n"):
        add_version(paper, given(text.encode()).path, name="a.fountain", by=somebody())
    make_folder()
    make_capture_token()
    make_generator()


def comfy_graph(**over: Any) -> dict[str, Any]:
    """A plain text-to-image graph in ComfyUI's API format; `over` sets prompt, negative, seed, model."""

    def node(kind: str, **inputs: Any) -> dict[str, Any]:
        return {"class_type": kind, "inputs": inputs}

    said = {
        "prompt": "古风女子，石榴红斗篷",
        "negative": "低质量",
        "model": "guofeng_v21.safetensors",
        "seed": 417082663,
    } | over
    return {
        "3": node("KSampler", seed=said["seed"], steps=32, cfg=6.5, sampler_name="dpmpp_2m", scheduler="karras",
                  denoise=1, model=["4", 0], positive=["6", 0], negative=["7", 0], latent_image=["5", 0]),
        "4": node("CheckpointLoaderSimple", ckpt_name=said["model"]),
        "5": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
        "6": node("CLIPTextEncode", text=said["prompt"], clip=["4", 1]),
        "7": node("CLIPTextEncode", text=said["negative"], clip=["4", 1]),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": node("SaveImage", filename_prefix="zhiwei", images=["8", 0]),
    }  # fmt: skip


def comfy_picture(**over: Any) -> bytes:
    return picture({"prompt": json.dumps(comfy_graph(**over))})
