"""Who may sign off is asked by ourselves as well: log-ins in Airflow, a group of the machine on the command line."""

from __future__ import annotations

import grp
import json
import os
from dataclasses import replace

import pytest

from sfpc import sign_off, signatories
from sfpc.errors import UsageError
from sfpc.settings import Settings
from sfpc.sign_off import Answer

QUARTER = "2022-23-Q1"
LEAD = "reporting.lead"
IN_AIRFLOW = Answer("publish", LEAD, signatories.IN_AIRFLOW, "2026-11-22T09:30:00Z")
HERE = replace(IN_AIRFLOW, by="reporting lead", through=signatories.COMMAND_LINE)
OURS = grp.getgrgid(os.getegid()).gr_name
OTHERS = next(group.gr_name for group in grp.getgrall() if group.gr_gid not in {os.getegid(), *os.getgroups()})


@pytest.fixture
def settings(tmp_path):
    """A quarter whose gate is open and that waits for its sign-off."""
    made = Settings(home=tmp_path, data=tmp_path / "data", inbox=tmp_path / "inbox", sign_off="required")
    (made.gate / QUARTER).mkdir(parents=True)
    (made.gate / QUARTER / "d1.json").write_text(json.dumps({"verdict": "open"}), encoding="utf-8")
    return made


def kept(settings):
    return [json.loads(path.read_text())["by"] for path in (settings.gate / QUARTER).glob("s*.json")]


@pytest.mark.parametrize("by", ["data.engineer", "administrator", LEAD.upper(), f"{LEAD} ,", "reporting lead", "1"])
def test_an_answer_in_airflow_of_a_log_in_that_is_not_named_does_not_count(settings, by):
    named = replace(settings, sign_off_by=(LEAD, "reporting.lead.2"))

    with pytest.raises(UsageError, match=f"The log-in {by} is not among those who may sign off"):
        sign_off.record(named, QUARTER, 1, replace(IN_AIRFLOW, by=by))

    assert kept(settings) == []
    assert sign_off.waits(named, QUARTER)


def test_an_answer_in_airflow_of_a_log_in_that_is_named_is_kept(settings):
    sign_off.record(replace(settings, sign_off_by=("another", LEAD)), QUARTER, 1, IN_AIRFLOW)

    assert kept(settings) == [LEAD]


def test_where_no_log_in_is_named_airflows_roles_alone_say_who_may(settings):
    sign_off.record(settings, QUARTER, 1, IN_AIRFLOW)

    assert kept(settings) == [LEAD]


@pytest.mark.parametrize("through", [signatories.COMMAND_LINE, "airflow", "another program"])
def test_on_the_machine_only_members_of_the_group_may_answer(settings, through):
    with pytest.raises(UsageError, match=f"Only members of the group {OTHERS} may sign off on this machine"):
        sign_off.record(replace(settings, sign_off_group=OTHERS), QUARTER, 1, replace(HERE, through=through))
    assert kept(settings) == []

    sign_off.record(replace(settings, sign_off_group=OURS), QUARTER, 1, replace(HERE, through=through))
    assert kept(settings) == ["reporting lead"]


def test_a_group_that_the_machine_has_not_lets_nobody_answer(settings):
    with pytest.raises(UsageError, match="SFPC_SIGN_OFF_GROUP is 'no_such_group', and this machine has no such group"):
        sign_off.record(replace(settings, sign_off_group="no_such_group"), QUARTER, 1, HERE)


def test_the_group_is_not_asked_of_who_answers_in_airflow_nor_the_log_in_of_who_answers_here(settings):
    both = replace(settings, sign_off_by=("somebody.else",), sign_off_group=OTHERS)

    assert signatories.refusal(replace(both, sign_off_by=(LEAD,)), LEAD, signatories.IN_AIRFLOW) is None
    assert signatories.refusal(replace(both, sign_off_group=OURS), LEAD, signatories.COMMAND_LINE) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [(None, ()), ("", ()), (" , ", ()), ("a.lead", ("a.lead",)), (" a.lead, b ,", ("a.lead", "b"))],
)
def test_log_ins_are_written_with_commas_between(monkeypatch, tmp_path, written, meant):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.delenv("SFPC_SIGN_OFF_BY", raising=False)
    if written is not None:
        monkeypatch.setenv("SFPC_SIGN_OFF_BY", written)

    assert Settings.from_environment().sign_off_by == meant


def test_a_group_is_named_by_its_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.delenv("SFPC_SIGN_OFF_GROUP", raising=False)
    assert Settings.from_environment().sign_off_group is None

    monkeypatch.setenv("SFPC_SIGN_OFF_GROUP", "reporting")
    assert Settings.from_environment().sign_off_group == "reporting"
