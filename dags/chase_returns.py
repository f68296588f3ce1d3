"""Chase what is owed: tell of overdue returns, and send again the notices that have not arrived.

Runs each working day's morning. A return is told of on the first working day after it was due and on every third one
after that, until it is accepted or says that there is nothing to report; a later day that was agreed is honoured.
Unless notices are set up (docs/how_to/be_told.md) nobody is told, and nothing here does anything.

- **By hand with `{"trial": true}`**: sends a notice on trial to everybody, to see whether notices arrive.
- **red at send_waiting_notices**: notices do not arrive; the end of the log says to whom and why. Mend it and clear the
  task. Nothing else depends on it: returns are read and reports published all the same.
"""

from __future__ import annotations

from datetime import date

import notices
from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from retries import RETRIES


@dag(
    schedule=CronTriggerTimetable("0 7 * * 1-5", timezone="Europe/London"),
    catchup=False,  # what a morning missed, the next one tells
    max_active_runs=1,
    params={"trial": Param(default=False, type="boolean", description="send a notice on trial to everybody")},
    default_args={**RETRIES, "on_failure_callback": notices.run_failed()},
    doc_md=__doc__,
    tags=["returns"],
)
def chase_returns() -> None:
    """Find what is overdue, and see that what is to be told arrives."""

    @task
    def tell_of_overdue_returns() -> None:
        from sfpc.notices import occasions

        places = [(occasions.LOG, get_current_context()["ti"].log_url)]
        today = date.today()  # noqa: DTZ011 - the reader's day
        notices.deliver(lambda settings, _: occasions.returns_overdue(settings, today, places))

    @task(trigger_rule="all_done")  # what waits is sent whatever became of the task before
    def send_waiting_notices() -> None:
        from sfpc.errors import PipelineError
        from sfpc.notices import occasions, words

        context = get_current_context()
        trial = words.trial(context["run_id"], [(occasions.LOG, context["ti"].log_url)])
        problems = notices.deliver(lambda *_: trial if context["params"]["trial"] else None)
        if problems:
            raise PipelineError("\n".join(["Notices do not arrive:", *problems]))

    tell_of_overdue_returns() >> send_waiting_notices()


chase_returns()
