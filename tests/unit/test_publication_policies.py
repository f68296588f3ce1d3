"""A quarter waits for every return unless a row says otherwise, and a row that says it badly is told by its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sfpc.errors import PipelineError
from sfpc.gate import policy
from sfpc.gate.policy import Policy
from sfpc.gate.results import CheckResult
from sfpc.settings import Settings
from tests.folders import HOME
from tests.seed_files import rows

QUARTER = "2022-23-Q1"
DAY = date(2022, 8, 15)
HEADING = ",".join(policy.COLUMNS) + "\n"
ROW = (
    f"{QUARTER},at_least,4,2022-08-12,One council's system failed.,reporting lead,2022-08-10,programme_team: minutes\n"
)
FOUR_OF_FIVE = {"A": "accepted", "B": "nil", "C": "accepted", "D": "accepted", "E": "late"}


@pytest.fixture
def seeds(tmp_path):
    def write(*lines):
        (tmp_path / policy.NAME).write_text(HEADING + "".join(lines), encoding="utf-8")
        return tmp_path

    return write


def failed(check_id, authority_code, family="complete", severity="critical"):
    return CheckResult(check_id, family, severity, authority_code, "failed", "It holds.", "1 at fault", 1)


def test_the_policies_of_this_project_are_well_formed_and_about_quarters_of_the_calendar():
    calendar = {row["quarter"] for row in rows("return_calendar")}

    assert set(policy.load(HOME / "seeds")) <= calendar


def test_a_quarter_without_a_row_waits_for_all(seeds):
    found = policy.of(seeds(ROW), "2022-23-Q2")

    assert (found.policy, found.is_in_force(DAY)) == ("all", False)
    assert found.says.startswith("Returns needed: all. No other policy is recorded for the quarter")


def test_a_policy_is_told_in_words_with_its_reason(seeds):
    assert policy.of(seeds(ROW), QUARTER).says == (
        "Returns needed: those of at least 4 authorities, from 12 August 2022 on; until then, of all. "
        "One council's system failed. Agreed by reporting lead on 10 August 2022."
    )


def test_a_policy_is_read_back_from_a_decision_as_it_was_written(seeds):
    found = policy.of(seeds(ROW), QUARTER)

    assert Policy.from_record(found.as_record()) == found


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (QUARTER, "Q1", "'Q1' is not a quarter"),
        ("at_least", "most", "policy 'most' is not known; write one of all, at_least"),
        (",4,", ",0,", "at_least is '0'; write how many"),
        (",4,", ",four,", "at_least is 'four'; write how many"),
        (",4,", ",,", "at_least is ''; write how many"),
        ("2022-08-12", "12/08/2022", "from_date '12/08/2022' is not a day"),
        ("2022-08-12", "", "from_date '' is not a day"),
        ("at_least,4,", "all,4,", "at_least is '4' and the policy is all"),
        ("One council's system failed.", " ", "reason is blank"),
        ("One council's system failed.", "Child born 14/03/2013 is not in.", "the reason may hold a date of birth"),
        ("reporting lead", "Jane Smith", "agreed_by reads as a person's name"),
        ("programme_team: minutes", "", "source is blank"),
        ("2022-08-10", "soon", "agreed_date 'soon' is not a day"),
        ("reporting lead,", "", "7 values under 8 headings"),
    ],
)
def test_a_malformed_row_is_told_by_its_line(was, becomes, told, seeds):
    with pytest.raises(PipelineError) as raised:
        policy.load(seeds(ROW.replace(was, becomes, 1)))

    assert f"{policy.NAME}, line 2: " in str(raised.value)
    assert told in str(raised.value)


def test_a_quarter_has_one_policy(seeds):
    with pytest.raises(PipelineError, match="line 3: '2022-23-Q1' stands here for the second time"):
        policy.load(seeds(ROW, ROW))


def test_a_seed_that_is_gone_is_told_with_what_to_do(tmp_path):
    with pytest.raises(PipelineError, match="this seed is missing; restore it"):
        policy.load(tmp_path)


# ---- what it lets pass


def test_enough_returns_let_the_missing_one_pass(seeds):
    found = policy.of(seeds(ROW), QUARTER)

    judged, missing = policy.apply([failed("RETURN-002", "E")], found, FOUR_OF_FIVE, DAY)

    assert ([one.outcome for one in judged], missing) == (["allowed"], ("E",))


@pytest.mark.parametrize(
    ("states", "day", "at_least"),
    [
        (FOUR_OF_FIVE, date(2022, 8, 11), 4),  # a day too early
        (FOUR_OF_FIVE, DAY, 5),
        (FOUR_OF_FIVE | {"D": "rejected"}, DAY, 4),  # what could not be read counts for nothing
        (FOUR_OF_FIVE | {"E": "accepted"}, DAY, 4),  # nobody is missing
    ],
)
def test_otherwise_everything_stays_as_it_was(states, day, at_least, seeds):
    found = replace(policy.of(seeds(ROW), QUARTER), at_least=at_least)
    results = [failed("RETURN-002", "E"), failed("CHANGE-002", "A")]

    assert policy.apply(results, found, states, day) == (results, ())


def test_what_a_missing_return_cannot_answer_is_no_second_reason_and_all_else_is(seeds):
    results = [
        failed("COMPLETE-002", "E"),  # for want of the return
        failed("CHANGE-002", "A"),  # of a return that is in
        failed("FIND-006", "E", family="privacy"),
        failed("GATE-001", "E", severity="warning"),  # a waiver of ours that nothing needs
        CheckResult("DELIVER-002", "valid", "info", None, "raised", "It holds.", "no such column"),
    ]

    judged, _ = policy.apply(results, policy.of(seeds(ROW), QUARTER), FOUR_OF_FIVE, DAY)

    assert [one.outcome for one in judged] == ["allowed", "failed", "failed", "failed", "raised"]


# ---- whether the pipeline may begin at all


def beginning(seeds, states, today=DAY):
    settings = Settings(home=seeds.parent, data=seeds, inbox=seeds)
    told = [{"authority_name": code, "state": state, "due_date": "2022-07-28"} for code, state in states.items()]
    return policy.may_begin(settings, QUARTER, told, today)


@pytest.fixture
def home(tmp_path):
    def write(*lines):
        (tmp_path / "seeds").mkdir()
        (tmp_path / "seeds" / policy.NAME).write_text(HEADING + "".join(lines), encoding="utf-8")
        return tmp_path / "seeds"

    return write


def test_what_was_sent_for_a_quarter_that_is_not_in_the_calendar_begins_nothing(home):
    settings = Settings(home=home().parent, data=home, inbox=home)
    found = policy.may_begin(
        settings, "2090-91-Q1", [{"authority_name": "A", "state": "rejected", "due_date": None}], DAY
    )

    assert not found.may_begin
    assert found.told.startswith("2090-91-Q1 is not complete yet; A: rejected, in no calendar.")


def test_a_quarter_is_begun_when_every_return_is_in(home):
    found = beginning(home(), FOUR_OF_FIVE | {"E": "accepted"})

    assert (found.may_begin, found.told) == (True, "")


def test_a_quarter_waits_and_says_for_whom_and_by_which_policy(home):
    found = beginning(home(), FOUR_OF_FIVE)

    assert not found.may_begin
    assert found.told.startswith("2022-23-Q1 is not complete yet; E: late, due 2022-07-28. Returns needed: all.")


def test_a_quarter_is_begun_with_too_few_returns_from_the_day_agreed(home):
    seeds = home(ROW)

    assert not beginning(seeds, FOUR_OF_FIVE, date(2022, 8, 11)).may_begin
    begun = beginning(seeds, FOUR_OF_FIVE, date(2022, 8, 12))
    assert begun.may_begin
    assert begun.told.startswith("2022-23-Q1 is begun without every return; E: late, due 2022-07-28. Returns needed")
