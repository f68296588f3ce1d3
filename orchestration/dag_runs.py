"""Run DAGs to their end in this process, and hear from Airflow how each task goes.

Airflow must have its settings before this is imported (see `airflow_home.adopt`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol, cast

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.listeners import hookimpl
from airflow.models.xcom import XComModel
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowFailException
from airflow.sdk.listener import get_listener_manager
from airflow.sdk.types import RuntimeTaskInstanceProtocol as TaskInstance
from airflow.utils.session import create_session

from sfpc.errors import PipelineError


class Told(Protocol):
    """Called as a task begins (its state is `running`) and as it ends; a mapped task has a label."""

    def __call__(self, task: str, label: str, state: str, seconds: float) -> None:
        """Take note of it."""


class Ended:
    """How the tasks of one DAG run ended; Airflow itself tells it while they do.

    Attributes:
        count: how many tasks ended, by task and state.
        errors: the error of each task that failed, less those that a retry mended.
        returned: what each task that is not mapped gave back.
    """

    def __init__(self, told: Told) -> None:
        self.told = told
        self.began = time.monotonic()
        self.count: Counter[tuple[str, str]] = Counter()
        self.errors: dict[tuple[str, int | None], BaseException | str | None] = {}
        self.returned: dict[str, Any] = {}

    @hookimpl
    def on_task_instance_running(self, task_instance: TaskInstance) -> None:
        """Airflow begins a task."""
        self.began = time.monotonic()
        self.told(task_instance.task_id, task_instance.rendered_map_index or "", "running", 0.0)

    @hookimpl
    def on_task_instance_success(self, task_instance: TaskInstance) -> None:
        """Airflow ended a task well."""
        self.errors.pop((task_instance.task_id, task_instance.map_index), None)
        self._end(task_instance, "success")

    @hookimpl
    def on_task_instance_skipped(self, task_instance: TaskInstance) -> None:
        """A task found that there was nothing to do."""
        self._end(task_instance, "skipped")

    @hookimpl
    def on_task_instance_failed(self, task_instance: TaskInstance, error: BaseException | str | None) -> None:
        """A task failed; it may be tried again."""
        self.errors[task_instance.task_id, task_instance.map_index] = error
        self._end(task_instance, "failed")

    def refusal(self, task: str) -> str | None:
        """What a task said that failed on purpose, as a shut gate does; None where it did not."""
        error = self.errors.get((task, -1))
        return str(error) if isinstance(error, AirflowFailException) else None

    def _end(self, task: TaskInstance, state: str) -> None:
        self.count[task.task_id, state] += 1
        self.told(task.task_id, task.rendered_map_index or "", state, time.monotonic() - self.began)


def load_dags(folder: Path) -> dict[str, DAG]:
    """Parse the DAG files as Airflow's dag-processor does; by name."""
    bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
    for path, error in bag.import_errors.items():
        raise PipelineError(f"{path}: Airflow cannot read this DAG file: {error}")
    for dag in bag.dags.values():
        dag.deadline = None  # nobody looks at one here, and with one Airflow 3.3.2 ends DAG.test() in an error
    return dict(sorted(bag.dags.items()))


def run_dag(dag: DAG, told: Told, conf: dict[str, Any] | None = None) -> Ended:
    """Make a run of a DAG and execute its tasks, one after another and with their retries."""
    ended = Ended(told)
    listeners = get_listener_manager()
    listeners.add_listener(ended)  # type: ignore[no-untyped-call] # Airflow's own has no types
    try:
        run_id = dag.test(run_conf=conf).run_id
    finally:
        listeners.pm.unregister(ended)
    if any(isinstance(error, KeyboardInterrupt) for error in ended.errors.values()):
        raise KeyboardInterrupt  # Airflow took it for a failure of the task
    with create_session() as session:
        found = XComModel.get_many(run_id=run_id, dag_ids=dag.dag_id, map_indexes=-1, key="return_value")
        kept = cast("Iterable[XComModel]", session.scalars(found))  # of one column
        ended.returned = {one.task_id: XComModel.deserialize_value(one) for one in kept}
    return ended
