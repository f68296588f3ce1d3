"""The data package describes each file to its last byte, as Frictionless reads it; Parquet keeps types and meanings."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from sfpc.errors import PipelineError
from sfpc.report import data_package, open_data, parquet
from sfpc.report.tables import Column, Table
from tests.open_data_pairs import PLACES
from tests.open_data_tables import DARLINGTON, LEEDS, World
from tests.report_issue import issue
from tests.report_tables import tables

YEAR = tuple(f"2021-22-Q{each}" for each in (1, 2, 3, 4))


@pytest.fixture
def folder(tmp_path):
    """What is handed on of a year of two authorities, one of which sent nothing."""
    world = World((LEEDS, DARLINGTON), YEAR)
    for quarter in YEAR:
        world.performance((LEEDS, quarter), "referrals", 1148)
        world.performance((LEEDS, quarter), "again", None, "suppressed", suppressed_columns="value")
    written(tmp_path, world)
    return tmp_path


def written(folder, world):
    made = tables(**world.rows)
    sets = open_data.data_sets(made, world.catalogue)
    open_data.write(folder / "open_data", sets, PLACES)
    parquet.write(folder / "parquet", made, issue("2021-22-Q4"))
    data_package.write(folder, sets, made, issue("2021-22-Q4"))


def problems(folder):
    report = Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["name", "type"])


def test_frictionless_finds_nothing_wrong_with_any_file(folder):
    package = Package(str(folder / "datapackage.json"))

    assert problems(folder) == []
    assert package.name == "sfpc-2021-22-q4-r2"
    assert package.version == "2021-22-Q4-r2"
    assert package.licenses[0]["name"] == "OGL-UK-3.0"


def test_every_file_is_a_resource_and_every_resource_a_file(folder):
    record = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    there = {
        path.relative_to(folder).as_posix() for kind in ("open_data", "parquet") for path in (folder / kind).iterdir()
    }

    assert {each["path"] for each in record["resources"]} == there
    assert len({each["name"] for each in record["resources"]}) == len(there)


def test_every_column_is_described_with_its_type(folder):
    record = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

    for resource in record["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"].strip(), (resource["name"], field["name"])
            assert field["type"] in {"string", "number", "integer", "boolean", "date", "datetime"}


def test_symbols_are_missing_values_and_figures_are_numbers(folder):
    rows = Package(str(folder / "datapackage.json")).get_resource("sfpc_performance_quarterly").read_rows()

    leeds, darlington = (next(row for row in rows if row["la_name"] == name) for name in ("Leeds", "Darlington"))
    assert leeds["referrals_count"] == Decimal(1148)
    assert leeds["again_count"] is None
    assert darlington["referrals_count"] is None


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("open_data/sfpc_performance_quarterly.csv", lambda text: text.replace(b"1148", b"1149", 1), "hash-count"),
        ("open_data/sfpc_performance_quarterly.csv", lambda text: text.replace(b"1148", b"many", 1), "type-error"),
        (
            "open_data/sfpc_performance_quarterly.csv",
            lambda text: text.replace(b"E08000035", b"E0800003", 1),
            "constraint-error",
        ),
        ("open_data/sfpc_coverage_quarterly.csv", lambda text: text + text.splitlines()[-1] + b"\n", "primary-key"),
        ("parquet/rpt_returns.parquet", lambda content: content + b" ", "byte-count"),
    ],
)  # fmt: skip
def test_frictionless_finds_whatever_is_changed_afterwards(folder, path, change, expected):
    file = folder / path
    file.write_bytes(change(file.read_bytes()))

    assert expected in {kind for _, kind in problems(folder)}


def test_a_partial_release_says_so_in_its_package(tmp_path):
    world = World()
    made = tables(**world.rows)
    sets = open_data.data_sets(made, world.catalogue)
    open_data.write(tmp_path / "open_data", sets, PLACES)
    parquet.write(tmp_path / "parquet", made, issue("2021-22-Q1", missing={"Ashby": "late"}))
    data_package.write(tmp_path, sets, made, issue("2021-22-Q1", missing={"Ashby": "late"}))

    record = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert record["description"].startswith("PARTIAL, without Ashby. ")
    assert (
        pq.read_schema(tmp_path / "parquet" / "rpt_returns.parquet").metadata[b"partial"] == b"PARTIAL, without Ashby"
    )


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        world = World((LEEDS, DARLINGTON), YEAR)
        world.performance((LEEDS, YEAR[0]), "referrals", 1148)
        written(tmp_path / name, world)

    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in sorted((tmp_path / name).rglob("*.*"))}
        for name in ("first", "second")
    )
    assert first == second
    assert len(first) > 40


# ---- Parquet


def test_a_table_comes_back_from_parquet_as_it_was_with_types_and_meanings(tmp_path):
    kinds = {
        "name": ("VARCHAR", "Leeds"), "spend_gbp": ("DECIMAL(18,2)", Decimal("20169.39")), "case_count": ("INTEGER", 5),
        "day_count": ("BIGINT", 2**40), "is_late": ("BOOLEAN", True), "due_date": ("DATE", date(2022, 7, 31)),
        "received_at": ("TIMESTAMP", datetime(2022, 7, 20, 9, 5)), "rate": ("DOUBLE", 0.5),  # noqa: DTZ001 - as the warehouse has it
    }  # fmt: skip
    columns = tuple(Column(name, kind, f"What {name} is.") for name, (kind, _) in kinds.items())
    rows = ({name: value for name, (_, value) in kinds.items()}, dict.fromkeys(kinds))
    parquet.write(tmp_path / "parquet", {"rpt_example": Table("rpt_example", "An example.", columns, rows)}, issue())

    path = tmp_path / "parquet" / "rpt_example.parquet"
    read = pq.read_table(path)

    assert read.to_pylist() == list(rows)
    assert read.schema.field("spend_gbp").type == pa.decimal128(18, 2)
    assert read.schema.field("due_date").metadata[b"description"] == b"What due_date is."
    assert read.schema.metadata[b"description"] == b"An example."
    assert (read.schema.metadata[b"quarter"], read.schema.metadata[b"release"]) == (b"2022-23-Q1", b"2")
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_table_without_rows_keeps_its_types(tmp_path):
    column = Column("spend_gbp", "DECIMAL(18,2)", "Pounds.")
    parquet.write(tmp_path / "parquet", {"rpt_example": Table("rpt_example", "", (column,), ())}, issue())

    assert pq.read_schema(tmp_path / "parquet" / "rpt_example.parquet").field("spend_gbp").type == pa.decimal128(18, 2)


def test_a_type_nobody_has_provided_for_is_an_error_that_says_where(tmp_path):
    odd = Table("rpt_example", "", (Column("place", "INTERVAL", ""),), ())

    with pytest.raises(PipelineError, match=r"rpt_example\.place is a INTERVAL, and no Parquet type is known for it"):
        parquet.write(tmp_path / "parquet", {"rpt_example": odd}, issue())
