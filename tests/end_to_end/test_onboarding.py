"""An authority nobody has heard of, in a layout no other has, is taken in by rows alone, as docs/how_to says.

Rows and return stand in tests/returns/onboarding: CSV with semicolons, headings, labels and statuses of its own, a
column a month, thousands of pounds, a column a year for savings, and dates with the day first.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from sfpc.settings import Settings
from tests.folders import HOME, RETURNS, SAMPLES, lay

GIVEN = RETURNS / "onboarding"
FOLDER, CODE, QUARTER = "marlsford", "E99000001", "2022-23-Q1"
FILES = sorted((GIVEN / QUARTER).iterdir())
DECIDED_FIRST = ("authorities", "authority_names")
LAID_OUT = ("layout_tables", "layout_columns", "labels")
FACTS = {
    "performance": "fct_performance",
    "delivery": "fct_delivery",
    "finance": "fct_finance",
    "milestones": "fct_milestone",
    "benefits": "fct_benefit",
}


def table(path):
    """The rows of a CSV file by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_rows(home, *seeds):
    """Add the rows that were approved to the seeds, by the seeds' own headings."""
    for name in seeds:
        path = home / "seeds" / f"{name}.csv"
        heading = list(table(path)[0])
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, heading, lineterminator="\n").writerows(table(GIVEN / "seeds" / f"{name}.csv"))


def sfpc(settings, *arguments):
    """Run the command line, as a person does."""
    environment = os.environ | {
        "SFPC_HOME": str(settings.home), "SFPC_DATA": str(settings.data), "SFPC_INBOX": str(settings.inbox),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "sfpc", *map(str, arguments)],
        env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """A home in which the authority is known and nothing is known of its return; with the others' returns."""
    home = tmp_path_factory.mktemp("newcomer")
    for name in ("seeds", "expectations", "dbt_project"):
        shutil.copytree(HOME / name, home / name, ignore=shutil.ignore_patterns("target", "logs", "__pycache__"))
    settings = Settings(home=home, data=home / "data", inbox=home / "data" / "inbox")
    add_rows(home, *DECIDED_FIRST)
    for sample in sorted((SAMPLES / QUARTER).iterdir()):
        lay(settings, sample, sample.name, QUARTER)
    return settings


@pytest.fixture(scope="module")
def draft(newcomer):
    """What `sfpc layout propose` makes of the files."""
    place = newcomer.home / "draft"
    done = sfpc(newcomer, "layout", "propose", *FILES, "--authority", FOLDER, "--quarter", QUARTER, "--output", place)
    assert done.returncode == 0, done.stderr
    return {name: table(place / f"{name}.csv") for name in LAID_OUT}


@pytest.fixture(scope="module")
def checked_first(newcomer):
    """What `sfpc check` says before any row of the layout is there."""
    return sfpc(newcomer, "check", *FILES, "--authority", FOLDER, "--quarter", QUARTER)


@pytest.fixture(scope="module")
def published(newcomer, draft, checked_first):
    """The rows approved, the return checked and sent, and everything run."""
    assert draft
    assert checked_first
    add_rows(newcomer.home, *LAID_OUT)
    checked = sfpc(newcomer, "check", *FILES, "--authority", FOLDER, "--quarter", QUARTER)
    assert "Would be accepted" in checked.stdout, checked.stdout + checked.stderr
    lay(newcomer, GIVEN / QUARTER, FOLDER, QUARTER)
    done = sfpc(newcomer, "run", "--quarter", QUARTER, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_nobody_else_has_this_layout():
    own = {row["heading"] for row in table(GIVEN / "seeds" / "layout_columns.csv")}
    others = {row["heading"] for row in table(HOME / "seeds" / "layout_columns.csv")}

    assert len(own - others) > 20
    assert own & others <= {"{month}", "Quarter", "Saving", "Year"}


def test_a_return_in_an_unknown_layout_is_kept_and_not_read(checked_first):
    assert "Would be accepted" not in checked_first.stdout


def test_the_draft_finds_every_table_and_most_of_what_they_hold(draft):
    approved = {name: table(GIVEN / "seeds" / f"{name}.csv") for name in LAID_OUT}
    drafted = {(row["file"], row["raw_table"], row["shape"]) for row in draft["layout_tables"]}
    fields = {row["heading"]: row["field"] for row in draft["layout_columns"]}
    codes = {row["label"]: (row["code"], row["category"]) for row in draft["labels"]}
    right = [row for row in approved["layout_columns"] if fields.get(row["heading"]) == row["field"]]
    meant = [row for row in approved["labels"] if codes.get(row["label"]) == (row["code"], row["category"])]

    assert {(row["file"], row["raw_table"], row["shape"]) for row in approved["layout_tables"]} == drafted
    assert {row["heading"] for row in approved["layout_columns"]} == set(fields)
    assert len(right) / len(approved["layout_columns"]) > 0.5
    assert len(meant) / len(approved["labels"]) > 0.6


def test_rows_alone_take_the_return_in(published):
    [read] = [one for one in published["returns"] if one["authority"] == FOLDER]

    assert (read["state"], read["findings"], published["verdict"]) == ("accepted", [], "open")


@pytest.mark.parametrize("section", FACTS)
def test_the_marts_hold_what_the_newcomer_sent(section, newcomer, published):
    truth = table(GIVEN / "truth" / f"{section}.csv")
    columns = list(truth[0])
    with duckdb.connect(str(newcomer.warehouse), read_only=True) as connection:
        found = connection.execute(
            f"select {', '.join(columns)} from marts.{FACTS[section]} where authority_code = ? and quarter = ?",
            [CODE, QUARTER],
        ).fetchall()

    assert published["verdict"] == "open"
    assert sorted(map(plain, found)) == sorted(plain(row.values()) for row in truth)


def plain(row):
    """A row as text, its numbers without noughts at the end."""
    return tuple("" if value is None else number(str(value)) for value in row)


def number(text):
    try:
        return str(float(text))
    except ValueError:
        return text


def test_the_newcomer_is_in_the_report(newcomer, published):
    release = newcomer.releases / QUARTER / f"r{published['release']['number']}"
    reports = [path for path in release.rglob("*") if path.suffix == ".html"]

    assert reports
    assert any("Marlsford" in path.read_text(encoding="utf-8") for path in reports)
    assert {row["authority_name"] for row in table(next(release.rglob("rpt_returns.csv")))} >= {"Marlsford"}
