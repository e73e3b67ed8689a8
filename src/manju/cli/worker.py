"""`manju worker`: does the work of the queue on this machine."""

from __future__ import annotations

import signal

import click

from manju.cli.saying import Failure, print_json, speaks
from manju.words import Words, say


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="workers side by side (default: one per two cores)")
@click.option("--parent", type=int, hidden=True, help="leave when this process dies (given by manju up)")
@speaks
def worker(processes: int | None, parent: int | None, as_json: bool) -> int:
    """Work off the queue until Ctrl-C or SIGTERM; jobs in hand are given back at once."""
    if parent is not None:
        from manju.jobs.kin import die_with_parent

        die_with_parent(signal.SIGTERM, parent)
    from manju.site.django_ready import ready

    ready()
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from manju.catalogue.receiving import sweep_uploads
    from manju.jobs.crew import Crew, fitting_size
    from manju.jobs.models import Job
    from manju.jobs.timing import timing

    try:
        there = Job._meta.db_table in connection.introspection.table_names()
    except DatabaseError as error:
        raise Failure(
            "no_database",
            Words("连不上数据库：{why}", "The database cannot be reached: {why}").fill(why=str(error).strip()),
            Words("检查 MANJU_DATABASE_URL 与数据库是否在运行。", "Check MANJU_DATABASE_URL and that the server runs."),
        ) from error
    if not there:
        raise Failure(
            "not_set_up",
            Words("这个数据文件夹还没有建好。", "This data folder has not been set up yet."),
            Words("先运行一次 manju up。", "Run manju up once first."),
        )
    sweep_uploads(now=timezone.now())
    size = processes or fitting_size()
    crew = Crew(size, timing())
    click.echo(say("开始干活：{n} 个进程。按 Ctrl-C 停下。", "Working: {n} processes. Ctrl-C stops.", n=size), err=True)
    crew.work()
    if as_json:
        print_json({"processes": size, "replaced": crew.replaced})
    return 0
