"""Leave Airflow running on 127.0.0.1 (`up`), and stop exactly what was started (`down`).

`up` starts what `airflow standalone` starts. It does so itself because standalone's scheduler and triggerer
also serve their logs on every network of the machine; the logs lie in files here and need no serving.

Each data folder has an Airflow of its own, on the port SFPC_AIRFLOW_PORT, or else 8080 or
the next that is free.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
from airflow_home import adopt, airflow_home, output_into, prepare_database
from dotenv import dotenv_values
from rich.console import Console

from sfpc.errors import PipelineError, SfpcError, UsageError
from sfpc.notices import Receivers
from sfpc.settings import Settings

HOST = "127.0.0.1"
PORT_SETTING = "SFPC_AIRFLOW_PORT"
PORTS = range(8080, 8180)
"""Tried in turn where no port is asked for."""
READY_WITHIN_SECONDS = 240
STOPPED_WITHIN_SECONDS = 30
API_SERVER = "api-server"
COMPONENTS = {
    API_SERVER: "metadatabase",
    "scheduler": "scheduler",
    "dag-processor": "dag_processor",
    "triggerer": "triggerer",
}
"""What is started, in this order, and the part of Airflow's health that shows that it is well."""
OPTIONS = {
    API_SERVER: ("--workers", "1"),
    "scheduler": ("--skip-serve-logs",),
    "triggerer": ("--skip-serve-logs",),
}


@dataclass(frozen=True)
class Service:
    """What `up` started: the port, and for each component its process number and when that process began."""

    port: int
    components: dict[str, tuple[int, float]]

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}"

    @staticmethod
    def record(settings: Settings) -> Path:
        """The file that remembers it."""
        return airflow_home(settings) / "service.json"

    @classmethod
    def last(cls, settings: Settings) -> Service | None:
        """The service last started in this data folder, whether it still runs or not."""
        try:
            return cls(**json.loads(cls.record(settings).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def remember(self, settings: Settings) -> None:
        """Keep it for `down`."""
        self.record(settings).write_text(json.dumps(asdict(self)), encoding="utf-8")

    def processes(self) -> dict[int, psutil.Process]:
        """Every process of it that is alive: each component leads a session, and its workers stay in it.

        While any of them lives, their session's number is given to no other process; if it has been given
        since, then the process that has it began at another time.
        """
        began = dict(self.components.values())
        alive = {}
        for process in psutil.process_iter():
            try:
                session = os.getsid(process.pid)
                if session not in began or process.status() == psutil.STATUS_ZOMBIE:
                    continue
                if not psutil.pid_exists(session) or psutil.Process(session).create_time() == began[session]:
                    alive[process.pid] = process
            except (ProcessLookupError, PermissionError, psutil.Error):
                continue  # it has ended meanwhile, or is another person's
        return alive

    def ended(self) -> list[str]:
        """The components that no longer run."""
        alive = self.processes()
        return [name for name, (pid, _) in self.components.items() if pid not in alive]

    def listens(self) -> bool:
        """Whether it is this service that listens on its port, and not another Airflow, which would answer as well."""
        for process in self.processes().values():
            with suppress(psutil.Error):  # it has ended meanwhile
                if any(
                    one.status == psutil.CONN_LISTEN and one.laddr.port == self.port
                    for one in process.net_connections("tcp")
                ):
                    return True
        return False

    def healthy(self) -> set[str]:
        """The parts that are well, as the api-server knows it; none while it does not answer."""
        if not self.listens():
            return set()
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/api/v2/monitor/health")
            health = json.load(connection.getresponse())
        except (OSError, HTTPException, ValueError):
            return set()
        finally:
            connection.close()
        return {part for part, state in health.items() if state["status"] == "healthy"}


def up(settings: Settings, console: Console) -> None:
    """Start Airflow unless it runs, wait until it is well, and say where."""
    service = Service.last(settings)
    if service and set(service.components) == set(COMPONENTS) and not service.ended():
        console.print("Airflow is running already.")
    else:
        if service:
            stop(settings, service)  # what is left of it
        with console.status("Airflow is starting"):
            service = start(settings, choose_port(settings))
    greet(settings, service, console)


def down(settings: Settings, console: Console) -> None:
    """Stop what `up` started in this data folder, and nothing else."""
    service = Service.last(settings)
    if service:
        stop(settings, service)
        console.print(f"Airflow for {settings.data} is stopped.")
    else:
        console.print(f"No Airflow runs for {settings.data}.")


def start(settings: Settings, port: int) -> Service:
    """Start every component and wait until all are well: the api-server first, whom tasks speak to."""
    adopt(settings)
    with output_into(database_log(settings)):
        prepare_database()
        make_dags_known(settings)
    until = time.monotonic() + READY_WITHIN_SECONDS
    service = start_api_server(settings, port, until)
    for component in COMPONENTS:
        if component not in service.components:
            service.components[component] = start_component(settings, component)
            service.remember(settings)
    wait_for(set(COMPONENTS.values()), settings, service, until)
    return service


def start_api_server(settings: Settings, port: int, until: float) -> Service:
    """Start the component that listens, on another port where somebody took this one before it did."""
    service = Service(port, {})
    adopt(
        settings,
        AIRFLOW__API__HOST=HOST,
        AIRFLOW__API__PORT=str(port),
        AIRFLOW__API__BASE_URL=service.address,
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{service.address}/execution/",
    )
    service.components[API_SERVER] = start_component(settings, API_SERVER)
    service.remember(settings)
    try:
        wait_for({COMPONENTS[API_SERVER]}, settings, service, until)
    except PipelineError:
        if is_free(port):
            raise
        return start_api_server(settings, choose_port(settings), until)
    return service


def make_dags_known(settings: Settings) -> None:
    """Parse the DAG files into the database, so that a DAG can be run, or paused, as soon as Airflow is well.

    The dag-processor parses them again; it is well before it has come to the first.
    """
    command = [sys.executable, "-m", "airflow", "dags", "reserialize"]
    if subprocess.run(command, cwd=settings.home, check=False).returncode:
        raise PipelineError(f"Airflow: its database could not be given the DAGs; the log is {database_log(settings)}")


def database_log(settings: Settings) -> Path:
    """The file that says how Airflow's database was made ready."""
    return settings.logs / "airflow_database.log"


def wait_for(parts: set[str], settings: Settings, service: Service, until: float) -> None:
    """Wait until parts of Airflow are well; one that ends, or is too slow, is a fault of ours."""
    while not parts <= service.healthy():
        ended = service.ended()
        if ended or time.monotonic() > until:
            stop(settings, service)
            problem = f"{ended[0]} ended at once" if ended else f"not ready in {READY_WITHIN_SECONDS} seconds"
            raise PipelineError(f"Airflow: {problem}; its log is {log_of(settings, (ended or ['*'])[0])}")
        time.sleep(1)


def start_component(settings: Settings, component: str) -> tuple[int, float]:
    """Start one component as the leader of a session of its own; say its number and when it began."""
    with log_of(settings, component).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", component, *OPTIONS.get(component, ())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=settings.home,
            start_new_session=True,
        )
    return process.pid, psutil.Process(process.pid).create_time()


def log_of(settings: Settings, component: str) -> Path:
    """The file a component's lines go to."""
    return settings.logs / f"airflow_{component}.log"


def stop(settings: Settings, service: Service) -> None:
    """Ask every process of a service to end, end those that do not, and forget the service."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        for process in service.processes().values():
            with suppress(psutil.NoSuchProcess):  # ended meanwhile, as a worker does whose component was told
                process.send_signal(word)
        until = time.monotonic() + STOPPED_WITHIN_SECONDS
        while service.processes() and time.monotonic() < until:
            time.sleep(0.2)
    Service.record(settings).unlink(missing_ok=True)


def refuse_if_up(settings: Settings) -> None:
    """Let nobody else run DAGs on a database that a scheduler has in hand."""
    service = Service.last(settings)
    if service and service.processes():
        raise UsageError(
            f"{settings.data}: Airflow is up here, at {service.address}. Put returns into {settings.inbox} and "
            "let it work, or stop it first with `make down`."
        )


def choose_port(settings: Settings) -> int:
    """The port asked for, which must be free; else 8080, or the next that is."""
    asked = os.environ.get(PORT_SETTING) or dotenv_values(settings.home / ".env").get(PORT_SETTING)
    if asked and not (asked.isdecimal() and 0 < int(asked) < 2**16):
        raise UsageError(
            f"{PORT_SETTING} is {asked!r}: give a port number, 1 to 65535, or leave it out and one is found"
        )
    free = next(filter(is_free, [int(asked)] if asked else PORTS), None)
    if free is None and asked:
        raise UsageError(f"port {asked} is taken: set {PORT_SETTING} to another, or leave it out and one is found")
    if free is None:
        raise UsageError(f"the ports {PORTS[0]} to {PORTS[-1]} are all taken: set {PORT_SETTING} to one that is free")
    return free


def is_free(port: int) -> bool:
    """Whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one given up a moment ago is free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def greet(settings: Settings, service: Service, console: Console) -> None:
    """Say where Airflow is, who may enter, and how to go on."""
    passwords = airflow_home(settings) / "simple_auth_manager_passwords.json.generated"
    [(user, password)] = json.loads(passwords.read_text(encoding="utf-8")).items()
    for what, where in {
        "Airflow": service.address,
        "log in": f"{user} / {password}",
        "inbox": f"{settings.inbox}/<authority>/<quarter>/, swept every quarter of an hour",
        "logs": settings.logs,
        "stop it": "make down",
    }.items():
        console.print(f"{what:8} {where}", markup=False)
    for problem in Receivers.from_environment().problems:
        console.print(problem, style="red", markup=False, soft_wrap=True)


def main() -> int:
    """Do what the command line says; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=["up", "down"])
    command = {"up": up, "down": down}[parser.parse_args().command]
    console = Console(highlight=False, soft_wrap=True)
    try:
        command(Settings.from_environment(), console)
    except SfpcError as error:
        console.print(str(error), style="red", markup=False)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
