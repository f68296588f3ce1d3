"""What DfE's screener could not read is told as that: names, encodings, separators and rows of odd lengths."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sfpc.cli import main
from sfpc.report.open_data import checker
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING
from sfpc.report.open_data.reading import read
from tests.open_data_pairs import NAME, PLACES, Book, as_csv, told


@pytest.fixture
def folder(tmp_path):
    """A pair that breaks no rule."""
    return Book().files(tmp_path)


def data_of(folder, content):
    (folder / f"{NAME}.csv").write_bytes(content)
    return folder


def good():
    return as_csv(Book().data)


# ---- names


def test_a_data_file_without_metadata_is_told(folder):
    (folder / f"{NAME}.meta.csv").unlink()

    assert told(folder) == [("F1", FAIL)]


def test_metadata_without_a_data_file_is_told(folder):
    (folder / f"{NAME}.csv").unlink()

    assert told(folder) == [("F1", FAIL)]


def test_an_ending_in_capitals_is_told_of_either_file(tmp_path):
    for ending in (".csv", ".meta.csv"):
        folder = tmp_path / ending
        folder.mkdir()
        Book().files(folder)
        path = folder / f"{NAME}{ending}"
        path.rename(path.with_name(f"{NAME}{ending.upper()}"))

        assert ("F1", FAIL) in told(folder)


@pytest.mark.parametrize(
    "name", ["la quarterly", "la.quarterly", "la&quarterly", "la_quärterly", "la(1)", "la,quarterly"]
)
def test_other_signs_in_a_name_are_told(tmp_path, name):
    assert told(Book().files(tmp_path, name)) == [("F2", FAIL)]


def test_a_name_of_51_characters_is_long_and_one_of_50_is_not(tmp_path):
    (tmp_path / "long").mkdir()
    (tmp_path / "short").mkdir()

    assert told(Book().files(tmp_path / "long", "a" * 51)) == [("F2", WARNING)]
    assert told(Book().files(tmp_path / "short", "A-b_9" * 10)) == []


# ---- text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda text: "\ufeff" + text, id="a byte-order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.rstrip("\n"), id="no newline at the end"),
        pytest.param(lambda text: text + "\n\n\r\n", id="blank lines at the end"),
        pytest.param(lambda _: as_csv(Book().data, quoting=1).decode(), id="everything in quotes"),
    ],
)
def test_what_the_screener_accepts_is_accepted(folder, content):
    assert told(data_of(folder, content(good().decode()).encode())) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda text: text.replace("Leeds", "Lëeds").encode("latin-1"), id="Latin-1"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(lambda text: text.encode("utf-16-le"), id="UTF-16 without one"),
        pytest.param(lambda text: text.replace(",", ";").encode(), id="semicolons"),
        pytest.param(lambda text: text.replace(",", "\t").encode(), id="tabs"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="lines of old Macs"),
    ],
)
def test_other_encodings_and_separators_are_told_and_nothing_else_is_guessed(folder, content):
    assert told(data_of(folder, content(good().decode()))) == [("F4", FAIL)]


@pytest.mark.parametrize("cell", ['"Leeds" City', '"Leeds'])
def test_quotes_that_do_not_match_are_told(folder, cell):
    assert told(data_of(folder, good().decode().replace("Leeds", cell, 1).encode())) == [("F3", FAIL)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda lines: [*lines, "," * 12], id="a row of commas"),
        pytest.param(lambda lines: [*lines[:2], lines[2] + ",5", *lines[3:]], id="a row too long"),
        pytest.param(lambda lines: [lines[0], "", *lines[1:]], id="a blank line within"),
        pytest.param(lambda lines: lines[:1], id="a header alone"),
        pytest.param(lambda lines: lines[:0], id="nothing"),
    ],
)
def test_rows_that_cannot_be_are_told(folder, content):
    lines = content(good().decode().splitlines())

    assert told(data_of(folder, "\n".join(lines).encode())) == [("F5", FAIL)]


def test_a_column_without_a_value_is_told_once_and_not_as_blank_figures(folder):
    assert told(Book().fill("families_count", "").files(folder)) == [("F5", GAP)]


def test_a_row_cut_short_is_told_at_its_line(folder):
    lines = good().decode().splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0]

    (one,) = checker.check_folder(data_of(folder, "\n".join(lines).encode()), PLACES)

    assert (one.rule, one.row, one.problem) == ("F5", 4, "it has 12 cells where the header has 13")


def test_a_line_is_counted_as_an_editor_counts_it_where_a_cell_has_two(folder):
    book = Book()
    book.add("note", ["one\ntwo"]).set("families_count", "abc", row=2)

    (one,) = checker.check_folder(book.files(folder), PLACES)

    assert one.row == 4


@given(st.binary(max_size=300))
def test_whatever_the_bytes_a_file_is_read_or_refused(content):
    sheet = read("any.csv", content)

    assert sheet.complaints or (sheet.header and sheet.rows)


# ---- the command


def test_the_command_says_that_nothing_is_wrong_of_a_folder_and_of_either_file(folder):
    for path in (folder, folder / f"{NAME}.csv", folder / f"{NAME}.meta.csv"):
        result = CliRunner().invoke(main, ["check-open-data", str(path)])

        assert (result.exit_code, result.output) == (0, "2 files checked. Nothing to complain of.\n")


def test_the_command_fails_for_a_broken_rule_and_not_for_a_warning(tmp_path):
    (tmp_path / "warned").mkdir()
    warned = Book().describe("families_count", "indicator_dp", "").files(tmp_path / "warned")
    (tmp_path / "broken").mkdir()
    broken = Book().set("families_count", "1,234").files(tmp_path / "broken")

    ran = [CliRunner().invoke(main, ["check-open-data", str(path)]) for path in (warned, broken)]

    assert [each.exit_code for each in ran] == [0, 1]
    assert "Rules broken: 0. Warnings: 1." in ran[0].output
    assert "row 2, column families_count: I1 (gap): '1,234' is no number" in ran[1].output


def test_the_command_gives_a_program_every_complaint(tmp_path):
    folder = Book().set("families_count", "").files(tmp_path)

    result = CliRunner().invoke(main, ["check-open-data", str(folder), "--json"])
    said = json.loads(result.output)

    assert result.exit_code == 1
    assert said["files"] == [f"{NAME}.csv", f"{NAME}.meta.csv"]
    assert [(one["rule"], one["severity"], one["row"]) for one in said["complaints"]] == [("I4", "gap", 2)]


def test_the_command_says_that_a_folder_holds_no_open_data(tmp_path):
    result = CliRunner().invoke(main, ["check-open-data", str(tmp_path)])

    assert result.exit_code == 2
    assert "there is no CSV in this folder" in result.output
