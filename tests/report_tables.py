"""Report tables for the tests: as wide as the models say, with the rows a test names and nothing else in them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from sfpc.report.tables import Column, Table
from tests.folders import HOME

MODELS = HOME / "dbt_project" / "models" / "report"


@cache
def columns() -> dict[str, tuple[Column, ...]]:
    """The columns of each report table, as its YAML has them."""
    found = {}
    for path in sorted(MODELS.glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found[model["name"]] = tuple(
                Column(column["name"], column["data_type"].upper(), column["description"])
                for column in model["columns"]
            )
    return found


def tables(**rows: list[dict[str, Any]]) -> dict[str, Table]:
    """Every report table, with the rows given for it; a column that a row does not name holds nothing."""
    unknown = rows.keys() - columns().keys()
    assert not unknown, f"no such report table: {unknown}"
    made = {}
    for name, held in columns().items():
        empty = dict.fromkeys(column.name for column in held)
        for row in rows.get(name, []):
            assert row.keys() <= empty.keys() | {"suppressed_columns"}, f"{name} has no {row.keys() - empty.keys()}"
        made[name] = Table(name, name, held, tuple(empty | row for row in rows.get(name, [])))
    return made
