"""The page of jobs in a real browser: it lives by itself, keeps the focus, and falls silent when all is done."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from django.db import connections

from jobs.conftest import House, connection_to
from manju.jobs.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The house's web server."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "1", "manju.site.wsgi"]
    web = subprocess.Popen(command, env=house.env(), stderr=(house.home / "web.log").open("wb"))

    def answers() -> bool:
        with closing(socket.socket()) as caller:
            return caller.connect_ex(("127.0.0.1", port)) == 0

    try:
        house.until(answers)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.terminate()
        web.wait(timeout=15)


def session_of(house: House) -> str:
    """A session as the login makes it, signed with the secret of this home."""
    script = (
        "from manju.site.django_ready import ready; ready();"
        "from django.test import Client; from manju.people.models import User;"
        "User.objects.update(language='en'); client = Client(); client.force_login(User.objects.get());"
        "print(client.session.session_key)"
    )
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=house.env(), check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def ask(house: House) -> Iterator[Callable[..., Any]]:
    """Calls a function in another thread: Playwright's loop keeps Django's connections out of this one."""

    def connect() -> None:
        connections["default"] = connection_to(house)

    with ThreadPoolExecutor(1, initializer=connect) as other:
        yield lambda function, *values, **options: other.submit(function, *values, **options).result()
        other.submit(connections.close_all).result()


@pytest.fixture
def page(house: House, address: str, chromium) -> Iterator[Any]:
    """A page of the house, logged in. Its Chromium is the one that all browser tests share."""
    with ThreadPoolExecutor(1) as other:
        key = other.submit(session_of, house).result()
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/jobs/")
    yield page
    context.close()


def test_the_list_lives_keeps_the_focus_obeys_and_falls_silent(house: House, page, ask) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    job = ask(house.start, "polite", title=Job(title_zh="第 7 集", title_en="Episode 7").title)
    house.hire()
    ask(house.until_state, job, "running")
    page.reload()
    bar = page.get_by_role("progressbar", name="Episode 7")
    before = int(bar.get_attribute("aria-valuenow"))
    cancel = page.get_by_role("button", name="Cancel: Episode 7")
    cancel.focus()
    house.until(lambda: int(bar.get_attribute("aria-valuenow")) > before + 5)  # swapped at least twice
    assert page.evaluate("document.activeElement.id") == f"job-{job.pk}-do"

    page.keyboard.press("Enter")
    page.get_by_text("Cancelled, stopped at").wait_for(timeout=5000)
    assert ask(house.job, job).state == "cancelled"
    page.get_by_role("heading", name="Nothing is running").wait_for(timeout=5000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(3500)
    assert asked == []
    assert said == []

    page.get_by_role("button", name="Retry: Episode 7").click()
    house.until(lambda: ask(house.job, job).is_open)
    page.get_by_role("heading", name="1 running or queued").wait_for(timeout=5000)
    page.get_by_role("progressbar", name="Episode 7").wait_for(timeout=5000)


def test_an_embedded_row_stops_asking_when_it_is_done_and_tells_its_page(house: House, page, ask) -> None:
    job = ask(house.start, "pages", params={"count": 50})
    page.reload()
    page.evaluate(
        "id => { window.heard = 0; document.body.addEventListener('job-finished', () => window.heard++);"
        " const main = document.getElementById('main'); main.innerHTML = ''; htmx.ajax('GET', `/jobs/${id}/`, main) }",
        str(job.pk),
    )
    house.hire()
    page.get_by_text(re.compile(r"Page \d+")).wait_for(timeout=8000)
    page.get_by_text("Done", exact=True).wait_for(timeout=15_000)
    assert page.evaluate("window.heard") == 1
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []
