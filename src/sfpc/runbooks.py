"""Which page says what to do about an alarm: a notice, what the doctor finds, a red task of Airflow, an error.

The pages stand in docs/runbooks/. A test holds that every alarm has one and that every page names its alarms.
"""

from __future__ import annotations

FOLDER = "docs/runbooks"

PAGES: dict[str, tuple[str, ...]] = {
    "a_backfill_stopped": (
        "task backfill_quarters.land_and_read",
        "task backfill_quarters.publish",
        "task backfill_quarters.see_it_published",
        "task backfill_quarters.go_on",
    ),
    "a_newer_program_is_needed": (
        "doctor python",
        "doctor packages",
        "doctor data",
    ),
    "a_quarter_did_not_begin": ("task publish_quarter.check_completeness",),
    "a_release_cannot_be_rebuilt": ("error OtherInputs",),
    "a_return_could_not_be_taken_in": ("task ingest_returns.land_and_read",),
    "a_return_is_due_or_late": (
        "notice reminder",
        "notice digest",
    ),
    "a_return_was_rejected": ("notice return_rejected",),
    "a_run_takes_too_long": ("notice run_late",),
    "a_setting_is_wrong": (
        "doctor settings",
        "doctor limits",
        "error UsageError",
    ),
    "a_task_failed": (
        "notice run_failed",
        "error PipelineError",
        "error SfpcError",
    ),
    "airflow_is_not_well": (
        "doctor airflow",
        "doctor dags",
    ),
    "an_address_cannot_be_reached": ("error Unreachable",),
    "another_process_holds_it": ("error Busy",),
    "feedback_was_not_written": ("task ingest_returns.write_feedback",),
    "files_may_not_be_read_or_written": ("doctor folders",),
    "landing_is_damaged": ("doctor landing",),
    "nothing_is_seen": ("doctor telemetry",),
    "notices_do_not_arrive": (
        "doctor notices",
        "notice trial",
        "task chase_returns.remind_and_tell",
        "task chase_returns.send_waiting_notices",
    ),
    "seeds_or_checks_are_wrong": ("doctor seeds",),
    "the_calendar_ends": (
        "doctor calendar",
        "task chase_returns.check_calendar",
    ),
    "the_clock_is_wrong": ("doctor clock",),
    "the_disk_is_full": ("doctor disk",),
    "the_gate_is_shut": (
        "notice gate_shut",
        "task publish_quarter.pass_gate",
        "error GateShut",
    ),
    "the_inbox_cannot_be_swept": ("task ingest_returns.sweep_inbox",),
    "the_report_is_published": ("notice report_published",),
    "the_report_waits_for_sign_off": (
        "notice sign_off_wanted",
        "error NotSignedOff",
        "task publish_quarter.write_briefing",
        "task publish_quarter.await_sign_off",
        "task publish_quarter.record_sign_off",
    ),
    "the_report_was_not_published": ("task publish_quarter.publish_report",),
    "the_warehouse_is_not_sound": (
        "doctor warehouse",
        "doctor raw",
        "task publish_quarter.build_warehouse",
    ),
}
"""Each page with its alarms."""

_PAGE_OF = {alarm: page for page, alarms in PAGES.items() for alarm in alarms}


def page_of(alarm: str) -> str | None:
    """The page about an alarm, as `notice gate_shut`; None where there is none.

    >>> page_of("error Busy")
    'docs/runbooks/another_process_holds_it.md'
    """
    name = _PAGE_OF.get(alarm)
    return f"{FOLDER}/{name}.md" if name else None


def page_of_error(error: type[BaseException]) -> str | None:
    """The page about an error: that of its kind, else of the nearest kind above it."""
    for kind in error.__mro__:
        if page := page_of(f"error {kind.__name__}"):
            return page
    return None


def page_of_task(dag: str, task: str) -> str:
    """The page about a red task: that of the task where it has one, else of failed tasks.

    >>> page_of_task("publish_quarter", "pass_gate")
    'docs/runbooks/the_gate_is_shut.md'
    """
    file = "ingest_returns" if dag.startswith("ingest_") else dag  # one file makes a DAG an authority
    return page_of(f"task {file}.{task}") or f"{FOLDER}/a_task_failed.md"
