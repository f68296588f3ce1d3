"""A step that is seen: when it has ended, a line in the log, its seconds among the metrics, its events of lineage."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from sfpc.errors import GateShut, SfpcError, UsageError
from sfpc.settings import Settings
from sfpc.telemetry import context, log
from sfpc.telemetry.outcomes import About, Kind, Outcome

Given = ParamSpec("Given")
Gave = TypeVar("Gave")

DONE, REFUSED, FAILED = "done", "refused", "failed"
ENDINGS = (DONE, REFUSED, FAILED)
"""How a step ends: refused is no fault of ours, as by a gate that is shut."""

SEEN = "telemetry failed"
"""What the log says where a step could not be told of."""


@dataclass(frozen=True)
class Ended:
    """A step that has ended.

    Attributes:
        job: its kind, or that of a run.
        began, ended: UTC.
        seconds: wall clock.
        ending: one of ENDINGS.
        problem: what went wrong, as a log may hold it; None where nothing did.
    """

    job: str
    about: About
    outcome: Outcome
    began: datetime
    ended: datetime
    seconds: float
    ending: str = DONE
    problem: str | None = None


_done = 0


def steps_done() -> int:
    """How many steps of this process did something, or failed."""
    return _done


def step(kind: Kind) -> Callable[[Callable[Given, Gave]], Callable[Given, Gave]]:
    """Make a step be seen. Its first argument is the settings."""

    def decorate(function: Callable[Given, Gave]) -> Callable[Given, Gave]:
        @wraps(function)
        def seen(*given: Given.args, **named: Given.kwargs) -> Gave:
            if context.is_silent():
                return function(*given, **named)
            clock, began = time.monotonic(), datetime.now(UTC)
            try:
                gave = function(*given, **named)
            except BaseException as error:
                _tell(kind, (given, named), None, error, (clock, began))
                raise
            _tell(kind, (given, named), gave, None, (clock, began))
            return gave

        return seen

    return decorate


def _tell(
    kind: Kind,
    given: tuple[tuple[object, ...], dict[str, object]],
    gave: object,
    error: BaseException | None,
    since: tuple[float, datetime],
) -> None:
    """Tell of a step that has ended; nothing that goes wrong here reaches the step."""
    settings, *others = (*given[0], *given[1].values())
    if not isinstance(settings, Settings):
        return  # called wrongly: the step itself has said so
    try:
        about = kind.about(tuple(others))
        outcome = kind.outcome(settings, gave) if error is None else Outcome(f"{kind.name} {ending_of(error)}")
        if not outcome.is_new:
            return
        if isinstance(submission := outcome.facts.get("submission"), str):
            about = replace(about, submission=submission)
        clock, began = since
        ended = Ended(kind.name, about, outcome, began, datetime.now(UTC), time.monotonic() - clock)
        if error is not None:
            ended = replace(ended, ending=ending_of(error), problem=problem_of(error))
    except Exception as trouble:  # noqa: BLE001 - a step ends as it ends, whatever telling of it meets
        log.write(settings, "warning", SEEN, step=kind.name, problem=problem_of(trouble))
        return
    tell_of(settings, ended)


def tell_of(settings: Settings, ended: Ended) -> None:
    """Tell of a step: in the log, among the metrics, as lineage; each whatever becomes of the others."""
    global _done  # noqa: PLW0603 - of the process, as what it tells is
    _done += 1
    about, facts = ended.about, {name: value for name, value in ended.outcome.facts.items() if name != "submission"}
    fields = {"authority": about.authority, "quarter": about.quarter, "submission": about.submission}
    level = {DONE: "info", REFUSED: "warning", FAILED: "error"}[ended.ending]
    problem = {"problem": ended.problem} if ended.problem else {}
    log.write(
        settings,
        level,
        ended.outcome.event,
        **fields,
        step=ended.job,
        seconds=round(ended.seconds, 3),
        **facts,
        **problem,
    )
    for what, where in (("metrics", _count), ("lineage", _trace)):
        guarded(settings, what, lambda where=where: where(settings, ended), ended.job)  # type: ignore[misc]  # a default binds


def guarded(settings: Settings, what: str, deed: Callable[[], None], job: str | None = None) -> None:
    """Do what belongs to seeing a step; where it fails, that is a line in the log and nothing else."""
    try:
        deed()
    except Exception as trouble:  # noqa: BLE001 - an exporter that fails must not fail the step
        log.write(settings, "warning", SEEN, step=job, what=what, problem=problem_of(trouble))


def _count(settings: Settings, ended: Ended) -> None:
    from sfpc.telemetry import metrics

    metrics.count(settings, ended.job, ended.ending, ended.seconds, ended.ended)


def _trace(settings: Settings, ended: Ended) -> None:
    from sfpc.telemetry import lineage

    lineage.emit_step(settings, ended)


@contextmanager
def run(settings: Settings, job: str, quarter: str | None = None) -> Iterator[None]:
    """Hold the steps of one pass together: one run id, and in lineage one parent, which begins and ends."""
    with context.begun(job) as (_, is_new):
        if not is_new or context.is_silent():
            yield
            return
        began, clock = datetime.now(UTC), time.monotonic()
        about = About(quarter=quarter)
        blank = Ended(job, about, Outcome(f"{job} began"), began, began, 0.0)
        guarded(settings, "lineage", lambda: _parent(settings, blank, is_start=True), job)
        log.write(settings, "info", f"{job} began", quarter=quarter)
        ending, problem = DONE, None
        try:
            yield
        except BaseException as error:
            ending, problem = ending_of(error), problem_of(error)
            raise
        finally:
            seconds = time.monotonic() - clock
            ended = replace(blank, ended=datetime.now(UTC), seconds=seconds, ending=ending, problem=problem)
            level = "error" if ending == FAILED else "info"
            fields = {"problem": problem} if problem else {}
            log.write(settings, level, f"{job} {ending}", quarter=quarter, seconds=round(seconds, 3), **fields)
            guarded(settings, "lineage", lambda: _parent(settings, ended, is_start=False), job)


def _parent(settings: Settings, ended: Ended, *, is_start: bool) -> None:
    from sfpc.telemetry import lineage

    lineage.emit_parent(settings, ended, is_start=is_start)


def ending_of(error: BaseException) -> str:
    """How a step ended that raised."""
    return REFUSED if isinstance(error, GateShut | UsageError) else FAILED


def problem_of(error: BaseException) -> str:
    """What went wrong as a log may hold it: our own messages, and of any other its kind and where it was raised.

    Another's message may quote what stood in a return.
    """
    if isinstance(error, SfpcError):
        return str(log.safe(str(error)))
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
