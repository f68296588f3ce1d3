"""The gate's yes or no for one quarter, the record of it that is kept for ever, and its explanation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sfpc import modes
from sfpc.gate import asking
from sfpc.gate.explanation import explain
from sfpc.gate.layout import WIDTH
from sfpc.gate.policy import Policy
from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.waivers import Waiver

OPEN = "open"
OPEN_WITH_WARNINGS = "open_with_warnings"
SHUT = "shut"


@dataclass(frozen=True)
class Decision:
    """Whether a quarter may be published, and why.

    Attributes:
        number: 1, 2, 3 … within the quarter.
        verdict: open, open_with_warnings or shut.
        policy: how many returns the quarter needs.
        missing: the authorities without whose returns the policy lets the quarter be published; none where all are in,
            and none where the gate waits for them.
        unwaivable: the checks that no waiver can let fail.
        inputs: what was decided on: the submissions in force, the seeds, the checks, the code.
        authority_names: how the explanation calls the authorities.
        asked_by: who asked first; stands beside the record, for the same question gives the same record.
        asked_at: when that was (UTC).
    """

    quarter: str
    number: int
    verdict: str
    results: tuple[CheckResult, ...]
    waivers: tuple[Waiver, ...]
    inputs: dict[str, Any]
    authority_names: dict[str, str]
    policy: Policy
    missing: tuple[str, ...] = ()
    unwaivable: tuple[str, ...] = ()
    asked_by: str | None = field(default=None, compare=False)
    asked_at: str | None = field(default=None, compare=False)

    @property
    def is_partial(self) -> bool:
        """Whether the quarter is published without a return that it lacks."""
        return bool(self.missing)

    @property
    def is_open(self) -> bool:
        """Whether the quarter may be published."""
        return self.verdict != SHUT

    @property
    def findings(self) -> tuple[Fault, ...]:
        """What the gate found that reading had not found already."""
        return tuple(fault for result in self.results for fault in result.faults if not fault.is_known)

    @property
    def missing_names(self) -> tuple[str, ...]:
        """How the authorities are called without whose returns the quarter is published, in the order of names."""
        return tuple(sorted(self.authority_names.get(code, code) for code in self.missing))

    def explanation(self, width: int = WIDTH) -> str:
        """The decision in plain text for a terminal: what is wrong, whose it is, what to do next."""
        return explain(self, width)

    def as_record(self) -> dict[str, Any]:
        """Everything about the decision but its number, as its file keeps it."""
        return {
            "quarter": self.quarter,
            "verdict": self.verdict,
            "is_partial": self.is_partial,
            "missing": list(self.missing),
            "policy": self.policy.as_record(),
            "unwaivable": list(self.unwaivable),
            "inputs": self.inputs,
            "authority_names": self.authority_names,
            "waivers": [waiver.as_record() for waiver in self.waivers],
            "results": [result.as_record() for result in self.results],
        }

    @classmethod
    def from_record(cls, number: int, record: dict[str, Any]) -> Decision:
        """Read a decision back from its file's contents."""
        return cls(
            quarter=record["quarter"],
            number=number,
            verdict=record["verdict"],
            results=tuple(CheckResult.from_record(each) for each in record["results"]),
            waivers=tuple(Waiver.from_record(each) for each in record["waivers"]),
            # decisions of before there were policies needed every return
            policy=Policy.from_record(record["policy"]) if "policy" in record else Policy(record["quarter"]),
            missing=tuple(record.get("missing", ())),
            unwaivable=tuple(record.get("unwaivable", ())),
            inputs=record["inputs"],
            authority_names=record["authority_names"],
        )


def verdict_on(results: list[CheckResult]) -> str:
    """Shut by a critical failure or by anything that could not be asked; else open, with a word where one is due."""
    if any(result.outcome in {"raised", "did_not_run"} for result in results):
        return SHUT
    failed = {result.severity for result in results if result.outcome == "failed"}
    if "critical" in failed:
        return SHUT
    is_partial = any(result.outcome == "allowed" for result in results)
    return OPEN_WITH_WARNINGS if is_partial or "warning" in failed else OPEN


def newest(folder: Path) -> Decision | None:
    """The newest decision of a quarter's folder; None before the first."""
    numbers = numbers_in(folder)
    return read(folder, numbers[-1]) if numbers else None


def numbers_in(folder: Path) -> list[int]:
    """The numbers of the decisions that a quarter's folder holds, the first one first."""
    names = [re.fullmatch(r"d(\d+)\.json", path.name) for path in folder.glob("d*.json")]
    return sorted(int(name[1]) for name in names if name)


def read(folder: Path, number: int) -> Decision:
    """Read one decision of a quarter's folder."""
    record = json.loads((folder / f"d{number}.json").read_text(encoding="utf-8"))
    return asking.attributed(folder, Decision.from_record(number, record))


def keep(folder: Path, decision: Decision) -> None:
    """Write a decision's record, whole or not at all, and never over another."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"d{decision.number}.json"
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_suffix(".unfinished")
    text = json.dumps(decision.as_record(), indent=2, ensure_ascii=False)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)
    modes.keep(path)
