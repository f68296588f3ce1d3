"""Decisions of the gate put together by hand, for tests of what is made from their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sfpc.gate import decision as decisions
from sfpc.gate.decision import Decision
from sfpc.gate.policy import Policy
from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.waivers import Waiver
from sfpc.settings import Settings

QUARTER = "2021-22-Q3"
NAMES = {"E09999991": "Northby", "E09999992": "Southby", "E09999993": "Westby"}
NORTHBY, SOUTHBY, WESTBY = NAMES


def fault(code: str = NORTHBY, number: int = 1, **parts: object) -> Fault:
    """A row at fault, which its number tells from the others."""
    told = {
        "finding_type": "negative_count",
        "responsibility": "authority",
        "message": f"Row {number}: found -{number}, expected 0 or more.",
        "file": "return.xlsx",
        "sheet": "KPIs",
        "place": f"C{number}",
        "table": "marts.fct_performance",
        "row_key": f"measure=measure_{number}",
        "observed": f"-{number}",
        "expected": "at least 0",
    }
    return Fault(authority_code=code, **{**told, **parts})


def result(
    check_id: str = "PERF-002", code: str | None = NORTHBY, outcome: str = "passed", **parts: object
) -> CheckResult:
    """A result; one that failed has a row at fault unless it is told which."""
    if outcome not in ("passed", "raised", "did_not_run") and code and "faults" not in parts:
        parts["faults"] = (fault(code),)
    told = {
        "family": "valid",
        "severity": "critical",
        "says": f"What {check_id} asks holds.",
        "observed": "nothing to check",
        "failing_count": len(parts.get("faults", ())),
        "remedy": "Have the figure checked.",
        "expected": "at least 0",
    }
    return CheckResult(check_id=check_id, authority_code=code, outcome=outcome, **{**told, **parts})


def waiver(check_id: str = "PERF-002", code: str = NORTHBY, **parts: object) -> Waiver:
    """A waiver that was needed."""
    told = {
        "until_date": date(2022, 12, 31),
        "reason": "The figure is right; the authority says why.",
        "agreed_by": "programme board",
        "agreed_date": date(2022, 2, 1),
        "line": 2,
        "was_needed": True,
    }
    return Waiver(check_id=check_id, authority_code=code, quarter=QUARTER, **{**told, **parts})


def decided(
    settings: Settings,
    results: Sequence[CheckResult],
    quarter: str = QUARTER,
    number: int = 1,
    names: Mapping[str, str] = NAMES,
    **parts: object,
) -> Decision:
    """Keep a decision on a quarter as the gate does."""
    returns = [
        {"authority_code": code, "quarter": quarter, "state": "accepted", "submission_id": f"{number}-{code}"}
        for code in names
    ]
    told = {
        "verdict": decisions.verdict_on(list(results)),
        "waivers": (),
        "inputs": {"returns": returns, "earlier_returns": []},
        "policy": Policy(quarter),
    }
    made = Decision(
        quarter=quarter, number=number, results=tuple(results), authority_names=dict(names), **{**told, **parts}
    )
    decisions.keep(settings.gate / quarter, made)
    return made
