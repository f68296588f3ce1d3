"""The publish DAG waits for a person where SFPC_SIGN_OFF is `required`, and is as it was where it is off."""

from __future__ import annotations

import pytest

from tests.dags.conftest import found_in_dag_files

STEPS = ["write_briefing", "await_sign_off", "record_sign_off"]


@pytest.fixture
def publish(facts_with_sign_off):
    assert facts_with_sign_off["import_errors"] == {}
    return facts_with_sign_off["dags"]["publish_quarter"]


def test_where_it_is_off_no_task_waits_for_anybody(facts):
    assert not {*STEPS} & set(facts["dags"]["publish_quarter"]["tasks"])


def test_the_report_waits_for_a_person_and_the_person_for_the_gate(publish):
    order = {name: set(task["upstream"]) for name, task in publish["tasks"].items()}

    assert order["write_briefing"] == {"pass_gate", "check_completeness"}
    assert order["await_sign_off"] == {"write_briefing"}
    assert order["record_sign_off"] == {"await_sign_off", "write_briefing", "check_completeness"}
    assert order["publish_report"] == {"record_sign_off", "check_completeness"}


def test_a_step_that_was_skipped_is_followed_by_none(publish):
    assert {task["trigger_rule"] for task in publish["tasks"].values()} == {"all_success"}


def test_the_wait_is_as_long_as_the_setting_says(publish):
    assert publish["tasks"]["await_sign_off"]["waits_days"] == 30


def test_a_run_that_waits_does_not_keep_another_quarter_from_its_own(publish, facts):
    assert facts["dags"]["publish_quarter"]["max_active_runs"] == 1
    assert publish["max_active_runs"] > 4


def test_the_other_dags_are_the_same(facts, facts_with_sign_off):
    others = [name for name in facts["dags"] if name != "publish_quarter"]

    assert [facts_with_sign_off["dags"][name] for name in others] == [facts["dags"][name] for name in others]


def test_parsing_is_still_cheap_and_imports_neither_the_package_nor_a_heavy_library(facts_with_sign_off):
    imported = {name.split(".")[0] for name in facts_with_sign_off["imported"]}

    assert not imported & {"sfpc", "pandas", "pyarrow", "duckdb", "dbt", "great_expectations", "altair"}
    assert facts_with_sign_off["network"] == []
    assert facts_with_sign_off["seconds"] < 2  # what the wait is made of takes Airflow some tenths to import


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SFPC_SIGN_OFF": "on"}, "SFPC_SIGN_OFF is 'on': set it to one of off, required"),
        ({"SFPC_SIGN_OFF": "required", "SFPC_SIGN_OFF_DAYS": "0"}, "SFPC_SIGN_OFF_DAYS is '0': give a whole number"),
    ],
)
def test_a_setting_that_cannot_be_is_an_error_of_the_dag_file(tmp_path_factory, settings, words):
    facts = found_in_dag_files(tmp_path_factory, **settings)

    [error] = [error for path, error in facts["import_errors"].items() if path.endswith("publish_quarter.py")]
    assert words in error
    assert "publish_quarter" not in facts["dags"]
