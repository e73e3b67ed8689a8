"""`manju doctor`: is this installation able to work, and if not, what to do."""

from __future__ import annotations

import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from manju.cli.saying import print_json, speaks
from manju.words import Words, say

LOW_DISK = 5 * 10**9


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


@click.command()
@speaks
def doctor(as_json: bool) -> int:
    """Check the installation; exit 1 when something is wrong."""
    findings = [_looked_at(name, look) for name, look in _checks()]
    fine = all(f.ok for f in findings)
    if as_json:
        print_json({"ok": fine, "checks": [{"name": f.name, "ok": f.ok, "detail": f.detail} for f in findings]})
    else:
        for f in findings:
            click.echo(f"  {'✓' if f.ok else '✗'} {f.name:12} {f.detail}")
        click.echo(
            say("一切正常。", "All is well.")
            if fine
            else say("有问题，见上面打 ✗ 的行。", "Something is wrong: see the lines with ✗.")
        )
    return 0 if fine else 1


def _checks() -> Iterator[tuple[str, Callable[[], Finding]]]:
    yield "python", _python
    yield "home", _home
    yield "disk", _disk
    yield "keys", _keys
    yield "database", _database
    yield "watermark", _watermark
    yield "ffmpeg", _ffmpeg
    yield "fonts", _fonts
    yield "channels", _channels


def _looked_at(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # a check that breaks is a finding, and the others still matter
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _python() -> Finding:
    return Finding("python", sys.version_info >= (3, 11), f"{platform.python_version()} {sys.executable}")


def _home() -> Finding:
    from manju.site.home import home

    folder = home()
    probe = folder / ".doctor"
    probe.write_bytes(b"x")
    probe.unlink()
    return Finding("home", True, str(folder))


def _disk() -> Finding:
    from manju.site.home import home

    free = shutil.disk_usage(home()).free
    said = say("可用 {n:.1f} GB", "{n:.1f} GB free", n=free / 1e9)
    if free < LOW_DISK:
        said += say("，渲染至少要 5 GB", "; rendering needs at least 5 GB")
    return Finding("disk", free >= LOW_DISK, said)


def _keys() -> Finding:
    from manju.site.home import home

    folder = home() / "keys"
    loose = [p.name for p in folder.glob("*") if stat.S_IMODE(p.stat().st_mode) & 0o077] if folder.exists() else []
    said = (
        say("别人也能读：{f}。运行 chmod 600", "others can read: {f}. Run chmod 600", f=", ".join(loose))
        if loose
        else "600"
    )
    return Finding("keys", not loose, said)


def _database() -> Finding:
    from manju.site.django_ready import ready

    ready()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    said = connection.vendor
    if waiting:
        said += say("，还没有建好或有更新未应用：运行 manju up", "; not set up or updates waiting: run manju up")
    return Finding("database", not waiting, said)


def _watermark() -> Finding:
    """Whether every studio that has handed out copies has the key that tells them apart."""
    from manju.site.django_ready import ready

    ready()
    from manju.copies.keys import secret_of
    from manju.copies.models import WatermarkKey
    from manju.media.errors import MediaError
    from manju.people.scope import every_studio

    with every_studio(why="the installation is looked at, not a studio"):
        studios = list(WatermarkKey.objects.order_by("studio_id").values_list("studio_id", flat=True))
    for studio_id in studios:
        try:
            secret_of(studio_id)
        except MediaError as error:
            return Finding("watermark", False, f"{error.message} {error.hint}")
    return Finding("watermark", True, say("钥匙：{n}", "keys: {n}", n=len(studios)))


def _ffmpeg() -> Finding:
    import subprocess

    from manju.media import ffmpeg

    program = ffmpeg.executable()
    version = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    filters = subprocess.run([program, "-hide_banner", "-filters"], capture_output=True, text=True, check=True).stdout
    lacking = [name for name in ("ass", "ebur128", "libvmaf", "zscale", "alimiter") if f" {name} " not in filters]
    return Finding("ffmpeg", not lacking, version + (f" − {', '.join(lacking)}" if lacking else ""))


def _fonts() -> Finding:
    from manju.media.errors import MediaError
    from manju.media.typefaces import typeface_for

    samples = {"zh": "漫剧", "en": "Manju", "ja": "マンガ", "ko": "만화", "th": "การ์ตูน", "ar": "كرتون"}
    lacking = []
    for language, text in samples.items():
        try:
            typeface_for(text, language)
        except MediaError:
            lacking.append(language)
    said = (
        "zh en ja ko th ar"
        if not lacking
        else Words(
            "缺：{l}（这些语言的字幕烧不进去）", "missing: {l} (subtitles in these languages cannot be burnt in)"
        ).fill(l=" ".join(lacking))
    )
    # the shipped face covers Chinese and English: only those two are needed for the product to work
    return Finding("fonts", not {"zh", "en"} & set(lacking), str(said))


def _channels() -> Finding:
    from manju.media.channels import profiles

    return Finding("channels", len(profiles()) >= 11, str(len(profiles())))
