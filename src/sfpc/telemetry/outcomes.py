"""What there is to tell of each step: what it was about, what it came to, what it read and wrote.

Told from what a step is given and what it gives, so that no step knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.settings import Settings
from sfpc.telemetry import datasets
from sfpc.telemetry.datasets import Data

GATE_TABLES = ("check_faults", "check_results", "findings")
"""What the gate writes and the warehouse reads through views."""

Given = tuple[Any, ...]
"""What a step was called with after the settings."""


@dataclass(frozen=True)
class About:
    """What a step is about; None where that is not one authority, quarter or submission."""

    authority: str | None = None
    quarter: str | None = None
    submission: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step came to.

    Attributes:
        event: in a word or two.
        facts: what else there is to know, each a number or a word of ours.
        reads, writes: the data sets.
        is_new: False where nothing was done, because it had been done before.
    """

    event: str
    facts: Mapping[str, str | int | float | None] = field(default_factory=dict)
    reads: tuple[Data, ...] = ()
    writes: tuple[Data, ...] = ()
    is_new: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of step.

    Attributes:
        name: as in metrics, logs and lineage.
        about: what a step of this kind is about, from what it is given.
        outcome: what it came to, from the settings and what it gave.
    """

    name: str
    about: Callable[[Given], About]
    outcome: Callable[[Settings, Any], Outcome]


def _of_landing(settings: Settings, landed: Any) -> Outcome:  # noqa: ANN401 - sfpc.landed.Landed
    authority, quarter = landed.folder, landed.quarter
    return Outcome(
        "landed",
        {"files": landed.file_count, "sequence": landed.sequence, "submission": landed.submission_id},
        (datasets.sent(settings, authority, quarter),),
        (datasets.landed(settings, authority, quarter, landed.submission_id),),
        is_new=landed.is_new,
    )


def _of_reading(settings: Settings, read: Any) -> Outcome:  # noqa: ANN401 - sfpc.raw.Read
    one = read.landed
    known = reference(settings.seeds)
    grave = [known.severity(finding.finding_type) for finding in read.findings]
    return Outcome(
        f"read: {read.state}",
        {
            "state": read.state,
            "values_read": read.values_read,
            "findings": len(grave),
            **{f"findings_{severity}": grave.count(severity) for severity in sorted(set(grave))},
        },
        (datasets.landed(settings, one.folder, one.quarter, one.submission_id),),
        datasets.raw_tables(settings, one.folder, one.quarter, one.submission_id),
        is_new=read.is_new,
    )


def _of_building(settings: Settings, build: Any) -> Outcome:  # noqa: ANN401 - sfpc.transform.Build
    raw = tuple(datasets.raw_table(settings, path.name) for path in sorted(settings.raw.glob("*")) if path.is_dir())
    return Outcome("warehouse built", {"nodes": build.node_count}, raw, is_new=build.node_count > 0)


def _of_deciding(settings: Settings, decision: Any) -> Outcome:  # noqa: ANN401 - sfpc.gate.Decision
    outcomes = [one.outcome for one in decision.results]
    asked = (path.stem.split("__", 1) for path in settings.expectations.glob("*__*.yml"))
    return Outcome(
        f"gate {decision.verdict.replace('_', ' ')}",
        {
            "verdict": decision.verdict,
            "decision": decision.number,
            **{f"checks_{outcome}": outcomes.count(outcome) for outcome in sorted(set(outcomes))},
        },
        tuple(datasets.table(settings, schema, name) for schema, name in sorted(asked)),
        (
            datasets.decision(settings, decision.quarter, decision.number),
            *(datasets.gate_table(settings, name) for name in GATE_TABLES),
        ),
    )


def _of_publishing(settings: Settings, release: Any) -> Outcome:  # noqa: ANN401 - sfpc.report.Release
    return Outcome(
        "release published",
        {"release": release.number},
        (*datasets.models(settings, "report"), datasets.folder(settings.gate, release.quarter)),
        (datasets.release(settings, release.quarter, release.number),),
        is_new=release.is_new,
    )


def _of_feedback(settings: Settings, written: Any) -> Outcome:  # noqa: ANN401 - Feedback of sfpc.feedback
    new = [one.read.landed for one in written if one.is_new]
    return Outcome(
        "feedback written",
        {"submissions": len(new)},
        tuple(datasets.landed(settings, one.folder, one.quarter, one.submission_id) for one in new),
        tuple(
            datasets.folder(settings.data / "feedback", one.folder, one.quarter).at(one.submission_id) for one in new
        ),
        is_new=bool(new),
    )


def _quarter(text: object) -> str | None:
    """A quarter that a step was asked for; None where it is none, whatever was typed."""
    is_one = isinstance(text, str | Quarter) and re.fullmatch(r"\d{4}-\d{2}-Q[1-4]", str(text))
    return str(text) if is_one else None


def _about_nothing(_: Given) -> About:
    return About()


def _about_waiting(given: Given) -> About:
    return About(given[0].folder, given[0].quarter)


def _about_landed(given: Given) -> About:
    return About(given[0].folder, given[0].quarter, given[0].submission_id)


def _about_quarter(given: Given) -> About:
    return About(quarter=_quarter(given[0]) if given else None)


LAND = Kind("land", _about_waiting, _of_landing)
READ = Kind("read", _about_landed, _of_reading)
BUILD = Kind("build", _about_nothing, _of_building)
GATE = Kind("gate", _about_quarter, _of_deciding)
REPORT = Kind("report", _about_quarter, _of_publishing)
FEEDBACK = Kind("feedback", _about_nothing, _of_feedback)
