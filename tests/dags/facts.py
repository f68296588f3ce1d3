"""Parse the DAG files as Airflow does, in a process of its own, and print what was found as JSON.

Not a test: `conftest.py` runs it, so that Airflow's settings, logging and import never touch the other tests.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import DAG
from filelock import Timeout

opened: set[str] = set()
network: set[str] = set()
watching = False


def watch(event: str, arguments: tuple) -> None:
    """Note each file opened and each use of a socket, while the DAG files are parsed."""
    if watching and event == "open" and isinstance(arguments[0], str):
        opened.add(str(Path(arguments[0]).absolute()))
    if watching and event.startswith("socket.") and event != "socket.__new__":
        network.add(event)


def facts_of(dag: DAG) -> dict:
    """What the rules are about."""
    condition = getattr(dag.timetable, "asset_condition", None)
    return {
        "file": Path(dag.fileloc).name,
        "doc": dag.doc_md,
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "schedule": type(dag.timetable).__name__,
        "listens_to": [type(condition).__name__, *(one.name for one in condition.objects)] if condition else [],
        "tasks": {task.task_id: facts_of_task(task) for task in dag.tasks},
    }


def facts_of_task(task) -> dict:
    """Order, retries and what a task announces."""
    from sfpc.errors import PipelineError  # after the DAG files, which must not need it

    errors = {"disk": OSError(), "lock": Timeout("a.lock"), "bug": ValueError(), "ours": PipelineError()}
    return {
        "upstream": sorted(task.upstream_task_ids),
        "trigger_rule": str(task.trigger_rule.value),
        "retries": task.retries,
        "delay": task.retry_delay.total_seconds(),
        "on_error": {name: task.retry_policy.evaluate(error, 1, 3).action.value for name, error in errors.items()},
        "pool": task.pool,
        "queue": task.queue,
        "is_mapped": task.is_mapped,
        "tells": [kind for kind in ("on_failure_callback", "on_success_callback") if getattr(task, kind)],
        "waits_days": waits.days if (waits := getattr(task, "response_timeout", None)) else None,
        "announces": [asset.name for asset in task.outlets],
    }


def main(dags: Path) -> None:
    """Parse the folder and print the facts."""
    global watching
    sys.addaudithook(watch)
    before = set(sys.modules)
    watching, started = True, time.process_time()
    bag = BundleDagBag(dag_folder=str(dags), bundle_path=dags, bundle_name="dags-folder")
    seconds, watching = time.process_time() - started, False
    imported = sorted(set(sys.modules) - before)
    print(  # noqa: T201
        json.dumps(
            {
                "import_errors": bag.import_errors,
                "dags": {dag_id: facts_of(dag) for dag_id, dag in bag.dags.items()},
                "opened": sorted(opened),
                "network": sorted(network),
                "imported": imported,
                "seconds": seconds,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
