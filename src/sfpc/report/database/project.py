"""What the dbt project knows of a table besides its words: what it is made from, and which values a column may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sfpc.errors import PipelineError
from sfpc.report.disclosure import rules
from sfpc.report.disclosure.publishing import SUPPRESSED
from sfpc.report.tables import Loader
from sfpc.settings import Settings

REFERENCE = re.compile(r"""\b(?:ref|source)\(\s*(?:'\w+'\s*,\s*)?['"](\w+)['"]\s*\)""")
"""A model or seed that a model reads, or a table of raw."""
CODES = {
    "activity": "activities.activity",
    "category": "employer_sectors.category",
    "funder": "funders.funder",
    "measure": "measures.measure",
    "workstream": "workstreams.workstream",
}
"""Columns that hold the same codes wherever they stand; some tables add one for a sum of them, such as all."""
SEED = re.compile(r"""ref\(\s*['"](\w+)['"]\s*\)""")


@dataclass(frozen=True)
class Project:
    """What is known of models and seeds, by their names.

    Attributes:
        parents: what each model reads directly, in the order of names; nothing for a seed.
        allowed: by table and column, the values that it may hold, as a test of every build has it.
        codes_of: by table and column, the table and column of a seed that its codes stand in.
        hiding: of each table, the columns of status that say what disclosure control hides.
    """

    parents: Mapping[str, tuple[str, ...]]
    allowed: Mapping[tuple[str, str], tuple[str, ...]]
    codes_of: Mapping[tuple[str, str], str]
    hiding: Mapping[str, frozenset[str]]

    def made_from(self, table: str) -> str:
        """What a table is made from, as a sentence; empty for a seed."""
        parents = self.parents.get(table, ())
        return f"Made from {', '.join(parents)}." if parents else ""

    def origins(self, table: str) -> tuple[str, ...]:
        """The seeds and tables of raw that a table comes from in the end."""
        parents = self.parents.get(table, ())
        return tuple(sorted({origin for each in parents for origin in self.origins(each)})) if parents else (table,)

    def holds(self, table: str, column: str) -> str:
        """What a column may hold; empty where that is not told.

        What disclosure control hides has a status of its own, which stands in the published tables alone.
        """
        if values := self.allowed.get((table, column)):
            hidden = column in self.hiding.get(table, ()) and SUPPRESSED not in values
            return ", ".join([*values, *([f"{SUPPRESSED} (in published tables)"] if hidden else [])])
        codes = self.codes_of.get((table, column)) or CODES.get(column)
        return f"a code of seeds.{codes}" if codes and codes != f"{table}.{column}" else ""


def project(settings: Settings) -> Project:
    """Read the project's models and the descriptions of models and seeds.

    Raises:
        PipelineError: a file of it cannot be read.
    """
    return _project(settings.dbt_project / "models", settings.seeds)


@cache
def _project(models: Path, seeds: Path) -> Project:
    try:
        sql = {path.stem: path.read_text(encoding="utf-8") for path in sorted(models.rglob("*.sql"))}
        described = [
            each
            for path in sorted([*models.rglob("_*.yml"), *seeds.glob("_*.yml")])
            for each in _described(yaml.load(path.read_text(encoding="utf-8"), Loader=Loader))  # noqa: S506 - a safe one
        ]
    except (OSError, yaml.YAMLError) as error:
        raise PipelineError(f"{models}: the dbt project cannot be read ({error}); see that it is whole") from error
    tests = [
        ((table["name"], column["name"]), test)
        for table in described
        for column in table.get("columns", ())
        for test in column.get("data_tests", ())
        if isinstance(test, dict)
    ]
    return Project(
        {name: tuple(sorted(set(REFERENCE.findall(_without_comments(text))))) for name, text in sql.items()},
        {
            place: tuple(map(str, test["accepted_values"]["arguments"]["values"]))
            for place, test in _of("accepted_values", tests)
        },
        {
            place: f"{found[1]}.{test['relationships']['arguments']['field']}"
            for place, test in _of("relationships", tests)
            if (found := SEED.fullmatch(test["relationships"]["arguments"]["to"].strip()))
        },
        {
            name: frozenset(column.status for column in table.columns.values() if column.status)
            for name, table in rules.read().tables.items()
        },
    )


def _described(written: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [*(written or {}).get("models", ()), *(written or {}).get("seeds", ())]


def _of(
    kind: str, tests: list[tuple[tuple[str, str], dict[str, Any]]]
) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    return ((place, test) for place, test in tests if kind in test)


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*|\{#.*?#\}", "", sql, flags=re.DOTALL)
