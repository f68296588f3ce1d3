"""A return of a quarter that the calendar does not have is refused, told of and read again; nothing else waits for it.

A folder with a slip in its name, or a calendar to which nobody has added the new year, once ended every build, and with
it the reminders, the feedback and `sfpc status` of all the others.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from sfpc import landing, monitoring, pipeline, raw, warehouse
from sfpc.cli import main
from sfpc.notices.owed import owed_returns
from tests.builders import home_with_seeds, sample
from tests.folders import HOME, settings_in

LAST, NEXT, SLIP = "2021-22-Q4", "2022-23-Q1", "2090-91-Q1"
TODAY = date(2022, 7, 4)


def without_next(calendar):
    """The calendar up to the end of 2021-22."""
    lines = calendar.splitlines(keepends=True)
    return "".join(lines[:1] + [line for line in lines[1:] if line.split(",")[0] < NEXT])


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Leeds and Coventry have sent a quarter; Leeds the next too, and Coventry one of long after."""
    folder = tmp_path_factory.mktemp("calendar")
    home = home_with_seeds(folder, return_calendar=without_next)
    for name in ("dbt_project", "expectations"):
        shutil.copytree(HOME / name, home / name, ignore=shutil.ignore_patterns("target", "logs"))
    settings = replace(settings_in(folder / "data"), home=home)
    for authority, quarter in (("leeds", LAST), ("coventry", LAST), ("leeds", NEXT)):
        sample(settings, authority, quarter)
    shutil.copytree(settings.inbox / "coventry" / LAST, settings.inbox / "coventry" / SLIP)
    pipeline.sweep(settings, lambda _: None)
    pipeline.build(settings)
    return settings


@pytest.fixture
def command(settings, monkeypatch):
    """Run a command of the program in its folders, on a day on which the calendar has ended."""

    class Today(date):
        @classmethod
        def today(cls):
            return TODAY

    for module in ("calendar", "returns"):
        monkeypatch.setattr(f"sfpc.cli.{module}.date", Today)

    def run(*arguments):
        places = {"SFPC_HOME": settings.home, "SFPC_DATA": settings.data, "SFPC_INBOX": settings.inbox}
        return CliRunner().invoke(main, arguments, env={name: str(place) for name, place in places.items()})

    return run


def reads(settings):
    found = [raw.read_already(settings, one) for one in landing.landed(settings)]
    return {(one.landed.folder, one.landed.quarter): one for one in found}


def test_a_sound_return_of_a_quarter_that_the_calendar_lacks_is_rejected_and_says_why(settings):
    read = reads(settings)["leeds", NEXT]

    assert (read.state, [one.finding_type for one in read.findings]) == ("rejected", ["quarter_not_in_calendar"])
    assert read.findings[0].message == (
        "2022-23-Q1 is not in the calendar of returns; the return was kept and is not used. Add the quarter to "
        "seeds/return_calendar.csv if it is to be reported for, or move the return to the quarter it is for."
    )


def test_a_slip_in_a_folders_name_says_whose_it_is_to_mend(settings):
    kinds = {one.finding_type for one in reads(settings)["coventry", SLIP].findings}

    assert {"quarter_not_in_calendar", "wrong_quarter"} <= kinds


def test_the_warehouse_is_built_and_holds_what_the_calendar_has(settings):
    sql = "select quarter, state, count(*) as returns from marts.fct_return group by all order by all"
    of_last = [row for row in warehouse.rows(settings.warehouse, sql) if row["quarter"] == LAST]

    assert {row["state"]: row["returns"] for row in of_last} == {"accepted": 2, "late": 3}
    sql = "select distinct quarter from marts.fct_finding where finding_type = 'quarter_not_in_calendar' order by all"
    assert [row["quarter"] for row in warehouse.rows(settings.warehouse, sql)] == [NEXT, SLIP]


def test_status_shows_every_return_that_came_and_that_the_calendar_ends(command):
    done = command("status", "--json")
    states = {(one["folder"], one["quarter"]): (one["state"], one["due_date"]) for one in json.loads(done.stdout)}

    assert states["leeds", LAST] == ("accepted", "2022-05-03")
    assert states["leeds", NEXT] == states["coventry", SLIP] == ("rejected", None)
    assert ("sefton", NEXT) not in states
    assert done.stderr.endswith("return_calendar.csv: 2022-23-Q1, 2022-23-Q2 are not in the calendar; add their rows\n")


def test_status_in_words_says_that_what_was_sent_beyond_the_calendar_is_not_used(command):
    words = command("status").stdout

    assert words.count("reject") == 2  # the table may cut the word
    for quarter in (NEXT, SLIP):
        assert f"{quarter} is not in the calendar: nobody owes a return for it, and what was sent is not used." in words


def test_the_calendar_shows_what_is_owed_and_that_it_ends(command):
    done = command("calendar", "--json")

    assert {(one["folder"], one["quarter"]) for one in json.loads(done.stdout) if one["quarter"] == LAST} == {
        ("warwickshire", LAST),
        ("newcastle", LAST),
        ("sefton", LAST),
    }
    assert "2022-23-Q1, 2022-23-Q2 are not in the calendar" in done.stderr


def test_the_others_are_chased_and_nobody_for_a_quarter_without_a_due_date(settings):
    owed = {(one.folder, one.quarter) for one in owed_returns(settings, TODAY)}

    assert ("sefton", LAST) in owed
    assert {quarter for _, quarter in owed} == {"2021-22-Q1", "2021-22-Q2", "2021-22-Q3", LAST}


def test_the_metrics_count_the_returns_of_every_quarter(settings):
    found = {
        (one.labels["quarter"], one.labels["state"]): one.value
        for one in monitoring.look(settings, TODAY)
        if one.name == "returns"
    }

    assert (found[LAST, "accepted"], found[LAST, "late"], found[SLIP, "rejected"]) == (2, 3, 1)


def test_each_sender_has_feedback(settings, command):
    done = command("feedback")

    assert (done.exit_code, done.stderr) == (0, "")
    for folder, quarter in (("leeds", NEXT), ("coventry", SLIP), ("coventry", LAST)):
        [page] = (settings.data / "feedback" / folder / quarter).rglob("feedback.html")
        words = "No day is set" if quarter != LAST else "The return was due on 3 May 2022"
        assert words in page.read_text(encoding="utf-8")


def test_once_the_calendar_has_the_quarter_the_return_counts(settings, tmp_path):
    home, data = tmp_path / "home", tmp_path / "data"
    shutil.copytree(settings.home, home)
    shutil.copy(HOME / "seeds" / "return_calendar.csv", home / "seeds")
    shutil.copytree(settings.data, data)
    mended = replace(settings_in(data), home=home, inbox=settings.inbox)

    pipeline.sweep(mended, lambda _: None)
    pipeline.build(mended)

    assert reads(mended)["leeds", NEXT].state == "accepted"
    sql = "select state from marts.fct_return where quarter = ? and authority_code = 'E08000035'"
    assert warehouse.rows(mended.warehouse, sql, [NEXT]) == [{"state": "accepted"}]
