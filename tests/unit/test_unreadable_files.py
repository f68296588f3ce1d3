"""Every fault of a file gives one sentence for its sender; no bytes whatever give anything but grids or that."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sfpc.errors import UnreadableFile
from sfpc.readers import READERS
from tests.builders import BAD, QUARTER, SAMPLES, problem_of

NO_WORKBOOK = "it cannot be opened as a workbook; it may be cut short or damaged"
EMPTY = "the file is empty"
BINARY = "it holds binary data; it is not a text file, whatever its name ends in"
PASSWORD = "the workbook is protected by a password; save a copy without one"  # noqa: S105 - a message
ENTITIES = "one of its parts defines entities of its own, which no return needs"
TOO_FAR = "one of its cells stands too far from the others for the sheet to be read; clear what is beyond the tables"
TOO_DEEP = "it is nested too deeply to be a return"

PROBLEMS = {
    "archive_that_is_no_workbook.xlsx": (NO_WORKBOOK, None),
    "blank_lines_only.csv": (EMPTY, None),
    "bomb_of_blanks.xlsx": ("it unpacks to more than 500 times its size, which no return does", None),
    "bomb_of_false_sizes.xlsx": (NO_WORKBOOK, None),
    "bomb_of_overlapping_parts.xlsx": (
        "the parts of its archive lie over one another, which no program writes; save it anew",
        None,
    ),
    "byte_of_no_encoding.csv": ("its text is neither UTF-8 nor Windows-1252; save it as UTF-8", None),
    "cell_without_end.csv": (
        "one of its cells holds more than 32,767 characters; a quotation mark may be open",
        "line 2",
    ),
    "cut_short.json": (
        "it is not well-formed JSON (Unterminated string starting at); it may be cut short",
        "line 1, column 41",
    ),
    "cut_short.ods": (NO_WORKBOOK, None),
    "cut_short.xlsx": (NO_WORKBOOK, None),
    "damaged_inside.xlsx": (NO_WORKBOOK, None),
    "empty.csv": (EMPTY, None),
    "empty.json": (EMPTY, None),
    "empty.ods": (EMPTY, None),
    "empty.xlsx": (EMPTY, None),
    "entities_in_the_list_of_sheets.xlsx": (ENTITIES, None),
    "entities_without_end.ods": (ENTITIES, None),
    "entities_without_end.xlsx": (ENTITIES, None),
    "entity_from_outside.ods": (ENTITIES, None),
    "entity_from_outside.xlsx": (ENTITIES, None),
    "half_a_character.json": ("one of its texts holds half of a character; write it whole, or leave it out", None),
    "image_under_a_csv_name.csv": (BINARY, None),
    "member_named_twice.json": ("one of its objects names the same member twice", None),
    "mixed_encodings.csv": (
        "part of its text is UTF-8 and part Windows-1252, so that neither reads it right; save it as UTF-8",
        None,
    ),
    "nested_beyond_recursion.json": (TOO_DEEP, None),
    "nested_ten_thousand_deep.json": (TOO_DEEP, None),
    "nested_too_deeply.json": (TOO_DEEP, None),
    "one_wide_line_and_many.csv": ("its widest line by its length makes more than 5,000,000 cells", None),
    "page_under_a_workbook_name.xls": (
        "it is a web page under a workbook's name, as some systems export; open it in Excel and save it as XLSX",
        None,
    ),
    "part_in_another_encoding.xlsx": (
        "one of its parts is written in an encoding no spreadsheet program uses",
        None,
    ),
    "part_named_twice.xlsx": (
        "its archive holds two parts of one name, and programs differ on which counts; save it anew",
        None,
    ),
    "protected_by_a_password.ods": (PASSWORD, None),
    "protected_by_a_password.xls": (PASSWORD, None),
    "protected_by_a_password.xlsx": (PASSWORD, None),
    "quotation_mark_that_swallows_rows.csv": (
        "a quotation mark is open from here and swallows 3 lines of the table; close it or take it out",
        "line 3",
    ),
    "row_repeated_a_million_times.ods": (TOO_FAR, "A3"),
    "stray_cell_far_below.ods": (TOO_FAR, "J1000003"),
    "stray_cell_in_the_far_corner.xlsx": (TOO_FAR, "XFD1048576"),
    "text_after_a_closing_quote.csv": ("it is not well-formed CSV (',' expected after '\"')", "line 2"),
    "text_under_a_json_name.json": (
        "it is not well-formed JSON (Expecting value); it may be cut short",
        "line 1, column 1",
    ),
    "text_under_a_workbook_name.xlsx": (NO_WORKBOOK, None),
    "too_many_columns.csv": ("it has more than 16,384 columns", None),
    "unterminated_quote.csv": ("it is not well-formed CSV (unexpected end of data)", "line 2"),
    "utf_16_cut_in_half.csv": ("it begins as UTF-16 but goes on as something else; it may be damaged", None),
    "utf_8_mark_before_other_bytes.csv": ("it begins as UTF-8 but goes on as something else; it may be damaged", None),
    "workbook_cut_short_under_a_csv_name.csv": (NO_WORKBOOK, None),
    "xml_spreadsheet_under_a_workbook_name.xls": (
        "it is an XML spreadsheet of 2003 under a workbook's name; open it in Excel and save it as XLSX",
        None,
    ),
}


def test_every_fault_has_its_file():
    assert {path.name for path in BAD.iterdir()} == set(PROBLEMS)


@pytest.mark.parametrize("fault", PROBLEMS)
def test_an_unreadable_file_is_told_in_words_for_its_sender(fault):
    assert problem_of(BAD / fault) == PROBLEMS[fault]


ENDINGS = sorted(READERS)
WORKBOOKS = [
    next(path for path in (SAMPLES / QUARTER / folder).iterdir() if path.suffix in READERS)
    for folder in ("warwickshire", "sefton")
]


def read_any(path):
    """Read a file; grids of text of one width, or a problem in words, and no other exception."""
    try:
        grids = READERS[path.suffix](path)
    except UnreadableFile:
        return
    for grid in grids:
        assert len({len(row) for row in grid.rows}) <= 1
        for row, cells in enumerate(grid.rows):
            for column, text in enumerate(cells):
                assert isinstance(text, str)
                text.encode()
                assert grid.place(row, column)[:1] != " "


@given(st.sampled_from(ENDINGS), st.binary(max_size=400))
@example(".csv", b"\xff\xfe")
@example(".csv", b"\0")
@example(".json", b"\xef\xbb\xbf{}")
@example(".json", b'[[[]], [{}], null, "x", {"": {"": 1}}]')
@example(".xlsx", b"PK\x03\x04")
@example(".ods", b"PK\x05\x06" + b"\0" * 18)
def test_no_bytes_under_any_ending_bring_another_exception(tmp_path, suffix, content):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)

    read_any(path)


@given(
    st.sampled_from([".csv", ".json"]),
    st.text(alphabet=st.sampled_from("ab1,;\t|\"\n\r'{}[]:.-eE \\uD8/~é£"), max_size=200),
)
def test_no_text_brings_another_exception(tmp_path, suffix, text):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(text.encode())

    read_any(path)


@settings(max_examples=40)
@given(st.sampled_from(WORKBOOKS), st.data())
def test_no_damage_to_a_workbook_brings_another_exception(tmp_path, workbook: Path, data):
    content = bytearray(workbook.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"any{workbook.suffix}"
    path.write_bytes(content)

    read_any(path)


@settings(max_examples=40)
@given(st.sampled_from(WORKBOOKS), st.data())
def test_no_damage_inside_a_workbook_brings_another_exception(tmp_path, workbook: Path, data):
    path = tmp_path / f"any{workbook.suffix}"
    with zipfile.ZipFile(workbook) as whole, zipfile.ZipFile(path, "w") as damaged:
        chosen = data.draw(st.sampled_from([part for part in whole.namelist() if part.endswith("xml")]))
        for part in whole.namelist():
            content = whole.read(part)
            if part == chosen:
                at = data.draw(st.integers(0, len(content)))
                content = (
                    content[:at] + data.draw(st.binary(max_size=8)) + content[at + data.draw(st.integers(0, 40)) :]
                )
            damaged.writestr(part, content)

    read_any(path)
