"""In the lake stand the same figures as in the file: the truth, every table, and the release that comes of them."""

from __future__ import annotations

import hashlib
import shutil

import pytest
from click.testing import CliRunner

from sfpc import gate, pipeline, report, warehouse
from sfpc.cli import main
from tests.folders import settings_in
from tests.lakes import PASSWORD, lake_in, on_lake
from tests.services import postgres
from tests.truth import FACTS, differences_from_the_truth

QUARTER = "2022-23-Q1"


@pytest.fixture(scope="module")
def moved(clean_warehouse, tmp_path_factory):
    """A data folder that was worked on with a file, and then with a lake: its settings before and after."""
    data = tmp_path_factory.mktemp("moved") / "data"
    shutil.copytree(clean_warehouse.data, data, ignore=shutil.ignore_patterns("inbox", "warehouse.duckdb", "gate"))
    in_the_file = settings_in(data)
    pipeline.build(in_the_file)
    gate.decide(in_the_file, QUARTER)
    report.publish(in_the_file, QUARTER)
    with postgres() as server:
        in_the_lake = on_lake(in_the_file, lake_in(server, "sfpc_lake", data / "lake"))
        pipeline.build(in_the_lake)
        yield in_the_file, in_the_lake


def test_the_lake_holds_every_value_of_the_sample_returns_and_no_other(moved):
    _, in_the_lake = moved

    for section in FACTS:
        missing, extra, count = differences_from_the_truth(in_the_lake.warehouse, section)
        assert (missing, extra) == ([], []), section
        assert count > 300


def test_every_table_says_the_same_in_the_lake_as_in_the_file(moved):
    in_the_file, in_the_lake = moved
    columns = """
        select schema_name, table_name, column_name, data_type
        from duckdb_columns()
        where schema_name in ('seeds', 'staging', 'intermediate', 'marts', 'report')
        order by all
    """
    with (
        warehouse.open_read_only(in_the_file.warehouse) as file,
        warehouse.open_read_only(in_the_lake.warehouse) as lake,
    ):
        there = file.execute(columns).fetchall()
        assert lake.execute(columns).fetchall() == there
        tables = sorted({f"{schema}.{table}" for schema, table, *_ in there})
        assert len(tables) > 100
        for table in tables:
            asked = f"select * from {table} order by all"
            assert lake.execute(asked).fetchall() == file.execute(asked).fetchall(), table


def test_gate_and_release_come_out_the_same_and_moving_back_needs_nothing(moved):
    in_the_file, in_the_lake = moved
    released = in_the_file.releases / QUARTER / "r1"
    before = contents(released)

    assert gate.decide(in_the_lake, QUARTER).number == 1  # it is the decision that stands
    assert report.publish(in_the_lake, QUARTER).is_new is False
    make_writable_and_remove(in_the_file.releases)
    assert report.publish(in_the_lake, QUARTER).path == released
    assert contents(released) == before
    assert report.publish(in_the_file, QUARTER).is_new is False
    for path in released.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path


def test_a_figure_of_the_lake_is_traced_as_one_of_the_file(moved, monkeypatch):
    in_the_file, in_the_lake = moved
    monkeypatch.setenv("SFPC_DATA", str(in_the_file.data))
    said = []
    for lake in (None, in_the_lake.lake):
        monkeypatch.setenv("SFPC_WAREHOUSE", lake.address if lake else "")
        asked = ["trace", "--warehouse", QUARTER, "coventry", "rereferrals_within_12_months"]
        said.append(CliRunner().invoke(main, asked))

    assert [one.exit_code for one in said] == [0, 0], said[1].output
    assert said[1].stdout == said[0].stdout
    assert "COV_SFPC_202223_Q1.xlsx, sheet Data, E9" in said[1].stdout


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def make_writable_and_remove(folder):
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)
