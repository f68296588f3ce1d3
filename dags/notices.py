"""Who is told what, when: what the DAGs attach to their tasks, as `on_failure_callback` and the like."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException
from telling import Make, telling


@telling
def run_failed(context: Context) -> Make:
    """A task failed by a fault of ours; told once a day for each task and what it is about."""
    from sfpc.notices import occasions, words

    ti, run, today = context["ti"], context.get("dag_run"), datetime.now(UTC).date()  # of a killed task no run is known
    about = (run and run.partition_key) or context["params"].get("quarter") or ti.rendered_map_index or ""
    return lambda *_: words.run_failed(ti.dag_id, ti.task_id, about, today, [(occasions.LOG, ti.log_url)])


@telling
def gate_shut(context: Context) -> Make | None:
    """The gate is shut, which is told once a decision; or the task failed otherwise, and there is no decision."""
    is_refusal = isinstance(context.get("exception"), AirflowFailException)
    return _of_quarter("gate_shut", context) if is_refusal else run_failed().occasion(context)


@telling
def sign_off_wanted(context: Context) -> Make:
    """A quarter waits for a sign-off, which is told once a decision."""
    return _of_quarter("sign_off_wanted", context)


@telling
def report_published(context: Context) -> Make | None:
    """A release is new; a second try tells it again, for the first may have ended before anybody heard."""
    ti = context["ti"]
    is_news = ti.try_number > 1 or ti.xcom_pull(task_ids=ti.task_id)["is_new"]
    return _of_quarter("report_published", context) if is_news else None


@telling
def return_rejected(context: Context) -> Make | None:
    """A submission was rejected, which is told once each time that it came."""
    from sfpc.notices import occasions

    ti = context["ti"]
    news = ti.xcom_pull(task_ids=ti.task_id, map_indexes=ti.map_index)
    if news["state"] != "rejected":
        return None
    submission = (ti.dag_id.removeprefix("ingest_"), news["quarter"], news["submission_id"])
    return partial(occasions.return_rejected, submission=submission, log=ti.log_url)


def _of_quarter(occasion: str, context: Context) -> Make:
    from sfpc.notices import occasions

    ti = context["ti"]
    return partial(getattr(occasions, occasion), quarter=ti.xcom_pull(task_ids="check_completeness"), log=ti.log_url)


@telling
def what_waits(_: Context) -> Make | None:
    """Nothing has happened; but what has not arrived is sent again, be it that nobody else sends anything for days."""
    from sfpc.notices import Outbox
    from sfpc.settings import Settings

    waiting = Outbox(Settings.from_environment()).waiting()
    return (
        (lambda *_: None) if any(not kept.notice.audience for kept in waiting) else None
    )  # reminders wait for morning
