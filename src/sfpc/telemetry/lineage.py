"""Lineage: what was made of what, as events of OpenLineage; to a file, unless OpenLineage is set up to send elsewhere.

OpenLineage's own settings decide (OPENLINEAGE_URL, OPENLINEAGE_CONFIG, an openlineage.yml, OPENLINEAGE_DISABLED ...).
Without any, events are lines of `SFPC_DATA/lineage/events.jsonl`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc.settings import Settings
from sfpc.telemetry import rolling
from sfpc.telemetry.context import current_run
from sfpc.telemetry.datasets import Data

if TYPE_CHECKING:
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent

    from sfpc.telemetry.steps import Ended

NAMESPACE = os.environ.get("OPENLINEAGE_NAMESPACE") or "sfpc"
"""The name space of our jobs; OpenLineage's own setting."""

PRODUCER = "urn:sfpc"
"""Who says so, in each event."""

FILE = "events.jsonl"
"""The file under SFPC_DATA/lineage."""

OF_RUNS = uuid.UUID("c3f7be58-3f5e-5b0a-8f1c-6a0f4ad2c7d1")
"""The name space in which a step's events get the same id."""

_gone: set[str] = set()
"""Data folders whose events cannot be sent: nobody waits again for a server that is away."""


def emit_step(settings: Settings, ended: Ended) -> None:
    """Tell of a step that has ended; of a build, of every model that dbt made as well."""
    from sfpc.telemetry import dbt_lineage
    from sfpc.telemetry.outcomes import BUILD
    from sfpc.telemetry.steps import DONE

    run_id = str(uuid.uuid5(OF_RUNS, f"{current_run().id} {ended.job} {ended.about} {ended.began.isoformat()}"))
    name = f"{ended.job}.{ended.about.authority}" if ended.about.authority else ended.job
    events = _pair(ended, run_id, name, _parents())
    if ended.job == BUILD.name and ended.ending == DONE:
        events[1:1] = dbt_lineage.events(settings, run_id, name)
    send(settings, events)


def emit_parent(settings: Settings, ended: Ended, *, is_start: bool) -> None:
    """Tell that a run begins, or that it has ended."""
    start, end = _pair(ended, current_run().id, ended.job, _outer())
    send(settings, [start if is_start else end])


def send(settings: Settings, events: Iterable[RunEvent]) -> None:
    """Send events in their order; after the first that cannot be sent, none is tried again in this process.

    Raises:
        Exception: whatever the transport raises, once.
    """
    place = str(settings.data)
    if place in _gone:
        return
    try:
        sender = client(settings)
        rolling.make_room(settings.data / "lineage" / FILE)
        for event in events:
            sender.emit(event)
    except Exception:
        _gone.add(place)
        raise


@cache
def client(settings: Settings) -> OpenLineageClient:
    """OpenLineage's client, with its own configuration where there is any."""
    from openlineage.client import OpenLineageClient
    from openlineage.client.transport.file import FileConfig, FileTransport

    path = settings.data / "lineage" / FILE
    to_file = OpenLineageClient(transport=FileTransport(FileConfig(log_file_path=str(path), append=True)))
    is_set_up = (to_file.config.transport or {}).get("type") or os.environ.get("OPENLINEAGE_URL")
    if is_set_up:
        return OpenLineageClient()
    path.parent.mkdir(parents=True, exist_ok=True)
    return to_file


def _pair(ended: Ended, run_id: str, name: str, run_facets: dict[str, Any]) -> list[RunEvent]:
    """The event of a step's beginning, and that of its end."""
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.facet_v2 import error_message_run, job_type_job

    types: dict[str, Any] = {
        "jobType": job_type_job.JobTypeJobFacet(processingType="BATCH", integration="SFPC", jobType="STEP")
    }
    job = Job(namespace=NAMESPACE, name=name, facets=types)
    inputs, outputs = [as_input(one) for one in ended.outcome.reads], [as_output(one) for one in ended.outcome.writes]
    end = {"done": RunState.COMPLETE, "refused": RunState.ABORT, "failed": RunState.FAIL}[ended.ending]
    facets = dict(run_facets)
    if ended.problem:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(ended.problem, "Python")
    shared: dict[str, Any] = {"job": job, "producer": PRODUCER, "inputs": inputs, "outputs": outputs}
    return [
        RunEvent(eventType=RunState.START, eventTime=ended.began.isoformat(), run=Run(run_id, run_facets), **shared),
        RunEvent(eventType=end, eventTime=ended.ended.isoformat(), run=Run(run_id, facets), **shared),
    ]


def as_input(data: Data) -> InputDataset:
    """A data set that was read."""
    from openlineage.client.event_v2 import InputDataset

    return InputDataset(namespace=data.namespace, name=data.name, facets=_version(data))


def as_output(data: Data) -> OutputDataset:
    """A data set that was written."""
    from openlineage.client.event_v2 import OutputDataset

    return OutputDataset(namespace=data.namespace, name=data.name, facets=_version(data))


def _version(data: Data) -> dict[str, Any]:
    from openlineage.client.facet_v2 import dataset_version_dataset

    if data.version is None:
        return {}
    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(data.version)}


def _parents() -> dict[str, Any]:
    """What a step belongs to: the run that it is of."""
    from openlineage.client.facet_v2 import parent_run

    run = current_run()
    return {"parent": parent_run.ParentRunFacet(parent_run.Run(run.id), parent_run.Job(NAMESPACE, run.job))}


def _outer() -> dict[str, Any]:
    """What a run belongs to, where whoever started it says so (OPENLINEAGE_PARENT_ID: name space/job/run)."""
    from openlineage.client.facet_v2 import parent_run

    parts = os.environ.get("OPENLINEAGE_PARENT_ID", "").split("/")
    if len(parts) != 3:  # noqa: PLR2004 - name space, job, run
        return {}
    return {"parent": parent_run.ParentRunFacet(parent_run.Run(parts[2]), parent_run.Job(parts[0], parts[1]))}
