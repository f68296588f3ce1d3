"""Past quarters are published in order; killed on the way and run again, it ends as if it had not been killed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from sfpc.file_systems import Place
from tests.end_to_end.test_interruption import kill_once, results
from tests.folders import SAMPLES, lay, lay_samples, settings_in

FIRST, LAST, BEYOND = "2021-22-Q1", "2021-22-Q2", "2021-22-Q3"


def start(settings):
    """Start `sfpc backfill` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sfpc", "backfill", "--from", FIRST, "--to", LAST, "--json"],
        env=os.environ | {"SFPC_DATA": str(settings.data), "SFPC_INBOX": str(settings.inbox)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(process) -> list[tuple[str, str]]:
    output, errors = process.communicate()
    assert process.returncode == 0, errors.decode() + output.decode()
    told = json.loads(output)
    assert told["left"] == []
    return [(one["quarter"], one["outcome"]) for one in told["quarters"]]


@pytest.fixture(scope="module")
def killed_and_resumed(tmp_path_factory):
    """A folder whose backfill was killed as it published the second quarter, and what the next attempt came to."""
    settings = settings_in(tmp_path_factory.mktemp("backfill"))
    lay_samples(settings, LAST)
    lay(settings, SAMPLES / BEYOND / "leeds", "leeds", BEYOND)
    assert kill_once(start(settings), settings, f"releases/{LAST}/.writing-*"), "it ended before it could be killed"
    grows = re.compile(r"/\.writing-|releases/index\.")  # the list of releases names the new one
    before = {path: sha256 for path, sha256 in results(settings).items() if not grows.search(path)}
    return settings, before, finish(start(settings))


def test_the_next_attempt_finds_the_first_quarter_as_it_was_and_publishes_the_second(killed_and_resumed):
    settings, before, told = killed_and_resumed

    assert told == [(FIRST, "as before"), (LAST, "published")]
    after = results(settings)
    assert f"releases/{FIRST}/r1/manifest.json" in before
    assert {path: after.get(path) for path in before} == before


def test_each_quarter_was_decided_and_released_once_and_the_second_is_built_on_the_first(killed_and_resumed):
    settings, _, _ = killed_and_resumed

    for quarter in (FIRST, LAST):
        assert [path.name for path in (settings.gate / quarter).glob("d*.json")] == ["d1.json"]
        assert [path.name for path in (settings.releases / quarter).glob("r*")] == ["r1"]
    built_on = [
        json.loads((settings.releases / quarter / "r1" / "manifest.json").read_text(encoding="utf-8"))["built_on"]
        for quarter in (FIRST, LAST)
    ]
    assert [[one["release"] for one in each] for each in built_on] == [[], [f"{FIRST}/r1"]]


def test_the_returns_of_a_later_quarter_stay_in_the_inbox(killed_and_resumed):
    settings, _, _ = killed_and_resumed
    inbox: Place = settings.inbox

    assert (inbox / "leeds" / BEYOND).is_dir()
    assert not list(settings.landing.glob(f"*/{BEYOND}"))
