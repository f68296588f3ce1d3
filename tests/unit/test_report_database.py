"""The release's database holds the facts, the report and the seeds up to its quarter, and always the same bytes."""

from __future__ import annotations

import duckdb
import pytest

from sfpc.report import database

MODELS = """
models:
  - name: {model}
    description: One row for each authority's quarter.
    columns:
      - name: value
        description: It's children.
"""


@pytest.fixture
def models(tmp_path):
    for schema, model in (("marts", "fct_performance"), ("report", "rpt_performance")):
        (tmp_path / "models" / schema).mkdir(parents=True)
        (tmp_path / "models" / schema / f"_{schema}.yml").write_text(MODELS.format(model=model))
    return tmp_path / "models"


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        for schema in ("staging", "seeds", "marts", "report"):
            connection.execute(f"create schema {schema}")
        for table in (
            "staging.stg_returns__indicators",
            "seeds.return_calendar",
            "marts.dim_quarter",
            "marts.fct_performance",
        ):
            # enough rows of text for several of DuckDB's vectors, in no order
            connection.execute(
                f"create table {table} as select authority, quarter, hash(authority) % 1000 as value "
                "from (select 'authority ' || (range * 7919 % 5000) as authority from range(5000)), "
                "(values ('2022-23-Q2'), ('2022-23-Q1'), ('2021-22-Q4')) as quarters(quarter)"
            )
        connection.execute("create view report.rpt_performance as select * from marts.fct_performance")
    return path


@pytest.fixture
def release(tmp_path, warehouse, models):
    database.write(tmp_path / "sfpc.duckdb", warehouse, "2022-23-Q1", models)
    with duckdb.connect(str(tmp_path / "sfpc.duckdb"), read_only=True) as connection:
        yield connection


def one(connection, query):
    return connection.execute(query).fetchall()


def test_later_quarters_are_left_out_of_facts_and_report_and_the_calendar_is_whole(release):
    assert one(release, "select max(quarter), count(*) from marts.fct_performance") == [("2022-23-Q1", 10000)]
    assert one(release, "select max(quarter), count(*) from report.rpt_performance") == [("2022-23-Q1", 10000)]
    assert one(release, "select max(quarter) from marts.dim_quarter") == [("2022-23-Q2",)]
    assert one(release, "select max(quarter) from seeds.return_calendar") == [("2022-23-Q2",)]


def test_views_have_become_tables_and_staging_stayed_behind(release):
    assert one(release, "select count(*) from duckdb_views() where not internal") == [(0,)]
    assert one(release, "select distinct schema_name from duckdb_tables() order by all") == [
        ("marts",), ("report",), ("seeds",),
    ]  # fmt: skip


def test_what_the_models_say_of_their_columns_stands_in_it(release):
    comment = "select comment from duckdb_columns() where schema_name = 'marts' and table_name = 'fct_performance'"

    assert one(release, f"{comment} and column_name = 'value'") == [("It's children.",)]


def test_written_twice_it_is_the_same_bytes(tmp_path, warehouse, models):
    for name in ("one.duckdb", "two.duckdb"):
        database.write(tmp_path / name, warehouse, "2022-23-Q1", models)

    assert (tmp_path / "one.duckdb").read_bytes() == (tmp_path / "two.duckdb").read_bytes()
