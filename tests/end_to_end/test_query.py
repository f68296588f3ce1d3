"""`sfpc query` and `sfpc shell` ask one release, read-only, say which, and say what to do where they cannot answer."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from sfpc import cli
from tests.published import QUARTER, published

NAME = "sfpc.duckdb"
pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture
def data(made, monkeypatch):
    """The data folder that the command line takes from the environment."""
    monkeypatch.setenv("SFPC_DATA", str(made.settings.data))


@pytest.fixture
def elsewhere(made, tmp_path, monkeypatch):
    """A data folder of the test's own with the same release, whose files may be changed."""
    releases = tmp_path / "releases"
    for path in ("manifest.json", "published/sfpc.duckdb", "published/manifest.json", "internal/sfpc.duckdb"):
        place = releases / QUARTER / "r1" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made.release.path / path, place)
    monkeypatch.setenv("SFPC_DATA", str(tmp_path))
    return releases / QUARTER / "r1"


def sfpc(*arguments, given=None):
    """Run a command; its status, output and errors."""
    outcome = CliRunner().invoke(cli.main, list(arguments), input=given)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


def shell(data, sql, *options):
    """What DuckDB's shell says to what it is asked from standard input."""
    return subprocess.run(
        [sys.executable, "-m", "sfpc", "shell", *options],
        input=sql, capture_output=True, text=True, check=False, env=os.environ | {"SFPC_DATA": str(data)},
    )  # fmt: skip


def test_an_answer_is_a_table_that_is_never_cut_and_says_which_release_it_is_of():
    status, output, errors = sfpc(
        "query", "select title, 12.50::decimal(18, 8) as value, null as status from figures limit 2"
    )

    assert (status, errors) == (0, f"2 rows of {QUARTER}/r1, published\n")
    heading, rule, *rows = output.splitlines()
    assert heading.split() == ["title", "value", "status"]
    assert set(rule) == {"-", " "}
    assert [row.split()[-2:] for row in rows] == [["12.5", "NULL"]] * 2
    wide = sfpc("query", "select repeat('x', 500) as text")[1]
    assert "x" * 500 in wide


def test_long_texts_go_on_below_and_no_sign_of_theirs_reaches_the_terminal():
    words = " ".join(f"word{number:02}" for number in range(30))

    _, output, _ = sfpc("query", f"select '{words}' as said, 7 as figure, 'red \x1b[31m' || chr(10) || 'two' as sent")

    heading, rule, *lines = output.splitlines()
    columns = [len(dashes) for dashes in rule.split()]
    assert columns[0] <= 80
    assert " ".join(line[: columns[0]].strip() for line in lines) == words
    assert [line.split()[-1] for line in lines[:2]] == [r"\x1b[31m", "two"]
    assert heading.split() == ["said", "figure", "sent"]
    assert lines[0].split()[-3:] == ["7", "red", r"\x1b[31m"]


def test_csv_and_json_go_to_standard_output_alone():
    sql = "select quarter, sum(value) as value, null as nothing from figures where field = 'budget_gbp' group by all"

    rows = list(csv.DictReader(io.StringIO(sfpc("query", sql, "--csv")[1])))
    records = json.loads(sfpc("query", sql, "--json")[1])

    assert len(rows) == len(records) == 3
    for row, record in zip(sorted(rows, key=str), sorted(records, key=str), strict=True):
        assert row["nothing"] == ""
        assert record["nothing"] is None
    assert {row["quarter"]: float(row["value"]) for row in rows} == {
        record["quarter"]: record["value"] for record in records
    }


def test_a_question_may_come_from_standard_input():
    assert sfpc("query", "-", "--csv", given="select 1 as one")[1] == "one\n1\n"


def test_a_release_is_asked_by_quarter_by_number_or_as_the_latest():
    asked = "select value from about_release where name = 'quarter'"
    answers = [sfpc("query", asked, "--csv", "--release", name)[1] for name in ("latest", QUARTER, f"{QUARTER}/r1")]

    assert answers == [f"value\n{QUARTER}\n"] * 3
    status, _, errors = sfpc("query", asked, "--release", "2030-31-Q1")
    assert status == 2
    assert f"There are: {QUARTER}/r1" in errors


def test_the_full_database_is_asked_only_where_one_says_so_and_says_what_it_is():
    asked = "select count(*) as count from marts.fct_ledger"

    assert sfpc("query", asked)[0] == 2
    status, output, errors = sfpc("query", asked, "--internal", "--csv")
    assert status == 0
    assert int(output.split()[1]) > 0
    assert "not for publication" in errors


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("selec 1", "syntax error"),
        ("select 1 from nowhere", "nowhere does not exist"),
        ("select 1; select 2", "2 statements"),
        ("", "0 statements"),
        ("create table mine as select 1", "read-only"),
        ("delete from report.rpt_finance", "read-only"),
        ("copy (select 1) to 'here.csv'", "disabled by configuration"),
        ("select * from read_csv('/etc/passwd')", "disabled by configuration"),
        ("attach 'other.duckdb'", "disabled by configuration"),
        ("set enable_external_access = true", "Cannot"),
    ],
)
def test_what_cannot_be_answered_is_wrong_usage_and_says_why(sql, told):
    status, output, errors = sfpc("query", sql)

    assert (status, output) == (2, "")
    assert told in errors
    assert "Traceback" not in errors


def test_csv_and_json_together_are_wrong_usage():
    assert sfpc("query", "select 1", "--csv", "--json")[0] == 2


def test_a_partial_release_says_so_with_every_answer(elsewhere):
    path = elsewhere / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"is_partial": True}), encoding="utf-8")

    assert "partial: not every return is in it" in sfpc("query", "select 1")[2]


def test_a_release_of_before_there_were_databases_says_so(elsewhere):
    (elsewhere / "published" / NAME).unlink()

    status, _, errors = sfpc("query", "select 1")
    assert status == 2
    assert "before releases carried one" in errors


def test_a_damaged_database_is_a_fault_of_ours_that_says_how_to_find_out(elsewhere):
    (elsewhere / "published" / NAME).write_bytes(b"not a database" * 1000)

    status, _, errors = sfpc("query", "select 1")
    assert status == 1
    assert f"sfpc verify {QUARTER}/r1" in errors


def test_who_may_not_read_the_full_database_is_told_whom_to_ask(elsewhere, monkeypatch):
    """As a person outside the group: the tests may run as root, whom no mode keeps out."""
    inside = str(elsewhere / "internal")
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).startswith(inside) and may(path, mode))

    status, _, errors = sfpc("query", "select 1", "--internal")
    assert status == 1
    assert "Leave out --internal" in errors
    assert sfpc("query", "select 1")[0] == 0


def test_the_shell_answers_and_changes_nothing(made):
    before = (made.release.path / "published" / NAME).read_bytes()

    answered = shell(made.settings.data, "select 'release ' || value from about_release where name = 'release';")
    refused = shell(made.settings.data, "create table mine as select 1;\nselect 'went on';")

    assert "release 1" in answered.stdout
    assert f"{QUARTER}/r1, published" in answered.stderr
    assert answered.returncode == 0
    assert "read-only" in refused.stderr
    assert (made.release.path / "published" / NAME).read_bytes() == before


def test_the_shell_opens_the_full_database_where_it_is_asked_to(made):
    inside = shell(made.settings.data, "select count(*) > 0 from marts.fct_ledger;", "--internal", "--release", QUARTER)

    assert "true" in inside.stdout
    assert "not for publication" in inside.stderr
