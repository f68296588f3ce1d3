"""Measures beside England and an authority's statistical neighbours, as DfE published them."""

from __future__ import annotations

from collections.abc import Mapping

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells, changes
from sfpc.report.tables import Row, Table

FIGURES = "Published # | England # | Neighbours’ median # | Neighbours with a figure"
RETURNED = " | Returned, per 10,000 # | Its ratio to England #"


def of_measure(tables: Mapping[str, Table], quarter: str, measure: str) -> list[Grid]:
    """Every authority beside England and its neighbours in one measure; nothing where DfE publishes none."""
    rows = [row for row in _published(tables, quarter) if row["measure"] == measure]
    if not rows:
        return []
    ratios = _ratios(tables, quarter)
    has_ratio = any(key[1] == measure for key in ratios)
    lines = [
        [Cell(row["authority_name"]), *_figures(row, ratios, has_ratio=has_ratio)]
        for row in sorted(rows, key=cells.by_name)
    ]
    ends = words.listed([words.day(end) for end in sorted({row["period_end_date"] for row in rows})])
    caption = f"{rows[0]['title']} at or in the year to {ends}, as published ({words.unit(rows[0]['unit'])})"
    return [grids.grid(caption, f"Authority | {FIGURES}{RETURNED if has_ratio else ''}", lines)]


def of_one(tables: Mapping[str, Table], quarter: str, name: str) -> Grid:
    """Every measure of one authority that DfE publishes, beside England and its neighbours."""
    rows = sorted(_published(tables, quarter), key=cells.aim_order)
    ratios = _ratios(tables, quarter)
    lines = [
        [
            Cell(row["title"], note=words.unit(row["unit"])),
            Cell(words.short_day(row["period_end_date"]), "short"),
            *_figures(row, ratios, has_ratio=True),
        ]
        for row in rows
    ]
    caption = f"{name} beside England and its statistical neighbours, as published"
    return grids.grid(caption, f"Measure | Period ends | {FIGURES}{RETURNED}", lines)


def _published(tables: Mapping[str, Table], quarter: str) -> list[Row]:
    return [row for row in cells.table(tables, "rpt_comparators").of(quarter) if row["period_end_date"]]


def _ratios(tables: Mapping[str, Table], quarter: str) -> dict[tuple[str, str], Row]:
    return {
        (row["authority_code"], row["measure"]): row
        for row in cells.table(tables, "rpt_rate_ratios").of(quarter)
        if row["comparison"] == "england"
    }


def _figures(row: Row, ratios: Mapping[tuple[str, str], Row], *, has_ratio: bool) -> list[Cell]:
    held = ratios.get((row["authority_code"], row["measure"]))
    return [
        cells.measured(row, "published_value", "published_status"),
        cells.measured(row, "england_value", "england_status"),
        cells.measured(row, "neighbour_median_value", "neighbour_median_status"),
        _held(row),
        *((_returned(held), ratio(held)) if has_ratio else ()),
    ]


def _held(row: Row) -> Cell:
    if row["neighbour_count"] is None:
        return Cell("no neighbours on record", "absent")
    return Cell(f"{row['neighbours_held_count']} of {row['neighbour_count']}", "short", f"model {row['model_version']}")


def _returned(row: Row | None) -> Cell:
    """The rate that is held against England’s: of a flow, that of four quarters."""
    if row is None:
        return cells.absent("not_applicable")
    return cells.count(row, "rate_per_10000", "rate_status", 1, row["rate_basis"] or "")


def ratio(row: Row | None) -> Cell:
    """A ratio of two rates with its 95% interval and what it is called."""
    if row is None:
        return cells.absent("not_applicable")
    limits = cells.interval(row, "lower_ratio", "upper_ratio", changes.ratio_limit)
    broken = "break in between" if row["judgement"] == "not_comparable" and row.get("break_note") else ""
    note = "; ".join(part for part in (limits, broken or changes.in_words(row["judgement"])) if part)
    return cells.figure(row, "ratio", "status", lambda value: words.number(value, 2), note)
