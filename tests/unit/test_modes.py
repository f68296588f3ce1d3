"""Which files others than the group may read is told, whatever else they may do."""

from __future__ import annotations

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
