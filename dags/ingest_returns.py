"""Land and read what lies in one authority's inbox: returns -> landing -> raw.

There is one such DAG for each authority of `seeds/authorities.csv` that has a first quarter. It looks every
quarter of an hour. A submission that is new, or was withdrawn, is announced through the authority's asset, with
the quarter as its partition, and that sets `publish_quarter` going; news announced before ends as *skipped*.

A return that is **rejected is no failure**: its task is green, and its XCom says `rejected` and why.
A **red** task is a fault of ours: the end of its log says where, what and what to do. Run it again as often
as you like: nothing lands twice.
"""

from __future__ import annotations

import notices
from airflow.sdk import DAG, Asset, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException
from authorities import returns_by_folder
from retries import RETRIES


def ingest_returns(folder: str, returns: Asset) -> DAG:
    """Make one authority's DAG."""
    with DAG(
        dag_id=f"ingest_{folder}",
        schedule="*/15 * * * *",
        catchup=False,  # one sweep takes all that lies there: those missed need no making up
        max_active_runs=1,  # a second sweep would find the same submissions
        default_args={**RETRIES, "on_failure_callback": notices.run_failed()},
        doc_md=__doc__,
        tags=["returns"],
    ) as dag:

        @task(on_success_callback=notices.what_waits())
        def sweep_inbox() -> list[str]:
            from sfpc import landing
            from sfpc.settings import Settings

            settings = Settings.from_environment()
            # what has landed is looked at too: a submission may have been withdrawn
            returns = [*landing.waiting(settings, folder), *landing.landed(settings, folder)]
            return sorted({one.quarter for one in returns})

        @task(
            map_index_template="{{ task.op_kwargs['quarter'] }}",
            multiple_outputs=False,  # one XCom, to be read whole
            outlets=[returns],
            on_success_callback=notices.return_rejected(),
        )
        def land_and_read(quarter: str) -> dict[str, str]:
            from sfpc import landing, raw
            from sfpc.settings import Settings

            settings = Settings.from_environment()
            for waiting in landing.waiting(settings, folder):
                if waiting.quarter == quarter:
                    landing.land(settings, waiting)
            reads = [raw.read(settings, one) for one in landing.landed(settings, folder, quarter)]
            if not reads:
                raise AirflowSkipException(f"{folder} {quarter}: it was taken out of the inbox before it was landed")
            read = reads[-1]
            withdrawn = " ".join(sorted(one.landed.submission_id for one in reads if one.landed.withdrawn))
            news = {
                "submission_id": read.landed.submission_id,
                "state": "withdrawn" if read.landed.withdrawn else read.state,
                "received_at": read.landed.received_at,
                "withdrawn": withdrawn,
            }
            context = get_current_context()
            announced = context["asset_state_store"][returns]
            if announced.get(quarter) == news and context["ti"].try_number == 1:
                raise AirflowSkipException(f"{folder} {quarter}: nothing new, {news} was announced before")
            # A second try announces it again: the first may have ended before anybody heard.
            announced.set(quarter, news)
            context["outlet_events"][returns].add_partitions(quarter)
            context["outlet_events"][returns].extra = news
            return {"quarter": quarter, **news, "findings": " ".join(one.message for one in read.findings)}

        @task(trigger_rule="none_failed_min_one_success")  # one submission that is new among those known is enough
        def write_feedback() -> list[str]:
            from sfpc import monitoring, pipeline
            from sfpc.settings import Settings

            written = pipeline.give_feedback(Settings.from_environment(), folder)
            monitoring.refresh(Settings.from_environment())
            return [str(one.path) for one in written if one.is_new]

        land_and_read.expand(quarter=sweep_inbox()) >> write_feedback()
    return dag


for _folder, _returns in returns_by_folder().items():
    ingest_returns(_folder, _returns)
