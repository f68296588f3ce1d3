"""What a scheduler alone can do: past quarters published one after another, and a run that does not end is told of."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.dags.conftest import ROOT, environment
from tests.dags.test_notices import FROM, LEAD, Mailbox
from tests.published import QUARTER, published

NEXT, LAST = "2021-22-Q4", "2022-23-Q1"
PATIENCE_SECONDS = 600
OVER = ("success", "failed")
SQLITE_WAITS_SECONDS = 5
LATE = "has not ended in time"


@dataclass
class Airflow:
    """A service that runs in a data folder, with the mail server that it tells."""

    data: Path
    address: str
    token: str
    mailbox: Mailbox
    logs: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: dict | None = None):
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=120)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        connection.request(method, f"/api/v2{path}", json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        answer = json.load(response)
        assert response.status < HTTPStatus.BAD_REQUEST, answer
        return answer

    def start(self, dag: str, **conf: object) -> str:
        return self.ask("POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def runs(self, dag: str) -> list[dict]:
        return self.ask("GET", f"/dags/{dag}/dagRuns?order_by=id")["dag_runs"]

    def tasks(self, dag: str, run: str) -> dict[str, str]:
        found = self.ask("GET", f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
        return {one["task_id"]: one["state"] for one in found}

    def wait(self, what, why: str):
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := what()):
            assert time.monotonic() < until, why
            time.sleep(1)
        return found


@pytest.fixture(scope="module")
def airflow(tmp_path_factory):
    """Airflow as `make up` leaves it, on a folder in which all returns up to a quarter were published once."""
    data = tmp_path_factory.mktemp("scheduled") / "data"
    shutil.copytree(published(tmp_path_factory.getbasetemp()).settings.data, data, symlinks=True)
    mailbox = Mailbox()

    def order(command: str) -> str:
        done = subprocess.run(
            [sys.executable, ROOT / "orchestration" / "airflow_service.py", command],
            env=environment(data) | {"SFPC_NOTICES_TO": LEAD},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    try:
        with mailbox.up():
            said = order("up")
            address, user, password = re.search(r"(http://\S+)\s+log in\s+(\S+) / (\S+)", said).groups()
            connection = HTTPConnection(address.removeprefix("http://"), timeout=120)
            entry = json.dumps({"username": user, "password": password})
            connection.request("POST", "/auth/token", entry, {"Content-Type": "application/json"})
            made = Airflow(data, address, json.load(connection.getresponse())["access_token"], mailbox)
            made.ask(
                "POST",
                "/connections",
                {
                    "connection_id": "smtp_default",
                    "conn_type": "smtp",
                    "host": "127.0.0.1",
                    "port": mailbox.port,
                    "extra": json.dumps({"from_email": FROM, "disable_ssl": True, "disable_tls": True}),
                },
            )
            made.ask("PATCH", "/dags?dag_id_pattern=ingest_%25", {"is_paused": True})  # as the DAG's page says
            yield made
    finally:
        order("down")


def test_the_api_waits_for_a_writer_of_the_database_longer_than_sqlite_does_by_itself(airflow):
    with closing(sqlite3.connect(airflow.data / "airflow" / "airflow.db", timeout=60, isolation_level=None)) as other:
        other.execute("begin immediate")
        with ThreadPoolExecutor(max_workers=1) as beside:
            slots = {"slots": 1, "name": "duckdb_writer", "include_deferred": False}
            answered = beside.submit(airflow.ask, "PATCH", "/pools/duckdb_writer", slots)
            time.sleep(SQLITE_WAITS_SECONDS + 3)
            assert not answered.done()
            other.execute("rollback")
            assert answered.result()["slots"] == 1


def test_changes_that_are_asked_for_at_once_are_all_made(airflow):
    assert "one_change_at_a_time" in {one["name"] for one in airflow.ask("GET", "/plugins")["plugins"]}
    names = {f"asked_at_once_{number}" for number in range(50)}

    def pause_and_add(name: str) -> None:
        airflow.ask("PATCH", "/dags?dag_id_pattern=ingest_%25", {"is_paused": True})
        airflow.ask("POST", "/pools", {"name": name, "slots": 1, "include_deferred": False})

    with ThreadPoolExecutor(max_workers=4) as people:
        list(people.map(pause_and_add, sorted(names)))
    assert names <= {pool["name"] for pool in airflow.ask("GET", "/pools?limit=100")["pools"]}


@pytest.fixture(scope="module")
def late(airflow):
    """A run that cannot begin, since its pool is taken, when its deadline passes; then it may, and notices are sent."""
    airflow.ask("PATCH", "/pools/duckdb_writer", {"slots": 0, "name": "duckdb_writer", "include_deferred": False})
    run = airflow.start("publish_quarter", quarter=LAST)
    airflow.wait(lambda: airflow.tasks("publish_quarter", run).get("check_completeness") == "scheduled", "no task")
    passed = datetime.now(UTC) - timedelta(minutes=1)  # the clock of the deadline is moved, and nothing else
    with sqlite3.connect(airflow.data / "airflow" / "airflow.db", timeout=60) as database:
        changed = database.execute("update deadline set deadline_time = ?", [passed.strftime("%Y-%m-%d %H:%M:%S.%f")])
        assert changed.rowcount == 1
    airflow.wait(lambda: list((airflow.data / "notices").glob("*run_late*.json")), "no notice was kept")
    airflow.start("chase_returns")
    airflow.wait(lambda: any(LATE in one for one in airflow.mailbox.subjects(LEAD)), "nobody was told")
    airflow.ask("PATCH", "/pools/duckdb_writer", {"slots": 1, "name": "duckdb_writer", "include_deferred": False})
    airflow.wait(
        lambda: next(one["state"] for one in airflow.runs("publish_quarter") if one["dag_run_id"] == run) in OVER,
        "it did not end",
    )
    return run


@pytest.fixture(scope="module")
def backfilled(airflow, late):
    """One quarter that can be published and one that cannot; then one that cannot, which is passed over."""
    assert late
    ended = []
    for asked, count in (
        ({"first_quarter": QUARTER, "last_quarter": NEXT}, 2),
        ({"first_quarter": LAST, "last_quarter": LAST, "passes_over": True}, 3),
    ):
        airflow.start("backfill_quarters", **asked)

        def are_over(count: int = count) -> list[dict]:
            runs = airflow.runs("backfill_quarters")
            return runs if len(runs) == count and all(run["state"] in OVER for run in runs) else []

        ended = airflow.wait(are_over, f"{asked} did not end")
    return ended


def test_a_run_that_has_not_ended_by_its_deadline_is_told_of_once_with_a_link(airflow, late):
    messages = [message for _, message in airflow.mailbox.got if LATE in message["Subject"]]

    [message] = messages
    assert message["Subject"] == f"publish_quarter has not ended in time for {LAST}"
    text = message.get_body(("plain",)).get_content()
    assert "was to end within 120 minutes" in text
    assert f"{airflow.address}/dags/publish_quarter/runs/{late.replace('+', '%2B').replace(':', '%3A')}" in text


def test_quarters_are_published_in_order_and_the_next_waits_for_the_one_before(airflow, backfilled):
    first, second = backfilled[:2]

    assert [run["conf"]["first_quarter"] for run in (first, second)] == [QUARTER, NEXT]
    assert first["end_date"] <= second["start_date"]
    assert airflow.tasks("backfill_quarters", first["dag_run_id"]) == {
        "land_and_read": "success",
        "publish": "success",
        "see_it_published": "success",
        "go_on": "success",
    }
    of_backfill = [one for one in airflow.runs("publish_quarter") if one["dag_run_id"].startswith("backfill__")]
    runs = {one["conf"]["quarter"]: one for one in of_backfill}
    assert airflow.tasks("publish_quarter", runs[QUARTER]["dag_run_id"])["publish_report"] == "success"
    assert runs[QUARTER]["end_date"] <= runs[NEXT]["start_date"]
    assert [path.name for path in (airflow.data / "releases" / QUARTER).glob("r*")] == ["r1"]


def test_a_quarter_that_is_not_published_stops_the_backfill_and_is_told(airflow, backfilled):
    stopped = backfilled[1]

    tasks = airflow.tasks("backfill_quarters", stopped["dag_run_id"])
    assert (stopped["state"], tasks["see_it_published"], tasks["go_on"]) == ("failed", "failed", "upstream_failed")
    assert "backfill_quarters: see_it_published failed" in " ".join(airflow.mailbox.subjects(LEAD))


def test_a_quarter_that_is_not_published_is_passed_over_where_that_was_asked_for(airflow, backfilled):
    [passed_over] = backfilled[2:]

    tasks = airflow.tasks("backfill_quarters", passed_over["dag_run_id"])
    assert (passed_over["state"], tasks["publish"], tasks["see_it_published"]) == ("success", "success", "skipped")
    assert not (airflow.data / "releases" / LAST).exists()
