"""`sfpc checks` shows a statistician every check, and everything about one, before any machine word."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sfpc.cli import main
from sfpc.gate import suites
from tests.folders import HOME

CHECKS = [check for suite in suites.load(HOME / "expectations") for check in suite.checks]


def said(*arguments, status=0):
    outcome = CliRunner().invoke(main, ["checks", *arguments])
    assert outcome.exit_code == status, outcome.output
    return outcome.output


@pytest.fixture(scope="module")
def catalogue():
    return {one["check"]: one for one in json.loads(said("--json"))}


def test_every_check_is_listed_with_its_severity_and_what_holds():
    told = said()

    assert [check.id for check in CHECKS if check.id not in told] == []
    assert f"{len(CHECKS)} checks." in told


def test_the_list_for_programs_holds_what_the_files_say(catalogue):
    assert {check.id: (check.severity, check.says, check.because) for check in CHECKS} == {
        name: (one["severity"], one["says"], one["because"]) for name, one in catalogue.items()
    }


def test_one_check_is_told_with_its_reason_its_owner_and_its_day_before_machine_words():
    told = said("--check", "RETURN-002").splitlines()

    headings = [line.partition(":")[0] for line in told]
    assert headings[:4] == ["Check", "Severity", "Family", "Says"]
    assert headings.index("Because") < headings.index("Owner") < headings.index("Since") < headings.index("Expectation")
    assert "Can be waived: no: a missing or unreadable return stops a quarter" in "\n".join(told)


def test_the_bands_and_the_history_of_a_check_are_told():
    banded = [check for check in CHECKS if check.bands]
    changed = [check for check in CHECKS if check.history]

    for check in banded[:2]:
        told = said("--check", check.id)
        assert all(f"  {kind}: " in told for kind in check.bands.limits)
    for check in changed[:2]:
        assert f"Until {check.history[0].until}: " in said("--check", check.id)


def test_a_check_that_is_none_is_wrong_usage():
    assert "'PERF-999' is no check; `sfpc checks` lists them all" in said("--check", "PERF-999", status=2)
