"""What the how-to and the docstrings of the room say is so: the curl call is run as it stands there."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from factories import make_member, make_property, make_studio
from manju.people.scope import in_studio
from manju.production.models import CreationEntry
from manju.production.tokens import make_token
from produced import picture

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "creation-log.md"


@pytest.mark.parametrize("name", ["wording", "story", "reading", "generators.talking"])
def test_the_rooms_examples_hold(name) -> None:
    done = doctest.testmod(importlib.import_module(f"manju.production.{name}"))
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_curl_call_of_the_howto_writes_an_entry(live_server, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    member = make_member(make_studio(), "creator")
    with in_studio(member.studio_id):
        row = make_property()
        _, secret = make_token(name="curl", by=member.user)
    (tmp_path / "take.png").write_bytes(picture())
    line = re.search(r"^    (curl .+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    said = {"$TOKEN": secret, "$PROPERTY": str(row.pk), "$SERVER": live_server.url}
    words = [re.sub(r"\$[A-Z]+", lambda m: said[m[0]], word) for word in shlex.split(line[1])]
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=environment, check=True)
    answer = json.loads(done.stdout)
    with in_studio(member.studio_id):
        entry = CreationEntry.objects.get(pk=answer["entry"])
        assert (entry.prompt, entry.seed, entry.character, entry.outputs.count()) == (
            "red cloak, closed lips, moonlight", "417082663", "zhiwei", 1,
        )  # fmt: skip
