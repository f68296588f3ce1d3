"""Every state of a return is told alike by the warehouse, the gate, the report's tables and `sfpc status`."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from sfpc import gate, landing, pipeline, raw, warehouse
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.status import statuses
from tests.builders import home_with_seeds, sample, send
from tests.changes import nothing_to_report
from tests.folders import HOME, settings_in

QUARTER = "2021-22-Q2"
NEXT = "2021-22-Q3"
EXTENSION = "E08000026,2021-22-Q2,2021-11-18,New case system.,reporting lead,2021-10-01,programme_team: a test\n"


def lay_sample(settings, folder, received_at, quarter=QUARTER, **more):
    """Lay a sample return in the inbox as if it had come then, with what else lies beside it; land it."""
    shutil.rmtree(settings.inbox / folder / quarter, ignore_errors=True)
    sample(settings, folder, quarter)
    return land_now(settings, folder, quarter, received_at, **more)


def land_now(settings, folder, quarter, received_at, **more):
    send(settings, folder, quarter, **{".received": received_at, **more})
    [waiting] = [one for one in landing.waiting(settings, folder) if one.quarter == quarter]
    return landing.land(settings, waiting)


def lay_nil(settings, folder, received_at):
    """Send the programme's template with nothing but the answer that there is nothing to report."""
    nothing_to_report(sample(settings, folder, QUARTER))
    return land_now(settings, folder, QUARTER, received_at)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A quarter with a return in every state that a build can hold."""
    folder = tmp_path_factory.mktemp("states")
    home = home_with_seeds(folder, return_extensions=lambda text: text + EXTENSION)
    for name in ("dbt_project", "expectations"):
        shutil.copytree(HOME / name, home / name, ignore=shutil.ignore_patterns("target", "logs"))
    settings = replace(settings_in(folder / "data"), home=home)
    lay_nil(settings, "leeds", "2021-10-20T09:00:00")
    lay_sample(settings, "sefton", "2021-10-21T09:00:00")
    second = lay_sample(settings, "sefton", "2021-10-22T09:00:00", letter__txt="A second try.")
    landing.withdraw(settings, second.submission_id, reason="Sent in error.", by="reporting lead")
    alone = lay_sample(settings, "warwickshire", "2021-10-25T09:00:00")
    landing.withdraw(settings, alone.submission_id, reason="Sent in error.", by="reporting lead")
    for day, more in (("01", {}), ("02", {"letter__txt": "Dear all,"}), ("03", {})):
        lay_sample(settings, "newcastle", f"2021-11-{day}T09:00:00", **more)
    lay_sample(settings, "sefton", "2021-11-08T09:00:00", NEXT)  # what today is, in the warehouse
    pipeline.sweep(settings, lambda _: None)
    pipeline.build(settings)
    return settings


def returns(settings, quarter=QUARTER):
    rows = warehouse.rows(
        settings.warehouse,
        "select a.folder, r.* from marts.fct_return as r join marts.dim_authority as a using (authority_code) "
        "where quarter = ?",
        [quarter],
    )
    return {row["folder"]: row for row in rows}


def test_each_return_is_in_the_state_that_what_came_of_it_gives(made):
    assert {folder: row["state"] for folder, row in returns(made).items()} == {
        "coventry": "due",
        "leeds": "nil",
        "newcastle": "accepted",
        "sefton": "accepted",
        "warwickshire": "withdrawn",
    }
    assert {folder: row["state"] for folder, row in returns(made, NEXT).items()} == {
        "coventry": "not_due",
        "leeds": "not_due",
        "newcastle": "not_due",
        "sefton": "accepted",
        "warwickshire": "not_due",
    }


def test_a_withdrawal_leaves_the_submission_before_in_force_and_its_figures(made):
    first, second = [one for one in landing.landed(made, "sefton") if one.quarter == QUARTER]
    row = returns(made)["sefton"]

    assert (row["submission_id"], row["submission_count"], row["has_later_rejection"]) == (
        first.submission_id,
        2,
        False,
    )
    figures = warehouse.rows(
        made.warehouse, "select distinct submission_id from marts.fct_performance where quarter = ?", [QUARTER]
    )
    assert first.submission_id in {one["submission_id"] for one in figures}
    assert second.submission_id not in {one["submission_id"] for one in figures}


def test_what_was_sent_again_after_others_is_in_force_and_as_late_as_when_it_first_came(made):
    row = returns(made)["newcastle"]
    second, again = landing.landed(made, "newcastle")

    assert (row["submission_id"], str(row["received_at"])) == (again.submission_id, "2021-11-03 09:00:00")
    assert second.sequence == 2
    assert row["working_days_late"] == 2  # due on 28 October, a Thursday; first in on 1 November


def test_an_extension_counts_for_the_return_it_was_agreed_for(made):
    row = returns(made)["coventry"]

    assert (row["due_date"], row["calendar_due_date"]) == (date(2021, 11, 18), date(2021, 10, 28))
    assert (row["is_extended"], row["extension_reason"], row["working_days_late"]) == (True, "New case system.", 0)
    assert not returns(made)["warwickshire"]["is_extended"]


def test_nothing_is_missing_from_a_nil_return(made):
    rows = warehouse.rows(
        made.warehouse,
        "select section, item, status from marts.fct_completeness join marts.dim_authority using (authority_code) "
        "where folder = 'leeds' and quarter = ?",
        [QUARTER],
    )
    assert rows == [{"section": "return", "item": "return", "status": "nil"}]
    for table, column in (("rpt_performance", "status"), ("rpt_delivery", "in_quarter_status")):
        statuses_of = warehouse.rows(
            made.warehouse,
            f"select distinct {column} as status from report.{table} join marts.dim_authority using (authority_code) "
            "where folder = 'leeds' and quarter = ?",
            [QUARTER],
        )
        assert "nil_return" in {one["status"] for one in statuses_of}
        assert {one["status"] for one in statuses_of}.isdisjoint({"missing", "no_return"})


def test_the_gate_waits_for_what_is_owed_says_who_is_nil_and_names_the_day_agreed(made):
    decision = gate.decide(made, QUARTER)
    said = " ".join(decision.explanation().split())

    assert not decision.is_open
    assert "due on 18 November 2021 (a later day than the calendar's was agreed), is still to come" in said
    assert "due on 28 October 2021, is withdrawn" in said
    assert "is a nil return, without figures" in said
    assert "Leeds has no" not in said


def test_status_tells_the_same_states_and_days_as_the_warehouse(made):
    known = reference(made.seeds)
    landed = landing.landed(made)
    reads = [raw.read_already(made, one) for one in landed]
    quarters = [Quarter.parse(QUARTER), Quarter.parse(NEXT)]

    found = statuses(known, quarters, landed, reads, date(2021, 11, 8))

    columns = ("state", "due_date", "is_extended", "extension_reason", "working_days_late", "submission_id")
    for quarter in (QUARTER, NEXT):
        told = {one.folder: [getattr(one, column) for column in columns] for one in found if one.quarter == quarter}
        assert told == {folder: [row[column] for column in columns] for folder, row in returns(made, quarter).items()}
