"""The DAGs for an Airflow in which the pipeline is not installed know it by its commands alone, and each exists."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sfpc.cli import main
from tests.dags.conftest import environment
from tests.folders import HOME

PARSE = """
import json, sys
from airflow.dag_processing.dagbag import BundleDagBag

sys.modules["sfpc"] = None  # whoever imports it fails
folder = sys.argv[1]
bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="beside")
tasks = [
    {"dag": dag.dag_id, "task": task.task_id, "pool": task.pool, "command": task.python_callable()}
    for dag in bag.dags.values() for task in dag.tasks
]
print(json.dumps({"errors": bag.import_errors, "tasks": tasks}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """What Airflow finds where nothing of ours can be imported."""
    home = tmp_path_factory.mktemp("airflow")
    said = subprocess.run(
        [sys.executable, "-c", PARSE, HOME / "deploy" / "beside_airflow"],
        env=environment(home) | {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(said.stdout.splitlines()[-1])


def test_they_are_read_without_anything_of_ours(parsed):
    assert parsed["errors"] == {}
    assert {one["dag"] for one in parsed["tasks"]} == {"land_and_read_returns", "publish_a_quarter"}


def test_each_task_is_a_command_that_there_is_with_options_that_it_has(parsed):
    commands = [one["command"].split() for one in parsed["tasks"]]

    assert {words[1] for words in commands} == {"land", "read", "feedback", "build", "gate", "report"}
    for _, name, *options in commands:
        known = {flag for option in main.commands[name].params for flag in option.opts}
        assert {word for word in options if word.startswith("--")} <= known


def test_what_writes_the_warehouse_or_reads_it_whole_takes_the_one_slot(parsed):
    pools = {
        one["dag"]: {each["pool"] for each in parsed["tasks"] if each["dag"] == one["dag"]} for one in parsed["tasks"]
    }

    assert pools["publish_a_quarter"] == {"duckdb_writer"}
