"""People trained since the first return, beside the targets of the documents."""

from __future__ import annotations

from collections.abc import Mapping

from sfpc.report import words
from sfpc.report.charts.bars import Bar, horizontal
from sfpc.report.charts.chart import Chart, rows_of
from sfpc.report.tables import Row, Table, is_hidden

IN_A_YEAR = "level_in_a_year"


def training(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """People at each kind of training since the first return, as bars, with a mark at each target.

    Training is what is counted by employer. A yearly target is held against the last four quarters.

    Args:
        tables: rpt_delivery.
        quarter: the published one.
        authority_code: one authority alone; every authority where none is given.

    Returns:
        None where there is no figure, or there are more authorities than can be read.
    """
    rows = [row for row in rows_of(tables, "rpt_delivery") if row["quarter"] == quarter]
    trained = {row["activity"]: row["title"] for row in rows if row["category"] != "all"}
    shown = [
        row
        for row in sorted(rows, key=lambda row: (row["authority_name"], row["authority_code"]))
        if row["category"] == "all" and authority_code in (None, row["authority_code"])
    ]
    groups = [
        (title, [_bar(row) for row in shown if row["activity"] == activity])
        for activity, title in sorted(trained.items())
    ]
    groups = [group for group in groups if group[1]]
    if not groups:
        return None
    legend = "Orange mark: the target of the authority’s document." if any(
        bar.target is not None for _, bars in groups for bar in bars
    ) else "No document sets a target."  # fmt: skip
    title = "People trained since each authority’s first return, beside the target"
    return horizontal(("training", title), groups, words.number, legend=legend)


def _bar(row: Row) -> Bar:
    stem = "four_quarters" if row["target_type"] == IN_A_YEAR else "cumulative"
    column, status = f"{stem}_value", row[f"{stem}_status"]
    if is_hidden(row, column) or row[column] is None:
        said = "suppressed" if is_hidden(row, column) else status
        return Bar(
            row["authority_name"], None, "not_available" if said == "reported" else said, "", row["target_value"]
        )
    value = words.number(row[column])
    if row["target_value"] is None:
        return Bar(row["authority_name"], row[column], status, value)
    target = " ".join([words.comparator(row["target_comparator"]), words.number(row["target_value"])]).strip()
    shown = f"{value} of {target}"
    return Bar(row["authority_name"], row[column], status, shown, row["target_value"], f"{shown}{_why(row)}")


def _why(row: Row) -> str:
    return "" if row["target_status"] == "comparable" else f" ({words.status(row['target_status'])})"
