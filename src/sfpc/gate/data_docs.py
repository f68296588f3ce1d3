"""Great Expectations' own pages about a decision: what it said of each check, without a value of any return.

They are written from the validations that the decision was made of. What such a page would fetch from elsewhere
(scripts, styles, pictures) is taken out: it opens without a network, and nothing is told to anybody.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sfpc import modes
from sfpc.gate import expectation
from sfpc.gate.expectation import Answer
from sfpc.gate.suites import Suite

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

FOLDER = "data_docs"
"""Where they stand under a quarter of the gate."""
KEPT = ("element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent", "observed_value")
"""Of an answer, what is a count; nothing else is shown."""

_TAKEN_OUT = re.compile(
    r"<(script|footer|style)\b.*?</\1>|<link\b[^>]*>|<img\b[^>]*>|\son\w+=\"[^\"]*\""  # what fetches or runs
    r"|\s(?:href|src)=\"(?:https?:|[./]*expectations/)[^\"]*\""  # what leads elsewhere, or nowhere
    r"|-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?: / )?\d{4}-\d\d-\d\dT[\d:.]+Z",  # what differs each time
    re.DOTALL,
)
_HEADING = re.compile(r"(?<=>)\s*([A-Z]{3,12}-\d{3})\s*(?=<)")
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)

Asked = tuple[Suite, Mapping[str, Answer]]
"""A suite, and what was answered to its checks."""


def ensure(folder: Path, title: str, asked: Sequence[Asked]) -> Path:
    """Write the pages about a decision, unless they stand already.

    Where Great Expectations cannot write them, the page to begin with says so: the decision does not depend on them.

    Args:
        folder: where they go; the pages of the decision before are replaced.
        title: what they are about, as "2022-23-Q1, decision 3".
        asked: each suite, with what was answered to its checks.

    Returns:
        The page to begin with.
    """
    index = folder / "index.html"
    if index.exists() and f"<title>{escape(title)}</title>" in index.read_text(encoding="utf-8"):
        return index
    try:
        pages = _pages(title, asked)
    except Exception as error:  # noqa: BLE001 - whatever it is, the decision stands, and the page says what is missing
        problem = f"{type(error).__name__} ({str(error).partition(chr(10))[0]})"
        text = f"The pages could not be written: {problem}. What was decided stands in the decision's record."
        pages = {index.name: _page(f"{title}: not written", text)}
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, text in pages.items():
        (unfinished / name).write_text(text, encoding="utf-8")
        modes.keep(unfinished / name)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return index


def _pages(title: str, asked: Sequence[Asked]) -> dict[str, str]:
    says = {check.id: check.says for suite, _ in asked for check in suite.checks}
    pages = {}
    with TemporaryDirectory() as place:
        context = _context(Path(place))
        validations = [_validation_of(suite, answers) for suite, answers in asked]
        for validation in validations:
            _store(context, title, validation)
        context.build_data_docs()
        for page in sorted(Path(place).glob("validations/*/*/*/checks.html")):
            name = page.relative_to(Path(place) / "validations").parts[0]
            pages[f"{name}.html"] = _by_itself(page.read_text(encoding="utf-8"), f"{title}: {name}", says)
    return {"index.html": _index(title, validations)} | pages


def _context(folder: Path) -> EphemeralDataContext:
    """A context of its own whose one site is the folder."""
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
    }
    return expectation.context({"gate": site})


def _store(context: EphemeralDataContext, title: str, validation: ExpectationSuiteValidationResult) -> None:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=title, run_time=datetime.now(UTC))
    validation.meta["run_id"] = run
    suite = ExpectationSuiteIdentifier(name=validation.suite_name)
    place = ValidationResultIdentifier(expectation_suite_identifier=suite, run_id=run, batch_identifier="checks")
    context.validation_results_store.set(place, validation)


def _validation_of(suite: Suite, answers: Mapping[str, Answer]) -> ExpectationSuiteValidationResult:
    from great_expectations.core import ExpectationSuiteValidationResult

    asked = {check.id: expectation.prepared(check, suite.name) for check in suite.checks if check.id in answers}
    results = [_of_check(answers[check_id], one) for check_id, one in asked.items()]
    passed = sum(bool(one.success) for one in results)
    return ExpectationSuiteValidationResult(
        results=results,
        success=passed == len(results),
        suite_name=suite.name,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(results) - passed,
            "success_percent": 100 * passed / len(results) if results else None,
        },
        meta={"great_expectations_version": expectation.great_expectations().__version__},
    )


def _of_check(answer: Answer, asked: Expectation) -> ExpectationValidationResult:
    """What Great Expectations said, less all that it quotes; a check that could not be asked says why instead."""
    from great_expectations.core import ExpectationValidationResult

    told: dict[str, Any] = dict(answer.validation.result) if answer.validation else {}
    has_raised = answer.has_passed is None
    problem = {"raised_exception": has_raised, "exception_message": answer.problem, "exception_traceback": ""}
    return ExpectationValidationResult(
        success=bool(answer.has_passed),
        expectation_config=asked.configuration,
        result={name: value for name, value in told.items() if name in KEPT},
        exception_info=problem,
    )


def _by_itself(page: str, title: str, says: Mapping[str, str]) -> str:
    """A page of Great Expectations that needs nothing but itself, fetches nothing, and names what each check says."""
    page = _TAKEN_OUT.sub("", page).replace("../../../../index.html", "index.html")
    page = _HEADING.sub(lambda found: f"{found[1]} {escape(says.get(found[1], ''))}", page)
    page = _TITLE.sub("", page)
    return page.replace("<head>", f"<head>{_head(title)}", 1).replace("<html", '<html lang="en-GB"', 1)


def _index(title: str, validations: Iterable[ExpectationSuiteValidationResult]) -> str:
    """The page to begin with; that of Great Expectations is filled by a script from elsewhere."""
    rows = "".join(
        f'<tr><td><a href="{one.suite_name}.html">{one.suite_name}</a></td>'
        f"<td>{one.statistics['successful_expectations']} of {one.statistics['evaluated_expectations']}</td></tr>"
        for one in validations
    )
    text = (
        "The checks as Great Expectations answered them, one page a table. A check that failed for one authority has "
        "failed here; for whom, at which rows, and what was waived or allowed, the gate's own pages say."
    )
    table = f"<table><thead><tr><th>Suite</th><th>Checks that passed</th></tr></thead><tbody>{rows}</tbody></table>"
    return _page(title, text, table)


def _page(title: str, text: str, table: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head>{_head(title)}</head><body><main><h1>{escape(title)}</h1>'
        f"<p>{escape(text)}</p>{table}</main></body></html>\n"
    )


def _head(title: str) -> str:
    style = resources.files("sfpc.gate").joinpath("data_docs.css").read_text(encoding="utf-8")
    return (
        '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style>"
    )
