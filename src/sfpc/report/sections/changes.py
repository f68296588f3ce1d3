"""What changed, in words: only what `report.rpt_changes` calls a clear change is called one, and none an effect."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sfpc.report import grids, words
from sfpc.report.grids import SUPPRESSED, Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table, is_hidden
from sfpc.report.traces import anchors

COMPARISONS = {
    "same_quarter_last_year": "the same quarter last year",
    "previous_quarter": "the quarter before",
    "baseline": "the baseline",
    "england": "England",
}
DIRECTIONS = {"clear_rise": "up", "clear_fall": "down"}
WANTED = {"lower_is_better": "clear_fall", "higher_is_better": "clear_rise"}
JUDGEMENTS = {
    "clear_rise": "clear rise",
    "clear_fall": "clear fall",
    "clearly_higher": "clearly higher",
    "clearly_lower": "clearly lower",
    "no_clear_change": "no clear change",
    "no_clear_difference": "no clear difference",
    "too_few_to_tell": "too few to tell",
    "no_rule": "no rule",
    "not_comparable": "not comparable",
    "recording_break": "not comparable: break in between",
}
UNCOMPARED = ("not_comparable", "recording_break")
FIGURES = ("value", "compared_value", "change")
"""What a sentence about a change tells."""


@dataclass(frozen=True)
class Summary:
    """What changed for one authority.

    Attributes:
        compared_with: in words; the last year where there is one, else the quarter before.
        clear: a sentence for each clear change.
        rest: what the other measures come to, in one sentence.
    """

    authority_name: str
    compared_with: str
    clear: list[str]
    rest: str


def summaries(changes: Table, quarter: str) -> list[Summary]:
    """One summary an authority, in the order of names."""
    return [_summary(name, comparison, rows) for name, comparison, rows in compared(changes, quarter)]


def compared(changes: Table, quarter: str) -> list[tuple[str, str, list[Row]]]:
    """Each authority's name, what its figures are compared with (empty where with nothing), and the comparisons.

    That is the same quarter last year; in an authority's first year, the quarter before.
    """
    rows = sorted(changes.of(quarter), key=lambda row: (*cells.by_name(row), row["title"], row["measure"]))
    made = []
    for (name, _), group in groupby(rows, key=cells.by_name):
        held = list(group)
        comparable = {row["comparison"] for row in held if judgement(row) not in UNCOMPARED}
        wanted = next((each for each in ("same_quarter_last_year", "previous_quarter") if each in comparable), "")
        made.append((name, wanted, [row for row in held if row["comparison"] == wanted]))
    return made


def _summary(name: str, comparison: str, rows: list[Row]) -> Summary:
    if not comparison:
        return Summary(name, "earlier quarters", [], "No earlier figures are held to compare with.")
    clear = [sentence(row) for row in rows if judgement(row) in DIRECTIONS]
    return Summary(name, COMPARISONS[comparison], clear, rest([judgement(row) for row in rows]))


def judgement(row: Row) -> str:
    """What a rule calls a change; nothing where its figures are hidden, or what is counted changed in between."""
    if is_hidden(row, "judgement") or row["judgement"] is None:
        return "suppressed"
    is_broken = row["judgement"] == "not_comparable" and row.get("break_note")
    return "recording_break" if is_broken else str(row["judgement"])


def sentence(row: Row) -> str:
    """One clear change in words; where its figures are hidden, the direction alone."""
    direction = DIRECTIONS[judgement(row)]
    if any(is_hidden(row, name) or row[name] is None for name in FIGURES):
        text = f"{row['title']}: {direction}; the figures are suppressed"
    else:
        moved = f"{direction} from {words.measured(row['compared_value'], row)}"
        text = f"{row['title']}: {words.measured(row['value'], row)}, {moved} ({amount(row)})"
    aim = aimed(row)
    return f"{text}, {aim}." if aim else f"{text}."


def aimed(row: Row) -> str:
    """Whether a clear change is what the programme aims at; nothing where it has no aim for the measure."""
    wanted = WANTED.get(row["polarity"])
    if wanted is None:
        return ""
    return "as the programme aims" if wanted == judgement(row) else "not as the programme aims"


def amount(row: Row) -> str:
    """How large a change is: per cent of what it was, or points where it is a percentage already."""
    if row["change_percent"] is not None:
        return words.percentage(row["change_percent"], signed=True)
    return words.changed(row["change"], row)


def amount_cell(row: Row | None) -> Cell:
    """How large a change is, in a table."""
    if row is None or (row["change"] is None and not is_hidden(row, "change")):
        return cells.absent("not_comparable")
    if any(is_hidden(row, name) for name in ("change", "change_percent")):
        return SUPPRESSED
    return Cell(amount(row), "number", traced=anchors.of_row(row))


def judgement_cell(row: Row | None) -> Cell:
    """What a rule says of a change, in a table."""
    if row is None:
        return cells.absent("not_comparable")
    code = judgement(row)
    if code == "suppressed":
        return SUPPRESSED
    return Cell(in_words(code), "clear" if code in DIRECTIONS else "short")


def clear_changes(changed: Table, quarter: str) -> Grid:
    """Every clear change of every authority, by measure, with the interval that makes it one."""
    found = [row for _, _, rows in compared(changed, quarter) for row in rows if judgement(row) in DIRECTIONS]
    found.sort(key=lambda row: (cells.aim_order(row), cells.by_name(row)))
    lines = [
        [
            Cell(row["title"]),
            Cell(row["authority_name"]),
            cells.measured(row, "value", "status"),
            cells.measured(row, "compared_value", "compared_status", row["compared_quarter"] or ""),
            amount_cell(row),
            Cell(interval(row), "short") if interval(row) else cells.absent("not_available"),
            Cell(f"{in_words(judgement(row))}{', ' if aimed(row) else ''}{aimed(row)}", "clear"),
        ]
        for row in found
    ]
    headings = f"Measure | Authority | {quarter} # | Before # | Change # | 99.8% interval | Judgement"
    return grids.grid(f"Clear changes, {quarter}", headings, lines)


def interval(row: Row) -> str:
    """The interval of a change: of the ratio of the two figures, or of their difference in points."""
    if row["method"] == "difference_of_proportions":
        limits = cells.interval(
            row, "interval_lower", "interval_upper", lambda limit: words.number(100 * limit, 1, signed=True)
        )
        return f"{limits} points" if limits else ""
    limits = cells.interval(row, "interval_lower", "interval_upper", ratio_limit)
    return f"{limits} times" if limits else ""


def ratio_limit(limit: Decimal) -> str:
    """A limit of a ratio, with as many decimals as tell it from 1, which is no change.

    >>> ratio_limit(Decimal("0.64")), ratio_limit(Decimal("0.9961")), ratio_limit(Decimal(1))
    ('0.64', '0.996', '1.00')
    """
    decimals = next((each for each in (2, 3, 4, 5, 6) if words.rounded(limit, each) != 1), 2)
    return words.number(limit, decimals)


def in_words(code: str) -> str:
    """What a rule says, for people."""
    return JUDGEMENTS.get(code, words.status(code))


def rest(judgements: list[str], one: str = "measure") -> str:
    """What the measures without a clear change come to."""
    none = judgements.count("no_clear_change")
    few = judgements.count("too_few_to_tell")
    broken = judgements.count("recording_break")
    hidden = judgements.count("suppressed")
    clear = sum(1 for each in judgements if each in DIRECTIONS)
    unknown = len(judgements) - clear - none - few - broken - hidden
    parts = [f"No clear change in {words.plural(none, f'other {one}' if clear else one)}"] if none else []
    if few:
        parts.append(f"{words.plural(few, one)} with too few to tell")
    if broken:
        parts.append(f"{words.plural(broken, one)} not comparable because of a break in between")
    if hidden:
        parts.append(f"{words.plural(hidden, one)} with suppressed figures")
    if unknown:
        parts.append(f"{words.plural(unknown, one)} not compared")
    return "; ".join(parts) + "." if parts else f"Every {one} shows a clear change."
