"""Fifty readers go on reading through ten rebuilds and releases: nobody waits, nobody meets a lock or half a release.

Of a rebuild dbt is left out, and of a release the pages and the gate: what touches a file that a reader may have open
is the program's own. `make bench` has fifty readers beside `sfpc build` and `sfpc report` themselves.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import duckdb
import pytest

from sfpc import data_format, transform, warehouse
from sfpc.report import database, disclosure, handed_on, manifest, shelf, tables
from tests.folders import settings_in
from tests.report_issue import issue

QUARTER = "2021-22-Q4"
READERS, ROUNDS = 50, 10
AUDIENCES = ("published", "internal")
MADE_FROM = {
    "decision": {"sha256": ""},
    **{each: {} for each in ("earlier_decisions", "seeds", "expectations", "models", "code", "software")},
    "submissions": [],
}
ROUND_SECONDS = 2.5
"""No round is shorter: most readers come by in each."""
DEADLINE = 300
READER = """
import json, sys, time
from pathlib import Path
import duckdb

link, stop, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
ASKED = "select (select value from about_release where name = 'release'), sum(budget_gbp) from report.rpt_finance"

def read(connection):
    release, total = connection.execute(ASKED).fetchone()
    return int(release), str(total)

seen, errors, count = [], [], 0
kept = duckdb.connect(str(link.resolve()), read_only=True) if number % 5 == 0 else None
before = read(kept) if kept else None
print("reading", flush=True)
while True:
    last = stop.exists()
    try:
        with duckdb.connect(str(link.resolve()), read_only=True) as connection:
            once, again = read(connection), read(connection)
        if once != again:
            errors.append(f"{once} became {again} in one connection")
        if not seen or seen[-1] != once:
            seen.append(once)
        if kept and read(kept) != before:
            errors.append("what was opened first has changed")
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
    count += 1
    if last:
        break
    time.sleep(1.5 + number % 7 / 10)
print(json.dumps({"seen": seen, "errors": errors, "count": count, "kept": before}))
"""


@pytest.fixture(scope="module")
def protected(clean_warehouse, tmp_path_factory):
    """The tables of a release, as they may be published."""
    with warehouse.open_read_only(clean_warehouse.warehouse) as connection:
        in_full = tables.read(connection, QUARTER, clean_warehouse.dbt_project / "models")
        known = disclosure.catalogue(connection)
    return disclosure.protect(in_full, QUARTER, tmp_path_factory.mktemp("no_releases"), known).tables


@pytest.fixture
def settings(clean_warehouse, tmp_path):
    """A data folder with a warehouse and no release."""
    settings = settings_in(tmp_path / "data")
    data_format.begin(settings)
    shutil.copyfile(clean_warehouse.warehouse, settings.warehouse)
    return settings


def test_fifty_readers_meet_no_lock_and_nothing_torn_through_ten_rebuilds_and_releases(
    settings, protected, clean_warehouse, monkeypatch, tmp_path
):
    monkeypatch.setattr(transform, "run_dbt", in_place_of_dbt(clean_warehouse.warehouse))
    totals = {1: release(settings, protected, 1)}
    readers = start(settings, tmp_path)
    try:
        assert [reader.stdout.readline() for reader in readers] == ["reading\n"] * READERS
        for number in range(2, ROUNDS + 2):
            began = time.monotonic()
            rebuild(settings, number)
            totals[number] = release(settings, protected, number)
            time.sleep(max(0, ROUND_SECONDS - (time.monotonic() - began)))
    finally:
        (tmp_path / "stop").touch()
        ended = [json.loads(reader.communicate(timeout=DEADLINE)[0]) for reader in readers]

    assert [fault for each in ended for fault in each["errors"]] == []
    for each in ended:
        numbers = [number for number, _ in each["seen"]]
        assert numbers == sorted(numbers)
        assert numbers[-1] == ROUNDS + 1
        assert all(total == totals[number] for number, total in each["seen"])
        assert each["count"] > ROUNDS / 2
    assert sum(len(each["seen"]) for each in ended) > READERS * ROUNDS / 2
    assert sum(each["kept"] is not None and each["kept"][0] < ROUNDS for each in ended) == READERS / 5


def start(settings, folder):
    """The readers, each a process of its own; each fifth keeps what it opened, one in ten reads the other file."""
    (folder / "reader.py").write_text(READER)
    path = settings.releases / "latest"
    readers = []
    for number in range(READERS):
        audience = AUDIENCES[number % 10 == 9]
        link = path / audience / database.NAME
        command = [sys.executable, "-S", str(folder / "reader.py"), str(link), str(folder / "stop"), str(number)]
        paths = os.pathsep.join(path for path in sys.path if path)
        readers.append(
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths})
        )
    return readers


def in_place_of_dbt(built):
    """What leaves a whole warehouse where dbt would, and nothing else."""

    def run_dbt(_settings, target, *_):
        shutil.copyfile(built, target.told["SFPC_BUILD_FILE"])
        return [{"status": "success"}]

    return run_dbt


def rebuild(settings, number):
    """Build the warehouse from something that is new."""
    before = warehouse.identity(settings.warehouse)
    (settings.raw / "changed").mkdir(parents=True, exist_ok=True)
    (settings.raw / "changed" / f"{number}.parquet").write_bytes(b"")
    assert transform.build(settings).node_count == 1
    assert warehouse.identity(settings.warehouse) != before


def release(settings, protected, number):
    """Release both databases with budgets of a number's own; what they come to."""
    told = replace(issue(QUARTER), number=number)
    finance = protected["rpt_finance"]
    rows = tuple({**row, "budget_gbp": (row["budget_gbp"] or 0) + number} for row in finance.rows)
    folder = settings.releases / QUARTER
    with shelf.held(folder):
        with shelf.written_aside(folder, number) as aside:
            one, other = (aside / audience / database.NAME for audience in AUDIENCES)
            one.parent.mkdir()
            other.parent.mkdir()
            database.write_published(one, {**protected, "rpt_finance": replace(finance, rows=rows)}, settings, told)
            shutil.copyfile(one, other)
            handed_on.write(aside / "published", told, MADE_FROM)
            about = {"built_on": manifest.built_on(settings.releases), "is_partial": False}
            manifest.write(aside, {"quarter": QUARTER, "release": number, "inputs": MADE_FROM, **about})
        shelf.point_at(folder, number)
    return str(sum(row["budget_gbp"] for row in rows))


def test_who_opened_a_release_through_the_link_keeps_it_and_who_opens_it_again_has_the_new_one(settings, protected):
    release(settings, protected, 1)
    link = settings.releases / "latest" / "published" / database.NAME
    asked = "select value from about_release where name = 'release'"

    with duckdb.connect(str(link), read_only=True) as first:
        release(settings, protected, 2)
        with duckdb.connect(str(link), read_only=True) as second:
            assert first.execute(asked).fetchone() == ("1",)
            assert second.execute(asked).fetchone() == ("2",)
