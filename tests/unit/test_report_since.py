"""What a release would show otherwise than the one before is found figure by figure; what only follows is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sfpc.errors import PipelineError
from sfpc.report import since, tidy_csv
from sfpc.report.tables import Column, Table

QUARTER = "2022-23-Q1"
KEY = {"authority_code": "A", "quarter": QUARTER, "authority_name": "Ashby"}
PERFORMANCE = {
    **KEY, "measure": "referrals", "title": "Referrals", "unit": "children", "value": Decimal("1200.00000000"),
    "status": "reported", "previous_value": Decimal(1100),
}  # fmt: skip
FINANCE = {
    **KEY, "workstream": "all", "funder": "all", "workstream_title": "All", "funder_title": "All funders",
    "budget_gbp": Decimal("5000.00"), "actual_in_quarter_gbp": Decimal("-10.50"), "actual_year_to_date_gbp": None,
    "forecast_gbp": Decimal("5000.00"), "status": "incomplete",
}  # fmt: skip
MILESTONE = {
    **KEY, "project": "P", "work_area": "W", "milestone": "=Train | staff", "baseline_date": date(2022, 4, 1),
    "forecast_date": None, "completed_date": None, "rag": "green",
}  # fmt: skip
ROWS = {"rpt_performance": [PERFORMANCE], "rpt_finance": [FINANCE], "rpt_milestones": [MILESTONE]}


def tables(**changed):
    """The published tables, those that are named with other rows; the rest are empty."""
    empty = {
        name: dict.fromkeys(("authority_code", "quarter", "authority_name", *one.key, *one.named, *one.figures))
        for name, one in since.TABLES.items()
    }
    made = {}
    for name in since.TABLES:
        rows = {**ROWS, **changed}.get(name, [])
        columns = tuple(Column(column, "VARCHAR", "") for column in (rows or [empty[name]])[0])
        made[name] = Table(name, "", columns, tuple(rows))
    return made


@pytest.fixture
def release(tmp_path):
    """A release as it was published."""
    (tmp_path / "internal").mkdir()
    tidy_csv.write(tmp_path / "internal" / "csv", tables())
    return tmp_path


def told(release, **changed):
    return [
        (one.quarter, one.section, one.what, one.before, one.after)
        for one in since.changed(release, tables(**changed), QUARTER)
    ]


def test_the_same_figures_are_no_change_however_many_noughts_they_are_written_with(release):
    assert told(release, rpt_performance=[PERFORMANCE | {"value": Decimal(1200)}]) == []


def test_a_figure_is_told_from_and_to_with_its_unit(release):
    found = told(
        release,
        rpt_performance=[PERFORMANCE | {"value": Decimal("1345.5")}],
        rpt_finance=[FINANCE | {"actual_in_quarter_gbp": Decimal("12.00"), "actual_year_to_date_gbp": Decimal(3)}],
        rpt_milestones=[MILESTONE | {"forecast_date": date(2022, 6, 30), "rag": "amber"}],
    )

    assert found == [
        (QUARTER, "Performance", "Referrals", "1,200", "1,345.5"),
        (QUARTER, "Finance", "All, All funders, actual in quarter", "−£10.50", "£12"),
        (QUARTER, "Finance", "All, All funders, actual year to date", "incomplete", "£3"),
        (QUARTER, "Milestones", "'=Train | staff, forecast", "none", "30 June 2022"),
        (QUARTER, "Milestones", "'=Train | staff, RAG", "green", "amber"),
    ]


def test_a_figure_that_is_withheld_or_gone_says_why(release):
    withheld = PERFORMANCE | {"value": None, "status": "suppressed"}

    assert told(release, rpt_performance=[withheld]) == [(QUARTER, "Performance", "Referrals", "1,200", "suppressed")]
    assert told(release, rpt_performance=[]) == [(QUARTER, "Performance", "Referrals", "1,200", "not there")]


def test_a_figure_that_only_follows_from_another_quarters_is_no_change_of_its_own(release):
    assert told(release, rpt_performance=[PERFORMANCE | {"previous_value": Decimal(7)}]) == []


def test_earlier_quarters_stand_after_the_quarter_itself(release):
    earlier = PERFORMANCE | {"quarter": "2021-22-Q4", "value": Decimal(900)}

    found = told(release, rpt_performance=[earlier, PERFORMANCE | {"value": Decimal(1)}])

    assert [(quarter, before, after) for quarter, _, _, before, after in found] == [
        (QUARTER, "1,200", "1"),
        ("2021-22-Q4", "not there", "900"),
    ]


def test_a_table_that_is_not_there_is_a_fault_of_ours(release):
    (release / "internal" / "csv" / "rpt_finance.csv").unlink()

    with pytest.raises(PipelineError, match=r"rpt_finance\.csv: this table of a release cannot be read"):
        told(release)


def test_every_published_table_is_compared_or_follows_from_those_that_are():
    from sfpc.report.tables import descriptions
    from tests.folders import HOME

    described = descriptions(HOME / "dbt_project" / "models" / "report")
    follows = {
        "rpt_changes", "rpt_data_quality", "rpt_grant", "rpt_performance_rates", "rpt_process_limits", "rpt_programme",
        "rpt_rate_ratios", "rpt_restatements",
    }  # fmt: skip
    of_others = {"rpt_comparators", "rpt_context"}  # no authority returned these: they change with the seeds

    assert {name for name in described if name.startswith("rpt_")} == {*since.TABLES} | follows | of_others
    for name, one in since.TABLES.items():
        assert {*one.key, *one.named, *one.figures} <= set(described[name][1])
        assert set(one.figures.values()) - {""} <= set(described[name][1])
