"""An import killed outright leaves nothing half done, and the same file is then imported as for the first time."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from factories import make_studio
from manju.launch import importing
from manju.launch.models import Export, ExportNote, Item, Snapshot
from manju.people.models import AuditLine
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

TABLES = (Export, ExportNote, Item, Snapshot, AuditLine)
CONTENT = "作品名称,播放量,完播率,点赞量,评论量\n长夜灯 第1集,1000,40%,3,2\n,1,1%,1,1\n"


@pytest.mark.parametrize("step", ["kept", "note"])
def test_an_import_killed_at_any_step_leaves_nothing(
    step: str, transactional_db: None, media: Path, tmp_path: Path
) -> None:
    studio = make_studio()
    path = tmp_path / "2026-06-02_douyin.csv"
    path.write_text(CONTENT, encoding="utf-8")
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        done = getattr(importing, step)

        def and_wait(*args: Any, **more: Any) -> Any:
            made = done(*args, **more)
            os.write(writer, b"!")
            time.sleep(60)
            return made

        setattr(importing, step, and_wait)
        try:
            with in_studio(studio.pk):
                importing.import_file(path, by=None)
        finally:
            os._exit(1)
    os.close(writer)
    assert os.read(reader, 1) == b"!"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    with in_studio(studio.pk):
        assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)
        [made] = importing.import_file(path, by=None)
        assert (made.imported, made.row.rejected) == (1, 1)
        assert [table.objects.count() for table in TABLES] == [1] * len(TABLES)
