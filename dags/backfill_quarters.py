"""Publish past quarters in order: each run does one, by `publish_quarter`, and then starts the run of the next.

Start it by hand with `{"first_quarter": "2021-22-Q1", "last_quarter": "2022-23-Q2"}`, after pausing the DAGs
`ingest_...`, which would announce the same returns in any order; unpause them when it is done. `sfpc backfill` does the
same without Airflow. The returns of all these quarters lie in the inbox: they land before the first one is published.

- **red at see_it_published**: the quarter was not published, and the run of `publish_quarter` that the task before it
  links to says why. Answer it and clear `publish` here: the quarter is tried again, and the quarters after it follow.
  To go on without it, start this DAG again from the next quarter; or with `passes_over`, which goes on by itself.
- **red at publish**: `publish_quarter` is paused; unpause it and clear the task.
- **red at land_and_read**: a fault of ours; the end of the log says where, what and what to do.
"""

from __future__ import annotations

import notices
import quarters
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, chain, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from retries import RETRIES

RUN_ID = "backfill__{{ params.first_quarter }}__{{ ti.id }}"  # a task that is cleared starts a run of its own


@dag(
    schedule=None,
    max_active_runs=1,
    params={
        "first_quarter": quarters.quarter("the first to publish", is_needed=True),
        "last_quarter": quarters.quarter("the last to publish", is_needed=True),
        "passes_over": Param(default=False, type="boolean", description="go on after one that cannot be published"),
    },
    default_args={**RETRIES, "on_failure_callback": notices.run_failed()},
    render_template_as_native_obj=True,
    doc_md=__doc__,
    tags=["report"],
)
def backfill_quarters() -> None:
    """Land what is there, publish the first quarter, and hand the others on."""

    @task
    def land_and_read() -> list[str]:
        from sfpc import backfill, pipeline
        from sfpc.settings import Settings

        settings, asked = Settings.from_environment(), get_current_context()["params"]
        found = backfill.quarters(settings, asked["first_quarter"], asked["last_quarter"])
        pipeline.sweep(settings, print, last=found[-1])
        return found

    publish = TriggerDagRunOperator(
        task_id="publish",
        trigger_dag_id="publish_quarter",
        trigger_run_id=RUN_ID,
        logical_date=None,
        conf={"quarter": "{{ params.first_quarter }}"},
        wait_for_completion=True,
        deferrable=True,  # it may wait for a person for days
        poke_interval=10,
        allowed_states=["success", "failed"],  # what came of it the next task sees
        failed_states=[],
        fail_when_dag_is_paused=True,
    )

    @task(retries=0)  # nothing changes by asking again
    def see_it_published(asked_for: list[str]) -> dict[str, str | bool]:
        context = get_current_context()
        run = context["ti"].xcom_pull(task_ids="publish", key="trigger_run_id")
        made = context["ti"].xcom_pull(dag_id="publish_quarter", task_ids="publish_report", run_id=run)
        if made is None and not context["params"]["passes_over"]:
            raise AirflowFailException(f"{asked_for[0]} was not published: the run {run} of publish_quarter says why.")
        if not asked_for[1:]:
            raise AirflowSkipException(f"{asked_for[0]} was the last quarter.")
        return {**context["params"], "first_quarter": asked_for[1]}

    found = land_and_read()
    following = see_it_published(found)
    go_on = TriggerDagRunOperator(
        task_id="go_on",
        trigger_dag_id="backfill_quarters",
        trigger_run_id=f"after_{RUN_ID}",
        logical_date=None,
        conf="{{ ti.xcom_pull(task_ids='see_it_published') }}",
    )
    chain(found, publish, following, go_on)


backfill_quarters()
