"""Which files others than the group may read is told, whatever else they may do."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sfpc import modes


@pytest.mark.parametrize(
    ("mode", "is_told"), [(0o640, False), (0o440, False), (0o600, False), (0o644, True), (0o602, True), (0o601, True)]
)
def test_a_file_that_others_may_do_anything_with_is_told(tmp_path, mode, is_told):
    file = tmp_path / "gate" / "2022-23-Q1" / "d1.json"
    file.parent.mkdir(parents=True)
    file.touch()
    file.chmod(mode)

    assert list(modes.readable_by_others(tmp_path)) == ([file] if is_told else [])


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    assert list(modes.readable_by_others(tmp_path / "raw")) == []


def test_files_and_folders_that_come_and_go_while_they_are_listed_are_passed_over(tmp_path):
    """As those do that are written aside by others, and moved into place."""
    kept = tmp_path / "kept"
    kept.write_text("", encoding="utf-8")
    kept.chmod(0o644)
    is_over = threading.Event()

    def come_and_go():
        while not is_over.is_set():
            for number in range(20):
                (tmp_path / f".{number}" / "files").mkdir(parents=True)
                (tmp_path / f".{number}" / "files" / "a").touch(mode=0o600)
            for number in range(20):
                shutil.rmtree(tmp_path / f".{number}")

    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(come_and_go)
        try:
            listed = [list(modes.readable_by_others(tmp_path)) for _ in range(200)]
        finally:
            is_over.set()
        coming.result()

    assert listed == [[kept]] * 200
