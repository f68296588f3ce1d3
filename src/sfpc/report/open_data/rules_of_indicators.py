"""The rules of what a cell of an indicator holds: I1 to I4; I5 says what needs no rule."""

from __future__ import annotations

from collections.abc import Iterator

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING, Complaint, quoted
from sfpc.report.open_data.pairs import Pair

AROUND_SYMBOLS = " []()*"


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold every indicator's values against the standard, each value once however often it stands there."""
    for name in pair.indicators:
        wrong = {value: said for value in set(pair.data.column(name)) if (said := _wrong(value))}
        for line, value in pair.data.where(name, set(wrong)):
            rule, severity, problem, remedy = wrong[value]
            yield pair.about_data(rule, severity, (line, name), problem, remedy)
    yield from _doubtful_words(pair)


def _wrong(value: str) -> tuple[str, str, str, str] | None:
    """The rule that a value breaks, how gravely, in words, and what to do; None where it breaks none."""
    if standard.NUMBER.fullmatch(value) or value in standard.SYMBOLS:
        return None
    use = "Write a number, or c, z, x or low"
    if not value:
        return "I4", GAP, "the cell is blank", "Write c, z or x, whichever says why"
    if value in (*standard.REFUSED_WORDS, *standard.REFUSED_SIGNS):
        return "I3", FAIL, f"the cell is {value}", use
    if value in standard.DOUBTFUL_WORDS:
        return "I3", WARNING, f"the cell is {value}", use
    bare = value.strip(AROUND_SYMBOLS).lower()
    if bare in standard.SYMBOLS:
        return "I2", GAP, f"{quoted(value)} is not the symbol {bare} alone and in lower case", f"Write {bare}"
    return "I1", GAP, f"{quoted(value)} is no number", f"{use}: no commas, units or spaces"


def _doubtful_words(pair: Pair) -> Iterator[Complaint]:
    """Words for nothing outside indicators."""
    for name, values in pair.data.columns.items():
        if name not in pair.indicators:
            for line, value in pair.data.where(name, set(values) & set(standard.DOUBTFUL_WORDS)):
                yield pair.about_data("I3", WARNING, (line, name), f"the cell is {value}", "Write what it means")
