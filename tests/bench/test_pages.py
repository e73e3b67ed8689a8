"""Every page in a real browser: axe finds nothing, no page is half translated, nothing scrolls sideways.

Walked over the URL table, so pages of rooms to come are looked at without being named here.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from bench.walk import NO_PAGE, addresses, arguments, live_in
from browser import faults_by_axe, seen_as
from factories import make_member, make_studio, make_user
from manju.people.models import Member
from manju.people.scope import in_studio

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OUTSIDE = ("people:login", "people:join")
VIEWS = {"zh": (("light", 1440), ("dark", 390)), "en": (("dark", 1440), ("light", 390))}
"""Theme and width in which a page of a language is loaded, and those in which it is then seen."""
CJK = re.compile(r"[\u3400-\u9fff]")

# What a reader meets as text: visible words and spoken names, but nothing said to be of another language,
# and no words that people typed (they are of the language they were typed in).
WORDS = """(own) => {
  const texts = [];
  const foreign = (el) => {
    const of = el.closest("[lang]");
    return of && of !== document.documentElement && !of.lang.startsWith(own);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let n = walker.currentNode; n; n = walker.nextNode()) {
    const el = n.nodeType === 3 ? n.parentElement : n;
    if (el.closest("script, style, template, [data-user-text], .seal, .me__letter") || foreign(el)) continue;
    if (n.nodeType === 3 && n.data.trim()) texts.push(n.data.trim());
    if (n.nodeType !== 1) continue;
    texts.push(...["aria-label", "title", "alt", "placeholder"].map((a) => n.getAttribute(a)).filter(Boolean));
  }
  return [...new Set([document.title, ...texts])];
}"""

SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".tablewrap, .stats, [hidden]"))
    .slice(0, 4).map((e) => e.tagName + "." + e.className);
}"""


@pytest.fixture
def owner() -> Member:
    """A studio whose own words are English on purpose: Chinese on an English page is then the house's fault."""
    studio = make_studio("Lamplight", "Lamplight", producer_code="91110108MA01")
    owner = make_member(studio, name="Lin", language="en")
    make_member(make_studio("Longwind", "Longwind"), "viewer", user=owner.user)
    with in_studio(studio):
        Member.objects.create(user=make_user(name="Gu"), role="creator")
    live_in(studio)
    return owner


@pytest.fixture
def pages(owner) -> dict[str, str]:
    """Name and address of every page that answers a GET with HTML."""
    client, found = Client(), {}
    client.force_login(owner.user)
    for address in addresses():
        if address.name in NO_PAGE | set(OUTSIDE):
            continue
        with in_studio(owner.studio_id):
            where = address.to(arguments(address))
        answer = client.get(where)
        whole = answer.status_code == 200 and not answer.streaming and b"<!doctype html>" in answer.content[:200]
        if whole:
            found[address.name] = where
    assert {"site:today", "people:studio", "people:members", "people:me"} <= set(found)
    return found


def faults(page: Any, where: str, *, language: str) -> list[str]:
    """Everything wrong with the page at this address, in every view of its language; loaded once, in the first."""
    said: list[str] = []
    hear = lambda message: said.append(f"console: {message.text}") if message.type == "error" else None  # noqa: E731
    first, *others = VIEWS[language]
    seen_as(page, theme=first[0], width=first[1])
    page.on("console", hear)
    page.goto(where, wait_until="load")
    assert page.evaluate("document.documentElement.dataset.theme || null") in (first[0], None)
    wrong = faults_in_view(page, *first)
    for words in page.evaluate(WORDS, language):
        if language == "en" and CJK.search(words):
            wrong.append(f"Chinese on an English page: {words[:60]}")
        if language == "zh" and not CJK.search(words) and _is_a_sentence(words):
            wrong.append(f"English on a Chinese page: {words[:60]}")
    for theme, width in others:
        seen_as(page, theme=theme, width=width)
        wrong += faults_in_view(page, theme, width)
    page.remove_listener("console", hear)
    return [m for m in said if "Content Security Policy" in m or "rror" in m] + wrong


def faults_in_view(page: Any, theme: str, width: int) -> list[str]:
    """What axe finds in the page as it is seen now, and on a phone what is wider than it."""
    wrong = faults_by_axe(page)
    if width < 720:
        wrong += [f"wider than the phone: {part}" for part in page.evaluate(SIDEWAYS)]
    return [f"{theme}, {width} px: {fault}" for fault in wrong]


def test_every_page_is_sound_in_both_languages(owner, pages, as_reader) -> None:
    wrong = {}
    for language, ((theme, width), *_) in VIEWS.items():
        page = as_reader(owner, language=language, theme=theme, width=width).new_page()
        for name, where in pages.items():
            if found := faults(page, where, language=language):
                wrong[f"{name} ({language})"] = found
        page.close()
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("language", VIEWS)
def test_the_pages_outside_are_sound(owner, browser_context, language) -> None:
    theme, width = VIEWS[language][0]
    page = browser_context(language=language, theme=theme, width=width).new_page()
    walk = {a.name: a for a in addresses()}
    with in_studio(owner.studio_id):
        places = {name: walk[name].to(arguments(walk[name])) for name in OUTSIDE}
    wrong = {name: found for name, where in places.items() if (found := faults(page, where, language=language))}
    page.goto("/login/")
    page.locator("input[type=email]").fill("lin@example.com")
    page.locator("main button.btn--go").click()
    page.wait_for_selector("[aria-invalid=true]")
    for theme, width in VIEWS[language]:
        seen_as(page, theme=theme, width=width)
        if found := faults_in_view(page, theme, width):
            wrong.setdefault("login refused", []).extend(found)
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("language", VIEWS)
def test_the_page_that_asks_for_columns_is_sound(owner, as_reader, language, tmp_path, settings) -> None:
    """It answers an upload, so no address leads to it."""
    settings.MEDIA_ROOT = tmp_path
    theme, width = VIEWS[language][0]
    page = as_reader(owner, language=language, theme=theme, width=width).new_page()
    page.goto("/money/statements/")
    page.set_input_files("input[name=file]", {"name": "odd.csv", "mimeType": "text/csv", "buffer": b"Wann,Was\n1,2\n"})
    page.select_option("select[name=agreement]", index=1)
    page.locator("main button.btn--go").click()
    page.wait_for_selector("#column-date")
    assert "Wann — 1" in page.locator("#column-date").inner_text()
    wrong = []
    for theme, width in VIEWS[language]:
        seen_as(page, theme=theme, width=width)
        wrong += faults_in_view(page, theme, width)
    assert wrong == []


def test_the_keyboard_reaches_the_content_and_the_palette(owner, as_reader) -> None:
    page = as_reader(owner, language="en").new_page()
    page.goto("/studio/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab = page.locator("[role=tab]").nth(1)
    tab.focus()
    page.keyboard.press("/")
    page.wait_for_selector("dialog.palette[open]")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("Lin")
    page.wait_for_selector("#palette-list [role=option] >> text=Lin")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.palette:not([open])", state="attached")
    assert tab.evaluate("el => el === document.activeElement")


def test_a_person_logs_in_changes_the_language_and_leaves(owner, browser_context) -> None:
    from factories import PASSWORD

    page = browser_context(language="en").new_page()
    page.goto("/studio/")
    page.get_by_label("E-mail").fill(owner.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/studio/")
    page.get_by_role("button", name="Switch to Chinese").click()
    page.wait_for_selector("html[lang=zh-CN]")
    assert page.url.endswith("/studio/")
    page.goto("/me/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/")


def listed(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {fault}" for name, found in wrong.items() for fault in found)


def _is_a_sentence(words: str) -> bool:
    """Four English words in a row; names, codes and addresses are shorter."""
    return re.search(r"(?:\b[A-Za-z][a-z’']*[ ,]+){3}[a-z]+", words) is not None
