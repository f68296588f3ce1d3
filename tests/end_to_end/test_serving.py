"""The index and a release's page as a reader's browser gets them from the server, under its rules."""

from __future__ import annotations

import re
import threading

import pytest
from playwright.sync_api import expect

from sfpc import serving
from tests import accessibility
from tests.accessibility import DESK, TELEPHONE
from tests.published import QUARTER, published


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the releases are shown."""
    with serving.server(published(tmp_path_factory.getbasetemp()).settings) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running.address
        running.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.fixture
def page(browser, address, request):
    """The index in a window as wide as the test asks for, with every complaint noted."""
    page = browser.new_page(viewport=request.param)
    page.complaints = []
    page.on("console", lambda each: page.complaints.append(each.text))
    page.on("pageerror", lambda each: page.complaints.append(str(each)))
    page.goto(address)
    yield page
    page.close()


@pytest.mark.parametrize("page", [DESK, TELEPHONE], indirect=True, ids=["desk", "telephone"])
def test_the_index_shuts_nobody_out_and_leads_to_the_report(page, address):
    assert accessibility.grave_faults(page) == []
    assert accessibility.overhang(page) == 0

    page.get_by_role("link", name="The report as a page for a browser").click()

    expect(page).to_have_url(f"{address}{QUARTER}/r1/published/report.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Family Valued: quarterly report"))
    assert page.complaints == []


@pytest.mark.parametrize("page", [DESK], indirect=True, ids=["desk"])
def test_every_file_that_the_index_names_is_there(page, address):
    links = page.eval_on_selector_all("main a[href]", "each => each.map(one => one.getAttribute('href'))")
    files = [link for link in links if not link.startswith("#")]

    statuses = {link: page.request.head(address + link).status for link in files}

    assert len(files) > 10
    assert {link for link, status in statuses.items() if status != 200} == set()
    assert page.request.get(f"{address}{QUARTER}/r1/internal/report.html").status == 404
