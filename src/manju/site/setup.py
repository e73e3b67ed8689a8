"""Making a data folder ready: tables, the sample studio on a new one, the sample's logins."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from manju.site.django_ready import ready
from manju.site.home import home
from manju.words import Words, say

Tell = Callable[[Words], None]
LOGINS = "sample-logins.json"


def set_up(*, sample: bool, tell: Tell = lambda _: None) -> None:
    """Bring the database to this version's tables; fill a new one with the sample studio if wanted."""
    ready()
    from django.core.management import call_command

    from manju.people.actions import lived_in
    from manju.site.newborn import give_birth

    tell(Words("准备数据库", "Preparing the database"))
    give_birth()
    call_command("migrate", verbosity=0, interactive=False)
    if not sample or lived_in():
        return
    from manju.sample.loading import load_sample

    tell(Words("放进样例工作室：文字和画稿马上就有，片子在后台渲染",
               "Bringing the sample studio: texts and art at once, episodes render in the background"))  # fmt: skip
    load_sample(keep=_keep_logins)


def bring_up_to_date() -> None:
    """Make or change the tables where this version needs it; nothing happens to a home that has them. For commands."""
    ready()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from manju.site.newborn import give_birth

    if give_birth():
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def has_database() -> bool:
    """Whether the home has been used: it has tables, or a database of its own is named."""
    return bool(os.environ.get("MANJU_DATABASE_URL")) or (home() / "manju.sqlite3").exists()


def logins_of_sample(host: str) -> list[str]:
    """What to print under the address; nothing without a sample studio or where its accounts refuse to work."""
    file = home() / "keys" / LOGINS
    if not file.exists():
        return []
    from manju.people.nearby import is_loopback

    if not is_loopback(host):
        return [say("样例账号只在本机地址上可用。", "The sample accounts work on a loopback address only.")]
    rows = json.loads(file.read_text(encoding="utf-8"))
    wide = max(len(row["email"]) for row in rows)
    head = say("样例账号（密码每个数据文件夹各不相同）：", "Sample logins (passwords are different in every home):")
    return [head, *(f"  {row['email']:{wide}}  {row['password']}  {Words(**row['role'])}" for row in rows)]


def _keep_logins(rows: list[dict[str, object]]) -> None:
    file = home() / "keys" / LOGINS
    file.parent.mkdir(exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
