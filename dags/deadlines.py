"""By when a run must have ended, and who hears that it has not: a run that hangs fails no task, and nobody would know.

The scheduler looks at the clock, and has `run_is_late` called by a process of its own. Airflow shows that process no
connection (3.3.2), so it cannot send: the notice is kept, and the next sweep of an inbox sends it.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import sign_off
import telling
from airflow.sdk import DeadlineAlert, DeadlineReference, SyncCallback

SETTING = "SFPC_PUBLISH_MINUTES"
USUAL, WITH_A_PERSON = 120, 2 * 24 * 60
"""Minutes from when a run is queued: the second where a person must answer before it can end."""


def minutes() -> int:
    """How long publishing a quarter may take; a setting that cannot be is an error that Airflow shows for the DAG."""
    setting = os.environ.get(SETTING) or str(WITH_A_PERSON if sign_off.is_required() else USUAL)
    if not (setting.isdecimal() and int(setting)):
        raise ValueError(f"{SETTING} is {setting!r}: give a whole number of minutes from 1 up, or leave it out")
    return int(setting)


def to_publish() -> DeadlineAlert:
    """The deadline of a run that publishes a quarter."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(minutes=minutes()),
        callback=SyncCallback(run_is_late, kwargs={"minutes": minutes()}),
    )


def run_is_late(minutes: int, context: dict[str, Any]) -> None:
    """Keep a notice that a run has not ended by its deadline; one that failed was told when it did.

    Args:
        minutes: how long it might have taken.
        context: what Airflow knows of the run.
    """
    from airflow.sdk.configuration import conf

    from sfpc.notices import occasions, words

    run = context["dag_run"]
    if run["state"] not in ("queued", "running"):
        return
    site = conf.get("api", "base_url", fallback="http://localhost:8080/").rstrip("/")
    page = f"{site}/dags/{run['dag_id']}/runs/{quote(run['dag_run_id'])}"
    about = run.get("partition_key") or (run.get("conf") or {}).get("quarter") or ""
    told = words.run_late(run["dag_id"], run["dag_run_id"], about, minutes, [(occasions.LOG, page)])
    telling.keep(lambda *_: told)
