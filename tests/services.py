"""A real PostgreSQL and a real Redis, each started on loopback for the tests that need one, and stopped after them.

Debian's programs, a folder that goes when they end, a port that was free, no password: nobody else reaches loopback.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

HOST = "127.0.0.1"
SECONDS = 120
"""The machine may be busy."""
MISSING = "NO {0}: this test needs one and there is none on this machine. Install it ({1}) and run make test again."


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server of one's own.

    Attributes:
        port: where it listens, on loopback alone.
        user: its superuser, who needs no password.
        bin: the folder of its programs (psql, pg_dump, createdb ...).
    """

    port: int
    user: str
    bin: Path

    def address(self, database: str = "postgres", driver: str = "postgresql") -> str:
        """The address of a database, as SQLAlchemy and libpq write it."""
        return f"{driver}://{self.user}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and give its address."""
        run(self.bin / "createdb", "--host", HOST, "--port", str(self.port), "--username", self.user, name)
        return self.address(name)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL; a test that has none fails and says what to install."""
    found = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[::-1]), None)
    if found is None:
        pytest.fail(MISSING.format("POSTGRESQL", "apt-get install postgresql"))
    programs = Path(found).resolve().parent
    port = free_port()
    # A Unix socket has a short path, and the server refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="sfpc-postgres-") as name:
        folder, user = Path(name), unprivileged()
        os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        make: list[str | Path] = [
            programs / "initdb",
            "--auth=trust",
            "--username=sfpc",
            "--encoding=UTF8",
            "--no-sync",
            "-D",
            data,
        ]
        run(*make, user=user)
        options: list[str | Path] = [
            "-h",
            HOST,
            "-p",
            str(port),
            "-k",
            folder,
            "-c",
            "fsync=off",
            "-c",
            "max_connections=200",
        ]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=[],
                cwd=folder,
            )
        try:
            wait_for_port(server, port, folder / "log")
            wait_until_ready(programs, port)
            yield Postgres(port, "sfpc", programs)
        finally:
            stop(server)


@contextmanager
def redis() -> Iterator[str]:
    """Start a Redis that keeps nothing on disk, and give its address; a test that has none fails and says so."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail(MISSING.format("REDIS", "apt-get install redis-server"))
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="sfpc-redis-") as name:
        log = Path(name) / "log"
        options = ["--bind", HOST, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", name]
        with log.open("wb") as output:
            server = subprocess.Popen([program, *options], stdout=output, stderr=output)
        try:
            wait_for_port(server, port, log)
            yield f"redis://{HOST}:{port}/0"
        finally:
            stop(server)


def free_port() -> int:
    """A port of loopback that nobody listens on now, and that no program is given that asks for any.

    Between this and the server's start, Linux gives ports from 32768 on to whoever connects to anything, and macOS
    from 49152 on.
    """
    while True:
        port = secrets.choice(range(20_000, 32_768))  # not `random`, which is the same in each worker of the tests
        with socket.socket() as found, suppress(OSError):
            found.bind((HOST, port))
            return port


def unprivileged() -> pwd.struct_passwd:
    """Who runs a server that root may not: whoever runs the tests, or else the user of Debian's package."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("postgres")


def run(*command: Path | str, user: pwd.struct_passwd | None = None) -> None:
    """Run a command to its end; what it said is told where it failed."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", timeout=SECONDS,
        user=user and user.pw_uid, group=user and user.pw_gid, extra_groups=None if user is None else [],
    )  # fmt: skip
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"


def wait_for_port(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until a server listens, or say why it does not."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as knocking:
            if knocking.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"it does not listen on {HOST}:{port}: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def wait_until_ready(programs: Path, port: int) -> None:
    """Wait until PostgreSQL answers, which is a little after it listens."""
    deadline = time.monotonic() + SECONDS
    asked: list[str | Path] = [programs / "pg_isready", "--host", HOST, "--port", str(port), "--quiet"]
    while subprocess.run(asked, check=False).returncode:
        assert time.monotonic() < deadline, "PostgreSQL listens and does not answer"
        time.sleep(0.05)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop a server that was started here: PostgreSQL takes SIGINT as a fast shutdown, Redis as its end."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
