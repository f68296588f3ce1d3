"""What was agreed about a quarter, as its decision recorded it, held against the seeds: it can be taken back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

POLICIES, WAIVERS = "publication_policies.csv", "waivers.csv"
OF_A_WAIVER = ("check_id", "authority_code", "quarter", "until_date", "reason", "agreed_by", "agreed_date")
OF_A_POLICY = ("policy", "at_least", "from_date", "reason", "agreed_by", "agreed_date", "source")


def taken_back(seeds: Path, quarter: str, record: Mapping[str, Any]) -> str | None:
    """In words, what a decision relied on and the seeds no longer say; None where they say it all.

    A waiver that was added since takes nothing away from a decision that is open.
    """
    if "policy" in record and _policy(seeds, quarter) != _of_the_decision(record["policy"]):
        return "the policy on too few returns"
    standing = {tuple(row.get(name, "") for name in OF_A_WAIVER) for row in _rows(seeds / WAIVERS)}
    for waiver in record["waivers"]:
        if tuple(waiver[name] for name in OF_A_WAIVER) not in standing:
            return f"the waiver of {waiver['check_id']} for {waiver['authority_code']}"
    return None


def _policy(seeds: Path, quarter: str) -> tuple[str, ...] | None:
    rows = [row for row in _rows(seeds / POLICIES) if row.get("quarter") == quarter]
    return tuple(rows[0].get(name, "") for name in OF_A_POLICY) if rows else None


def _of_the_decision(policy: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The policy as its row would say it; none where there was no row."""
    if policy["line"] is None:
        return None
    return tuple("" if policy[name] is None else str(policy[name]) for name in OF_A_POLICY)


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a seed, spaces apart; whether they are well formed the gate has seen."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: " ".join((row[name] or "").split()) for name in row if name} for row in csv.DictReader(file)]
