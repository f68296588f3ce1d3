"""The least and the greatest of sums of unknown whole numbers, against trying every number."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.errors import PipelineError
from sfpc.report.disclosure import bounds
from sfpc.report.disclosure.bounds import Interval, Solver, Statement

GREATEST = 7


def one(*unknowns):
    return frozenset(unknowns)


@st.composite
def systems(draw):
    """A few unknowns, true numbers for them, and statements that are true of those."""
    truth = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    statements = []
    for _ in range(draw(st.integers(0, 4))):
        unknowns = draw(st.sets(st.sampled_from(range(len(truth))), min_size=1))
        signs = {unknown: draw(st.sampled_from([1, 1, 1, -1])) for unknown in sorted(unknowns)}
        value = sum(truth[unknown] * sign for unknown, sign in signs.items())
        low, high = value - draw(st.integers(0, 3)), value + draw(st.integers(0, 3))
        statements.append(Statement(tuple(signs.items()), low, high))
    # none can be greater than what is tried, so that trying is all there is
    statements += [Statement(((unknown, 1),), 0, GREATEST) for unknown in range(len(truth))]
    aims = [one(unknown) for unknown in range(len(truth))]
    aims.append(frozenset(draw(st.sets(st.sampled_from(range(len(truth))), min_size=1))))
    return len(truth), statements, aims


@given(systems())
def test_every_interval_is_what_trying_every_number_finds(system):
    size, statements, aims = system
    possible = [
        numbers
        for numbers in product(range(1, GREATEST + 1), repeat=size)
        if all(each.low <= sum(numbers[unknown] * by for unknown, by in each.terms) <= each.high for each in statements)
    ]

    found = Solver().intervals([1] * size, statements, aims)

    for aim in aims:
        sums = [sum(numbers[unknown] for unknown in aim) for numbers in possible]
        assert found[aim] == Interval(min(sums), max(sums))


def test_what_only_whole_numbers_rule_out_is_found():
    """A + b = 9, b + c = 8 and a + c from 4 to 5: by halves a could be 2.5, by whole numbers it is 3."""
    statements = [
        Statement(((0, 1), (1, 1)), 9, 9),
        Statement(((1, 1), (2, 1)), 8, 8),
        Statement(((0, 1), (2, 1)), 4, 5),
    ]

    found = Solver().intervals([1, 1, 1], statements, [one(0), one(1), one(2)])

    assert found == {one(0): Interval(3, 3), one(1): Interval(6, 6), one(2): Interval(2, 2)}


def test_what_nothing_limits_has_no_greatest():
    assert Solver().intervals([1], [], [one(0)]) == {one(0): Interval(1, None)}


def test_a_sum_over_parts_is_the_sum_of_what_each_can_be():
    statements = [Statement(((0, 1), (1, 1)), 9, 9), Statement(((2, 1), (3, 1)), 5, 5)]

    found = Solver().intervals([1] * 4, statements, [one(0, 2), one(0, 1, 2)])

    assert found == {one(0, 2): Interval(2, 12), one(0, 1, 2): Interval(10, 13)}


def test_one_programme_or_one_for_each_end_finds_the_same(monkeypatch):
    statements = [Statement(((start, 1), (start + 1, 1)), 9, 12) for start in range(0, 20, 2)]
    together = Solver()
    found = together.intervals([1] * 20, statements, [one(unknown) for unknown in range(20)])
    monkeypatch.setattr(bounds, "UNKNOWNS_AT_ONCE", 0)
    alone = Solver()

    assert alone.intervals([1] * 20, statements, [one(unknown) for unknown in range(20)]) == found
    # parts that are alike are solved once: two sums and two ends
    assert (together.programmes, alone.programmes) == (1, 4)


def test_statements_that_contradict_each_other_are_an_error_of_ours():
    statements = [Statement(((0, 1),), 3, 3), Statement(((0, 1),), 4, 4)]

    with pytest.raises(PipelineError, match="contradicts itself"):
        Solver().intervals([1], statements, [one(0)])
