"""`make up` leaves an Airflow running on this machine alone, and `make down` stops that one and nothing else."""

from __future__ import annotations

import configparser
import json
import os
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import psutil
import pytest

from tests.dags.conftest import ROOT, environment


@pytest.fixture
def service(tmp_path):
    """Do what `make up` and `make down` do in a data folder; whatever happens, nothing is left running."""

    def order(command: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, ROOT / "orchestration" / "airflow_service.py", command],
            env=environment(tmp_path) | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    yield order
    order("down")


def started(data) -> list[psutil.Process]:
    """The processes of the service that runs in a data folder, with all their children."""
    record = json.loads((data / "airflow" / "service.json").read_text())
    leaders = [psutil.Process(number) for number, _ in record["components"].values()]
    return [process for leader in leaders for process in [leader, *leader.children(recursive=True)]]


def listening_of(process: psutil.Process) -> list:
    """Where a process listens; one that has ended since it was listed, as Airflow's short helpers do, nowhere."""
    try:
        return [one.laddr for one in process.net_connections() if one.status == psutil.CONN_LISTEN]
    except psutil.NoSuchProcess:
        return []


def runs(process: psutil.Process) -> bool:
    """Whether a process still runs; one that ended and that nobody has asked about yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ask(address: str, path: str, token: str | None = None, body: dict | None = None):
    """Ask Airflow's API."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=120)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
    return json.load(connection.getresponse())


def test_it_runs_on_this_machine_alone_until_it_is_told_to_stop(service, tmp_path, facts):
    bystander = subprocess.Popen(["sleep", "600"], start_new_session=True)

    up = service("up")

    assert up.returncode == 0, up.stdout
    processes = started(tmp_path)
    listening = [place for process in processes for place in listening_of(process)]
    address, user, password = re.search(r"(http://\S+)\s+log in\s+(\S+) / (\S+)", up.stdout).groups()
    assert {f"http://{one.ip}:{one.port}" for one in listening} == {address}
    assert address.startswith("http://127.0.0.1:")

    token = ask(address, "/auth/token", body={"username": user, "password": password})["access_token"]
    known = ask(address, "/api/v2/dags", token)["dags"]
    assert sorted(dag["dag_id"] for dag in known) == sorted(facts["dags"]), "a DAG cannot be run as soon as it is up"
    assert [dag["dag_id"] for dag in known if dag["is_paused"]] == []
    pool = ask(address, "/api/v2/pools/duckdb_writer", token)
    assert pool["slots"] == 1

    refused = subprocess.run(
        [sys.executable, ROOT / "orchestration" / "run_under_airflow.py", "--quarter", "2021-22-Q1"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert f"Airflow is up here, at {address}" in refused.stdout

    configured = configparser.ConfigParser(interpolation=None)
    configured.read(tmp_path / "airflow" / "airflow.cfg")
    kept = {("core", "fernet_key"), ("api", "secret_key"), ("api_auth", "jwt_secret")}
    words = [password, token, *(configured.get(*place) for place in kept)]
    logs = {path: path.read_text(errors="replace") for path in (tmp_path / "logs").rglob("*") if path.is_file()}
    assert len([word for word in words if len(word) >= 16]) == len(kept) + 2
    assert any("api-server" in path.name and text for path, text in logs.items())
    assert [str(path) for path, text in logs.items() for word in words if word in text] == []
    assert (tmp_path / "airflow").stat().st_mode & 0o077 == 0, "its keys and passwords are for its owner alone"

    again = service("up")
    assert "Airflow is running already." in again.stdout
    assert address in again.stdout

    down = service("down")

    assert down.returncode == 0, down.stdout
    assert [process for process in processes if runs(process)] == []
    assert bystander.poll() is None
    os.kill(bystander.pid, signal.SIGKILL)
    bystander.wait()


WITH_A_FAMILY = """
import os, signal, sys

def end(*_):
    for one in reversed(family):
        os.kill(one, signal.SIGKILL)
        os.waitpid(one, 0)
    sys.exit()

family = []
for _ in range(300):
    if not (one := os.fork()):
        signal.pause()
    family.append(one)
signal.signal(signal.SIGTERM, end)
print("there", flush=True)
while True:
    signal.pause()
"""
"""Told to end, it ends its children first, as Airflow's components end their workers."""


def test_a_process_that_ends_while_others_are_told_to_is_no_error(service, tmp_path):
    leader = subprocess.Popen([sys.executable, "-c", WITH_A_FAMILY], stdout=subprocess.PIPE, start_new_session=True)
    with leader.stdout:
        assert leader.stdout.readline() == b"there\n"
    record = tmp_path / "airflow" / "service.json"
    record.parent.mkdir()
    components = {"scheduler": (leader.pid, psutil.Process(leader.pid).create_time())}
    record.write_text(json.dumps({"port": 8080, "components": components}))

    down = service("down")

    leader.kill()
    assert leader.wait() == 0, "it was not told to end, or not left the time"
    assert down.returncode == 0, down.stdout
    assert not record.exists()


def test_nothing_to_stop_is_no_error(service):
    down = service("down")

    assert down.returncode == 0
    assert "No Airflow runs" in down.stdout


def test_a_port_that_is_taken_is_wrong_usage(service):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        up = service("up", SFPC_AIRFLOW_PORT=str(taken.getsockname()[1]))

    assert up.returncode == 2
    assert "is taken" in up.stdout


def test_a_port_that_is_no_number_is_wrong_usage(service):
    up = service("up", SFPC_AIRFLOW_PORT="web")

    assert up.returncode == 2
    assert "SFPC_AIRFLOW_PORT is 'web'" in up.stdout
