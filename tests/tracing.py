"""The arithmetic of each figure of the report, done again from the cells of the returns that its trace names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

Terms = Mapping[str, float]
Formula = Callable[[Terms], float]


def of(term: str) -> Formula:
    return lambda terms: terms[term]


def less(one: str, other: str) -> Formula:
    return lambda terms: terms[one] - terms[other]


def over(one: str, other: str, times: float) -> Formula:
    return lambda terms: terms[one] * times / terms[other]


FORMULAS: dict[str, Formula] = {
    **{f"rpt_{table}.value": of("now") for table in ("performance", "performance_rates", "changes", "process_limits")},
    "rpt_performance.numerator_value": of("numerator"),
    "rpt_performance.denominator_value": of("denominator"),
    "rpt_performance.previous_value": of("previous"),
    "rpt_performance.last_year_value": of("last_year"),
    "rpt_performance.baseline_value": of("baseline"),
    "rpt_performance.change_from_previous": less("now", "previous"),
    "rpt_performance.change_from_last_year": less("now", "last_year"),
    "rpt_performance.change_from_baseline": less("now", "baseline"),
    "rpt_performance_rates.population_count": of("population"),
    "rpt_performance_rates.rate_per_10000": over("now", "population", 10_000),
    "rpt_performance_rates.four_quarters_value": of("four_quarters"),
    "rpt_performance_rates.four_quarters_rate_per_10000": over("four_quarters", "population", 10_000),
    "rpt_changes.compared_value": of("compared"),
    "rpt_changes.change": less("now", "compared"),
    "rpt_changes.change_percent": lambda terms: (terms["now"] - terms["compared"]) * 100 / terms["compared"],
    "rpt_rate_ratios.rate_per_10000": over("now", "population", 10_000),
    "rpt_process_limits.mean_value": of("chart"),
    "rpt_delivery.in_quarter_value": of("now"),
    "rpt_delivery.year_to_date_value": of("year_to_date"),
    "rpt_delivery.cumulative_value": of("since_first"),
    "rpt_delivery.four_quarters_value": of("four_quarters"),
    "rpt_delivery.target_reached_percent": over("against_target", "target", 100),
    **{
        f"rpt_finance.{term}_gbp": of(term)
        for term in ("budget", "actual_in_quarter", "actual_year_to_date", "forecast")
    },
    "rpt_finance.variance_gbp": less("forecast", "budget"),
    "rpt_finance.spent_percent": over("actual_year_to_date", "budget", 100),
    "rpt_grant.amount_gbp": of("grant"),
    "rpt_grant.spend_gbp": of("spend"),
    "rpt_grant.spent_percent": over("spend", "grant", 100),
    "rpt_grant.remaining_gbp": less("grant", "spend"),
    "rpt_grant.expected_gbp": lambda terms: terms["spend"] + terms["forecast"] - terms["actual_year_to_date"],
    **{f"rpt_benefits.{term}_gbp": of(term) for term in ("planned", "delivered", "forecast")},
    "rpt_benefits.variance_gbp": less("forecast", "planned"),
    "rpt_benefits.savings_plan_gbp": of("savings_plan"),
    "rpt_programme.value": of("total"),
}
"""By table and column."""

TEXTS = {"baseline_date", "forecast_date", "completed_date", "rag"}
"""Figures of milestones that are what a cell says."""


def number_in(text: str) -> float:
    """What a person reads in a cell of money or a count: signs and commas taken off, brackets for a minus."""
    kept = text.strip().replace("£", "").replace(",", "").replace(" ", "").rstrip("%")
    return -float(kept[1:-1]) if kept.startswith("(") else float(kept)


def terms_of(rows: list[dict], percentages: set[str]) -> dict[str, float]:
    """What each term of a figure comes to, from the texts of its cells, their factors and weights, and from seeds.

    Args:
        rows: of marts.trace, of one figure.
        percentages: measures that are a percentage of two counts.
    """
    sums: dict[tuple, float] = defaultdict(float)
    for row in rows:
        key = row["term"], row["of_quarter"] if row["term"] == "chart" else None, row["part_role"]
        if row["seed"]:
            sums[key] += float(row["seed_value"])
        elif row["weight"] and row["cell_text"] is not None and row["cell_status"] == "reported":
            sums[key] += row["sign"] * row["weight"] * number_in(row["cell_text"]) * float(row["factor"] or 1)
    found: dict[str, list[float]] = defaultdict(list)
    for (term, quarter, role), value in sums.items():
        if role == "denominator" and term != "denominator":
            continue
        if role == "numerator" and term != "numerator":
            times = 100 if rows[0]["subject"] in percentages else 1
            found[term].append(value * times / sums[term, quarter, "denominator"])
        else:
            found[term].append(value)
    return {term: sum(values) / len(values) if term == "chart" else sum(values) for term, values in found.items()}


def slippage(rows: list[dict]) -> int:
    """Days from the baseline to the day completed, or else the one forecast."""
    days = {row["term"]: date.fromisoformat(row["cell_value_text"]) for row in rows if row["cell_value_text"]}
    return (days.get("completed_date", days.get("forecast_date")) - days["baseline_date"]).days
