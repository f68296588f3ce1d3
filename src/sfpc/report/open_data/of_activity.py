"""The data sets of what the programme did: activities, training by employer, and milestones by their RAG status."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from sfpc.report.open_data import cells
from sfpc.report.open_data.catalogue import Activity
from sfpc.report.open_data.data_sets import DataSet, Filter, Indicator, Key, Period, Source, Spot, total_and
from sfpc.report.open_data.standard import SUPPRESSED
from sfpc.report.tables import Row, is_hidden

DELIVERY, MILESTONES = "rpt_delivery", "rpt_milestones"
NOT_IN_RETURN = ("no_longer_reported", "no_return", "nil_return")
"""Presences of a milestone that the quarter's return does not hold."""

RAGS = {"complete": "Complete", "green": "Green", "amber": "Amber", "red": "Red", "not_stated": "Not stated"}


def quarterly(source: Source) -> Iterator[DataSet]:
    """What was done in each quarter, and where its milestones stood at the end of it."""
    figures = ("in_quarter_value", "in_quarter_status")
    yield from _delivery(source, source.quarters, "quarterly", figures, "in the quarter")
    yield _milestones(source, source.quarters, "quarterly", "Milestones", "at the quarter's end")


def annual(source: Source) -> Iterator[DataSet]:
    """The same of whole financial years: activities of all four quarters, milestones at the year's end."""
    figures = ("four_quarters_value", "four_quarters_status")  # in a fourth quarter they are the financial year
    when = "in the financial year, and not available unless all four quarters are reported"
    yield from _delivery(source, source.years, "annual", figures, when)
    yield _milestones(source, source.years, "annual", "", "at the end of the financial year")


def _delivery(
    source: Source, periods: Iterable[Period], how_often: str, figures: tuple[str, str], when: str
) -> Iterator[DataSet]:
    rows = source.tables[DELIVERY].rows
    published = {row["activity"] for row in rows}
    by_employer = {row["activity"] for row in rows if row["category"] != "all"}
    employers = {row["category"]: row["category_title"] for row in rows if row["category"] != "all"}
    activities = [one for one in source.catalogue.activities if one.code in published]
    section = "Delivery" if how_often == "quarterly" else ""
    held = source.rows_by(DELIVERY, "activity", "category")
    totals = [_activity(source, held, one, figures) for one in activities]
    yield DataSet(
        f"sfpc_delivery_{how_often}", f"What the programme did, {how_often}", f"Each activity {when}.",
        (), tuple(totals), source.rows(periods, (), totals), section,
    )  # fmt: skip
    if by_employer:
        employer = Filter("employer", "Employer", "Whose staff took part", total_and(dict(sorted(employers.items()))))
        trained = [_activity(source, held, one, figures) for one in activities if one.code in by_employer]
        yield DataSet(
            f"sfpc_training_{how_often}", f"People trained by employer, {how_often}",
            f"People who attended training {when}, by the sector of their employer.",
            (employer,), tuple(trained), source.rows(periods, (employer,), trained),
            "Training" if section else "",
        )  # fmt: skip


def _activity(source: Source, held: dict[Key, Row], activity: Activity, figures: tuple[str, str]) -> Indicator:
    def value(spot: Spot) -> str:
        (category,) = spot.items or ("all",)
        row = held.get((spot.authority_code, spot.quarter, activity.code, category))
        return cells.figure(row, *figures, 0, source.absent(spot))

    return Indicator(f"{activity.code}_count", activity.title, "Activities", "", 0, activity.definition, value)


def _milestones(source: Source, periods: Iterable[Period], how_often: str, section: str, when: str) -> DataSet:
    rag = Filter("rag_status", "RAG status", "As the authority judges it", total_and(RAGS))
    counted: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in source.tables[MILESTONES].rows:
        if row["presence"] not in NOT_IN_RETURN:
            here = (row["authority_code"], row["quarter"])
            judged = row["rag"] if row["rag"] in RAGS else "not_stated"
            counted[here]["is_there"] += 1
            for item in ("all", judged):
                counted[(*here, item)].update(
                    {
                        "milestones": 1,
                        "overdue": int(bool(row["is_overdue"])),
                        "hidden": int(is_hidden(row, "rag") or is_hidden(row, "is_overdue")),
                    }
                )

    def value(spot: Spot, what: str) -> str:
        if not counted.get((spot.authority_code, spot.quarter)):
            return source.absent(spot)
        here = counted.get(spot.key, Counter())
        return SUPPRESSED if here["hidden"] else str(here[what])

    figures = [
        Indicator(f"milestones_{name}count", label, "Milestones", "", 0, f"{about}, {when}.", partial(value, what=what))
        for name, what, label, about in (
            ("", "milestones", "Milestones", "Milestones in the authority's return"),
            ("overdue_", "overdue", "Milestones overdue", "Milestones whose baseline day was past and not done"),
        )
    ]
    return DataSet(
        f"sfpc_milestones_{how_often}", f"Milestones by RAG status, {how_often}",
        f"How many milestones stood at each RAG status {when}.",
        (rag,), tuple(figures), source.rows(periods, (rag,), figures), section,
    )  # fmt: skip
