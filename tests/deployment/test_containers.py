"""What docker-compose.yml describes works: its services, run by hand with both profiles, take returns to a release.

The returns lie on an object store, are read on two Celery workers, and are published by the one that writes.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import quote

import boto3
import psutil
import pytest

from tests import compose_file, containers, services
from tests.folders import HOME, SAMPLES

QUARTER = "2021-22-Q1"
LEAD = "reporting.lead@example.org"
PROFILES = ("distributed", "object-store")
SETTINGS = {
    "SFPC_EXECUTOR": "CeleryExecutor",
    "SFPC_INBOX_ADDRESS": "s3://returns/inbox",
    "SFPC_LANDING": "s3://kept/landing",
    "SFPC_NOTICES_TO": LEAD,
}
SECONDS_TO_PUBLISH = 900
NEVER_TOLD = ("admin_password", "api_secret_key", "fernet_key", "jwt_secret", "postgres_password")


@dataclass
class Done:
    """What the services came to.

    Attributes:
        made: the services, which still run.
        token: of the data engineer who is logged in to Airflow.
        hosts: the containers that ran each task, by DAG and task.
        listening: the addresses that their processes listen on.
        buckets: the names of the objects in each bucket.
    """

    made: containers.Containers
    token: str = ""
    hosts: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    listening: set[str] = field(default_factory=set)
    buckets: dict[str, list[str]] = field(default_factory=dict)

    def ask(self, path: str, body: dict | None = None):
        """Ask Airflow's API."""
        return self.made.ask(path, body, self.token)

    def tasks(self, dag: str, task: str = "") -> list[dict]:
        """Each time that a task has succeeded, or any task."""
        listed = self.ask(f"/api/v2/dags/{dag}/dagRuns/~/taskInstances?limit=100&state=success")["task_instances"]
        return [one for one in listed if task in ("", one["task_id"])]

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask the web server of the releases."""
        connection = HTTPConnection(services.HOST, self.made.ports["releases"], timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Start everything, lay the returns of a quarter into the object store, and wait for its report."""
    folder = tmp_path_factory.mktemp("containers")
    with containers.containers(folder, *PROFILES, **SETTINGS) as made:
        outcome = Done(made)
        made.up("object-store-init", "releases")
        store = object_store(made)
        for path in sorted((SAMPLES / QUARTER).rglob("*.*")):
            store.upload_file(str(path), "returns", f"inbox/{path.parent.name}/{QUARTER}/{path.name}")
        made.up(*(name for name in made.described if name != "scheduler"))
        outcome.token = made.log_in("Data engineer")
        made.up("scheduler")
        sweep(outcome)
        made.wait_until(lambda: published(outcome), SECONDS_TO_PUBLISH)
        for task in outcome.tasks("~"):
            outcome.hosts[task["dag_id"].partition("_")[0], task["task_id"]].add(task["hostname"])
        outcome.listening = {
            address
            for container in made.running
            for process in made.processes(container)
            for address in listens(process)
        }
        for bucket in ("returns", "kept"):
            listed = store.list_objects_v2(Bucket=bucket)["Contents"]
            outcome.buckets[bucket] = [each["Key"] for each in listed]
        yield outcome


def object_store(made):
    """The object store, with the key that docker/make_secrets made."""
    lines = dict(line.split(" = ") for line in made.secret("object_store_credentials").splitlines()[1:])
    return boto3.client("s3", endpoint_url=made.object_store, region_name="us-east-1", **lines)


def sweep(outcome) -> None:
    """Have every inbox swept now: by itself that is done each quarter of an hour."""
    expected = {f"ingest_{path.name}" for path in (SAMPLES / QUARTER).iterdir()}

    def known() -> bool:
        return expected <= {dag["dag_id"] for dag in outcome.ask("/api/v2/dags?limit=100")["dags"]}

    outcome.made.wait_until(known, SECONDS_TO_PUBLISH)
    for dag in sorted(expected):
        outcome.ask(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None})


def published(outcome) -> bool:
    """Whether the report was published; a run that failed ends the wait."""
    runs = outcome.ask("/api/v2/dags/~/dagRuns?limit=200")["dag_runs"]
    failed = [(run["dag_id"], run["dag_run_id"]) for run in runs if run["state"] == "failed"]
    assert failed == [], outcome.made.said("writer")
    return bool(outcome.tasks("publish_quarter", "publish_report"))


def listens(process) -> list[str]:
    """The addresses that a process listens on."""
    try:
        return [one.laddr.ip for one in process.net_connections() if one.status == psutil.CONN_LISTEN]
    except psutil.NoSuchProcess:
        return []


def test_returns_are_read_on_both_workers(done):
    assert done.hosts["ingest", "land_and_read"] <= {"worker-1", "worker-2"}
    readers = set().union(*(hosts for (dag, _), hosts in done.hosts.items() if dag == "ingest"))
    assert readers == {"worker-1", "worker-2"}


def test_only_the_writer_touches_the_warehouse(done):
    ran = {task: hosts for (dag, task), hosts in done.hosts.items() if dag == "publish"}
    assert set(ran) == {"check_completeness", "build_warehouse", "pass_gate", "publish_report"}
    assert set().union(*ran.values()) == {"writer-1"}


def test_airflow_shows_what_a_task_said_wherever_it_ran(done):
    [task] = done.tasks("publish_quarter", "publish_report")
    asked = f"/api/v2/dags/publish_quarter/dagRuns/{quote(task['dag_run_id'])}/taskInstances/publish_report/logs/1"
    assert task["hostname"] == "writer-1"
    said = str(done.ask(asked)["content"])
    assert ("Post Execute" in said, "Could not read" in said) == (True, False)


def test_the_release_is_whole(done):
    said = done.made.run("writer", "sfpc", "verify", f"{QUARTER}/r1", "--files-only")
    assert f"{QUARTER}/r1" in said


def test_the_web_server_shows_what_is_published_and_nothing_else(done):
    assert done.get("/")[0] == 200
    status, page = done.get(f"/{QUARTER}/latest/published/report.html")
    assert (status, b"<html" in page) == (200, True)
    for path in ("internal/report.html", "manifest.json"):
        assert (done.made.data / "releases" / QUARTER / "latest" / path).exists()
        assert done.get(f"/{QUARTER}/latest/{path}")[0] == 404


def test_returns_are_landed_on_the_object_store_in_the_buckets_that_were_made(done):
    authorities = {path.name for path in (SAMPLES / QUARTER).iterdir()}
    landed = {name.split("/")[1] for name in done.buckets["kept"] if name.endswith("receipt.json")}
    assert landed == authorities == {name.split("/")[1] for name in done.buckets["returns"]}
    assert not (done.made.data / "landing").exists()


def test_mail_is_caught(done):
    [told] = [message for message in done.made.mailbox.got if "published" in message["Subject"]]
    assert (told["To"], told["From"]) == (LEAD, "sfpc@localhost")


def test_every_service_says_that_it_is_well(done):
    lasting = {name for name, service in done.made.described.items() if "healthcheck" in service}
    assert lasting - done.made.well == set(containers.STANDING_IN[1:])  # by its own health check, once it had started
    still = {"postgres", "redis", "api-server", "scheduler", "releases"}  # and now: those that answer in a moment
    assert {name for name in still if done.made.is_well(name)} == still


def test_nothing_listens_beyond_this_machine(done):
    assert done.listening == {services.HOST}


def test_no_log_holds_a_secret(done):
    logs = [
        path.read_bytes() for path in [*done.made.folder.glob("*.log"), *(done.made.folder / "logs").rglob("*.log")]
    ]
    assert len(logs) > 20
    passwords = [done.made.secret(name) for name in NEVER_TOLD]
    passwords.append(done.made.secret("broker_url").split(":")[2].split("@")[0])
    passwords.append(done.made.secret("object_store_credentials").split(" = ")[-1].strip())
    assert min(map(len, passwords)) >= 43
    assert [secret[:3] for secret in passwords for log in logs if secret.encode() in log] == []


def test_a_worker_is_told_neither_where_the_database_is_nor_a_key_to_sign_with(done):
    told = done.made.environment("worker")
    assert not [name for name in told if "DATABASE" in name or "JWT" in name or "FERNET" in name]


def test_celery_without_redis_is_refused_before_anything_is_changed(done, tmp_path):
    scripts, secrets = tmp_path / "docker", tmp_path / "secrets"
    scripts.mkdir()
    secrets.mkdir()
    (secrets / "broker_url").write_text(f"redis://{services.HOST}:{services.free_port()}/0", encoding="utf-8")
    script = (HOME / "docker/initialise").read_text(encoding="utf-8").replace("/run/secrets", str(secrets))
    (scripts / "initialise").write_text(script, encoding="utf-8")
    shutil.copymode(HOME / "docker/initialise", scripts / "initialise")
    refused = subprocess.run(
        [scripts / "initialise"],
        env=compose_file.what_programs_need()
        | {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor", "PATH": done.made.environment("worker")["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "start the profile distributed as well" in refused.stderr
    assert refused.stdout == ""
