"""The template with last quarter's figures beside, from the warehouse: for reference, and never read back."""

from __future__ import annotations

from datetime import datetime

import pytest

from sfpc.period import Quarter
from sfpc.reference import EVERYBODY, reference
from sfpc.return_template import write_template
from tests.builders import kinds, read_all
from tests.filling import Filling, fill, labels, number, truth
from tests.folders import HOME, settings_in
from tests.unit.test_return_template import FACTS, figures, plain

CODE, FOLDER, BEFORE, QUARTER = "E08000035", "leeds", "2021-22-Q4", "2022-23-Q1"


@pytest.fixture(scope="module")
def written(clean_warehouse, tmp_path_factory):
    """The template of a quarter whose quarter before is in the warehouse."""
    path = tmp_path_factory.mktemp("template") / "return.xlsx"
    return write_template(clean_warehouse, FOLDER, Quarter.parse(QUARTER), path)


def beside(filling, sheet):
    """The rows of a sheet by heading."""
    columns, heading = filling.headings(sheet)
    return [
        {name: row[column - 1].value for name, column in columns.items()}
        for row in filling.book[sheet].iter_rows(min_row=heading + 1)
    ]


def test_last_quarters_counts_stand_beside_the_cells_to_fill_in(written):
    filling, label = Filling(written), labels(QUARTER)

    for sheet, first, section, key, heading in (
        ("Performance", "Measure", "performance", "measure", "Value last quarter"),
        ("Delivery", "Activity", "delivery", "activity", "Number last quarter"),
    ):
        found = {row[first]: row[heading] for row in beside(filling, sheet)}
        assert found == {
            label[key, row[key], row.get("category", "")]: number(row["value"]) for row in truth(section, CODE, BEFORE)
        }


def test_last_quarters_lines_milestones_and_savings_are_there_to_go_on_with(written):
    filling, label = Filling(written), labels(QUARTER)

    def filled(sheet, *names):
        return sorted(tuple(row[name] for name in names) for row in beside(filling, sheet) if row[names[0]])

    assert filled("Finance", "Workstream", "Funder", "Budget last quarter (£)", "Forecast last quarter (£)") == sorted(
        (
            label["workstream", row["workstream"], ""],
            label["funder", row["funder"], ""],
            number(row["budget_gbp"]),
            number(row["forecast_gbp"]),
        )
        for row in truth("finance", CODE, BEFORE)
    )
    assert filled("Milestones", "Milestone", "Forecast date last quarter", "Status last quarter") == sorted(
        (row["milestone"], datetime.fromisoformat(row["forecast_date"]), label["rag", row["rag"], ""])
        for row in truth("milestones", CODE, BEFORE)
    )
    assert filled("Benefits", "Benefit", "Financial year", "Planned last quarter (£)") == sorted(
        (row["benefit"], row["financial_year"], number(row["planned_gbp"])) for row in truth("benefits", CODE, BEFORE)
    )


def test_every_column_that_is_left_out_when_it_is_read_says_something(written):
    known, filling = reference(HOME / "seeds"), Filling(written)

    for table in known.template(known.template_version, Quarter.parse(QUARTER)):
        for column in table.columns:
            if table.shape == "table" and column.field == "ignored":
                assert any(row[column.heading] is not None for row in beside(filling, table.sheet)), column.heading


def test_what_stands_beside_is_never_read_back(written, tmp_path):
    settings = settings_in(tmp_path)
    place = settings.inbox / FOLDER / QUARTER
    place.mkdir(parents=True)
    path = place / "return.xlsx"
    path.write_bytes(written.read_bytes())
    fill(path, CODE, QUARTER)

    [read] = read_all(settings, FOLDER)

    assert (read.state, kinds(read)) == ("accepted", [])
    for section, (_, columns) in FACTS.items():
        expected = sorted(tuple(plain(row[name]) for name in columns) for row in truth(section, CODE, QUARTER))
        assert figures(settings, FOLDER, section) == expected, section


def test_no_label_of_everybodys_is_an_authoritys_own():
    known = reference(HOME / "seeds")
    quarter = Quarter.parse(QUARTER)

    for authority in known.authorities.values():
        rows = known.label_rows(authority.code, quarter)
        # the words for a total of savings are nobody's: savings are named freely
        everybodys = {
            row["label"].casefold() for row in rows if row["authority_code"] == EVERYBODY and row["list"] != "benefit"
        }
        own = {row["label"].casefold() for row in rows if row["authority_code"] != EVERYBODY}
        assert everybodys
        assert not everybodys & own
