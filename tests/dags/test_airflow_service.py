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
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from tests.dags.conftest import ROOT, environment
from tests.services import free_port


@pytest.fixture
def service(tmp_path):
    """Do what `make up` and `make down` do in a data folder; whatever happens, nothing is left running."""

    def order(command: str, **more: str) -> subprocess.CompletedProcess:
        process = ordered(command, tmp_path, **more)
        said, _ = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, said)

    yield order
    order("down")


def ordered(command: str, data: Path, **more: str) -> subprocess.Popen:
    """Begin what `make up` or `make down` does in a data folder."""
    return subprocess.Popen(
        [sys.executable, ROOT / "orchestration" / "airflow_service.py", command],
        env=environment(data) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


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


def greeted(said: str) -> tuple[str, str, str]:
    """The address that `make up` tells of, and who may log in with what."""
    return re.search(r"(http://\S+)\s+log in\s+(\S+) / (\S+)", said).groups()


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
    address, user, password = greeted(up.stdout)
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


@pytest.mark.parametrize("port", ["web", "0", "65536"])
def test_a_port_that_is_none_is_wrong_usage(service, port):
    up = service("up", SFPC_AIRFLOW_PORT=port)

    assert up.returncode == 2
    assert f"SFPC_AIRFLOW_PORT is '{port}'" in up.stdout


def test_two_that_are_told_to_start_at_once_have_an_address_each(tmp_path):
    folders = tmp_path / "one", tmp_path / "another"
    try:
        starting = [ordered("up", folder) for folder in folders]
        said = [process.communicate()[0] for process in starting]

        assert [process.returncode for process in starting] == [0, 0], said
        addresses = [greeted(one)[0] for one in said]
        assert len(set(addresses)) == 2
        for folder, (address, user, password) in zip(folders, map(greeted, said), strict=True):
            listening = [place for process in started(folder) for place in listening_of(process)]
            assert {f"http://{one.ip}:{one.port}" for one in listening} == {address}
            assert "access_token" in ask(address, "/auth/token", body={"username": user, "password": password})
    finally:
        for process in [ordered("down", folder) for folder in folders]:
            said, _ = process.communicate()
            assert process.returncode == 0, said


class AnotherAirflow(BaseHTTPRequestHandler):
    """Says of every part that it is well."""

    def do_GET(self):
        parts = "metadatabase", "scheduler", "dag_processor", "triggerer"
        body = json.dumps({part: {"status": "healthy"} for part in parts}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.mark.usefixtures("service")
def test_another_airflow_that_takes_its_port_meanwhile_is_not_taken_for_it(tmp_path):
    port = free_port()
    up = ordered("up", tmp_path, SFPC_AIRFLOW_PORT=str(port))
    while not (tmp_path / "logs" / "airflow_database.log").exists():  # the port was found to be free by then
        assert up.poll() is None, up.communicate()
        time.sleep(0.1)

    with ThreadingHTTPServer(("127.0.0.1", port), AnotherAirflow) as another:
        threading.Thread(target=another.serve_forever, daemon=True).start()
        said, _ = up.communicate()
        another.shutdown()

    assert up.returncode == 2, said
    assert f"port {port} is taken" in said
    assert not (tmp_path / "airflow" / "service.json").exists(), "something was left running"
