"""Nothing listens beyond this machine unless it is asked to: `sfpc serve`, and the servers of the tests themselves.

What `make up` starts is looked at in tests/dags/test_airflow_service.py, the api-server of several people in
test_access.py, and the ports of docker-compose.yml in tests/deployment/test_compose.py.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys

import psutil
import pytest

from tests import services


def listening(process):
    """Where a process and its children listen."""
    running = psutil.Process(process)
    return [
        one.laddr
        for each in [running, *running.children(recursive=True)]
        for one in each.net_connections(kind="inet")
        if one.status == psutil.CONN_LISTEN
    ]


def is_this_machine_alone(addresses):
    return bool(addresses) and all(ipaddress.ip_address(one.ip).is_loopback for one in addresses)


def owner_of(port):
    """The process that listens on a port of loopback."""
    [found] = {
        one.pid
        for one in psutil.net_connections(kind="inet")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port
    }
    return found


def test_the_releases_are_shown_to_this_machine_alone(tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "index.html").write_text("none yet", encoding="utf-8")
    server = subprocess.Popen(
        [sys.executable, "-m", "sfpc", "serve", "--port", "0"],
        env=os.environ | {"SFPC_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert "http://127.0.0.1:" in server.stdout.readline()
        assert is_this_machine_alone(listening(server.pid))
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def test_the_tests_postgresql_and_redis_are_for_this_machine_alone():
    with services.postgres() as database, services.redis() as queue:
        ports = [database.port, int(queue.rsplit(":", 1)[1].partition("/")[0])]
        assert [is_this_machine_alone(listening(owner_of(port))) for port in ports] == [True, True]


def test_a_server_of_the_tests_own_cannot_listen_elsewhere():
    with socket.socket() as wrong, pytest.raises(PermissionError, match="a test would listen on"):
        wrong.bind(("", 0))
