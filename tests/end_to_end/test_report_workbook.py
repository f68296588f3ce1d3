"""The workbook of a release: each figure is the report table's, in the file as written and as LibreOffice opens it."""

from __future__ import annotations

import csv
import re
from functools import cache

import duckdb
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from sfpc.report import tables
from tests import workbook_figures
from tests.office import converted
from tests.published import QUARTER, published

AUDIENCES = ("published", "internal")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def of(made):
    """The report tables of each audience, from other files of the release: the database, and Parquet as published."""
    internal, handed_on = (made.release.path / audience for audience in ("internal", "published"))
    with duckdb.connect(str(internal / "sfpc.duckdb"), read_only=True) as connection:
        in_full = tables.read(connection, QUARTER, made.settings.dbt_project / "models")
    with duckdb.connect() as connection:
        hidden = {path.stem: of_parquet(connection, path) for path in sorted((handed_on / "parquet").glob("*.parquet"))}
    assert hidden.keys() == in_full.keys()
    return {"internal": in_full, "published": hidden}


def of_parquet(connection, path):
    """A report table as it is handed on."""
    result = connection.execute(f"select * from '{path}'")
    columns = tuple(tables.Column(column[0], str(column[1]), "") for column in result.description)
    rows = tuple(dict(zip((column.name for column in columns), row, strict=True)) for row in result.fetchall())
    return tables.Table(path.stem, "", columns, rows)


def report_of(made, audience):
    return made.release.path / audience / "report.xlsx"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_figure_of_the_workbook_is_the_report_tables(made, of, audience):
    compared, wrong = workbook_figures.compare(report_of(made, audience), of[audience], QUARTER)

    assert wrong == []
    assert compared > 3000


def test_every_figure_that_is_hidden_is_shorthand_in_the_published_one_alone(made, of):
    hidden = sum(
        len(set(row["suppressed_columns"].split()) & set(expected.figures.values()))
        for expected in workbook_figures.SHEETS.values()
        if any(column.name == "suppressed_columns" for column in of["published"][expected.table].columns)
        for row in of["published"][expected.table].of(QUARTER)
        if expected.keeps(row)
    )
    shown = {
        audience: sum(
            row.count("[c]")
            for sheet in workbook_figures.SHEETS
            for row in tables_of(report_of(made, audience))[sheet][1]
        )
        for audience in AUDIENCES
    }

    assert hidden > 0
    assert shown["published"] - shown["internal"] == hidden


def test_a_figure_of_the_programme_team_is_in_no_published_file(made, of):
    """The comments of the returns stand in the internal workbook, and in no cell of the published one."""
    comments = {row["comment"] for row in of["internal"]["rpt_milestones"].of(QUARTER) if row["comment"]}
    told = {
        audience: {
            cell.value
            for sheet in openpyxl.load_workbook(report_of(made, audience))
            for row in sheet.iter_rows()
            for cell in row
        }
        for audience in AUDIENCES
    }

    assert len(comments) > 3
    assert comments <= told["internal"]
    assert not comments & told["published"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headings_and_cells_are_in_words_and_not_in_codes(made, audience):
    codes = {
        cell
        for headings, rows in tables_of(report_of(made, audience)).values()
        for row in (headings, *rows)
        for cell in row
        if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", str(cell))
    }

    assert codes == set()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_libreoffice_opens_it_whole_and_holds_the_same_figures(made, of, audience, tmp_path):
    original = report_of(made, audience)
    opened = converted(original, "ods", tmp_path)

    assert CalamineWorkbook.from_path(str(opened)).sheet_names == openpyxl.load_workbook(original).sheetnames
    compared, wrong = workbook_figures.compare(opened, of[audience], QUARTER, original)
    assert wrong == []
    assert compared > 3000


def test_libreoffice_saves_it_again_with_every_table_marked_up_and_every_chart(made, tmp_path):
    original = report_of(made, "published")
    before, after = (openpyxl.load_workbook(path) for path in (original, converted(original, "xlsx", tmp_path)))

    assert after.sheetnames == before.sheetnames
    assert not [
        cell.coordinate for sheet in after for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    for was, now in zip(before, after, strict=True):
        assert len(now._charts) == len(was._charts), was.title  # noqa: SLF001 - openpyxl has no other way to tell
        assert {table.ref for table in now.tables.values()} == {table.ref for table in was.tables.values()}, was.title
        assert not now.merged_cells.ranges, was.title


def test_libreoffice_lays_it_out_on_pages_with_the_words_of_the_cover_first(made, tmp_path):
    from pypdf import PdfReader

    pages = PdfReader(converted(report_of(made, "internal"), "pdf", tmp_path)).pages

    assert "Family Valued: quarterly report" in pages[0].extract_text()
    assert "INTERNAL, not for publication" in pages[-1].extract_text()
    assert len(pages) > len(openpyxl.load_workbook(report_of(made, "internal")).sheetnames) - 1


def test_the_table_of_a_csv_and_that_of_the_workbook_have_as_many_rows(made):
    for sheet, expected in workbook_figures.SHEETS.items():
        if sheet == "Process limits":
            continue  # the sheet has the point of the quarter alone
        with (made.release.path / "internal" / "csv" / f"{expected.table}.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            rows = [row for row in csv.DictReader(file) if row["quarter"] == QUARTER]
        _, lines = tables_of(report_of(made, "internal"))[sheet]
        assert len(lines) == max(len(rows), 1), sheet


@cache
def tables_of(path):
    """Headings and rows of every table of a workbook."""
    return workbook_figures.read(path, workbook_figures.heading_rows(path))
