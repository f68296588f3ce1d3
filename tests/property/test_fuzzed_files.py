"""Whatever bytes a file holds, whatever its name ends in: it becomes grids or a finding; nothing crashes or hangs."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc import confinement, raw
from sfpc.landed import Landed
from sfpc.readers import READERS
from tests.folders import HOME, SAMPLES, settings_in
from tests.property.layouts import known
from tests.property.mutations import (
    mangled,
    noise,
    repacked,
    with_members_changed,
    with_quotes_changed,
)
from tests.property.plans import SEEDS, bounded

QUARTER = "2021-22-Q2"
pytestmark = pytest.mark.usefixtures("child_that_knows_the_tests")


def sample(suffix):
    """The largest sample file of a suffix, or that of another whose reader is the same."""
    found = sorted(SAMPLES.glob(f"{QUARTER}/*/*{suffix}"), key=lambda path: path.stat().st_size)
    found = (
        found
        or sorted((HOME / "tests" / "unit" / "files").glob(f"*{suffix}"))
        or sorted(SAMPLES.glob(f"{QUARTER}/*/*.xlsx"))
    )
    return found[-1].read_bytes()


CONTENTS = {suffix: sample(suffix) for suffix in sorted(READERS)}
WAYS = {
    mangled: tuple(sorted(READERS)),
    noise: tuple(sorted(READERS)),
    repacked: (".xlsx", ".ods", ".xlsm"),
    with_members_changed: (".json",),
    with_quotes_changed: (".csv", ".txt"),
}
CASES = [(way, suffix) for way, suffixes in WAYS.items() for suffix in suffixes]


def opened(path):
    """Open a file where readers are confined to: one that claims a sheet of gigabytes may be refused for its memory."""
    try:
        confinement.call("tests.property.opening:opened", {"file": str(path)})
    except confinement.OutOfBounds as out:
        if out.limit != "memory_megabytes":
            raise


@pytest.mark.parametrize(("way", "suffix"), CASES, ids=[f"{way.__name__}-{suffix[1:]}" for way, suffix in CASES])
def test_a_file_made_worse_becomes_grids_or_a_finding(way, suffix, tmp_path):
    @bounded(60)
    @given(seed=SEEDS)
    def any_seed(seed):
        path = tmp_path / f"return{suffix}"
        path.write_bytes(way(CONTENTS[suffix], Random(seed)))  # noqa: S311 - examples, not secrets
        opened(path)

    any_seed()


@bounded(60)
@given(content=st.binary(max_size=300), suffix=st.sampled_from(sorted(READERS)))
def test_any_bytes_become_grids_or_a_finding(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("noise") / f"return{suffix}"
    path.write_bytes(content)
    opened(path)


@bounded(60)
@given(text=st.text(max_size=300), suffix=st.sampled_from([".csv", ".json", ".tsv"]))
def test_any_text_becomes_grids_or_a_finding(tmp_path_factory, text, suffix):
    path = tmp_path_factory.mktemp("text") / f"return{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    opened(path)


def test_a_submission_of_files_made_worse_is_accepted_or_rejected_with_a_finding(tmp_path):
    """The whole of reading, in the process that it is confined to."""
    settings = settings_in(tmp_path / "data")

    @bounded(12)
    @given(seed=SEEDS, case=st.sampled_from(CASES))
    def any_submission(seed, case):
        way, suffix = case
        chance = Random(seed)  # noqa: S311 - examples, not secrets
        folder = chance.choice([path.name for path in sorted((SAMPLES / QUARTER).iterdir())])
        shelf = settings.landing / folder / QUARTER / f"{seed:016x}"
        (shelf / "files").mkdir(parents=True, exist_ok=True)
        path = shelf / "files" / f"return{suffix}"
        path.write_bytes(way(CONTENTS[suffix], chance))
        code = known().authorities[folder].code
        landed = Landed(folder, code, QUARTER, f"{seed:016x}", 1, "2021-10-10T00:00:00", (path,), shelf)

        read = raw.read(settings, landed)

        assert read.state in ("accepted", "rejected")
        severities = {known().severity(finding.finding_type) for finding in read.findings}
        assert ("reject" in severities) == (read.state == "rejected")

    any_submission()
