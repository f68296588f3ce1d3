"""What the other authorities sent for the same item: what a figure would be that got into the wrong return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import duckdb

from tests.mutation.cells import Cell

Sent = Decimal | date | str
SENT = {
    "performance": "select 'value', measure, '', quarter, authority_code, value from marts.fct_performance",
    "performance_to_date": """
        select 'year_to_date', this.measure, '', this.quarter, this.authority_code, sum(earlier.value)
        from marts.fct_performance as this
        inner join marts.fct_performance as earlier using (authority_code, measure)
        inner join seeds.return_calendar as now on now.quarter = this.quarter
        inner join seeds.return_calendar as before
            on before.quarter = earlier.quarter and before.financial_year = now.financial_year
            and before.quarter <= now.quarter
        group by all
    """,
    "delivery": """
        select 'value', activity, coalesce(category, ''), quarter, authority_code, value from marts.fct_delivery
    """,
    "finance": """
        unpivot (
            select authority_code, quarter, workstream, funder, budget_gbp as budget, forecast_gbp as forecast,
                actual_in_quarter_gbp as actual_in_quarter, actual_year_to_date_gbp as actual_year_to_date,
                cast(round(actual_in_quarter_gbp / 3, 2) as decimal(18, 2)) as actual_in_month
            from marts.fct_finance
        ) on budget, forecast, actual_in_quarter, actual_year_to_date, actual_in_month into name amount value gbp
    """,
    "finance_totals": """
        select amount, workstream, coalesce(funder, ''), quarter, authority_code, any_value(value_gbp)
        from intermediate.int_finance__amounts
        where workstream = 'total' and period_month is null
        group by all
    """,
    "benefits": """
        unpivot (
            select authority_code, quarter, benefit, financial_year, planned_gbp as planned, delivered_gbp as delivered,
                forecast_gbp as forecast
            from marts.fct_benefit
        ) on planned, delivered, forecast into name amount value gbp
    """,
}
MODELS = ("fct_performance", "fct_delivery", "fct_finance", "fct_benefit", "fct_milestone", "int_finance__amounts")
"""What must be built to know it."""
OF_MILESTONES = "select authority_code, quarter, milestone, {column} from marts.fct_milestone"


class Others:
    """What every authority sent, by what it is about."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, quarter: str) -> None:
        self._quarter = quarter
        self._sent: dict[tuple[str, ...], dict[str, Sent]] = {}
        flows = connection.execute("select measure from seeds.measures where measure_type = 'flow'").fetchall()
        self._flows = {measure for (measure,) in flows}
        for name, sql in SENT.items():
            for row in connection.execute(sql).fetchall():
                if name in ("finance", "benefits"):
                    code, of_quarter, first, second, column, value = row
                else:
                    column, first, second, of_quarter, code, value = row
                self._add((column, first, second, of_quarter), code, value)
        for column in ("baseline_date", "forecast_date", "completed_date", "rag"):
            for code, of_quarter, milestone, value in connection.execute(
                OF_MILESTONES.format(column=column)
            ).fetchall():
                self._add((column, milestone, "", of_quarter), code, value)

    def _add(self, key: tuple[str, ...], code: str, value: Sent | None) -> None:
        if value is not None:
            self._sent.setdefault(key, {})[code] = value

    def of(self, cell: Cell) -> Sent | None:
        """What the next authority that sent this item sent for it; of a month, a third of its quarter.

        The item's number is in the unit of the marts: pounds for money.
        """
        first, second = (*cell.item, "")[:2]
        quarter = cell.period if cell.period and cell.period != "month" else self._quarter
        sent: Mapping[str, Sent] = self._sent.get((cell.raw_column, first, second, quarter), {})
        codes = sorted(code for code in sent if code != cell.authority_code)
        if not codes:
            return None
        code = next((code for code in codes if code > cell.authority_code), codes[0])
        value = sent[code]
        is_third = cell.period == "month" and isinstance(value, Decimal) and first in self._flows
        return value / 3 if is_third else value
