"""What landing writes down of a submission: its receipt, each time it came again, each time it was withdrawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sfpc.findings import Finding
from sfpc.landed import Arrival, Landed, Withdrawal, files_of
from sfpc.landing.shelves import RECEIPT, damaged, is_disposed, kept, read_record
from sfpc.reference import Authority, reference
from sfpc.settings import Settings

ARRIVAL = re.compile(r"arrival-(\d+)\.json")
WITHDRAWAL = re.compile(r"withdrawal-(\d+)\.json")
"""Named by the last arrival that it covers: a later one counts again."""


def landed(
    settings: Settings, folder: str | None = None, quarter: str = "*", *, with_disposed: bool = False
) -> list[Landed]:
    """Every submission in landing, in the order of authority, quarter and arrival.

    Args:
        settings: where landing is.
        folder: only this authority's.
        quarter: only this quarter's.
        with_disposed: also those whose files went by a rule of retention; nothing can be read of them any more.
    """
    authorities = reference(settings.seeds).authorities
    folders = [one for one in authorities if folder in (None, one)]
    found = [
        read_landed(settings, path, authorities[one])
        for one, path in kept(settings, folders, quarter)
        if with_disposed or not is_disposed(path)
    ]
    return sorted(found, key=lambda one: (one.folder, one.quarter, one.sequence))


def read_landed(settings: Settings, path: Path, authority: Authority, *, is_new: bool = False) -> Landed:
    """Read the receipt of a landed submission, and what was written beside it."""
    receipt = read_record(path / RECEIPT)
    beside = sorted(one.name for one in path.iterdir() if one.name.endswith(".json"))
    again = [read_record(path / name) for name in beside if ARRIVAL.fullmatch(name)]
    withdrawals = {int(found[1]): path / name for name in beside if (found := WITHDRAWAL.fullmatch(name))}
    try:
        covering = {last: withdrawal(record) for last, record in withdrawals.items()}
        arrivals = tuple(
            sorted((arrival(record, covering) for record in [receipt, *again]), key=lambda one: one.sequence)
        )
        return Landed(
            folder=authority.folder,
            authority_code=authority.code,
            quarter=receipt["quarter"],
            submission_id=receipt["submission_id"],
            sequence=arrivals[-1].sequence,
            received_at=arrivals[-1].received_at,
            files=files_of(settings, path, receipt),
            path=path,
            withdrawn=arrivals[-1].withdrawn,
            arrivals=arrivals,
            findings=tuple(Finding(**one) for one in receipt.get("findings", ())),
            is_new=is_new,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path / RECEIPT, error) from error


def arrival(record: dict[str, Any], covering: dict[int, Withdrawal]) -> Arrival:
    """One arrival, with the first withdrawal of those that cover it; each covers every arrival up to its number."""
    sequence = int(record["sequence"])
    first = min((last for last in covering if last >= sequence), default=None)
    return Arrival(sequence, str(record["received_at"]), covering[first] if first is not None else None)


def withdrawal(path: Path) -> Withdrawal:
    """What a withdrawal says."""
    record = read_record(path)
    try:
        return Withdrawal(str(record["at"]), str(record["by"]), str(record["reason"]))
    except KeyError as error:
        raise damaged(path, error) from error
