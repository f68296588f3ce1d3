"""Nothing is published without a decision of the gate that is open and holds for what is in the warehouse now."""

from __future__ import annotations

import json

import duckdb
import pytest

from sfpc.errors import GateShut, PipelineError
from sfpc.gate import policy
from sfpc.report import agreements, decision
from sfpc.settings import Settings

QUARTER = "2022-23-Q1"
RESULT = {
    "check_id": "PERF-001",
    "severity": "critical",
    "authority_code": "A",
    "says": "It holds.",
    "observed": "2 rows",
}


@pytest.fixture
def settings(tmp_path):
    made = Settings(home=tmp_path, data=tmp_path / "data", inbox=tmp_path / "inbox")
    for folder in (made.seeds, made.expectations, made.dbt_project / "models"):
        folder.mkdir(parents=True)
    (made.seeds / "measures.csv").write_text("measure\nreferrals\n")
    (made.seeds / "waivers.csv").write_text("check_id\n")
    (made.expectations / "marts__fct_return.yml").write_text("suite: marts__fct_return\n")
    (made.dbt_project / "models" / "fct_return.sql").write_text("select 1\n")
    return made


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_return as select * from (values "
            "('A', '2021-22-Q4', 'accepted', 'a4'), ('A', '2022-23-Q1', 'accepted', 'a1'), "
            "('A', '2022-23-Q2', 'accepted', 'a2')) as sent(authority_code, quarter, state, submission_id)"
        )
        yield connection


def decided(settings, number=1, verdict="open", results=(), sent="a1", quarter=QUARTER):
    returned = {"authority_code": "A", "state": "accepted"}
    record = {
        "quarter": quarter,
        "verdict": verdict,
        "authority_names": {"A": "Ashby"},
        "waivers": [],
        "results": list(results),
        "inputs": {
            "returns": [returned | {"quarter": QUARTER, "submission_id": sent}],
            "earlier_returns": [returned | {"quarter": "2021-22-Q4", "submission_id": "a4"}],
            **decision.fingerprints(settings),
        },
    }
    folder = settings.gate / quarter
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"d{number}.json").write_text(json.dumps(record))


def test_the_newest_open_decision_is_taken_and_later_quarters_are_nothing_to_it(settings, warehouse):
    for number in (2, 9, 10):
        decided(settings, number)

    taken = decision.require_open(settings, QUARTER, warehouse)

    assert taken.number == 10
    assert taken.verdict == "open"


def test_without_a_decision_it_says_to_ask_the_gate(settings, warehouse):
    with pytest.raises(GateShut, match=r"has not decided on 2022-23-Q1: run `sfpc gate --quarter 2022-23-Q1` first"):
        decision.require_open(settings, QUARTER, warehouse)


def test_a_shut_gate_names_the_checks_that_shut_it_and_no_others(settings, warehouse):
    decided(settings, 1)
    decided(
        settings,
        2,
        "shut",
        [
            RESULT | {"outcome": "failed"},
            RESULT | {"check_id": "PERF-002", "outcome": "waived"},
            RESULT | {"check_id": "PERF-003", "severity": "warning", "outcome": "failed"},
            RESULT | {"check_id": "PERF-004", "severity": "info", "authority_code": None, "outcome": "raised"},
        ],
    )

    with pytest.raises(GateShut) as refusal:
        decision.require_open(settings, QUARTER, warehouse)

    assert str(refusal.value) == (
        "The gate is shut for 2022-23-Q1 (decision 2), so nothing is published. What should hold, and does not:\n"
        "  PERF-004: could not be asked\n"
        "  PERF-001 (Ashby): It holds.\n"
        "Where, and what to do: sfpc gate --quarter 2022-23-Q1"
    )


def test_a_decision_on_another_submission_does_not_hold(settings, warehouse):
    decided(settings, sent="another")

    with pytest.raises(GateShut, match="made before the return of A for 2022-23-Q1 changed"):
        decision.require_open(settings, QUARTER, warehouse)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("seeds/measures.csv", "the seeds"),
        ("expectations/marts__fct_return.yml", "the checks in expectations/"),
        ("dbt_project/models/fct_return.sql", "the models of the warehouse"),
    ],
)
def test_a_decision_made_with_other_rules_does_not_hold(settings, warehouse, changed, words):
    decided(settings)
    (settings.home / changed).write_text("another\n")

    with pytest.raises(GateShut, match=f"made before {words} changed"):
        decision.require_open(settings, QUARTER, warehouse)


def test_a_record_that_is_no_decision_is_a_fault_of_ours(settings, warehouse):
    (settings.gate / QUARTER).mkdir(parents=True)
    (settings.gate / QUARTER / "d1.json").write_text("{}")

    with pytest.raises(PipelineError, match="the decision does not say its verdict"):
        decision.require_open(settings, QUARTER, warehouse)


def test_earlier_decisions_are_inputs_and_later_ones_are_not(settings):
    for quarter in ("2021-22-Q4", QUARTER, "2022-23-Q2"):
        decided(settings, quarter=quarter)

    assert list(decision.earlier(settings, QUARTER)) == ["2021-22-Q4"]


# ---- what was agreed can be taken back


def agreed(settings, record, *, policies="", waivers=""):
    heading = "quarter,policy,at_least,from_date,reason,agreed_by,agreed_date,source\n"
    (settings.seeds / "publication_policies.csv").write_text(heading + policies, encoding="utf-8")
    heading = "check_id,authority_code,quarter,until_date,reason,agreed_by,agreed_date\n"
    (settings.seeds / "waivers.csv").write_text(heading + waivers, encoding="utf-8")
    return agreements.taken_back(settings.seeds, QUARTER, {"waivers": []} | record)


def test_a_waiver_that_was_taken_out_takes_the_decision_with_it(settings):
    row = f"PERF-001,A,{QUARTER},2022-12-31,It  is right.,programme board,2022-08-01\n"
    waiver = {
        "check_id": "PERF-001",
        "authority_code": "A",
        "quarter": QUARTER,
        "until_date": "2022-12-31",
        "reason": "It is right.",
        "agreed_by": "programme board",
        "agreed_date": "2022-08-01",
        "line": 2,
        "was_needed": True,
    }

    assert agreed(settings, {"waivers": [waiver]}, waivers=row) is None
    assert agreed(settings, {"waivers": [waiver]}) == "the waiver of PERF-001 for A"
    assert agreed(settings, {"waivers": [waiver]}, waivers=row.replace("12-31", "08-31")) is not None
    assert agreed(settings, {"waivers": []}, waivers=row) is None


def test_a_policy_that_was_changed_takes_the_decision_with_it(settings):
    row = f"{QUARTER},at_least,4,2022-08-12,A system failed.,reporting lead,2022-08-10,programme_team: x\n"
    (settings.seeds / "publication_policies.csv").write_text(",".join(policy.COLUMNS) + "\n" + row, encoding="utf-8")
    decided_by = policy.of(settings.seeds, QUARTER).as_record()
    none = policy.of(settings.seeds, "2021-22-Q4").as_record()

    assert agreed(settings, {"policy": decided_by}, policies=row) is None
    assert agreed(settings, {"policy": none}) is None
    for now in ("", row.replace(",4,", ",5,"), row.replace("failed", "recovered")):
        assert agreed(settings, {"policy": decided_by}, policies=now) == "the policy on too few returns"
    assert agreed(settings, {"policy": none}, policies=row) == "the policy on too few returns"


def test_what_is_published_does_not_tell_where_small_counts_are(settings, warehouse):
    looks_for_them = RESULT | {"check_id": "PRIVACY-002", "family": "privacy"}
    decided(settings, results=[RESULT | {"family": "complete"}, looks_for_them])

    opened = decision.newest_open(settings, QUARTER, warehouse)

    assert [each["check_id"] for each in opened.results] == ["PERF-001", "PRIVACY-002"]
    assert [each["check_id"] for each in opened.without_small_counts().results] == ["PERF-001"]
