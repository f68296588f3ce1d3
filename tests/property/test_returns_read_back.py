"""Any values, in any layout, however decorated: they read back exactly, or a finding says so at the right place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.checking import problems, read
from tests.property.decorations import DECORATIONS
from tests.property.known_gaps import KNOWN_GAPS, KNOWN_GAPS_TOGETHER
from tests.property.layouts import folders
from tests.property.plans import Plan, bounded, plans, several_decorations

HELD = [name for name in DECORATIONS if name not in KNOWN_GAPS]


def wrong_with(batch: list[Plan]) -> list[str]:
    """What is wrong with how a batch of returns was read."""
    returns = [plan.carried_out() for plan in batch]
    return [
        f"{plan}: {problem}"
        for plan, one, outcome in zip(batch, returns, read(returns), strict=True)
        for problem in problems(one, outcome)
    ]


@bounded(4)
@given(batch=st.lists(plans(), min_size=5, max_size=15))
def test_any_values_in_any_layout_read_back(batch):
    assert wrong_with(batch) == []


@pytest.mark.parametrize("name", HELD)
def test_a_decorated_return_reads_back_or_is_found_at_fault(name):
    @bounded(1)
    @given(
        seeds=st.lists(st.integers(0, 1 << 20), min_size=2, max_size=2), batch=st.lists(plans(), min_size=1, max_size=3)
    )
    def in_every_layout(seeds, batch):
        every = [
            replace(one, folder=folder, decorations=((name, seed),), is_template=is_template)
            for one, seed in zip(batch, seeds, strict=False)
            for folder, is_template in (*((folder, False) for folder in folders()), (one.folder, True))
        ]
        assert wrong_with(every) == []

    in_every_layout()


@bounded(10)
@given(batch=st.lists(plans(several_decorations()), min_size=5, max_size=15))
def test_returns_decorated_in_several_ways_read_back_or_are_found_at_fault(batch):
    assert wrong_with(batch) == []


def test_every_decoration_changes_some_return():
    """A decoration that changes nothing would prove nothing."""
    plans = [Plan(folder, "2021-22-Q2", 1, is_extreme=True, style=0) for folder in reversed(folders())]
    before = [(plan, shape(plan.carried_out())) for plan in plans]
    for name in DECORATIONS:
        after = ((replace(plan, decorations=((name, 3),)), old) for plan, old in before)

        assert any(shape(plan.carried_out()) != old for plan, old in after), name


def shape(returned):
    """All that is written of a return."""
    sheets = [
        (
            sheet.name,
            sheet.is_hidden,
            len(sheet.merged),
            [(row.is_hidden, left, [(c.content, c.is_hidden) for c in row.cells]) for row, left in sheet.laid_out()],
        )
        for sheet in returned.sheets
    ]
    program = returned.encoding, returned.delimiter, returned.is_saved_again, returned.counts_from_1904
    return sheets, program


def test_the_gaps_that_are_known_name_decorations():
    assert set(KNOWN_GAPS) <= set(DECORATIONS)
    assert set().union(*KNOWN_GAPS_TOGETHER) <= set(DECORATIONS)
