"""What of a release's inputs is another one is said by name, with the submission and its day, and nothing else is."""

from __future__ import annotations

from copy import deepcopy

import pytest

from sfpc.report.reasons import between, why

QUARTER = "2022-23-Q1"
NAMES = {"ashby": "Ashby", "bolton": "Bolton"}


def sent(submission_id, folder="ashby", quarter=QUARTER, **more):
    return {
        "authority": folder,
        "quarter": quarter,
        "submission_id": submission_id,
        "received_at": "2022-07-19T09:30:00",
        "receipt_sha256": submission_id * 4,
        "files": {"return.csv": "5e"},
        **more,
    }


INPUTS = {
    "decision": {"number": 1, "verdict": "open", "sha256": "d1"},
    "earlier_decisions": {"2021-22-Q4": "d0"},
    "submissions": [sent("aaaa"), sent("bbbb", "bolton")],
    "seeds": {"labels.csv": "1", "measures.csv": "1"},
    "expectations": {"finance.yml": "1"},
    "models": {"models/marts/fct_rate.sql": "1"},
    "code": {f"report/m{number}.py": "1" for number in range(8)},
    "software": {"duckdb": "1.5.4", "python": "3.11"},
}


def told(**changed):
    return [(each.kind, each.says) for each in between(INPUTS, {**deepcopy(INPUTS), **changed}, NAMES)]


def test_the_same_inputs_give_no_reason():
    assert told() == []


def test_a_resubmission_is_told_with_its_id_and_the_day_it_was_received():
    again = sent("cccc", received_at="2022-08-02T10:00:00")

    assert told(submissions=[*INPUTS["submissions"], again]) == [
        (
            "submission",
            f"Ashby sent its return for {QUARTER} again: submission cccc, received on 2 August 2022.",
        )
    ]


def test_a_return_that_was_missing_is_told_as_one_that_was_sent_and_not_as_sent_again():
    first = sent("cccc", "bolton", "2021-22-Q4")

    assert told(submissions=[*INPUTS["submissions"], first]) == [
        ("submission", "Bolton sent its return for 2021-22-Q4: submission cccc, received on 19 July 2022.")
    ]


def test_a_withdrawal_and_a_second_arrival_are_told():
    beside = {"withdrawal-1.json": "w"}

    assert told(submissions=[sent("aaaa", beside=beside), sent("bbbb", "bolton")]) == [
        ("withdrawal", f"Ashby withdrew submission aaaa for {QUARTER}, received on 19 July 2022.")
    ]
    assert told(submissions=[sent("aaaa", beside={"arrival-3.json": "a"}), sent("bbbb", "bolton")]) == [
        ("submission", f"Ashby sent submission aaaa for {QUARTER}, first received on 19 July 2022, once more.")
    ]


def test_a_submission_that_is_gone_is_told():
    assert told(submissions=[sent("aaaa")]) == [
        ("submission", f"Submission bbbb of Bolton for {QUARTER} is no longer in the warehouse.")
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"seeds": {"labels.csv": "2", "measures.csv": "1"}}, ("seeds", "The reference data changed: labels.csv.")),
        ({"expectations": {}}, ("expectations", "The rules of the gate changed: finance.yml.")),
        (
            {"models": {**INPUTS["models"], "models/marts/fct_new.sql": "1"}},
            ("models", "How figures are worked out changed: models/marts/fct_new.sql."),
        ),
        (
            {"code": {f"report/m{number}.py": "2" for number in range(8)}},
            (
                "code",
                "The program changed: report/m0.py, report/m1.py, report/m2.py, report/m3.py and 4 more.",
            ),
        ),
        (
            {"software": {"duckdb": "1.5.5", "python": "3.11"}},
            ("software", "The software changed: duckdb 1.5.4 to 1.5.5."),
        ),
        (
            {"decision": {"number": 2, "verdict": "open_with_warnings", "sha256": "d2"}},
            ("decision", "The gate decided anew: decision 2, open with warnings."),
        ),
        ({"earlier_decisions": {"2021-22-Q4": "d9"}}, ("earlier_decisions", "The gate decided anew on 2021-22-Q4.")),
        ({"sign_off": {"sha256": "s", "caveats": None}}, ("sign_off", "It was signed off for the first time.")),
    ],
)
def test_each_other_input_is_told_by_what_differs_of_it(changed, reason):
    assert told(**changed) == [reason]


def test_every_file_that_differs_stands_in_the_record_however_few_are_named():
    changed = {"code": {f"report/m{number}.py": "2" for number in range(8)}}

    [reason] = between(INPUTS, INPUTS | changed, NAMES)

    assert reason.names == tuple(sorted(INPUTS["code"]))


def test_a_figure_has_its_own_authoritys_reason_and_what_is_common_and_no_other_authoritys():
    changed = {
        "submissions": [*INPUTS["submissions"], sent("cccc"), sent("dddd", "bolton")],
        "seeds": {"labels.csv": "2", "measures.csv": "1"},
        "decision": {"number": 2, "verdict": "open", "sha256": "d2"},
    }
    found = between(INPUTS, INPUTS | changed, NAMES)

    said = why("Ashby", QUARTER, found)

    assert "submission cccc" in said
    assert said.endswith("The reference data changed: labels.csv.")
    assert "dddd" not in said
    assert "gate" not in said
    assert "No input that differs is about it" in why("Ashby", QUARTER, ())
