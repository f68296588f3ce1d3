"""What the sample returns say, and whether a warehouse says the same."""

from __future__ import annotations

from sfpc import warehouse
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


def differences_from_the_truth(built, section):
    """Rows of the truth that the marts lack, rows that they have besides, and how many rows the truth has."""
    fact, columns = FACTS[section]
    with warehouse.open_read_only(built) as connection:
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
        (count,) = connection.execute(f"select count(*) from ({truth})").fetchone()
    return missing, extra, count
