"""Whatever stands in a cell, the warehouse is built: a fault of the data is a finding, never a broken run."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import cycle, product

import pytest

from sfpc import data_format, gate, raw, transform, warehouse
from sfpc.raw import parquet
from sfpc.reference import RAW_FIELDS
from tests.folders import HOME, settings_in

HOSTILE = [
    *("9999999999999", "-9999999999999", "9" * 40, "1e300", "1e-300", "0.0000001", "-0", "999999999", "-999999999"),
    *("'; drop table marts.fct_return; --", "{{ 1 / 0 }}", "#REF!", "NaN", "inf", "nan%", "()", "£", "%", "\\1", "((("),
    *(
        "9999-12-31",
        "0001-01-01",
        "99999",
        "31/02/2022",
        "2021",
        "0000",
        "Q9",
        "Jan-00",
        "1-5",
        "\u202e12",
        "\U0001f600",
    ),
    *("x" * 10_000, "1,5", "12.5%", "-1", "0", "", None),
    *(
        "1,285*",
        "1285 [r]",
        "5 [c]",
        "1.2k",
        "£0.12m",
        "9999bn",
        "-£9bn%",
        "１２３",
        "1285 1",
        "#DIV/0!",
        "=1+1",
        "####",
        "nil",
    ),
    *(
        "03/04/2021",
        "25/12/2021",
        "12/25/2021",
        "Jun-21",
        "30th Feb 2021",
        "60",
        "[1]",
        "*" * 500,
        "(" * 500,
        "[" * 500,
    ),
]
QUARTERS = ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3")


def seed(name, **only):
    """Rows of a seed with those values."""
    with (HOME / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in only.items())]


def things_named(code, layout):
    """Whatever the rows of a table can be about, as the authority names it."""

    def labels(name):
        return [row["label"] for row in seed("labels", authority_code=code, list=name)]

    match layout["raw_table"]:
        case "finance":
            return [{"workstream": one, "funder": two} for one, two in product(labels("workstream"), labels("funder"))]
        case "indicators":
            names = labels("measure") if "performance" in layout["sections"] else labels("activity")
            return [{"label": name, "category": None, "period": None} for name in names]
        case "milestones":
            return [{"milestone": f"{number}: {text}"} for number, text in enumerate(HOSTILE)]
        case "benefits":
            return [{"benefit": f"{number}: {text}"} for number, text in enumerate(HOSTILE)]


def rows_of(code, layout, hostile):
    """A row for each thing a table can name; every other column of its layout holds something hostile."""
    table = layout["raw_table"]
    columns = {row["field"] for row in seed("layout_columns", authority_code=code, table_name=layout["table_name"])}
    for number, named in enumerate(things_named(code, layout), start=1):
        sent = {field: next(hostile) if field in columns else None for field in RAW_FIELDS[table]} | named
        places = {
            f"{field}_place": f"{layout['table_name']} {field} {number}" if field in columns else None for field in sent
        }
        yield sent | places | {"table_name": layout["table_name"], "file": "a.csv", "sheet": None, "row_number": number}


@pytest.fixture(scope="module")
def hostile_warehouse(tmp_path_factory):
    """A warehouse in which the accepted returns of one authority hold nothing but hostile values."""
    settings = settings_in(tmp_path_factory.mktemp("hostile"))
    data_format.begin(settings)
    raw.ensure_tables(settings)
    gate.ensure_result_files(settings)
    authority = next(row for row in seed("authorities") if row["first_quarter"])
    code = authority["authority_code"]
    hostile = cycle(HOSTILE)
    for quarter in QUARTERS:
        identity = {"submission_id": f"hostile-{quarter}", "authority_code": code, "quarter": quarter}
        accepted = {"state": "accepted", "received_at": "2021-07-20T09:00:00", "read_with": "test", "sequence": 1}
        tables = defaultdict(list)
        tables["submissions"].append(identity | accepted | {"file_count": 1, "values_read": 0, "cells_set_aside": 0})
        tables["arrivals"].append(identity | accepted)
        for layout in seed("layout_tables", authority_code=code):
            if RAW_FIELDS[layout["raw_table"]]:
                tables[layout["raw_table"]] += [identity | row for row in rows_of(code, layout, hostile)]
        for table, rows in tables.items():
            path = parquet.path_of(settings.raw, table, authority["folder"], quarter, identity["submission_id"])
            parquet.write(path, table, {name: [row.get(name) for row in rows] for name in parquet.SCHEMAS[table].names})
    transform.build(settings)
    return settings


def test_no_value_breaks_the_build_and_what_is_none_is_found(hostile_warehouse):
    found = warehouse.rows(
        hostile_warehouse.warehouse, "select distinct finding_type, section from marts.fct_finding", []
    )

    assert {
        *(("unreadable_value", section) for section in ("performance", "finance", "benefits")),
        *(("error_cell", section) for section in ("performance", "finance", "benefits")),
        *(("value_multiplied", "finance"), ("value_marked", "finance"), ("formula_without_value", "benefits")),
        *(("unreadable_date", "milestones"), ("unreadable_year", "benefits"), ("unknown_status", "milestones")),
    } <= {(one["finding_type"], one["section"]) for one in found}


def test_numbers_as_large_as_may_be_reach_the_facts(hostile_warehouse):
    count = warehouse.rows(hostile_warehouse.warehouse, "select max(value) as largest from marts.fct_performance", [])
    money = warehouse.rows(
        hostile_warehouse.warehouse,
        "select max(greatest(budget_gbp, forecast_gbp)) as largest from marts.fct_finance",
        [],
    )

    assert count == [{"largest": 999_999_999}]
    assert money == [{"largest": 9_999_999_999_999}]
