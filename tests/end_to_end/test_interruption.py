"""Killed at any step and run again, the pipeline ends as if nothing had happened."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.folders import lay_samples, settings_in

QUARTER = "2021-22-Q1"

MOMENTS = {
    "landing": "landing/*/*/*/receipt.json",
    "reading": "raw/submissions/leeds/*/*.parquet",
    "building": ".building/warehouse.duckdb",
    "judging": "warehouse.duckdb",
    "publishing": f"releases/{QUARTER}/.writing-*",
}
"""For each step a file that is there once it has begun."""


def start(settings):
    """Start `sfpc run` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sfpc", "run", "--quarter", QUARTER, "--json"],
        env=os.environ | {"SFPC_DATA": str(settings.data), "SFPC_INBOX": str(settings.inbox)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill_once(process, settings, pattern, kill=os.killpg):
    """Kill the process, and its children too, as soon as a file is there; whether that was before it ended."""
    while process.poll() is None:
        if any(settings.data.glob(pattern)):
            kill(process.pid, signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.005)
    return False


def results(settings):
    """Every file a reader may rely on, by its hash; logs and what dbt keeps for itself are nobody's.

    Who asked the gate, and when, is another each time, and the data-quality page says it.
    """
    return {
        str(path.relative_to(settings.data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("landing", "raw", "gate", "releases")
        for path in sorted((settings.data / folder).rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name not in {"asked.jsonl", "quality.html"}
    }


@pytest.fixture(scope="module")
def clean_results(tmp_path_factory):
    """What a run that nobody disturbs leaves behind; the samples say when they came, so receipts are alike too."""
    settings = settings_in(tmp_path_factory.mktemp("clean"))
    lay_samples(settings, QUARTER)
    return finish(start(settings), settings)


def finish(process, settings):
    """Wait for a run to end well, and take its results."""
    output, errors = process.communicate()
    assert process.returncode == 0, errors.decode() + output.decode()
    return results(settings)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_and_started_again_gives_what_a_clean_run_gives(moment, clean_results, tmp_path):
    settings = settings_in(tmp_path)
    lay_samples(settings, QUARTER)

    assert kill_once(start(settings), settings, MOMENTS[moment]), "the run ended before it could be killed"

    assert finish(start(settings), settings) == clean_results


def test_a_dbt_left_over_by_a_run_that_was_killed_is_waited_for(clean_results, tmp_path):
    settings = settings_in(tmp_path)
    lay_samples(settings, QUARTER)

    assert kill_once(start(settings), settings, MOMENTS["building"], kill=os.kill), "the run ended before it was killed"

    assert finish(start(settings), settings) == clean_results
