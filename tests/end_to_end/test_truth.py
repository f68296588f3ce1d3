"""The marts hold every value the sample returns carry, and nothing else."""

from __future__ import annotations

import duckdb
import pytest

from tests.folders import TRUTH

FACTS = {
    "performance": ("fct_performance", "authority_code, quarter, measure, value, status"),
    "delivery": ("fct_delivery", "authority_code, quarter, activity, category, value"),
    "finance": (
        "fct_finance",
        (
            "authority_code, quarter, workstream, funder, "
            "budget_gbp, actual_in_quarter_gbp, actual_year_to_date_gbp, forecast_gbp"
        ),
    ),
    "milestones": (
        "fct_milestone",
        "authority_code, quarter, project, work_area, milestone, baseline_date, forecast_date, completed_date, rag",
    ),
    "benefits": (
        "fct_benefit",
        "authority_code, quarter, benefit, financial_year, planned_gbp, delivered_gbp, forecast_gbp",
    ),
}


@pytest.mark.parametrize("section", FACTS)
def test_every_row_of_the_truth_is_in_the_marts_and_no_other(section, clean_warehouse):
    fact, columns = FACTS[section]
    with duckdb.connect(str(clean_warehouse.warehouse), read_only=True) as connection:
        types = dict(
            connection.execute(
                f"select column_name, data_type from duckdb_columns() where table_name = '{fact}'"
            ).fetchall()
        )
        typed = ", ".join(f"cast({name} as {types[name]}) as {name}" for name in columns.replace(",", " ").split())
        truth = f"select {typed} from read_csv('{TRUTH / section}.csv', all_varchar = true)"
        marts = f"select {columns} from marts.{fact}"
        missing = connection.execute(f"({truth}) except all ({marts})").fetchall()
        extra = connection.execute(f"({marts}) except all ({truth})").fetchall()
        count = connection.execute(f"select count(*) from ({truth})").fetchone()

    assert missing == []
    assert extra == []
    assert count is not None
    assert count[0] > 300


def test_every_value_of_the_facts_keeps_its_place(clean_warehouse):
    with duckdb.connect(str(clean_warehouse.warehouse), read_only=True) as connection:
        for fact, _ in FACTS.values():
            without = connection.execute(
                f"select count(*) from marts.{fact} "
                "where submission_id is null or source_file is null or source_place is null"
            ).fetchone()

            assert without == (0,), fact


def test_the_sample_returns_bring_no_finding_above_info(clean_warehouse):
    with duckdb.connect(str(clean_warehouse.warehouse), read_only=True) as connection:
        graver = connection.execute("select * from marts.fct_finding where severity != 'info'").fetchall()

    assert graver == []
