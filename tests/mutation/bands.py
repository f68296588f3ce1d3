"""How far a published figure may be from the true one before a check is expected to say so, with the reasons.

Each mutation is held against the true figure, which the tests know and the gate does not: the gate has the quarter
before, the other figures of the return and what DfE published. So nothing here follows from what the checks do, and a
check that is made wider does not make the goal easier.

- **Counts with published movements**: the band that 98 in 100 year-on-year changes of English authorities keep to
  (DfE's figures to 2025, authorities with 50 or more), and beyond chance: three standard errors of the difference of
  two counts. A figure that is as far from the truth as an ordinary year's change looks like an ordinary year.
- **Counts whose movements nobody publishes** have the band of the published measure that they are a part or a
  consequence of; the fall or rise of unaccompanied children is the furthest seen in the five authorities.
- **Full-time equivalents**: a quarter of the workforce; no count of events, so chance is not asked.
- **Percentages** worked out of two counts: ten percentage points (re-referrals: the published band), and beyond three
  standard errors of the difference of two proportions.
- **Delivery**: a tenth, and beyond three standard errors of counts. Of activities that come in courses, rounds and
  contracts, as far as any two quarters of one authority in the clean returns lie apart from a base of ten, for nobody
  publishes their movements: of training, 29 in 100 pairs of an employer's quarters are beyond a tenth and chance. A
  smaller base is taken for ten, since from two to ninety is no rarity there.
- **Money**: one per cent of the amount, but at least what its last digit is worth as it was sent, and a pound.
- **Days, statuses, and a figure that comes or goes**: any change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Any

Band = tuple[float, float]
Fact = date | str | bool | None

OF_MEASURES: dict[str, Band] = {
    "cla_at_period_end": (-15.4, 19.9),
    "cla_started": (-41.1, 65.3),
    "cla_ceased": (-30.6, 63.0),
    "cla_returned_home": (-30.6, 63.0),  # a part of those who ceased
    "cla_uasc_at_period_end": (-22.6, 58.0),
    "cin_at_period_end": (-30.4, 41.7),
    "cases_held": (-30.4, 41.7),  # the cases are the open ones
    "cases_per_social_worker": (-30.4, 41.7),
    "referrals": (-41.8, 76.5),
    "rereferrals_within_12_months": (-41.8, 76.5),  # referrals all
    "domestic_abuse_rereferrals": (-41.8, 76.5),
    "assessments_completed": (-43.6, 82.8),  # they follow the start of an episode of need
    "assessments_within_45_working_days": (-43.6, 82.8),
    "cpp_at_period_end": (-46.5, 90.7),
    "cpp_started": (-44.5, 86.9),
    "section_47_started": (-44.5, 86.9),  # the way to a plan
    "icpcs_held": (-44.5, 86.9),
    "icpcs_within_15_working_days": (-44.5, 86.9),
    "social_workers_fte": (-25.0, 25.0),
}
"""From and to, in per cent of the true figure."""
NO_EVENTS = {"social_workers_fte", "cases_per_social_worker"}
OF_PERCENTAGES: dict[str, Band] = {"rereferrals_within_12_months_percent": (-11.5, 11.0)}
"""From and to, in percentage points."""
OTHER_PERCENTAGES: Band = (-10.0, 10.0)
OF_DELIVERY: Band = (-10.0, 10.0)
OF_ACTIVITIES: dict[tuple[str, bool], Band] = {
    ("training_awareness", True): (-100.0, 370.0),
    ("training_deep_dive", True): (-100.0, 218.0),
    ("training_awareness", False): (-49.0, 147.0),
    ("training_deep_dive", False): (-49.0, 147.0),  # fell by less in the clean returns, of which few are beyond chance
    ("families_supported_commissioned", False): (-85.0, 627.0),
    ("survey_responses", False): (-72.0, 338.0),
    ("survey_positive", False): (-72.0, 338.0),
}
"""By activity, and whether it is of one employer; from and to, in per cent of the true figure."""
OF_MONEY = Decimal("0.01")
STANDARD_ERRORS = 3
SMALLEST_BASE = Decimal(10)


def is_beyond_for_measure(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a row of `rpt_performance` is further from the true one than its band."""
    measure = was["measure"]
    if was["value"] is None or now["value"] is None:
        return was["value"] != now["value"]
    if measure in OF_MEASURES:
        is_by_chance = measure not in NO_EVENTS and _is_by_chance(was["value"], now["value"])
        return not is_by_chance and _is_outside(was["value"], now["value"], OF_MEASURES[measure])
    lower, upper = OF_PERCENTAGES.get(measure, OTHER_PERCENTAGES)
    change = float(now["value"] - was["value"])
    variance = sum(_variance(float(row["numerator_value"]), float(row["denominator_value"])) for row in (was, now))
    return not lower <= change <= upper and abs(change) > STANDARD_ERRORS * 100 * sqrt(variance)


def is_beyond_for_count(was: Decimal | None, now: Decimal | None, activity: str, category: str) -> bool:
    """Whether a count of delivery is further from the true one than its band."""
    if was is None or now is None:
        return was is not now
    is_negative = now < 0  # no quarter brings that
    band, base = OF_ACTIVITIES.get((activity, category != "all")), SMALLEST_BASE
    is_outside = _is_outside(was, now, OF_DELIVERY) if band is None else _is_outside(max(was, base), now, band)
    return is_negative or (is_outside and not _is_by_chance(was, now))


def is_beyond_for_money(was: Decimal | None, now: Decimal | None, rounded_to_gbp: Decimal) -> bool:
    """Whether an amount is further from the true one than its band; given what its last digit is worth."""
    if was is None or now is None:
        return was is not now
    return abs(now - was) > max(abs(was) * OF_MONEY, rounded_to_gbp, Decimal(1))


def is_beyond_for_fact(was: Fact, now: Fact) -> bool:
    """Whether a day or a status is another."""
    return was != now


def _is_by_chance(was: Decimal, now: Decimal) -> bool:
    return abs(float(now - was)) <= STANDARD_ERRORS * sqrt(abs(was) + abs(now))


def _is_outside(was: Decimal, now: Decimal, band: Band) -> bool:
    if not was:
        return bool(now)
    return not band[0] <= float((now - was) / was * 100) <= band[1]


def _variance(part: float, whole: float) -> float:
    share = min(max(part / whole, 0.0), 1.0)
    return share * (1 - share) / abs(whole)
