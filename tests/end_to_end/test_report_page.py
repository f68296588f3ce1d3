"""The pages of a release opened as readers open them: in a browser, on a telephone, by the keyboard, on paper."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests import accessibility
from tests.accessibility import DESK, NARROWEST, TABLET, TELEPHONE
from tests.pages import parsed
from tests.published import SCRIPT, published

A4_LANDSCAPE = {"width": 1032, "height": 680}
"""The page less its margins, in CSS pixels."""
PAGES = (
    "published/report.html",
    "internal/report.html",
    "published/authorities/warwickshire.html",
    "published/authorities/warwickshire_highlight_report.html",
)


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp()).release.path


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


@pytest.fixture
def opened(browser, release, name):
    """A page in a wide window, with every request and complaint noted."""
    page = accessibility.opened(browser, release / name, DESK)
    yield page
    page.close()


@pytest.fixture
def by_telephone(browser, release, name):
    page = accessibility.opened(browser, release / name, TELEPHONE)
    yield page
    page.close()


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(opened, release, name):
    assert opened.requests == [(release / name).as_uri()]
    assert opened.complaints == []


def test_its_own_policy_stops_whatever_would_ask_for_more(opened):
    with opened.expect_console_message(lambda each: "Content Security Policy" in each.text):
        opened.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.1:9/x.png\">')")


def test_it_is_all_there_without_javascript(browser, release, name):
    page = browser.new_page(java_script_enabled=False)
    page.goto((release / name).as_uri())
    written = parsed((release / name).read_text(encoding="utf-8"))

    assert page.get_by_role("heading", level=1).inner_text() == written.one("h1").text
    assert page.get_by_role("img").count() == len(written.all("figure"))
    assert page.locator("table").count() == len(written.all("table")) > 5
    for folded in page.locator("details").all():
        assert not folded.locator("table").is_visible()
        folded.locator("summary").press("Enter")
        expect(folded.locator("table")).to_be_visible()
    assert len(written.all("details")) == len(written.all("figure"))
    assert written.all("figure") or "highlight" in name
    page.close()


@pytest.mark.parametrize("size", [DESK, TABLET, TELEPHONE, NARROWEST], ids=["desk", "tablet", "telephone", "narrowest"])
def test_the_page_itself_never_scrolls_sideways(browser, release, name, size):
    page = accessibility.opened(browser, release / name, size)

    assert accessibility.overhang(page) == 0
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert accessibility.overhang(page) == 0
    assert accessibility.overhang_when_spaced(page) == 0
    page.close()


def test_a_table_wider_than_the_screen_can_be_scrolled_by_the_keyboard(by_telephone):
    wide = by_telephone.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth).length"
    )
    unreachable = by_telephone.evaluate(
        "[...document.querySelectorAll('main *')].filter(each => each.scrollWidth > each.clientWidth + 1"
        " && /auto|scroll/.test(getComputedStyle(each).overflowX) && each.tabIndex !== 0).length"
    )

    assert wide > 0
    assert unreachable == 0


def test_no_text_is_cut_off_or_hidden_behind_an_edge(by_telephone):
    cut = by_telephone.evaluate(
        "[...document.querySelectorAll('main *')].filter(each => /hidden|clip/.test(getComputedStyle(each).overflowX)"
        " && !each.closest('svg') && !each.classList.contains('govuk-visually-hidden'))"
        ".map(each => each.outerHTML.slice(0, 80))"
    )

    assert cut == []


def test_the_first_key_offers_to_skip_to_the_report(opened):
    opened.keyboard.press("Tab")
    focused = opened.evaluate("document.activeElement.textContent")
    box = opened.locator(".govuk-skip-link").bounding_box()
    opened.keyboard.press("Enter")

    assert focused == "Skip to main content"
    assert box["x"] >= 0
    assert box["height"] >= 24
    expect(opened.locator("#main")).to_be_focused()


def test_whatever_has_the_focus_is_seen_to_have_it_and_nothing_lies_over_it(by_telephone):
    """By the keyboard alone, from the top, for the first forty stops."""
    seen = []
    for _ in range(40):
        by_telephone.keyboard.press("Tab")
        if by_telephone.evaluate("document.activeElement === document.body"):
            break  # past the last one
        seen.append(
            by_telephone.evaluate(
                """() => {
                    const each = document.activeElement, style = getComputedStyle(each);
                    const box = each.getClientRects()[0];
                    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
                    const y = Math.min(Math.max(box.y + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
                    const top = document.elementFromPoint(x, y);
                    return {
                        what: each.outerHTML.slice(0, 90),
                        marked: style.boxShadow !== 'none' || (style.outlineStyle !== 'none'
                            && parseFloat(style.outlineWidth) >= 2 && !/rgba.*, 0\\)$/.test(style.outlineColor)),
                        clear: each === top || each.contains(top) || top.contains(each),
                    };
                }"""
            )
        )

    assert len({each["what"] for each in seen}) > 15
    assert [each for each in seen if not (each["marked"] and each["clear"])] == []


def test_a_screen_reader_hears_what_every_table_chart_and_region_is(opened):
    tree = opened.locator("body").aria_snapshot()
    lines = [line.strip().rstrip(":").replace("- '", "- ", 1) for line in tree.splitlines()]

    kinds = ("table", "img", "region", "navigation", "link", "heading", "group")
    assert [line for line in lines if line in {f"- {kind}" for kind in kinds}] == []
    has_charts = opened.locator("figure").count() > 0
    for kind in ("table", "region", "navigation", "banner", "main", "contentinfo", *(["img"] if has_charts else [])):
        assert any(line.startswith(f"- {kind}") for line in lines), kind


def test_a_script_in_a_comment_is_words_to_the_programme_team_and_no_one_else(browser, release):
    page = accessibility.opened(browser, release / "internal" / "report.html")

    assert page.get_by_text(SCRIPT, exact=True).is_visible()
    assert page.complaints == []
    page.close()
    for path in (release / "published").rglob("*.html"):
        assert "alert(1)" not in path.read_text(encoding="utf-8"), path.name


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
            return [...document.querySelectorAll(
                'td, th, p, li, a, caption, figcaption, summary, strong, dt, dd, .cell-note')]
                .map(each => {
                    const [one, two] = [light(getComputedStyle(each).color), light(paper(each))].sort((a, b) => b - a);
                    return [(one + 0.05) / (two + 0.05), each.textContent.slice(0, 40)];
                })
                .filter(([contrast]) => contrast < 4.5);
        }"""
    )

    assert faint == []


def test_no_words_are_smaller_than_fourteen_pixels(by_telephone):
    small = by_telephone.evaluate(
        "[...document.querySelectorAll('body *')].filter(each => !each.closest('svg') && each.innerText"
        " && parseFloat(getComputedStyle(each).fontSize) < 14).map(each => each.outerHTML.slice(0, 80))"
    )

    assert small == []


def test_on_paper_every_table_fits_and_what_is_for_the_screen_is_gone(browser, release, name):
    page = accessibility.opened(browser, release / name, A4_LANDSCAPE)
    page.emulate_media(media="print")
    tables = "[...document.querySelectorAll('table')]"

    assert page.evaluate(f"{tables}.filter(each => each.scrollWidth > document.body.clientWidth + 1).length") == 0
    assert page.evaluate(f"{tables}.filter(each => each.getBoundingClientRect().height < 10).length") == 0
    assert page.evaluate("[...document.querySelectorAll('tr')].filter(each => each.offsetHeight > 300).length") == 0
    assert page.evaluate(
        "[...document.querySelectorAll('tr')].every(each => getComputedStyle(each).breakInside === 'avoid')"
    )
    for gone in ("nav", ".govuk-skip-link", ".up >> nth=0", "summary >> nth=0"):
        assert not page.locator(gone).is_visible()
    page.close()


def test_it_prints_with_every_cell_of_every_table_and_headings_on_every_sheet(opened, release, name):
    """Folded tables too; the sheets are read back as text, in which white space does not count."""
    sheets = [page.extract_text() for page in PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True))).pages]
    printed = bare("".join(sheets))
    root = parsed((release / name).read_text(encoding="utf-8"))
    rows = [
        [bare(seen(cell)) for cell in row.parts if not isinstance(cell, str)]
        for table in root.all("table")
        for row in table.one("tbody").all("tr")
    ]
    lost = [row for row in rows if not all(cell in printed for cell in row)]

    assert len(rows) > 20
    assert lost == []
    assert 1 < len(sheets) < 150
    assert all(f"{number} of {len(sheets)}" in sheet for number, sheet in enumerate(sheets, start=1))
    if name.startswith("internal"):
        assert all("Internal: not for publication" in sheet for sheet in sheets)


def seen(cell):
    """What of a cell is seen: without what is there for a screen reader alone."""
    hidden = {id(each) for each in cell.all(cls="govuk-visually-hidden")}
    return " ".join(
        part if isinstance(part, str) else seen(part)
        for part in cell.parts
        if isinstance(part, str) or id(part) not in hidden
    )


def bare(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))  # a typeface may set "fi" as one letter
