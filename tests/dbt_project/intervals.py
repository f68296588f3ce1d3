"""The intervals of the report as scipy and statsmodels have them: written from the sources and not from the SQL."""

from __future__ import annotations

import math

from scipy.stats import chi2, norm
from statsmodels.stats.proportion import proportion_confint

LEVELS = {"95": 0.05, "99.8": 0.002}
"""Share of the time an interval of the level misses."""


def z_score(level: str) -> float:
    """How many standard deviations an interval reaches to either side."""
    return float(norm.ppf(1 - LEVELS[level] / 2))


def exact_poisson(events: float, level: str) -> tuple[float, float]:
    """The exact limits of a count of events, by the chi-squared distribution (PHE, technical guide, 2018)."""
    miss = LEVELS[level]
    lower = chi2.ppf(miss / 2, 2 * events) / 2 if events else 0.0
    return float(lower), float(chi2.ppf(1 - miss / 2, 2 * events + 2) / 2)


def byar(events: float, level: str) -> tuple[float, float]:
    """Byar's limits of a count of events (PHE, technical guide, 2018)."""
    z, above = z_score(level), events + 1
    lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    return lower, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def event_limits(events: float, level: str) -> tuple[float, float]:
    """Byar's limits, and the exact ones of a count under 10."""
    return exact_poisson(events, level) if events < 10 else byar(events, level)


def wilson(part: float, whole: float, level: str) -> tuple[float, float]:
    """Wilson's limits of a share, as statsmodels has them."""
    lower, upper = proportion_confint(part, whole, alpha=LEVELS[level], method="wilson")
    return float(lower), float(upper)


def rate_ratio(now: tuple[float, float], then: tuple[float, float], level: str) -> tuple[float, float]:
    """The log-normal limits of the ratio of two rates, each given as a count and what it is divided by."""
    ratio = (now[0] / now[1]) / (then[0] / then[1])
    spread = math.exp(z_score(level) * math.sqrt(1 / now[0] + 1 / then[0]))
    return ratio / spread, ratio * spread
