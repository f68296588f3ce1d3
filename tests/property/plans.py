"""Any return: an authority's layout, a quarter, values, and decorations one after another; and how many are tried."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from sfpc.period import Quarter
from tests.property import decorations_of_rows, decorations_of_structure, decorations_of_text
from tests.property.book import Return
from tests.property.decorations import DECORATIONS
from tests.property.known_gaps import KNOWN_GAPS, KNOWN_GAPS_TOGETHER
from tests.property.layouts import STYLES, folders, known, written
from tests.property.values import Values

TIMES = float(os.environ.get("SFPC_PROPERTY_TIMES", "1"))
"""How many times as many examples as by default; above 1 they are others in each run."""

MODULES = (decorations_of_structure, decorations_of_rows, decorations_of_text)
"""Where decorations are registered."""

TEMPLATE = 1
"""The version of the template that is tried."""

QUARTERS = ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1", "2022-23-Q2")


def bounded(examples: int) -> settings:
    """How often a property is tried: the same examples in each run, unless more are asked for."""
    return settings(
        max_examples=max(1, round(examples * TIMES)),
        derandomize=TIMES <= 1,
        database=None,
        deadline=None,  # two slow cores, shared
        phases=(Phase.explicit, Phase.generate),  # a plan that fails is named; to make it smaller would take minutes
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@dataclass(frozen=True)
class Plan:
    """Everything that a return is made from, and made from again.

    Attributes:
        decorations: names of decorations, each with the seed of its chance.
        is_template: whether it is the programme's template instead of the authority's own layout.
    """

    folder: str
    quarter: str
    seed: int
    is_extreme: bool
    style: int
    decorations: tuple[tuple[str, int], ...] = ()
    is_template: bool = False

    def carried_out(self) -> Return:
        """The return."""
        values = Values(self.seed, self.is_extreme)
        returned = written(
            self.folder, Quarter.parse(self.quarter), values, STYLES[self.style], TEMPLATE if self.is_template else None
        )
        for name, seed in self.decorations:
            DECORATIONS[name].apply(returned, Random(seed))  # noqa: S311 - examples, not secrets
        return returned


SEEDS = st.integers(0, 1 << 30)


def reporting(quarter: str) -> list[str]:
    """The folders of the authorities that report for a quarter and have a layout."""
    authorities = known().authorities
    return [folder for folder in folders() if authorities[folder].reports_for(Quarter.parse(quarter))]


NOW_AND_THEN = st.integers(0, 5).map(lambda chosen: chosen == 0)
UNDECORATED: st.SearchStrategy[Sequence[str]] = st.just(())


def plans(
    names: st.SearchStrategy[Sequence[str]] = UNDECORATED, is_template: st.SearchStrategy[bool] = NOW_AND_THEN
) -> st.SearchStrategy[Plan]:
    """Returns with the decorations named."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Plan:
        quarter = draw(st.sampled_from(QUARTERS))
        return Plan(
            draw(st.sampled_from(reporting(quarter))),
            quarter,
            draw(SEEDS),
            is_extreme=draw(st.booleans()),
            style=draw(st.integers(0, len(STYLES) - 1)),
            decorations=tuple((name, draw(SEEDS)) for name in draw(names)),
            is_template=draw(is_template),
        )

    return drawn()


def several_decorations() -> st.SearchStrategy[list[str]]:
    """Two to four decorations that hold, and hold together."""
    names = st.sampled_from([name for name in DECORATIONS if name not in KNOWN_GAPS])
    return st.lists(names, min_size=2, max_size=4, unique=True).filter(
        lambda chosen: not any(gap <= set(chosen) for gap in KNOWN_GAPS_TOGETHER)
    )
