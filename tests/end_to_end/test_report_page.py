"""The report opened as a reader opens it: in a browser, on a telephone, by the keyboard, on paper, offline."""

from __future__ import annotations

import pytest

from tests import accessibility
from tests.published import SCRIPT, published

A4_LANDSCAPE = {"width": 1032, "height": 680}
"""The page less its margins, in CSS pixels."""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.fixture
def opened(browser, made, request):
    """The report in a window as wide as the test asks for, with every request and complaint noted."""
    size = getattr(request, "param", {"width": 1280, "height": 900})
    page = accessibility.opened(browser, made.release.path / "published" / "report.html", size)
    yield page
    page.close()


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(opened, made):
    assert opened.requests == [(made.release.path / "published" / "report.html").as_uri()]
    assert opened.complaints == []


def test_it_is_all_there_without_javascript(browser, made):
    page = browser.new_page(java_script_enabled=False)
    page.goto((made.release.path / "published" / "report.html").as_uri())

    assert (
        page.get_by_role("heading", level=1).inner_text() == "Family Valued: quarterly report, October to December 2021"
    )
    assert page.get_by_role("table").count() > 25
    assert page.get_by_role("img").count() == 4
    page.close()


@pytest.mark.parametrize(
    "opened", [{"width": 1280, "height": 900}, {"width": 400, "height": 800}], indirect=True, ids=["desk", "telephone"]
)
def test_the_page_itself_never_scrolls_sideways(opened):
    overhang = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert overhang == 0


@pytest.mark.parametrize("opened", [{"width": 400, "height": 800}], indirect=True, ids=["telephone"])
def test_a_table_wider_than_the_screen_can_be_scrolled_by_the_keyboard(opened):
    wide = opened.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth).length"
    )
    reachable = opened.evaluate("[...document.querySelectorAll('.scroll')].every(each => each.tabIndex === 0)")

    assert wide > 0
    assert reachable


def test_the_first_key_offers_to_skip_to_the_report(opened):
    opened.keyboard.press("Tab")
    focused = opened.evaluate("document.activeElement.textContent")
    box = opened.locator(".skip").bounding_box()
    opened.keyboard.press("Enter")

    assert focused == "Skip to the report"
    assert box["x"] >= 0
    assert opened.url.endswith("#main")


def test_a_screen_reader_hears_what_every_table_chart_and_region_is(opened):
    tree = opened.locator("body").aria_snapshot()
    lines = [line.strip() for line in tree.splitlines()]

    nameless = [
        line
        for line in lines
        if line.rstrip(":") in ("- table", "- img", "- region", "- navigation", "- link", "- heading")
    ]
    assert nameless == []
    assert any(line.startswith('- table "Performance in Leeds, 2021-22-Q3"') for line in lines)
    assert any(line.startswith('- img "Children looked after') for line in lines)


def test_a_script_in_a_comment_is_words_on_the_page(opened):
    assert opened.get_by_text(SCRIPT, exact=True).is_visible()
    assert opened.complaints == []


def test_ink_stands_out_from_the_paper_in_every_cell(opened):
    faint = opened.evaluate(
        """() => {
            const light = text => {
                const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(each => each / 255)
                    .map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const paper = each => {
                for (; each; each = each.parentElement) {
                    const colour = getComputedStyle(each).backgroundColor;
                    if (colour !== 'rgba(0, 0, 0, 0)') return colour;
                }
                return 'rgb(255, 255, 255)';
            };
            return [...document.querySelectorAll('td, th, p, li, a, caption, figcaption, .small')]
                .map(each => {
                    const [one, two] = [light(getComputedStyle(each).color), light(paper(each))].sort((a, b) => b - a);
                    return [(one + 0.05) / (two + 0.05), each.textContent.slice(0, 40)];
                })
                .filter(([contrast]) => contrast < 4.5);
        }"""
    )

    assert faint == []


@pytest.mark.parametrize("opened", [A4_LANDSCAPE], indirect=True, ids=["paper"])
def test_on_paper_every_table_fits_and_what_is_for_the_screen_is_gone(opened):
    opened.emulate_media(media="print")
    too_wide = opened.evaluate(
        "[...document.querySelectorAll('table')].filter(each => each.scrollWidth > document.body.clientWidth + 1)"
        ".map(each => each.caption.textContent)"
    )

    assert too_wide == []
    assert not opened.locator("nav").is_visible()
    assert not opened.locator(".skip").is_visible()


def test_it_prints(opened):
    printed = opened.pdf(prefer_css_page_size=True)

    assert printed.startswith(b"%PDF")
    assert 10 < printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") < 80
