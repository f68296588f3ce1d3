"""Sample returns are laid in the inbox whole, and nothing that lies there is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from orchestration.samples import ASIDE, lay_samples, samples_up_to
from sfpc.errors import UsageError
from sfpc.period import Quarter
from tests.folders import SAMPLES


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_sample_return_up_to_the_quarter_is_laid_byte_for_byte(tmp_path):
    samples = samples_up_to(Quarter.parse("2021-22-Q2"), SAMPLES)

    assert lay_samples(samples, tmp_path) == (10, 0)
    assert {sample.parent.name for sample in samples} == {"2021-22-Q1", "2021-22-Q2"}
    for sample in samples:
        assert contents(tmp_path / sample.name / sample.parent.name) == contents(sample)


def test_a_return_that_somebody_put_there_stays_as_it_is(tmp_path):
    [sample, *_] = samples = samples_up_to(Quarter.parse("2021-22-Q1"), SAMPLES)
    theirs = tmp_path / sample.name / sample.parent.name / "theirs.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("corrected")

    assert lay_samples(samples, tmp_path) == (4, 1)
    assert [(path.name, path.read_text()) for path in theirs.parent.iterdir()] == [("theirs.csv", "corrected")]


def test_half_a_return_left_by_a_crash_is_cleared_away(tmp_path):
    (tmp_path / ASIDE).mkdir()
    (tmp_path / ASIDE / "half.csv").write_text("of another return")

    lay_samples(samples_up_to(Quarter.parse("2021-22-Q1"), SAMPLES), tmp_path)

    assert not (tmp_path / ASIDE).exists()
    assert not list(tmp_path.rglob("half.csv"))


def test_samples_are_never_laid_in_an_inbox_on_another_machine():
    samples = samples_up_to(Quarter.parse("2021-22-Q1"), SAMPLES)

    with pytest.raises(UsageError, match=r"^s3://bucket/inbox: sample returns are not laid"):
        lay_samples(samples, UPath("s3://bucket/inbox"))
