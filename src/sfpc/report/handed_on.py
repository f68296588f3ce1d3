"""What may be handed on of a release says what it holds: `published/manifest.json`, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sfpc.report import manifest
from sfpc.report.issue import Issue
from sfpc.report.sections.opening import title

FILES = {
    "report.html": "The report as a page for a browser; it needs nothing else",
    "report.pdf": "The report to print or send, tagged for screen readers",
    "report.xlsx": "The report's tables as a workbook, one table a sheet",
    "open_data/*.meta.csv": "What the columns of the open data file of the same name are",
    "open_data/*.csv": "Open data by the Department for Education's rules",
    "parquet/*.parquet": "A table of the report for data tools, with the type of every column",
    "marts/*.parquet": "A mart or a view of the database for data tools, with what every column means",
    "sfpc.duckdb": "The report's tables as a database to query with DuckDB, with what every column means",
    "data_dictionary.html": "What every measure, table and column is: definition, unit, arithmetic, source, caveats",
    "datapackage.json": "What every table and column is, as a Frictionless data package",
    "authorities/*_highlight_report.html": "An authority's highlight report for its programme board, as a page",
    "authorities/*_highlight_report.pdf": "An authority's highlight report for its programme board, to print",
    "authorities/*.html": "An authority's figures as a page",
    "authorities/*.pdf": "An authority's figures to print",
}
"""What a file is, by the first pattern that its path fits."""
OTHER = "A file that belongs to the others"


def about(name: str) -> str:
    """What a file is, by its path within `published/`."""
    return next((text for pattern, text in FILES.items() if fnmatchcase(name, pattern)), OTHER)


def write(folder: Path, issue: Issue, inputs: Mapping[str, Any]) -> None:
    """Write the manifest of `published/`.

    Args:
        folder: `published/`, with every other file in it.
        issue: what the release says of itself.
        inputs: what it was made from, as the release's own manifest records it.
    """
    before = issue.previous
    record = {
        "quarter": issue.quarter,
        "release": issue.number,
        **{name: issue.about[name] for name in ("is_partial", "missing", "policy")},
        "title": title(issue.quarter, is_partial=issue.coverage.is_partial),
        "date": issue.newest_receipt_at.date(),
        "since": {"release": before.release, "sentences": list(before.sentences)} if before else None,
        "files": {name: each | {"about": about(name)} for name, each in manifest.outputs(folder).items()},
        "inputs": _hashes(inputs),
    }
    manifest.write(folder, record)


def _hashes(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What it was made from, by hash: no name of a file that was sent, and nobody's who decided."""
    return {
        "decision_sha256": inputs["decision"]["sha256"],
        "earlier_decisions": inputs["earlier_decisions"],
        "submissions": [
            {name: each[name] for name in ("authority", "quarter", "submission_id", "received_at", "receipt_sha256")}
            for each in inputs["submissions"]
        ],
        **{f"{kind}_sha256": manifest.digest(inputs[kind]) for kind in ("seeds", "expectations", "models", "code")},
        "software": inputs["software"],
        **({"sign_off_sha256": inputs["sign_off"]["sha256"]} if "sign_off" in inputs else {}),
    }
