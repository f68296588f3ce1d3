"""The report's tables are read as they stood at a quarter's end, with what their YAML files say of them."""

from __future__ import annotations

import duckdb
import pytest

from sfpc.errors import PipelineError
from sfpc.report import tables

YAML = """
models:
  - name: rpt_one
    description: One row a quarter.
    columns:
      - {name: quarter, description: The quarter.}
"""
POINTS = """
models:
  - name: rpt_points
    description: The points of a chart.
    columns: []
"""


@pytest.fixture
def models(tmp_path):
    """A folder of models whose report layer describes two tables, each in a file of its own."""
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "_report.yml").write_text(YAML, encoding="utf-8")
    (folder / "_comparisons.yml").write_text(POINTS, encoding="utf-8")
    (folder / "_unit_tests.yml").write_text("unit_tests: []\nmodels: [{name: rpt_undescribed}]\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def connection():
    """A warehouse of two report tables."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema report;
        create table report.rpt_one as select unnest(['2021-22-Q2', '2021-22-Q1', '2021-22-Q3']) as quarter;
        create table report.rpt_points as
            select quarter, point_quarter from (values
                ('2021-22-Q1', '2021-22-Q1'), ('2021-22-Q2', '2021-22-Q1'), ('2021-22-Q2', '2021-22-Q2'),
                ('2021-22-Q3', '2021-22-Q1')
            ) as points (quarter, point_quarter)
        """
    )
    return connection


def test_a_table_has_the_quarters_up_to_the_one_published_in_order(connection, models):
    one = tables.read(connection, "2021-22-Q2", models)["rpt_one"]

    assert [row["quarter"] for row in one.rows] == ["2021-22-Q1", "2021-22-Q2"]
    assert one.description == "One row a quarter."
    assert [(column.name, column.data_type, column.description) for column in one.columns] == [
        ("quarter", "VARCHAR", "The quarter.")
    ]


def test_a_table_of_points_has_those_that_the_quarter_draws(connection, models):
    points = tables.read(connection, "2021-22-Q2", models)["rpt_points"]

    assert [(row["quarter"], row["point_quarter"]) for row in points.rows] == [
        ("2021-22-Q2", "2021-22-Q1"),
        ("2021-22-Q2", "2021-22-Q2"),
    ]


def test_a_table_that_no_file_describes_is_a_fault_of_ours(connection, models):
    connection.execute("create table report.rpt_undescribed as select '2021-22-Q1' as quarter")

    with pytest.raises(PipelineError, match=r"rpt_undescribed is not described in models/report/_\*\.yml"):
        tables.read(connection, "2021-22-Q2", models)


def test_a_layer_without_descriptions_is_a_fault_of_ours(connection, tmp_path):
    with pytest.raises(PipelineError, match="no models are described here"):
        tables.read(connection, "2021-22-Q2", tmp_path)


def test_a_warehouse_without_a_report_is_a_fault_of_ours(models):
    with pytest.raises(PipelineError, match="holds no report tables"):
        tables.read(duckdb.connect(), "2021-22-Q2", models)
