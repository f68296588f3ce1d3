"""A line an authority: its return, clear changes, grant, milestones and savings."""

from __future__ import annotations

from collections.abc import Mapping

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells, changes, milestones
from sfpc.report.tables import Row, Table


def in_brief(tables: Mapping[str, Table], quarter: str) -> Grid:
    """A line an authority: clear changes, grant, milestones and savings."""
    clear = {
        held[0]["authority_code"]: [row for row in held if changes.judgement(row) in changes.DIRECTIONS]
        for _, _, held in changes.compared(tables["rpt_changes"], quarter)
        if held
    }
    grant = {row["authority_code"]: row for row in tables["rpt_finance"].of(quarter) if is_the_grant(row)}
    steps = {
        rows[0]["authority_code"]: milestones.overdue(rows)
        for _, rows in cells.of_authority(milestones.reported(tables["rpt_milestones"].of(quarter)))
    }
    saved = {
        row["authority_code"]: row
        for row in tables["rpt_benefits"].of(quarter)
        if row["benefit"] == "all" and row["financial_year"] == "all"
    }
    lines = []
    for row in sorted(tables["rpt_returns"].of(quarter), key=cells.by_name):
        name, code = row["authority_name"], row["authority_code"]
        lines.append(
            [
                Cell(name),
                Cell(words.status(row["state"])),
                *_clear(clear.get(code)),
                *_amounts(grant.get(code), ("spent_percent", "variance_gbp"), row["state"]),
                Cell(words.number(len(steps[code])), "number") if code in steps else _none(row),
                *_amounts(saved.get(code), ("delivered_gbp",), row["state"]),
            ]
        )
    headings = (
        "Authority | Return | Clear changes as aimed # | Not as aimed # | Without an aim # | Grant budget spent # | "
        "Grant forecast less budget # | Milestones overdue # | Savings delivered #"
    )
    return grids.grid(f"Each authority in brief, {quarter}", headings, lines)


def _none(row: Row) -> Cell:
    return cells.absent("no_return" if row["state"] != "accepted" else "not_available")


def _clear(rows: list[Row] | None) -> list[Cell]:
    if rows is None:
        return [cells.absent("not_comparable")] * 3
    told = [changes.aimed(row) for row in rows]
    return [
        Cell(words.number(told.count(aim)), "number")
        for aim in ("as the programme aims", "not as the programme aims", "")
    ]


def _amounts(row: Row | None, columns: tuple[str, ...], state: str) -> list[Cell]:
    if row is None:
        return [cells.absent("no_return" if state != "accepted" else "not_available")] * len(columns)
    return [
        cells.share(row, column, "status")
        if column.endswith("percent")
        else cells.money(row, column, "status", signed=column.startswith("variance"))
        for column in columns
    ]


def is_the_grant(row: Row) -> bool:
    """Whether a row is the year's DfE grant, all workstreams together."""
    return bool(row["workstream"] == "all" and row["funder"] == "dfe_grant")
