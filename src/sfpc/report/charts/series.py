"""What a panel of small multiples holds: points by quarter, and the levels that they are held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sfpc.report import words
from sfpc.report.charts.chart import ORANGE


@dataclass(frozen=True)
class Point:
    """A figure of one quarter, or why there is none.

    Attributes:
        status: reported, or anything else where the value is none.
        lower: of its 95 per cent interval; none where there is no interval.
        is_signal: whether it is drawn as standing out.
    """

    quarter: str
    value: Decimal | None
    status: str
    lower: Decimal | None = None
    upper: Decimal | None = None
    is_signal: bool = False


@dataclass(frozen=True)
class Level:
    """A figure that a panel's points are held against.

    Attributes:
        name: what it is, in a word or two.
        quarters: over which it holds; every quarter shown where empty.
        dash: the lengths of its strokes and gaps; a line without gaps where empty.
    """

    name: str
    value: Decimal
    quarters: tuple[str, ...] = ()
    dash: tuple[int, ...] = (5, 3)
    colour: str = ORANGE


@dataclass(frozen=True)
class Panel:
    """What one authority's panel shows."""

    name: str
    points: tuple[Point, ...]
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Style:
    """How a chart of panels is drawn and said.

    Attributes:
        is_line: points joined by lines, else bars.
        say: a figure in words, rounded.
        say_short: the same beside a mark, where there is little room.
        say_tick: a number of the scale, with as many decimals as its steps need.
        starts_anew: whether the figures add up within a financial year and begin again with the next.
        legend: what is said under the chart besides its scale and marks.
        is_wide: two panels in a row, each with its levels named in it.
        has_own_scales: each panel on a scale of its own, which need not begin at zero.
    """

    is_line: bool
    say: Callable[[Decimal], str]
    say_short: Callable[[Decimal], str]
    say_tick: Callable[[Decimal, int], str] = words.number
    starts_anew: bool = False
    legend: str = ""
    is_wide: bool = False
    has_own_scales: bool = False
