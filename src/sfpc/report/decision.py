"""The gate's newest decision, read from its record, and refused unless it lets this warehouse be published."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from sfpc import records, sign_off
from sfpc.errors import GateShut, PipelineError
from sfpc.fingerprints import IN_WORDS, fingerprints
from sfpc.report import agreements
from sfpc.settings import Settings
from sfpc.sign_off import SignOff

OPEN_VERDICTS = ("open", "open_with_warnings")
PRIVACY = "privacy"
"""The family of the checks that look for small counts."""
RETURNS = (
    "select authority_code, quarter, state, submission_id from marts.fct_return "
    "where quarter <= ? order by quarter, authority_code"
)


@dataclass(frozen=True)
class Decision:
    """A decision that lets a quarter be published.

    Attributes:
        verdict: open or open_with_warnings.
        results: every check's outcome, as the gate recorded it.
        waivers: what was let pass, with the reason.
        sha256: of the record's file.
        record: all that the record holds.
        sign_off: who let it be published; None where sign-off is switched off.
    """

    quarter: str
    number: int
    verdict: str
    results: list[dict[str, Any]]
    waivers: list[dict[str, Any]]
    authority_names: dict[str, str]
    sha256: str
    record: dict[str, Any]
    sign_off: SignOff | None = None

    def without_small_counts(self) -> Decision:
        """The decision without the results of checks that look for small counts."""
        return replace(self, results=[each for each in self.results if each.get("family") != PRIVACY])


def require_open(settings: Settings, quarter: str, connection: duckdb.DuckDBPyConnection) -> Decision:
    """The newest decision about a quarter, signed off where that is required: what every release is made after.

    Raises:
        GateShut: there is none, it is shut, or it was made on other inputs than the warehouse's present ones.
        NotSignedOff: a sign-off is required and there is none of this decision, or one that holds the quarter.
    """
    decided = newest_open(settings, quarter, connection)
    return replace(decided, sign_off=sign_off.require(settings, quarter, decided.number, decided.sha256))


def newest_open(settings: Settings, quarter: str, connection: duckdb.DuckDBPyConnection) -> Decision:
    """The newest decision about a quarter, whether it is signed off or not: what a person is asked about.

    Raises:
        GateShut: there is none, it is shut, or it was made on other inputs than the warehouse's present ones.
    """
    path = newest(settings.gate / quarter)
    if path is None:
        raise GateShut(f"The gate has not decided on {quarter}: run `sfpc gate --quarter {quarter}` first.")
    number, record = _record(path)
    if record["verdict"] not in OPEN_VERDICTS:
        raise GateShut(_shut(quarter, number, record))
    taken_back = agreements.taken_back(settings.seeds, quarter, record)
    if stale := taken_back or _differences(settings, record["inputs"], quarter, connection):
        raise GateShut(
            f"Decision {number} on {quarter} was made before {stale} changed, so it does not hold for what is in the "
            f"warehouse now: run `sfpc gate --quarter {quarter}` again."
        )
    return Decision(
        quarter=quarter,
        number=number,
        verdict=record["verdict"],
        results=record["results"],
        waivers=record["waivers"],
        authority_names=record["authority_names"],
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        record=record,
    )


def newest(folder: Path) -> Path | None:
    """The record with the highest number in a quarter's folder."""
    return records.newest(folder, "d")


def earlier(settings: Settings, quarter: str) -> dict[str, str]:
    """The newest decision on each earlier quarter, by its hash: its findings stand in the release's history."""
    if not settings.gate.exists():
        return {}
    paths = {
        folder.name: newest(folder)
        for folder in sorted(settings.gate.iterdir())
        if re.fullmatch(r"\d{4}-\d{2}-Q[1-4]", folder.name) and folder.name < quarter
    }
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path}


def _record(path: Path) -> tuple[int, dict[str, Any]]:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        needed = ("verdict", "inputs", "results", "waivers", "authority_names")
        missing = [name for name in needed if name not in record]
    except ValueError as error:
        raise PipelineError(f"{path}: this is not a decision of the gate ({error}); run `sfpc gate` again") from error
    if missing:
        raise PipelineError(f"{path}: the decision does not say its {missing[0]}; run `sfpc gate` again")
    return int(path.stem[1:]), record


def _shut(quarter: str, number: int, record: dict[str, Any]) -> str:
    names = record["authority_names"]
    broken = dict.fromkeys(one["check_id"] for one in record["results"] if one["outcome"] in ("raised", "did_not_run"))
    lines = [
        f"The gate is shut for {quarter} (decision {number}), so nothing is published. What should hold, and does not:"
    ]
    if broken:
        lines.append(f"  {', '.join(broken)}: could not be asked")
    for result in record["results"]:
        if result["outcome"] == "failed" and result["severity"] == "critical":
            code = result["authority_code"]
            whose = f" ({names.get(code, code)})" if code else ""
            lines.append(f"  {result['check_id']}{whose}: {result['says']}")
    lines.append(f"Where, and what to do: sfpc gate --quarter {quarter}")
    return "\n".join(dict.fromkeys(lines))


def _differences(
    settings: Settings, inputs: dict[str, Any], quarter: str, connection: duckdb.DuckDBPyConnection
) -> str | None:
    """In words, the first thing that differs between what was decided on and what is here; None when nothing does."""
    decided = {
        (row["authority_code"], row["quarter"]): (row["state"], row["submission_id"])
        for row in [*inputs["earlier_returns"], *inputs["returns"]]
    }
    present = {
        (code, when): (state, sent) for code, when, state, sent in connection.execute(RETURNS, [quarter]).fetchall()
    }
    for key in sorted(decided.keys() | present.keys()):
        if decided.get(key) != present.get(key):
            return f"the return of {key[0]} for {key[1]}"
    here = fingerprints(settings)
    return next((IN_WORDS[name] for name in IN_WORDS if inputs.get(name) != here[name]), None)
