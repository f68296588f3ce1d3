"""No page that the pipeline writes shuts anyone out: axe-core finds nothing serious in the report or the feedback."""

from __future__ import annotations

import pytest

from tests import accessibility
from tests.accessibility import DESK, NARROWEST, TELEPHONE
from tests.published import published, shut


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The report, and every feedback on the returns of a quarter that was put right in between."""
    basetemp = tmp_path_factory.getbasetemp()
    feedback = sorted((shut(basetemp).data / "feedback").glob("*/2021-22-Q3/*/feedback.html"))
    assert len(feedback) > 5
    return {"report": [published(basetemp).release.path / "published" / "report.html"], "feedback": feedback}


@pytest.fixture(scope="module")
def browser():
    with accessibility.chromium() as started:
        yield started


@pytest.mark.parametrize("size", [DESK, TELEPHONE, NARROWEST], ids=["desk", "telephone", "narrowest"])
@pytest.mark.parametrize("kind", ["report", "feedback"])
def test_nothing_shuts_anyone_out(browser, pages, kind, size):
    for path in pages[kind]:
        page = accessibility.opened(browser, path, size)

        assert accessibility.grave_faults(page) == [], path.parent.name
        assert accessibility.overhang(page) == 0
        page.close()
