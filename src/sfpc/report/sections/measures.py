"""Children and families, measure by measure: every authority now and then, its target, England and neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from sfpc.report import charts, grids, words
from sfpc.report.document import Block, Paragraph, Subheading
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells, changes, comparators
from sfpc.report.sections.blocks import figure
from sfpc.report.tables import Row, Table, is_hidden

LOOKED_AFTER = "cla_at_period_end"
MOST_DRAWN = 4
"""How many measures the report draws; the tables have them all."""
KINDS = {
    "stock": "at the end of the quarter",
    "flow": "in the quarter",
    "ratio": "worked out from its two parts",
}
AIMS = {
    "lower_is_better": "The programme aims at fewer or less.",
    "higher_is_better": "The programme aims at more.",
    "neutral": "The programme sets no direction.",
}
CONVENTION = "A stock is not a count of events: its interval is a convention."
COMPARED = (
    "Measures that the programme has an aim for come first. Beside each measure stand England and the median of the "
    "authority’s statistical neighbours as DfE published them for the last day or year ended by this quarter; a "
    "return of the same day can differ from them by some per cent. A median is given where at least half of the "
    "neighbours have a figure. A ratio to England is called clear by its 99.8% interval; its 95% interval is shown."
)


def by_measure(tables: Mapping[str, Table], quarter: str) -> list[Block]:
    """Every measure with its tables over the authorities."""
    rows = sorted(tables["rpt_performance"].of(quarter), key=cells.aim_order)
    rates = {(row["authority_code"], row["measure"]): row for row in tables["rpt_performance_rates"].of(quarter)}
    judged = _judged(tables["rpt_changes"], quarter)
    drawn = _drawn(tables["rpt_changes"], quarter)
    blocks: list[Block] = []
    for _, group in groupby(rows, key=cells.aim_order):
        held = sorted(group, key=cells.by_name)
        blocks += [
            Subheading(held[0]["title"]),
            Paragraph(about(held[0]), "note"),
            *(_chart(tables, held[0], quarter, rates) if held[0]["measure"] in drawn else ()),
            _measure(held, rates, judged, quarter),
            *comparators.of_measure(tables, quarter, held[0]["measure"]),
        ]
    return blocks


def _drawn(changed: Table, quarter: str) -> list[str]:
    """The measures that are drawn: children looked after, and the first of those with an aim that clearly changed."""
    held = sorted((row for _, _, rows in changes.compared(changed, quarter) for row in rows), key=cells.aim_order)
    moved = [row["measure"] for row in held if changes.judgement(row) in changes.DIRECTIONS and changes.aimed(row)]
    return list(dict.fromkeys([LOOKED_AFTER, *moved]))[:MOST_DRAWN]


def _chart(tables: Mapping[str, Table], row: Row, quarter: str, rates: Mapping[tuple[str, str], Row]) -> list[Block]:
    """The course of a measure, as a rate where there is one."""
    if (row["authority_code"], row["measure"]) not in rates:
        return figure(charts.values(tables, quarter, row["measure"]))
    if row["measure"] == LOOKED_AFTER:
        return figure(charts.looked_after(tables, quarter))
    return figure(charts.rates(tables, quarter, row["measure"]))


def about(row: Row) -> str:
    """What a measure is, in which unit, and which way the programme aims."""
    told = f"{words.sentence(words.unit(row['unit']))}, {KINDS[row['measure_type']]}. {AIMS.get(row['polarity'], '')}"
    return f"{told} {CONVENTION}" if row["measure_type"] == "stock" and row["unit"] != "full_time_equivalent" else told


def _measure(
    rows: list[Row], rates: Mapping[tuple[str, str], Row], judged: Mapping[tuple[str, str, str], Row], quarter: str
) -> Grid:
    has_rate = any((row["authority_code"], row["measure"]) in rates for row in rows)
    has_target = any(row["target_value"] is not None for row in rows)
    headings = [
        "Authority",
        f"{quarter} #",
        *(["Per 10,000 children #"] if has_rate else []),
        *_headings_of_then(rows),
        *(["Target #"] if has_target else []),
    ]
    made = [
        [
            Cell(row["authority_name"]),
            now(row),
            *([rate(rates.get((row["authority_code"], row["measure"])))] if has_rate else []),
            *then(row, judged),
            *([target(row)] if has_target else []),
        ]
        for row in rows
    ]
    caption = f"{rows[0]['title']}, {quarter}"
    return grids.grid(caption, " | ".join(headings), made, _notes(rows, has_target=has_target))


def of_one(tables: Mapping[str, Table], quarter: str, name: str) -> Grid:
    """Every measure of one authority: now, then, whether it clearly changed, baseline and target."""
    rows = tables["rpt_performance"].of(quarter)
    return lines(rows, tables["rpt_changes"], f"Performance in {name}, {quarter}", quarter)


def lines(measured: list[Row], changed: Table, caption: str, quarter: str) -> Grid:
    """Measures of one authority, a line each."""
    rows, judged = sorted(measured, key=cells.aim_order), _judged(changed, quarter)
    has_target = any(row["target_value"] is not None for row in rows)
    made = [
        [
            Cell(row["title"], note=f"{words.unit(row['unit'])}, {KINDS[row['measure_type']]}"),
            now(row),
            *then(row, judged),
            *([target(row)] if has_target else []),
        ]
        for row in rows
    ]
    headings = ["Measure", f"{quarter} #", *_headings_of_then(rows), *(["Target #"] if has_target else [])]
    return grids.grid(caption, " | ".join(headings), made, _notes(rows, has_target=has_target))


def _headings_of_then(rows: list[Row]) -> list[str]:
    return [
        _then("Quarter before", rows[0]["previous_quarter"] if rows else None),
        _then("A year before", rows[0]["same_quarter_last_year"] if rows else None),
        "Change in a year #",
        "Judgement",
        "Baseline #",
    ]


def _then(name: str, quarter: str | None) -> str:
    """A heading of figures of another quarter; the calendar may not go back so far."""
    return f"{name}, {quarter} #" if quarter else f"{name} #"


def _judged(changed: Table, quarter: str) -> dict[tuple[str, str, str], Row]:
    return {(row["authority_code"], row["measure"], row["comparison"]): row for row in changed.of(quarter)}


def now(row: Row) -> Cell:
    """The figure of the quarter with its 95% interval, and a mark where it stands after a break."""
    notes = [
        cells.interval(row, "lower_value", "upper_value", lambda limit: words.measured(limit, row)),
        "break" if row.get("break_note") else "",
    ]
    return cells.measured(row, "value", "status", "; ".join(note for note in notes if note))


def then(row: Row, judged: Mapping[tuple[str, str, str], Row]) -> list[Cell]:
    """The quarter before, a year before, the change since then and what it is called, and the baseline."""
    key = (row["authority_code"], row["measure"])
    a_year = judged.get((*key, "same_quarter_last_year"))
    return [
        cells.measured(row, "previous_value", "previous_status"),
        cells.measured(row, "last_year_value", "last_year_status"),
        changes.amount_cell(a_year),
        changes.judgement_cell(a_year),
        _baseline(row, judged.get((*key, "baseline"))),
    ]


def _baseline(row: Row, since: Row | None) -> Cell:
    judgement = changes.judgement_cell(since)
    is_judged = since is not None and changes.judgement(since) in (*changes.DIRECTIONS, "no_clear_change")
    told = f"; since then {judgement.text}" if is_judged else ""
    return cells.measured(row, "baseline_value", "baseline_status", f"{row['baseline_quarter']}{told}")


def rate(row: Row | None) -> Cell:
    """A figure for each 10,000 children, with its 95% interval."""
    if row is None:
        return cells.absent("not_applicable")
    limits = cells.interval(row, "lower_rate_per_10000", "upper_rate_per_10000", lambda limit: words.number(limit, 1))
    return cells.count(row, "rate_per_10000", "rate_status", 1, limits)


def target(row: Row) -> Cell:
    """The target of a document for a measure."""
    if row["target_value"] is None:
        return cells.absent("suppressed" if is_hidden(row, "target_value") else row["target_status"])
    comparator = words.comparator(row["target_comparator"])
    shown = f"{comparator} {words.measured(row['target_value'], row)}".strip()
    note = f"by {words.short_day(row['target_date'])}" if row["target_date"] else "no date"
    return Cell(shown, "number", f"{note}{': date past' if row['target_status'] == 'date_past' else ''}")


def _notes(rows: list[Row], *, has_target: bool) -> str:
    """What a reader must know of the table: recording breaks first, then what is not there."""
    breaks = dict.fromkeys(_break(row) for row in sorted(rows, key=cells.by_name) if row.get("break_note"))
    notes = [*breaks]
    if not has_target:
        notes.append("No document sets a target.")
    return " ".join(notes)


def _break(row: Row) -> str:
    told = str(row["break_note"])
    return f"{row['authority_name']}, {row['title']}: {told if told.endswith('.') else f'{told}.'}"


def populations(table: Table, quarter: str) -> str:
    """What the rates are divided by, in a sentence; the series of the estimates, for they are rebased."""
    rows = table.of(quarter)
    years = sorted({row["population_mid_year"] for row in rows if row["population_mid_year"]})
    series = sorted({row["population_vintage"] for row in rows if row["population_vintage"]})
    if not years:
        return "No rates are given: no population is held."
    told = words.listed([f"mid-{year}" for year in years])
    return (
        f"Rates are for each 10,000 children aged 0 to 17 in the ONS estimates of {told} "
        f"(series {words.listed(series).replace('_', ' ')})."
    )


def rates_of_one(table: Table, quarter: str, name: str) -> Grid:
    """The rates of one authority: at the end of the quarter or in it, and in four quarters together."""
    rows = sorted(table.of(quarter), key=cells.measure_order)
    lines = [
        [
            Cell(row["title"], note=KINDS[row["measure_type"]]),
            rate(row),
            cells.count(row, "four_quarters_rate_per_10000", "four_quarters_status", 1),
            cells.count(row, "population_count", "no_population", note=_mid_year(row)),
        ]
        for row in rows
    ]
    headings = f"Measure | {quarter} # | Last four quarters # | Children aged 0 to 17 #"
    return grids.grid(f"For each 10,000 children in {name}, {quarter}", headings, lines, "Rates are not annualised.")


def _mid_year(row: Row) -> str:
    return f"mid-{row['population_mid_year']}" if row["population_mid_year"] else ""
