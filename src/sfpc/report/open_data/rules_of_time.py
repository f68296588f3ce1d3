"""The rules of time: T1 to T4."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, Complaint, quoted
from sfpc.report.open_data.pairs import Pair

IDENTIFIERS = (*standard.SIX_DIGITS, *standard.FOUR_DIGITS)
SIX = frozenset().union(*standard.SIX_DIGITS)


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold the two columns of time against the standard."""
    data = pair.data
    for name in standard.TIME:
        if name in data.columns:
            for line, _ in data.where(name, {""}):
                yield pair.about_data("T4", FAIL, (line, name), "it is blank", "Write the period of the row")
    used = set(data.column("time_identifier")) - {""}
    known = frozenset().union(*IDENTIFIERS)
    for line, value in data.where(
        "time_identifier", {each for each in used - known if each.lower() not in standard.TOTALS}
    ):
        remedy = "Write it exactly as the standard does, such as Financial year Q1"
        yield pair.about_data("T1", FAIL, (line, "time_identifier"), f"{quoted(value)} is no identifier", remedy)
    groups = [sorted(group & used) for group in IDENTIFIERS if group & used]
    if len(groups) > 1:
        problem = f"it mixes {' and '.join(group[0] for group in groups)}"
        yield pair.about_data("T3", FAIL, (0, "time_identifier"), problem, "Write a file for each")
    yield from _periods(pair, known)


def _periods(pair: Pair, known: frozenset[str]) -> Iterator[Complaint]:
    if "time_period" not in pair.data.columns:
        return
    seen = zip(pair.data.column("time_period"), pair.data.column("time_identifier"), strict=True)
    wrong = {
        (period, identifier)
        for period, identifier in set(seen)
        if period
        and period.lower() not in standard.TOTALS
        and identifier in known
        and not _is_period(period, is_six=identifier in SIX)
    }
    if not wrong:
        return
    for line, period, identifier in zip(
        pair.data.lines, pair.data.column("time_period"), pair.data.column("time_identifier"), strict=True
    ):
        if (period, identifier) in wrong:
            shape = "six digits, such as 202122 for April 2021 to March 2022" if identifier in SIX else "four digits"
            problem = f"{quoted(period)} is no period of {identifier}"
            yield pair.about_data("T2", FAIL, (line, "time_period"), problem, f"Write it as {shape}")


def _is_period(text: str, *, is_six: bool) -> bool:
    if not is_six:
        return re.fullmatch(r"[0-9]{4}", text) is not None
    return re.fullmatch(r"[0-9]{6}", text) is not None and (int(text[2:4]) + 1) % 100 == int(text[4:])
