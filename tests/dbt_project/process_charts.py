"""XmR charts by the rules of NHSRplotthedots: written from the rules and not from the SQL."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Chart:
    """What a chart says: its status, mean and limits, and a mark for each of its values."""

    status: str
    mean: float | None
    lower: float | None
    upper: float | None
    signals: list[str]


def chart(values):
    """An XmR chart of values in quarters that follow one another, None where there is none."""
    held = [value for value in values if value is not None]
    changes = [
        now - before if None not in (before, now) else None
        for before, now in zip([None, *values], values, strict=False)
    ]
    ranges = [abs(change) for change in changes if change is not None]
    quiet = ["none"] * len(values)
    if len(held) < 5 or not ranges:
        return Chart("too_few_points", None, None, None, quiet)
    mean = fmean(held)
    reach = 2.66 * fmean([one for one in ranges if one <= 3.267 * fmean(ranges)])
    outside = [value for value in held if abs(value - mean) > reach]
    if len(held) < 12 and 2 * len(outside) > len(held):
        return Chart("not_settled", None, None, None, quiet)
    return Chart("reported", mean, max(mean - reach, 0), mean + reach, marks(values, changes, mean, reach))


def marks(values, changes, mean, reach):
    """The first mark that holds of each value."""
    marked = {place: set() for place in range(len(values))}
    for place in range(len(values) - 6):
        seven, steps = values[place : place + 7], changes[place + 1 : place + 7]
        if None in seven:
            continue
        for mark, holds in {
            "seven_above_mean": min(seven) > mean,
            "seven_below_mean": max(seven) < mean,
            "seven_rising": min(steps) > 0,
            "seven_falling": max(steps) < 0,
        }.items():
            for one in range(place, place + 7):
                marked[one] |= {mark} if holds else set()
    held = [place for place, value in enumerate(values) if value is not None]
    for value, place in zip([value for value in values if value is not None], held, strict=True):
        marked[place] |= {"above_limits"} if value > mean + reach else set()
        marked[place] |= {"below_limits"} if value < mean - reach else set()
    for three in zip(held, held[1:], held[2:], strict=False):
        for mark, beyond in {
            "two_of_three_high": [place for place in three if values[place] > mean + reach * 2 / 3],
            "two_of_three_low": [place for place in three if values[place] < mean - reach * 2 / 3],
        }.items():
            for place in beyond if len(beyond) > 1 else []:
                marked[place] |= {mark}
    order = [
        "above_limits", "below_limits", "seven_above_mean", "seven_below_mean", "seven_rising", "seven_falling",
        "two_of_three_high", "two_of_three_low", "none",
    ]  # fmt: skip
    return [min(marked[place] | {"none"}, key=order.index) for place in range(len(values))]
