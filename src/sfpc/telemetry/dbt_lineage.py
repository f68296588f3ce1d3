"""dbt's own results as lineage, by OpenLineage's processor of dbt's files; what it cannot know is put right here.

It works without a network and takes half a second. What it is told besides: dbt builds in a private place that is then
renamed, so that tables are called by where they end up; what dbt calls a source are folders of raw and of the gate; and
seeds are read by models too. It would repeat each model's SQL in two events (3 MB a build): the model's file is named
instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc.settings import Settings
from sfpc.telemetry import datasets
from sfpc.telemetry.context import current_run

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, RunEvent


def events(settings: Settings, run_id: str, job: str) -> list[RunEvent]:
    """The events of the last build: a START and an end for each model and each test.

    Args:
        settings: where dbt left its results, and where what it read and made stands.
        run_id: of the build.
        job: its name.
    """
    from openlineage.client.event_v2 import OutputDataset, RunState
    from openlineage.common.provider.dbt.facets import ParentRunMetadata

    from sfpc.telemetry.lineage import NAMESPACE

    run = current_run()
    processor = _processor(settings)
    processor.dbt_run_metadata = ParentRunMetadata(
        run_id=run_id,
        job_name=job,
        job_namespace=NAMESPACE,
        root_parent_job_name=run.job,
        root_parent_job_namespace=NAMESPACE,
        root_parent_run_id=run.id,
    )
    parsed = processor.parse()
    seeds = _seeds(settings, processor.manifest)
    made: list[RunEvent] = [*parsed.starts, *parsed.completes, *parsed.fails]
    for event in made:
        facets = event.job.facets or {}
        facets.pop("sql", None)
        node = str(getattr(facets.get("dbt_node"), "unique_id", None))
        of_model = seeds.get(node, []) if getattr(facets["jobType"], "jobType", None) == "MODEL" else []
        event.inputs = [*map(_slim, event.inputs or []), *of_model]
        if event.eventType == RunState.START:
            event.outputs = [OutputDataset(one.namespace, one.name) for one in event.outputs or []]
    return made


def _slim(data: Any) -> InputDataset:  # noqa: ANN401 - a data set of OpenLineage's, of either kind
    """A data set that was read, without what was told of it when it was made; what tests said of it stays."""
    from openlineage.client.event_v2 import InputDataset

    return InputDataset(data.namespace, data.name, inputFacets=getattr(data, "inputFacets", None) or {})


def _seeds(settings: Settings, manifest: dict[str, Any]) -> dict[str, list[Any]]:
    """The seeds that each model reads."""
    from sfpc.telemetry.lineage import as_input

    return {
        node: [
            as_input(datasets.seed(settings, parent.rsplit(".", 1)[1]))
            for parent in parents
            if parent.startswith("seed.")
        ]
        for node, parents in manifest["parent_map"].items()
    }


def _processor(settings: Settings) -> Any:  # noqa: ANN401 - OpenLineage's, which carries no types
    from openlineage.common.provider.dbt.local import DbtLocalArtifactProcessor

    from sfpc.telemetry.lineage import NAMESPACE, PRODUCER

    class Processor(DbtLocalArtifactProcessor):  # type: ignore[misc]  # OpenLineage's, which carries no types
        """The processor, told what tables and sources are called."""

        def get_dbt_metadata(self) -> Any:  # noqa: ANN401 - OpenLineage's
            """What dbt left; no profile is read, for it says where dbt built and not where the tables end up."""
            manifest = self.load_metadata(self.manifest_path, list(range(2, 13)), self.logger)
            results = self.load_metadata(self.run_result_path, list(range(2, 7)), self.logger)
            return manifest, results, {"type": "duckdb"}, None

        def extract_namespace(self, _profile: Any) -> str:  # noqa: ANN401 - OpenLineage's
            return datasets.warehouse_namespace(settings)

        def extract_dataset_data(self, node: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401 - OpenLineage's
            found = super().extract_dataset_data(node, *more, **named)
            meta = node.metadata_node
            if node.type == "source":
                place = {"raw": datasets.raw_table, "gate": datasets.gate_table}[meta["source_name"]]
                data = place(settings, meta["name"])
            else:
                data = datasets.table(settings, meta["schema"], meta["alias"])
            return data.namespace, data.name, *found[2:]

    return Processor(
        producer=PRODUCER,
        job_namespace=NAMESPACE,
        project_dir=str(settings.dbt_project),
        target_path=str(settings.data / ".dbt"),
        skip_errors=True,
    )
