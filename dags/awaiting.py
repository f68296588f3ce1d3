"""The task that waits for a person; apart from `sign_off`, since what it is made of takes a while to import."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

if TYPE_CHECKING:
    from airflow.sdk import Context

    from sfpc.sign_off import Answer


class AwaitSignOff(HITLOperator):
    """Waits for a person's answer to the gate's newest decision, unless one lets it be published already.

    One run waits for the answer to one decision: what else set the publishing of the quarter going is skipped.

    Attributes:
        answers: what each option stands for.
    """

    def __init__(self, *, answers: dict[str, str], **more: Any) -> None:  # noqa: ANN401 - whatever HITLOperator takes
        self.answers = answers
        super().__init__(options=list(answers), **more)

    def execute(self, context: Context) -> None:
        """Ask; the task then waits without a process, a slot or a trigger."""
        from sfpc import sign_off
        from sfpc.settings import Settings

        settings, shown = Settings.from_environment(), context["ti"].xcom_pull(task_ids="write_briefing")
        waits = sign_off.waits(settings, shown["quarter"])
        if waits is None:
            self.log.info("%s is signed off already; nobody is asked again", shown["quarter"])
            return
        if not context["params"]["wait_for_sign_off"]:
            raise AirflowFailException(waits)
        standing = sign_off.newest(settings, shown["quarter"])
        is_held = standing is not None and standing.decision_number == shown["decision_number"]
        if is_held and context["dag_run"].run_type != "manual":
            raise AirflowSkipException(f"{waits} To be asked again, trigger this DAG by hand.")
        if other := self.who_waits(context, shown):
            raise AirflowSkipException(f"The run {other} waits for the answer to the same decision")
        super().execute(context)

    def who_waits(self, context: Context, shown: dict[str, Any]) -> str | None:
        """Another run that waits for the answer to the same decision; None where this would be the first."""
        ti = context["ti"]
        states = ti.get_task_states(dag_id=self.dag_id, task_ids=[self.task_id])
        for run, state in sorted((run, of.get(self.task_id)) for run, of in states.items() if run != ti.run_id):
            if state == "awaiting_input":
                asked = ti.xcom_pull(task_ids="write_briefing", run_id=run) or {}
                if all(asked.get(name) == shown[name] for name in ("quarter", "decision_number")):
                    return run
        return None

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:  # noqa: ANN401 - as Airflow has it
        """Take the answer, or ask again where it cannot be taken: what it held is not kept."""
        if "error" not in event and (problem := self.problem_with(event)):
            self.log.error("THE ANSWER WAS NOT TAKEN, and is asked for again. %s.", problem)
            super().execute(context)
        return super().execute_complete(context, event)

    def problem_with(self, response: dict[str, Any]) -> str | None:
        """Why an answer cannot be taken; None where it can."""
        from sfpc import errors, settings, sign_off, signatories

        answer = self.answer(response)
        try:
            sign_off.checked(answer)
        except errors.UsageError as problem:
            return str(problem)
        return signatories.refusal(settings.Settings.from_environment(), answer.by, answer.through)

    def answer(self, response: dict[str, Any]) -> Answer:
        """What a person said, with who it was and when, from what Airflow keeps of it."""
        from sfpc import sign_off, signatories

        user, at, words = response["responded_by_user"], response["responded_at"], response["params_input"]
        return sign_off.Answer(
            answer=self.answers[response["chosen_options"][0]],
            by=user["name"] or user["id"],
            through=signatories.IN_AIRFLOW,
            at=sign_off.moment(at if isinstance(at, datetime) else datetime.fromisoformat(at)),
            caveats=words.get("caveats"),
            reason=words.get("reason"),
        )

    def process_trigger_event_error(self, event: dict[str, Any]) -> NoReturn:
        """Say what to do when nobody has answered in time."""
        if event["error_type"] != "timeout":
            super().process_trigger_event_error(event)
        raise AirflowFailException(
            f"Nobody has answered within {self.response_timeout.days} days, so nothing was published, and the release "
            "before stands. Clear this task to ask again; or answer with `sfpc sign-off` first, and the run goes on."
        )
