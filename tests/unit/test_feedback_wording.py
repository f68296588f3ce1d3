"""The words of a feedback: what became of a return, what to do first, what repeats, and nothing that is not theirs."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sfpc.feedback import wording
from sfpc.feedback.judgement import Judged, Told
from sfpc.landed import Landed
from tests.folders import HOME


def told(severity="critical", place="D6", **changes):
    parts = {
        "finding_type": "unreadable_value", "responsibility": "authority", "title": "A value cannot be read",
        "message": "The text is no number.", "expected": "A number.", "remedy": "Write a number.",
        "file": "return.xlsx", "sheet": "Data",
    }  # fmt: skip
    return Told(**parts | {"severity": severity, "place": place} | changes)


def judged(*findings, state="accepted", received_at="2021-10-20T09:00:00", files=("return.xlsx",)):
    landed = Landed(
        "anywhere", "E0", "2021-22-Q2", "0123456789abcdef", 1, received_at, tuple(Path(name) for name in files), Path()
    )
    return Judged(landed, "Anywhere", state, date(2021, 10, 28), findings)


@pytest.mark.parametrize(
    ("state", "findings", "outcome"),
    [
        ("accepted", (), "Accepted"),
        ("accepted", (told("warning"),), "Accepted"),
        ("accepted", (told("critical"),), "Accepted, with something to mend"),
        ("accepted", (told("critical", responsibility="team"),), "Accepted"),
        ("nil", (), "Accepted as a nil return"),
        ("rejected", (told("reject"),), "Not accepted"),
        ("withdrawn", (), "Withdrawn"),
    ],
)
def test_the_outcome_says_what_became_of_the_return(state, findings, outcome):
    assert wording.summary(judged(*findings, state=state)).outcome == outcome


@pytest.mark.parametrize(
    ("state", "outcome"), [("accepted", "Would be accepted"), ("rejected", "Would not be accepted")]
)
def test_a_check_says_what_would_become_of_it(state, outcome):
    assert wording.summary(judged(state=state), is_rehearsal=True).outcome == outcome


def test_what_to_do_first_is_the_gravest_finding_with_its_place_and_remedy():
    summary = wording.summary(judged(told("reject", "A2"), told("warning", "D6"), state="rejected"))

    assert summary.first == "A value cannot be read (return.xlsx, sheet ‘Data’, A2). Write a number."


def test_a_return_refused_for_a_reason_of_ours_asks_nothing_of_the_sender():
    summary = wording.summary(judged(told("reject", responsibility="team", title="No layout"), state="rejected"))

    assert "lies with us" in summary.means
    assert "No layout" not in summary.first


@pytest.mark.parametrize(
    ("received_at", "findings", "due"),
    [
        ("2021-10-20T09:00:00", (told(),), "Send it again by 28 October 2021, when the return is due."),
        ("2021-10-29T09:00:00", (told(),), "Send it again as soon as you can: the return was due on 28 October 2021."),
        ("2021-10-20T09:00:00", (), "The return was due on 28 October 2021. Nothing more is needed by a date."),
    ],
)
def test_by_when_follows_from_the_due_date_and_the_day_of_receipt(received_at, findings, due):
    assert wording.summary(judged(*findings, received_at=received_at)).due == due


def test_a_return_of_a_quarter_that_is_not_in_the_calendar_is_due_on_no_day():
    refused = replace(judged(told("reject"), state="rejected"), due_date=None)

    for is_rehearsal in (False, True):
        said = wording.summary(refused, is_rehearsal=is_rehearsal).due
        assert said == "No day is set: 2021-22-Q2 is not in the calendar of returns."


def test_findings_of_one_kind_on_one_sheet_are_told_once():
    [group, other] = wording.groups([told(place="D6"), told(place="D7"), told(place="D6", sheet="Other")])

    assert (group.count, group.places, group.found) == (2, "D6; D7", "The text is no number.")
    assert other.count == 1


def test_a_long_group_names_its_first_places_and_says_how_many_more_there_are():
    [group] = wording.groups([told(place=f"D{row}", message=f"{row} is no number.") for row in range(20)])

    assert group.places.endswith("D11 and 8 more")
    assert group.found.startswith("0 is no number. The other 19 are like it")


@pytest.mark.parametrize("name", ["child born 14.03.2013.xlsx", "Jo_(7).xlsx", "Jo (7)"])
def test_a_name_that_may_be_personal_is_not_shown(name):
    summary = wording.summary(judged(told(file=name, sheet=name), files=(name,)))

    assert "left out" in summary.sent
    assert name not in f"{summary}"


def test_a_severity_of_the_register_has_words_for_a_sender():
    with (HOME / "seeds" / "finding_types.csv").open(encoding="utf-8", newline="") as file:
        assert {row["severity"] for row in csv.DictReader(file)} == wording.URGENCY.keys()


def test_every_kind_of_finding_that_is_a_senders_says_what_is_expected():
    with (HOME / "seeds" / "finding_types.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (HOME / "seeds" / "finding_expectations.csv").open(encoding="utf-8", newline="") as file:
        said = {row["finding_type"] for row in csv.DictReader(file)}

    assert {row["finding_type"] for row in rows if row["responsibility"] == "authority"} - said == set()
    assert said <= {row["finding_type"] for row in rows}


def test_what_has_no_place_is_told_without_one():
    [group] = wording.groups([replace(told(), file=None, sheet=None, place=None)])

    assert group.where == ""
