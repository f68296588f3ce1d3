"""Whoever asks before a return has come is told that, and what to do, and not each check that had nothing to ask of."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.folders import HOME, settings_in


def sfpc(settings, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "sfpc", *arguments],
        env=os.environ | {"SFPC_DATA": str(settings.data), "SFPC_HOME": str(HOME), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_in_an_empty_folder_says_that_nothing_was_sent_and_where_returns_go(tmp_path):
    settings = settings_in(tmp_path / "data")

    run = sfpc(settings, "run", "--quarter", "2022-23-Q1")
    report = sfpc(settings, "report", "--quarter", "2022-23-Q1")

    assert (run.returncode, report.returncode) == (3, 3)
    first, verdict, asked, *told = run.stdout.splitlines()
    assert first == f"No return lies in {settings.inbox}/<authority>/<quarter>/."
    assert verdict == "The gate is shut for 2022-23-Q1: nothing is published until it is answered (decision 1)."
    assert asked == "1 check asked of 0 authorities."
    assert told[1:3] == [
        "What to do next",
        "  1. Ours: RETURN-001. There is something to check, because at least one authority owes a return for",
    ]
    assert len(told) < 25
    assert report.stderr.splitlines()[:3] == [
        "sfpc: The gate is shut for 2022-23-Q1 (decision 1), so nothing is published. What should hold, and does not:",
        "  RETURN-001: There is something to check, because at least one authority owes a return for the quarter.",
        "Where, and what to do: sfpc gate --quarter 2022-23-Q1",
    ]
