"""What was spent: against the profile of a year, against each version of a grant, and against the year's budget."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby

from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.charts import panels
from sfpc.report.charts.bars import Against, Bar, horizontal
from sfpc.report.charts.chart import Chart, rows_of
from sfpc.report.charts.scale import short_pounds
from sfpc.report.charts.series import Level, Panel, Point, Style
from sfpc.report.tables import Row, Table, is_hidden


def spend_against_profile(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """Spend in each financial year to date beside the year's profile: a chart for each authority's grant and programme.

    Args:
        tables: rpt_grant.
        quarter: the published one.
        authority_code: one authority alone; every authority where none is given.

    Returns:
        None where no profile is held, or there are more than can be read (`panels.too_many`).
    """
    rows = [row for row in _rows(tables, quarter, authority_code) if row["yardstick_type"] == "profile"]
    drawn = []
    for _, group in groupby(rows, key=lambda row: (row["authority_code"], row["covers"], _profile(row))):
        held = list(group)
        levels = tuple(
            Level(f"profile, {row['quarter'][:7]}", row["amount_gbp"], _year(row)) for row in _one_a_year(held)
        )
        drawn.append(Panel(_name(held[0]), tuple(_point(row) for row in held), levels))
    title = "Spend in the financial year to date, and the year’s profile"
    return _money("spend-against-profile", title, drawn, quarter, "Dashed: the profile of the whole year.", anew=True)


def spend_against_grant(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """Spend to date beside every version of the grant: a chart an authority; arguments as of `spend_against_profile`.

    The spend is that of the version in use; an authority without a figure is named in the legend and not drawn.
    """
    rows = [row for row in _rows(tables, quarter, authority_code) if row["yardstick_type"] != "profile"]
    quarters = sorted({row["quarter"] for row in rows})
    drawn: list[Panel] = []
    undrawn: list[str] = []
    told: list[str] = []
    for _, group in groupby(rows, key=lambda row: (row["authority_code"], row["covers"])):
        held = list(group)
        points = tuple(_point(row) for row in held if row["is_used"])
        now = [row for row in held if row["quarter"] == quarter]
        undrawn += _undrawn(now)
        told += _told(now)
        if any(point.value is not None for point in points):
            levels = tuple(Level(_version(row), row["amount_gbp"]) for row in now if row["amount_gbp"] is not None)
            drawn.append(Panel(_name(held[0]), (*_before(held, quarters), *points), levels))
    missing = [f"Not drawn: {words.listed(undrawn)}."] if undrawn else []
    legend = " ".join(["Dashed: each version of the grant, for its whole period.", *missing, *told])
    return _money("spend-against-grant", "Spend to date, and each version of the grant", drawn, quarter, legend)


def grant_spend(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """How much of the year's grant budget is spent, against how much of the year is gone.

    Args:
        tables: rpt_finance.
        quarter: the published one.
        authority_code: one authority alone; every authority where none is given.
    """
    rows = [
        row
        for row in rows_of(tables, "rpt_finance")
        if row["quarter"] == quarter
        and (row["workstream"], row["funder"]) == ("all", "dfe_grant")
        and authority_code in (None, row["authority_code"])
    ]
    gone = 25 * Quarter.parse(quarter).number
    title = "DfE grant spent in the financial year so far, as a percentage of the full-year budget"
    drawn = [_share(row) for row in sorted(rows, key=lambda row: (row["authority_name"], row["authority_code"]))]
    against = Against(Decimal(gone), f"{gone}% of the year is gone", Decimal(100))
    return horizontal(("grant-spend", title), [("Spent", drawn)], words.percentage, against=against)


def _share(row: Row) -> Bar:
    value = None if is_hidden(row, "spent_percent") else row["spent_percent"]
    shown = "" if value is None else words.percentage(value, 0)
    return Bar(row["authority_name"], value, _status(row, "spent_percent"), shown)


def _money(key: str, title: str, drawn: list[Panel], quarter: str, legend: str, *, anew: bool = False) -> Chart | None:
    style = Style(
        is_line=False, say=words.pounds, say_short=short_pounds, say_tick=_pounds_of_a_scale, starts_anew=anew,
        legend=legend, is_wide=True,
    )  # fmt: skip
    return panels.small_multiples(key, title, drawn, quarter, style)


def _pounds_of_a_scale(value: Decimal, _decimals: int) -> str:
    return short_pounds(value)


def _rows(tables: Mapping[str, Table], quarter: str, authority_code: str | None) -> list[Row]:
    rows = [
        row
        for row in rows_of(tables, "rpt_grant")
        if row["quarter"] <= quarter and authority_code in (None, row["authority_code"])
    ]
    return sorted(rows, key=lambda row: (
        row["authority_name"], row["authority_code"], row["covers"] or "", _profile(row), row["quarter"],
        row["yardstick"],
    ))  # fmt: skip


def _profile(row: Row) -> str:
    """A profile without its year; nothing for a grant, whose versions stand together."""
    return str(row["yardstick"].rpartition(", ")[0]) if row["yardstick_type"] == "profile" else ""


def _one_a_year(rows: list[Row]) -> list[Row]:
    return list({row["quarter"][:7]: row for row in rows if row["amount_gbp"] is not None}.values())


def _year(row: Row) -> tuple[str, ...]:
    return tuple(f"{row['quarter'][:7]}-Q{number}" for number in range(1, 5))


def _point(row: Row) -> Point:
    value = None if is_hidden(row, "spend_gbp") else row["spend_gbp"]
    if value is not None:
        return Point(row["quarter"], value, "reported")
    return Point(row["quarter"], None, _status(row, "spend_gbp") if _has_begun(row) else "before_start")


def _status(row: Row, column: str) -> str:
    if is_hidden(row, column):
        return "suppressed"
    return "not_available" if row["status"] == "reported" else str(row["status"])


def _before(held: list[Row], quarters: list[str]) -> list[Point]:
    """A point for each quarter that ended before the grant began, which has no row."""
    began = [row["period_start_date"] for row in held if row["is_used"] and row["period_start_date"] is not None]
    known = {row["quarter"] for row in held}
    early = [quarter for quarter in quarters if began and Quarter.parse(quarter).last_day < min(began)]
    return [Point(quarter, None, "before_start") for quarter in early if quarter not in known]


def _has_begun(row: Row) -> bool:
    """Whether the time of the grant or profile had begun in the row's quarter: before, no spend was to come."""
    began = row["period_start_date"]
    return began is None or bool(began <= Quarter.parse(row["quarter"]).last_day)


def _name(row: Row) -> str:
    return f"{row['authority_name']}: {words.covers(row['covers'])}"


def _version(row: Row) -> str:
    return f"{row['yardstick']} ({row['amount_qualifier']})" if row["amount_qualifier"] else str(row["yardstick"])


def _undrawn(now: list[Row]) -> list[str]:
    """An authority whose spend is not drawn, and why."""
    missing = [row for row in now if row["is_used"] is not False and row["spend_gbp"] is None]
    return [f"{row['authority_name']} ({words.status(_status(row, 'spend_gbp'))})" for row in missing]


def _told(now: list[Row]) -> list[str]:
    """What is said of an authority whose spend is not that from the grant's start."""
    parts = [
        row for row in now if row["is_used"] and row["spend_gbp"] is not None and row["status"] == "part_of_period"
    ]
    return [f"{row['authority_name']}: only spend since {row['spend_from_quarter']} is held." for row in parts]
