"""The only door to Great Expectations' questions: expectations asked of a DataFrame, and what came of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc.errors import PipelineError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

    from sfpc.gate.suites import Check

CHECK_ID = "check_id"
"""Where an expectation keeps the id of its check: Great Expectations gives answers back in an order of its own."""

YES_OR_NO = {"result_format": "BOOLEAN_ONLY"}
WITH_ROWS = {"result_format": "COMPLETE", "exclude_unexpected_values": True, "return_unexpected_index_query": False}
"""Counts and the index of the rows at fault; no value of a return enters an answer, nor what is written from it."""


@dataclass(frozen=True)
class Answer:
    """What an expectation says of a DataFrame.

    Attributes:
        has_passed: None when the expectation raised instead of answering; `problem` says why.
        index: the index of the rows at fault; None where the answer is about the table as a whole.
        validation: the same as Great Expectations has it.
    """

    has_passed: bool | None
    index: list[Hashable] | None = None
    observed_value: object = None
    problem: str = ""
    validation: ExpectationValidationResult | None = field(default=None, repr=False, compare=False)


def prepared(check: Check, place: str) -> Expectation:
    """Make the expectation that a check names, or say what is wrong with the words it uses.

    An expectation of one column asks a column named by the check's id: see `ask`.
    """
    where = f"{place}, check {check.id}"
    great_expectations()
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    named = {"column": check.id} if "column" in check.kwargs else {}
    described: dict[str, Any] = {
        "severity": check.severity,
        "notes": f"{check.id}: {check.says}",
        "meta": {CHECK_ID: check.id},
    }
    try:
        return get_expectation_impl(check.type)(**{**check.kwargs, **named}, **described)
    except ExpectationNotFoundError as error:
        raise PipelineError(f"{where}: Great Expectations knows no {check.type!r}") from error
    except (TypeError, ValueError) as error:  # its own validation errors are ValueErrors
        reason = " ".join(str(error).split())
        raise PipelineError(f"{where}: {check.type} does not take these kwargs: {reason}") from error


def ask(check: Check, expectation: Expectation, rows: pd.DataFrame) -> Answer:
    """Ask one expectation of the rows that its check is about."""
    columns = rows[check.columns].rename(columns={check.kwargs.get("column", ""): check.id})
    return ask_together(check.id, [expectation], columns)[check.id]


def ask_together(name: str, expectations: Sequence[Expectation], rows: pd.DataFrame) -> dict[str, Answer]:
    """Ask several expectations of one DataFrame, which costs much less than to ask one after the other.

    Those of single rows are asked for a yes or a no, which most answer with yes; the others again, for the rows at
    fault. An expectation that raises comes back as `success: False` like one that failed, whatever its
    severity; only `exception_info` tells them apart.

    Returns:
        The answers, by the id of the check.
    """
    gx = great_expectations()
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": rows})

    def asked(expectations: list[Expectation], result_format: dict[str, Any]) -> dict[str, Answer]:
        suite = gx.ExpectationSuite(name=name, expectations=expectations)
        validation = batch.validate(suite, result_format=result_format)
        of_rows = {_check_id(one): _asks_rows(one) for one in expectations}
        told = {each.expectation_config.meta[CHECK_ID]: each for each in validation.results}
        return {check_id: _answer(each, is_of_rows=of_rows[check_id]) for check_id, each in told.items()}

    answers = asked([one for one in expectations if _asks_rows(one)], YES_OR_NO)
    passed = {check_id for check_id, answer in answers.items() if answer.has_passed}
    return answers | asked([one for one in expectations if _check_id(one) not in passed], WITH_ROWS)


def _check_id(expectation: Expectation) -> str:
    return str((expectation.meta or {})[CHECK_ID])


def _asks_rows(expectation: Expectation) -> bool:
    from great_expectations.expectations import expectation as kinds

    of_rows = (kinds.ColumnMapExpectation, kinds.ColumnPairMapExpectation, kinds.MulticolumnMapExpectation)
    return isinstance(expectation, of_rows)


def _answer(validation: ExpectationValidationResult, *, is_of_rows: bool) -> Answer:
    problem = _problem(validation.exception_info or {})
    if problem is not None:
        return Answer(has_passed=None, problem=problem, validation=validation)
    index = (validation.result.get("unexpected_index_list") or []) if is_of_rows else None
    observed = validation.result.get("observed_value")
    return Answer(bool(validation.success), index, observed, validation=validation)


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
    source = context({}).data_sources.add_pandas("marts")
    definition: BatchDefinition[Any] = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")
    return definition


def context(sites: dict[str, Any]) -> EphemeralDataContext:
    """A context in memory, which leaves nothing behind but the pages of its sites."""
    gx = great_expectations()
    from great_expectations.data_context.types import base

    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
        data_docs_sites=sites,
        progress_bars=base.ProgressBarsConfig(globally=False, metric_calculations=False),
    )
    made: EphemeralDataContext = gx.get_context(mode="ephemeral", project_config=config)
    return made


def great_expectations() -> Any:  # noqa: ANN401 - the module itself
    """Import Great Expectations, silently and only when a check must be asked: it takes seconds."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # nothing here phones home
    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # else some 200 lines under Airflow
    import great_expectations as gx

    return gx
