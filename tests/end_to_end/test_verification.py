"""A release comes out of landing again byte for byte, whatever has come since; what does not is told by its place."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from sfpc import landing
from sfpc.cli import main
from sfpc.errors import PipelineError
from sfpc.landing import landed, withdraw
from sfpc.verification import rebuilding, verify
from tests.folders import SAMPLES, lay
from tests.published import QUARTER, copy_of, published

LATER = "2022-23-Q1"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture
def moved_on(made, tmp_path):
    """The data folder after more has come: another return, one withdrawn, and a decision on a later quarter."""
    settings = copy_of(made, tmp_path / "data")
    for quarter in (LATER, QUARTER):
        lay(settings, SAMPLES / quarter / "leeds", "leeds", quarter)  # of QUARTER another one than was published
    for waiting in landing.waiting(settings):
        landing.land(settings, waiting)
    withdraw(settings, landed(settings, "coventry", QUARTER)[0].submission_id, reason="Wrong file.", by="data officer")
    (settings.gate / LATER).mkdir(exist_ok=True)
    return settings


def test_a_release_is_rebuilt_byte_for_byte_though_returns_came_and_one_was_withdrawn_since(moved_on):
    assert len(landed(moved_on, "leeds", QUARTER)) == 2
    told = []
    before = sorted(moved_on.data.rglob("*"))

    found = verify(moved_on, f"{QUARTER}/r1", told.append)

    assert [(each.name, each.outcome, each.where) for each in found.files if not each.is_right] == []
    assert (found.holds, found.was_rebuilt) == (True, True)
    assert {"manifest.json", "published/manifest.json", "published/report.html", "internal/sfpc.duckdb"} <= {
        each.name for each in found.files
    }
    assert "Building the warehouse" in told
    assert sorted(moved_on.data.rglob("*")) == before


def test_the_command_tells_a_tampered_file_and_ends_with_status_1(made, tmp_path, monkeypatch):
    settings = copy_of(made, tmp_path / "data")
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    page = settings.releases / QUARTER / "r1" / "published" / "report.html"

    untouched = CliRunner().invoke(main, ["verify", QUARTER, "--files-only"])
    page.chmod(0o644)
    page.write_bytes(page.read_bytes().replace(b"2021", b"2022", 1))
    changed = CliRunner().invoke(main, ["verify", QUARTER])
    as_json = CliRunner().invoke(main, ["verify", QUARTER, "--files-only", "--json"])

    assert untouched.exit_code == 0, untouched.output
    assert "is what its manifest says (it was not rebuilt)" in untouched.output
    assert (changed.exit_code, as_json.exit_code) == (1, 1)
    assert "CHANGED  published/report.html: the manifest has another hash of it" in changed.output
    assert "does not hold" in changed.output
    assert json.loads(as_json.output)["holds"] is False
    assert CliRunner().invoke(main, ["verify", "2030-31-Q1"]).exit_code == 2


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("landing/leeds", "landing does not have it, or not its files any more; restore landing from its copy"),
        (f"gate/{QUARTER}/d1.json", "a decision that is not here any more"),
    ],
)
def test_what_it_was_made_from_and_is_lost_is_named(made, tmp_path, lost, told):
    settings = copy_of(made, tmp_path / "data")
    path = settings.data / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    record = json.loads((settings.releases / QUARTER / "r1" / "manifest.json").read_text(encoding="utf-8"))

    with pytest.raises(PipelineError, match=told):
        rebuilding.rebuild(settings, record, tmp_path / "again", lambda _: None)


def test_an_earlier_release_that_was_changed_is_found_out_by_its_successor(made, tmp_path):
    settings = copy_of(made, tmp_path / "data")
    record = json.loads((settings.releases / QUARTER / "r1" / "manifest.json").read_text(encoding="utf-8"))
    built_on = [{"release": f"{QUARTER}/r1", "manifest_sha256": "0"}]

    with pytest.raises(PipelineError, match=r"r1/manifest\.json: this is not what the release was made from"):
        rebuilding.rebuild(settings, record | {"built_on": built_on}, tmp_path / "again", lambda _: None)
