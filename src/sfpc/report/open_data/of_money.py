"""The data sets of money: grant and own funds, by funder and workstream, and savings by the year they fall in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from sfpc.report.open_data import cells
from sfpc.report.open_data.data_sets import DataSet, Filter, Indicator, Key, Period, Source, Spot, total_and
from sfpc.report.open_data.standard import NOT_APPLICABLE, NOT_AVAILABLE
from sfpc.report.tables import Row

FINANCE, BENEFITS = "rpt_finance", "rpt_benefits"
PENNIES = 2
PERCENT_DECIMALS = 1
AMOUNTS = (
    ("budget_gbp", "Budget of the full year"),
    ("actual_in_quarter_gbp", "Spend in the quarter"),
    ("actual_year_to_date_gbp", "Spend in the financial year so far"),
    ("forecast_gbp", "Forecast of the full year's spend"),
    ("variance_gbp", "Forecast less budget"),
)
SAVINGS = (
    ("planned_gbp", "Saving planned", "status"),
    ("delivered_gbp", "Saving delivered", "status"),
    ("forecast_gbp", "Saving now expected", "status"),
    ("variance_gbp", "Expected less planned", "status"),
    ("savings_plan_gbp", "Saving in the published savings plan", "savings_plan_status"),
)


def quarterly(source: Source) -> Iterator[DataSet]:
    """Money and savings as each quarter's return has them."""
    yield from _finance(source, source.quarters, "quarterly", AMOUNTS)
    yield _benefits(source, source.quarters, "quarterly", "Benefits", "as the quarter's return has them")


def annual(source: Source) -> Iterator[DataSet]:
    """The same of whole financial years, as the return of the last quarter has them."""
    amounts = [
        (name, "Spend in the financial year" if name == "actual_year_to_date_gbp" else label)
        for name, label in AMOUNTS
        if name != "actual_in_quarter_gbp"
    ]
    yield from _finance(source, source.years, "annual", amounts)
    yield _benefits(source, source.years, "annual", "", "as the return of the year's last quarter has them")


def _finance(
    source: Source, periods: Iterable[Period], how_often: str, amounts: Iterable[tuple[str, str]]
) -> Iterator[DataSet]:
    rows = source.tables[FINANCE].rows
    workstreams = {row["workstream"]: row["workstream_title"] for row in rows if row["workstream"] != "all"}
    funders = dict(sorted((row["funder"], row["funder_title"]) for row in rows if row["funder"] != "all"))
    indicators = tuple(_amounts(source, amounts, is_annual=how_often == "annual"))
    section = "Finance" if how_often == "quarterly" else ""
    about = "Pounds, as the authority returned them, of the grant and of the authority's own money"
    whose = Filter("funder", "Funder", "Whose money it is", total_and(funders))
    alone = [_of_all_workstreams(one) for one in indicators]
    yield DataSet(
        f"sfpc_finance_{how_often}", f"Money by funder, {how_often}", f"{about}.",
        (whose,), indicators, source.rows(periods, (whose,), alone), section,
    )  # fmt: skip
    if not funders:
        return
    stream = Filter("workstream", "Workstream", "What the money is for", total_and(dict(sorted(workstreams.items()))))
    first = next(iter(funders.values()))
    each = Filter("funder", "Funder", "Whose money it is; their total is in the file by funder", funders, first)
    yield DataSet(
        f"sfpc_finance_workstreams_{how_often}", f"Money by workstream and funder, {how_often}",
        f"{about}, by workstream.",
        (stream, each), indicators, source.rows(periods, (stream, each), indicators), section,
    )  # fmt: skip


def _of_all_workstreams(indicator: Indicator) -> Indicator:
    """The same indicator where the file does not divide by workstream."""
    return Indicator(
        **{
            **vars(indicator),
            "read": lambda spot: indicator.read(Spot(spot.authority_code, spot.quarter, ("all", *spot.items))),
        }
    )


def _amounts(source: Source, amounts: Iterable[tuple[str, str]], *, is_annual: bool) -> Iterator[Indicator]:
    held = source.rows_by(FINANCE, "workstream", "funder")
    with_any = {key[:2] for key in held}

    def value(spot: Spot, column: str, decimals: int) -> str:
        row = held.get(spot.key)
        is_spend = is_annual and column in ("actual_year_to_date_gbp", "spent_percent")
        if row and is_spend and row["actual_year_to_date_basis"] != "sent" and not source.owed_all_year(spot):
            return NOT_AVAILABLE  # what was worked out from returns that begin within the year is not the year
        # a line that the authority does not have beside those that it has
        absent = NOT_APPLICABLE if spot.key[:2] in with_any else source.absent(spot)
        return cells.figure(row, column, "status", decimals, absent)

    for name, label in amounts:
        yield Indicator(
            name, label, "Money", "£", PENNIES, f"Pounds. {label}.", partial(value, column=name, decimals=PENNIES)
        )
    yield Indicator(
        "spent_percent", "Share of the full year's budget spent", "Money", "%", PERCENT_DECIMALS,
        "Per cent of the full-year budget spent in the financial year so far.",
        partial(value, column="spent_percent", decimals=PERCENT_DECIMALS),
    )  # fmt: skip


def _benefits(source: Source, periods: Iterable[Period], how_often: str, section: str, when: str) -> DataSet:
    rows = [row for row in source.tables[BENEFITS].rows if row["benefit"] == "all"]
    held: dict[Key, Row] = {(row["authority_code"], row["quarter"], row["financial_year"]): row for row in rows}
    with_any = {key[:2] for key in held}
    years = sorted({row["financial_year"] for row in rows} - {"all"})
    saving_year = Filter(
        "saving_year",
        "Financial year of the saving",
        "The year the saving falls in",
        total_and({each: each for each in years}),
    )

    def value(spot: Spot, column: str, status: str) -> str:
        absent = NOT_APPLICABLE if spot.key[:2] in with_any else source.absent(spot)
        return cells.figure(held.get(spot.key), column, status, PENNIES, absent)

    figures = [
        Indicator(name, label, "Savings", "£", PENNIES, f"Pounds. {label}.", partial(value, column=name, status=status))
        for name, label, status in SAVINGS
    ]
    return DataSet(
        f"sfpc_benefits_{how_often}", f"Savings by the year they fall in, {how_often}",
        f"Savings planned, delivered and expected, all benefits of an authority together, {when}.",
        (saving_year,), tuple(figures), source.rows(periods, (saving_year,), figures), section,
    )  # fmt: skip
