"""The data package: what every table and column of a release is, as Frictionless describes it, with each file's hash.

Version 2.0 of the Data Package standard, as far as readers of 1.0 take it too. Parquet files describe themselves, so
here they are files with a schema beside them and no tables to be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sfpc.report import words
from sfpc.report.issue import Issue
from sfpc.report.open_data import META_HEADER, standard
from sfpc.report.open_data.data_sets import DataSet, Filter, Indicator
from sfpc.report.tables import Column, Table

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "title": "Open Government Licence v3.0",
}
CONTRIBUTORS = [
    {"title": "Programme team", "roles": ["publisher", "maintainer"]},
    {"title": "Authorities of the programme", "roles": ["author"]},
]
SYMBOLS = (
    "c: suppressed to protect small numbers. z: not applicable. x: not available. low: rounds to nought and is not."
)
ABOUT_STANDARD = {
    "time_period": "Financial year, April to March, as six digits: 202122 is 2021-22.",
    "time_identifier": "Quarter of the financial year, or the whole of it: Q1 is April to June.",
    "geographic_level": "Level of the place: every row is a local authority.",
    "country_code": "ONS code of the country.",
    "country_name": "Name of the country.",
    "region_code": "ONS code of the region.",
    "region_name": "Name of the region.",
    "old_la_code": "DfE's three-digit code of the authority.",
    "new_la_code": "ONS code of the authority.",
    "la_name": "Name of the authority in DfE's spelling.",
}
ABOUT_META = {
    "col_name": "Column of the data file.",
    "col_type": "Filter or Indicator.",
    "label": "What readers call it.",
    "indicator_grouping": "Group the indicator is shown in.",
    "indicator_unit": "%, £ or numberstring; empty for a number.",
    "indicator_dp": "Decimal places shown.",
    "filter_hint": "What the filter chooses.",
    "filter_grouping_column": "Column that groups the filter's items.",
    "filter_default": "Item shown first where a filter has no Total.",
}
TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "INTEGER": "integer",
    "SMALLINT": "integer",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}
"""What DuckDB's types are called there; any other is a number."""


def write(
    folder: Path,
    data_sets: Iterable[DataSet],
    tables: Mapping[str, Table],
    issue: Issue,
    marts: Iterable[Table] = (),
) -> None:
    """Write `datapackage.json` beside the files it describes.

    Args:
        folder: `published/`, with `open_data/` and `parquet/` in it.
        data_sets: those written as open data.
        tables: those written as Parquet.
        issue: what the release says of itself.
        marts: those of the published database that were written as Parquet; their rows are not needed.
    """
    resources = [each for one in data_sets for each in _open_data(folder, one)]
    resources += [_parquet(folder, "parquet", table) for table in tables.values()]
    resources += [_parquet(folder, "marts", table) for table in marts]
    mark = f"{issue.coverage.mark}. " if issue.coverage.mark else ""
    names = sorted({row["authority_name"] for row in tables["rpt_returns"].rows})
    record = {
        "$schema": PROFILE,
        "name": f"sfpc-{issue.quarter.lower()}-r{issue.number}",
        "title": f"Strengthening Families, Protecting Children: {words.quarter(issue.quarter)}",
        "description": f"{mark}Quarterly returns of {words.listed(names)}, as published: {issue.quarter}, release "
        f"{issue.number}. Open data by DfE's standard, and every published table as Parquet. There are no National "
        f"rows: the programme's authorities together are not England. {SYMBOLS}",
        "version": f"{issue.quarter}-r{issue.number}",
        "licenses": [LICENCE],
        "sources": [
            {"title": f"Quarterly returns of {words.listed(names)}"},
            {"title": "Mid-year population estimates, Office for National Statistics"},
            {"title": "Statistics of children's social care, Department for Education"},
        ],
        "contributors": CONTRIBUTORS,
        "resources": resources,
    }
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def _open_data(folder: Path, one: DataSet) -> Iterator[dict[str, Any]]:
    """A data file and its metadata as resources."""
    keys = ["time_period", "time_identifier", "new_la_code", *(each.name for each in one.filters)]
    fields = [
        *({**_text(name, about), **_constraints(name)} for name, about in ABOUT_STANDARD.items()),
        *map(_filter, one.filters),
        *map(_indicator, one.indicators),
    ]
    path = f"open_data/{one.name}.csv"
    yield {
        **_csv(folder, path, one.title, f"{one.description} {SYMBOLS}"),
        "schema": {"fields": fields, "primaryKey": keys, "missingValues": list(standard.SAFE_SYMBOLS)},
    }
    path = f"open_data/{one.name}.meta.csv"
    yield {
        **_csv(folder, path, f"{one.title}: metadata", "What each filter and indicator of the data file is."),
        "schema": {
            "fields": [_text(name, ABOUT_META[name]) for name in META_HEADER],
            "primaryKey": ["col_name"],
            "missingValues": [""],
        },
    }


def _csv(folder: Path, path: str, title: str, description: str) -> dict[str, Any]:
    named = path.removeprefix("open_data/").removesuffix(".csv").replace(".", "_")
    return {
        "name": named,
        "type": "table",
        "title": title,
        "description": description,
        **_file(folder, path),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
    }


def _text(name: str, about: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "description": about}


def _constraints(name: str) -> dict[str, Any]:
    """What holds of every cell of a standard column."""
    patterns = {"time_period": "^[0-9]{6}$", "old_la_code": "^[0-9]{3}$", "new_la_code": "^E[0-9]{8}$"}
    fixed = {"geographic_level": standard.LOCAL_AUTHORITY, **dict(zip(standard.COUNTRY, standard.ENGLAND, strict=True))}
    said: dict[str, Any] = {"required": True}
    if name in patterns:
        said["pattern"] = patterns[name]
    if name in fixed:
        said["enum"] = [fixed[name]]
    return {"constraints": said}


def _filter(one: Filter) -> dict[str, Any]:
    constraints = {"required": True, "enum": list(one.items.values())}
    return {**_text(one.name, one.hint), "title": one.label, "constraints": constraints}


def _indicator(one: Indicator) -> dict[str, Any]:
    described = {"name": one.name, "type": "number", "title": one.label, "description": one.description}
    if one.unit:
        described["unit"] = one.unit
    if one.name.endswith("_count"):
        return {**described, "constraints": {"minimum": 0}}
    return described


def _parquet(folder: Path, kind: str, table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "file",
        "description": table.description,
        **_file(folder, f"{kind}/{table.name}.parquet"),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {"fields": [_column(column) for column in table.columns]},
    }


def _column(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.data_type.upper(), "number")
    return {"name": column.name, "type": kind, "description": column.description}


def _file(folder: Path, path: str) -> dict[str, Any]:
    content = (folder / path).read_bytes()
    return {"path": path, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
