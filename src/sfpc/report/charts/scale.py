"""Scales that begin at zero, end on a round number, and write their numbers as the report does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from sfpc.report import words
from sfpc.report.charts.vega import Drawing, number

STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
INTERVALS = 4
THOUSAND = 1_000


@dataclass(frozen=True)
class Scale:
    """The scale that every panel of a chart shares.

    Attributes:
        ticks: where its lines stand, in the unit of the figures, from the lowest to the highest.
        said: the same in words, such as `£0.5m`.
    """

    ticks: tuple[Decimal, ...]
    said: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """From where to where it goes."""
        return f"{self.said[0]} to {self.said[-1]}"

    def vega(self) -> Drawing:
        """As Vega-Lite wants it."""
        return {"domain": [float(self.ticks[0]), float(self.ticks[-1])], "nice": False, "zero": False}

    def axis(self, *, shows_labels: bool = True) -> Drawing:
        """Its axis, with the numbers written here and not by Vega."""
        places = [float(tick) for tick in self.ticks]
        return {
            "values": places, "labelExpr": f"{json.dumps(self.said)}[indexof({places}, datum.value)]", "title": None,
            "labels": shows_labels, "labelOverlap": False, "labelFlush": False, "ticks": False, "domain": False,
            "labelPadding": 6,
        }  # fmt: skip

    def place(self, field: str, *, shows_labels: bool = True) -> Drawing:
        """A place on it."""
        return number(field, self.vega(), self.axis(shows_labels=shows_labels))


def scale(
    figures: Iterable[Decimal | int], say: Callable[[Decimal, int], str] = words.number, *, from_zero: bool = True
) -> Scale:
    """The scale that holds all figures, and zero.

    Args:
        figures: those drawn on it.
        say: writes a number of it, given how many decimals its steps need.
        from_zero: whether it holds zero; without, differences are seen and sizes are not.

    >>> scale([Decimal("12.4"), Decimal(0)]).said
    ('0', '5', '10', '15')
    >>> scale([Decimal(-3), Decimal(7)]).said
    ('−5.0', '−2.5', '0.0', '2.5', '5.0', '7.5')
    >>> scale([Decimal(721), Decimal(745)], from_zero=False).said
    ('720', '730', '740', '750')
    """
    held = [*([Decimal(0)] if from_zero else []), *(Decimal(figure) for figure in figures)]
    lowest, highest = min(held), max(held)
    step = _step((highest - lowest) / INTERVALS) if highest > lowest else Decimal(1)
    first = (lowest / step).to_integral_value(ROUND_FLOOR)
    last = max((highest / step).to_integral_value(ROUND_CEILING), first + 1)
    ticks = tuple(step * number for number in range(int(first), int(last) + 1))
    decimals = max(0, -int(step.normalize().as_tuple().exponent))
    return Scale(ticks, tuple(say(tick, decimals) for tick in ticks))


def _step(least: Decimal) -> Decimal:
    """The smallest round step that is no smaller."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def short_pounds(value: Decimal) -> str:
    """Pounds in few letters, for a scale or beside a bar; never finer than it says.

    >>> short_pounds(Decimal(2264169)), short_pounds(Decimal("466608.98")), short_pounds(Decimal(850))
    ('£2.26m', '£467k', '£850')
    >>> short_pounds(Decimal(-1500000)), short_pounds(Decimal(0)), short_pounds(Decimal("999999.99"))
    ('−£1.5m', '£0', '£1m')
    """
    sign = "−" if value < 0 else ""
    in_thousands = words.rounded(abs(value) / THOUSAND)
    if in_thousands >= THOUSAND:
        return f"{sign}£{words.number(abs(value) / THOUSAND**2, 2).rstrip('0').rstrip('.')}m"
    if abs(words.rounded(value)) >= THOUSAND:
        return f"{sign}£{in_thousands}k"
    return words.pounds(value)
