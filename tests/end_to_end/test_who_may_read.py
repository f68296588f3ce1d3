"""What a run writes is for its owner and its group, and what it publishes for everybody, whatever the umask.

The run that is looked at is begun under the umask that lets everybody do everything; a command apart under the one that
lets the group do nothing.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from tests.folders import HOME, QUARTERS, SAMPLES, lay, settings_in
from tests.published import QUARTER, published

KINDS = {
    "landing": {".json", ".csv", ".xlsx"},
    "raw": {".parquet"},
    "gate": {".json", ".parquet", ".html", ".jsonl"},
    "feedback": {".html"},
    "logs": {".log"},
    "releases": {".html", ".json", ".xlsx", ".csv", ".parquet", ".duckdb", ".pdf"},
}
"""Kinds of files that a run writes, by the folder they lie in; the test is worth nothing where there are none."""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The data folder of a run that published a quarter."""
    return published(tmp_path_factory.getbasetemp()).settings.data


def written(data):
    """Everything under the data folder that is ours: what lies in the inbox is not."""
    return [path for path in data.rglob("*") if path.relative_to(data).parts[0] != "inbox" and not path.is_symlink()]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def is_published(data, path):
    """Whether it is for everybody: of a release what lies in `published`, and the lists of all releases."""
    top, *rest = path.relative_to(data).parts
    return top == "releases" and (rest[2:3] == ["published"] or (len(rest) == 1 and path.suffix in (".html", ".json")))


def test_a_run_writes_files_of_every_kind(data):
    found = {top: {path.suffix for path in (data / top).rglob("*") if path.is_file()} for top in KINDS}

    assert {top: kinds - found[top] for top, kinds in KINDS.items() if kinds - found[top]} == {}
    assert (data / "warehouse.duckdb").is_file()


def test_nobody_but_the_group_reads_what_is_internal_and_the_group_reads_all_of_it(data):
    files = [path for path in written(data) if path.is_file() and not is_published(data, path)]

    assert len(files) > 100
    assert {str(path): oct(mode(path)) for path in files if mode(path) & 0o027} == {}
    assert {str(path): oct(mode(path)) for path in files if not mode(path) & 0o040} == {}


def test_what_is_kept_for_ever_its_owner_cannot_change_by_mistake(data):
    kept = [*data.glob("landing/*/*/*/**/*"), *data.glob("raw/**/*.parquet"), *data.glob("gate/*/[ds]*.json")]
    kept += [*data.glob("releases/*/r*/internal/**/*"), *data.glob("releases/*/r*/manifest.json")]
    files = [path for path in kept if path.is_file()]

    assert len(files) > 60
    assert {str(path): oct(mode(path)) for path in files if mode(path) != 0o440} == {}


def test_everybody_reads_what_is_published_and_nobody_changes_it(data):
    shown = [path for path in written(data) if is_published(data, path)]

    assert len([path for path in shown if path.is_file()]) > 20
    assert {str(path): oct(mode(path)) for path in shown if mode(path) != (0o555 if path.is_dir() else 0o444)} == {}


def test_others_come_to_what_is_published_and_into_no_other_folder(data):
    folders = [path for path in written(data) if path.is_dir() and not is_published(data, path)]
    open_to_others = {str(path.relative_to(data)): mode(path) for path in folders if mode(path) & 0o007}

    assert open_to_others == {"releases": 0o755, f"releases/{QUARTER}": 0o755, f"releases/{QUARTER}/r1": 0o555}
    assert mode(data) & 0o011 == 0o011, "through the data folder others must pass"


def test_under_a_umask_that_lets_the_group_do_nothing_the_group_reads(tmp_path, folders_of_samples):
    settings = settings_in(tmp_path / "data")
    lay(settings, *folders_of_samples)
    inbox = settings.inbox.rename(tmp_path / "inbox")
    settings.data.rmdir()

    subprocess.run(
        [sys.executable, "-m", "sfpc", "land"],
        env=os.environ | {"SFPC_DATA": str(settings.data), "SFPC_INBOX": str(inbox), "SFPC_HOME": str(HOME)},
        umask=0o077,
        check=True,
        stdout=subprocess.DEVNULL,
    )

    found = [settings.data, *settings.data.rglob("*")]
    assert any(path.name == "receipt.json" for path in found)
    readable = {True: 0o050, False: 0o040}
    refused = {
        str(path): oct(mode(path)) for path in found if mode(path) & readable[path.is_dir()] != readable[path.is_dir()]
    }
    assert refused == {}
    assert {str(path): oct(mode(path)) for path in found if mode(path) & 0o007} == {}


@pytest.fixture
def folders_of_samples():
    """One sample return: where it lies, whose it is, and of which quarter."""
    source = min((SAMPLES / QUARTERS[0]).iterdir())
    return source, source.name, QUARTERS[0]
