"""A delimited file becomes one grid of text, whatever its encoding and delimiter; a value has its line and column."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.readers.delimited import decode, delimiter_of
from tests.builders import csv_bytes, grids

TABLE = [["Activity", "Group", "Number"], ["Café – FGCs", "“all” £", "1,234"], ["Families", "", "7"]]

ENCODINGS = {
    "windows_1252": lambda text: text.encode("cp1252"),
    "utf_8": lambda text: text.encode(),
    "utf_8_with_mark": lambda text: text.encode("utf-8-sig"),
    "utf_16_little_endian_with_mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf_16_big_endian_with_mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf_16_little_endian": lambda text: text.encode("utf-16-le"),
    "utf_16_big_endian": lambda text: text.encode("utf-16-be"),
}


def read(tmp_path, content, name="any.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    [grid] = grids(path)
    return grid


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_reads_the_same_in_every_encoding_delimiter_and_line_ending(encoding, delimiter, ending, tmp_path):
    text = csv_bytes(TABLE, delimiter=delimiter, lineterminator=ending).decode()

    assert read(tmp_path, ENCODINGS[encoding](text)).rows == TABLE


def test_text_in_big_endian_utf_16_may_begin_with_a_sign_beyond_latin(tmp_path):
    assert read(tmp_path, "–,Number\r\n".encode("utf-16-be")).rows == [["–", "Number"]]


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8
).filter(lambda text: not text.isspace())
western = st.text(st.characters(codec="cp1252", exclude_characters="\0ÂÃâ"), max_size=8).filter(
    lambda text: not text.isspace()
)


def tables(cells):
    return st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
    )


def expected(rows):
    return [["" if text.isspace() else text for text in row] for row in rows]


@given(tables(texts), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([",", ";", "\t"]))
def test_any_quoted_table_reads_back(tmp_path, rows, encoding, delimiter):
    content = csv_bytes(rows, encoding, quoting=1, delimiter=delimiter)

    assert read(tmp_path, content).rows == expected(rows)


@given(tables(western))
def test_any_quoted_table_reads_back_from_windows_1252(tmp_path, rows):
    rows = [["Café", *row] for row in rows]  # a letter that makes it neither ASCII nor UTF-8

    assert read(tmp_path, csv_bytes(rows, "cp1252", quoting=1)).rows == expected(rows)


plain = st.text(st.characters(codec="cp1252", exclude_characters="\0;|\t"), max_size=8).filter(
    lambda text: not text.isspace()
)


@given(tables(plain))
def test_any_table_quoted_where_it_must_be_reads_back(tmp_path, rows):
    rows = [["é", *row, "x"] for row in rows]

    assert read(tmp_path, csv_bytes(rows)).rows == expected(rows)


def test_a_value_is_placed_by_the_line_its_record_begins_on(tmp_path):
    grid = read(tmp_path, 'Title\r\n\r\nActivity,Comment\r\nFGCs,"two\r\nlines"\r\nFamilies,one\r\n')

    assert grid.rows[3:] == [["FGCs", "two\r\nlines"], ["Families", "one"]]
    assert [grid.place(row, 1) for row in (2, 3, 4)] == ["line 3, column 2", "line 4, column 2", "line 6, column 2"]


def test_ragged_rows_are_filled_with_blanks(tmp_path):
    assert read(tmp_path, "a,b,c\n1\n1,2,3,4\n").rows == [["a", "b", "c", ""], ["1", "", "", ""], ["1", "2", "3", "4"]]


def test_numbers_and_leading_zeros_stay_as_written(tmp_path):
    assert read(tmp_path, "code,value\n007,1.10\n1e3, 12 \n").rows[1:] == [["007", "1.10"], ["1e3", " 12 "]]


def test_a_file_of_one_column_is_one(tmp_path):
    assert read(tmp_path, "Number\n1\n2\n").rows == [["Number"], ["1"], ["2"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Measure;Value\nReferrals;1,5\nStarts;2,5\n", ";"),
        ("Measure;Value\nReferrals;1,234,567\nStarts;2,345,678\nEnds;3,456,789\n", ";"),
        ("Leeds City Council, Children\nQuarter 2, 2021-22\n\nMeasure;Group;Value\nReferrals;all;15\n", ";"),
        ("Measure\tValue\nReferrals, all\t1,234\n", "\t"),
        ("Measure,Value\nA; B; C,1\nD,2\n", ","),
        ('"a|b|c","d"\n"e|f|g","h"\n', ","),
        ("Number\n1\n", ","),
    ],
)
def test_the_delimiter_is_the_one_most_lines_agree_on(text, delimiter):
    assert delimiter_of(text) == delimiter


def test_a_beginning_that_ends_inside_quotes_does_not_hide_the_delimiter():
    rows = "Measure;Comment\n" + 'Referrals;"fine"\n' * 20 + 'Last;"' + "long and long\n" * 2000 + '"\n'

    assert delimiter_of(rows) == ";"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_utf_8_is_never_taken_for_something_else(text):
    assert decode(text.encode()) == text


def test_a_grid_knows_its_file(tmp_path):
    grid = read(tmp_path, "a,b\n", "Return of Q2.csv")

    assert (grid.file, grid.sheet, grid.is_visible) == ("Return of Q2.csv", None, True)
