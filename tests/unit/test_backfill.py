"""A backfill goes through its quarters in order, and stops at one that is not published unless told otherwise."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from sfpc import backfill, pipeline
from sfpc.cli import main
from sfpc.errors import UsageError
from tests.folders import settings_in

FIRST, LAST = "2021-22-Q3", "2022-23-Q2"
BETWEEN = ["2021-22-Q3", "2021-22-Q4", "2022-23-Q1", "2022-23-Q2"]


@pytest.fixture
def runs(monkeypatch):
    """Runs that publish, but for one quarter whose gate is shut and one that waits for a sign-off."""
    asked: list[tuple[str, str | None]] = []

    def run(_settings, quarter, _tell, last=None):
        asked.append((quarter, last))
        is_shut, waits = quarter == "2021-22-Q4", quarter == "2022-23-Q1"
        decision = SimpleNamespace(number=1, is_open=not is_shut, explanation=lambda: f"The gate is shut for {quarter}")
        release = None if is_shut or waits else SimpleNamespace(number=1, path=f"releases/{quarter}/r1", is_new=True)
        return pipeline.Run(quarter, (), (), decision, release, "Nobody has signed it off." if waits else None)

    monkeypatch.setattr(pipeline, "run", run)
    return asked


def command(*arguments: str):
    return CliRunner().invoke(main, ["backfill", "--from", FIRST, "--to", LAST, *arguments])


def test_quarters_are_counted_over_the_end_of_a_financial_year(tmp_path):
    assert backfill.quarters(settings_in(tmp_path), FIRST, LAST) == BETWEEN
    assert backfill.quarters(settings_in(tmp_path), LAST, LAST) == [LAST]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(LAST, FIRST, "there is no quarter"), ("2019-20-Q3", "2020-21-Q1", "2019-20-Q3, 2019-20-Q4: not in seeds/")],
)
def test_quarters_that_cannot_be_are_wrong_usage(tmp_path, first, last, told):
    with pytest.raises(UsageError, match=told):
        backfill.quarters(settings_in(tmp_path), first, last)


def test_it_stops_at_a_shut_gate_and_says_which_quarters_are_left(runs):
    done = command()

    assert done.exit_code == 3
    assert runs == [("2021-22-Q3", LAST), ("2021-22-Q4", LAST)]
    assert "2021-22-Q4  NOT PUBLISHED\nThe gate is shut for 2021-22-Q4" in done.output
    assert "Stopped: nothing was done for 2022-23-Q1, 2022-23-Q2." in done.output


def test_it_passes_over_what_cannot_be_published_where_it_is_told_to_and_says_so(runs):
    done = command("--pass-over")

    assert done.exit_code == 3
    assert [quarter for quarter, _ in runs] == BETWEEN
    assert "2021-22-Q4  NOT PUBLISHED, passed over" in done.output
    assert "2022-23-Q1  NOT PUBLISHED, passed over\nNobody has signed it off." in done.output
    assert "2022-23-Q2  published  releases/2022-23-Q2/r1" in done.output
    assert "Stopped" not in done.output


def test_a_program_is_told_what_became_of_each_quarter_and_which_were_not_reached(runs):
    done = command("--json")

    told = json.loads(done.output)
    assert runs
    assert [(one["quarter"], one["outcome"]) for one in told["quarters"]] == [
        ("2021-22-Q3", "published"),
        ("2021-22-Q4", "shut"),
    ]
    assert told["left"] == ["2022-23-Q1", "2022-23-Q2"]
