"""What is seen of the pipeline while it runs: lines in a log, events of lineage, metrics.

A step is decorated where it stands (`@step(READ)`), and everything else follows from what it was given and what it
gave. Nothing here can change how a step ends: what goes wrong is one line in the log.
"""

from __future__ import annotations

from sfpc.telemetry.context import current_run, silence
from sfpc.telemetry.outcomes import BUILD, FEEDBACK, GATE, LAND, READ, REPORT
from sfpc.telemetry.steps import run, step, steps_done

__all__ = [
    "BUILD",
    "FEEDBACK",
    "GATE",
    "LAND",
    "READ",
    "REPORT",
    "current_run",
    "run",
    "silence",
    "step",
    "steps_done",
]
