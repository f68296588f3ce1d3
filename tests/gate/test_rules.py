"""A check is not changed in silence: neither between two decisions, nor between two versions of this repository."""

import csv
import json
from datetime import date

import pytest
import yaml

from sfpc import gate
from sfpc.gate import rules, suites
from tests.gate.conftest import QUARTER, REPOSITORY
from tests.gate.rule_list import LISTED, rows_of

TODAY = date(2026, 11, 21)
SUITE = "marts__fct_reconciliation"
WHY = {"until": date(2026, 12, 1), "because": "Agreed by the programme board."}


def _decide(settings, quarter=QUARTER):
    return gate.decide(settings, quarter, today=TODAY)


def _rewrite(settings, check_id, **changes):
    """Change fields of a check in its file."""
    path = settings.expectations / f"{SUITE}.yml"
    suite = yaml.safe_load(path.read_text(encoding="utf-8"))
    [check] = [one for one in suite["checks"] if one["id"] == check_id]
    check |= changes
    path.write_text(yaml.safe_dump(suite), encoding="utf-8")


def _told(decision):
    return [result for result in decision.results if result.check_id == rules.UNEXPLAINED]


def test_checks_that_stand_as_they_did_are_not_spoken_of(settings):
    _decide(settings)
    (settings.seeds / "measures.csv").write_text("measure\n", encoding="utf-8")  # so that it is decided again

    assert _told(_decide(settings)) == []


@pytest.mark.parametrize(
    ("changes", "was"),
    [
        ({"severity": "info"}, 'severity was "warning" and is "info"'),
        ({"rows": "this.reconciliation = 'nothing'"}, "rows was"),
        ({"value": "this.difference - 1000000"}, "value was"),
        ({"kwargs": {"column": "checked", "max_value": 99}}, 'and is {"column": "checked", "max_value": 99}'),
    ],
    ids=["severity", "rows", "value", "limit"],
)
def test_a_rule_changed_without_a_word_shuts_the_gate(settings, changes, was):
    _decide(settings)
    _rewrite(settings, "RECON-007", **changes)

    decision = _decide(settings)

    [told] = _told(decision)
    assert (decision.verdict, told.severity, told.outcome) == ("shut", "critical", "failed")
    assert told.observed.startswith("RECON-007 was changed without a word: ")
    assert was in told.observed
    assert "into history {until: that day, was: {" in told.observed
    assert "GATE-002" in decision.explanation()


def test_asking_again_does_not_make_it_right(settings):
    _decide(settings)
    _rewrite(settings, "RECON-007", severity="info")
    shut = _decide(settings)

    again = _decide(settings)

    assert (again.verdict, again.number) == ("shut", shut.number)
    assert again.inputs["rules"]["RECON-007"]["severity"] == "warning"


def test_a_word_in_the_history_opens_the_gate_again(settings):
    _decide(settings)
    _rewrite(settings, "RECON-007", severity="info")
    _decide(settings)

    _rewrite(settings, "RECON-007", since=WHY["until"], history=[{**WHY, "was": {"severity": "warning"}}])
    decision = _decide(settings)

    assert (decision.verdict, _told(decision)) == ("open", [])
    assert decision.inputs["rules"]["RECON-007"]["severity"] == "info"


def test_a_word_about_another_field_explains_nothing(settings):
    _decide(settings)
    _rewrite(settings, "RECON-007", severity="info", since=WHY["until"], history=[{**WHY, "was": {"rows": "true"}}])

    assert "severity was" in _told(_decide(settings))[0].observed


def test_a_word_spoken_before_the_last_decision_explains_no_later_change(settings):
    history = [{**WHY, "was": {"severity": "critical"}}]
    _rewrite(settings, "RECON-007", since=WHY["until"], history=history)
    _decide(settings)
    _rewrite(settings, "RECON-007", severity="info")

    assert _decide(settings).verdict == "shut"


def test_a_column_that_a_check_reads_is_part_of_its_rule(settings):
    _decide(settings)
    path = settings.expectations / "marts__fct_finding.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("exists (", "not exists ("), encoding="utf-8")

    assert "FIND-006 was changed without a word: also_read was" in _told(_decide(settings))[0].observed


def test_a_check_that_is_gone_must_be_retired(settings):
    _decide(settings)
    path = settings.expectations / f"{SUITE}.yml"
    suite = yaml.safe_load(path.read_text(encoding="utf-8"))
    suite["checks"] = [check for check in suite["checks"] if check["id"] != "RECON-007"]
    path.write_text(yaml.safe_dump(suite), encoding="utf-8")
    assert _told(_decide(settings))[0].observed == (
        "RECON-007 is gone. Move its id to retired, with the day and the reason."
    )

    suite["retired"] = [{"id": "RECON-007", "on": TODAY, "because": "No grant is left."}]
    path.write_text(yaml.safe_dump(suite), encoding="utf-8")

    assert _decide(settings).verdict == "open"


def test_the_first_decision_about_a_quarter_is_held_to_that_about_another(settings):
    _decide(settings)
    _rewrite(settings, "RECON-007", severity="info")

    assert _told(_decide(settings, "2021-22-Q2")) != []


def test_a_decision_of_before_rules_were_kept_is_no_reason_to_shut(settings):
    _decide(settings)
    path = settings.gate / QUARTER / "d1.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["inputs"]["rules"]
    path.write_text(json.dumps(record), encoding="utf-8")
    _rewrite(settings, "RECON-007", severity="info")

    assert _decide(settings).verdict == "open"


def test_a_rule_of_this_repository_changes_only_with_a_word_in_its_history():
    """The list is read as a diff: `python -m tests.gate.rule_list` writes it anew."""
    with LISTED.open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row for row in csv.DictReader(file)}
    now = {row["id"]: row for row in rows_of(suites.load(REPOSITORY / "expectations"))}

    silent = [
        check_id
        for check_id, row in now.items()
        if check_id in listed and row != listed[check_id] and int(row["changes"]) <= int(listed[check_id]["changes"])
    ]

    assert silent == [], "changed without a new entry in history"
    assert now == listed, "run `python -m tests.gate.rule_list` and look at the difference"
