"""The DAG files are cheap to parse, hold the DAGs they should, and say when the steps run and in what order."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DAGS = ROOT / "dags"


@pytest.fixture
def publish(facts):
    return facts["dags"]["publish_quarter"]


@pytest.fixture
def ingests(facts):
    return {name: dag for name, dag in facts["dags"].items() if dag["file"] == "ingest_returns.py"}


def test_every_dag_file_is_read_without_an_error(facts):
    assert facts["import_errors"] == {}


def test_each_reporting_authority_has_an_ingest_dag_and_no_other_has(facts, folders):
    assert folders
    others = {"publish_quarter", "chase_returns", "backfill_quarters"}
    assert set(facts["dags"]) == {*(f"ingest_{folder}" for folder in folders), *others}


def test_no_authority_is_named_in_a_dag_file(folders):
    for path in DAGS.glob("*.py"):
        assert not re.search("|".join(folders), path.read_text(encoding="utf-8"), re.IGNORECASE), path


def test_parsing_reads_the_dag_files_and_the_register_of_authorities_and_no_other_file_of_ours(facts):
    libraries = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    opened = {Path(name) for name in facts["opened"]}
    ours = {path for path in opened if not libraries & set(path.parents)}

    assert ours >= {DAGS / "ingest_returns.py", DAGS / "publish_quarter.py", ROOT / "seeds" / "authorities.csv"}
    assert {path for path in ours if DAGS not in path.parents} == {ROOT / "seeds" / "authorities.csv"}


def test_parsing_uses_no_network(facts):
    assert facts["network"] == []


def test_parsing_imports_neither_the_package_nor_a_heavy_library(facts):
    imported = {name.split(".")[0] for name in facts["imported"]}

    assert not imported & {"sfpc", "pandas", "pyarrow", "duckdb", "dbt", "great_expectations", "altair"}


def test_all_dag_files_are_parsed_within_a_second_over_airflows_own_import(facts):
    # Seconds of processor time, which a busy machine does not stretch; it takes some 0.05.
    assert facts["seconds"] < 1


def test_a_dag_file_is_short():
    for path in DAGS.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 100, path


def test_each_dag_shows_the_head_of_its_file_to_whoever_is_on_call(facts):
    for dag in facts["dags"].values():
        assert dag["doc"].strip() in (DAGS / dag["file"]).read_text(encoding="utf-8")


def test_the_catalogue_has_a_heading_for_each_dag(facts, folders):
    headings = re.findall(r"^## (.+)$", (DAGS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = [heading.replace("<folder>", folder) for heading in headings for folder in folders]

    assert set(told) == set(facts["dags"])


def test_an_inbox_is_swept_by_one_run_at_a_time_and_missed_sweeps_are_not_made_up(ingests):
    for dag in ingests.values():
        assert (dag["schedule"], dag["catchup"], dag["max_active_runs"]) == ("CronTriggerTimetable", False, 1)


def test_returns_are_chased_each_morning_and_the_runs_of_those_that_were_missed_are_not_made_up(facts):
    chase = facts["dags"]["chase_returns"]

    assert (chase["schedule"], chase["catchup"], chase["max_active_runs"]) == ("CronTriggerTimetable", False, 1)
    assert chase["tasks"]["send_waiting_notices"]["upstream"] == ["remind_and_tell"]
    assert chase["tasks"]["send_waiting_notices"]["trigger_rule"] == "all_done"
    assert chase["tasks"]["check_calendar"]["upstream"] == []  # whatever it finds, the rest is chased


def test_somebody_is_told_of_every_task_that_fails_and_of_what_they_wait_for(facts):
    tells = {
        (name, task_id): task["tells"] for name, dag in facts["dags"].items() for task_id, task in dag["tasks"].items()
    }

    assert all("on_failure_callback" in told for told in tells.values())
    on_success = {key for key, told in tells.items() if "on_success_callback" in told}
    assert on_success == {("publish_quarter", "publish_report")} | {
        (name, task)
        for name in facts["dags"]
        if name.startswith("ingest_")
        for task in ("sweep_inbox", "land_and_read")
    }


def test_what_sends_notices_is_loaded_only_when_there_is_something_to_send(facts):
    assert not {"channels", "apprise", "aiosmtplib"} & {name.split(".")[0] for name in facts["imported"]}


def test_each_submission_is_landed_and_read_by_a_task_of_its_own_that_announces_it(ingests, folders):
    for folder in folders:
        task = ingests[f"ingest_{folder}"]["tasks"]["land_and_read"]

        assert task["is_mapped"]
        assert task["upstream"] == ["sweep_inbox"]
        assert task["announces"] == [f"returns_{folder}"]


def test_the_sender_hears_as_soon_as_one_submission_was_read(ingests):
    for dag in ingests.values():
        task = dag["tasks"]["write_feedback"]

        assert task["upstream"] == ["land_and_read"]
        assert task["trigger_rule"] == "none_failed_min_one_success"


def test_the_report_waits_for_the_gate_and_the_gate_for_the_warehouse(publish):
    order = {name: set(task["upstream"]) for name, task in publish["tasks"].items()}

    assert order == {
        "check_completeness": set(),
        "build_warehouse": {"check_completeness"},
        "pass_gate": {"build_warehouse", "check_completeness"},
        "publish_report": {"pass_gate", "check_completeness"},
    }


def test_a_return_of_any_authority_sets_the_publishing_of_its_quarter_going(publish, folders):
    assert publish["schedule"] == "PartitionedAssetTimetable"
    assert publish["listens_to"] == ["AssetAny", *(f"returns_{folder}" for folder in folders)]


def test_a_disk_or_a_lock_is_tried_again_and_nothing_else_is(facts):
    for dag in facts["dags"].values():
        for task in dag["tasks"].values():
            assert task["on_error"] == {"disk": "retry", "lock": "retry", "bug": "fail", "ours": "fail"}


def test_every_task_may_be_tried_again_but_those_that_would_say_the_same_again(facts):
    retries = {name: task["retries"] for dag in facts["dags"].values() for name, task in dag["tasks"].items()}

    assert (retries.pop("pass_gate"), retries.pop("see_it_published")) == (0, 0)
    assert set(retries.values()) == {2}


def test_whatever_writes_the_warehouse_goes_to_the_writers_queue_where_there_is_one_and_nothing_else_does(
    facts, facts_with_sign_off
):
    for found, queue in ((facts, "default"), (facts_with_sign_off, "writer")):
        of = {name: {task["queue"] for task in dag["tasks"].values()} for name, dag in found["dags"].items()}
        assert of.pop("publish_quarter") == {queue}
        assert set().union(*of.values()) == {"default"}


def test_whatever_writes_the_warehouse_takes_the_one_slot_of_its_pool(publish):
    assert {task["pool"] for task in publish["tasks"].values()} == {"duckdb_writer"}
    assert publish["max_active_runs"] == 1
