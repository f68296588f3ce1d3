"""Pages opened in a real browser, and what in them shuts people out, as axe-core finds it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.folders import HOME

expect.set_options(timeout=60_000)
"""A page answers a key when its browser comes to it; on a machine with much else to do that may be seconds later."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NO_BROWSER = (
    "NO BROWSER: this test opens a page in Chromium and there is none on this machine. "
    "Install it (apt-get install chromium) and run make test again."
)
DESK = {"width": 1280, "height": 900}
TABLET = {"width": 768, "height": 1024}
TELEPHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
"""What WCAG 2.2 asks a page to fit (1.4.10)."""

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""Text as far apart as WCAG 1.4.12 asks a page to bear; wider than DejaVu Sans sets it."""

TYPE = HOME / "src/sfpc/report/fonts"
"""Liberation Sans: as wide, letter by letter, as the Arial that the pages ask for and that most readers have."""

GRAVE = ("serious", "critical")
EVERY = ("minor", "moderate", *GRAVE)
ALSO = {"rules": {"target-size": {"enabled": True}}}
"""A rule of WCAG 2.2 that axe-core leaves off unless it is asked for."""

NOT_TOLD = ("shortTextContent", "elmPartiallyObscured")
"""Contrast that axe-core does not tell: of a single digit, and of what a scrolled table shows by half."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window, in which type is as wide on every machine; where there is none the test fails."""
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        path = next(filter(None, map(shutil.which, BROWSERS)), playwright.chromium.executable_path)
        if not Path(path).exists():
            pytest.fail(NO_BROWSER)
        type_of = Path(folder, "fonts.conf")
        type_of.write_text(f"<fontconfig><dir>{TYPE}</dir><cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8")
        told = {**os.environ, "FONTCONFIG_FILE": str(type_of)}
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, env=told)
        yield started
        started.close()


def opened(browser: Browser, path: Path, size: dict[str, int] | None = None, **options: object) -> Page:
    """A page of a file, with every request and every complaint noted."""
    page = browser.new_page(viewport=size or DESK, **options)
    page.requests, page.complaints = [], []
    page.on("request", lambda each: page.requests.append(each.url))
    page.on("console", lambda each: page.complaints.append(each.text))
    page.on("pageerror", lambda each: page.complaints.append(str(each)))
    page.on("dialog", lambda each: (page.complaints.append(each.message), each.dismiss()))
    page.goto(path.as_uri())
    return page


def faults(page: Page, impacts: tuple[str, ...] = EVERY) -> list[str]:
    """What axe-core finds, and every contrast that it could not tell; one line an element."""
    answer = Axe().run(page, options=ALSO).response
    assert len(answer["passes"]) > 10, "axe-core found next to nothing to look at"
    found = [each for each in answer["violations"] if each["impact"] in impacts]
    told = [(each["id"], node) for each in found for node in each["nodes"]]
    told += [
        (each["id"], node)
        for each in answer["incomplete"]
        for node in each["nodes"]
        if each["id"] == "color-contrast" and not _is_left_open(node)
    ]
    return [f"{rule}: {node['html'][:160]}" for rule, node in told]


def _is_left_open(node: dict) -> bool:
    """Whether axe-core can never tell this contrast; the words of a drawing stand on what is drawn under them."""
    return node["any"][0]["data"]["messageKey"] in NOT_TOLD or node["html"].startswith(("<text", "<tspan"))


def grave_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical, and every contrast that it could not tell; one line an element."""
    return faults(page, GRAVE)


def overhang(page: Page) -> int:
    """By how many pixels the page itself would scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def overhang_when_spaced(page: Page) -> int:
    """The same with its text set apart; it stays so."""
    page.add_style_tag(content=SPACED)
    return overhang(page)
