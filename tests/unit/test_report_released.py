"""What releases have shown of a figure is told from what they handed on, in order, what was hidden hidden."""

from __future__ import annotations

import json

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sfpc.errors import PipelineError
from sfpc.report.database import additions, released
from sfpc.report.document import PUBLISHED
from tests.report_issue import issue

Q1, Q2 = "2022-23-Q1", "2022-23-Q2"
COLUMNS = {
    "rpt_returns": ("state",),
    "rpt_performance": ("measure", "value", "status"),
    "rpt_delivery": ("activity", "category", "in_quarter_value", "in_quarter_status"),
    "rpt_finance": (
        "workstream", "funder", "budget_gbp", "actual_in_quarter_gbp", "actual_year_to_date_gbp", "forecast_gbp",
        "status",
    ),
    "rpt_milestones": (
        "milestone", "work_area", "project", "baseline_date", "forecast_date", "completed_date", "rag",
    ),
    "rpt_benefits": ("benefit", "financial_year", "planned_gbp", "delivered_gbp", "forecast_gbp", "status"),
}  # fmt: skip
FIGURES = """
    select authority_code, quarter, subject, value, status, from_release_order, until_release_order
    from marts.fct_released_figure where section = 'performance' order by authority_code, quarter, from_release_order
"""


def shelve(releases, quarter, number, rows, *, built_on=(), without=()):
    """A release that shows these rows of performance: authority, quarter, measure, value and status."""
    folder = releases / quarter / f"r{number}"
    tables = folder / PUBLISHED / released.PARQUET
    tables.mkdir(parents=True)
    for table, columns in COLUMNS.items():
        if table not in without:
            names = ("authority_code", "quarter", *columns)
            held = rows if table == "rpt_performance" else []
            made = {name: [row[place] for row in held] for place, name in enumerate(names)}
            types = {"value": pa.decimal128(28, 8)}
            schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
            pq.write_table(pa.table(made, schema=schema), tables / f"{table}.parquet")
    (folder / "manifest.json").write_text(json.dumps({"built_on": [{"release": each} for each in built_on]}))
    (folder / PUBLISHED / "manifest.json").write_text(json.dumps({"date": "2022-07-20", "is_partial": False}))
    return folder


def referrals(quarter, value, status="reported", authority="E1"):
    return (authority, quarter, "referrals", value, status)


def written(releases, folder):
    """A database with both tables, once the last release's own manifest is put away as it is not there yet."""
    (folder / "manifest.json").unlink()
    away = folder.rename(releases / folder.parent.name / ".writing-it")
    connection = duckdb.connect()
    connection.execute("create schema marts; create schema seeds; create schema report")
    said = issue(folder.parent.name)
    released.write(connection, released.shown(releases, away, said))
    return connection


@pytest.fixture
def releases(tmp_path):
    return tmp_path / "releases"


def test_a_figure_that_stands_has_one_row_and_one_that_was_revised_two(releases):
    shelve(releases, Q1, 1, [referrals(Q1, 40), referrals(Q1, 7, authority="E2")])
    last = shelve(releases, Q1, 2, [referrals(Q1, 42), referrals(Q1, 7, authority="E2")])

    assert written(releases, last).execute(FIGURES).fetchall() == [
        ("E1", Q1, "referrals", 40, "reported", 1, 2),
        ("E1", Q1, "referrals", 42, "reported", 2, None),
        ("E2", Q1, "referrals", 7, "reported", 1, None),
    ]


def test_what_is_hidden_has_no_value_and_a_hidden_restatement_is_not_told(releases):
    shelve(releases, Q1, 1, [referrals(Q1, None, "suppressed")])
    shelve(releases, Q1, 2, [referrals(Q1, None, "suppressed")], built_on=[f"{Q1}/r1"])
    last = shelve(releases, Q1, 3, [referrals(Q1, 12)])

    assert written(releases, last).execute(FIGURES).fetchall() == [
        ("E1", Q1, "referrals", None, "suppressed", 1, 3),
        ("E1", Q1, "referrals", 12, "reported", 3, None),
    ]


def test_releases_stand_in_the_order_in_which_they_were_published_whatever_their_quarter(releases):
    """An older quarter, published last, says nothing of a newer one's figures."""
    shelve(releases, Q2, 1, [referrals(Q1, 40), referrals(Q2, 50)])
    shelve(releases, Q2, 2, [referrals(Q1, 40), referrals(Q2, 51)], built_on=[f"{Q2}/r1", f"{Q2}/r9"])
    last = shelve(releases, Q1, 1, [referrals(Q1, 41)])
    connection = written(releases, last)

    assert connection.execute(
        "select release_order, quarter, release_number, is_this from marts.fct_release order by all"
    ).fetchall() == [(1, Q2, 1, False), (2, Q2, 2, False), (3, Q1, 2, True)]
    assert connection.execute(FIGURES).fetchall() == [
        ("E1", Q1, "referrals", 40, "reported", 1, 3),
        ("E1", Q1, "referrals", 41, "reported", 3, None),
        ("E1", Q2, "referrals", 50, "reported", 1, 2),
        ("E1", Q2, "referrals", 51, "reported", 2, None),
    ]


def test_a_figure_that_went_and_came_back_is_not_told_to_have_stood_in_between(releases):
    shelve(releases, Q1, 1, [referrals(Q1, 40)])
    shelve(releases, Q1, 2, [], built_on=[f"{Q1}/r1"])
    last = shelve(releases, Q1, 3, [referrals(Q1, 40)])
    connection = written(releases, last)

    assert connection.execute(FIGURES).fetchall() == [
        ("E1", Q1, "referrals", 40, "reported", 1, 2),
        ("E1", Q1, "referrals", 40, "reported", 3, None),
    ]


def test_a_release_without_a_table_is_told_and_its_figures_are_neither_there_nor_gone(releases):
    shelve(releases, Q1, 1, [referrals(Q1, 40)])
    shelve(releases, Q1, 2, [], built_on=[f"{Q1}/r1"], without=["rpt_performance", "rpt_benefits"])
    last = shelve(releases, Q1, 3, [referrals(Q1, 40)])
    connection = written(releases, last)

    assert connection.execute("select not_held from marts.fct_release order by release_order").fetchall() == [
        ("",),
        ("performance benefits",),
        ("",),
    ]
    assert connection.execute(FIGURES).fetchall() == [("E1", Q1, "referrals", 40, "reported", 1, None)]


def test_a_table_of_a_release_that_cannot_be_read_stops_it_and_is_named(releases):
    broken = shelve(releases, Q1, 1, [])
    (broken / PUBLISHED / released.PARQUET / "rpt_performance.parquet").write_bytes(b"PAR1 no more")
    last = shelve(releases, Q1, 2, [])

    with pytest.raises(PipelineError, match=r"r1/published/parquet/rpt_performance\.parquet: .*restore its copy"):
        written(releases, last)


def test_first_against_latest_tells_what_was_revised_and_what_went(releases):
    shelve(releases, Q1, 1, [referrals(Q1, 40), referrals(Q1, 7, authority="E2"), referrals(Q1, 9, authority="E3")])
    shelve(releases, Q1, 2, [referrals(Q1, 41), referrals(Q1, 7, authority="E2")], built_on=[f"{Q1}/r1"])
    last = shelve(releases, Q1, 3, [referrals(Q1, None, "suppressed"), referrals(Q1, 7, authority="E2")])
    connection = written(releases, last)
    [view] = [path for path in additions.files(PUBLISHED) if path.name == "first_against_latest.sql"]
    connection.execute(view.read_text(encoding="utf-8"))

    told = connection.execute(
        "select authority_code, first_release, first_value, changed_in_release, latest_value, latest_status, "
        "difference, revision_count from first_against_latest order by all"
    ).fetchall()

    assert told == [
        ("E1", f"{Q1} r1", 40, f"{Q1} r2", None, "suppressed", None, 2),
        ("E3", f"{Q1} r1", 9, f"{Q1} r2", None, "missing", None, 1),
    ]
