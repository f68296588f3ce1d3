"""What a check saw and expected is told in words that a statistician reads, and repeats no text that nobody vetted."""

from datetime import date

import pytest

from sfpc.gate import evidence
from sfpc.gate.results import CheckResult, Fault, where
from sfpc.gate.suites import Bands, Check, Suite

BETWEEN = "expect_column_values_to_be_between"
SUITE = Suite("marts__fct_performance", "marts.fct_performance", "a-team", 1, (), key=("measure", "category"))


def _check(kind=BETWEEN, column="value", **fields):
    limits = {
        name: fields.pop(name) for name in ("min_value", "max_value", "strict_min", "value_set") if name in fields
    }
    words = {"says": "It holds.", "because": "A test.", "since": date(2026, 11, 21), "finding_type": "try"}
    kwargs = limits if kind.startswith("expect_table") else {"column": column, **limits}
    return Check(
        **{"id": "TRY-001", "family": "valid", "severity": "info", **words, "type": kind, "kwargs": kwargs, **fields}
    )


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (_check(min_value=0), "at least 0"),
        (_check(min_value=0, strict_min=True), "more than 0"),
        (_check(min_value=0, max_value=0), "0"),
        (_check(column="change_percent", min_value=-15.4, max_value=19.9), "between -15.4% and +19.9%"),
        (_check(column="budget_gbp", max_value=1000), "at most £1,000.00"),
        (_check(column="values_read", min_value=1), "values read at least 1"),
        (_check("expect_column_values_to_be_in_set", "state", value_set=["accepted", "nil"]), "one of accepted, nil"),
        (_check("expect_column_values_to_be_in_set", "is_late", value_set=[False]), "no"),
        (_check("expect_column_values_to_not_be_in_set", "status", value_set=["not_sent"]), "anything but not sent"),
        (_check("expect_column_values_to_not_be_null"), "not empty"),
        (_check("expect_column_values_to_be_null"), "nothing there"),
        (_check("expect_table_row_count_to_be_between", min_value=1), "at least 1 row"),
        (_check("expect_table_row_count_to_be_between", min_value=2), "at least 2 rows"),
        (_check("expect_column_values_to_match_regex"), "It holds"),
        (_check(column="checked", value="this.value % 1", max_value=0), "It holds"),
    ],
)
def test_the_limits_of_a_check_in_words(check, told):
    assert evidence.expected(check) == told


def test_a_band_is_told_for_its_row_and_all_bands_where_there_is_no_row():
    bands = Bands("this.measure", "this.change_percent", {"referrals": (-41.8, 76.5), "cla_started": (None, 65.3)})
    check = _check(column="checked", max_value=0, bands=bands)
    row = {"quantity": 80.1, "lower": -41.8, "upper": 76.5}

    assert evidence.expected(check, row) == "between -41.8% and +76.5%"
    assert evidence.observed(check, row) == "+80.1%"
    assert evidence.expected(check, {**row, "lower": float("nan")}) == "at most +76.5%"
    assert evidence.expected(check) == "referrals between -41.8% and +76.5%; cla started at most +65.3%"


def test_what_is_computed_is_told_by_what_it_was_computed_from():
    check = _check(
        column="checked",
        max_value=0,
        value="this.forecast_gbp - 1.25 * this.budget_gbp",
        message="The forecast is {forecast_gbp}. Expected no more than a quarter above {budget_gbp}.",
    )
    row = {"forecast_gbp": 130.0, "budget_gbp": 100.0, "checked": 5.0}

    assert evidence.observed(check, row) == "forecast £130.00, budget £100.00"
    assert evidence.expected(check, row) == "no more than a quarter above £100.00"


@pytest.mark.parametrize(
    ("value", "message", "told"),
    [
        ("not_available", None, "not available"),
        ("Jo Bloggs of Leeds", None, None),
        ("Jo Bloggs of Leeds", "It says something.", None),
        ("Trainers in place", "{value} is late.", "Trainers in place"),
        (None, None, "nothing"),
        (date(2022, 3, 31), None, "31 March 2022"),
    ],
)
def test_a_text_is_repeated_only_where_the_message_prints_it_too(value, message, told):
    assert evidence.observed(_check(message=message), {"value": value}) == told


def test_a_row_is_found_again_by_its_key():
    row = {"measure": "training", "category": "schools", "quarter": "2021-22-Q3", "value": 1}

    assert evidence.row_key(SUITE, row) == "measure=training, category=schools"
    assert evidence.row_key(SUITE, {**row, "category": None}) == "measure=training"
    assert evidence.row_key(Suite("s", "marts.fct_return", "a-team", 1, ()), row) == "quarter=2021-22-Q3"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"measure": "referrals"}, ("referrals", None, None)),
        ({"workstream": "set_up", "funder": "dfe_grant"}, ("set_up", "dfe_grant", None)),
        ({"subject": "set_up / dfe_grant"}, ("set_up", "dfe_grant", None)),
        ({"subject": "referrals"}, ("referrals", None, None)),
        ({"measure": "referrals", "previous_quarter": "2021-22-Q2"}, ("referrals", None, None)),
        ({"quarter": "2021-22-Q3"}, (None, None, None)),
    ],
)
def test_a_row_names_the_figures_that_it_is_made_of(row, told):
    assert tuple(evidence.figures(_check(), row).values()) == told


def test_a_check_of_a_change_names_the_other_quarter():
    row = {"measure": "referrals", "previous_quarter": "2021-22-Q2", "same_quarter_last_year": "2020-21-Q3"}

    assert evidence.figures(_check(column="change_percent"), row)["compared_quarter"] == "2021-22-Q2"
    assert evidence.figures(_check(column="year_change_percent"), row)["compared_quarter"] == "2020-21-Q3"


def test_the_first_place_is_told_and_how_many_more():
    fault = Fault("E1", "try", "authority", "It is wrong.", table="marts.fct_x", row_key="measure=referrals")

    assert where([]) == ""
    assert where([fault]) == "marts.fct_x, measure=referrals"
    assert where([Fault("E1", "try", "authority", "It is wrong.", file="a.csv", place="line 3")] * 3) == (
        "a.csv, line 3 and 2 more"
    )


def test_records_of_earlier_code_are_read():
    fault = {"authority_code": "E1", "finding_type": "try", "responsibility": "team", "message": "It is wrong."}
    record = {
        "check_id": "TRY-001", "family": "valid", "severity": "info", "authority_code": "E1", "outcome": "failed",
        "says": "It holds.", "observed": "1 row checked, 1 at fault", "faults": [fault],
    }  # fmt: skip

    read = CheckResult.from_record(record)

    assert (read.checked_count, read.expected, read.where) == (None, "", "")
    assert CheckResult.from_record(read.as_record()) == read
