"""Run the publish DAG in this process, and answer its requests as people do: through Airflow's REST API, logged in.

Not a test: `test_sign_off_under_airflow.py` runs it, in a process of its own. The runs come as JSON on the command
line, each a list of what happens while it waits: [user, body of the request], or one of HAPPENINGS. What became of each
run is printed as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2] / "orchestration"))

from airflow_home import adopt, airflow_home, output_into, prepare_database

from sfpc.settings import Settings

if TYPE_CHECKING:
    from starlette.testclient import TestClient

USERS = "reporting_lead:user,onlooker:viewer"
PATIENCE_SECONDS = 900
RUNS = "/api/v2/dags/publish_quarter/dagRuns"


def client_of_the_api() -> TestClient:
    """Airflow's own API, without a port."""
    from airflow.api_fastapi.app import create_app
    from starlette.testclient import TestClient

    return TestClient(create_app("core"), raise_server_exceptions=False)


def log_in(client: TestClient, settings: Settings, user: str) -> None:
    """Log in by name and password."""
    passwords = json.loads((airflow_home(settings) / "simple_auth_manager_passwords.json.generated").read_text())
    answer = client.post("/auth/token", json={"username": user, "password": passwords[user]})
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def people(client: TestClient, settings: Settings, quarter: str, happens: list, told: dict) -> None:
    """Wait for the request each time, and let happen what is to happen; only what was not taken leaves it waiting."""
    log_in(client, settings, "reporting_lead")
    until = time.monotonic() + PATIENCE_SECONDS
    for what in happens:
        while not (waiting := requests(client)):
            if time.monotonic() > until or told.get("ended"):
                return
            time.sleep(0.3)
        told["asked"] = {name: waiting[0][name] for name in ("subject", "body", "options", "params")}
        if isinstance(what, str):
            HAPPENINGS[what](settings, quarter)
            continue
        user, body = what
        log_in(client, settings, user)
        run = waiting[0]["task_instance"]["dag_run_id"]
        path = f"{RUNS}/{run}/taskInstances/await_sign_off/-1/hitlDetails"
        told["statuses"].append(client.patch(path, json=body).status_code)
        log_in(client, settings, "reporting_lead")


def requests(client: TestClient) -> list[dict]:
    """The requests that wait for an answer."""
    listed = client.get(f"{RUNS}/~/hitlDetails").json()["hitl_details"]
    return [one for one in listed if one["task_instance"]["state"] == "awaiting_input" and not one["response_received"]]


def run_out_of_time(_: Settings, __: str) -> None:
    """Let the last day of the wait be past, and the scheduler look for such."""
    from airflow._shared.timezones import timezone
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import update

    with create_session() as session:
        waiting = TaskInstance.state == "awaiting_input"
        session.execute(update(TaskInstance).where(waiting).values(trigger_timeout=timezone.utcnow()))
    SchedulerJobRunner(Job()).check_awaiting_input_timeouts()


def run_beside(_: Settings, quarter: str) -> None:
    """Run the DAG once more, in a process of its own, while the first run waits."""
    command = [sys.executable, __file__, quarter, "[[]]"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # how it ended stands in Airflow's database


def decide_anew(settings: Settings, quarter: str) -> None:
    """Keep another decision, as the gate does when returns, seeds or checks have changed."""
    from sfpc import records

    last = records.newest(settings.gate / quarter, "d")
    assert last is not None
    records.add(settings.gate / quarter, "d", json.loads(last.read_text(encoding="utf-8")))


HAPPENINGS = {"nobody answers": run_out_of_time, "the gate decides anew": decide_anew, "another run comes": run_beside}


def note(states: dict[str, str], task: str, _label: str, state: str, _seconds: float) -> None:
    """Keep how each task ended."""
    states[task] = state


def main(quarter: str, runs: list) -> None:
    """Run the DAG as often as there are runs, and print what became of each."""
    settings = Settings.from_environment()
    adopt(settings, AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=USERS)
    outcomes: list[dict[str, Any]] = []
    with output_into(settings.logs / f"answering_{os.getpid()}.log"):
        from dag_runs import load_dags, run_dag

        prepare_database()
        client = client_of_the_api()
        dag = load_dags(settings.home / "dags")["publish_quarter"]
        for happens in runs:
            told: dict[str, Any] = {"statuses": [], "states": {}}
            answering = threading.Thread(target=people, args=(client, settings, quarter, happens, told))
            answering.start()
            ended = run_dag(dag, partial(note, told["states"]), conf={"quarter": quarter})
            told["ended"] = True
            answering.join()
            errors = {task: str(error) for (task, _), error in ended.errors.items()}
            outcomes.append({**told, "errors": errors, "returned": ended.returned})
    print(json.dumps(outcomes, default=str))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)  # what Airflow's API started in this process is not waited for


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
