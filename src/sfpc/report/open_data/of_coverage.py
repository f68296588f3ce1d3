"""The data sets of what was returned: each return, and how many figures of each section are published, and why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from sfpc.report.open_data import cells, standard
from sfpc.report.open_data.data_sets import DataSet, Filter, Indicator, Source, Spot, total_and
from sfpc.report.open_data.standard import NOT_APPLICABLE, NOT_AVAILABLE, SUPPRESSED

RETURNS = "rpt_returns"
IN = ("accepted", "nil")
COUNTED = (
    ("submission_count", "submissions_count", "Submissions received"),
    ("working_days_late", "working_days_late_count", "Working days late"),
    ("warning_count", "warnings_count", "Warnings in force"),
    ("info_count", "remarks_count", "Remarks for information in force"),
)
KINDS = {SUPPRESSED: "suppressed", NOT_AVAILABLE: "not_available", NOT_APPLICABLE: "not_applicable"}


def returns(source: Source) -> DataSet:
    """Who sent what, by quarter."""
    held = source.rows_by(RETURNS)

    def accepted(spot: Spot) -> str:
        row = held.get(spot.key)
        return NOT_APPLICABLE if row is None else str(int(row["state"] in IN))

    def count(spot: Spot, column: str) -> str:
        return cells.figure(held.get(spot.key), column, "state", 0, NOT_APPLICABLE)

    figures = [
        Indicator(
            "returns_accepted_count", "Return accepted (1) or not (0)", "Returns", "", 0,
            "1 where an accepted return, or word that there is nothing to report, is held; 0 where none is.", accepted,
        ),
        *(
            Indicator(name, label, "Returns", "", 0, f"{label}, of the return.", partial(count, column=column))
            for column, name, label in COUNTED
        ),
    ]  # fmt: skip
    return DataSet(
        "sfpc_returns_quarterly", "Returns by quarter",
        "Whether each return that is owed came, how late, and what was found.",
        (), tuple(figures), source.rows(source.quarters, (), figures),
    )  # fmt: skip


def coverage(source: Source, published: Iterable[DataSet]) -> DataSet:
    """How much of what the quarterly files could hold is there, counted in the files themselves."""
    counted: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    sections: dict[str, str] = {}
    quarters = {(each.time_period, each.time_identifier): each.quarter for each in source.quarters}
    authority = standard.STANDARD.index("new_la_code")
    for data_set in published:
        if not data_set.section:
            continue
        sections[data_set.section.lower()] = data_set.section
        first = len(standard.STANDARD) + len(data_set.filters)
        places = [first + place for place, one in enumerate(data_set.indicators) if one.is_figure]
        for row in data_set.rows:
            kinds = Counter(KINDS.get(row[place], "published") for place in places)
            for part in ("all", data_set.section.lower()):
                counted[row[authority], quarters[row[0], row[1]], part].update(kinds)
    section = Filter("section", "Section", "Part of the return", total_and(sections))

    def value(spot: Spot, what: str) -> str:
        return str(counted[spot.key][what])

    def due(spot: Spot) -> int:
        return sum(number for kind, number in counted[spot.key].items() if kind != "not_applicable")

    def share(spot: Spot) -> str:
        return (
            cells.number(Decimal(100 * counted[spot.key]["published"]) / due(spot), 1) if due(spot) else NOT_APPLICABLE
        )

    figures = [
        Indicator(
            "figures_due_count", "Figures due", "Coverage", "", 0, "Figures of the files that apply.",
            lambda spot: str(due(spot)),
        ),
        *(
            Indicator(f"figures_{what}_count", label, "Coverage", "", 0, f"{label}.", partial(value, what=what))
            for what, label in (
                ("published", "Figures published"),
                ("suppressed", "Figures suppressed (c)"),
                ("not_available", "Figures not available (x)"),
            )
        ),
        Indicator(
            "figures_published_percent", "Share of figures due that is published", "Coverage", "%", 1,
            "Per cent of the figures due.", share,
        ),
    ]  # fmt: skip
    return DataSet(
        "sfpc_coverage_quarterly", "Coverage of the quarterly files",
        "How many figures of the quarterly files are published, suppressed or not available.",
        (section,), tuple(figures), source.rows(source.quarters, (section,), figures),
    )  # fmt: skip
