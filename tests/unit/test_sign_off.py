"""Where a sign-off is required, one that is kept, complete and of the gate's newest decision lets a quarter go out."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sfpc import records, sign_off
from sfpc.errors import GateShut, NotSignedOff, PipelineError, UsageError
from sfpc.settings import Settings
from sfpc.sign_off import Answer

QUARTER = "2022-23-Q1"
YES = Answer("publish", "reporting lead", "command line", "2026-11-22T09:30:00Z")
CAVEATS = replace(YES, answer="publish_with_caveats", caveats="Costs of one authority are provisional.")
HOLD = replace(YES, answer="hold", reason="One authority is still checking its costs.")


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, data=tmp_path / "data", inbox=tmp_path / "inbox", sign_off="required")


def decided(settings, number=1, verdict="open"):
    """Keep a decision as the gate does; the hash of its record."""
    folder = settings.gate / QUARTER
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"verdict": verdict, "because": number})
    (folder / f"d{number}.json").write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def kept(settings):
    return sorted(path.name for path in (settings.gate / QUARTER).glob("s*.json"))


# ------------------------------------------------------------------------------------- what lets a quarter be published


@pytest.mark.parametrize("given", [YES, CAVEATS])
def test_an_answer_to_publish_lets_its_decision_be_published(settings, given):
    sha256 = decided(settings)

    answered = sign_off.record(settings, QUARTER, 1, given)

    assert sign_off.require(settings, QUARTER, 1, sha256) == answered
    assert (answered.number, answered.decision_number, answered.decision_sha256) == (1, 1, sha256)
    assert answered.given == given


def test_nothing_is_published_before_anybody_has_answered(settings):
    sha256 = decided(settings)

    with pytest.raises(
        NotSignedOff, match=r"^Nobody has signed off 2022-23-Q1\. .* `sfpc sign-off --quarter 2022-23-Q1`"
    ):
        sign_off.require(settings, QUARTER, 1, sha256)


def test_a_sign_off_of_an_older_decision_does_not_count_and_that_is_said(settings):
    decided(settings)
    sign_off.record(settings, QUARTER, 1, YES)
    sha256 = decided(settings, 2)

    with pytest.raises(NotSignedOff, match=r"before the gate decided anew, and that does not count for decision 2"):
        sign_off.require(settings, QUARTER, 2, sha256)


def test_a_decision_whose_record_was_changed_afterwards_is_not_the_one_that_was_signed_off(settings):
    decided(settings)
    sign_off.record(settings, QUARTER, 1, YES)
    changed = decided(settings, 1, "open_with_warnings")

    with pytest.raises(NotSignedOff, match="does not count"):
        sign_off.require(settings, QUARTER, 1, changed)


def test_hold_stops_publishing_until_another_answer_and_both_are_kept(settings):
    sha256 = decided(settings)
    sign_off.record(settings, QUARTER, 1, HOLD)

    with pytest.raises(NotSignedOff, match=r"2022-23-Q1 is held\. .* One authority is still checking its costs"):
        sign_off.require(settings, QUARTER, 1, sha256)

    sign_off.record(settings, QUARTER, 1, YES)

    assert sign_off.require(settings, QUARTER, 1, sha256).number == 2
    assert kept(settings) == ["s1.json", "s2.json"]


def test_where_it_is_off_nothing_is_asked_and_no_record_is_looked_at(settings):
    sha256 = decided(settings)
    sign_off.record(settings, QUARTER, 1, HOLD)

    assert sign_off.require(replace(settings, sign_off="off"), QUARTER, 1, sha256) is None


# ------------------------------------------------------------------------------------- what cannot be answered


def test_a_shut_gate_cannot_be_signed_off(settings):
    decided(settings, 1, "shut")

    with pytest.raises(GateShut, match=r"shut for 2022-23-Q1 \(decision 1\), and a shut gate cannot be signed off"):
        sign_off.record(settings, QUARTER, 1, YES)

    assert kept(settings) == []


def test_a_quarter_that_the_gate_has_not_decided_on_cannot_be_signed_off(settings):
    with pytest.raises(GateShut, match="has not decided on 2022-23-Q1: run `sfpc gate"):
        sign_off.record(settings, QUARTER, 1, YES)


def test_an_answer_to_a_decision_that_was_superseded_meanwhile_is_not_kept(settings):
    decided(settings)
    decided(settings, 2)

    with pytest.raises(
        UsageError, match=r"to decision 1 .* has decided anew since \(decision 2\), so it does not count"
    ):
        sign_off.record(settings, QUARTER, 1, YES)

    assert kept(settings) == []


def test_where_it_is_off_an_answer_is_refused_since_nothing_would_wait_for_it(settings):
    decided(settings)

    with pytest.raises(UsageError, match="switched off"):
        sign_off.record(replace(settings, sign_off="off"), QUARTER, 1, YES)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (replace(YES, answer="yes"), "'yes' is no answer; the answers are publish, publish_with_caveats, hold"),
        (replace(YES, by=" \n"), "says who gave it"),
        (replace(CAVEATS, caveats=" \t "), "'publish with caveats', give the caveats"),
        (replace(HOLD, reason=None), "'hold', give the reason"),
        (replace(YES, caveats="Provisional."), "'publish' goes without caveats"),
        (replace(HOLD, caveats="Provisional."), "'hold' goes without caveats"),
        (replace(CAVEATS, reason="Because."), "'publish with caveats' goes without reason"),
        (replace(CAVEATS, caveats="x" * 1001), "1,001 characters; 1,000 is the most"),
    ],
)
def test_an_answer_that_is_not_complete_is_not_kept(settings, given, words):
    decided(settings)

    with pytest.raises(UsageError, match=words):
        sign_off.record(settings, QUARTER, 1, given)

    assert kept(settings) == []


@pytest.mark.parametrize("personal", ["Ask Jane Smith, aged 9.", "Ring 0113 496 0000.", "jane@example.org"])
@pytest.mark.parametrize(("given", "name"), [(CAVEATS, "caveats"), (HOLD, "reason")])
def test_words_that_seem_to_hold_personal_data_are_neither_kept_nor_repeated(settings, given, name, personal):
    decided(settings)

    with pytest.raises(UsageError, match=f"The {name}: the words seem to hold personal data") as refusal:
        sign_off.record(settings, QUARTER, 1, replace(given, **{name: personal}))

    assert personal not in str(refusal.value)
    assert kept(settings) == []


# ------------------------------------------------------------------------------------------------------- what is kept


def test_the_record_says_the_answer_who_when_and_of_which_decision(settings):
    sha256 = decided(settings)

    sign_off.record(settings, QUARTER, 1, CAVEATS)

    assert json.loads((settings.gate / QUARTER / "s1.json").read_text(encoding="utf-8")) == {
        "quarter": QUARTER,
        "decision": {"number": 1, "sha256": sha256},
        "answer": "publish_with_caveats",
        "by": "reporting lead",
        "through": "command line",
        "at": "2026-11-22T09:30:00Z",
        "caveats": "Costs of one authority are provisional.",
        "reason": None,
    }


def test_words_are_kept_on_one_line_without_what_a_terminal_would_obey(settings):
    decided(settings)

    answered = sign_off.record(settings, QUARTER, 1, replace(CAVEATS, caveats="  Costs\n are \x1b[31mprovisional. "))

    assert answered.given.caveats == "Costs are [31mprovisional."


def test_the_same_answer_again_writes_no_second_record_and_another_person_does(settings):
    decided(settings)
    first = sign_off.record(settings, QUARTER, 1, YES)

    again = sign_off.record(settings, QUARTER, 1, replace(YES, at="2026-11-23T09:30:00Z"))
    other = sign_off.record(settings, QUARTER, 1, replace(YES, by="programme board"))

    assert again == first
    assert (other.number, kept(settings)) == (2, ["s1.json", "s2.json"])


def test_answers_that_come_at_once_are_all_kept_whole(settings):
    decided(settings)
    answers = [replace(YES, by=f"role {number}") for number in range(12)]

    with ThreadPoolExecutor(max_workers=6) as people:
        list(people.map(lambda given: sign_off.record(settings, QUARTER, 1, given), answers))

    found = [json.loads((settings.gate / QUARTER / name).read_text(encoding="utf-8"))["by"] for name in kept(settings)]
    assert sorted(found) == sorted(given.by for given in answers)
    assert not list((settings.gate / QUARTER).glob("*.unfinished"))


def test_the_tenth_record_is_newer_than_the_ninth(tmp_path):
    for _ in range(10):
        records.add(tmp_path, "s", {})
    (tmp_path / "s11.json.unfinished").write_text("{}")

    assert records.newest(tmp_path, "s").name == "s10.json"


@pytest.mark.parametrize("text", ["{", "{}", '{"decision": {"number": 1}, "quarter": "2022-23-Q1", "answer": "yes"}'])
def test_a_record_that_is_no_sign_off_is_a_fault_of_ours_and_publishes_nothing(settings, text):
    sha256 = decided(settings)
    (settings.gate / QUARTER / "s1.json").unlink(missing_ok=True)
    (settings.gate / QUARTER / "s1.json").write_text(text)

    with pytest.raises(PipelineError, match=r"s1\.json: this is no sign-off"):
        sign_off.require(settings, QUARTER, 1, sha256)


@pytest.mark.parametrize("text", ["{", "{}", "[]"])
def test_a_record_that_is_no_decision_is_a_fault_of_ours_and_cannot_be_signed_off(settings, text):
    decided(settings)
    (settings.gate / QUARTER / "d1.json").write_text(text)

    with pytest.raises(PipelineError, match=r"d1\.json: this is no decision of the gate"):
        sign_off.record(settings, QUARTER, 1, YES)


def test_when_is_in_utc_to_the_second():
    assert sign_off.moment(datetime(2026, 11, 22, 9, 30, 0, 999, tzinfo=UTC)) == "2026-11-22T09:30:00Z"
    assert len(sign_off.now()) == 20
