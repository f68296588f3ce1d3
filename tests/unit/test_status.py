"""Who has sent what: a return is not due, due, late, received, rejected, accepted, nil or withdrawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sfpc import landing
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.raw import Read
from sfpc.reference import reference
from sfpc.status import STATES, quarters_to_show, statuses, without_due_date
from tests.builders import (
    HOME,
    QUARTER,
    change_workbook,
    home_with_seeds,
    land_all,
    read_all,
    sample,
    send,
    settings_in,
)

KNOWN = reference(HOME / "seeds")
ASKED = Quarter.parse(QUARTER)
LAST_DAY = ASKED.last_day
LEEDS = KNOWN.authorities["leeds"].code
DUE = KNOWN.due_date(LEEDS, ASKED)
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
        (ASKED.first_day, "not_due"),
        (LAST_DAY, "not_due"),
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
    assert [one.due_date for one in found if one.folder == "leeds"] == [
        KNOWN.due_date(LEEDS, ASKED.previous),
        DUE,
    ]


def test_nothing_is_owed_before_the_first_quarter():
    assert states([], [], DUE, [Quarter(2019, 1)]) == {}


def test_nothing_is_owed_for_a_quarter_that_is_not_in_the_calendar_and_the_quarter_is_told():
    beyond = Quarter(2090, 1)

    assert states([], [], DUE, [beyond]) == {}
    assert without_due_date(KNOWN, [ASKED, beyond, Quarter(2019, 1)]) == [beyond]


def test_what_was_sent_for_a_quarter_that_is_not_in_the_calendar_is_shown_without_a_due_date(settings):
    send(settings, "leeds", "2090-91-Q1", a__csv="x")
    landed = land_all(settings)

    [received] = statuses(KNOWN, [Quarter(2090, 1)], landed, [], DUE)
    assert (received.state, received.due_date, received.working_days_late) == ("received", None, 0)
    [rejected] = statuses(KNOWN, [Quarter(2090, 1)], landed, read_all(settings), DUE)
    assert (rejected.folder, rejected.state) == ("leeds", "rejected")


def test_a_submission_read_under_another_id_does_not_count(settings):
    sample(settings, "leeds")
    [read] = read_all(settings)
    other = replace(read, landed=replace(read.landed, submission_id="0" * 16))

    assert states(landing.landed(settings), [other], DUE)["leeds"] == "received"


# ---------------------------------------------------------------------------- nil, withdrawn, arrivals


def send_as(settings, content, received_at, state):
    """Send a return that came then, as if reading it had ended in a state."""
    send(settings, "leeds", QUARTER, **{"a.csv": content, ".received": received_at})
    [landed] = land_all(settings, "leeds")
    return Read(landed, state, 0, (), is_new=True)


def leeds(settings, reads, today=DUE, known=KNOWN):
    landed = landing.landed(settings)
    [found] = [one for one in statuses(known, [ASKED], landed, reads, today) if one.folder == "leeds"]
    assert found.state in STATES
    return found


def test_a_return_that_says_there_is_nothing_to_report_is_nil(settings):
    read = send_as(settings, "nil", "2021-10-20T09:00:00", "nil")

    assert leeds(settings, [read]).state == "nil"


def test_a_withdrawal_goes_back_to_the_submission_before(settings):
    first = send_as(settings, "one", "2021-10-20T09:00:00", "accepted")
    second = send_as(settings, "two", "2021-10-21T09:00:00", "accepted")
    assert leeds(settings, [first, second]).submission_id == second.landed.submission_id

    landing.withdraw(settings, second.landed.submission_id, reason="Sent in error.", by="reporting lead")
    found = leeds(settings, [first, second])
    assert (found.state, found.submission_id) == ("accepted", first.landed.submission_id)

    landing.withdraw(settings, first.landed.submission_id, reason="Sent in error.", by="reporting lead")
    found = leeds(settings, [first, second], date(2030, 1, 1))
    assert (found.state, found.submission_id) == ("withdrawn", second.landed.submission_id)
    assert found.working_days_late > 1000


def test_a_withdrawn_rejection_no_longer_stands_before_what_is_owed(settings):
    read = send_as(settings, "one", "2021-10-20T09:00:00", "rejected")
    assert leeds(settings, [read]).state == "rejected"

    landing.withdraw(settings, read.landed.submission_id, reason="Sent in error.", by="reporting lead")
    assert leeds(settings, [read]).state == "withdrawn"


def test_what_was_sent_again_after_others_is_in_force_again(settings):
    first = send_as(settings, "one", "2021-10-20T09:00:00", "accepted")
    second = send_as(settings, "two", "2021-10-21T09:00:00", "accepted")
    again = send_as(settings, "one", "2021-10-22T09:00:00", "accepted")

    found = leeds(settings, [second, again])

    assert (found.submission_id, found.received_at) == (first.landed.submission_id, "2021-10-22T09:00:00")


# -------------------------------------------------------------------------------- how late, until when


@pytest.mark.parametrize(
    ("received_at", "late"),
    [("2021-10-28T23:59:00", 0), ("2021-10-29T00:01:00", 1), ("2021-11-01T09:00:00", 2), ("2021-07-01T09:00:00", 0)],
)
def test_a_return_is_late_by_the_working_days_since_it_was_due(received_at, late, settings):
    read = send_as(settings, "one", received_at, "accepted")

    assert leeds(settings, [read], date(2030, 1, 1)).working_days_late == late


def test_a_correction_does_not_make_a_return_late_that_came_in_time(settings):
    reads = [
        send_as(settings, "one", "2021-10-20T09:00:00", "accepted"),
        send_as(settings, "two", "2022-02-20T09:00:00", "accepted"),
    ]

    assert leeds(settings, reads).working_days_late == 0


def test_a_rejected_return_that_came_in_time_is_late_until_a_good_one_comes(settings):
    rejected = send_as(settings, "one", "2021-10-20T09:00:00", "rejected")
    assert leeds(settings, [rejected], date(2021, 11, 1)).working_days_late == 2

    good = send_as(settings, "two", "2021-10-29T09:00:00", "accepted")
    assert leeds(settings, [rejected, good], date(2021, 12, 1)).working_days_late == 1


def with_extension(
    tmp_path, row="E08000035,2021-22-Q2,2021-11-11,New case system.,reporting lead,2021-10-01,programme_team: x"
):
    """The seeds with one return that is due later."""
    home = home_with_seeds(tmp_path, return_extensions=lambda text: text + row + "\n")
    return reference(home / "seeds")


def test_an_extension_moves_the_day_one_return_is_due_and_no_other(settings, tmp_path):
    known = with_extension(tmp_path)

    found = {one.folder: one for one in statuses(known, [ASKED], [], [], date(2021, 11, 5))}

    assert (found["leeds"].state, found["leeds"].due_date) == ("due", date(2021, 11, 11))
    assert (found["leeds"].is_extended, found["leeds"].extension_reason) == (True, "New case system.")
    assert (found["sefton"].state, found["sefton"].due_date, found["sefton"].is_extended) == ("late", DUE, False)
    read = send_as(settings, "one", "2021-11-12T09:00:00", "accepted")
    assert leeds(settings, [read], known=known).working_days_late == 1


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("E08000035,2021-22-Q2,2021-10-28,why,lead,2021-10-01,x", r"no later than the calendar's 2021-10-28"),
        ("E08000035,2021-22-Q2,11/11/2021,why,lead,2021-10-01,x", r"due_date '11/11/2021' is not a day"),
        ("E08000035,2021-22-Q2,2021-11-11,,lead,2021-10-01,x", r"reason is blank"),
        ("E08000035,2021-22-Q2,2021-11-11,why, ,2021-10-01,x", r"agreed_by is blank"),
        ("E08000035,2021-22-Q2,2021-11-11,why,lead,,x", r"agreed_on '' is not a day"),
        ("E08000035,2090-91-Q2,2021-11-11,why,lead,2021-10-01,x", r"'2090-91-Q2' is not in return_calendar.csv"),
        ("E00000000,2021-22-Q2,2021-11-11,why,lead,2021-10-01,x", r"'E00000000' is not in authorities.csv"),
    ],
)
def test_an_extension_that_cannot_be_is_told(row, expected, tmp_path):
    with pytest.raises(PipelineError, match=rf"return_extensions.csv, line 2: .*{expected}"):
        statuses(with_extension(tmp_path, row), [ASKED], [], [], DUE)


# ------------------------------------------------------------------------------------ which quarters


def test_every_quarter_is_shown_from_the_first_one_owed_to_todays():
    found = quarters_to_show(KNOWN, [], date(2022, 7, 1))

    assert [str(one) for one in found] == [
        "2021-22-Q1",
        "2021-22-Q2",
        "2021-22-Q3",
        "2021-22-Q4",
        "2022-23-Q1",
        "2022-23-Q2",
    ]


def test_a_quarter_that_something_was_sent_for_is_shown_though_nobody_owes_it(settings):
    send(settings, "leeds", "2020-21-Q3", a__csv="x")

    assert str(quarters_to_show(KNOWN, land_all(settings), date(2021, 5, 1))[0]) == "2020-21-Q3"


def test_the_end_of_the_calendar_is_told_and_hides_no_quarter():
    last = Quarter.parse(max(KNOWN.due_dates))
    quarters = quarters_to_show(KNOWN, [], last.following.following.first_day)

    assert without_due_date(KNOWN, quarters) == [last.following, last.following.following]
    assert {one.quarter for one in statuses(KNOWN, quarters, [], [], DUE)} == {
        str(one) for one in quarters if one <= last
    }
