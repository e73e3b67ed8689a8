"""An import killed outright leaves nothing that counts, and the same file is then imported as for the first time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from factories import make_studio
from manju.people.models import AuditLine
from manju.people.scope import in_studio
from manju.topics.importing import import_list
from manju.topics.models import HitList

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

IN_A_PROCESS = """
import os, signal, sys
from pathlib import Path
from manju.site.django_ready import ready
ready()
from django.db import connection
database, step, studio, path = sys.argv[1:]
connection.settings_dict["NAME"] = database
from manju.people.scope import in_studio
from manju.topics import importing
done = getattr(importing, step)
def and_die(*args, **more):
    done(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(importing, step, and_die)
with in_studio(int(studio)):
    importing.import_list(Path(path), by=None)
"""  # polars has threads of its own: a fork of the tests' process would stand still in them


def test_a_killed_import_leaves_nothing_that_counts(written: Callable[..., Path], media: Path) -> None:
    studio = make_studio()
    file = written(*(f"2026-06-{n % 28 + 1:02d},抖音,{n},乙{n},重生,{n}" for n in range(50)))
    home = os.environ | {"MANJU_HOME": str(settings.HOME), "PYTHONPATH": os.pathsep.join(sys.path)}
    for step in ("_write_rejected", "note"):
        words = [str(connection.settings_dict["NAME"]), step, str(studio.pk), str(file)]
        done = subprocess.run([sys.executable, "-c", IN_A_PROCESS, *words], env=home, capture_output=True, check=False)
        assert done.returncode == -9, done.stderr.decode()[-400:]
        assert sorted(p.suffix for p in (media / "lists").rglob("*.*")) == [".csv", ".parquet"], step
        with in_studio(studio):
            assert (HitList.objects.count(), AuditLine.objects.count()) == (0, 0), step
    with in_studio(studio):
        assert import_list(file, by=None).imported == 50
        assert HitList.objects.count() == 1
