"""The rules of disclosure control, read from rules.yml: what is hidden, and what each published column tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sfpc.errors import PipelineError
from sfpc.report.tables import Table

PATH = Path(__file__).with_name("rules.yml")
PLAIN = ("key", "label", "open", "status", "internal")
FIGURES = (
    "in_quarter",
    "numerator",
    "denominator",
    "year_to_date",
    "since_first_return",
    "four_quarters",
    "programme_total",
    "as_stated",
)


@dataclass(frozen=True)
class ColumnRule:
    """What a column tells.

    Attributes:
        kind: one of PLAIN; `figure`; `derived` of figures or of other columns.
        figures: of FIGURES, the one that it holds, or those it is worked out of.
        quarter: the column that holds the quarter of the figure.
        since: the column that holds the first quarter of a sum since the first return.
        rests_on: of a derived one, the columns it is worked out from.
        by: the columns of the group whose rows it rests on; none where it rests on its own row alone.
        status: its column of status, or none.
    """

    kind: str
    figures: tuple[str, ...] = ()
    quarter: str = "quarter"
    since: str = ""
    rests_on: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True)
class TableRules:
    """What the columns of a table tell, and which quantity a row is about.

    Attributes:
        section: `performance` (measures) or `delivery` (activities); empty where rows hold no counts.
        section_column: the column that says it, where it differs from row to row.
        code: the column with the measure or activity.
        category: the column with the employer's sector, where there is one.
        leave_out: values of columns whose rows are not published at all.
    """

    columns: Mapping[str, ColumnRule]
    section: str = ""
    section_column: str = ""
    code: str = ""
    category: str = ""
    leave_out: Mapping[str, Collection[str]] = field(default_factory=dict)

    def is_left_out(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is not published at all."""
        return any(row[column] in values for column, values in self.leave_out.items())

    @property
    def is_controlled(self) -> bool:
        """Whether any of its figures may have to be hidden."""
        return any(rule.kind in {"figure", "derived"} for rule in self.columns.values())

    def section_of(self, row: Mapping[str, Any]) -> str:
        """Which catalogue the row's code is from."""
        return str(row[self.section_column]) if self.section_column else self.section


@dataclass(frozen=True)
class Rules:
    """The rules as rules.yml has them.

    Attributes:
        suppressed_from, suppressed_to: the counts that are suppressed, both ends included.
        narrowest_interval: how far apart the least and the greatest possible value of a hidden figure must be.
        programme_rounding: programme totals of counts are rounded to the nearest of these.
    """

    suppressed_from: int
    suppressed_to: int
    narrowest_interval: int
    programme_rounding: int
    tables: Mapping[str, TableRules] = field(default_factory=dict)

    def require_all(self, tables: Mapping[str, Table]) -> None:
        """Refuse tables and columns of which nobody has said whether they may be published.

        Raises:
            PipelineError: it names them.
        """
        unknown = [name for name in tables if name not in self.tables]
        unknown += [
            f"{name}.{column.name}"
            for name, table in tables.items()
            if name in self.tables
            for column in table.columns
            if column.name not in self.tables[name].columns
        ]
        if unknown:
            raise PipelineError(
                f"{PATH}: nothing is said of {', '.join(unknown)}, so that nobody knows whether it may be published; "
                "classify it there, as the head of that file explains"
            )


@cache
def read(path: Path = PATH) -> Rules:
    """Read the rules.

    Raises:
        PipelineError: the file holds what it cannot; it names the place.
    """
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        tables = {name: _table(f"{path}, {name}", table) for name, table in written["tables"].items()}
        return Rules(**written["rule"], tables=tables)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise PipelineError(f"{path}: the rules of disclosure control cannot be read ({error!r})") from error


def _table(place: str, written: dict[str, Any]) -> TableRules:
    columns = {name: _column(f"{place}.{name}", rule) for name, rule in written.pop("columns").items()}
    table = TableRules(columns, **written)
    if unknown := [each for each in table.leave_out if each not in columns]:
        raise PipelineError(f"{place}: it leaves out rows by {', '.join(unknown)}, which the table has not")
    for name, rule in columns.items():
        named = [*rule.rests_on, *rule.by, *filter(None, (rule.status, rule.since))]
        named += [rule.quarter] if rule.figures else []
        if missing := [each for each in named if each not in columns]:
            raise PipelineError(f"{place}.{name}: it speaks of {', '.join(missing)}, which the table has not")
    return table


def _column(place: str, written: str | dict[str, Any]) -> ColumnRule:
    if isinstance(written, str) and written in PLAIN:
        return ColumnRule(written)
    if isinstance(written, dict):
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
        }
        figures = (said.pop("figure"),) if "figure" in said else said.pop("worked_out_of", ())
        kind = "figure" if "figure" in written else "derived"
        if set(figures) <= set(FIGURES) and (figures or said.get("rests_on")):
            return ColumnRule(kind, figures=figures, **said)
    raise PipelineError(f"{place}: {written!r} is no kind of column; the head of that file lists them")
