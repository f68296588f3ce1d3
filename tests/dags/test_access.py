"""Who may do what: each role on a real api-server with Flask-AppBuilder and PostgreSQL, and who may sign off.

A run of `publish_quarter` waits for its sign-off while everybody tries everything.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.dags.shared_airflow import ADMINISTRATOR, HOME, SharedAirflow, shared_airflow
from tests.published import QUARTER, published

LEAD, ENGINEER, VIEWER, MISTAKEN = "lead.of.reporting", "engineer.of.data", "viewer.of.runs", "op.by.mistake"
ROLES = {LEAD: "Reporting lead", ENGINEER: "Data engineer", VIEWER: "Programme viewer", MISTAKEN: "Op"}
ROLE_NAMES = (ROLES[LEAD], ROLES[ENGINEER], ROLES[VIEWER], "Programme administrator")
EVERYBODY = {LEAD, ENGINEER, VIEWER, ADMINISTRATOR}
PASSWORD = "only-for-{}-and-only-here"  # noqa: S105 - of people who are made up, in a database that goes
RUNS = "/api/v2/dags/publish_quarter/dagRuns"
YES = {"chosen_options": ["Publish"], "params_input": {"caveats": "", "reason": ""}}
REFUSED = 403
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Waiting:
    """The shared Airflow while a run waits for its sign-off.

    Attributes:
        people: somebody logged in for each name.
        run: the id of the run that waits.
        asking: the process that runs it.
    """

    airflow: SharedAirflow
    data: Path
    people: dict[str, httpx.Client]
    run: str
    asking: subprocess.Popen

    @property
    def task(self) -> str:
        return f"{RUNS}/{self.run}/taskInstances/await_sign_off"

    def answer(self, user: str) -> int:
        return self.people[user].patch(f"{self.task}/-1/hitlDetails", json=YES).status_code


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    made = published(tmp_path_factory.getbasetemp())
    folder = tmp_path_factory.mktemp("access")
    data = folder / "data"
    shutil.copytree(made.settings.data, data, symlinks=True)
    settings = {"SFPC_SIGN_OFF": "required", "SFPC_SIGN_OFF_BY": f"{LEAD}, somebody.else"}
    with shared_airflow(folder / "airflow", data, **settings) as airflow:
        administrator = airflow.client(ADMINISTRATOR, airflow.secrets["admin_password"])
        for name in ROLES:
            let_in(administrator, name)
        people = {name: airflow.client(name, PASSWORD.format(name)) for name in ROLES} | {ADMINISTRATOR: administrator}
        ask = [sys.executable, HOME / "tests/dags/asking.py", QUARTER]
        with (airflow.folder / "output/asking").open("wb") as log:
            asking = subprocess.Popen(ask, env=airflow.environment, stdout=log, stderr=log)
        try:
            yield Waiting(airflow, data, people, run_that_waits(people[VIEWER], asking, airflow), asking)
        finally:
            asking.kill()
            asking.wait()


def let_in(administrator, name):
    """Make a person who may log in, with a role, as the administrator does."""
    body = {"username": name, "email": f"{name}@example.org", "first_name": "a", "last_name": "b"}
    body |= {"roles": [{"name": ROLES[name]}], "password": PASSWORD.format(name)}
    answer = administrator.post("/auth/fab/v1/users", json=body)
    assert answer.is_success, answer.text


def run_that_waits(viewer, asking, airflow):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and asking.poll() is None:
        for one in viewer.get(f"{RUNS}/~/hitlDetails").json()["hitl_details"]:
            if one["task_instance"]["state"] == "awaiting_input":
                return one["task_instance"]["dag_run_id"]
        time.sleep(0.5)
    raise AssertionError((airflow.folder / "output/asking").read_text(errors="replace")[-3000:])


RUN = {"logical_date": None}
MARK = {"new_state": "success"}
XCOM = {"key": "return_value", "value": {"chosen_options": ["Publish"]}}
CLEAR = {"dry_run": True, "task_ids": ["await_sign_off"]}
CALLS = {
    "sees the list of DAGs": ("GET", "/api/v2/dags", None, EVERYBODY),
    "sees the start page's list of DAGs": ("GET", "/ui/dags", None, EVERYBODY),
    "sees the runs": ("GET", RUNS, None, EVERYBODY),
    "sees how a task stands": ("GET", "{task}", None, EVERYBODY),
    "sees what is asked": ("GET", "{task}/-1/hitlDetails", None, EVERYBODY),
    "reads a task's log": ("GET", f"{RUNS}/{{run}}/taskInstances/write_briefing/logs/1", None, EVERYBODY - {VIEWER}),
    "reads what tasks hand on": (
        "GET", f"{RUNS}/{{run}}/taskInstances/write_briefing/xcomEntries/return_value", None, {ENGINEER},
    ),
    "writes what tasks hand on": ("POST", "{task}/xcomEntries", XCOM, set()),
    "changes what tasks hand on": (
        "PATCH", f"{RUNS}/{{run}}/taskInstances/write_briefing/xcomEntries/return_value", {"value": {}}, set(),
    ),
    "deletes a run": ("DELETE", f"{RUNS}/{{run}}", None, set()),
    "sets the taking in going": ("POST", "/api/v2/dags/{ingest}/dagRuns", RUN, {ENGINEER}),
    "sets the publishing going": ("POST", RUNS, RUN, {ENGINEER, LEAD}),
    "pauses a DAG": ("PATCH", "/api/v2/dags/{ingest}", {"is_paused": False}, {ENGINEER}),
    "clears a task": ("POST", "/api/v2/dags/publish_quarter/clearTaskInstances", CLEAR, {ENGINEER}),
    "marks a task as done": ("PATCH", "{task}/dry_run", MARK, {ENGINEER}),
    "reads the connections": ("GET", "/api/v2/connections", None, {ENGINEER}),
    "makes a connection": (
        "POST", "/api/v2/connections", {"connection_id": "{user}", "conn_type": "smtp"}, {ENGINEER},
    ),
    "reads the variables": ("GET", "/api/v2/variables", None, set()),
    "changes the pool of one writer": (
        "PATCH", "/api/v2/pools/duckdb_writer", {"name": "duckdb_writer", "slots": 9, "include_deferred": False}, set(),
    ),
    "sees who did what": ("GET", "/api/v2/eventLogs", None, {ADMINISTRATOR}),
    "sees who may log in": ("GET", "/auth/fab/v1/users", None, {ADMINISTRATOR}),
    "gives somebody a role": (
        "PATCH", f"/auth/fab/v1/users/{VIEWER}", {"roles": [{"name": ROLES[VIEWER]}]}, {ADMINISTRATOR},
    ),
    "changes what a role may do": ("PATCH", "/auth/fab/v1/roles/Reporting lead", {"name": "Reporting lead"}, set()),
}  # fmt: skip
"""What can be tried: method, path, body, and who may."""


@pytest.mark.parametrize("what", CALLS)
def test_each_role_may_do_what_is_its_own_and_nothing_else(waiting, what, folders):
    method, path, body, may = CALLS[what]
    path = path.format(task=waiting.task, run=waiting.run, ingest=f"ingest_{folders[0]}")

    statuses = {
        user: waiting.people[user]
        .request(method, path, json=body and json.loads(json.dumps(body).replace("{user}", user)))
        .status_code
        for user in sorted(EVERYBODY)
    }
    strangers = waiting.airflow.client().request(method, path, json=body).status_code

    assert {user for user, status in statuses.items() if status != REFUSED} == may, statuses
    assert all(status < 300 for user, status in statuses.items() if user in may), statuses
    assert strangers == 401


def test_only_the_reporting_lead_signs_off_and_the_record_holds_the_log_in(waiting):
    refused = {user: waiting.answer(user) for user in (VIEWER, ENGINEER, ADMINISTRATOR)}
    assert set(refused.values()) == {REFUSED}, refused

    assert waiting.answer(MISTAKEN) == 200  # a role that lets answer, given by mistake
    output = waiting.airflow.folder / "output/asking"
    waiting_again(waiting, output)
    assert list((waiting.data / "gate" / QUARTER).glob("s*.json")) == []

    assert waiting.answer(LEAD) == 200
    assert waiting.asking.wait(timeout=PATIENCE_SECONDS) == 0, output.read_text()[-3000:]

    [kept] = [json.loads(path.read_text()) for path in (waiting.data / "gate" / QUARTER).glob("s*.json")]
    assert (kept["answer"], kept["by"], kept["through"]) == ("publish", LEAD, "Airflow")


def waiting_again(waiting, output):
    """Wait until the request stands again, since the answer did not count."""
    until = time.monotonic() + PATIENCE_SECONDS
    while f"The log-in {MISTAKEN} is not among those who may sign off" not in output.read_text():
        assert time.monotonic() < until, output.read_text()[-3000:]
        assert waiting.asking.poll() is None, output.read_text()[-3000:]
        time.sleep(0.5)
    while waiting.people[VIEWER].get(waiting.task).json()["state"] != "awaiting_input":
        assert time.monotonic() < until, output.read_text()[-3000:]
        time.sleep(0.5)


def test_a_role_that_was_changed_by_hand_is_made_again_what_the_file_says(waiting):
    apply = [HOME / "docker" / "apply_roles"]
    environment = waiting.airflow.environment
    change = "roles", "add-perms", "Data engineer", "--resource", "HITL Detail", "--action", "can_edit"
    subprocess.run([sys.executable, "-m", "airflow", *change], env=environment, check=True, capture_output=True)

    said = [subprocess.run(apply, env=environment, check=True, capture_output=True, text=True) for _ in range(2)]
    mended, again = ([line for line in one.stdout.splitlines() if line.startswith(ROLE_NAMES)] for one in said)

    assert mended == ["Data engineer: can_edit on HITL Detail taken away"]
    assert again == []


def test_the_api_server_listens_on_this_machine_alone(waiting):
    server = psutil.Process(waiting.airflow.server.pid)
    listening = [
        one.laddr.ip
        for process in [server, *server.children(recursive=True)]
        for one in process.net_connections()
        if one.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_no_secret_stands_in_anything_that_was_logged(waiting):
    logs = [path for part in ("logs", "output") for path in (waiting.airflow.folder / part).rglob("*")]
    logs += (waiting.data / "logs").rglob("*")
    words = [word for secret in waiting.airflow.secrets.values() for word in secret.split() if len(word) >= 20]
    words += [PASSWORD.format(name) for name in ROLES]
    words += [client.headers["Authorization"].removeprefix("Bearer ") for client in waiting.people.values()]
    said = {path: path.read_text(encoding="utf-8", errors="replace") for path in logs if path.is_file()}

    assert len(words) >= len(waiting.airflow.secrets)
    assert any("api-server" in path.name and text for path, text in said.items())
    assert {str(path) for path, text in said.items() for word in words if word in text} == set()
