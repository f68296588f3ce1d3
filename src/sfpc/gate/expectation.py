"""The only door to Great Expectations: one expectation asked of one DataFrame, and what came of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc.errors import PipelineError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

    from sfpc.gate.suites import Check

COMPLETE = {"result_format": "COMPLETE"}


@dataclass(frozen=True)
class Answer:
    """What an expectation says of a DataFrame.

    Attributes:
        has_passed: None when the expectation raised instead of answering; `problem` says why.
        index: the index of the rows at fault; None where the answer is about the table as a whole.
    """

    has_passed: bool | None
    index: list[Hashable] | None = None
    observed_value: object = None
    problem: str = ""


def prepared(check: Check, place: str) -> Expectation:
    """Make the expectation that a check names, or say what is wrong with the words it uses."""
    where = f"{place}, check {check.id}"
    _great_expectations()
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    try:
        return get_expectation_impl(check.type)(**check.kwargs)
    except ExpectationNotFoundError as error:
        raise PipelineError(f"{where}: Great Expectations knows no {check.type!r}") from error
    except (TypeError, ValueError) as error:  # its own validation errors are ValueErrors
        reason = " ".join(str(error).split())
        raise PipelineError(f"{where}: {check.type} does not take these kwargs: {reason}") from error


def ask(expectation: Expectation, rows: pd.DataFrame) -> Answer:
    """Ask one expectation of one DataFrame.

    An expectation that raises comes back as `success: False` like one that failed, whatever its
    severity; only `exception_info` tells them apart.
    """
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": rows})
    answer = batch.validate(expectation, result_format=COMPLETE)
    problem = _problem(answer.exception_info or {})
    if problem is not None:
        return Answer(has_passed=None, problem=problem)
    index = answer.result.get("unexpected_index_list")
    if index is None and "unexpected_count" in answer.result:
        index = []
    return Answer(bool(answer.success), index, answer.result.get("observed_value"))


def make_ready() -> None:
    """Import Great Expectations and make its context."""
    _batch_definition()


def _problem(exception_info: dict[str, Any]) -> str | None:
    """The first problem of a validation; it stands at the top, or a level down under a metric's name."""
    if "raised_exception" in exception_info:
        raised = [exception_info] if exception_info["raised_exception"] else []
    else:
        raised = [each for each in exception_info.values() if each["raised_exception"]]
    return " ".join(str(raised[0]["exception_message"]).split()) if raised else None


@cache
def _batch_definition() -> BatchDefinition[Any]:
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_pandas("marts")
    definition: BatchDefinition[Any] = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")
    return definition


def _great_expectations() -> Any:  # noqa: ANN401 - the module itself
    """Import Great Expectations, silently and only when a check must be asked: it takes seconds."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # nothing here phones home
    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # else some 200 lines under Airflow
    import great_expectations as gx

    return gx
