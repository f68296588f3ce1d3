"""What an authority reported the quarter before, to stand beside the cells to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sfpc import warehouse
from sfpc.period import Quarter
from sfpc.reference import Authority
from sfpc.settings import Settings

Value = str | Decimal | int | float | date | None
Figures = Mapping[str, Sequence[Mapping[str, Value]]]
"""The rows of each section that are in force for a quarter."""

QUERIES = {
    "performance": "select measure as code, null as category, value, status from marts.fct_performance",
    "delivery": "select activity as code, category, value, status from marts.fct_delivery",
    "finance": "select workstream, funder, budget_gbp, actual_year_to_date_gbp, forecast_gbp from marts.fct_finance",
    "milestones": "select project, work_area, milestone, forecast_date, rag from marts.fct_milestone",
    "benefits": "select benefit, financial_year, planned_gbp, delivered_gbp, forecast_gbp from marts.fct_benefit",
}
WITHHELD = "Withheld ("
"""How a name begins that was kept out of the marts, because it seemed to hold personal data."""


def last_quarter(settings: Settings, authority: Authority, quarter: Quarter) -> Figures:
    """The figures in force for the quarter before, in the order they were sent; none where nothing was built yet."""
    if not warehouse.exists(settings.warehouse):
        return {}
    return {
        section: [
            row
            for row in warehouse.rows(
                settings.warehouse,
                f"{query} where authority_code = ? and quarter = ? order by all",
                [authority.code, str(quarter.previous)],
            )
            if not any(isinstance(value, str) and value.startswith(WITHHELD) for value in row.values())
        ]
        for section, query in QUERIES.items()
    }
