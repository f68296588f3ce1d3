"""`make run` takes returns to a report by Airflow's DAGs, says how it ended, and a second time finds nothing new."""

from __future__ import annotations

import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from sfpc.telemetry import context
from tests.dags.conftest import ROOT, environment
from tests.folders import DEFECTIVE

QUARTER = "2021-22-Q1"


@dataclass
class Outcome:
    """How a run ended and what it told."""

    status: int
    said: str
    data: Path

    def airflow(self, query: str) -> list[tuple]:
        """Ask Airflow's database."""
        with sqlite3.connect(f"file:{self.data}/airflow/airflow.db?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def released(self) -> dict[str, bytes]:
        """Every file of every release, by its place."""
        releases = self.data / "releases"
        return {str(path.relative_to(releases)): path.read_bytes() for path in releases.rglob("*") if path.is_file()}


def run(data: Path, quarter: str = QUARTER, **more: str) -> Outcome:
    """Do what `make run` does, its output going to a file, with more in its environment."""
    done = subprocess.run(
        command(quarter),
        env=environment(data) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, data)


def run_on_a_terminal(data: Path, quarter: str = QUARTER) -> Outcome:
    """Do what `make run` does before a person's eyes."""
    screen, terminal = pty.openpty()
    started = subprocess.Popen(command(quarter), env=environment(data), stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    with suppress(OSError):  # how Linux says that the other end of a terminal is closed
        while part := os.read(screen, 65536):
            shown += part
    os.close(screen)
    return Outcome(started.wait(), shown.decode(), data)


def command(quarter: str) -> list[str | Path]:
    """The command behind `make run`."""
    return [sys.executable, ROOT / "orchestration" / "run_under_airflow.py", "--quarter", quarter]


@pytest.fixture(scope="session")
def first(tmp_path_factory, worker_id):
    """The first run of a quarter on an empty data folder, made once for all workers; its tests only look at it."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    kept = shared / "first_run.json"
    with FileLock(shared / "first_run.lock"):
        if not kept.exists():
            outcome = run(shared / "first_run")
            kept.write_text(json.dumps([outcome.status, outcome.said]), encoding="utf-8")
    return Outcome(*json.loads(kept.read_text(encoding="utf-8")), data=shared / "first_run")


def test_a_quarter_is_published_by_the_dags(first, folders):
    assert first.status == 0, first.said
    assert set(first.airflow("select dag_id, state from dag_run")) == {
        *((f"ingest_{folder}", "success") for folder in folders),
        ("publish_quarter", "success"),
    }


def test_each_return_is_a_task_named_by_its_quarter(first, folders):
    tasks = first.airflow("select dag_id, rendered_map_index from task_instance where task_id = 'land_and_read'")

    assert set(tasks) == {(f"ingest_{folder}", QUARTER) for folder in folders}


def test_each_new_return_is_announced_with_its_quarter_and_sets_the_publishing_of_it_going(first, folders):
    events = first.airflow("select asset.name, partition_key from asset_event join asset on asset.id = asset_id")
    waiting = first.airflow("select target_dag_id, partition_key from asset_partition_dag_run")

    assert set(events) == {(f"returns_{folder}", QUARTER) for folder in folders}
    assert set(waiting) == {("publish_quarter", QUARTER)}


def test_the_end_tells_the_returns_the_decision_and_where_the_report_is(first):
    assert f"{QUARTER} Warwickshire" in first.said
    assert "accepted" in first.said
    assert f"The gate is open for {QUARTER}" in first.said
    assert f"Published: {first.data}/releases/{QUARTER}/r1" in first.said


def test_airflows_own_lines_go_into_a_file(first):
    assert "DagRun" not in first.said
    assert "DagRun Finished" in (first.data / "logs" / "run_under_airflow.log").read_text(encoding="utf-8")


def test_the_pool_has_one_slot(first):
    assert first.airflow("select slots from slot_pool where pool = 'duckdb_writer'") == [(1,)]


def test_what_is_seen_of_the_tasks_is_what_is_seen_by_hand_under_the_run_of_their_dag(first, folders):
    run_of = dict(first.airflow("select dag_id, run_id from dag_run"))
    told = [json.loads(line) for line in (first.data / "logs" / "sfpc.jsonl").read_text(encoding="utf-8").splitlines()]
    runs = {(one["step"], one["authority"]): one["run"] for one in told}
    of_dag = {dag: context.of_airflow(dag, run_id).id for dag, run_id in run_of.items()}

    assert {step: runs[step, None] for step in ("build", "gate", "report")} == dict.fromkeys(
        ("build", "gate", "report"), of_dag["publish_quarter"]
    )
    assert {folder: {runs["land", folder], runs["read", folder]} for folder in folders} == {
        folder: {of_dag[f"ingest_{folder}"]} for folder in folders
    }
    assert {one["level"] for one in told} == {"info"}
    events = (first.data / "lineage" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["run"]["facets"]["parent"]["run"]["runId"] for line in events} >= set(of_dag.values()) - {
        of_dag.get("chase_returns")
    }
    metrics = (first.data / "metrics" / "sfpc.prom").read_text(encoding="utf-8")
    assert f'sfpc_release_number{{quarter="{QUARTER}"}} 1.0' in metrics
    assert f'sfpc_returns{{quarter="{QUARTER}",state="accepted"}} {len(folders)}.0' in metrics


def test_a_second_run_finds_nothing_new_and_gives_the_same_report(first, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(first.data, data, symlinks=True)  # `latest` is one

    second = run_on_a_terminal(data)

    assert second.status == 0, second.said
    assert "DagRun" not in second.said
    assert "build_warehouse" in second.said
    assert "Nothing new has landed" in second.said
    assert "Published before, and nothing has changed" in second.said
    assert second.released() == first.released()


def test_a_shut_gate_stops_the_report_and_says_why(tmp_path):
    quarter = "2021-22-Q2"
    wrong = tmp_path / "inbox" / "leeds" / quarter
    shutil.copytree(DEFECTIVE / "stock_typing_slip" / "leeds" / quarter, wrong)

    outcome = run(tmp_path, quarter)

    assert outcome.status == 3, outcome.said
    assert f"The gate is shut for {quarter}" in outcome.said
    assert "FV_Leeds_Performance_Q2_2021-22.csv, line 7" in outcome.said
    assert outcome.released() == {}
    assert set(outcome.airflow("select task_id, state from task_instance where dag_id = 'publish_quarter'")) == {
        ("check_completeness", "success"),
        ("build_warehouse", "success"),
        ("pass_gate", "failed"),
        ("publish_report", "upstream_failed"),
    }


def test_a_quarter_that_is_not_complete_is_skipped_and_says_who_is_awaited(tmp_path):
    (tmp_path / "inbox" / "leeds" / QUARTER).mkdir(parents=True)  # its place is taken: nothing is laid there

    outcome = run(tmp_path)

    assert outcome.status == 3, outcome.said
    assert f"{QUARTER} is not complete" in outcome.said
    assert set(outcome.airflow("select state from task_instance where dag_id = 'publish_quarter'")) == {("skipped",)}
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_the_run_that_asked_the_gate_is_noted_beside_its_decision(first):
    asked = (first.data / "gate" / QUARTER / "asked.jsonl").read_text(encoding="utf-8")

    [line] = [json.loads(line) for line in asked.splitlines()]
    [(run_id,)] = first.airflow("select run_id from dag_run where dag_id = 'publish_quarter'")
    assert (line["asked_by"], line["decision"]) == (f"publish_quarter {run_id}", 1)


def test_a_quarter_is_published_without_a_return_where_its_policy_has_enough(tmp_path):
    home, data = tmp_path / "home", tmp_path / "data"
    shutil.copytree(ROOT / "seeds", home / "seeds")
    for folder in ("dags", "dbt_project", "expectations", "samples"):
        (home / folder).symlink_to(ROOT / folder)
    with (home / "seeds" / "publication_policies.csv").open("a", encoding="utf-8") as policies:
        policies.write(
            f"{QUARTER},at_least,4,2021-08-01,A system failed.,reporting lead,2021-07-30,programme_team: x\n"
        )
    (data / "inbox" / "leeds" / QUARTER).mkdir(parents=True)  # its place is taken: nothing is laid there

    outcome = run(data, SFPC_HOME=str(home))

    assert outcome.status == 0, outcome.said
    assert "Partial: without the return of Leeds." in outcome.said
    manifest = json.loads(outcome.released()[f"{QUARTER}/r1/manifest.json"])
    assert (manifest["is_partial"], manifest["missing"]) == (True, ["Leeds"])


@pytest.mark.parametrize(
    ("quarter", "words"),
    [
        ("2021-22-Q5", "'2021-22-Q5' is not a quarter of a financial year; write it as 2022-23-Q1"),
        ("2031-32-Q1", "there are no sample returns for 2031-32-Q1; ask for one of 2021-22-Q1"),
    ],
)
def test_a_quarter_that_cannot_be_asked_for_is_wrong_usage_and_changes_nothing(tmp_path, quarter, words):
    outcome = run(tmp_path, quarter)

    assert outcome.status == 2
    assert words in outcome.said
    assert list(tmp_path.iterdir()) == []


def test_two_runs_do_not_share_a_data_folder(tmp_path):
    (tmp_path / "airflow").mkdir()
    with FileLock(tmp_path / "airflow" / ".run.lock"):
        outcome = run(tmp_path)

    assert outcome.status == 2
    assert "another run is at work here" in outcome.said
