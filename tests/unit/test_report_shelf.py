"""A release is there whole or not at all, is never changed, and the pointer moves last."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from sfpc.errors import PipelineError, UsageError
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


@pytest.mark.parametrize(("made", "becomes"), [(0o750, 0o751), (0o770, 0o771), (0o755, 0o755), (0o700, 0o700)])
def test_others_pass_through_the_data_folder_to_what_is_published_where_the_group_may(tmp_path, made, becomes):
    data = tmp_path / "data"
    quarter = data / "releases" / "2022-23-Q1"
    quarter.mkdir(parents=True)
    for folder, mode in ((quarter, 0o700), (quarter.parent, 0o777), (data, made)):
        folder.chmod(mode)

    publish(quarter, 1, "first")

    assert [folder.stat().st_mode & 0o777 for folder in (quarter, quarter.parent)] == [0o755, 0o775]
    assert data.stat().st_mode & 0o777 == becomes


def test_of_a_release_the_internal_part_and_the_manifest_are_for_the_group(quarter):
    with shelf.held(quarter), shelf.written_aside(quarter, 1) as aside:
        for name in ("published/csv/a.csv", "internal/csv/a.csv", "manifest.json"):
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).write_text("", encoding="utf-8")
    release = quarter / "r1"

    modes = {str(path.relative_to(release)): path.stat().st_mode & 0o777 for path in release.rglob("*")}

    assert {name: mode for name, mode in modes.items() if not name.startswith("published")} == {
        "internal": 0o550, "internal/csv": 0o550, "internal/csv/a.csv": 0o440, "manifest.json": 0o440,
    }  # fmt: skip
    assert [modes[name] for name in ("published", "published/csv", "published/csv/a.csv")] == [0o555, 0o555, 0o444]


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
    kept.mkdir()
    kept.chmod(0o555)
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


def test_the_latest_of_all_is_the_newest_quarters_even_when_an_older_one_is_corrected_later(quarter):
    older = quarter.parent / "2021-22-Q4"
    publish(older, 1, "older")
    latest = quarter.parent / "latest" / "csv" / "table.csv"

    assert latest.read_text() == "older"
    publish(quarter, 1, "newer")
    assert latest.read_text() == "newer"
    publish(older, 2, "older, corrected")
    assert latest.read_text() == "newer"
    publish(quarter, 2, "newer, corrected")
    assert latest.read_text() == "newer, corrected"
    assert [name for name, _, _ in shelf.every(quarter.parent)] == ["2021-22-Q4"] * 2 + ["2022-23-Q1"] * 2


@pytest.mark.parametrize(
    ("named", "folder"),
    [
        ("latest", "2022-23-Q1/r2"),
        ("2022-23-Q1", "2022-23-Q1/r2"),
        ("2022-23-Q1/latest", "2022-23-Q1/r2"),
        ("2022-23-Q1/r1", "2022-23-Q1/r1"),
        ("2021-22-Q4", "2021-22-Q4/r1"),
    ],
)
def test_a_release_is_found_by_its_name_with_no_link_in_its_path(quarter, named, folder):
    for at, number in ((quarter, 1), (quarter, 2), (quarter.parent / "2021-22-Q4", 1)):
        with shelf.held(at):
            with shelf.written_aside(at, number) as aside:
                (aside / "manifest.json").write_text("{}")
            shelf.point_at(at, number)

    assert shelf.found(quarter.parent, named) == quarter.parent.resolve() / folder
    assert shelf.found(quarter.parent, str(quarter / "latest")) == quarter.resolve() / "r2"
    with pytest.raises(UsageError, match="There are: 2021-22-Q4/r1, 2022-23-Q1/r1, 2022-23-Q1/r2"):
        shelf.found(quarter.parent, "2022-23-Q3")
