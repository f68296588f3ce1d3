"""Who has sent what: a return is not due, due, late, received, rejected or accepted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sfpc import landing
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.status import statuses
from tests.builders import HOME, QUARTER, change_workbook, land_all, read_all, sample, send, settings_in

KNOWN = reference(HOME / "seeds")
ASKED = Quarter.parse(QUARTER)
LAST_DAY = ASKED.last_day
DUE = KNOWN.due_date(ASKED)
REPORTING = ["leeds", "warwickshire", "coventry", "newcastle", "sefton"]


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def states(landed, reads, today, quarters=(ASKED,)):
    """The state of each return by its authority's folder."""
    return {one.folder: one.state for one in statuses(KNOWN, list(quarters), landed, reads, today)}


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (ASKED.first_day, "not due"),
        (LAST_DAY, "not due"),
        (LAST_DAY + timedelta(days=1), "due"),
        (DUE, "due"),
        (DUE + timedelta(days=1), "late"),
        (date(2030, 1, 1), "late"),
    ],
)
def test_a_return_of_which_nothing_has_come_is_not_due_then_due_then_late(today, state):
    assert states([], [], today) == dict.fromkeys(REPORTING, state)


def test_a_landed_return_is_received_until_it_is_read(settings):
    sample(settings, "leeds")
    landed = land_all(settings)

    assert states(landed, [], date(2030, 1, 1))["leeds"] == "received"
    assert states(landed, read_all(settings), date(2030, 1, 1))["leeds"] == "accepted"


def test_a_rejected_return_is_rejected_until_a_good_one_comes(settings):
    place = sample(settings, "warwickshire")
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))
    assert states(land_all(settings), read_all(settings), DUE)["warwickshire"] == "rejected"

    sample(settings, "warwickshire")
    reads = read_all(settings)

    assert states(landing.landed(settings), reads, DUE)["warwickshire"] == "accepted"


def test_a_rejected_resubmission_leaves_the_accepted_one_in_force(settings):
    place = sample(settings, "warwickshire")
    [first] = read_all(settings)
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))
    reads = read_all(settings)

    [found] = [
        one for one in statuses(KNOWN, [ASKED], landing.landed(settings), reads, DUE) if one.folder == "warwickshire"
    ]

    assert (found.state, found.submission_id) == ("accepted", first.landed.submission_id)


def test_a_return_nobody_asked_for_is_shown(settings):
    send(settings, "solihull", QUARTER, a__csv="x,y")

    assert states(land_all(settings), read_all(settings), DUE)["solihull"] == "rejected"
    assert "darlington" not in states(landing.landed(settings), [], DUE)


def test_each_quarter_is_told_apart(settings):
    sample(settings, "leeds", "2021-22-Q1")
    reads = read_all(settings)

    found = statuses(KNOWN, [ASKED.previous, ASKED], landing.landed(settings), reads, date(2030, 1, 1))

    assert [(one.quarter, one.state) for one in found if one.folder == "leeds"] == [
        ("2021-22-Q1", "accepted"),
        ("2021-22-Q2", "late"),
    ]
    assert [one.due_date for one in found if one.folder == "leeds"] == [KNOWN.due_date(ASKED.previous), DUE]


def test_nothing_is_owed_before_the_first_quarter():
    assert states([], [], DUE, [Quarter(2019, 1)]) == {}


def test_a_quarter_beyond_the_calendar_is_told():
    with pytest.raises(PipelineError, match=r"2090-91-Q1 is not in the calendar; add its row"):
        statuses(KNOWN, [Quarter(2090, 1)], [], [], DUE)


def test_a_submission_read_under_another_id_does_not_count(settings):
    sample(settings, "leeds")
    [read] = read_all(settings)
    other = replace(read, landed=replace(read.landed, submission_id="0" * 16))

    assert states(landing.landed(settings), [other], DUE)["leeds"] == "received"
