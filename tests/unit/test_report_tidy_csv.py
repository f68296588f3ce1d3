"""The CSVs hold numbers as numbers and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sfpc.report import tidy_csv
from sfpc.report.tables import Column, Table

RUN = tuple("=+-@\t\r")


@given(st.text())
def test_no_text_begins_as_a_formula_does_and_nothing_else_of_it_changes(text):
    written = tidy_csv.cell(text)

    assert not written.startswith(RUN)
    assert written.removeprefix("'") == text.removeprefix("'")


@given(st.sampled_from(RUN), st.text())
def test_text_that_looks_like_a_formula_gets_an_apostrophe_in_front(first, rest):
    assert tidy_csv.cell(first + rest) == f"'{first}{rest}"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8))
def test_a_number_stays_the_same_number_and_a_negative_one_gets_no_apostrophe(value):
    written = tidy_csv.cell(value)

    assert Decimal(written) == value
    assert "E" not in written


@given(
    st.lists(
        st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\r\0")), st.booleans()),
        min_size=1,
    )
)
def test_a_row_comes_back_from_the_file_as_it_was_written(values):
    columns = tuple(Column(f"column_{place}", "VARCHAR", "") for place in range(len(values)))
    row = {column.name: value for column, value in zip(columns, values, strict=True)}
    with_one_row = Table("rpt_example", "", columns, (row,))

    assert read_back(with_one_row)[1] == [tidy_csv.cell(value) for value in values]


def test_days_times_and_truths_are_written_plainly():
    assert tidy_csv.cell(date(2022, 6, 30)) == "2022-06-30"
    assert tidy_csv.cell(datetime(2022, 7, 20, 9, 5)) == "2022-07-20T09:05:00Z"  # noqa: DTZ001 - as the warehouse has it
    assert tidy_csv.cell(value=False) == "false"
    assert tidy_csv.cell(None) == ""


def test_every_column_of_every_table_is_described_beside_them(tmp_path):
    table = Table(
        "rpt_example", "", (Column("spend_gbp", "DECIMAL(18,2)", "Pounds. Spend."),), ({"spend_gbp": Decimal(1)},)
    )

    tidy_csv.write(tmp_path / "csv", {"rpt_example": table})

    about = (tmp_path / "csv" / "columns.csv").read_text(encoding="utf-8").splitlines()
    assert about[1] == 'rpt_example,spend_gbp,"decimal(18,2)",Pounds. Spend.'


def read_back(table):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        tidy_csv.write(Path(folder) / "csv", {table.name: table})
        with (Path(folder) / "csv" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
