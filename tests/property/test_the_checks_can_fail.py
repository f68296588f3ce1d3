"""What compares a return with what was read of it sees each kind of thing that may go wrong."""

from __future__ import annotations

import pytest

from tests.property.book import Expected
from tests.property.checking import problems, read
from tests.property.plans import Plan

PLAN = Plan("coventry", "2021-22-Q2", 7, is_extreme=False, style=0)
KEY = ("finance", "set_up", "dfe_grant", "budget", "")


@pytest.fixture(scope="module")
def outcome():
    [read_once] = read([PLAN.carried_out()])
    return read_once


def test_a_return_read_as_it_was_sent_has_no_problem(outcome):
    assert problems(PLAN.carried_out(), outcome) == []


def test_another_figure_than_the_one_sent_is_a_problem(outcome):
    returned = PLAN.carried_out()
    returned.values[KEY] += 1

    [problem] = problems(returned, outcome)

    assert problem.startswith(f"{KEY} is ")


def test_a_figure_that_nobody_sent_is_a_problem(outcome):
    returned = PLAN.carried_out()
    del returned.values[KEY]

    [problem] = problems(returned, outcome)

    assert problem.endswith("which nobody sent")


def test_a_figure_that_was_lost_without_a_word_is_a_problem_even_where_faults_are_promised(outcome):
    returned = PLAN.carried_out()
    returned.promise = "fault"
    returned.values["finance", "set_up", "dfe_grant", "budget", "2021-07-01"] = returned.values[KEY]

    [problem] = problems(returned, outcome)

    assert "is set() and not" in problem


def test_a_figure_that_was_read_although_it_must_be_lost_is_a_problem(outcome):
    returned = PLAN.carried_out()
    returned.promise = "fault"
    returned.lost = {cell for cell in returned.cells() if cell.carries == KEY}

    assert len(problems(returned, outcome)) == 1


def test_a_finding_that_is_not_there_is_a_problem(outcome):
    returned = PLAN.carried_out()
    cell = next(returned.cells())
    returned.expected.append(Expected(frozenset({"unreadable_value"}), cell))

    [problem] = problems(returned, outcome)

    assert problem.startswith("no finding of unreadable_value at")


def test_a_finding_about_a_return_that_promises_to_be_clean_is_a_problem():
    returned = Plan(
        "coventry", "2021-22-Q2", 7, is_extreme=False, style=0, decorations=(("an_unknown_column_stands_inside", 1),)
    ).carried_out()
    [read_once] = read([returned])
    returned.promise = "clean"

    [problem] = problems(returned, read_once)

    assert problem.startswith("a finding about a return without a fault")


def test_a_finding_at_another_place_does_not_count():
    returned = Plan(
        "coventry", "2021-22-Q2", 7, is_extreme=False, style=0, decorations=(("figures_are_errors", 1),)
    ).carried_out()
    [read_once] = read([returned])
    assert problems(returned, read_once) == []
    elsewhere = next(cell for cell in returned.cells() if cell.role == "figure")
    returned.expected.append(Expected(frozenset({"unreadable_value"}), elsewhere))

    [problem] = problems(returned, read_once)

    assert problem.startswith("no finding of unreadable_value at")


def test_cells_that_are_counted_twice_are_a_problem(outcome):
    returned = PLAN.carried_out()
    outcome.cells_accounted += 1
    try:
        [problem] = problems(returned, outcome)
    finally:
        outcome.cells_accounted -= 1

    assert problem.endswith("accounted for")
