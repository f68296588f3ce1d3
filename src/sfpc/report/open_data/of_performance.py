"""The data sets of performance: counts and ratios as returned, and rates for each 10,000 children."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from sfpc.report import words
from sfpc.report.open_data import cells
from sfpc.report.open_data.catalogue import Measure
from sfpc.report.open_data.data_sets import DataSet, Indicator, Key, Source, Spot
from sfpc.report.open_data.standard import NOT_APPLICABLE, NOT_AVAILABLE, SUPPRESSED
from sfpc.report.tables import Row

PERFORMANCE, RATES = "rpt_performance", "rpt_performance_rates"
COUNTS, RATIOS, PER_10000, POPULATION = (
    "Counts",
    "Percentages and ratios",
    "Rates per 10,000 children",
    "Population",
)
LIMITS = ("lower", "upper")
RATE_DECIMALS = 1
ABOUT_COUNTS = (
    "Counts and ratios of children's social care as the authorities returned them. A ratio is recomputed from its "
    "parts. They are provisional management information: definitions differ between authorities."
)
ABOUT_RATES = "The same counts for each 10,000 children under 18, by the mid-year population named in the row."
Rows = dict[Key, Row]


def quarterly(source: Source) -> Iterator[DataSet]:
    """A file of the figures of each quarter, and one of its rates."""
    held, rates = _held(source)
    figures = [one for measure in _measures(source) for one in _of_quarter(source, measure, held)]
    yield DataSet(
        "sfpc_performance_quarterly", "Children's social care, by quarter",
        f"{ABOUT_COUNTS} A stock is at the quarter's end, a flow in the quarter.",
        (), tuple(figures), source.rows(source.quarters, (), figures), "Performance",
    )  # fmt: skip
    per_child = [
        *_population(source, rates),
        *(one for measure in _with_rates(source) for one in _rate(source, measure, rates, "rate_per_10000")),
    ]
    yield DataSet(
        "sfpc_rates_quarterly", "Children's social care per 10,000 children, by quarter",
        f"{ABOUT_RATES} A flow of a quarter is not annualised.",
        (), tuple(per_child), source.rows(source.quarters, (), per_child), "Rates",
    )  # fmt: skip


def annual(source: Source) -> Iterator[DataSet]:
    """The same of whole financial years: a stock at the year's end, a flow of all four quarters, a ratio of both."""
    held, rates = _held(source)
    of_year = {measure.title: _of_year(source, measure, held, rates) for measure in _measures(source)}
    figures = [one for one in of_year.values() if one]
    left_out = [title for title, one in of_year.items() if one is None]
    without = f" Left out, as no published table holds a year of it: {words.listed(left_out)}." if left_out else ""
    yield DataSet(
        "sfpc_performance_annual", "Children's social care, by financial year",
        f"{ABOUT_COUNTS} A stock is at the year's end; a flow is of all four quarters, and not available unless all "
        f"four are reported. Intervals of a year are not computed.{without}",
        (), tuple(figures), source.rows(source.years, (), figures),
    )  # fmt: skip
    per_child = [*_population(source, rates)]
    for measure in _with_rates(source):
        is_flow = measure.kind == "flow"
        per_child += _rate(source, measure, rates, "four_quarters_rate_per_10000" if is_flow else "rate_per_10000")
    yield DataSet(
        "sfpc_rates_annual", "Children's social care per 10,000 children, by financial year",
        f"{ABOUT_RATES} A flow is of all four quarters; its interval is not computed.",
        (), tuple(per_child), source.rows(source.years, (), per_child),
    )  # fmt: skip


def _held(source: Source) -> tuple[Rows, Rows]:
    return source.rows_by(PERFORMANCE, "measure"), source.rows_by(RATES, "measure")


def _measures(source: Source) -> list[Measure]:
    """The measures that the published table holds, in the order of the catalogue."""
    published = {row["measure"] for row in source.tables[PERFORMANCE].rows}
    return [measure for measure in source.catalogue.measures if measure.code in published]


def _with_rates(source: Source) -> list[Measure]:
    published = {row["measure"] for row in source.tables[RATES].rows}
    return [measure for measure in source.catalogue.measures if measure.code in published]


def _named(measure: Measure) -> str:
    """The column of a measure: counts say that they are."""
    return measure.code if measure.kind == "ratio" or measure.decimals else f"{measure.code}_count"


def _figure(measure: Measure, read: Callable[[Spot], str]) -> Indicator:
    return Indicator(
        _named(measure), measure.title, RATIOS if measure.kind == "ratio" else COUNTS,
        "%" if measure.unit == "per_cent" else "", measure.decimals, measure.definition, read,
    )  # fmt: skip


def _of_quarter(source: Source, measure: Measure, held: Rows) -> Iterator[Indicator]:
    def value(spot: Spot) -> str:
        return cells.figure(
            held.get((*spot.key, measure.code)), "value", "status", measure.decimals, source.absent(spot)
        )

    yield _figure(measure, value)
    if measure.unit != "per_cent" or not source.has(PERFORMANCE, "lower_value", "upper_value"):
        return
    for which in LIMITS:

        def limit(spot: Spot, column: str) -> str:
            return cells.limit(held.get((*spot.key, measure.code)), column, measure.decimals, value(spot))

        yield Indicator(
            f"{measure.code}_{which}", f"{measure.title}, {which} 95% limit", RATIOS, "%", measure.decimals,
            f"{which.capitalize()} limit of the 95 per cent interval. {measure.definition}",
            partial(limit, column=f"{which}_value"), is_figure=False,
        )  # fmt: skip


def _of_year(source: Source, measure: Measure, held: Rows, rates: Rows) -> Indicator | None:
    """The figure of a year; None for a flow of which the published tables hold no year."""
    kinds = {one.code: one.kind for one in source.catalogue.measures}
    summed = {row["measure"] for row in source.tables[RATES].rows}
    parts = [measure.numerator or "", measure.denominator or ""] if measure.kind == "ratio" else [measure.code]
    if {kinds.get(part) for part in parts} == {"stock"}:
        return _figure(
            measure,
            lambda spot: cells.figure(
                held.get((*spot.key, measure.code)), "value", "status", measure.decimals, source.absent(spot)
            ),
        )
    if any(kinds.get(part) != "flow" or part not in summed for part in parts):
        return None
    if measure.kind == "ratio":
        return _figure(measure, lambda spot: _ratio_of_year(spot, measure, rates, source.absent(spot)))
    return _figure(
        measure,
        lambda spot: cells.figure(
            rates.get((*spot.key, measure.code)), "four_quarters_value", "four_quarters_status", measure.decimals,
            source.absent(spot),
        ),
    )  # fmt: skip


def _ratio_of_year(spot: Spot, measure: Measure, rates: Rows, absent: str) -> str:
    """A ratio of the year's published parts: it says no more than they do, and is hidden when either is."""
    above, below = (rates.get((*spot.key, part or "")) for part in (measure.numerator, measure.denominator))
    shown = [cells.figure(row, "four_quarters_value", "four_quarters_status", 0, absent) for row in (above, below)]
    for why in (SUPPRESSED, NOT_AVAILABLE, NOT_APPLICABLE):
        if why in shown:
            return why
    if above is None or below is None or not below["four_quarters_value"]:
        return NOT_APPLICABLE
    scale = 100 if measure.unit == "per_cent" else 1
    ratio = Decimal(above["four_quarters_value"]) * scale / Decimal(below["four_quarters_value"])
    return cells.number(ratio, measure.decimals)


def _population(source: Source, rates: Rows) -> list[Indicator]:
    """The population that all rates of an authority and quarter are divided by."""
    any_rate = {key[:2]: row for key, row in rates.items()}
    columns = (
        (
            "population_count",
            "Children aged 0 to 17",
            "",
            "Mid-year estimate of the population",
        ),
        ("population_mid_year", "Year of the population estimate", "numberstring", "Year of that mid-year estimate"),
    )

    def value(spot: Spot, column: str) -> str:
        return cells.figure(any_rate.get(spot.key), column, None, 0, source.absent(spot))

    return [
        Indicator(name, label, POPULATION, unit, 0, about, partial(value, column=name), is_figure=False)
        for name, label, unit, about in columns
    ]


def _rate(source: Source, measure: Measure, rates: Rows, column: str) -> Iterator[Indicator]:
    status = "four_quarters_status" if column.startswith("four_quarters") else "rate_status"

    def value(spot: Spot) -> str:
        return cells.figure(rates.get((*spot.key, measure.code)), column, status, RATE_DECIMALS, source.absent(spot))

    yield Indicator(
        f"{measure.code}_rate_per_10000", f"{measure.title}, rate per 10,000", PER_10000, "", RATE_DECIMALS,
        f"For each 10,000 children under 18. {measure.definition}", value,
    )  # fmt: skip
    if column != "rate_per_10000":
        return
    for which in LIMITS:

        def limit(spot: Spot, limit_column: str) -> str:
            return cells.limit(rates.get((*spot.key, measure.code)), limit_column, RATE_DECIMALS, value(spot))

        yield Indicator(
            f"{measure.code}_rate_{which}", f"{measure.title}, {which} 95% limit", PER_10000, "", RATE_DECIMALS,
            f"{which.capitalize()} limit of the 95 per cent interval of the rate; of a stock it is a convention.",
            partial(limit, limit_column=f"{which}_rate_per_10000"), is_figure=False,
        )  # fmt: skip
