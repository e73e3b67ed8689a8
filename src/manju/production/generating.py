"""Generating from the page: a job asks a server, keeps what comes, and writes itself down, failures too."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Transient, Working, job
from manju.media.generation.comfyui_fill import check_graph
from manju.money.errors import InputError
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.production import keys
from manju.production.capture_models import GENERATORS
from manju.production.generators import Asked, Came, GeneratorDown, GeneratorRefuses, comfyui, openai_images
from manju.production.generators.talking import Server, address_of
from manju.production.models import Generator
from manju.production.recording import Given, Made, Subject, record_creation
from manju.words import Words

__all__ = ["add_generator", "generate_job", "generate_soon", "remove_generator"]

MANY_MOST: Final = 16


@transaction.atomic
def add_generator(
    *, kind: str, name: str, address: str, model: str, workflow: str, key: str, by: User
) -> Generator:  # fmt: skip
    """Set a server up.

    Raises:
        Refused: no name, an unknown kind, an impossible address, a workflow that is none.
    """
    if kind not in GENERATORS or not name.strip():
        raise Refused(Words("写上名字，选一种生成器。", "Give it a name and choose its kind."), field="name")
    graph = {}
    try:
        address_of(address)
        if kind == "comfyui":
            graph = check_graph(json.loads(workflow) if workflow.strip() else None)
    except (GeneratorRefuses, InputError) as why:
        field = "address" if isinstance(why, GeneratorRefuses) else "workflow"
        raise Refused(Words(f"{why.message.zh}{why.hint.zh}", f"{why.message.en} {why.hint.en}"), field=field) from why
    except (ValueError, RecursionError) as error:
        raise Refused(Words("工作流不是 JSON。", "The workflow is no JSON."), field="workflow") from error
    try:
        with transaction.atomic():
            row: Generator = Generator.objects.create(
                kind=kind, name=name.strip()[:60], address=address.strip().rstrip("/")[:200], model=model.strip()[:120],
                workflow=graph, set_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Words("已经有同名的生成器。", "There is one of this name."), field="name") from error
    note("creation.generator", Words("接上生成器：{n}", "Generator set up: {n}").fill(n=row.name), by=by)
    if key.strip():
        keys.keep_key(row.pk, key)
    return row


@transaction.atomic
def remove_generator(row: Generator, *, by: User) -> None:
    """Take it away with its key; what it made stays."""
    Generator.objects.filter(pk=row.pk).update(removed_at=timezone.now())
    note("creation.generator_removed", Words("撤下生成器：{n}", "Generator removed: {n}").fill(n=row.name), by=by)
    keys.forget_key(row.pk)


def generate_soon(generator: Generator, subject: Subject, asked: Asked, *, heading: str, intent: str, by: User) -> Job:
    """Start the job.

    Raises:
        Refused: no prompt, too many pictures.
    """
    if not asked.prompt.strip():
        raise Refused(Words("先写提示词。", "Write a prompt first."), field="prompt")
    if not 1 <= asked.many <= MANY_MOST:
        raise Refused(Words("一次 1 到 {n} 张。", "Between 1 and {n} at once.").fill(n=MANY_MOST), field="many")
    call = replace(asked, seed=asked.seed or secrets.randbelow(2**32))
    wanted = {"heading": heading, "intent": intent, "call": asdict(call)}
    about = {
        "property": subject.of_property.pk, "character": subject.character, "asset": subject.asset,
        "episode": subject.episode.pk if subject.episode else None,
    }  # fmt: skip
    return start(
        generate_job, by=by, link=subject.address,
        title=Words("{g} 画 {n} 张", "{g} makes {n}").fill(g=generator.name, n=asked.many),
        params={
            "generator_id": generator.pk, "by_id": by.pk, "about": json.dumps(about), "asked": json.dumps(wanted),
        },
    )  # fmt: skip


@job("production.generate", title=Words("出图", "Generate"), time_limit_s=3 * 3600, max_attempts=3)
def generate_job(working: Working, generator_id: int, by_id: int, about: str, asked: str) -> None:
    """Ask, keep, write down. A server that is away is tried again; one that refuses is written down as a failure.

    `about` and `asked` are JSON: the subject, and the call with what was wanted of it.
    """
    generator, by = Generator.objects.get(pk=generator_id), User.objects.get(pk=by_id)
    of, wanted = json.loads(about), json.loads(asked)
    episode = Episode.objects.filter(pk=of["episode"]).first()
    subject = Subject(Property.objects.get(pk=of["property"]), of["character"], episode, of["asset"])
    call = Asked(**wanted["call"])
    said = Made(
        heading=wanted["heading"], intent=wanted["intent"], prompt=call.prompt, negative_prompt=call.negative_prompt,
        seed=str(call.seed), model=generator.model, tool=f"{generator.kind_name.en} · {generator.name}",
    )  # fmt: skip
    working.report(0.02, Words("等 {g} 出图", "Waiting for {g}").fill(g=generator.name))
    try:
        came = _ask(generator, call, working)
    except GeneratorDown as error:
        raise Transient(str(error)) from error
    except GeneratorRefuses as why:
        failed = replace(said, failure=why.message)
        record_creation(subject, failed, captured_by="generator", by=by, key=f"generate:{working.job_id}")
        raise
    revised = {"revised_prompt": came.revised_prompt} if came.revised_prompt else {}
    made = replace(said, model=came.model or generator.model, parameters=came.parameters | revised)
    with TemporaryDirectory(prefix="manju-made-") as folder, working.writing():
        outputs = []
        for n, (name, data) in enumerate(came.pictures):
            path = Path(folder) / f"{n}.png"
            path.write_bytes(data)
            outputs.append(Given(path, name))
        entry = record_creation(
            subject, made, outputs=outputs, captured_by="generator", by=by, key=f"generate:{working.job_id}"
        )
    working.result(entry=entry.pk, pictures=len(outputs))


def _ask(generator: Generator, asked: Asked, working: Working) -> Came:
    server = Server(generator.address, keys.key_of(generator.pk))

    def report(share: float) -> None:
        working.report(0.05 + 0.9 * share)

    if generator.kind == "comfyui":
        return comfyui.generate(server, generator.workflow, asked, cancelled=working.cancelled, report=report)
    return openai_images.generate(server, generator.model, asked, cancelled=working.cancelled, report=report)
