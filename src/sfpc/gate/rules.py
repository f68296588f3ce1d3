"""A check is changed in its file alone, with a reason and a day: its rule is held to that of the last decision.

Each decision keeps the rule of every check. One that has changed since, without a word about it in the check's
`history`, shuts the gate until that word is written; until then the record goes on keeping the rule as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sfpc.gate import decision
from sfpc.gate.results import CheckResult
from sfpc.gate.suites import RULE_FIELDS, Check, Suite

UNEXPLAINED = "GATE-002"
SAYS = "Every check is asked as at the last decision, or its file says since when not, how it was asked before and why."
CHANGES = "changes"
"""Beside a rule's fields: how many entries its check's history had."""

Rule = dict[str, Any]
"""The fields that decide what a check finds, as a record keeps them, and CHANGES."""


def of(suites: Iterable[Suite]) -> dict[str, Rule]:
    """The rule of every check, by its id."""
    return {check.id: _rule(check, suite) for suite in suites for check in suite.checks}


def known(gate: Path, quarter: str) -> dict[str, Rule]:
    """The rules as the last decision about a quarter knew them; before the first, as the newest other quarter's did."""
    others = sorted((path.name for path in gate.glob("*-Q?") if path.name != quarter), reverse=True)
    for name in (quarter, *others):
        last = decision.newest(gate / name)
        if last is not None and "rules" in last.inputs:
            rules: dict[str, Rule] = last.inputs["rules"]
            return rules
    return {}


def compared(suites: Iterable[Suite], before: Mapping[str, Rule]) -> tuple[dict[str, Rule], list[CheckResult]]:
    """Hold the rules to those of before.

    Returns:
        The rules for the record, where a change that nothing explains is not taken over; and the check on them, where
        it fails.
    """
    suites = list(suites)
    checks = {check.id: check for suite in suites for check in suite.checks}
    retired = {check_id for suite in suites for check_id in suite.retired}
    now = of(suites)
    told = {}
    for check_id, was in before.items():
        if check_id not in now and check_id not in retired:
            told[check_id] = f"{check_id} is gone. Move its id to retired, with the day and the reason."
        elif check_id in now and (fields := _unexplained(checks[check_id], now[check_id], was)):
            told[check_id] = _told(checks[check_id], now[check_id], was, fields)
    kept = now | {check_id: before[check_id] for check_id in told}
    return dict(sorted(kept.items())), [_result(told)] if told else []


def _rule(check: Check, suite: Suite) -> Rule:
    """What decides what a check finds; of further columns only those that its own words name."""
    asked = " ".join(filter(None, [check.rows, check.value, *check.columns]))
    asked += f" {check.bands.by} {check.bands.of}" if check.bands else ""
    whole = {
        **{name: getattr(check, name) for name in RULE_FIELDS if hasattr(check, name)},
        "bands": asdict(check.bands) if check.bands else None,
        "also_read": {name: sql for name, sql in suite.also_read.items() if name in asked} or None,
    }
    spaced = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in whole.items()}
    said = {name: value for name, value in spaced.items() if value is not None}
    rule: Rule = json.loads(json.dumps({**said, CHANGES: len(check.history)}, default=str))
    return rule


def _unexplained(check: Check, now: Rule, was: Rule) -> list[str]:
    """The fields that changed without an entry that tells how they stood."""
    entries = check.history[: max(0, now[CHANGES] - was.get(CHANGES, 0))]
    explained = {name for entry in entries for name in entry.was}
    return [name for name in RULE_FIELDS if now.get(name) != was.get(name) and name not in explained]


def _told(check: Check, now: Rule, was: Rule, fields: list[str]) -> str:
    changes = "; ".join(f"{name} was {_json(was.get(name))} and is {_json(now.get(name))}" for name in fields)
    before = ", ".join(f"{name}: {_json(was.get(name))}" for name in fields)
    return (
        f"{check.id} was changed without a word: {changes}. Put the day of the change into since, and into history "
        f"{{until: that day, was: {{{before}}}, because: the reason}}; or undo the change."
    )


def _json(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _result(told: Mapping[str, str]) -> CheckResult:
    return CheckResult(
        check_id=UNEXPLAINED,
        family="reference",
        severity="critical",
        authority_code=None,
        outcome="failed",
        says=SAYS,
        observed=" ".join(told.values()),
        expected="a history entry for each change of a check",
        failing_count=len(told),
        remedy="Write the entry into the check's file in expectations/, or undo the change; no waiver covers it.",
    )
