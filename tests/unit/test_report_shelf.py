"""A release is there whole or not at all, is never changed, and the pointer moves last."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from sfpc.errors import PipelineError
from sfpc.report import shelf

KILLED_WHILE_WRITING = """
import sys, time
from pathlib import Path
from sfpc.report import shelf

folder = Path(sys.argv[1])
with shelf.held(folder), shelf.written_aside(folder, 2) as aside:
    (aside / "report.html").write_text("half of a rep")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def quarter(tmp_path):
    """A quarter's releases."""
    return tmp_path / "2022-23-Q1"


def publish(folder, number, text, fails_with=None):
    with shelf.held(folder):
        with shelf.written_aside(folder, number) as aside:
            (aside / "csv").mkdir()
            (aside / "csv" / "table.csv").write_text(text)
            if fails_with:
                raise fails_with
        shelf.point_at(folder, number)


def visible(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_release_is_numbered_read_only_and_the_current_one(quarter):
    publish(quarter, 1, "first")
    publish(quarter, 2, "second")

    assert visible(quarter) == ["latest", "r1", "r2"]
    assert (quarter / "latest" / "csv" / "table.csv").read_text() == "second"
    assert (quarter / "r1" / "csv" / "table.csv").read_text() == "first"
    assert (quarter / "r1" / "csv" / "table.csv").stat().st_mode & 0o777 == 0o444
    folders = [quarter / "r1", quarter / "r1" / "csv"]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o555, 0o555]
    assert shelf.newest(quarter) == (2, quarter / "r2")


def test_the_tenth_release_comes_after_the_ninth(quarter):
    for number in (9, 10):
        publish(quarter, number, "")

    assert shelf.newest(quarter) == (10, quarter / "r10")


def test_killed_while_writing_it_leaves_nothing_to_read_and_the_next_clears_it_away(quarter):
    publish(quarter, 1, "first")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(quarter)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = [path.name for path in quarter.glob(".writing-*")]

    assert left == [".writing-r2"]
    assert visible(quarter) == ["latest", "r1"]
    publish(quarter, 2, "second")
    assert list(quarter.glob(".writing-*")) == []
    assert (quarter / "latest" / "csv" / "table.csv").read_text() == "second"


def test_an_error_while_writing_leaves_the_release_before_it_current(quarter):
    publish(quarter, 1, "first")

    with pytest.raises(NotADirectoryError):
        publish(quarter, 2, "half of a rep", fails_with=NotADirectoryError())

    assert visible(quarter) == ["latest", "r1"]
    assert list(quarter.glob(".writing-*")) == []


def test_a_pointer_lost_before_it_moved_is_set_right(quarter):
    publish(quarter, 1, "first")
    with shelf.held(quarter), shelf.written_aside(quarter, 2) as aside:
        (aside / "report.html").write_text("second")

    shelf.point_at(quarter, 2)

    assert (quarter / "latest" / "report.html").read_text() == "second"


@pytest.mark.parametrize("other", ["2022-23-Q1", "2021-22-Q4"])
def test_two_do_not_publish_at_once_for_what_one_shows_decides_what_the_other_may(quarter, other, monkeypatch):
    monkeypatch.setattr(shelf, "WAIT_SECONDS", 0.1)

    with shelf.held(quarter), pytest.raises(PipelineError, match="another process has been publishing here"):
        publish(quarter.parent / other, 1, "first")


def test_what_a_killed_publisher_had_made_read_only_is_cleared_away_and_what_it_links_to_is_not(quarter, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o555)
    left = quarter / ".writing-r1"
    (left / "csv").mkdir(parents=True)
    (left / "csv" / "table.csv").write_text("half")
    (left / "elsewhere").symlink_to(kept)
    for folder in (left / "csv", left):
        folder.chmod(0o555)

    publish(quarter, 1, "first")

    assert visible(quarter) == ["latest", "r1"]
    assert kept.stat().st_mode & 0o777 == 0o555


def test_every_release_is_listed_by_quarter_and_number_and_nothing_else_is(quarter):
    for number in (1, 2, 10):
        publish(quarter, number, "")
    publish(quarter.parent / "2021-22-Q4", 1, "")
    (quarter / "r03").mkdir()
    (quarter.parent / "notes").mkdir()

    found = [(name, number) for name, number, _ in shelf.every(quarter.parent)]

    assert found == [("2021-22-Q4", 1), ("2022-23-Q1", 1), ("2022-23-Q1", 2), ("2022-23-Q1", 10)]
    assert list(shelf.every(quarter.parent / "none")) == []
