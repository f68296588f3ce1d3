"""What the report says of the sample returns: whole, short where it must be, and nothing internal is published."""

from __future__ import annotations

from datetime import datetime

import pytest

from sfpc import warehouse
from sfpc.reference import reference
from sfpc.report import coverage, decision, disclosure, sections, tables
from sfpc.report.document import INTERNAL, PUBLISHED, Bullets, Figure, Paragraph, Subheading
from sfpc.report.grids import Grid
from sfpc.report.issue import Issue
from sfpc.report.sections import changes
from tests.published import QUARTER, SCRIPT, published

WORDS_IN_TWO_MINUTES = 480


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The tables in full and as published, and what the release says of itself."""
    settings = published(tmp_path_factory.getbasetemp()).settings
    with warehouse.open_read_only(settings.warehouse) as connection:
        in_full = tables.read(connection, QUARTER, settings.dbt_project / "models")
        decided = decision.newest_open(settings, QUARTER, connection)
        known = disclosure.catalogue(connection)
    protected = disclosure.protect(in_full, QUARTER, settings.data / "no_releases", known)
    folders = {each.code: each.folder for each in reference(settings.seeds).authorities.values()}
    covered = coverage.of(decided, in_full["rpt_returns"])
    received = datetime(2022, 1, 28, 9)  # noqa: DTZ001 - as receipts have it
    return {INTERNAL: in_full, PUBLISHED: protected.tables}, Issue(decided, 1, covered, None, received, folders)


@pytest.fixture(scope="module")
def documents(told):
    """Every document of the quarter, by audience."""
    held, issue = told
    owing = [row["authority_code"] for row in held[INTERNAL]["rpt_returns"].of(QUARTER)]
    return {
        audience: [
            sections.report(held[audience], issue, audience),
            *(sections.authority(held[audience], issue, audience, code) for code in owing),
            *(sections.highlight(held[audience], issue, audience, code) for code in owing),
        ]
        for audience in (PUBLISHED, INTERNAL)
    }


def blocks_of(document):
    return [*document.opening, *(block for section in document.sections for block in section.blocks)]


def grids_of(document):
    found = [block.table if isinstance(block, Figure) else block for block in blocks_of(document)]
    return [block for block in found if isinstance(block, Grid)]


def text_of(document):
    parts = []
    for block in blocks_of(document):
        if isinstance(block, Paragraph | Subheading):
            parts.append(block.text)
        elif isinstance(block, Bullets):
            parts += block.items
    parts += [
        text for grid in grids_of(document) for row in grid.rows for cell in row for text in (cell.text, cell.note)
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("audience", [PUBLISHED, INTERNAL])
def test_every_table_of_every_document_is_whole(documents, audience):
    for document in documents[audience]:
        captions = [grid.caption for grid in grids_of(document)]
        assert len(captions) == len(set(captions))
        for grid in grids_of(document):
            assert grid.rows, grid.caption
            assert {len(row) for row in grid.rows} == {len(grid.headings)}, grid.caption
            assert all(cell.text for row in grid.rows for cell in row), grid.caption


def test_the_comments_of_authorities_are_for_the_programme_team_alone(documents):
    assert SCRIPT in text_of(documents[INTERNAL][0])
    assert not any(SCRIPT in text_of(document) for document in documents[PUBLISHED])


def test_the_summary_of_the_published_report_is_read_in_two_minutes(documents):
    (summary, *_) = documents[PUBLISHED][0].sections
    read = [block for block in summary.blocks if isinstance(block, Paragraph | Bullets)]

    words = sum(len((block.text if isinstance(block, Paragraph) else " ".join(block.items)).split()) for block in read)

    assert summary.key == "summary"
    assert 100 < words <= WORDS_IN_TWO_MINUTES


def test_the_table_of_clear_changes_holds_those_the_mart_calls_clear_and_no_other(told, documents):
    held, _ = told
    (table,) = [grid for grid in grids_of(documents[INTERNAL][0]) if grid.caption.startswith("Clear changes")]
    compared = {row["comparison"] for row in held[INTERNAL]["rpt_changes"].of(QUARTER)}

    shown = {(row[0].text, row[1].text, row[6].text.split(",")[0].replace(" ", "_")) for row in table.rows}

    clear = {
        (row["title"], row["authority_name"], row["judgement"])
        for row in held[INTERNAL]["rpt_changes"].of(QUARTER)
        if row["judgement"] in changes.DIRECTIONS
        and row["comparison"] == "previous_quarter"  # the samples begin less than a year before
    }
    assert shown == clear
    assert shown
    assert "same_quarter_last_year" in compared


def test_every_measure_of_every_authority_stands_in_a_table_of_its_measure(told, documents):
    held, _ = told
    rows = held[INTERNAL]["rpt_performance"].of(QUARTER)
    by_caption = {grid.caption: grid for grid in grids_of(documents[INTERNAL][0])}

    for title in {row["title"] for row in rows}:
        names = [row[0].text for row in by_caption[f"{title}, {QUARTER}"].rows]
        assert names == sorted({row["authority_name"] for row in rows})


def test_a_highlight_report_is_short_enough_for_two_pages(documents):
    for document in documents[PUBLISHED]:
        if "highlight report" in document.title:
            assert sum(len(grid.rows) for grid in grids_of(document)) <= 60
            assert len(grids_of(document)) <= 10
