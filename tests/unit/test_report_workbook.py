"""The workbook, by the conventions for spreadsheets that everyone can read; and what of it is text, and stays text."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from sfpc.errors import PipelineError
from sfpc.report import workbook
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.tables import Column
from sfpc.report.workbook import catalogue, cells, sheets
from sfpc.report.workbook.notes import NOTES
from tests import report_tables, workbook_figures
from tests.report_issue import RECEIVED, issue
from tests.report_tables import tables

QUARTER = "2022-23-Q1"
FORMULA = '=HYPERLINK("http://example.invalid","see plan")'
EVIL = (FORMULA, "+1+1", "-2", "@SUM(A1)", "[see](http://example.invalid)", "http://example.invalid", "???", "$$note$$")
"""Texts that a spreadsheet, or a library that writes one, could take for something else."""
ASHBY = {"authority_code": "E1", "authority_name": "Ashby"}
BARTON = {"authority_code": "E2", "authority_name": "Barton"}
CLA = {
    "measure": "cla_at_period_end", "title": "Children looked after", "unit": "children", "measure_type": "stock",
    "polarity": "lower_is_better", "decimals": 0,
}  # fmt: skip
RETURN = {
    "quarter": QUARTER, "role": "adopter", "due_date": date(2022, 7, 28), "is_extended": False,
    "has_later_rejection": False, "submission_count": 1, "reject_count": 0, "critical_count": 0, "warning_count": 1,
    "info_count": 0, "working_days_late": 0,
}  # fmt: skip
MILESTONE = {
    "project": "Commissioning", "work_area": "Support", "presence": "continuing", "rag": "red", "previous_rag": "amber",
    "baseline_date": date(2022, 6, 1), "forecast_date": date(2022, 9, 1), "slippage_days": 92,
    "slippage_in_quarter_days": 0, "is_overdue": True, "comment_status": "reported",
}  # fmt: skip
FINANCE = {
    "workstream": "all", "funder": "all", "workstream_title": "All workstreams", "funder_title": "All funders",
    "budget_gbp": Decimal("1740000.45"), "actual_in_quarter_gbp": Decimal("375400.10"),
    "actual_year_to_date_gbp": Decimal("375400.10"), "forecast_gbp": Decimal("1501000.00"),
    "variance_gbp": Decimal("-239000.45"), "spent_percent": Decimal("21.57471264"), "status": "reported",
}  # fmt: skip


def value(of, quarter, amount, **more):
    """A row of performance."""
    status = "reported" if amount is not None else "not_available"
    return of | CLA | {
        "quarter": quarter, "value": amount, "status": status, "previous_status": "no_return",
        "last_year_status": "no_return", "baseline_status": "no_baseline", "target_status": "no_target",
    } | more  # fmt: skip


def made_tables():
    """Two authorities and three quarters, with figures that are missing, and texts that mean no good."""
    without = {name: CLA[name] for name in CLA if name not in ("polarity", "decimals")}
    rates = [
        ASHBY | without | {"quarter": quarter, "rate_per_10000": amount, "rate_status": status,
                           "rate_basis": "at the end of the quarter", "four_quarters_status": "not_applicable"}
        for quarter, amount, status in (
            ("2021-22-Q3", Decimal("84.1"), "reported"), ("2021-22-Q4", None, "suppressed"),
            (QUARTER, Decimal("84.99821265"), "reported"),
        )
    ]  # fmt: skip
    milestones = [
        ASHBY | MILESTONE | {"quarter": QUARTER, "milestone": f"{number} {text}", "work_area": text, "comment": text}
        for number, text in enumerate(EVIL)
    ]
    return tables(
        rpt_returns=[
            RETURN | of | {"state": state, "received_at": received, "values_read": read}
            for of, state, received, read in ((ASHBY, "accepted", RECEIVED, 220), (BARTON, "late", None, None))
        ],
        rpt_performance=[
            value(ASHBY, "2021-22-Q4", Decimal(700)),
            value(ASHBY, QUARTER, Decimal(721), previous_value=Decimal(700), previous_status="reported",
                  break_note="Counting changed in April 2022", target_value=Decimal(650), target_status="in_force",
                  target_comparator="about", lower_value=Decimal("669.25"), upper_value=Decimal("775.6")),
            value(BARTON, QUARTER, None, status="suppressed", suppressed_columns="value lower_value upper_value"),
        ],
        rpt_performance_rates=rates,
        rpt_restatements=[
            ASHBY | {"quarter": QUARTER, "restated_quarter": QUARTER, "section": "performance", "title": CLA["title"],
                     "subject": CLA["measure"], "field": "value", "unit": "children", "from_value": Decimal(720),
                     "to_value": Decimal(721), "from_status": "reported", "to_status": "reported",
                     "difference": Decimal(1), "difference_percent": Decimal("0.14"), "why": "corrected",
                     "revision_count": 1, "first_received_date": date(2022, 7, 1),
                     "latest_received_date": date(2022, 7, 20)}
        ],
        rpt_milestones=milestones,
        rpt_finance=[ASHBY | FINANCE | {"quarter": QUARTER},
                     BARTON | FINANCE | {"quarter": QUARTER, "status": "incomplete"} | dict.fromkeys(
                         ("forecast_gbp", "variance_gbp"))],
    )  # fmt: skip


WAIVER = {
    "check_id": "CHANGE-002", "authority_code": "E1", "reason": FORMULA, "agreed_by": "programme board",
    "agreed_date": "2022-07-01", "until_date": "2022-12-31", "was_needed": True,
}  # fmt: skip
RESULT = {
    "check_id": "CHANGE-002", "severity": "warning", "authority_code": "E1", "outcome": "waived",
    "says": "No measure doubles.", "observed": "3 of 4",
}  # fmt: skip


def written(folder, audience=PUBLISHED, name="report.xlsx", given=None, **of_the_issue):
    path = folder / name
    workbook.write(path, given or made_tables(), issue(results=[RESULT], waivers=[WAIVER], **of_the_issue), audience)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return written(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def internal(tmp_path_factory):
    return openpyxl.load_workbook(written(tmp_path_factory.mktemp("internal"), INTERNAL))


def table_of(sheet):
    """Headings and rows of the marked-up table of a sheet."""
    (table,) = sheet.tables.values()
    headings, *rows = sheet[table.ref]
    return [cell.value for cell in headings], [dict(zip((c.value for c in headings), row, strict=True)) for row in rows]


def with_a_table(book):
    return [sheet for sheet in book if sheet.title not in ("Cover", *charts_of(book))]


def charts_of(book):
    return [name for name in book.sheetnames if name.startswith("Chart ")]


# -------------------------------------------------------------------------------- the sheets


def test_it_begins_with_cover_contents_notes_and_symbols_and_then_has_one_table_a_sheet(book):
    assert book.sheetnames[:6] == ["Cover", "Contents", "Notes", "Symbols", "Returns", "Programme"]
    assert [len(sheet.tables) for sheet in with_a_table(book)] == [1] * len(with_a_table(book))
    assert charts_of(book) == book.sheetnames[-len(charts_of(book)) :]
    assert len({table.name for sheet in book for table in sheet.tables.values()}) == len(with_a_table(book))


def test_the_title_stands_in_a1_and_names_the_quarter_and_short_sentences_follow(book):
    for sheet in with_a_table(book)[3:]:
        above = [row[0].value for row in sheet.iter_rows(max_row=workbook_figures.heading_rows_of(sheet), max_col=1)]
        assert QUARTER in above[0], sheet.title
        assert "This sheet has one table." in above, sheet.title
        assert any(re.match(r"Notes: (\[note \d+\](, )?)+\. They stand on the sheet Notes\.", text) for text in above)
        assert all(above), sheet.title
        assert max(map(len, above)) <= 160, sheet.title


def test_headings_are_marked_up_as_such_and_are_those_of_the_table(book):
    for sheet in with_a_table(book):
        (table,) = sheet.tables.values()
        headings, _ = table_of(sheet)
        # a difference between the two is what makes Excel offer a repair
        assert [column.name for column in table.tableColumns] == headings, sheet.title
        assert table.headerRowCount != 0
        assert table.autoFilter is None
        assert len({heading.lower() for heading in headings}) == len(headings)
        assert not any("_" in heading for heading in headings)


def test_no_cell_of_a_table_is_empty_and_none_is_merged(book, internal):
    for sheet in [*with_a_table(book), *with_a_table(internal)]:
        (table,) = sheet.tables.values()
        empty = [cell.coordinate for row in sheet[table.ref] for cell in row if cell.value in (None, "")]
        assert empty == [], sheet.title
        # not max_row: openpyxl makes a cell of each that a test looks at
        last = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None)
        assert last == sheet[table.ref][-1][0].row, "something stands under the table"
    for sheet in book:
        assert not sheet.merged_cells.ranges, sheet.title


def test_nothing_is_hidden_frozen_or_filtered(book):
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes is None
        assert not [number for number, row in sheet.row_dimensions.items() if row.hidden]
        assert not [name for name, column in sheet.column_dimensions.items() if column.hidden]
        assert sheet.auto_filter.ref is None


def test_text_is_of_12_points_at_least_in_one_font_without_slant_and_headings_wrap(book):
    for sheet in book:
        held = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.font.name for cell in held} == {"Arial"}, sheet.title
        assert min(cell.font.size for cell in held) >= 12, sheet.title
        assert not any(cell.font.italic for cell in held)
    for sheet in with_a_table(book):
        (table,) = sheet.tables.values()
        assert all(cell.alignment.wrap_text and cell.font.bold for cell in sheet[table.ref][0]), sheet.title


def test_it_opens_at_a1_of_the_cover(book):
    assert book.active.title == "Cover"
    assert {sheet.sheet_view.selection[0].activeCell for sheet in book} == {"A1"}


def test_names_of_sheets_are_short_and_in_words(book):
    assert all(re.fullmatch(r"[A-Z][a-z]+( [a-z]+){0,2}", name) and len(name) <= 31 for name in book.sheetnames)


def test_every_column_is_wide_enough_for_its_longest_word(book):
    for sheet in with_a_table(book):
        (table,) = sheet.tables.values()
        for cell in sheet[table.ref][0]:
            longest = max(map(len, str(cell.value).split()))
            assert sheet.column_dimensions[cell.column_letter].width >= longest, (sheet.title, cell.value)


def test_the_contents_lead_to_every_other_sheet_and_each_leads_back(book):
    links = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    for sheet in book.worksheets[4:]:
        back = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert back == ["'Contents'!A1"], sheet.title


def test_the_notes_that_sheets_refer_to_are_there_and_each_is_referred_to(book):
    _, rows = table_of(book["Notes"])
    held = {row["Note"].value for row in rows}
    said = " ".join(str(row[0].value) for sheet in book for row in sheet.iter_rows(max_row=8, max_col=1))
    referred = set(re.findall(r"note \d+", said))

    assert held == {f"note {number}" for number in range(1, len(NOTES) + 1)}
    assert referred <= held
    assert held - referred <= {f"note {list(NOTES).index('charts') + 1}"}


def test_every_shorthand_that_stands_in_a_cell_is_explained(book):
    _, rows = table_of(book["Symbols"])
    used = {
        cell.value
        for sheet in with_a_table(book)[3:]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and re.fullmatch(r"\[\w+\]", cell.value)
    }
    assert {"[c]", "[p]", "[r]", "[x]", "[z]"} <= used
    assert used <= {row["Shorthand"].value for row in rows}


def test_its_properties_say_what_it_is_in_which_language_and_when(book):
    assert book.properties.title == "Family Valued: quarterly report, April to June 2022"
    assert book.properties.created == RECEIVED
    assert book.properties.language == "en-GB"


# -------------------------------------------------------------------------------- what it says


def test_the_cover_says_quarter_release_status_coverage_and_whom_to_ask(book, internal):
    said = [row[0].value for row in book["Cover"].iter_rows()]
    assert "Quarter: April to June 2022 (2022-23-Q1)." in said
    assert "Release 2, after decision 3 of the gate." in said
    assert "For publication: small numbers of children and families are suppressed." in said
    assert "Holds the returns of 2 of 2 authorities." in said
    assert "Contact" in said
    assert any(
        text.startswith("Internal: not for publication.")
        for row in internal["Cover"].iter_rows()
        for text in [row[0].value]
    )


def test_an_internal_one_says_so_on_every_sheet_and_a_published_one_on_none(book, internal):
    assert all(sheet["A1"].value.endswith(" - INTERNAL, not for publication") for sheet in internal)
    assert not any("INTERNAL" in str(sheet["A1"].value) for sheet in book)


def test_a_partial_release_says_so_on_every_sheet_and_chart(tmp_path):
    path = written(tmp_path, missing={"Barton": "late"})
    book = openpyxl.load_workbook(path)

    assert all(sheet["A1"].value.endswith(" - PARTIAL, without Barton") for sheet in book)
    drawn = [name for name in zipfile.ZipFile(path).namelist() if re.search(r"charts/chart\d", name)]
    assert drawn
    for name in drawn:
        assert "PARTIAL, without Barton" in zipfile.ZipFile(path).read(name).decode(), name
    assert any(row[0].value == "Holds the returns of 1 of 2 authorities." for row in book["Cover"].iter_rows())


def test_a_figure_that_is_not_there_says_why_in_shorthand_and_its_status_in_words(book):
    _, rows = table_of(book["Measures"])
    ashby, barton = rows
    assert ashby["Value in 2022-23-Q1"].value == 721
    assert barton["Value in 2022-23-Q1"].value == "[c]"
    assert barton["Status of the value"].value == "suppressed"
    assert barton["Lower limit (95% interval)"].value == "[c]"
    assert ashby["Value in 2021-22-Q1"].value == "[x]"
    assert ashby["Value at the baseline"].value == "[z]"
    assert barton["Target"].value == "[z]"


def test_a_hidden_figure_is_suppressed_whatever_its_status_says():
    column = sheets.Column("Value", "value", "measure", status="status")
    row = CLA | {"value": Decimal(3), "status": "reported", "suppressed_columns": "lower_value value"}

    assert sheets.cell(column, row).value == "[c]"
    assert sheets.cell(column, row | {"suppressed_columns": "previous_value"}).value == 3


def test_a_revised_figure_says_so_and_a_break_is_told_in_words(book):
    _, rows = table_of(book["Measures"])
    assert [row["Provisional or revised"].value for row in rows] == ["[r]", "[p]"]
    assert rows[0]["Break in recording"].value == "[b] Counting changed in April 2022"


def test_numbers_are_numbers_in_full_with_a_format_that_rounds_and_units_stand_in_the_headings(book):
    _, (row, _) = table_of(book["Finance"])
    budget = row["Full-year budget (£)"]
    assert (budget.value, budget.number_format, budget.data_type) == (1740000.45, "£#,##0;-£#,##0", "n")
    assert row["Forecast less budget (£)"].number_format == "+£#,##0;-£#,##0;£0"
    _, rates = table_of(book["Rates"])
    assert rates[0]["Rate per 10,000 children"].value == pytest.approx(84.99821265, abs=1e-12)
    assert rates[0]["Rate per 10,000 children"].number_format == "#,##0.0"
    _, returns = table_of(book["Returns"])
    assert returns[0]["Received (UTC)"].value == RECEIVED
    assert returns[0]["Due"].number_format == "d mmm yyyy"


def test_what_is_for_the_programme_team_alone_stands_in_the_internal_one_alone(book, internal):
    alone = {"Comment", "What was found", "What was seen", "File of the return", "Place in the file"}
    published = {heading for sheet in with_a_table(book) for heading in table_of(sheet)[0]}
    in_full = {heading for sheet in with_a_table(internal) for heading in table_of(sheet)[0]}
    assert not alone & published - {"What was found"}
    assert alone <= in_full
    assert "Findings" not in book.sheetnames
    assert not any(cell.value == FORMULA for row in book["Milestones"].iter_rows() for cell in row[-3:])


def test_a_table_without_rows_says_so(book):
    _, rows = table_of(book["Benefits"])
    assert [cell.value for cell in rows[0].values()] == ["No rows for this quarter", *["[z]"] * (len(rows[0]) - 1)]


# -------------------------------------------------------------------------------- text stays text


def test_text_that_looks_like_a_formula_a_link_or_a_note_stays_as_it_is(internal, book):
    for each in (internal, book):
        held = [cell for sheet in each for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert [cell.coordinate for cell in held if cell.data_type == "f"] == []
        assert [cell.value for cell in held if cell.hyperlink and cell.hyperlink.target] == []
    _, rows = table_of(internal["Milestones"])
    assert sorted(row["Comment"].value for row in rows) == sorted(EVIL)
    assert all(row["Comment"].data_type == "s" and row["Comment"].quotePrefix for row in rows)
    _, waivers = table_of(book["Waivers"])
    assert (waivers[0]["Reason"].value, waivers[0]["Reason"].data_type) == (FORMULA, "s")
    assert any(FORMULA in str(row[0].value) and not row[0].hyperlink for row in book["Cover"].iter_rows())


def test_text_longer_than_a_cell_holds_is_cut_and_says_so():
    shown = cells.text("x" * 40_000).value

    assert len(shown) == cells.MOST_CHARACTERS
    assert shown.endswith("(cut: a cell holds no more)")
    assert cells.text(" \n ").value == "[z]"


def test_two_headings_that_are_the_same_are_refused_and_not_written_as_no_table(tmp_path):
    from sfpc.report.workbook.book import Book

    twice = sheets.TableSheet("Twice", "Twice", "Twice", (), ("Value", "value"), ((cells.Cell("a"), cells.Cell("b")),))
    with pytest.warns(UserWarning, match="Duplicate header"), pytest.raises(PipelineError, match="'Twice'"):
        Book(tmp_path / "twice.xlsx", "").write_table(twice)


def test_written_twice_it_is_the_same_bytes(tmp_path):
    assert written(tmp_path, name="one.xlsx").read_bytes() == written(tmp_path, name="two.xlsx").read_bytes()


# -------------------------------------------------------------------------------- nothing is left out


def test_every_column_of_every_report_table_stands_on_a_sheet_or_has_a_reason_not_to():
    shown = defaultdict(set)
    for plan in catalogue.PLANS:
        shown[plan.table].update(column.source for column in plan.columns)
    held = {name: {column.name for column in columns} for name, columns in report_tables.columns().items()}

    assert held.keys() == shown.keys()
    for name, columns in held.items():
        assert columns - shown[name] <= catalogue.NOT_SHOWN.keys(), name
    assert set().union(*held.values()) | {"suppressed_columns"} >= catalogue.NOT_SHOWN.keys()
    assert all(catalogue.NOT_SHOWN.values())


def test_every_number_of_every_report_table_is_compared_with_a_sheet():
    numbers = ("DECIMAL", "INTEGER", "BIGINT", "DOUBLE")
    for name, columns in report_tables.columns().items():
        if name == "rpt_data_quality":
            continue  # it holds no number: the workbook counts its rows
        held = {column.name for column in columns if column.data_type.startswith(numbers)}
        compared = {c for each in workbook_figures.SHEETS.values() if each.table == name for c in each.figures.values()}
        assert held - compared <= workbook_figures.NOT_FIGURES, name


def test_a_report_table_that_lacks_a_column_of_a_sheet_is_told(tmp_path):
    given = made_tables()
    kept = tuple(column for column in given["rpt_grant"].columns if column.name != "amount_gbp")
    given["rpt_grant"] = replace(given["rpt_grant"], columns=kept)

    with pytest.raises(PipelineError, match="rpt_grant lacks the column amount_gbp"):
        written(tmp_path, given=given)


def test_every_figure_is_that_of_the_report_table(path):
    compared, wrong = workbook_figures.compare(path, made_tables(), QUARTER)

    assert wrong == []
    assert compared > 50


@pytest.mark.parametrize(
    ("table", "column", "was", "now"),
    [
        ("rpt_finance", "budget_gbp", Decimal("1740000.45"), Decimal("1740000.46")),
        ("rpt_finance", "forecast_gbp", None, Decimal(1)),
        ("rpt_performance", "value", Decimal(700), None),
        ("rpt_milestones", "forecast_date", date(2022, 9, 1), date(2022, 9, 2)),
        ("rpt_returns", "received_at", RECEIVED, datetime(2022, 7, 20, 9, 6)),  # noqa: DTZ001
    ],
)
def test_a_figure_that_is_not_that_of_the_report_table_is_told(path, table, column, was, now):
    given = made_tables()
    rows = tuple(row | {column: now} if row[column] == was else row for row in given[table].rows)
    assert rows != given[table].rows
    given[table] = replace(given[table], rows=rows)

    _, wrong = workbook_figures.compare(path, given, QUARTER)

    assert wrong


def test_a_figure_too_many_or_too_few_is_told(path):
    given = made_tables()
    given["rpt_finance"] = replace(given["rpt_finance"], rows=given["rpt_finance"].rows[:1])

    _, wrong = workbook_figures.compare(path, given, QUARTER)

    assert "Finance: 2 rows for 1 of the report table" in wrong
    assert any("figures stand in the workbook" in each for each in wrong)


def test_columns_are_described_by_the_models():
    assert report_tables.columns()["rpt_finance"][0] == Column(
        "authority_code", "VARCHAR", "ONS code of the authority."
    )
