"""dbt run once for all workers: what it knows of the project, and one build with every unit test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from sfpc import gate, raw
from sfpc.settings import Settings
from tests.folders import HOME, settings_in


@dataclass(frozen=True)
class DbtRun:
    """What a run of dbt left behind.

    Attributes:
        is_good: whether dbt ended well.
        output: everything it said.
    """

    folder: Path
    is_good: bool
    output: str

    @property
    def settings(self) -> Settings:
        return settings_in(self.folder / "data")

    @property
    def results(self) -> list[dict]:
        """What became of each node."""
        return json.loads((self.folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]

    @property
    def manifest(self) -> dict:
        """What dbt knows of the project: nodes, what they depend on, their descriptions."""
        return json.loads((self.folder / "target" / "manifest.json").read_text(encoding="utf-8"))


def run_dbt(folder: Path, command: str) -> None:
    """Run a dbt command over raw and gate without rows, in a folder of its own."""
    settings = settings_in(folder / "data")
    raw.ensure_tables(settings)
    gate.ensure_result_files(settings)
    arguments = [
        sys.executable, "-m", "dbt.cli.main", command, "--no-version-check",
        "--project-dir", str(HOME / "dbt_project"), "--profiles-dir", str(HOME / "dbt_project"),
        "--target-path", str(folder / "target"), "--log-path", str(folder / "logs"),
    ]  # fmt: skip
    environment = os.environ | {
        "DO_NOT_TRACK": "1",
        "SFPC_BUILD_FILE": str(settings.warehouse),
        "SFPC_RAW": str(settings.raw),
        "SFPC_GATE": str(settings.gate),
    }
    outcome = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    (folder / "output.txt").write_text(f"{outcome.returncode}\n{outcome.stdout}{outcome.stderr}", encoding="utf-8")


def run_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str, command: str) -> DbtRun:
    """Run a dbt command once, however many workers ask for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / f"dbt_{command}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "output.txt").exists():
            folder.mkdir(exist_ok=True)
            run_dbt(folder, command)
    status, _, output = (folder / "output.txt").read_text(encoding="utf-8").partition("\n")
    return DbtRun(folder, status == "0", output)


@pytest.fixture(scope="session")
def worker(request):
    """Name of the worker that pytest-xdist runs this in; `master` where there is only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def parsed(tmp_path_factory, worker):
    """The project as dbt understands it; nothing is run."""
    run = run_once(tmp_path_factory, worker, "parse")
    assert run.is_good, run.output
    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker):
    """One `dbt build` with every seed, model, data test and unit test; whether it went well is for a test to say."""
    return run_once(tmp_path_factory, worker, "build")
