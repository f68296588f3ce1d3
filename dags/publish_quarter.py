"""Publish one quarter: raw -> staging -> marts -> gate -> report.

Runs when any authority's return is new, with the quarter as its partition. By hand: trigger it with the
quarter as partition key, or with `{"quarter": "2022-23-Q1"}`.

- **skipped after check_completeness**: returns are still to come, and its log names them. Nothing to do: the
  next one starts this again (or publish without them: docs/how_to/publish_with_too_few_returns.md).
- **red at pass_gate**: the gate is shut, and the log says by which checks, in plain English. It needs a person:
  a corrected return, or a waiver (docs/how_to/answer_a_closed_gate.md). It is not tried again by itself.
- **waiting at await_sign_off**, where SFPC_SIGN_OFF is `required`: a person must answer (Required Actions). *Hold*
  ends the run as skipped, with nothing published (docs/how_to/sign_off_a_quarter.md).
- **told as late**: it has not ended within SFPC_PUBLISH_MINUTES; its page says which task it is at.
- **red anywhere else**: a fault of ours; the end of the log says where, what and what to do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import deadlines
import notices
import quarters
import sign_off
from airflow.sdk import AssetAny, PartitionedAssetTimetable, chain, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from authorities import returns_by_folder
from retries import RETRIES
from writing import WRITING


@dag(
    schedule=PartitionedAssetTimetable(assets=AssetAny(*returns_by_folder().values())),
    max_active_runs=sign_off.runs_at_once(),  # the gate must judge, and the report hold, what this run built
    params={"quarter": quarters.quarter("blank where there is a partition key"), **sign_off.params()},
    default_args={**RETRIES, **WRITING, "on_failure_callback": notices.run_failed()},
    deadline=deadlines.to_publish(),
    doc_md=__doc__,
    tags=["report"],
)
def publish_quarter() -> None:
    """Take one quarter from what was read to its report."""

    @task
    def check_completeness() -> str:
        from sfpc.gate import policy
        from sfpc.settings import Settings

        context = get_current_context()
        quarter = context["dag_run"].partition_key or context["params"]["quarter"]
        if not quarter:
            raise AirflowFailException('Which quarter? Give a partition key, or {"quarter": "2022-23-Q1"}.')
        command = [sys.executable, "-m", "sfpc", "status", "--quarter", quarter, "--json"]
        status = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        beginning = policy.may_begin(Settings.from_environment(), quarter, status, date.today())  # noqa: DTZ011 - ours
        if not beginning.may_begin:
            raise AirflowSkipException(beginning.told)
        if beginning.told:
            print(beginning.told)  # noqa: T201 - into the task's log
        return quarter

    @task
    def build_warehouse() -> None:
        from sfpc import pipeline
        from sfpc.settings import Settings

        pipeline.build(Settings.from_environment())

    @task(retries=0, on_failure_callback=notices.gate_shut())  # a shut gate stays shut until a person has acted
    def pass_gate(quarter: str) -> str:
        from sfpc import gate, monitoring, quality_page
        from sfpc.settings import Settings

        run = get_current_context()["dag_run"]
        decision = gate.decide(Settings.from_environment(), quarter, asked_by=f"{run.dag_id} {run.run_id}")
        quality_page.write(Settings.from_environment(), quarter)
        monitoring.refresh(Settings.from_environment())
        if not decision.is_open:
            raise AirflowFailException(decision.explanation())
        return decision.explanation()

    @task(on_success_callback=notices.report_published())
    def publish_report(quarter: str) -> dict[str, str | bool]:
        from sfpc import monitoring, quality_page, report
        from sfpc.settings import Settings

        release = report.publish(Settings.from_environment(), quarter)
        quality_page.write(Settings.from_environment(), quarter)
        monitoring.refresh(Settings.from_environment())
        return {"path": str(release.path), "is_new": release.is_new}

    quarter = check_completeness()
    chain(quarter, build_warehouse(), pass_gate(quarter), *sign_off.steps(quarter), publish_report(quarter))


publish_quarter()
