"""What the programme did: conferences, families and training, against the targets of the documents."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table, is_hidden

ACTIVITIES = ("fgc_held", "training_awareness", "training_deep_dive")
"""Conferences and training: what the documents of the programme set targets for."""
SPANS = ("in_quarter", "year_to_date", "cumulative", "four_quarters")
ALL = "all"
"""The category of an activity's total over employers."""


def by_activity(table: Table, quarter: str) -> list[Grid]:
    """A table an activity: every authority, and its target where a document sets one."""
    rows = [row for row in table.of(quarter) if row["category"] == ALL]
    return [
        _activity([row for row in rows if row["activity"] == activity], quarter)
        for activity in dict.fromkeys(row["activity"] for row in sorted(rows, key=lambda row: row["title"]))
    ]


def _activity(rows: list[Row], quarter: str) -> Grid:
    has_target = any(row["target_status"] != "no_target" for row in rows)
    lines = [
        [
            Cell(row["authority_name"]),
            *_spans(row, SPANS, since=True),
            *([target(row)] if has_target else []),
        ]
        for row in sorted(rows, key=cells.by_name)
    ]
    headings = f"Authority | {quarter} # | Year to date # | Since its first return # | Last four quarters #"
    caption = f"{rows[0]['title']}, {quarter} ({words.unit(rows[0]['unit'])})"
    return grids.grid(
        caption,
        headings + (" | Target #" if has_target else ""),
        lines,
        "" if has_target else "No document sets a target.",
    )


def by_employer(table: Table, quarter: str) -> list[Grid]:
    """Training by employer: every authority, in the quarter and since its first return."""
    rows = [row for row in table.of(quarter) if row["category"] != ALL]
    activities = dict.fromkeys(row["activity"] for row in sorted(rows, key=lambda row: row["title"]))
    return [
        _employers([row for row in rows if row["activity"] == activity], span, told.format(quarter=quarter))
        for activity in activities
        for span, told in (("in_quarter", "in {quarter}"), ("cumulative", "since each authority’s first return"))
    ]


def _employers(rows: list[Row], span: str, told: str) -> Grid:
    employers = sorted({(row["category_title"], row["category"]) for row in rows})
    lines = []
    for name, held in cells.of_authority(rows):
        found = {row["category"]: row for row in held}
        lines.append(
            [
                Cell(name),
                *(
                    cells.count(found[code], f"{span}_value", f"{span}_status")
                    if code in found
                    else cells.absent("missing")
                    for _, code in employers
                ),
            ]
        )
    titles = [title for title, _ in employers]
    return grids.figures(f"{rows[0]['title']} by employer, {told}", "Authority", titles, lines)


def of_one(table: Table, quarter: str, name: str) -> list[Grid]:
    """The tables of one authority: its activities, and its training by employer."""
    rows = table.of(quarter)
    if not rows:
        return []
    since = min(row["cumulative_from_quarter"] for row in rows)
    totals = [row for row in rows if row["category"] == ALL]
    made = [activities(totals, f"Delivery in {name}, {quarter}", quarter)]
    employers = [row for row in rows if row["category"] != ALL]
    if employers:
        lines = [[Cell(row["title"]), Cell(row["category_title"]), *_spans(row, SPANS[:3])] for row in employers]
        headings = f"Training | Employer | {quarter} # | Year to date # | Since {since} #"
        made.append(grids.grid(f"Training by employer in {name}, {quarter}", headings, lines))
    return made


def activities(rows: list[Row], caption: str, quarter: str) -> Grid:
    """Activities of one authority, a line each, with their targets."""
    lines = [[Cell(row["title"], note=words.unit(row["unit"])), *_spans(row, SPANS), target(row)] for row in rows]
    since = min((row["cumulative_from_quarter"] for row in rows), default="its first return")
    headings = f"Activity | {quarter} # | Year to date # | Since {since} # | Last four quarters # | Target #"
    return grids.grid(caption, headings, lines)


def targets(table: Table, quarter: str, name: str) -> Grid:
    """What the documents set for one authority, and where they say so."""
    lines = [
        [
            Cell(row["title"]),
            target(row),
            Cell(_by(row), "short"),
            Cell(row["target_source"] or "not on record", "long"),
        ]
        for row in table.of(quarter)
        if row["target_value"] is not None
    ]
    return grids.grid(f"Targets of the documents for {name}", "Activity | Target # | By | Document and place", lines)


def _by(row: Row) -> str:
    return words.short_day(row["target_date"]) if row["target_date"] else "no date"


def _spans(row: Row, spans: tuple[str, ...], *, since: bool = False) -> list[Cell]:
    return [
        cells.count(
            row,
            f"{span}_value",
            f"{span}_status",
            note=f"from {row['cumulative_from_quarter']}" if since and span == "cumulative" else "",
        )
        for span in spans
    ]


def target(row: Row) -> Cell:
    """The target of an activity, and how much of it is reached where the two can be compared."""
    if row["target_value"] is None:
        return cells.absent(row["target_status"])
    return Cell(target_in_words(row), "number", reached(row))


def target_in_words(row: Row) -> str:
    """What a document sets, such as `at least 1,000 a year`."""
    comparator = words.comparator(row["target_comparator"])
    span = "a year" if row["target_type"] == "level_in_a_year" else "in all"
    return f"{comparator} {words.number(row['target_value'])} {span}".strip()


def reached(row: Row) -> str:
    """How much of a target is reached, or why that is not told."""
    if is_hidden(row, "target_reached_percent"):
        return "share reached suppressed"
    if row["target_reached_percent"] is not None:
        return f"{words.reached(row['target_reached_percent'])} reached"
    if row["target_status"] == "date_past":
        return f"date past ({words.short_day(row['target_date'])})"
    return "not comparable: not all of its time is reported"
