"""The creation log at size: 2,000 outputs written down, their story told, a thumbnail made; and reading a picture.

Run: PYTHONPATH=src python benchmarks/creation.py [OUTPUTS]   (a throw-away home; prints one line per figure)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="manju-creation-"))
os.environ["MANJU_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "manju.site.settings"

from manju.site.django_ready import ready  # noqa: E402  # after the home is known

ready()

import numpy as np  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from PIL import Image  # noqa: E402
from PIL.PngImagePlugin import PngInfo  # noqa: E402

from manju.catalogue.models import Property  # noqa: E402
from manju.media.generation import read_generation  # noqa: E402
from manju.people.models import Member, Studio, User  # noqa: E402
from manju.people.scope import in_studio  # noqa: E402
from manju.production.capturing import Arrived, take_files  # noqa: E402
from manju.production.recording import Subject  # noqa: E402
from manju.production.thumbs import small  # noqa: E402
from manju.site.newborn import give_birth  # noqa: E402

OUTPUTS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
ROUNDS = 20
PARAMETERS = (
    "古风女子，石榴红斗篷 {round}\nNegative prompt: blurry\nSteps: 32, Sampler: Euler, Seed: {seed}, Model: ink"
)


def timed(name: str, work: Callable[[], object], *, times: int = 1) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    wall, used = (time.perf_counter() - began) / times, (time.process_time() - cpu) / times
    print(f"{name}: {used * 1000:.1f} ms of processor, {wall * 1000:.1f} ms of wall time")


def main() -> None:
    give_birth()
    studio = Studio.objects.create(name_zh="试", name_en="Bench")
    user = User.objects.create_user("bench@example.com", "no password 77", name="Bench")
    files = HOME / "in"
    files.mkdir()
    for n in range(OUTPUTS):
        info = PngInfo()
        info.add_itxt("parameters", PARAMETERS.format(round=n * ROUNDS // OUTPUTS, seed=n))
        Image.new("RGB", (64, 96), (n % 256, n // 256, 90)).save(files / f"{n}.png", pnginfo=info)
    with in_studio(studio):
        Member.objects.create(user=user, role="owner")
        row = Property.objects.create(name_zh="灯")
        arrived = [Arrived(files / f"{n}.png", f"{n}.png") for n in range(OUTPUTS)]
        timed(f"{OUTPUTS} pictures read, kept, written down, made evidence",
              lambda: take_files(Subject(row, "zhiwei"), arrived, captured_by="dropped", by=user))  # fmt: skip
    client = Client()
    client.force_login(user)
    where = f"/properties/{row.pk}/creation/story/?character=zhiwei"
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(where)
    print(f"the story's page: {len(queries)} queries, {len(page.content) / 1000:.0f} kB")
    timed("the story's page", lambda: client.get(where), times=3)
    timed("one picture's text read", lambda: read_generation(files / "1.png"), times=200)
    noise = np.random.default_rng(1).integers(0, 255, (4096, 4096, 3), np.uint8)
    Image.fromarray(noise).save(HOME / "media" / "large.png", compress_level=1)
    timed("a thumbnail of 4096 x 4096", lambda: small("large.png", width=288))
    timed("the text of a picture of 4096 x 4096 read", lambda: read_generation(HOME / "media" / "large.png"), times=20)


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
