"""The page's tables about children: performance, rates and delivery."""

from __future__ import annotations

from decimal import Decimal

from sfpc.report import changes, grids, words
from sfpc.report.grids import Cell, Grid, Part
from sfpc.report.tables import Row, Table

JUDGEMENTS = {
    "clear_rise": "clear rise",
    "clear_fall": "clear fall",
    "no_clear_change": "no clear change",
    "too_few_to_tell": "too few to tell",
    "no_rule": "no rule",
    "not_comparable": "not comparable",
}
MEASURE_TYPES = ("stock", "flow", "ratio")


def performance(table: Table, changed: Table, quarter: str) -> list[Part]:
    """A table an authority: every measure now, then, and whether it clearly changed."""
    judged = {(row["authority_code"], row["measure"], row["comparison"]): row for row in changed.of(quarter)}
    return [
        Part(name, [_performance_grid(name, sorted(rows, key=_measure_order), judged, quarter)])
        for name, rows in grids.by_authority(table.of(quarter))
    ]


def _performance_grid(name: str, rows: list[Row], judged: dict[tuple[str, str, str], Row], quarter: str) -> Grid:
    has_baseline = any(row["baseline_value"] is not None for row in rows)
    has_target = any(row["target_value"] is not None for row in rows)
    headings = [
        "Measure",
        f"{quarter} #",
        _then("Quarter before", rows[0]["previous_quarter"]),
        _then("A year before", rows[0]["same_quarter_last_year"]),
        "Change in a year #",
        "Judgement",
    ]
    if has_baseline:
        headings.append(_then("Baseline", rows[0]["baseline_quarter"]))
    if has_target:
        headings.append("Target #")
    lines = []
    for row in rows:
        a_year = judged[row["authority_code"], row["measure"], "same_quarter_last_year"]
        line = [
            Cell(row["title"], note=_unit_note(row)),
            grids.measured(row["value"], row, row["status"]),
            grids.measured(row["previous_value"], row, row["previous_status"]),
            grids.measured(row["last_year_value"], row, row["last_year_status"]),
            grids.figure(
                a_year["change"], changes.amount(a_year) if a_year["change"] is not None else "", "not_comparable"
            ),
            Cell(JUDGEMENTS[a_year["judgement"]], "clear" if a_year["judgement"] in changes.DIRECTIONS else "short"),
        ]
        if has_baseline:
            line.append(grids.measured(row["baseline_value"], row, row["baseline_status"]))
        if has_target:
            line.append(_target(row))
        lines.append(line)
    return grids.grid(
        f"Performance in {name}, {quarter}", " | ".join(headings), lines, _notes(rows, has_baseline, has_target)
    )


def _then(name: str, quarter: str | None) -> str:
    """A heading of figures of another quarter; the calendar may not go back so far."""
    return f"{name}, {quarter} #" if quarter else f"{name} #"


def _measure_order(row: Row) -> tuple[int, str]:
    return MEASURE_TYPES.index(row["measure_type"]), row["measure"]


def _unit_note(row: Row) -> str:
    kinds = {"stock": "at the end of the quarter", "flow": "in the quarter", "ratio": "from its two parts"}
    return f"{words.unit(row['unit'])}, {kinds[row['measure_type']]}"


def _target(row: Row) -> Cell:
    if row["target_value"] is None:
        return Cell(words.status(row["target_status"]), "absent")
    comparator = words.COMPARATORS.get(row["target_comparator"], row["target_comparator"].replace("_", " "))
    shown = f"{comparator} {words.measured(row['target_value'], row)}".strip()
    note = f"by {words.short_day(row['target_date'])}" if row["target_date"] else "no date"
    return Cell(shown, "number", f"{note}{': date past' if row['target_status'] == 'date_past' else ''}")


def _notes(rows: list[Row], has_baseline: bool, has_target: bool) -> str:  # noqa: FBT001 - private
    notes = []
    if not has_baseline:
        started = any(row["baseline_quarter"] for row in rows)
        reason = (
            "no return is held for the quarter before the start" if started else "the actual start is not on record"
        )
        if any(row["baseline_status"] == "before_start" for row in rows):
            reason = "the programme had not started"
        notes.append(f"No baseline: {reason}.")
    if not has_target:
        notes.append("No document sets a target for these measures.")
    return " ".join(notes)


def rates(table: Table, quarter: str) -> list[Grid]:
    """Rates for each 10,000 children: at the quarter's end, in the quarter, and in four quarters."""
    rows = table.of(quarter)
    stocks = [row for row in rows if row["measure_type"] == "stock"]
    flows = [row for row in rows if row["measure_type"] == "flow"]
    note = f"Divided by children aged 0 to 17: {_populations(rows)}." if rows else ""
    made = [
        _rate_grid("At the end of the quarter, per 10,000 children", stocks, note),
        _rate_grid(
            "In the quarter, per 10,000 children, not annualised", flows, "Divided by the same numbers of children."
        ),
        _rate_grid(
            "In the last four quarters together, per 10,000 children",
            flows,
            "Divided by the same numbers of children.",
            prefix="four_quarters_",
        ),
    ]
    return [each for each in made if each.rows]


def _populations(rows: list[Row]) -> str:
    held = {
        row[
            "authority_name"
        ]: f"{row['authority_name']} {words.number(row['population_count'])} (mid-{row['population_mid_year']})"
        for row in rows
        if row["population_count"] is not None
    }
    series = sorted({row["population_vintage"] for row in rows if row["population_vintage"]})
    shown = words.listed([held[name] for name in sorted(held)]) if held else "none held"
    return f"{shown}; ONS mid-year estimates, series {', '.join(series).replace('_', ' ')}" if series else shown


def _rate_grid(caption: str, rows: list[Row], note: str, prefix: str = "") -> Grid:
    names = sorted({row["authority_name"] for row in rows})
    measures = dict.fromkeys(row["measure"] for row in sorted(rows, key=lambda row: row["measure"]))
    found = {(row["measure"], row["authority_name"]): row for row in rows}
    titles = {row["measure"]: row["title"] for row in rows}
    lines = [[Cell(titles[measure]), *(_rate(found[measure, name], prefix) for name in names)] for measure in measures]
    return grids.grid(caption, " | ".join(["Measure", *(f"{name} #" for name in names)]), lines, note)


def _rate(row: Row, prefix: str) -> Cell:
    if prefix:
        return grids.count(row["four_quarters_rate_per_10000"], row["four_quarters_status"], 1)
    cell = grids.count(row["rate_per_10000"], row["rate_status"], 1)
    if row["lower_rate_per_10000"] is None or cell.kind == "absent":
        return cell
    lower, upper = (words.number(row[f"{limit}_rate_per_10000"], 1) for limit in ("lower", "upper"))
    return Cell(cell.text, cell.kind, f"{lower} to {upper}")


def delivery(table: Table, quarter: str) -> list[Part]:
    """Two tables an authority: its activities, and its training by employer."""
    return [Part(name, _delivery_grids(name, rows, quarter)) for name, rows in grids.by_authority(table.of(quarter))]


def _delivery_grids(name: str, rows: list[Row], quarter: str) -> list[Grid]:
    since = min(row["cumulative_from_quarter"] for row in rows)
    headings = f"Activity | {quarter} # | Year to date # | Since {since} # | Last four quarters # | Target #"
    totals = [
        [
            Cell(row["title"], note=words.unit(row["unit"])),
            *(
                grids.count(row[f"{span}_value"], row[f"{span}_status"])
                for span in ("in_quarter", "year_to_date", "cumulative", "four_quarters")
            ),
            _activity_target(row),
        ]
        for row in rows
        if row["category"] == "all"
    ]
    made = [grids.grid(f"Delivery in {name}, {quarter}", headings, totals)]
    employers = [row for row in rows if row["category"] != "all"]
    if employers:
        lines = [
            [
                Cell(row["title"]),
                Cell(row["category_title"]),
                *(
                    grids.count(row[f"{span}_value"], row[f"{span}_status"])
                    for span in ("in_quarter", "year_to_date", "cumulative")
                ),
            ]
            for row in employers
        ]
        headings = f"Training | Employer | {quarter} # | Year to date # | Since {since} #"
        made.append(grids.grid(f"Training by employer in {name}, {quarter}", headings, lines))
    return made


def _activity_target(row: Row) -> Cell:
    if row["target_value"] is None:
        return Cell(words.status(row["target_status"]), "absent")
    comparator = words.COMPARATORS.get(row["target_comparator"], row["target_comparator"].replace("_", " "))
    span = "a year" if row["target_type"] == "level_in_a_year" else "in all"
    shown = f"{comparator} {words.number(row['target_value'])} {span}".strip()
    reached: Decimal | None = row["target_reached_percent"]
    if reached is not None:
        return Cell(shown, "number", f"{words.percentage(reached)} reached")
    note = (
        f"date past ({words.short_day(row['target_date'])})"
        if row["target_status"] == "date_past"
        else "not comparable"
    )
    return Cell(shown, "number", note)
