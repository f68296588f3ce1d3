"""Seeds as the warehouse has them: typed as `seeds/_*.yml` says, and guessed as dbt guesses where nothing is said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from sfpc.seed_file import SeedFile

if TYPE_CHECKING:
    import duckdb

GUESSES = (
    ("integer", re.compile(r"[+-]?\d+")),
    ("float8", re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")),
    ("date", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("boolean", re.compile(r"true|false", re.IGNORECASE)),
)
"""What dbt takes a column for in which nothing but these and blanks stands; else it is text."""


def load(connection: duckdb.DuckDBPyConnection, seeds: Path, name: str) -> None:
    """Make the table of one seed, with the very statement that dbt's adapter for DuckDB loads it with."""
    path = seeds / f"{name}.csv"
    columns = ", ".join(f'"{column}" {kind}' for column, kind in column_types(seeds, name).items())
    connection.execute(f"create table seeds.{name} ({columns})")
    place = str(path).replace("'", "''")
    connection.execute(f"copy seeds.{name} from '{place}' (format csv, header true, delimiter ',')")


def column_types(seeds: Path, name: str) -> dict[str, str]:
    """The type of each column of a seed."""
    stated = stated_types(seeds).get(name, {})
    rows = [row for _, row in SeedFile(seeds / f"{name}.csv", ()).rows]
    with (seeds / f"{name}.csv").open(encoding="utf-8-sig") as file:
        heading = file.readline().strip().split(",")
    return {column: stated.get(column) or guessed({row[column] for row in rows}) for column in heading}


def guessed(values: set[str]) -> str:
    """What a column of these texts is taken for."""
    told = {value.strip() for value in values} - {"", "null"}
    for kind, pattern in GUESSES:
        if all(pattern.fullmatch(value) for value in told):
            return kind
    return "text"


@cache
def stated_types(seeds: Path) -> dict[str, dict[str, str]]:
    """The column types that the descriptions of the seeds state, by seed."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(seeds.glob("_*.yml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where it was built in
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        for seed in (written or {}).get("seeds", []):
            found[seed["name"]] = (seed.get("config") or {}).get("column_types") or {}
    return found
