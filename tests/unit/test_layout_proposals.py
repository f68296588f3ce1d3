"""`sfpc layout propose`: rows that make known what a return calls by another name, and what approving them does."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace

import openpyxl
import pytest
from click.testing import CliRunner

from sfpc import landing, raw
from sfpc.cli import main
from sfpc.period import Quarter
from sfpc.raw.guesses import heading_row
from sfpc.raw.new_layout import drafted, varying
from sfpc.raw.proposals import for_submission, with_placeholders
from sfpc.readers import Grid
from sfpc.reference import reference
from sfpc.settings import Settings
from tests.builders import change_csv, change_workbook, home_with_seeds, kinds, land_all, raw_rows, read_all, sample
from tests.folders import HOME, SAMPLES

QUARTER = "2021-22-Q2"
CODE = {one.folder: one.code for one in reference(HOME / "seeds").authorities.values()}


@pytest.fixture
def settings(tmp_path):
    """A data folder and seeds of the test's own."""
    home = home_with_seeds(tmp_path)
    return Settings(home=home, data=tmp_path / "data", inbox=tmp_path / "data" / "inbox")


def send(settings, folder, change=None):
    """Lay a sample return in the inbox, changed, and read it."""
    place = sample(settings, folder, QUARTER)
    if change:
        change(place)
    [read] = read_all(settings, folder)
    return read


def rename(**sheets):
    """Write other texts into the cells of sheets: {sheet: {old: new}}."""

    def change(book):
        for sheet, names in sheets.items():
            for row in book[sheet].iter_rows():
                for cell in row:
                    cell.value = names.get(cell.value, cell.value)

    return lambda place: change_workbook(place, change)


def approved(settings, proposed):
    """Settings with the rows added to the seeds, and those that they replace ended, as the notes say."""
    home = settings.home.with_name("approved")
    shutil.copytree(settings.home, home)
    settings = replace(settings, home=home)
    for name, rows in proposed.rows.items():
        path = settings.seeds / f"{name}.csv"
        with path.open("a", encoding="utf-8", newline="") as file:
            heading = list(csv.DictReader(path.open(encoding="utf-8", newline="")).fieldnames or [])
            csv.DictWriter(file, heading, lineterminator="\n").writerows(rows)
    for note in proposed.notes:
        line, last = int(note.split("line ")[1].split(":")[0]), note.split("write last_quarter ")[1].split(" ")[0]
        end_row(settings.seeds / "layout_columns.csv", line, last)
    return settings


def end_row(path, line, last_quarter):
    """Write the last quarter of the row that stands on a line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index("last_quarter")] = last_quarter
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def values(settings, read, table):
    """What was read into a raw table, but for the words that were renamed."""
    return [
        {name: value for name, value in row.items() if name not in ("label", "submission_id")}
        for row in raw_rows(settings, table, read.landed)
    ]


def test_approving_a_renamed_heading_makes_a_rejected_return_read_as_before(settings, tmp_path):
    before = send(Settings(home=HOME, data=tmp_path / "plain", inbox=tmp_path / "plain" / "inbox"), "coventry")
    read = send(settings, "coventry", rename(Benefits={"Delivered £": "Delivered so far £"}))
    assert read.state == "rejected"

    proposed = for_submission(settings, read.landed)
    again = raw.read(approved(settings, proposed), read.landed)

    [row] = proposed.rows["layout_columns"]
    assert (row["authority_code"], row["table_name"], row["heading"], row["field"], row["factor"], row["unit"]) == (
        CODE["coventry"], "benefits", "Delivered so far £", "delivered", "1", "pounds",
    )  # fmt: skip
    assert (row["first_quarter"], row["last_quarter"], row["is_required"]) == (QUARTER, "", "true")
    assert row["source"] == f"programme_returns: Coventry, {QUARTER}, submission {read.landed.submission_id}"
    assert "of 100 like 'Delivered £'" in row["note"]
    assert "write last_quarter 2021-22-Q1 in the row of the heading 'Delivered £'" in proposed.notes[0]
    assert (again.state, kinds(again), again.values_read) == ("accepted", kinds(before), before.values_read)
    plain = Settings(home=HOME, data=tmp_path / "plain", inbox=tmp_path / "plain" / "inbox")
    assert values(settings, again, "benefits") == values(plain, before, "benefits")


def test_a_heading_that_is_of_two_columns_is_proposed_for_both(settings):
    def change(rows):
        rows[3][0] = "Month^1"

    read = send(settings, "leeds", lambda place: change_csv(place, "*Performance*", change))
    assert (read.state, kinds(read)) == ("rejected", ["required_heading_missing"])

    proposed = for_submission(settings, read.landed)
    again = raw.read(approved(settings, proposed), read.landed)

    rows = [(row["heading"], row["field"], row["is_required"]) for row in proposed.rows["layout_columns"]]
    assert rows == [("Month^1", "period", "true"), ("Month^1", "declared_date", "true")]
    assert (again.state, kinds(again)) == ("accepted", [])


def test_approving_a_renamed_label_makes_it_known(settings):
    read = send(settings, "coventry", rename(Data={"d) Referrals": "d) Referals", "a) CLA ceased": "a) CLA cesed"}))
    assert set(kinds(read)) == {"unknown_label"}

    proposed = for_submission(settings, read.landed)
    again = raw.read(approved(settings, proposed), read.landed)

    assert {(row["label"], row["list"], row["code"], row["first_quarter"]) for row in proposed.rows["labels"]} == {
        ("d) Referals", "measure", "referrals", QUARTER),
        ("a) CLA cesed", "measure", "cla_ceased", QUARTER),
    }
    assert (again.state, kinds(again)) == ("accepted", [])


def test_what_is_like_nothing_is_left_for_a_person_to_fill_in(settings):
    read = send(settings, "coventry", rename(Data={"d) Referrals": "Zebra crossings", "Denominator": "Qwxyz"}))

    proposed = for_submission(settings, read.landed)

    [label], [column] = proposed.rows["labels"], proposed.rows["layout_columns"]
    assert (label["code"], column["field"]) == ("", "")
    assert "say what it means" in label["note"]
    assert "say what it holds" in column["note"]


def test_what_may_be_personal_data_is_not_written_into_a_row(settings):
    read = send(settings, "coventry", rename(Data={"d) Referrals": "child born 14/03/2013"}))

    proposed = for_submission(settings, read.landed)

    assert proposed.rows["labels"] == []
    assert any("may be personal data" in note for note in proposed.notes)
    assert "2013" not in str(proposed)


def test_a_return_in_which_everything_is_known_brings_no_rows(settings):
    read = send(settings, "leeds")

    proposed = for_submission(settings, read.landed)

    assert [rows for rows in proposed.rows.values() if rows] == []
    assert proposed.notes == []


@pytest.mark.parametrize("folder", sorted(path.name for path in (SAMPLES / QUARTER).iterdir() if path.is_dir()))
def test_the_draft_of_a_layout_that_is_known_is_much_like_it(folder):
    known, quarter = reference(HOME / "seeds"), Quarter.parse(QUARTER)
    files = sorted(path for path in (SAMPLES / QUARTER / folder).iterdir() if not path.name.startswith("."))

    proposed = drafted(files, folder, quarter, HOME / "seeds")

    fields = {
        (column.heading, column.field)
        for table in known.layout(CODE[folder], quarter)
        for column in table.columns
        if table.shape == "table" and column.field not in ("", "ignored")
    }
    found = {(row["heading"], row["field"]) for row in proposed.rows["layout_columns"]}
    wanted = {table.raw_table for table in known.layout(CODE[folder], quarter)} - {"declarations"}
    assert wanted <= {row["raw_table"] for row in proposed.rows["layout_tables"]}
    assert len(fields & found) / len(fields) > 0.6


def test_the_command_writes_a_file_a_seed_and_changes_none(settings, monkeypatch, tmp_path):
    read = send(settings, "coventry", rename(Data={"d) Referrals": "d) Referals"}))
    monkeypatch.setenv("SFPC_HOME", str(settings.home))
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    before = {path: path.read_bytes() for path in settings.seeds.iterdir()}

    by_id = CliRunner().invoke(
        main, ["layout", "propose", read.landed.submission_id, "--output", str(tmp_path / "out")]
    )
    by_quarter = CliRunner().invoke(main, ["layout", "propose", "--authority", "coventry", "--quarter", QUARTER])

    assert (by_id.exit_code, by_quarter.exit_code) == (0, 0), by_id.output + by_quarter.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["labels.csv"]
    assert (tmp_path / "out" / "labels.csv").read_text(encoding="utf-8") in by_quarter.output
    assert before == {path: path.read_bytes() for path in settings.seeds.iterdir()}


def test_the_command_says_what_it_needs(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("SFPC_HOME", str(settings.home))
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    path = tmp_path / "return.xlsx"
    openpyxl.Workbook().save(path)

    for arguments, problem in (
        ([], "Name a submission"),
        (["no-such-thing"], "no such submission landed"),
        ([str(path)], "Say whose files these are"),
        ([str(path), "no-such-file", "--authority", "leeds", "--quarter", QUARTER], "is no file"),
    ):
        done = CliRunner().invoke(main, ["layout", "propose", *arguments])

        assert (done.exit_code, problem in done.output) == (2, True), done.output


def test_headings_are_the_first_full_row_without_figures():
    rows = [["Return of 2022", "", ""], ["", "", ""], ["Line", "Apr-22", "£k"], ["Staff", "1,200", "£3.5k"]]
    grid = Grid("a.csv", None, rows, lambda row, column: f"{row} {column}")

    assert heading_row(grid) == 2


def test_what_varies_becomes_a_placeholder():
    assert varying("WCC Q1 2022-23 v2.xlsx") == "WCC {quarter} {financial_year} v2.xlsx"
    assert with_placeholders("Spend in Q3", "Actual {quarter}") == "Spend in {quarter}"
    assert with_placeholders("Budget 2022/23 revised", "Budget {financial_year}") == "Budget {financial_year} revised"


def test_a_submission_that_landed_is_found_by_its_id(settings):
    sample(settings, "leeds", QUARTER)
    [landed] = land_all(settings)

    assert [one.submission_id for one in landing.landed(settings, "leeds")] == [landed.submission_id]
