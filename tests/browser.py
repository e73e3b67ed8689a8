"""A real Chromium for tests: the served product, pages as a reader sees them, and axe's opinion of them.

`served` is the address of the product over the test database (use with `django_db(transaction=True)`);
`as_reader(member, …)` opens a context that is logged in; `faults_by_axe(page)` lists WCAG 2.2 AA violations.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from manju.people.models import Member

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-default-apps", "--metrics-recording-only",
]  # fmt: skip
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, headless; tests that need it are skipped where there is none."""
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop in this thread while it runs; Django then refuses database calls from it
    usual = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()
    if usual is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def served(live_server: Any) -> str:
    """The address of the product, served from threads of this process over the test database."""
    return str(live_server.url)


@pytest.fixture
def browser_context(chromium: Browser, served: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts on the served product; closes them all."""
    opened: list[BrowserContext] = []

    def make(*, language: str = "zh", theme: str = "light", width: int = 1440, **options: Any) -> BrowserContext:
        context = chromium.new_context(
            base_url=served, viewport=PHONE if width < 720 else DESK, color_scheme=theme, reduced_motion="reduce",
            locale="en-GB" if language == "en" else "zh-CN", **options,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def as_reader(browser_context: Callable[..., BrowserContext], served: str) -> Callable[..., BrowserContext]:
    """A context logged in as this member, with the member's language and theme set to what is asked."""

    def make(
        member: Member, *, language: str = "zh", theme: str = "light", width: int = 1440, **options: Any
    ) -> BrowserContext:
        context = browser_context(language=language, theme=theme, width=width, **options)
        user = member.user
        user.language, user.theme = language, theme
        user.save(update_fields=["language", "theme"])
        client = Client()
        client.force_login(user)
        context.add_cookies([{"name": "sessionid", "value": str(client.session.session_key), "url": served}])
        return context

    return make


def seen_as(page: Page, *, theme: str, width: int) -> None:
    """The page as it stands, now in this theme and on a screen of this width."""
    page.set_viewport_size(PHONE if width < 720 else DESK)
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.evaluate(
        "theme => { if (document.documentElement.dataset.theme) document.documentElement.dataset.theme = theme }", theme
    )


def faults_by_axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA on the page as it stands: rule, place, what is wrong."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # as text: the whole answer, object by object, takes three times as long as finding it
    found = json.loads(page.evaluate("options => axe.run(options).then(r => JSON.stringify(r.violations))", RULES))
    return [f"{v['id']} at {n['target']}: {n['failureSummary']}" for v in found for n in v["nodes"]]
