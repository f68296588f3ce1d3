"""The workbook: one table a sheet, text that stays text, figures in full, and always the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from sfpc.report import workbook
from sfpc.report.tables import Column, Table

FORMULA = '=HYPERLINK("http://example.invalid","see plan")'
RECEIVED = datetime(2022, 7, 20, 9, 5)  # noqa: DTZ001 - as a receipt has it
MILESTONES = Table(
    "rpt_milestones",
    "Where each milestone stands.",
    (
        Column("authority_name", "VARCHAR", ""),
        Column("quarter", "VARCHAR", ""),
        Column("baseline_date", "DATE", ""),
        Column("completed_date", "DATE", ""),
        Column("slippage_days", "BIGINT", ""),
        Column("is_overdue", "BOOLEAN", ""),
        Column("comment", "VARCHAR", ""),
    ),
    (
        {
            "authority_name": "Ashby", "quarter": "2022-23-Q1", "baseline_date": date(2022, 6, 1),
            "completed_date": None, "slippage_days": -3, "is_overdue": True, "comment": FORMULA,
        },
        {
            "authority_name": "Ashby", "quarter": "2021-22-Q4", "baseline_date": date(2022, 1, 1),
            "completed_date": None, "slippage_days": 0, "is_overdue": False, "comment": "http://example.invalid",
        },
    ),
)  # fmt: skip
RATES = Table(
    "rpt_performance_rates",
    "Rates.",
    (
        Column("quarter", "VARCHAR", ""),
        Column("rate_per_10000", "DECIMAL(18,8)", ""),
        Column("rate_status", "VARCHAR", ""),
    ),
    (
        {"quarter": "2022-23-Q1", "rate_per_10000": Decimal("84.99821265"), "rate_status": "reported"},
        {"quarter": "2022-23-Q1", "rate_per_10000": None, "rate_status": "suppressed"},
    ),
)


def written(folder, name="report.xlsx"):
    tables = {table.name: table for table in (MILESTONES, RATES)}
    path = folder / name
    workbook.write(path, "A report", ["Internal"], tables, "2022-23-Q1", RECEIVED)
    return path


@pytest.fixture
def book(tmp_path):
    return openpyxl.load_workbook(written(tmp_path))


def test_text_that_looks_like_a_formula_or_an_address_stays_text(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    comment = next(cell for cell in cells if cell.value == FORMULA)
    assert comment.data_type == "s"
    assert comment.quotePrefix
    assert [
        sheet.title
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and "://" in (cell.hyperlink.target or "")
    ] == []


def test_it_holds_the_quarter_and_no_other(book):
    quarters = [row[1].value for row in book["Milestones"].iter_rows(min_row=5)]

    assert quarters == ["2022-23-Q1"]


def test_each_sheet_is_one_table_with_frozen_headings_and_no_merged_cell(book):
    assert book.sheetnames == ["Contents", "Rates", "Milestones"]
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        assert sheet.freeze_panes == "A5"
        assert not sheet.merged_cells.ranges
        assert sheet.column_dimensions["A"].width >= workbook.NARROWEST


def test_a_figure_is_there_in_full_and_one_that_is_not_says_why(book):
    rates = [row[1] for row in book["Rates"].iter_rows(min_row=5)]

    assert rates[0].value == pytest.approx(84.99821265, abs=1e-12)
    assert rates[0].number_format == "#,##0.0"
    assert rates[1].value == "suppressed"


def test_the_contents_lead_to_every_sheet(book):
    targets = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]

    assert targets == ["'Rates'!A1", "'Milestones'!A1"]


def test_its_date_is_that_of_the_newest_receipt(book):
    assert book.properties.created == RECEIVED
    assert book.properties.title == "A report"


def test_written_twice_it_is_the_same_bytes(tmp_path):
    assert written(tmp_path, "one.xlsx").read_bytes() == written(tmp_path, "two.xlsx").read_bytes()
