"""The reference data is whole, keyed and sourced, and what it says of time and measures holds together."""

import csv
import re
from collections import Counter
from datetime import date, timedelta

import holidays
import pytest
from dateutil.easter import easter

from sfpc.period import Quarter
from tests.seed_files import DESCRIBED, ENGLAND, SEEDS, rows

WORKING_DAYS = 20
PARTS = ("numerator", "denominator")

KEYS = {
    "authorities": ["authority_code"],
    "return_calendar": ["quarter"],
    "return_extensions": ["authority_code", "quarter"],
    "bank_holidays": ["bank_holiday_date"],
    "measures": ["measure"],
    "activities": ["activity"],
    "employer_sectors": ["category"],
    "workstreams": ["workstream"],
    "funders": ["funder"],
    "documents": ["document"],
    "document_conflicts": ["conflict_id"],
    "programme_budgets": ["authority_code", "document_heading", "financial_year", "funder"],
    "grants": ["authority_code", "grant_version"],
    "grant_profiles": ["profile", "financial_year", "heading"],
    "funding_shares": ["authority_code", "heading"],
    "savings_plans": ["authority_code", "document_heading", "financial_year"],
    "targets": ["target_id"],
    "evaluation_results": ["result_id"],
    "published_indicators": ["indicator"],
    "published_statistics": ["authority_code", "indicator", "period_as_published"],
    "population": ["authority_code", "mid_year", "vintage"],
    "statistical_neighbours": ["model_version", "authority_dfe_code", "rank"],
    "local_authorities": ["authority_code"],
    "recording_breaks": ["recording_break", "measure"],
}

REFERENCES = {  # column -> the file and column that must hold it; blank is allowed
    "conflict_id": ("document_conflicts", "conflict_id"),
    "target_id": ("targets", "target_id"),
    "measure": ("measures", "measure"),
    "numerator": ("measures", "measure"),
    "denominator": ("measures", "measure"),
    "activity": ("activities", "activity"),
    "workstream": ("workstreams", "workstream"),
    "funder": ("funders", "funder"),
    "indicator": ("published_indicators", "indicator"),
    "national_indicator": ("published_indicators", "indicator"),
    "national_rate_indicator": ("published_indicators", "indicator"),
    "authority_code": ("authorities", "authority_code"),
    "authority_dfe_code": ("authorities", "dfe_code"),
    "neighbour_dfe_code": ("local_authorities", "dfe_code"),
    "first_quarter": ("return_calendar", "quarter"),
    "last_quarter": ("return_calendar", "quarter"),
    "quarter": ("return_calendar", "quarter"),
    "previous_quarter": ("return_calendar", "quarter"),
    "same_quarter_last_year": ("return_calendar", "quarter"),
}

OF_ANY_AUTHORITY = {"local_authorities", "population", "published_statistics"}
"""Files that may hold authorities outside the programme: its neighbours."""

READS_AS = {
    "integer": r"-?\d+",
    "boolean": "true|false",
    "date": r"\d{4}-\d{2}-\d{2}",
    "decimal(18, 2)": r"-?\d+(\.\d{1,2})?",
    "decimal(18, 4)": r"-?\d+(\.\d{1,4})?",
    "varchar": r"\S(.*\S)?",
}


# every file


def test_the_readme_has_one_heading_for_each_file():
    headings = re.findall(r"^## (\S+)$", (SEEDS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(headings) == sorted(path.name for path in SEEDS.glob("*.csv"))


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_seed_holds_the_described_columns_in_their_order(name):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        heading = next(csv.reader(file))

    assert heading == [column["name"] for column in DESCRIBED[name]["columns"]]
    assert heading == list(DESCRIBED[name]["config"]["column_types"])
    assert all(column["description"] for column in DESCRIBED[name]["columns"])


@pytest.mark.parametrize("name", DESCRIBED)
def test_each_cell_of_a_seed_is_blank_or_of_its_type(name):
    types = DESCRIBED[name]["config"]["column_types"]

    wrong = [
        f"line {line}, {column}: {cell!r} is not {types[column]}"
        for line, row in enumerate(rows(name), start=2)
        for column, cell in row.items()
        if cell and not re.fullmatch(READS_AS[types[column]], cell)
    ]

    assert wrong == []


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_key_names_one_row(name):
    keys = Counter(tuple(row[column] for column in KEYS[name]) for row in rows(name))

    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", DESCRIBED)
def test_what_a_row_refers_to_exists(name):
    dangling = []
    for column in set(DESCRIBED[name]["config"]["column_types"]) & set(REFERENCES):
        file, key = REFERENCES[column]
        if file == "authorities" and name in OF_ANY_AUTHORITY:
            file = "local_authorities"
        known = {row[key] for row in rows(file)} | {"", ENGLAND}
        dangling += [f"{column}: {row[column]}" for row in rows(name) if row[column] not in known]

    assert dangling == []


@pytest.mark.parametrize("name", sorted(DESCRIBED.keys() - {"documents"}))
def test_each_row_names_a_known_document_and_the_place_in_it(name):
    known = {row["document"] for row in rows("documents")}
    columns = ["source_a", "source_b"] if name == "document_conflicts" else ["source"]
    sources = {row[column] for row in rows(name) for column in columns}

    unknown = [
        source
        for source in sources
        for quoted in source.split("; ")
        if quoted.split(": ")[0] not in known or not quoted.partition(": ")[2]
    ]

    assert unknown == []


# authorities, calendar


def test_an_authority_reports_only_when_it_has_a_first_quarter():
    reporting = {row["authority_code"] for row in rows("authorities") if row["first_quarter"]}
    laid_out = {row["authority_code"] for row in rows("layout_tables") if row["authority_code"]}

    assert reporting == laid_out


def test_the_calendar_is_the_financial_year():
    for row in rows("return_calendar"):
        quarter = Quarter.parse(row["quarter"])
        assert (row["financial_year"], int(row["quarter_number"])) == (quarter.financial_year, quarter.number)
        assert row["quarter_start_date"] == quarter.first_day.isoformat()
        assert row["quarter_end_date"] == quarter.last_day.isoformat()
        assert row["previous_quarter"] in {str(quarter.previous), ""}
        assert row["same_quarter_last_year"] in {str(Quarter(quarter.start_year - 1, quarter.number)), ""}


def test_only_the_first_quarters_of_the_calendar_have_none_before_them():
    calendar = rows("return_calendar")

    assert [row["quarter"] for row in calendar if not row["previous_quarter"]] == ["2020-21-Q1"]
    assert {row["financial_year"] for row in calendar if not row["same_quarter_last_year"]} == {"2020-21"}


def test_a_return_is_due_twenty_working_days_after_its_quarter_ends():
    for row in rows("return_calendar"):
        due = twenty_working_days_after(date.fromisoformat(row["quarter_end_date"]))
        assert row["due_date"] == due.isoformat(), row["quarter"]


def twenty_working_days_after(day):
    england = holidays.country_holidays("GB", subdiv="ENG")
    for _ in range(WORKING_DAYS):
        day = england.get_nth_working_day(day, 1)
    return day


def test_bank_holidays_are_those_of_england_in_the_library_that_python_counts_with():
    listed = {date.fromisoformat(row["bank_holiday_date"]) for row in rows("bank_holidays")}
    england = holidays.country_holidays("GB", subdiv="ENG", years={day.year for day in listed})

    assert listed == {day for day in england if day.weekday() < 5}


def test_bank_holidays_are_weekdays_and_eight_a_year_but_for_those_proclaimed():
    days = [date.fromisoformat(row["bank_holiday_date"]) for row in rows("bank_holidays")]

    assert all(day.weekday() < 5 for day in days)
    assert {year: count - 8 for year, count in Counter(day.year for day in days).items() if count != 8} == {
        2022: 2,  # the Platinum Jubilee and the State Funeral
        2023: 1,  # the coronation
    }


def test_bank_holidays_hold_good_friday_and_easter_monday_of_every_year():
    days = {date.fromisoformat(row["bank_holiday_date"]) for row in rows("bank_holidays")}

    for year in {day.year for day in days}:
        assert easter(year) - timedelta(days=2) in days
        assert easter(year) + timedelta(days=1) in days


def test_bank_holidays_cover_the_days_on_which_returns_are_counted():
    years = {int(row["bank_holiday_date"][:4]) for row in rows("bank_holidays")}
    due = {int(row["due_date"][:4]) for row in rows("return_calendar")}

    assert due <= years


# measure catalogue


def test_a_ratio_has_two_parts_that_are_no_ratios_and_nothing_else_has_any():
    measures = {row["measure"]: row for row in rows("measures")}

    for row in measures.values():
        is_ratio = row["measure_type"] == "ratio"
        assert bool(row["numerator"]) == bool(row["denominator"]) == is_ratio
        assert (row["is_required"] == "true") is not is_ratio
        assert "ratio" not in {measures[row[part]]["measure_type"] for part in PARTS if row[part]}


@pytest.mark.parametrize(("name", "key"), [("measures", "measure"), ("activities", "activity")])
def test_a_part_is_counted_as_its_whole_is(name, key):
    catalogue = {row[key]: row for row in rows(name)}

    for row in catalogue.values():
        if row["part_of"]:
            whole = catalogue[row["part_of"]]
            assert (row["unit"], row["measure_type"]) == (whole["unit"], whole["measure_type"])


def test_a_measure_is_compared_with_an_indicator_of_its_own_unit():
    units = {row["indicator"]: row["unit"] for row in rows("published_indicators")}

    for row in rows("measures"):
        if row["national_indicator"]:
            assert units[row["national_indicator"]] == row["unit"], row["measure"]
        if row["national_rate_indicator"]:
            assert units[row["national_rate_indicator"]] == "rate_per_10000"
        assert bool(row["national_indicator"]) == bool(row["national_aggregation"])


def test_a_label_means_something_the_catalogues_hold():
    known = {
        "measure": {row["measure"] for row in rows("measures")},
        "activity": {row["activity"] for row in rows("activities")},
        "category": {row["category"] for row in rows("employer_sectors")},
        "workstream": {row["workstream"] for row in rows("workstreams")},
        "funder": {row["funder"] for row in rows("funders")},
    }
    coded = [row for row in rows("labels") if row["code"] and row["list"] in known]

    assert [row for row in coded if row["code"] not in known[row["list"]] | {"total"}] == []
    trained = {row["category"] for row in coded if row["list"] == "activity"}
    assert trained - {"", "total"} <= known["category"]
