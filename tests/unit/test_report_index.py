"""The index lists every release, the newest first, with what it changes; a damaged one hides no other."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from sfpc.report import handed_on, index, manifest, shelf

QUARTER, EARLIER = "2022-23-Q1", "2021-22-Q4"


def lay(releases, quarter, number, **more):
    folder = releases / quarter
    with shelf.held(folder), shelf.written_aside(folder, number) as aside:
        (aside / "published" / "open_data").mkdir(parents=True)
        (aside / "published" / "report.html").write_text("x" * 1_250_000)
        (aside / "published" / "open_data" / "a.csv").write_text("a")
        files = {
            name: each | {"about": f"About {name}"} for name, each in manifest.outputs(aside / "published").items()
        }
        said = {
            "title": f"Report of {quarter}",
            "date": "2022-07-19",
            "is_partial": False,
            "missing": [],
            "since": None,
            "files": files,
        }
        manifest.write(aside / "published", said | more)
        manifest.write(aside, {"outputs": manifest.outputs(aside)})
    shelf.point_at(folder, number)


@pytest.fixture
def releases(tmp_path):
    """Two releases of a quarter, the first of them partial, and one of the quarter before."""
    releases = tmp_path / "releases"
    lay(releases, EARLIER, 1)
    lay(releases, QUARTER, 1, is_partial=True, missing=["<Ashby> & Co"])
    sentences = ["Ashby sent its return for 2022-23-Q1: submission <b>.", "No published figure changed."]
    lay(releases, QUARTER, 2, since={"release": 1, "sentences": sentences})
    index.write(releases)
    return releases


def test_every_name_offered_first_is_one_that_a_release_hands_on():
    assert set(index.MAIN) - {manifest.NAME} <= set(handed_on.FILES)


def listed(releases):
    found = json.loads((releases / "index.json").read_text(encoding="utf-8"))
    return [(each["quarter"], [(one["release"], one["is_current"]) for one in each["releases"]]) for each in found]


class Page(HTMLParser):
    """The links and headings of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.text, self.levels = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.links.append(dict(attributes)["href"])
        if tag[0] == "h" and tag[1:].isdigit():
            self.levels.append(int(tag[1]))

    def handle_data(self, data):
        self.text.append(data)


def page_of(releases):
    page = Page((releases / "index.html").read_text(encoding="utf-8"))
    return page, " ".join(" ".join(page.text).split())


def test_the_newest_quarter_and_release_come_first_and_the_current_one_is_marked(releases):
    assert listed(releases) == [(QUARTER, [(2, True), (1, False)]), (EARLIER, [(1, True)])]


def test_the_page_says_what_each_changes_and_lacks_how_large_it_is_and_runs_nothing(releases):
    page, text = page_of(releases)

    assert "Release 2, current" in text
    assert "Release 1, replaced, partial" in text
    assert "Partial, without <Ashby> & Co." in text
    assert "No published figure changed." in text
    assert "submission <b>." in text
    assert "(report.html, 1.3 MB)" in text
    assert "Newest return received on 19 July 2022." in text
    assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:], strict=False))


def test_every_link_leads_to_a_file_that_may_be_handed_on(releases):
    page, _ = page_of(releases)
    links = [link for link in page.links if not link.startswith("#")]

    assert len(links) == 9
    assert [link for link in links if "/published/" not in link or not (releases / link).is_file()] == []


def test_written_again_it_is_the_same_bytes(releases):
    before = [(releases / name).read_bytes() for name in ("index.html", "index.json")]

    index.write(releases)

    assert [(releases / name).read_bytes() for name in ("index.html", "index.json")] == before
    assert list(releases.glob(".writing-*")) == []


def test_a_damaged_release_is_told_and_hides_no_other(releases):
    said = releases / QUARTER / "r1" / "published" / "manifest.json"
    said.chmod(0o644)
    said.write_text("{half of")
    index.write(releases)

    _, text = page_of(releases)
    assert listed(releases) == [(QUARTER, [(2, True), (1, False)]), (EARLIER, [(1, True)])]
    assert "What it may hand on is not known" in text


def test_an_index_that_is_half_written_when_its_writer_is_killed_is_cleared_away_by_the_next(releases):
    (releases / ".writing-1").write_text("half")

    with shelf.held(releases / QUARTER):
        assert not (releases / ".writing-1").exists()
