"""Every sheet of a workbook becomes a grid of text, each value named by its cell as the sender sees it."""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter

from sfpc.limits import Limits
from sfpc.readers.cells import column_letters, column_number
from tests.builders import grids, problem_of, write_ods, write_xlsx

SHAPES = {".xlsx": write_xlsx, ".ods": write_ods}


def read(path):
    """The grids of a workbook by the names of its sheets."""
    return {grid.sheet: grid for grid in grids(path)}


def texts(grid):
    """What stands in each cell that is not blank, by its name."""
    return {
        grid.place(row, column): text
        for row, cells in enumerate(grid.rows)
        for column, text in enumerate(cells)
        if text
    }


CELLS = {
    "A1": ("text", "text"),
    "A2": ("  of whom unaccompanied (UASC)", "  of whom unaccompanied (UASC)"),
    "A3": ("007", "007"),
    "A4": (7, "7"),
    "A5": (857.0, "857"),
    "A6": (1.10, "1.1"),
    "A7": (0.2447, "0.2447"),
    "A8": (-1620, "-1620"),
    "A9": (0, "0"),
    "A10": (123456789012345, "123456789012345"),
    "A11": (True, "true"),
    "A12": (False, "false"),
    "A13": (dt.date(2021, 9, 30), "2021-09-30"),
    "A14": (dt.datetime(2021, 9, 30, 10, 15), "2021-09-30T10:15:00"),  # noqa: DTZ001 - a cell knows no zone
    "A15": (dt.time(10, 15), "10:15:00"),
    "A16": ("two\nlines", "two\nlines"),
    "A17": ("£1,234.50", "£1,234.50"),
    "A18": ("<6 & “more”", "<6 & “more”"),
}


def test_every_kind_of_cell_becomes_text(tmp_path):
    workbook = openpyxl.Workbook()
    for cell, (value, _) in CELLS.items():
        workbook.active[cell] = value
    workbook.save(tmp_path / "any.xlsx")

    assert texts(read(tmp_path / "any.xlsx")["Sheet"]) == {cell: text for cell, (_, text) in CELLS.items()}


@pytest.mark.parametrize("suffix", SHAPES)
def test_text_numbers_and_leading_zeros_read_the_same_from_each_kind(suffix, tmp_path):
    path = tmp_path / f"any{suffix}"
    SHAPES[suffix](path, {"Data": [["Code", "Value"], ["007", 1.5], ["1.10", 12], [True, None]]})

    assert read(path)["Data"].rows == [["Code", "Value"], ["007", "1.5"], ["1.10", "12"], ["true", ""]]


@pytest.mark.parametrize("suffix", SHAPES)
def test_a_table_that_does_not_begin_at_the_corner_keeps_the_names_of_its_cells(suffix, tmp_path):
    path = tmp_path / f"any{suffix}"
    SHAPES[suffix](
        path, {"Data": [[None] * 5, [None] * 5, [None, None, "Measure", "Value"], [None, None, "Starts", 7]]}
    )

    assert texts(read(path)["Data"]) == {"C3": "Measure", "D3": "Value", "C4": "Starts", "D4": "7"}


@pytest.mark.parametrize("suffix", SHAPES)
def test_a_hidden_sheet_is_flagged_and_a_visible_one_is_not(suffix, tmp_path):
    path = tmp_path / f"any{suffix}"
    SHAPES[suffix](path, {"Data": [["a"]], "Lists": [["b"]]}, hidden=["Lists"])

    assert {name: grid.is_visible for name, grid in read(path).items()} == {"Data": True, "Lists": False}


def test_a_very_hidden_sheet_is_hidden(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Secret").sheet_state = "veryHidden"
    workbook["Secret"]["A1"] = "x"
    workbook.save(tmp_path / "any.xlsx")

    assert not read(tmp_path / "any.xlsx")["Secret"].is_visible


@pytest.mark.parametrize("suffix", SHAPES)
def test_an_empty_sheet_is_a_grid_without_rows(suffix, tmp_path):
    path = tmp_path / f"any{suffix}"
    SHAPES[suffix](path, {"Data": [["a"]], "Empty": []})

    assert texts(read(path)["Empty"]) == {}


def test_a_merged_heading_stands_in_its_first_cell(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["B1"] = "In quarter"
    workbook.active.merge_cells("B1:D1")
    workbook.active["B2"] = "Q1"
    workbook.save(tmp_path / "any.xlsx")

    assert texts(read(tmp_path / "any.xlsx")["Sheet"]) == {"B1": "In quarter", "B2": "Q1"}


def test_a_chart_sheet_holds_nothing_and_hinders_nothing(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 7
    chart = BarChart()
    chart.add_data(Reference(workbook.active, min_col=1, min_row=1))
    workbook.create_chartsheet("Chart").add_chart(chart)
    workbook.save(tmp_path / "any.xlsx")

    found = read(tmp_path / "any.xlsx")

    assert texts(found["Sheet"]) == {"A1": "7"}
    assert texts(found["Chart"]) == {}


@pytest.mark.parametrize("written", SHAPES)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"])
def test_a_workbook_is_read_by_what_it_is_and_not_by_its_ending(written, suffix, tmp_path):
    SHAPES[written](tmp_path / f"right{written}", {"Data": [["a"]]})
    (tmp_path / f"right{written}").rename(tmp_path / f"wrong{suffix}")

    assert read(tmp_path / f"wrong{suffix}")["Data"].rows == [["a"]]


# ---------------------------------------------------------------- what a workbook reader might lose


def test_a_cell_with_an_error_is_text_and_not_a_blank(tmp_path):
    workbook = openpyxl.Workbook()
    for cell, error in (("B2", "#REF!"), ("B3", "#DIV/0!"), ("B4", "#N/A")):
        workbook.active[cell] = error
        assert workbook.active[cell].data_type == "e"
    workbook.active["A2"] = "Referrals"
    workbook.save(tmp_path / "any.xlsx")

    assert texts(read(tmp_path / "any.xlsx")["Sheet"]) == {
        "A2": "Referrals",
        "B2": "#REF!",
        "B3": "#DIV/0!",
        "B4": "#N/A",
    }


def test_a_formula_that_no_program_has_worked_out_is_text_and_not_a_blank(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "=SUM(B1:B3)"
    workbook.active["A2"] = '=IF(B1<6,"<6",B1)'
    workbook.save(tmp_path / "any.xlsx")

    assert texts(read(tmp_path / "any.xlsx")["Sheet"]) == {"A1": "=SUM(B1:B3)", "A2": '=IF(B1<6,"<6",B1)'}


def sheet_of(tmp_path, cells):
    """A workbook whose one sheet holds the cells given as XML."""
    write_xlsx(tmp_path / "plain.xlsx", {"Data": [["x"]]})
    path = tmp_path / "any.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(path, "w") as made:
        for part in plain.namelist():
            content = plain.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<row .*</row>", cells.encode(), content, flags=re.DOTALL)
            made.writestr(part, content)
    return read(path)["Data"]


def test_a_formula_that_has_been_worked_out_is_its_value(tmp_path):
    grid = sheet_of(
        tmp_path,
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="b"><f>TRUE()</f><v>1</v></c></row>',
    )

    assert texts(grid) == {"A1": "2", "B1": "a", "D1": "true"}


def test_a_shared_formula_without_a_value_is_not_a_blank(tmp_path):
    grid = sheet_of(tmp_path, '<row r="1"><c r="A1" s="1"><f t="shared" si="0"/></c><c r="B1"><v>1</v></c></row>')

    assert texts(grid) == {"A1": "=...", "B1": "1"}


def ods_with(tmp_path, cell):
    """An ODS workbook with one cell given as XML after a cell of text."""
    write_ods(tmp_path / "plain.ods", {"Data": [["x", "replaced"]]})
    path = tmp_path / "any.ods"
    with zipfile.ZipFile(tmp_path / "plain.ods") as plain, zipfile.ZipFile(path, "w") as made:
        for part in plain.namelist():
            content = plain.read(part)
            if part == "content.xml":
                content = re.sub(
                    rb'<table:table-cell [^>]*"replaced".*?</table:table-cell>', cell.encode(), content, flags=re.DOTALL
                )
                content = content.replace(
                    b"<office:document-content ",
                    b'<office:document-content xmlns:calcext="urn:org:documentfoundation:names:experimental:calc" ',
                    1,
                )
            made.writestr(part, content)
    return path


ODS_ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ODS_ERROR, "#DIV/0!"),
        ('<table:table-cell table:formula="of:=[.A1]+1"/>', "of:=[.A1]+1"),
        ('<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>', "2"),
    ],
)
def test_errors_and_unworked_formulas_of_an_ods_workbook_are_not_blanks(cell, text, tmp_path):
    assert texts(read(ods_with(tmp_path, cell))["Data"])["B1"] == text


def test_a_stray_cell_is_refused_where_it_would_fill_the_memory(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Measure"
    workbook.active["Z1048576"] = "stray"
    workbook.save(tmp_path / "any.xlsx")

    assert problem_of(tmp_path / "any.xlsx") == (
        "one of its cells stands too far from the others for the sheet to be read; clear what is beyond the tables",
        "Z1048576",
    )


def test_a_long_sheet_a_wide_one_and_one_far_down_are_read(tmp_path):
    for name, cell in (("long", "C60000"), ("wide", "XFD2"), ("styled", "B2")):
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "Measure"
        workbook.active[cell] = "last"
        if name == "styled":
            workbook.active["XFD1048576"].number_format = "0.00"  # formatted, and blank
        workbook.save(tmp_path / f"{name}.xlsx")

        assert texts(read(tmp_path / f"{name}.xlsx")["Sheet"]) == {"A1": "Measure", cell: "last"}


def test_blank_rows_without_end_below_an_ods_table_are_nothing(tmp_path):
    rows = (
        '<table:table-cell/></table:table-row><table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/>'
    )

    assert texts(read(ods_with(tmp_path, rows))["Data"]) == {"A1": "x"}


# ------------------------------------------------------------------------------------ any grid


@given(st.integers(1, 16_384))
def test_a_column_is_named_as_spreadsheets_name_it(number):
    assert column_letters(number - 1) == get_column_letter(number)
    assert column_number(get_column_letter(number).encode()) == number


def test_room_is_made_for_a_return_of_fifty_thousand_rows():
    assert Limits().cells >= 50_000 * 100


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=12)
numbers = st.builds(lambda digits, places: digits / 10**places, st.integers(-(10**12), 10**12), st.integers(0, 6))
cells = st.none() | words | numbers | st.booleans() | st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31))


def as_text(value):
    """A cell's text, as a person would write it."""
    if value is None or (isinstance(value, str) and value.isspace()):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value if isinstance(value, str) else str(value)


def is_kept(value):
    """Whether openpyxl writes a text as it is: it escapes nothing that XML cannot hold, and takes `_x0041_` for A."""
    return not isinstance(value, str) or not re.search("_x[0-9A-Fa-f]{4}_|[\ufffe\uffff]", value)


@settings(max_examples=30)
@given(
    st.lists(st.lists(cells.filter(is_kept), min_size=1, max_size=5), min_size=1, max_size=6),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_any_grid_written_by_openpyxl_reads_back_cell_by_cell(tmp_path, rows, down, right):
    path = tmp_path / "any.xlsx"
    write_xlsx(path, {"Data": [*[[]] * down, *([None] * right + row for row in rows)]})

    assert texts(read(path)["Data"]) == {
        f"{get_column_letter(right + column)}{down + row}": as_text(value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if as_text(value)
    }
