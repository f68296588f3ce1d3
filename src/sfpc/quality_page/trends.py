"""How a quarter's answers compare with those of the quarters decided before it, for all and for each authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sfpc.gate import Decision
from sfpc.gate.results import CheckResult
from sfpc.period import Quarter
from sfpc.quality_page.history import answer
from sfpc.quality_page.wording import kind, rows_at_fault, troubles
from sfpc.report.words import listed, plural

WIDTH, HEIGHT = 300, 150
"""Of a chart, in its own units."""
TOP, FLOOR = 24, 108
"""Where its highest bar begins, and where all stand."""


@dataclass(frozen=True)
class Tally:
    """What the newest decision on a quarter found, counted.

    Attributes:
        rows: at fault by checks that failed; what was let pass is not counted.
        late: authorities for which a check of time failed; None where none was asked.
    """

    quarter: str
    answer: str
    checks: int
    critical: int
    warning: int
    info: int
    let_pass: int
    broken: int
    rows: int
    decisions: int
    late: int | None


@dataclass(frozen=True)
class Quarterly:
    """What the trends need of a quarter's newest decision, which as a whole may be large.

    Attributes:
        names: the authorities by code.
        failed: what failed for each authority that there was an answer about, in words, and its rows at fault.
    """

    tally: Tally
    names: Mapping[str, str]
    failed: Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, with the value over it and the quarter under it."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str
    year: str

    @property
    def middle(self) -> float:
        """Where its texts are centred."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Chart:
    """One small chart: a bar a quarter. `told` says it in words for who does not see it."""

    key: str
    title: str
    told: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Past:
    """What failed for one authority in one quarter.

    Attributes:
        text: in words; that nothing failed, or that there was no answer.
        share: its rows at fault, of the most that any authority had in any of the quarters, from 0 to 100.
    """

    text: str
    rows: int
    share: int


def summed(decision: Decision, decisions: int) -> Quarterly:
    """A quarter's newest decision, counted; `decisions` is how many there were."""
    results = decision.results
    kinds = [kind(result) for result in results]
    of_authority: dict[str, list[CheckResult]] = {}
    for result in results:
        if result.authority_code:
            of_authority.setdefault(result.authority_code, []).append(result)
    tally = Tally(
        quarter=decision.quarter,
        answer=answer(decision),
        checks=len({result.check_id for result in results}),
        critical=kinds.count("critical"),
        warning=kinds.count("warning"),
        info=kinds.count("info"),
        let_pass=kinds.count("let_pass"),
        broken=kinds.count("broken"),
        rows=rows_at_fault(results),
        decisions=decisions,
        late=_late(results),
    )
    return Quarterly(
        tally=tally,
        names={code: code for code in of_authority} | decision.authority_names,
        failed={
            code: (", ".join(troubles(every)) or "nothing failed", rows_at_fault(every))
            for code, every in of_authority.items()
        },
    )


def _late(results: Iterable[CheckResult]) -> int | None:
    asked = [result for result in results if result.family == "time" and result.authority_code]
    return len({result.authority_code for result in asked if result.outcome == "failed"}) if asked else None


def charts(told: Sequence[Tally]) -> list[Chart]:
    """Four small charts of the same quarters; each has its own scale, and its values stand over its bars."""
    series = {
        "critical": ("Critical failures", [one.critical for one in told]),
        "warning": ("Warnings", [one.warning for one in told]),
        "info": ("Failures for information", [one.info for one in told]),
        "rows": ("Rows at fault", [one.rows for one in told]),
    }
    quarters = [one.quarter for one in told]
    return [_chart(key, title, quarters, values) for key, (title, values) in series.items()]


def _chart(key: str, title: str, quarters: Sequence[str], values: Sequence[int]) -> Chart:
    most = max(*values, 1)
    slot = WIDTH / len(values)
    width = min(slot * 0.7, 48)
    bars, year_before = [], ""
    for number, (code, value) in enumerate(zip(quarters, values, strict=True)):
        quarter = Quarter.parse(code)
        height = round((FLOOR - TOP) * value / most, 1)
        x = round(number * slot + (slot - width) / 2, 1)
        year = quarter.financial_year if quarter.financial_year != year_before else ""
        year_before = quarter.financial_year
        bars.append(Bar(x, round(FLOOR - height, 1), round(width, 1), height, value, f"Q{quarter.number}", year))
    said = listed([f"{value:,} in {code}" for code, value in zip(quarters, values, strict=True)])
    return Chart(key, title, f"{title}: {said}.", tuple(bars))


def by_authority(quarters: Sequence[Quarterly]) -> list[tuple[str, list[Past]]]:
    """For each authority, by name, what failed in each quarter."""
    names: dict[str, str] = {}
    for each in quarters:
        names |= each.names
    most = max([rows for each in quarters for _, rows in each.failed.values()], default=0)
    return [
        (name, [_past(each.failed.get(code), most) for each in quarters])
        for code, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    ]


def _past(failed: tuple[str, int] | None, most: int) -> Past:
    if failed is None:
        return Past("no answer", 0, 0)
    text, rows = failed
    return Past(text, rows, round(100 * rows / most) if most else 0)


def rows_in_words(past: Past) -> str:
    """How many rows were at fault; empty where none was."""
    return plural(past.rows, "row") if past.rows else ""
