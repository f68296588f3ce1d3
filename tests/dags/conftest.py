"""Airflow runs in processes of its own here: its settings, logging and import never touch the other tests."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def environment(data: Path) -> dict[str, str]:
    """This process's environment with a data folder of its own, and nothing of any Airflow's."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "SFPC"))}
    return inherited | {"SFPC_DATA": str(data)}


@pytest.fixture(scope="session")
def facts(tmp_path_factory):
    """What Airflow finds in the DAG files, and what it touches while it parses them."""
    return found_in_dag_files(tmp_path_factory)


@pytest.fixture(scope="session")
def facts_with_sign_off(tmp_path_factory):
    """The same where a person must sign off, and the warehouse has a worker of its own."""
    more = {"SFPC_SIGN_OFF": "required", "SFPC_SIGN_OFF_DAYS": "30", "SFPC_WRITER_QUEUE": "writer"}
    return found_in_dag_files(tmp_path_factory, **more)


def found_in_dag_files(tmp_path_factory, **more: str) -> dict:
    """Parse the DAG files with settings of one's own."""
    settings = {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        **more,
    }
    said = subprocess.run(
        [sys.executable, Path(__file__).parent / "facts.py", ROOT / "dags"],
        env=environment(tmp_path_factory.mktemp("data")) | settings,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(said.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def folders():
    """The folders of the authorities that report, as the register says."""
    rows = (ROOT / "seeds" / "authorities.csv").read_text(encoding="utf-8").splitlines()
    return [row["folder"] for row in csv.DictReader(rows) if row["first_quarter"]]
