"""The wait for a person's answer between the gate and the report, where SFPC_SIGN_OFF is `required`.

It is read from the environment each time the DAG files are parsed; without it there are no such tasks.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import notices
from airflow.sdk import Param, XComArg, task
from airflow.sdk.exceptions import AirflowSkipException

SETTING, DAYS = "SFPC_SIGN_OFF", "SFPC_SIGN_OFF_DAYS"
ANSWERS = {"Publish": "publish", "Publish with caveats": "publish_with_caveats", "Hold": "hold"}
"""What the page offers, and the answer it stands for."""
WORDS = {
    "caveats": Param("", type=["null", "string"], description="With ‘Publish with caveats’: printed in the report."),
    "reason": Param("", type=["null", "string"], description="With ‘Hold’: why. No personal data in either."),
}
WAIT = Param(
    default=True, type="boolean", description="Wait for a person; else the run fails if nobody signed off yet."
)


def is_required() -> bool:
    """Whether a person must answer; a setting that says neither is an error that Airflow shows for the DAG file."""
    setting = os.environ.get(SETTING) or "off"
    if setting not in ("off", "required"):
        raise ValueError(f"{SETTING} is {setting!r}: set it to one of off, required, or leave it out (off)")
    return setting == "required"


def days() -> int:
    """How long a run waits for the answer."""
    setting = os.environ.get(DAYS) or "14"
    if not (setting.isdecimal() and int(setting)):
        raise ValueError(f"{DAYS} is {setting!r}: give a whole number of days from 1 up, or leave it out")
    return int(setting)


def params() -> dict[str, Param]:
    """What a run may be told about the wait."""
    return {"wait_for_sign_off": WAIT} if is_required() else {}


def runs_at_once() -> int:
    """How many runs there may be; one that waits days for a person must not keep other quarters from theirs.

    They do not get in one another's way: the pool has one slot, and a report is refused where the warehouse is no
    longer what the gate decided on.
    """
    return 6 if is_required() else 1


def steps(quarter: XComArg) -> list[Any]:
    """Make the tasks, in their order; none where nobody has to answer."""
    if not is_required():
        return []
    from awaiting import AwaitSignOff

    waiting = AwaitSignOff(
        task_id="await_sign_off",
        subject="{{ ti.xcom_pull(task_ids='write_briefing')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='write_briefing')['body'] }}",
        answers=ANSWERS,
        params=WORDS,
        notifiers=notices.sign_off_wanted(),
        response_timeout=timedelta(days=days()),
    )

    @task
    def write_briefing(quarter: str) -> dict[str, str | int]:
        from sfpc import briefing
        from sfpc.settings import Settings

        made = briefing.brief(Settings.from_environment(), quarter)
        return {
            "quarter": quarter,
            "decision_number": made.decision_number,
            "subject": made.title,
            "body": made.markdown(),
        }

    @task
    def record_sign_off(quarter: str, shown: dict[str, Any], response: dict[str, Any] | None) -> str | None:
        from sfpc import sign_off
        from sfpc.settings import Settings

        if response is None:
            return None  # it was signed off before this run asked
        kept = sign_off.record(Settings.from_environment(), quarter, shown["decision_number"], waiting.answer(response))
        if not kept.lets_publish:
            raise AirflowSkipException(f"Nothing is published. {kept.words}")
        return kept.words

    shown = write_briefing(quarter)
    return [shown, waiting, record_sign_off(quarter, shown, waiting.output)]
