"""The services of docker-compose.yml without Docker: their own commands, settings, secrets and health checks, by hand.

What Docker would give them is put in its place: folders for volumes, ports of loopback for names of other machines, a
host name each. PostgreSQL and Redis are Debian's. For the two images that Debian has not, stand a mail server and an
object store of Python's. `python -m tests.containers FOLDER distributed` leaves all of it running until Ctrl-C.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import pytest
from aiosmtpd.controller import Controller
from moto.server import ThreadedMotoServer

from tests import compose_file, services
from tests.container_folders import lay_out, replaced
from tests.folders import HOME

SECONDS = 300
"""How long a service may take to be well, on a busy machine."""
SECONDS_TO_END = 30
SETTINGS = {"SFPC_ADMIN_NAME": "administrator", "SFPC_ADMIN_EMAIL": "administrator@example.org"}
"""What `.env` must hold."""
PORTS = ("api-server", "scheduler", "releases", "mail")
STANDING_IN = ("postgres", "mail", "object-store")
"""What is not started by its own command."""


@dataclass
class Mailbox:
    """What the mail server was given."""

    got: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Keep a message."""
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@dataclass
class Containers:
    """The services of some profiles in a folder of their own.

    Attributes:
        folder: holds what Docker's volumes, secrets and images would: data, logs, homes, secrets, opt.
        described: each service as docker-compose.yml says.
        replaced: each text that only Docker could make true, with what stands for it here.
        running: what was started, by service and number: `worker-1`.
        mailbox: what the mail catcher caught.
        object_store: where it answers.
    """

    folder: Path
    described: dict[str, dict[str, Any]]
    replaced: dict[str, str]
    ports: dict[str, int]
    programs: Path
    mailbox: Mailbox
    object_store: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    well: set[str] = field(default_factory=set)

    @property
    def data(self) -> Path:
        """What lies in the volumes `data` and `releases`."""
        return self.folder / "data"

    def here(self, text: str, name: str = "") -> str:
        """A text of a container's as it must read on this machine."""
        for there, here in self.replaced.items():
            text = text.replace(there, here)
        return text.replace("/srv/airflow", str(self.folder / "homes" / name))

    def environment(self, name: str, number: int = 1) -> dict[str, str]:
        """What a container's processes are told."""
        container = f"{name}-{number}"
        home = self.folder / "homes" / container
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "logs").is_symlink():
            (home / "logs").symlink_to(self.folder / "logs")  # where the volume is mounted
        told = {**compose_file.image().environment, **self.described[name]["environment"]}
        path = f"{Path(sys.executable).parent}:{self.programs}:{os.environ['PATH']}"
        return {
            **compose_file.what_programs_need(),
            **{setting: self.here(str(value), container) for setting, value in told.items()},
            "PATH": path,
            "HOME": str(home),
            "HOSTNAME": container,
            "CONTAINER": container,
            "PYTHONPATH": str(HOME / "tests/deployment/as_container"),
            # what listens beyond loopback in a container of its own, or at a port that others take here
            "AIRFLOW__API__HOST": services.HOST,
            "AIRFLOW__API__PORT": str(self.ports["api-server"]),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": services.HOST,
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["scheduler"]),
            "PGHOST": services.HOST,
            "PGPORT": str(self.ports["postgres"]),
        }

    def command(self, command: list[str], name: str) -> list[str]:
        """A command as it must read on this machine."""
        listens = {"8010": str(self.ports["releases"])}
        program, *rest = [listens.get(word, self.here(word, name)) for word in command]
        if program == "redis-server":
            rest += ["--bind", services.HOST, "--port", str(self.ports["redis"]), "--dir", str(self.folder)]
        if program == "redis-cli":
            rest = ["-p", str(self.ports["redis"]), *rest]
        return [program, *rest]

    def up(self, *names: str) -> None:
        """Start services with all that they wait for; give back when each is well, or has ended as it should."""
        for name in names:
            self.start(name)
        for name in names:
            self.wait_for(name)

    def start(self, name: str) -> None:
        """Start a service, once what it depends on is as it must be."""
        if name in STANDING_IN or f"{name}-1" in self.running:
            return
        for awaited in self.awaited(name):
            self.start(awaited)
        for awaited in self.awaited(name):
            self.wait_for(awaited)
        for number in range(1, int(self.described[name]["scale"]) + 1):
            with self.log(f"{name}-{number}").open("ab") as log:
                self.running[f"{name}-{number}"] = subprocess.Popen(
                    self.command(self.described[name]["command"], name),
                    env=self.environment(name, number),
                    cwd=self.folder / "opt",
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def awaited(self, name: str) -> list[str]:
        """What a service waits for, of what these profiles start."""
        waits = self.described[name]["depends_on"]
        assert all(each in self.described or not how.get("required", True) for each, how in waits.items())
        return [each for each in waits if each in self.described]

    def wait_for(self, name: str) -> None:
        """Wait until each container of a service is well by its own health check, or has ended without an error."""
        if name in STANDING_IN[1:] or name in self.well:
            return
        until = time.monotonic() + SECONDS
        for number in range(1, int(self.described[name]["scale"]) + 1):
            started = self.running.get(f"{name}-{number}")
            while not self.is_well(name, number):
                has_ended = started is not None and started.poll() is not None
                assert not has_ended, f"{name}: {self.said(name, number)}"
                assert time.monotonic() < until, f"{name} is not well: {self.said(name, number)}"
                time.sleep(0.5)
        self.well.add(name)

    def is_well(self, name: str, number: int = 1) -> bool:
        """Whether a container's health check passes now; without one, whether it has ended as it should."""
        check = compose_file.health_check(self.described[name])
        if check is None:
            return self.running[f"{name}-{number}"].poll() == 0
        with self.log(f"{name}-{number}-health").open("wb") as log:
            asked = subprocess.run(
                self.command(check, name),
                env=self.environment(name, number),
                cwd=self.folder / "opt",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        return asked.returncode == 0

    def log(self, container: str) -> Path:
        """What a container printed."""
        return self.folder / f"{container}.log"

    def said(self, name: str, number: int | str = 1) -> str:
        """The end of what a container and its health check printed."""
        logs = [self.log(f"{name}-{number}"), self.log(f"{name}-{number}-health")]
        return "\n".join(log.read_text(encoding="utf-8", errors="replace")[-3000:] for log in logs if log.exists())

    def stop(self, *names: str) -> None:
        """End services as Docker does: by a request to the first process of each, then all of them by force."""
        of = [each for each in reversed(self.running) if not names or each.rpartition("-")[0] in names]
        for each in of:
            self.running[each].terminate()
        until = time.monotonic() + SECONDS_TO_END
        while any(self.running[each].poll() is None for each in of) and time.monotonic() < until:
            time.sleep(0.1)
        for each in of:
            for process in self.processes(each):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self.running.pop(each).wait()
            self.well.discard(each.rpartition("-")[0])

    def processes(self, container: str) -> list[psutil.Process]:
        """The processes of a container that are alive: it leads a session, and they stay in it."""
        self.running[container].poll()
        found = []
        for process in psutil.process_iter():
            try:
                if os.getsid(process.pid) == self.running[container].pid and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (ProcessLookupError, psutil.NoSuchProcess):
                continue  # it has ended meanwhile
        return found

    def secret(self, name: str) -> str:
        """What the file of a secret holds."""
        return (self.folder / "secrets" / name).read_text(encoding="utf-8")

    def run(self, name: str, *command: str) -> str:
        """Do what `docker compose exec` does: run a command as a service does, and give what it printed."""
        done = subprocess.run(
            command, env=self.environment(name), cwd=self.folder / "opt", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log_in(self, role: str) -> str:
        """Let in a person who has a role; give the token of the log-in."""
        name, password = role.lower().replace(" ", "_"), self.secret("jwt_secret")[::-1]
        names = ("--username", name, "--firstname", name, "--lastname", name, "--email", f"{name}@example.org")
        self.run("api-server", "airflow", "users", "create", "--role", role, *names, f"--password={password}")
        return str(self.ask("/auth/token", {"username": name, "password": password})["access_token"])

    def ask(self, path: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:
        """Ask Airflow's API with the token of a log-in."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        content = None if body is None else json.dumps(body).encode()
        address = f"http://{services.HOST}:{self.ports['api-server']}{path}"
        with urlopen(Request(address, content, headers), timeout=60) as answer:
            return json.load(answer)

    def wait_until(self, holds: Callable[[], Any], seconds: float) -> Any:
        """Wait until something holds, and give it."""
        until = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < until, {each: self.said(*each.rsplit("-", 1)) for each in self.running}
            time.sleep(1)
        return found


@contextmanager
def containers(folder: Path, *profiles: str, **settings: str) -> Iterator[Containers]:
    """Make ready what the services of these profiles need; start them with `up`. All of it ends with the context."""
    with ExitStack() as running:
        database = running.enter_context(services.postgres())
        services.run(database.bin / "psql", database.address(), "-c", "create role airflow login superuser")
        services.run(database.bin / "psql", database.address(), "-c", "create database airflow owner airflow")
        if "distributed" in profiles and shutil.which("redis-server") is None:
            pytest.fail(services.MISSING.format("REDIS", "apt-get install redis-server"))
        ports = {name: services.free_port() for name in (*PORTS, "redis")} | {"postgres": database.port}
        mailbox = Mailbox()
        mail = Controller(mailbox, hostname=services.HOST, port=ports["mail"])
        mail.start()
        running.callback(mail.stop)
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it tells of each request
        store = ThreadedMotoServer(ip_address=services.HOST, port=0, verbose=False)
        store.start()
        running.callback(store.stop)
        object_store = "http://{}:{}".format(*store.get_host_and_port())
        made = Containers(
            folder=folder,
            described=compose_file.services(
                SETTINGS | {"SFPC_AIRFLOW_PORT": str(ports["api-server"])} | settings, profiles
            ),
            replaced=replaced(folder, ports, object_store),
            ports=ports,
            programs=database.bin,
            mailbox=mailbox,
            object_store=object_store,
        )
        lay_out(folder, made.here)
        running.callback(made.stop)
        yield made


def main(folder: str, *profiles: str) -> None:
    """Run the services of some profiles until Ctrl-C; say where they answer."""
    more = {"SFPC_EXECUTOR": "CeleryExecutor"} if "distributed" in profiles else {}
    with containers(Path(folder).absolute(), *profiles, **more) as made:
        made.up(*made.described)
        password = made.secret("admin_password")
        print(f"Airflow http://{services.HOST}:{made.ports['api-server']} administrator / {password}")  # noqa: T201 - for whoever started it by hand
        print(f"releases http://{services.HOST}:{made.ports['releases']}, data {made.data}", flush=True)  # noqa: T201 - likewise
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended either way, it stops what it started
    main(*sys.argv[1:])
