"""The gate's rules as `expectations/` states them: read, and refused with a clear word when malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sfpc.errors import PipelineError
from sfpc.gate.check_parts import (
    SNAKE_CASE,
    Bands,
    Earlier,
    bands_of,
    history_of,
    kwargs_of,
    refuse_a_bad_template,
)

__all__ = [
    "FAMILIES",
    "OWN",
    "RESPONSIBILITIES",
    "RULE_FIELDS",
    "SEVERITIES",
    "Bands",
    "Check",
    "Earlier",
    "Suite",
    "load",
]

SEVERITIES = ("critical", "warning", "info")
RESPONSIBILITIES = ("authority", "team")
FAMILIES = {
    "complete": "Complete",
    "valid": "Valid",
    "arithmetic": "Arithmetic",
    "across_sections": "Across sections",
    "over_time": "Over time",
    "against_the_world": "Against the world",
    "money": "Money",
    "milestones_and_benefits": "Milestones and benefits",
    "privacy": "Privacy",
    "time": "Time",
    "reference": "Reference",
}
"""What a check asks about, and how it is called for people; in the order in which they are shown."""
SUITE_FIELDS = {"suite", "table", "key", "owner", "order", "may_be_empty", "also_read", "checks", "retired"}
CHECK_FIELDS = {
    "id", "family", "severity", "says", "because", "since", "finding_type", "rows", "value", "bands", "type", "kwargs",
    "message", "remedy", "responsibility", "waivable", "found_in_reading", "looks_back", "history",
}  # fmt: skip
RULE_FIELDS = ("severity", "rows", "value", "bands", "type", "kwargs", "also_read")
"""What decides what a check finds and what comes of it: a change of it stands in the check's history."""
NEEDED_BY_A_CHECK = ("id", "family", "severity", "says", "because", "since", "finding_type", "type")

OWN = "GATE-"
"""Begins the ids of what the gate asks of itself; see `waivers.NOT_NEEDED`."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same, but several times as fast where it was built in: `sfpc check` is waited for."""

_CHECK_ID = re.compile(r"[A-Z]{3,12}-\d{3}")
_TABLE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True)
class Check:
    """One rule that must hold before a quarter is published.

    Attributes:
        family: what it asks about; one of FAMILIES.
        rows: a filter in SQL over the table (`this`): the rows the rule is about.
        value: an expression in SQL, computed as the column `checked`.
        bands: where each kind of row has limits of its own: gives the columns `lower`, `upper` and `checked`, which is
            how far the quantity lies outside them.
        type: the name of an expectation of Great Expectations; `kwargs` are its arguments.
        message: what a finding says, with {column} where a value of the failing row goes.
        remedy: what to do about it; the next action in one sentence.
        found_in_reading: reading makes the finding, so the gate must not make it twice.
        looks_back: a row may be at fault only because earlier returns are not there to look at.
        history: how it was asked before, the newest first.
    """

    id: str
    family: str
    severity: str
    says: str
    because: str
    since: date
    finding_type: str
    type: str
    kwargs: Mapping[str, Any]
    rows: str | None = None
    value: str | None = None
    bands: Bands | None = None
    message: str | None = None
    remedy: str | None = None
    responsibility: str = "authority"
    waivable: bool = True
    found_in_reading: bool = False
    looks_back: bool = False
    history: tuple[Earlier, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The columns of the table that the expectation looks at."""
        named = [self.kwargs[name] for name in ("column", "column_A", "column_B") if name in self.kwargs]
        return [*named, *self.kwargs.get("column_list", [])]


@dataclass(frozen=True)
class Suite:
    """The checks of one table.

    Attributes:
        order: where the table stands among the others when a shut gate is explained: first things first.
        key: the columns that tell the rows of one authority and quarter apart; none where there is but one.
        may_be_empty: the reason why no rows at all is a good answer; None where an empty table fails.
        also_read: further columns for messages, each an expression in SQL over the table (`this`).
    """

    name: str
    table: str
    owner: str
    order: int
    checks: tuple[Check, ...]
    key: tuple[str, ...] = ()
    may_be_empty: str | None = None
    also_read: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[str, ...] = ()


def load(folder: Path) -> list[Suite]:
    """Read every suite of a folder, in the order in which their failures are explained.

    Raises:
        PipelineError: a suite is malformed, an id is used twice, or there is no check at all.
    """
    paths = sorted(folder.glob("*.yml"))
    suites = sorted((_suite(path) for path in paths), key=lambda suite: (suite.order, suite.name))
    first_seen: dict[str, str] = {}
    for suite in suites:
        for check_id in [*(check.id for check in suite.checks), *suite.retired]:
            if check_id in first_seen:
                raise PipelineError(
                    f"{folder / suite.name}.yml, check {check_id}: this id is already taken in "
                    f"{first_seen[check_id]}.yml. Give the check the next free number; ids are never reused."
                )
            first_seen[check_id] = suite.name
    if not any(suite.checks for suite in suites):
        raise PipelineError(
            f"{folder}: there is no check here, and a gate without checks would let everything through. "
            f"Restore the suites (<schema>__<table>.yml)."
        )
    return suites


def _suite(path: Path) -> Suite:
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise PipelineError(f"{path}: this is not YAML ({reason}). Compare it with another suite.") from error
    if not isinstance(written, dict) or not isinstance(written.get("checks"), list) or not written["checks"]:
        raise PipelineError(f"{path}: a suite needs suite, table, owner, order and a list of checks")
    _refuse_unknown_fields(written, SUITE_FIELDS, f"{path}")

    table = str(written.get("table", ""))
    if not _TABLE.fullmatch(table) or not (path.stem == written.get("suite") == table.replace(".", "__")):
        raise PipelineError(
            f"{path}: the file, the suite and the table must bear one name; for marts.fct_return "
            f"write marts__fct_return.yml, suite: marts__fct_return, table: marts.fct_return"
        )
    if not isinstance(written.get("owner"), str) or not isinstance(written.get("order"), int):
        raise PipelineError(f"{path}: say whose the suite is (owner: a team) and where it stands (order: 10)")
    may_be_empty, also_read = written.get("may_be_empty"), written.get("also_read") or {}
    if not isinstance(may_be_empty, str | None) or not isinstance(also_read, dict):
        raise PipelineError(f"{path}: may_be_empty is a reason in words; also_read a mapping of names to SQL")
    suite = Suite(
        name=path.stem,
        table=table,
        owner=written["owner"],
        order=written["order"],
        key=_key(written.get("key"), path),
        checks=tuple(_check(each, path, number) for number, each in enumerate(written["checks"], start=1)),
        may_be_empty=may_be_empty,
        also_read=also_read,
        retired=_retired(written.get("retired") or [], path),
    )
    _refuse_a_suite_that_passes_on_nothing(suite, path)
    return suite


def _key(written: object, path: Path) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(SNAKE_CASE.fullmatch(str(column)) for column in written):
        raise PipelineError(
            f"{path}: say which columns tell the rows of one authority and quarter apart (key: [measure]; key: [] "
            f"where there is but one row); a row at fault is found again by them"
        )
    return tuple(written)


def _check(written: object, path: Path, number: int) -> Check:
    if not isinstance(written, dict) or not _CHECK_ID.fullmatch(str(written.get("id", ""))):
        raise PipelineError(f"{path}, check number {number}: it needs an id such as PERF-001")
    place = f"{path}, check {written['id']}"
    if written["id"].startswith(OWN):
        raise PipelineError(f"{place}: ids that begin with {OWN} are the gate's own; take another word")
    _refuse_unknown_fields(written, CHECK_FIELDS, place)
    for name in NEEDED_BY_A_CHECK:
        if not written.get(name):
            raise PipelineError(f"{place}: the field {name!r} is missing; write it as the other checks do")
    _one_of(written["severity"], SEVERITIES, f"{place}: severity")
    _one_of(written["family"], tuple(FAMILIES), f"{place}: family")
    _one_of(written.get("responsibility", "authority"), RESPONSIBILITIES, f"{place}: responsibility")
    if not isinstance(written["since"], date):
        raise PipelineError(f"{place}: since is {written['since']!r}; write the day as 2026-11-21")
    if not SNAKE_CASE.fullmatch(str(written["finding_type"])):
        raise PipelineError(f"{place}: finding_type is {written['finding_type']!r}; write, say, negative_count")
    for name in ("waivable", "found_in_reading", "looks_back"):
        if not isinstance(written.get(name, True), bool):
            raise PipelineError(f"{place}: {name} is {written[name]!r}; write true or false")
    refuse_a_bad_template(written.get("message"), place)
    prose = [name for name in ("says", "because", "message", "remedy") if name in written]
    texts = {name: " ".join(str(written[name]).split()) for name in prose}
    machine_words = {
        "kwargs": kwargs_of(written.get("kwargs") or {}, place),
        "bands": bands_of(written["bands"], place) if "bands" in written else None,
        "history": history_of(written, {*CHECK_FIELDS, "also_read"}, place),
    }
    return Check(**{**written, **texts, **machine_words})


def _retired(written: object, path: Path) -> tuple[str, ...]:
    rows = written if isinstance(written, list) else [written]
    # YAML 1.1 takes a bare `on` for yes, and people write it bare
    rows = [{("on" if key is True else key): row[key] for key in row} if isinstance(row, dict) else row for row in rows]
    if any(not isinstance(row, dict) or set(row) != {"id", "on", "because"} for row in rows):
        raise PipelineError(f"{path}: write each retired check as {{id: PERF-001, on: 2026-11-21, because: …}}")
    return tuple(str(row["id"]) for row in rows)


def _refuse_a_suite_that_passes_on_nothing(suite: Suite, path: Path) -> None:
    first = suite.checks[0]
    counts_rows = first.type == "expect_table_row_count_to_be_between" and not first.rows
    if not suite.may_be_empty and not (counts_rows and first.severity == "critical"):
        raise PipelineError(
            f"{path}, check {first.id}: the first check must be that there is something to check (severity: "
            f"critical, type: expect_table_row_count_to_be_between, kwargs: {{min_value: 1}}, no rows), for "
            f"the others pass on an empty table; or say why that is right: may_be_empty: <the reason>"
        )


def _refuse_unknown_fields(written: Mapping[str, Any], known: set[str], place: str) -> None:
    unknown = sorted(str(name) for name in written if name not in known)
    if unknown:
        raise PipelineError(f"{place}: unknown field {unknown[0]!r}; there are {', '.join(sorted(known))}")


def _one_of(value: object, allowed: tuple[str, ...], place: str) -> None:
    if value not in allowed:
        raise PipelineError(f"{place} is {value!r}; write one of {', '.join(allowed)}")
