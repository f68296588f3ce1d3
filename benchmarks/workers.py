"""Ingest on one Celery worker against two, on a real PostgreSQL and Redis: `python workers.py` for that alone.

The services are those of docker-compose.yml, run by hand as the tests run them (tests/containers.py). Each number of
workers begins with nothing: all samples lie in the inbox, and every authority's DAG is run once.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))  # what starts the services lies with the tests

if TYPE_CHECKING:
    from tests.containers import Containers

SECONDS = 1800
WORKERS = (1, 2)
FOLDERS = sorted({sample.name for sample in (HOME / "samples").glob("*/*")})
ALL_BUT = ("scheduler", "writer")
"""Nothing is published here, and nothing begins before the workers are there."""

SETTLING = 20
"""Seconds in which the sweeps of a quarter of an hour that has just passed begin, and then find nothing."""


def measure_workers() -> dict[str, float]:
    """Seconds of ingest by number of workers; in a process of its own, whose end stops what it started."""
    done = subprocess.run([sys.executable, __file__, "--json"], check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_workers(console: Console, seconds: dict[str, float]) -> None:
    """Print what a worker more is worth."""
    table = Table(
        "Workers", "Seconds", "of one worker", title="Ingest of all samples by Celery workers of two tasks each"
    )
    for workers, took in seconds.items():
        table.add_row(workers, f"{took:.1f}", f"{took / seconds['1']:.2f}")
    console.print(table)


def sweep(workers: int) -> float:
    """Seconds from the first start of the runs that sweep the inboxes to the last one's end."""
    from tests import containers

    settings = {"SFPC_EXECUTOR": "CeleryExecutor", "SFPC_WORKERS": str(workers), "SFPC_TASKS_AT_ONCE": "8"}
    with (
        tempfile.TemporaryDirectory(prefix="sfpc-workers-") as folder,
        containers.containers(Path(folder), "distributed", **settings) as made,
    ):
        made.up(*(name for name in made.described if name not in ALL_BUT))
        token = made.log_in("Data engineer")
        made.wait_until(lambda: len(made.ask("/api/v2/dags?limit=100", token=token)["dags"]) > len(FOLDERS), SECONDS)
        made.up("scheduler")
        time.sleep(SETTLING)
        made.wait_until(lambda: not working(made, token), SECONDS)
        for sample in sorted((HOME / "samples").glob("*/*")):
            shutil.copytree(sample, made.data / "inbox" / sample.name / sample.parent.name)
        runs = [start(made, token, f"ingest_{folder}") for folder in FOLDERS]
        made.wait_until(lambda: all(made.ask(run, token=token)["end_date"] for run in runs), SECONDS)
        ended = [made.ask(run, token=token) for run in runs]
        if {run["state"] for run in ended} != {"success"}:
            raise SystemExit(f"an ingest failed: {made.said('worker')}")
        first, last = (sorted(datetime.fromisoformat(run[at]) for run in ended) for at in ("start_date", "end_date"))
        return (last[-1] - first[0]).total_seconds()


def working(made: Containers, token: str) -> list[str]:
    """The runs that have not ended."""
    listed = made.ask("/api/v2/dags/~/dagRuns?limit=100", token=token)["dag_runs"]
    return [run["dag_run_id"] for run in listed if not run["end_date"]]


def start(made: Containers, token: str, dag: str) -> str:
    """Start a run of a DAG; give where Airflow tells of it."""
    runs = f"/api/v2/dags/{dag}/dagRuns"
    return f"{runs}/{quote(made.ask(runs, {'logical_date': None}, token)['dag_run_id'])}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended early, it stops what it started
    if sys.argv[1:] == ["--json"]:
        print(json.dumps({workers: sweep(workers) for workers in WORKERS}))
    else:
        print_workers(Console(), measure_workers())
