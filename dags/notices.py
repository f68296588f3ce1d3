"""Who is told what, when: what the DAGs attach to their tasks, as `on_failure_callback` and the like.

A callback runs in the task's process after the task has ended: nothing here can change how it ended. What could not
be sent is an error in the task's log, and is sent again by what is told next and by `chase_returns` each morning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Any

from airflow.sdk import BaseNotifier, Context
from airflow.sdk.exceptions import AirflowFailException

Make = Callable[..., Any]  # makes a notice of the settings and of who is told; None where there is nothing to tell


class Telling(BaseNotifier):
    """Tells what an occasion finds in a task's context, if that is anything to be told."""

    def __init__(self, occasion: Callable[[Context], Make | None]) -> None:
        super().__init__()
        self.occasion = occasion

    def notify(self, context: Context) -> None:
        """Tell it; whatever goes wrong is an error in the log, and never one of the task."""
        try:
            if make := self.occasion(context):
                deliver(make)
        except Exception:
            self.log.exception("NOBODY WAS TOLD: the notice could not be made. See docs/how_to/be_told.md")


def telling(occasion: Callable[[Context], Make | None]) -> Callable[[], Telling]:
    """Give what makes the notifier to attach of what looks for an occasion."""
    return wraps(occasion)(lambda: Telling(occasion))


def deliver(make: Make) -> list[str]:
    """Keep a notice, send it and what waits; give what went wrong, each an error in the log as well."""
    from sfpc.notices import Receivers

    if not (receivers := Receivers.from_environment()).are_wanted:
        return []
    from channels import sent_to

    return sent_to(receivers, make)


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
