"""What a workbook shows besides its values is known in every kind: hidden, merged, errors, percentages, dates."""

import datetime as dt
import re
import shutil
import zipfile

import openpyxl
import pytest

from sfpc.readers import open_files, read_file
from sfpc.readers.binary_workbook import small_number
from sfpc.readers.cells import laid_over, percent_text, shows_percent
from tests.builders import HOME, grids, write_ods, write_xlsx
from tests.workbooks import sheet_of_rows, with_parts, write_xlsb

FILES = HOME / "tests/unit/files"
EVERY = ["every_structure.xlsx", "every_structure.ods", "every_structure.xls"]
"""One workbook, saved by LibreOffice in three kinds."""


def read(path):
    return {grid.sheet: grid for grid in grids(path)}


def place(grid, name):
    """The row and column in a grid of a cell by its name."""
    [found] = [
        (row, column)
        for row, cells in enumerate(grid.rows)
        for column in range(len(cells))
        if grid.place(row, column) == name
    ]
    return found


def text(grid, name):
    row, column = place(grid, name)
    return grid.rows[row][column]


@pytest.mark.parametrize("file", EVERY)
def test_a_workbook_of_a_real_program_is_read_whole(file):
    grid = read(FILES / file)["Data"]

    assert grid.rows == [
        ["Measure", "Value", "Date", "Share", "Hidden column"],
        ["Referrals", "857", "2021-09-30", "23.4%", "yes"],
        ["Hidden row", "1.5", "", "", ""],
        ["Errors", "#DIV/0!", "#N/A", "1714", ""],
        ["merged", "", "", "", ""],
        ["007", "2021-09-30T10:15:00", "10:15:00", "£1,234.50", ""],
    ]
    assert grid.place(0, 0) == "B2"
    assert grid.hidden_rows == {2}
    assert grid.hidden_columns == {4}
    assert grid.merged == ((4, 0, 4, 2),)
    assert not read(FILES / file)["Lists"].is_visible


def test_an_xlsb_workbook_is_read_whole(tmp_path):
    path = write_xlsb(
        tmp_path / "any.xlsb",
        [
            [None],
            [None, "Measure", "Value", "Date", "Share", "Hidden"],
            [None, "Referrals", 857, (44469.0, 2), (0.234, 1), True],
            [None, "Hidden row", 1.5, "#REF!", (1, 1), None],
            [None, "007", -3, "#N/A", (None, 1)],
        ],
        styles=["0.0%", "yyyy\\-mm\\-dd"],
        hidden_rows=[3],
        hidden_columns=[5],
        merged=[(1, 1, 2, 1)],
    )

    grid = read(path)["Data"]

    assert grid.rows == [
        ["Measure", "Value", "Date", "Share", "Hidden"],
        ["Referrals", "857", "2021-09-30", "23.4%", "true"],
        ["Hidden row", "1.5", "#REF!", "100%", ""],
        ["007", "-3", "#N/A", "", ""],
    ]
    assert (grid.place(0, 0), grid.hidden_rows, grid.hidden_columns) == ("B2", {2}, {4})
    assert (grid.merged, grid.is_visible) == (((0, 0, 1, 0),), True)


def test_a_hidden_sheet_of_an_xlsb_workbook_is_flagged(tmp_path):
    assert not read(write_xlsb(tmp_path / "any.xlsb", [["a", "b"]], hidden=True))["Data"].is_visible


@pytest.mark.parametrize(
    ("packed", "number"),
    [(29 << 2 | 2, 29), ((-5 << 2 | 2) & 0xFFFFFFFF, -5), (1234 << 2 | 3, 12.34), (0x3FF00000, 1.0)],
)
def test_a_packed_number_of_an_xlsb_workbook_is_unpacked(packed, number):
    assert small_number(packed) == number


# ---------------------------------------------------------------------------------------- percentages


@pytest.mark.parametrize(
    ("number_format", "is_percentage"),
    [
        ("0%", True),
        ("0.00%", True),
        ('0.0"%"', False),
        ("0\\%", False),
        ("[Red]0.0%;[Blue]-0.0%", True),
        ("General", False),
    ],
)
def test_a_number_format_shows_percentages_or_does_not(number_format, is_percentage, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 0.07
    workbook.active["A1"].number_format = number_format
    workbook.save(tmp_path / "any.xlsx")

    assert shows_percent(number_format) == is_percentage
    assert read(tmp_path / "any.xlsx")["Sheet"].rows == [["7%" if is_percentage else "0.07"]]


@pytest.mark.parametrize("hundredths", [*range(0, 101, 7), 12345])
def test_a_percentage_has_no_dust(hundredths):
    assert percent_text(hundredths / 100) == f"{hundredths}%"


def test_a_percentage_of_an_ods_workbook_has_its_sign(tmp_path):
    path = with_parts(
        tmp_path / "any.ods",
        {
            "content.xml": lambda xml: xml.replace(
                b'office:value-type="float" office:value="7"', b'office:value-type="percentage" office:value="0.07"'
            )
        },
    )

    assert text(read(path)["Data"], "B2") == "7%"


def test_text_and_errors_in_a_cell_that_shows_percentages_stay_as_they_are(tmp_path):
    workbook = openpyxl.Workbook()
    for cell, value in {"A1": "c", "A2": "#REF!", "A3": True, "A4": 1, "A5": None, "A6": "=A4/3"}.items():
        workbook.active[cell] = value
        workbook.active[cell].number_format = "0.0%"
    workbook.save(tmp_path / "any.xlsx")

    assert [row[0] for row in read(tmp_path / "any.xlsx")["Sheet"].rows] == ["c", "#REF!", "true", "100%", "", "=A4/3"]


# --------------------------------------------------------------------------------- hidden and merged


def test_hidden_rows_columns_and_merged_cells_count_from_the_corner_of_the_grid(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for cell in ("C5", "D5", "E5", "C6", "E7"):
        sheet[cell] = cell
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions[40].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    sheet.merge_cells("C5:C6")
    workbook.save(tmp_path / "any.xlsx")

    grid = read(tmp_path / "any.xlsx")["Sheet"]

    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({1}, {1}, ((0, 0, 1, 0),))


def test_a_row_hidden_by_a_filter_is_hidden_in_ods(tmp_path):
    path = with_parts(
        tmp_path / "any.ods",
        {
            "content.xml": lambda xml: xml.replace(
                b"<table:table-row>", b'<table:table-row table:visibility="filter">'
            ).replace(
                b'<table:table table:name="Data">',
                b'<table:table table:name="Data"><table:table-column/>'
                b'<table:table-column table:visibility="collapse"/>',
            )
        },
    )
    grid = read(path)["Data"]

    assert (grid.hidden_rows, grid.hidden_columns) == ({0, 1}, {1})


def test_repeated_cells_and_rows_of_an_ods_workbook_are_each_themselves(tmp_path):
    more = (
        b'<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        b'<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5"/>'
        b"</table:table-row></table:table>"
    )
    path = with_parts(tmp_path / "any.ods", {"content.xml": lambda xml: xml.replace(b"</table:table>", more)})

    assert read(path)["Data"].rows == [["Measure", "x", ""], ["Starts", "7", ""], ["", "5", "5"], ["", "5", "5"]]


ODS_CELLS = {
    'office:value-type="date" office:date-value="2021-09-30T00:00:00"': "2021-09-30",
    'office:value-type="date" office:date-value="2021-09-30T10:15:00"': "2021-09-30T10:15:00",
    'office:value-type="time" office:time-value="PT36H05M00S"': "36:05:00",
    'office:value-type="currency" office:currency="GBP" office:value="1234.5"': "1234.5",
    'office:value-type="boolean" office:boolean-value="true"': "true",
    'office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p': "a  b\nc",
    'office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation><text:p>said</text:p': "said",
    'office:value-type="float" office:value="0" table:formula="of:=1/0"><text:p>#DIV/0!</text:p': "#DIV/0!",
    'office:value-type="float" office:value="much"><text:p>lots</text:p': "lots",
}


@pytest.mark.parametrize("cell", ODS_CELLS)
def test_every_kind_of_ods_cell_becomes_text(cell, tmp_path):
    made = f"<table:table-cell {cell}></table:table-cell>".replace("</text:p></table", "</text:p></table").encode()
    path = with_parts(
        tmp_path / "any.ods",
        {
            "content.xml": lambda xml: re.sub(
                rb'<table:table-cell office:value-type="float" office:value="7"[^>]*(?:/>|>.*?</table:table-cell>)',
                lambda _: made,
                xml,
            )
        },
    )

    assert text(read(path)["Data"], "B2") == ODS_CELLS[cell]


# --------------------------------------------------------------------------------------- date systems


def since_1904(path, suffix):
    """A workbook that counts its days from 1904."""
    if suffix == ".xlsb":
        return write_xlsb(path, [["a", (43007.0, 1)]], styles=["yyyy\\-mm\\-dd"], since_1904=True)
    if suffix == ".ods":
        settings = (
            b'<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
        )
        return with_parts(
            path,
            {
                "content.xml": lambda xml: xml.replace(
                    b"<office:spreadsheet>", b"<office:spreadsheet>" + settings
                ).replace(
                    b'office:value-type="float" office:value="7"',
                    b'office:value-type="date" office:date-value="2021-09-30"',
                )
            },
        )
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["B1"] = dt.date(2021, 9, 30)
    workbook.active["A1"] = "a"
    workbook.save(path)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsb", ".ods"])
def test_days_counted_from_1904_are_the_days_they_are(suffix, tmp_path):
    [grid] = grids(since_1904(tmp_path / f"any{suffix}", suffix))

    assert grid.date_system == "1904"
    assert "2021-09-30" in [cell for row in grid.rows for cell in row]


# ------------------------------------------------------------------------------ blank, and a great deal


def test_blank_formatted_rows_without_end_are_passed_over(tmp_path):
    rows = b'<row r="1"><c r="A1" t="str"><v>Measure</v></c></row>' + b"".join(
        b'<row r="%d" s="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (row, row, row) for row in range(2, 200_001)
    )
    path = with_parts(tmp_path / "any.xlsx", {"xl/worksheets/sheet1.xml": sheet_of_rows(rows)})

    assert read(path)["Data"].rows == [["Measure"]]


@pytest.mark.parametrize(
    "row", [b"<table:table-row>%b</table:table-row>", b'<table:table-row table:style-name="r">%b</table:table-row>']
)
def test_blank_rows_of_an_ods_workbook_are_passed_over_and_counted(row, tmp_path):
    blank = row % (b'<table:table-cell table:style-name="c"/>' * 3)
    cell = b'<table:table-cell office:value-type="float" office:value="9"/>'
    last = b"<table:table-row>%b</table:table-row></table:table>" % cell
    path = with_parts(
        tmp_path / "any.ods", {"content.xml": lambda xml: xml.replace(b"</table:table>", blank * 200_000 + last)}
    )
    grid = read(path)["Data"]

    assert grid.rows[-1][0] == "9"
    assert grid.place(len(grid.rows) - 1, 0) == "A200003"


def test_texts_laid_over_rows_make_them_grow():
    assert laid_over([["a"]], 2, 2, {(1, 1): "b", (3, 4): "c", (2, 2): "d"}) == (
        [["b", "", "", ""], ["", "d", "", ""], ["", "", "", "c"]],
        1,
        1,
    )
    assert laid_over([], 0, 0, {(5, 5): "x"}) == ([["x"]], 5, 5)


# ------------------------------------------------------------------------- what is told and left alone


def carrying(tmp_path, suffix, parts):
    """The finding of a workbook with more parts."""
    _, findings = open_files([with_parts(tmp_path / f"any{suffix}", parts)])
    return [(finding.finding_type, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("suffix", "part", "words"),
    [
        (".xlsm", "xl/vbaProject.bin", "macros"),
        (".xlsx", "xl/externalLinks/externalLink1.xml", "links to other workbooks"),
        (".xlsx", "xl/embeddings/oleObject1.bin", "embedded objects"),
        (".xlsx", "xl/activeX/activeX1.xml", "embedded objects"),
        (".xlsx", "xl/connections.xml", "data connections"),
        (".ods", "Basic/Standard/Module1.xml", "macros"),
        (".ods", "Object 1/content.xml", "embedded objects"),
    ],
)
def test_what_could_be_run_or_followed_is_told_and_left_alone(suffix, part, words, tmp_path):
    [(kind, message)] = carrying(tmp_path, suffix, {part: b"<x/>"})

    assert kind == "content_not_run"
    assert f"holds {words}; none was run or followed" in message


def test_a_dde_link_of_an_ods_workbook_is_told(tmp_path):
    source = b'<office:dde-source office:dde-application="cmd"/>'
    link = b"<table:dde-link>%b</table:dde-link></office:spreadsheet>" % source
    [(kind, message)] = carrying(
        tmp_path, ".ods", {"content.xml": lambda xml: xml.replace(b"</office:spreadsheet>", link)}
    )

    assert (kind, "DDE links to other programs" in message) == ("content_not_run", True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../outside.xml", "a name that leads out"),
        ("/etc/outside", "a name that leads out"),
        ("C:\\outside", "a name that leads out"),
        ("xl/bell\x07.bin", "a name with control characters"),
    ],
)
def test_a_part_of_a_strange_name_is_told_and_nothing_is_unpacked(name, words, tmp_path):
    [(kind, message)] = carrying(tmp_path, ".xlsx", {name: b"x"})

    assert (kind, words in message) == ("strange_parts", True)
    assert [path.name for path in tmp_path.iterdir()] == ["any.xlsx"]


def test_a_link_in_an_archive_is_told(tmp_path):
    path = with_parts(tmp_path / "any.xlsx", {})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    _, [finding] = open_files([path])

    assert (finding.finding_type, "a link to another file" in finding.message) == ("strange_parts", True)


def test_an_archive_inside_a_workbook_is_never_opened(tmp_path):
    inner = with_parts(tmp_path / "inner.xlsx", {}).read_bytes()
    [(kind, message)] = carrying(tmp_path, ".xlsx", {"xl/embeddings/Book.xlsx": inner})

    assert (kind, "embedded objects" in message) == ("content_not_run", True)


# ----------------------------------------------------------------------------- endings that do not fit

MISNAMED = {
    "workbook.csv": (lambda path: write_xlsx(path, {"Data": [["a", "b"], ["1", "2"]]}), ".xlsx", "an XLSX workbook"),
    "workbook.xls": (lambda path: write_ods(path, {"Data": [["a", "b"], ["1", "2"]]}), ".ods", "an ODS workbook"),
    "old.xlsx": (lambda path: shutil.copy(FILES / "every_structure.xls", path), ".xls", "an XLS workbook"),
    "text.xls": (lambda path: path.write_text("a\tb\n1\t2\n"), ".csv", "CSV"),
    "text.xlsx": (lambda path: path.write_text("a,b\n1,2\n"), ".csv", "CSV"),
    "document.txt": (lambda path: path.write_text('[{"a": "1", "b": "2"}]'), ".json", "JSON"),
    "document.csv": (lambda path: path.write_text('{"a": "1", "b": "2"}'), ".json", "JSON"),
}


@pytest.mark.parametrize("name", MISNAMED)
def test_a_file_is_read_as_what_it_is_and_its_ending_told(name, tmp_path):
    write, right, kind = MISNAMED[name]
    write(tmp_path / f"right{right}")
    (tmp_path / f"right{right}").rename(tmp_path / name)

    found, [finding] = open_files([tmp_path / name])

    assert found
    assert (finding.finding_type, finding.file) == ("misnamed_file", name)
    assert f"ends in {name[name.index('.') :]}, but it is {kind}" in finding.message


def test_a_file_without_a_single_table_is_told(tmp_path):
    (tmp_path / "any.json").write_text("{}")

    found, [finding] = open_files([tmp_path / "any.json"])

    assert (found, finding.finding_type) == ([], "unreadable_file")
    assert "it holds no sheet and no value" in finding.message


def test_two_sheets_of_one_name_are_refused(tmp_path):
    path = with_parts(
        tmp_path / "any.xlsx",
        {"xl/workbook.xml": lambda xml: re.sub(rb"(<sheet [^>]*/>)", rb"\1\1", xml)},
    )

    _, [finding] = open_files([path])

    assert "two of its sheets have one name" in finding.message


def test_text_in_brackets_is_no_document_because_of_them(tmp_path):
    (tmp_path / "any.csv").write_text("[a],b\n1,2\n")

    assert read_file(tmp_path / "any.csv")[0].rows == [["[a]", "b"], ["1", "2"]]


def test_what_a_parser_makes_of_a_file_is_told_by_its_class_and_nothing_of_its_text(tmp_path, caplog, monkeypatch):
    def stumble(*_):
        raise KeyError("Jo Bloggs")

    monkeypatch.setitem(__import__("sfpc.readers", fromlist=["BY_KIND"]).BY_KIND, "delimited", stumble)
    (tmp_path / "any.csv").write_text("a,b\n1,2\n")

    found, [finding] = open_files([tmp_path / "any.csv"])

    assert (found, finding.finding_type) == ([], "unreadable_file")
    assert "KeyError" in caplog.text
    assert "Bloggs" not in caplog.text + finding.message


@pytest.mark.parametrize(
    "blank", ['<c r="XFD1048576" s="1"/>', '<c r="XFD1048576" s="1" t="n"></c>', "<c r='XFD1048576'></c>"]
)
def test_a_blank_cell_far_away_takes_no_room_however_it_is_written(tmp_path, blank):
    filled = '<row r="1"><c r="A1" t="inlineStr"><is><t>Measure</t></is></c></row>'
    rows = f'{filled}<row r="1048576">{blank}</row>'.encode()
    path = with_parts(tmp_path / "any.xlsx", {"xl/worksheets/sheet1.xml": sheet_of_rows(rows)})

    assert read(path)["Data"].rows == [["Measure"]]
