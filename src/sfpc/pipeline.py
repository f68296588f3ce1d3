"""The steps in order: what the command line runs, and what the DAGs run one task at a time.

returns -> landing -> raw -> staging -> marts -> gate -> report
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from sfpc import data_format, feedback, gate, landing, modes, quality_page, raw, report, telemetry, transform
from sfpc.errors import NotSignedOff
from sfpc.feedback import Feedback
from sfpc.findings import Finding
from sfpc.gate import Decision
from sfpc.landed import Landed
from sfpc.raw import Read
from sfpc.report import Release
from sfpc.settings import Settings
from sfpc.transform import Build

Tell = Callable[[str], None]
"""Told what is being done, in words for a person who waits."""


@dataclass(frozen=True)
class Run:
    """What a run for one quarter came to.

    Attributes:
        release: None where the gate is shut.
        misplaced: what lies in the inbox where no return can lie.
        waits: why an open quarter was not published: a sign-off is required, and who must give it has not.
    """

    quarter: str
    reads: tuple[Read, ...]
    misplaced: tuple[Finding, ...]
    decision: Decision
    release: Release | None
    waits: str | None = None


def run(settings: Settings, quarter: str, tell: Tell, last: str | None = None) -> Run:
    """Take everything in the inbox to the quarter's report, or to the gate's reasons why not.

    Args:
        settings: where everything is.
        quarter: the one to publish.
        tell: told what is being done.
        last: the last quarter whose returns are landed; those of all that lie there unless told.
    """
    modes.keep_to_the_group()
    with telemetry.run(settings, "run", quarter):
        return _run(settings, quarter, tell, last)


def _run(settings: Settings, quarter: str, tell: Tell, last: str | None) -> Run:
    reads = tuple(sweep(settings, tell, last=last))
    misplaced = tuple(landing.misplaced(settings))
    raw.ensure_tables(settings)  # before two need them side by side
    tell("Building the warehouse")
    with ThreadPoolExecutor(max_workers=1) as beside:
        # dbt works in a process of its own: the wait for it is put to use
        of_this_run = copy_context()  # a thread knows of no run
        others: list[Future[Any]] = [
            beside.submit(gate.make_ready),
            beside.submit(of_this_run.run, feedback.write, settings, reads),
        ]
        build(settings)
        for other in others:
            other.result()
    tell(f"Asking the gate about {quarter}")
    decision = gate.decide(settings, quarter)
    quality_page.write(settings, quarter)
    if not decision.is_open:
        return Run(quarter, reads, misplaced, decision, None)
    tell(f"Writing the report of {quarter}")
    try:
        release = report.publish(settings, quarter)
    except NotSignedOff as waits:
        return Run(quarter, reads, misplaced, decision, None, str(waits))
    quality_page.write(settings, quarter)  # again, for it leads to the release
    return Run(quarter, reads, misplaced, decision, release)


def sweep(settings: Settings, tell: Tell, folder: str | None = None, last: str | None = None) -> list[Read]:
    """Land what waits in the inbox, of one authority or of all and up to a last quarter, and read what has landed."""
    before = {landing.key_of(one): one for one in landing.landed(settings, folder)}
    for submission in landing.waiting(settings, folder):
        if last and submission.quarter > last:
            continue
        tell(f"Landing {submission.folder} {submission.quarter}")
        landing.land(settings, submission, before)
    return read_landed(settings, tell, folder)


def read_landed(settings: Settings, tell: Tell, folder: str | None = None, quarter: str | None = None) -> list[Read]:
    """Read every submission in landing; one that was read before with the same layouts is left as it is."""
    reads = []
    for landed in landing.landed(settings, folder, quarter or "*"):
        tell(f"Reading {landed.folder} {landed.quarter}")
        reads.append(raw.read(settings, landed))
    return reads


def give_feedback(settings: Settings, folder: str | None = None) -> list[Feedback]:
    """Write the feedback on what was read, of one authority or of all; what has not changed is left as it is."""
    found = (raw.read_already(settings, landed) for landed in landing.landed(settings, folder))
    return feedback.write(settings, [one for one in found if one])


def build(settings: Settings) -> Build:
    """Build the warehouse from all that was read and decided so far."""
    data_format.begin(settings)  # before the first file
    raw.ensure_tables(settings)
    gate.ensure_result_files(settings)
    return transform.build(settings)


__all__ = ["Landed", "Read", "Run", "build", "give_feedback", "read_landed", "run", "sweep"]
