"""How a quarter's answers compare with those of the quarters decided before it, for all and for each authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

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

YEAR_WIDTH = 48
"""How much room a financial year takes."""


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

    @property
    def middle_of_year(self) -> float:
        """Where its year is centred: within the chart, however near its edge the bar is."""
        return min(max(self.middle, YEAR_WIDTH / 2), WIDTH - YEAR_WIDTH / 2)


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


def _chart(key: str, title: str, codes: Sequence[str], values: Sequence[int]) -> Chart:
    most = max(*values, 1)
    slot = WIDTH / len(values)
    width = min(slot * 0.7, 48)
    years = _years([Quarter.parse(code).financial_year for code in codes], slot)
    bars = []
    for number, (code, value) in enumerate(zip(codes, values, strict=True)):
        height = round((FLOOR - TOP) * value / most, 1)
        x = round(number * slot + (slot - width) / 2, 1)
        label = f"Q{Quarter.parse(code).number}"
        bars.append(Bar(x, round(FLOOR - height, 1), round(width, 1), height, value, label, years[number]))
    said = listed([f"{value:,} in {code}" for code, value in zip(codes, values, strict=True)])
    return Chart(key, title, f"{title}: {said}.", tuple(bars))


def _years(of_bars: Sequence[str], slot: float) -> list[str]:
    """The financial year under the first bar of each; none where it would run into the next one."""
    begins = [place for place, year in enumerate(of_bars) if place == 0 or year != of_bars[place - 1]]
    told = [""] * len(of_bars)
    for place, following in zip_longest(begins, begins[1:]):
        if following is None or (following - place) * slot >= YEAR_WIDTH:
            told[place] = of_bars[place]
    return told


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
