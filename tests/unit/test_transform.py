"""A build that fails leaves the warehouse from before, and says in a few lines what dbt said."""

import json
import subprocess
import sys

import pytest
from filelock import FileLock

from sfpc import transform
from sfpc.errors import PipelineError
from sfpc.settings import Settings


def results(*nodes):
    """Results of nodes as dbt writes them, each (name, status, message)."""
    return [{"unique_id": name, "status": status, "message": message} for name, status, message in nodes]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "dbt.log"
    path.write_text("first\n\nsecond\nlast line of all\n", encoding="utf-8")
    return path


def test_the_nodes_that_failed_are_named_with_what_dbt_said(log):
    told = transform.explain(
        results(
            ("model.sfpc.good", "success", "OK"),
            ("model.sfpc.bad", "error", "Binder Error:\n  no such column"),
            ("test.sfpc.unique", "fail", "Got 2 results"),
        ),
        log,
    )

    assert told.splitlines() == [
        "The warehouse was not built; the one from before stands. dbt said:",
        "model.sfpc.bad: Binder Error: no such column",
        "test.sfpc.unique: Got 2 results",
        f"All of it: {log}",
    ]


def test_of_many_failures_the_first_are_told_and_the_rest_counted(log):
    told = transform.explain(results(*((f"model.{number}", "error", "x" * 1000) for number in range(9))), log)

    assert "... and 4 more" in told.splitlines()
    assert len(told) < 3000


def test_where_no_node_ran_the_end_of_the_log_is_told(log):
    assert "last line of all" in transform.explain([], log)


def test_a_message_that_quotes_personal_data_is_left_out(log):
    said = "Conversion Error: Could not convert string 'Jo Smith born 14/03/2013' to DATE"
    told = transform.explain(results(("model.sfpc.bad", "error", said)), log)

    assert "Smith" not in told
    assert "(left out: it may hold personal data)" in told


def test_results_are_read_as_dbt_wrote_them(tmp_path):
    path = tmp_path / "run_results.json"
    assert transform.read_results(path) == []
    path.write_text(json.dumps({"results": results(("a", "success", ""))}), encoding="utf-8")

    assert transform.read_results(path) == results(("a", "success", ""))


@pytest.fixture
def broken(tmp_path):
    """Settings whose dbt project has a model that cannot be parsed, and a warehouse from before."""
    settings = Settings(home=tmp_path / "home", data=tmp_path / "data", inbox=tmp_path / "inbox")
    (settings.dbt_project / "models").mkdir(parents=True)
    (settings.dbt_project / "dbt_project.yml").write_text(
        "name: broken\nversion: '1.0.0'\nprofile: broken\nmodel-paths: [models]\n", encoding="utf-8"
    )
    (settings.dbt_project / "profiles.yml").write_text(
        "broken:\n  target: warehouse\n  outputs:\n"
        "    warehouse: {type: duckdb, path: \"{{ env_var('SFPC_BUILD_FILE') }}\"}\n",
        encoding="utf-8",
    )
    (settings.dbt_project / "models" / "bad.sql").write_text("select * from {{ ref('nothing') }}\n", encoding="utf-8")
    settings.data.mkdir()
    settings.warehouse.write_bytes(b"the warehouse from before")
    (settings.data / ".dbt").mkdir()
    (settings.data / ".dbt" / "run_results.json").write_text(
        json.dumps({"results": results(("model.of.yesterday", "error", "an old fault"))}), encoding="utf-8"
    )
    return settings


def test_a_failed_build_leaves_the_warehouse_and_explains_itself_and_not_an_earlier_one(broken):
    with pytest.raises(PipelineError) as raised:
        transform.build(broken)

    assert broken.warehouse.read_bytes() == b"the warehouse from before"
    assert "depends on a node named 'nothing' which was not found" in str(raised.value)
    assert "yesterday" not in str(raised.value)
    assert str(broken.logs / "dbt.log") in str(raised.value)


def test_a_build_waits_for_another_and_says_when_it_has_waited_too_long(broken, monkeypatch):
    monkeypatch.setattr(transform, "WAIT_SECONDS", 0.1)

    with FileLock(broken.lock), pytest.raises(PipelineError) as raised:
        transform.build(broken)

    assert str(raised.value) == (
        f"{broken.lock}: another process has been building here for 0.1 s; wait for it, or end it"
    )


def test_landing_reading_and_building_import_no_engine():
    code = (
        "import sys, sfpc.transform, sfpc.landing, sfpc.raw;"
        "print(sorted({'dbt', 'duckdb', 'airflow', 'great_expectations'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
