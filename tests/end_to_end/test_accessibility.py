"""No page that the pipeline writes shuts anyone out: axe-core finds nothing in a release, nothing serious elsewhere."""

from __future__ import annotations

import pytest

from tests import accessibility
from tests.accessibility import DESK, NARROWEST, TABLET, TELEPHONE
from tests.published import published, shut

SIZES = {"desk": DESK, "tablet": TABLET, "telephone": TELEPHONE, "narrowest": NARROWEST}


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp()).release.path


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name",
    [
        "published/report.html",
        "internal/report.html",
        "published/data_dictionary.html",
        "internal/trace/programme.html",
        "published/authorities/leeds.html",
        "published/authorities/leeds_highlight_report.html",
        "../../index.html",
    ],
)
def test_nothing_in_a_release_shuts_anyone_out(browser, release, name, size):
    page = accessibility.opened(browser, release / name, SIZES[size])

    assert accessibility.faults(page) == []
    assert accessibility.overhang(page) == 0
    assert accessibility.overhang_when_spaced(page) == 0
    page.close()


def test_every_page_of_a_release_is_one_of_the_kinds_looked_at(release):
    names = {path.relative_to(release).as_posix() for path in release.rglob("*.html")}
    of_authorities = {name for name in names if name.startswith("published/authorities/")}
    folders = {name.split("/")[-1].removesuffix(".html").removesuffix("_highlight_report") for name in of_authorities}

    reports = {
        f"{audience}/{name}.html" for audience in ("published", "internal") for name in ("report", "data_dictionary")
    }
    assert len(folders) > 3
    assert of_authorities == {
        f"published/authorities/{each}{end}.html" for each in folders for end in ("", "_highlight_report")
    }
    assert names - of_authorities - reports == {f"internal/trace/{each}.html" for each in ("programme", *folders)}


def test_nothing_in_the_feedback_shuts_anyone_out(browser, tmp_path_factory):
    """Every feedback on the returns of a quarter that was put right in between."""
    feedback = sorted((shut(tmp_path_factory.getbasetemp()).data / "feedback").glob("*/2021-22-Q3/*/feedback.html"))
    assert len(feedback) > 5
    for path in feedback:
        for size in (DESK, TELEPHONE, NARROWEST):
            page = accessibility.opened(browser, path, size)

            assert accessibility.grave_faults(page) == [], path.parent.name
            assert accessibility.overhang(page) == 0
            assert accessibility.overhang_when_spaced(page) == 0
            page.close()
