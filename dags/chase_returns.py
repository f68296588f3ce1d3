"""Chase what is owed: remind authorities, tell the programme, and send again the notices that have not arrived.

Runs each morning. A return that is owed is told of seven days before it is due, on the day, and every third working day
after: its authority's contacts are reminded, and the programme gets a digest, also on the first working day after. A
later day that was agreed is honoured; a return that is in, or says that there is nothing to report, is not chased. A
morning that was missed is made up by the next one, once. `sfpc calendar` shows the same.
Unless notices are set up (docs/how_to/be_told.md) nobody is told, and only the calendar is looked at.

- **By hand with `{"trial": true}`**: sends a notice on trial to the programme, to see whether notices arrive.
- **red at send_waiting_notices**: notices do not arrive; the end of the log says to whom and why. Mend it and clear
  both tasks. Nothing else depends on it: returns are read and reports published all the same.
- **red at check_calendar**: seeds/return_calendar.csv does not have today's quarter. Whatever it has is chased all the
  same; add the rows (docs/runbooks/the_calendar_ends.md).
"""

from __future__ import annotations

from datetime import date

import chasing
import notices
import telling
from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException
from retries import RETRIES


@dag(
    schedule=CronTriggerTimetable("0 7 * * *", timezone="Europe/London"),
    catchup=False,  # what a morning missed, the next one tells
    max_active_runs=1,
    params={"trial": Param(default=False, type="boolean", description="send a notice on trial to the programme")},
    default_args={**RETRIES, "on_failure_callback": notices.run_failed()},
    doc_md=__doc__,
    tags=["returns"],
)
def chase_returns() -> None:
    """Find what is owed, and see that what is to be told arrives."""

    @task
    def check_calendar() -> None:
        from sfpc import status
        from sfpc.reference import reference
        from sfpc.settings import Settings

        known = reference(Settings.from_environment().seeds)
        so_far = status.quarters_so_far(known, date.today())  # noqa: DTZ011 - the reader's day
        if lacks := status.without_due_date(known, so_far):
            raise AirflowFailException(known.calendar_lacks(lacks))

    @task
    def remind_and_tell() -> list[str]:
        from sfpc.notices import occasions

        places = [(occasions.LOG, get_current_context()["ti"].log_url)]
        return chasing.chase(date.today(), places)  # noqa: DTZ011 - the reader's day

    @task(trigger_rule="all_done")  # what waits is sent whatever became of the task before
    def send_waiting_notices(not_sent: list[str] | None) -> None:
        from sfpc.errors import PipelineError
        from sfpc.notices import occasions, words

        context = get_current_context()
        trial = words.trial(context["run_id"], [(occasions.LOG, context["ti"].log_url)])
        waiting = telling.deliver(lambda *_: trial if context["params"]["trial"] else None)
        if problems := dict.fromkeys([*(not_sent or []), *waiting]):
            raise PipelineError("\n".join(["Notices do not arrive:", *problems]))

    check_calendar()
    send_waiting_notices(remind_and_tell())


chase_returns()
