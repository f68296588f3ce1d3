"""Landing or reading, killed at any change of a file, leaves nothing or all; run again it ends as a clean run does."""

import os
import shutil
import subprocess
import sys

import pytest

from sfpc import landing, raw
from tests.builders import HOME, QUARTER, land_all, raw_rows, sample, send, settings_in, tree

MOST = 60
"""More changes than either step makes."""


def killing(*arguments):
    """Run `tests.killing`; how each attempt ended."""
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.killing", *map(str, arguments)],
        cwd=HOME,
        env=os.environ | {"PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.split()


@pytest.fixture
def clean(tmp_path):
    """A return in the inbox, with a note of when it came."""
    settings = settings_in(tmp_path / "clean")
    sample(settings, "newcastle")
    send(settings, "newcastle", QUARTER, **{"letter.txt": "Dear all,", ".received": "2021-10-12T09:30:00"})
    return settings


def killed_everywhere(step, clean):
    """Data folders in which a step was killed, in each one change of a file later."""
    folders = [clean.data.with_name(str(number)) for number in range(MOST)]
    for data in folders:
        shutil.copytree(clean.data, data)
    outcomes = killing(step, *folders)
    assert outcomes[-1] == "done"
    return [settings_in(data) for data in folders[: len(outcomes) - 1]]


def test_landing_killed_at_any_moment_leaves_nothing_or_all(clean):
    sent = {path.name: path.read_bytes() for path in (clean.inbox / "newcastle" / QUARTER).glob("[!.]*")}
    killed = killed_everywhere("land", clean)
    land_all(clean)

    assert len(killed) > 8
    for settings in killed:
        for landed in landing.landed(settings):
            assert {file.name: file.read_bytes() for file in landed.files} == sent
    killing("again", "land", *(settings.data for settings in killed))
    assert all(tree(settings.landing) == tree(clean.landing) for settings in killed)


def test_reading_killed_at_any_moment_leaves_nothing_or_all(clean):
    [landed] = land_all(clean)
    killed = killed_everywhere("read", clean)
    raw.read(clean, landed)

    assert len(killed) > 20
    for settings in killed:
        if raw_rows(settings, "submissions", landed):
            assert {name: content for name, content in tree(settings.raw).items() if "/." not in name} == tree(
                clean.raw
            )
    killing("again", "read", *(settings.data for settings in killed))
    assert all(tree(settings.raw) == tree(clean.raw) for settings in killed)
