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


def test_a_release_is_numbered_read_only_and_the_current_one(tmp_path):
    publish(tmp_path, 1, "first")
    publish(tmp_path, 2, "second")

    assert visible(tmp_path) == ["latest", "r1", "r2"]
    assert (tmp_path / "latest" / "csv" / "table.csv").read_text() == "second"
    assert (tmp_path / "r1" / "csv" / "table.csv").read_text() == "first"
    assert (tmp_path / "r1" / "csv" / "table.csv").stat().st_mode & 0o777 == 0o444
    assert shelf.newest(tmp_path) == (2, tmp_path / "r2")


def test_the_tenth_release_comes_after_the_ninth(tmp_path):
    for number in (9, 10):
        publish(tmp_path, number, "")

    assert shelf.newest(tmp_path) == (10, tmp_path / "r10")


def test_killed_while_writing_it_leaves_nothing_to_read_and_the_next_clears_it_away(tmp_path):
    publish(tmp_path, 1, "first")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = [path.name for path in tmp_path.glob(".writing-*")]

    assert left == [".writing-r2"]
    assert visible(tmp_path) == ["latest", "r1"]
    publish(tmp_path, 2, "second")
    assert list(tmp_path.glob(".writing-*")) == []
    assert (tmp_path / "latest" / "csv" / "table.csv").read_text() == "second"


def test_an_error_while_writing_leaves_the_release_before_it_current(tmp_path):
    publish(tmp_path, 1, "first")

    with pytest.raises(NotADirectoryError):
        publish(tmp_path, 2, "half of a rep", fails_with=NotADirectoryError())

    assert visible(tmp_path) == ["latest", "r1"]
    assert list(tmp_path.glob(".writing-*")) == []


def test_a_pointer_lost_before_it_moved_is_set_right(tmp_path):
    publish(tmp_path, 1, "first")
    with shelf.held(tmp_path), shelf.written_aside(tmp_path, 2) as aside:
        (aside / "report.html").write_text("second")

    shelf.point_at(tmp_path, 2)

    assert (tmp_path / "latest" / "report.html").read_text() == "second"


def test_two_do_not_publish_a_quarter_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "WAIT_SECONDS", 0.1)

    with shelf.held(tmp_path), pytest.raises(PipelineError, match="another process has been publishing here"):
        publish(tmp_path, 1, "first")
