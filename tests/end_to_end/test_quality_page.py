"""The data-quality page opened as a reader opens it: at a desk, on a telephone, by the keyboard, on paper, offline."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from sfpc import gate
from sfpc.gate.suites import FAMILIES
from tests import accessibility
from tests.accessibility import DESK, NARROWEST, TELEPHONE
from tests.published import QUARTER, published, shut

A4_LANDSCAPE = {"width": 1032, "height": 680}
"""The page less its margins, in CSS pixels."""
EVERYWHERE = pytest.mark.parametrize("size", [DESK, TELEPHONE, NARROWEST], ids=["desk", "telephone", "narrowest"])
BOTH = pytest.mark.parametrize("which", ["shut", "open"])
FOCUS = """() => {
    const at = document.activeElement, seen = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        tag: at.tagName.toLowerCase(), text: at.textContent.trim(), href: at.getAttribute('href'),
        classes: at.className,
        outline: seen.outlineStyle === 'none' ? 0 : parseFloat(seen.outlineWidth), colour: seen.outlineColor,
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """The data folder of each kind of quarter."""
    basetemp = tmp_path_factory.getbasetemp()
    return {"shut": shut(basetemp), "open": published(basetemp).settings}


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.fixture
def opening(browser, settings):
    """Opens the page of a quarter in a window as wide as the test asks for."""
    pages = []

    def opened(which, size=DESK, **options):
        pages.append(accessibility.opened(browser, settings[which].gate / QUARTER / "quality.html", size, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


@BOTH
def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(opening, settings, which):
    page = opening(which)

    assert page.requests == [(settings[which].gate / QUARTER / "quality.html").as_uri()]
    assert page.complaints == []


def test_a_shut_quarter_says_so_first_then_what_to_do(opening):
    page = opening("shut")

    headings = page.get_by_role("heading").all_inner_texts()
    assert headings[:3] == ["Data quality, October to December 2021", "The gate is shut", "What to do next"]
    assert page.get_by_text("Release 1, published on decision 1, not on this one").is_visible()
    assert page.locator(".steps > li").first.inner_text().startswith("Leeds: have ")
    assert page.locator(".steps > li").last.inner_text().endswith(f"sfpc run --quarter {QUARTER}")


def test_an_open_quarter_leads_to_its_report(opening):
    page = opening("open")

    assert page.get_by_role("heading", level=2).first.inner_text().startswith("The gate is open")
    page.get_by_role("link", name="Release 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Family Valued: quarterly report"))


@BOTH
def test_every_row_at_fault_of_the_decision_is_on_the_page(opening, settings, which):
    page = opening(which)
    text = page.locator("main").text_content()
    decision = gate.latest(settings[which], QUARTER)

    told = [one for one in decision.results if one.outcome != "passed"]
    assert {one.check_id for one in told} == {each.removeprefix("check-") for each in ids(page, "section.check")}
    for one in told:
        section = page.locator(f"#check-{one.check_id}").text_content()
        assert one.says in section
        for fault in one.faults[:10]:
            assert fault.message in section
            assert all(part in section for part in (fault.file, fault.sheet, fault.place) if part)
    assert f"{len({one.check_id for one in decision.results})} checks gave" in text
    if which == "shut":
        assert any(one.severity == "critical" and one.faults for one in told)


def ids(page, selector):
    return page.locator(selector).evaluate_all("found => found.map(each => each.id)")


@BOTH
def test_the_heat_map_has_a_row_for_each_authority_and_a_column_for_each_family(opening, settings, which):
    page = opening(which)
    names = gate.latest(settings[which], QUARTER).authority_names.values()
    table = page.get_by_role("table", name=f"Checks by authority and family, {QUARTER}")

    assert table.get_by_role("columnheader").all_inner_texts() == ["Authority", *FAMILIES.values()]
    assert table.get_by_role("rowheader").all_inner_texts() == ["Whole quarter", *sorted(names)]
    assert table.get_by_role("cell").count() == (len(names) + 1) * len(FAMILIES)


@BOTH
def test_files_that_it_leads_to_are_there(opening, which):
    page = opening(which)
    folder = Path(unquote(urlsplit(page.url).path)).parent

    links = [link for link in hrefs(page, "a") if not link.startswith("#")]
    assert any("feedback.html" in link for link in links)
    assert f"d{2 if which == 'shut' else 1}.json" in links
    assert [link for link in links if not (folder / unquote(link)).exists()] == []


def hrefs(page, selector):
    return page.locator(selector).evaluate_all("found => found.map(each => each.getAttribute('href'))")


@BOTH
def test_it_is_all_there_without_javascript(opening, which):
    page = opening(which, java_script_enabled=False)
    folded = page.locator("summary")

    assert page.get_by_role("table").count() > 10
    assert page.get_by_role("img").count() == 4
    for number in range(folded.count()):
        folded.nth(number).click()
        expect(page.locator("details").nth(number).get_by_text("Why it is asked")).to_be_visible()


@BOTH
@EVERYWHERE
def test_the_page_itself_never_scrolls_sideways(opening, which, size):
    page = opening(which, size)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")

    assert accessibility.overhang(page) == 0
    assert accessibility.overhang_when_spaced(page) == 0


@BOTH
@EVERYWHERE
def test_nothing_shuts_anyone_out(opening, which, size):
    page = opening(which, size)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")

    assert accessibility.grave_faults(page) == []


def test_a_screen_reader_hears_what_every_table_chart_and_region_is(opening):
    lines = [line.strip() for line in opening("shut").locator("body").aria_snapshot().splitlines()]

    kinds = ("- table", "- img", "- region", "- navigation", "- link", "- heading")
    assert [line for line in lines if line.rstrip(":") in kinds] == []
    assert any('img "Critical failures by quarter Critical failures: 1 in 2021-22-Q3.' in line for line in lines)


def test_on_a_telephone_a_row_at_fault_is_read_from_top_to_bottom(opening):
    page = opening("shut", TELEPHONE)
    table = page.locator("table.rows").first

    boxes = [
        cell.bounding_box() for cell in table.locator("tbody tr").first.locator("th, td").all() if cell.is_visible()
    ]
    assert len(boxes) > 3
    assert all(after["y"] >= before["y"] + before["height"] for before, after in pairwise(boxes))
    assert table.get_by_role("row").count() > 1
    assert table.get_by_role("rowheader").first.inner_text() == "Leeds"


@pytest.fixture
def walk(opening):
    """The page of the shut quarter, and all that the Tab key comes to, in order."""
    page = opening("shut")
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["tag"] == "body" or len(stops) > 2000:
            return page, stops
        stops.append(stop)


def test_the_keyboard_comes_to_everything_that_can_be_used(walk):
    page, stops = walk

    assert stops[0]["text"] == "Skip to the decision"
    links = [stop["href"] for stop in stops if stop["tag"] == "a"]
    assert links == hrefs(page, "a")
    assert [stop["tag"] for stop in stops].count("summary") == page.locator("details").count() > 0
    assert sum("scroll" in stop["classes"] for stop in stops) == page.locator(".scroll:visible").count()


def test_where_the_keyboard_is_can_always_be_seen(walk):
    _, stops = walk

    assert [stop for stop in stops if stop["outline"] < 2 or not stop["inView"]] == []
    assert {stop["colour"] for stop in stops} == {"rgb(11, 12, 12)"}


def test_the_first_key_offers_to_skip_to_the_decision(opening):
    page = opening("shut")
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")

    assert box["x"] >= 0
    expect(page).to_have_url(re.compile("#main$"))


def test_enter_on_a_cell_of_the_heat_map_goes_to_what_failed(opening):
    page = opening("shut")
    cell = page.locator(".map td.critical a").first
    cell.focus()
    page.keyboard.press("Enter")

    expect(page.locator(":target")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(':target + dd a[href^="#check-"]').first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#check-"))
    expect(page.locator(".check:target h3")).to_be_in_viewport()


def test_enter_unfolds_a_warning(opening):
    page = opening("shut")
    rows = page.locator("details").first.locator("table")
    assert not rows.is_visible()

    page.locator("summary").first.focus()
    page.keyboard.press("Enter")

    expect(rows).to_be_visible()


@pytest.mark.parametrize("style", ["* {}", accessibility.SPACED], ids=["as_it_is", "set_apart"])
def test_a_sticky_name_never_hides_the_cell_that_has_the_focus(opening, style):
    page = opening("shut", TELEPHONE)
    page.add_style_tag(content=style)
    names = page.locator('.map th[scope="row"]')
    edge = names.first.bounding_box()
    for link in reversed(page.locator(".map tbody tr").nth(1).locator("a").all()):
        link.focus()
        box = link.bounding_box()

        assert box["x"] + box["width"] / 2 > edge["x"] + edge["width"]


def test_on_paper_everything_is_unfolded_and_every_table_fits(opening):
    page = opening("shut", A4_LANDSCAPE)
    page.emulate_media(media="print")

    too_wide = page.evaluate(
        "[...document.querySelectorAll('table')].filter(each => each.scrollWidth > document.body.clientWidth + 1)"
        ".map(each => each.caption.textContent)"
    )
    assert too_wide == []
    assert page.locator("details:not([open])").count() > 0
    assert all(one.is_visible() for one in page.locator("details .answers").all())
    assert all(one.bounding_box()["height"] > 10 for one in page.locator("details .answers").all())
    assert not page.locator("nav").is_visible()
    assert not page.locator(".skip").is_visible()


def test_it_prints(opening):
    printed = opening("shut").pdf(prefer_css_page_size=True)

    assert printed.startswith(b"%PDF")
    assert 4 < printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") < 60
