"""Run the publish DAG in this process, and answer its request as people do: through Airflow's REST API, logged in.

Not a test: `test_sign_off_under_airflow.py` runs it, in a process of its own. What is answered comes as JSON on the
command line, a list of [user, body of the request]; what became of it is printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "orchestration"))

from airflow_home import adopt, airflow_home, output_into, prepare_database

from sfpc.settings import Settings

USERS = "reporting_lead:user,onlooker:viewer"
PATIENCE_SECONDS = 300


def people(settings: Settings, answers: list, told: dict, done: threading.Event) -> None:
    """Wait for the request and answer it; an answer that was not taken leaves the next one to be given."""
    from airflow.api_fastapi.app import create_app
    from starlette.testclient import TestClient

    client = TestClient(create_app("core"), raise_server_exceptions=False)
    passwords = json.loads((airflow_home(settings) / "simple_auth_manager_passwords.json.generated").read_text())
    until = time.monotonic() + PATIENCE_SECONDS
    for user, body in answers:
        log_in = client.post("/auth/token", json={"username": user, "password": passwords[user]})
        client.headers["Authorization"] = f"Bearer {log_in.json()['access_token']}"
        while True:
            if done.wait(0.5) or time.monotonic() > until:
                return
            listed = client.get("/api/v2/dags/publish_quarter/dagRuns/~/hitlDetails").json()
            waiting = [
                one
                for one in listed["hitl_details"]
                if one["task_instance"]["state"] == "awaiting_input" and not one["response_received"]
            ]
            if waiting:
                break
        told["asked"] = {name: waiting[0][name] for name in ("subject", "body", "options", "params")}
        run = waiting[0]["task_instance"]["dag_run_id"]
        if body == "nobody answers":
            told["statuses"].append(run_out_of_time())
            continue
        path = f"/api/v2/dags/publish_quarter/dagRuns/{run}/taskInstances/await_sign_off/-1/hitlDetails"
        told["statuses"].append(client.patch(path, json=body).status_code)


def run_out_of_time() -> str:
    """Let the request's last day be past, and the scheduler look for such."""
    from airflow._shared.timezones import timezone
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import update

    with create_session() as session:
        waiting = TaskInstance.task_id == "await_sign_off"
        session.execute(update(TaskInstance).where(waiting).values(trigger_timeout=timezone.utcnow()))
    SchedulerJobRunner(Job()).check_awaiting_input_timeouts()
    return "timed out"


def main(quarter: str, answers: list) -> None:
    """Run the DAG and print what became of it."""
    settings = Settings.from_environment()
    told: dict = {"statuses": []}
    adopt(settings, AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=USERS)
    with output_into(settings.logs / "answering.log"):
        from dag_runs import load_dags, run_dag

        prepare_database()
        states: dict[str, str] = {}
        done = threading.Event()
        answering = threading.Thread(target=people, args=(settings, answers, told, done), daemon=True)
        answering.start()
        dag = load_dags(settings.home / "dags")["publish_quarter"]
        ended = run_dag(dag, lambda task, _, state, __: states.update({task: state}), conf={"quarter": quarter})
        done.set()
        answering.join()
    errors = {task: str(error) for (task, _), error in ended.errors.items()}
    print(json.dumps({**told, "states": states, "errors": errors, "returned": ended.returned}, default=str))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)  # what Airflow's server started in this process is not waited for


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
