"""What changed, in sentences: only what `report.rpt_changes` calls a clear change is called one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sfpc.report import words
from sfpc.report.tables import Row, Table

COMPARISONS = {
    "same_quarter_last_year": "the same quarter last year",
    "previous_quarter": "the quarter before",
    "baseline": "the baseline",
}
DIRECTIONS = {"clear_rise": "up", "clear_fall": "down"}
WANTED = {"lower_is_better": "clear_fall", "higher_is_better": "clear_rise"}


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
    rows = sorted(changes.of(quarter), key=lambda row: (row["authority_name"], row["measure"]))
    return [_summary(name, list(group)) for name, group in groupby(rows, key=lambda row: row["authority_name"])]


def _summary(name: str, rows: list[Row]) -> Summary:
    comparable = {row["comparison"] for row in rows if row["judgement"] != "not_comparable"}
    if not comparable:
        return Summary(name, "earlier quarters", [], "No earlier figures are held to compare with.")
    comparison = "same_quarter_last_year" if "same_quarter_last_year" in comparable else "previous_quarter"
    compared = [row for row in rows if row["comparison"] == comparison]
    clear = [sentence(row) for row in compared if row["judgement"] in DIRECTIONS]
    return Summary(name, COMPARISONS[comparison], clear, _rest([row["judgement"] for row in compared], bool(clear)))


def sentence(row: Row) -> str:
    """One clear change in words."""
    moved = f"{DIRECTIONS[row['judgement']]} from {words.measured(row['compared_value'], row)}"
    text = f"{row['title']}: {words.measured(row['value'], row)}, {moved} ({amount(row)})"
    wanted = WANTED.get(row["polarity"])
    if wanted is None:
        return f"{text}."
    return f"{text}, {'as the programme aims' if wanted == row['judgement'] else 'not as the programme aims'}."


def amount(row: Row) -> str:
    """How large a change is: per cent of what it was, or points where it is a percentage already."""
    if row["change_percent"] is not None:
        return words.percentage(row["change_percent"], signed=True)
    return words.changed(row["change"], row)


def _rest(judgements: list[str], has_clear: bool) -> str:  # noqa: FBT001 - private, and read once
    none = judgements.count("no_clear_change")
    few = judgements.count("too_few_to_tell")
    unknown = judgements.count("not_comparable") + judgements.count("no_rule")
    parts = [f"No clear change in {words.plural(none, 'other measure' if has_clear else 'measure')}"] if none else []
    if few:
        parts.append(f"{words.plural(few, 'measure')} with too few to tell")
    if unknown:
        parts.append(f"{words.plural(unknown, 'measure')} not compared")
    return "; ".join(parts) + "." if parts else "Every measure has clearly changed."
