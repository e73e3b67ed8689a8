"""The house rules that no tool checks: docstrings, lengths, words in both languages, migrations, walls."""

from __future__ import annotations

import ast
import re
import string
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
TEMPLATES = sorted((ROOT / "src").rglob("*.html"))
EMPTY_FINE = {"__init__.py", "apps.py"}
SAYERS = {"say", "Words", "later", "say_words"}
SAY_TAG = re.compile(r"""\{%\s*say\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')(.*?)%\}""")
TAGS = re.compile(r"(?s)\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}")
MARKUP = re.compile(r"(?s)<!--.*?-->|<kbd>.*?</kbd>|<[^>]*>|&\w+;")
MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:work|root|home|Users)/[\w-]")
CJK = re.compile(r"[\u3400-\u9fff]")


def test_every_module_opens_with_a_sentence_about_what_it_knows() -> None:
    without = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if "migrations" not in path.parts and path.name not in EMPTY_FINE and not ast.get_docstring(_parsed(path))
    ]
    assert without == []


def test_no_module_is_over_400_lines() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in [*MODULES, *(ROOT / "tests").rglob("*.py")]
    }
    assert {name: n for name, n in lengths.items() if n > 400} == {}


def test_no_tracked_file_names_a_place_on_one_machine() -> None:
    here = str(Path(__file__).relative_to(ROOT))
    found = [name for name in _tracked() if name != here and _names_a_machine(ROOT / name)]
    assert found == []


def test_no_merge_was_left_half_done() -> None:
    mark = re.compile(rb"(?m)^(<{7} |>{7} )")
    assert [name for name in _tracked() if mark.search((ROOT / name).read_bytes())] == []


def test_every_sentence_is_there_in_both_languages() -> None:
    wrong = [where for where, zh, en in _sentences() if not zh.strip() or not en.strip()]
    assert wrong == []


def test_both_languages_have_the_same_places_to_fill() -> None:
    wrong = {where: (zh, en) for where, zh, en in _sentences() if _places(zh) != _places(en)}
    assert wrong == {}


def test_no_english_sentence_holds_chinese_and_no_chinese_one_is_english() -> None:
    wrong = {
        where: (zh, en)
        for where, zh, en in _sentences()
        if (CJK.search(en) and en != "中文") or (zh == en and " " in zh.strip())
    }
    assert wrong == {}


def test_the_scan_finds_the_sentences_there_are() -> None:
    """Without this, a scan that finds nothing would pass the tests above."""
    found = {(zh, en) for _, zh, en in _sentences()}
    assert ("请先登录。", "Log in first.") in found
    assert ("退出登录", "Log out") in found
    assert len(found) > 200


def test_all_text_in_templates_is_said_in_both_languages() -> None:
    """Outside `{% say %}` a template holds no Chinese and no English words, the seal apart."""
    wrong = {}
    for path in TEMPLATES:
        text = SAY_TAG.sub("", path.read_text())
        text = MARKUP.sub("\n", TAGS.sub("", text))
        left = [
            w.strip() for w in text.splitlines() if re.search(r"[A-Za-z]{4,}|[\u3400-\u9fff]", w) and w.strip() != "漫"
        ]
        if left:
            wrong[str(path.relative_to(ROOT))] = left
    assert {k: [w for w in v if w not in KEYS] for k, v in wrong.items() if set(v) - KEYS} == {}


KEYS = {"Enter", "Ctrl", "Shift", "Space", "LUFS", "dBTP", "XLSX"}
"""What is printed on keys, and units: the same in both languages."""


@pytest.mark.db
@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said, no_color=True)
    assert said.getvalue().strip() == "No changes detected"


def test_every_row_of_a_studio_is_reached_through_the_scope_only() -> None:
    models = [m for m in apps.get_models() if issubclass(m, OwnedByStudio)]
    assert len(models) > 8
    for model in models:
        for manager in model._meta.managers:
            assert isinstance(manager, ScopedManager), f"{model.__name__}.{manager.name} is not scoped"
            assert issubclass(manager._queryset_class, ScopedRows), f"{model.__name__}.{manager.name} writes unscoped"


def test_every_model_of_ours_belongs_to_a_studio_or_is_known_not_to() -> None:
    """Studios and people stand above; the rate limit of the login and the presence of workers are the house's."""
    above = {"Studio", "User", "FailedLogin"}
    loose = {
        m.__name__ for m in apps.get_models() if m.__module__.startswith("manju.") and not issubclass(m, OwnedByStudio)
    }
    assert loose <= above | {"Worker", "Beat"}


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _tracked() -> list[str]:
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout: nothing says which files are tracked")
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _names_a_machine(path: Path) -> bool:
    data = path.read_bytes()
    return b"\0" not in data[:4096] and MACHINE_PATH.search(data) is not None


def _sentences() -> Iterator[tuple[str, str, str]]:
    """Where, Chinese, English: of every pair written out in code or a template."""
    for path in MODULES:
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.Call) and _called(node) in SAYERS and len(node.args) >= 2:
                zh, en = (_text(a) for a in node.args[:2])
                if zh is not None and en is not None:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", zh, en
    for path in TEMPLATES:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for match in SAY_TAG.finditer(line):
                yield f"{path.relative_to(ROOT)}:{number}", match[1][1:-1], match[2][1:-1]


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _text(node: ast.expr) -> str | None:
    """The text of a literal; an f-string with its values as `{…}`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
    return None


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
