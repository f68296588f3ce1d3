"""A new release says what it changes and why: in words that may be published, and figure by figure for the team."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import duckdb
import pytest

from sfpc import gate, pipeline, report
from sfpc.errors import PipelineError
from sfpc.landed import file_hash
from sfpc.landing import landed
from sfpc.report import index, since
from tests.folders import SAMPLES, lay
from tests.published import QUARTER, SCRIPT, Published, copy_of, published, put_a_script_into_a_comment

EARLIER = "2021-22-Q2"
SENT, SENT_AGAIN = "917", "927"
"""Referrals to Leeds in October 2021, as they were sent and as they were put right."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def moved_on(made, tmp_path_factory):
    """The quarter published a second time, after one authority had put one figure right."""
    settings = copy_of(made, tmp_path_factory.mktemp("next") / "data")
    lay(settings, SAMPLES / QUARTER / "leeds", "leeds", QUARTER)
    put_a_script_into_a_comment(settings)
    (path,) = (settings.inbox / "leeds" / QUARTER).glob("*Performance*")
    text = path.read_text(encoding="cp1252")
    assert f",{SENT}," in text
    path.write_text(text.replace(f",{SENT},", f",{SENT_AGAIN},", 1), encoding="cp1252")
    run = pipeline.run(settings, QUARTER, lambda _: None)
    assert run.release, run.decision.explanation()
    return settings, run.release


def record_of(release, folder=""):
    return json.loads((release.path / folder / "manifest.json").read_text(encoding="utf-8"))


def test_it_names_the_submission_that_came_again_and_the_day(moved_on):
    settings, release = moved_on
    again = landed(settings, "leeds", QUARTER)[-1]
    since = record_of(release)["since"]

    assert (release.number, release.is_new, since["release"]) == (2, True, 1)
    said = f"Leeds sent its return for {QUARTER} again: submission {again.submission_id}, received on "
    assert [each for each in since["sentences"] if each.startswith(said)]
    assert since["reasons"][0]["authority_name"] == "Leeds"
    assert {each["kind"] for each in since["reasons"]} <= {"submission", "decision"}
    # the count, and the rate that is worked out from it
    assert f"Leeds, {QUARTER}: 2 figures in performance changed." in since["sentences"]


def test_the_same_words_stand_on_the_page_in_what_is_handed_on_and_in_the_index(moved_on):
    settings, release = moved_on
    sentences = record_of(release)["since"]["sentences"]
    page = (release.path / "published" / "report.html").read_text(encoding="utf-8")

    assert record_of(release, "published")["since"] == {"release": 1, "sentences": sentences}
    [quarter] = json.loads((settings.releases / "index.json").read_text(encoding="utf-8"))
    assert [each["changed"] for each in quarter["releases"]] == [sentences, []]
    assert [each["is_current"] for each in quarter["releases"]] == [True, False]
    for sentence in sentences:
        assert sentence in page
        assert sentence in (settings.releases / "index.html").read_text(encoding="utf-8")


def test_the_team_has_each_figure_from_and_to_with_the_reason_and_nobody_else_has(moved_on):
    _, release = moved_on
    with (release.path / "internal" / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = rows[0]

    assert {(each["quarter"], each["section"], each["authority_name"]) for each in rows} == {
        (QUARTER, "Performance", "Leeds")
    }
    assert [each["figure"] for each in rows] == ["Referrals", "Re-referral rate"]
    assert int(row["after"].replace(",", "")) - int(row["before"].replace(",", "")) == 10
    assert all(each["why"].startswith(f"Leeds sent its return for {QUARTER} again: submission ") for each in rows)
    assert not list((release.path / "published").rglob("changes.csv"))


def test_the_release_before_is_named_with_the_hash_of_its_manifest_and_stands_as_it_was(made, moved_on):
    settings, release = moved_on
    first = settings.releases / QUARTER / "r1"

    [built_on] = record_of(release)["built_on"]

    assert built_on == {"release": f"{QUARTER}/r1", "manifest_sha256": file_hash(first / "manifest.json")}
    assert (first / "manifest.json").read_bytes() == (made.release.path / "manifest.json").read_bytes()


def test_what_is_handed_on_names_every_file_with_its_hash_and_what_it_is_and_nobody(moved_on):
    _, release = moved_on
    folder = release.path / "published"
    said = record_of(release, "published")

    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert said["files"].keys() == files.keys() - {"manifest.json"}
    for name, each in said["files"].items():
        assert (each["sha256"], each["bytes"]) == (file_hash(files[name]), files[name].stat().st_size)
        assert each["about"] != "A file that belongs to the others", name
    assert said["date"] == max(one["received_at"] for one in said["inputs"]["submissions"])[:10]
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    sent = [one["files"] for one in record_of(release)["inputs"]["submissions"]]
    assert not [name for files in sent for name in files if name in text]  # a file's name may hold somebody's
    assert SCRIPT not in text


def test_published_again_it_is_the_same_release_and_two_publishers_at_once_make_none_more(moved_on):
    settings, release = moved_on
    command = [sys.executable, "-m", "sfpc", "report", "--quarter", QUARTER, "--json"]
    environment = os.environ | {"SFPC_DATA": str(settings.data)}

    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(each.communicate(timeout=300)[0]) for each in both]

    assert [(each["number"], each["is_new"]) for each in told] == [(2, False), (2, False)]
    assert report.publish(settings, QUARTER).path == release.path


def test_two_publishers_of_something_new_make_one_release(made, tmp_path):
    settings = copy_of(made, tmp_path / "data")
    (settings.data / "warehouse.duckdb").symlink_to(made.settings.warehouse)
    record = json.loads((settings.gate / QUARTER / "d1.json").read_text(encoding="utf-8"))
    (settings.gate / QUARTER / "d2.json").write_text(json.dumps(record))
    command = [sys.executable, "-m", "sfpc", "report", "--quarter", QUARTER, "--json"]
    environment = os.environ | {"SFPC_DATA": str(settings.data)}

    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(each.communicate(timeout=600)[0]) for each in both]

    assert sorted((each["number"], each["is_new"]) for each in told) == [(2, False), (2, True)]
    said = json.loads((settings.releases / QUARTER / "r2" / "manifest.json").read_text(encoding="utf-8"))["since"]
    assert said["sentences"] == ["The gate decided anew: decision 2.", "No published figure changed."]


def test_latest_moves_last_and_is_set_right_by_the_next_who_publishes(made, tmp_path, monkeypatch):
    settings = copy_of(made, tmp_path / "data")
    (settings.data / "warehouse.duckdb").symlink_to(made.settings.warehouse)
    record = json.loads((settings.gate / QUARTER / "d1.json").read_text(encoding="utf-8"))
    (settings.gate / QUARTER / "d2.json").write_text(json.dumps(record))
    latest = settings.releases / QUARTER / "latest"

    def fail(_):
        raise PipelineError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(index, "write", fail)
        with pytest.raises(PipelineError, match="the disk is full"):
            report.publish(settings, QUARTER)
        assert str(latest.readlink()) == "r1"

    again = report.publish(settings, QUARTER)

    assert (again.number, again.is_new) == (2, False)
    assert str(latest.readlink()) == "r2"


def test_an_older_quarter_is_published_after_a_newer_one_and_says_what_it_was_built_on(moved_on, tmp_path):
    made, newer = moved_on
    settings = copy_of(Published(made, newer), tmp_path / "data")
    (settings.data / "warehouse.duckdb").symlink_to(made.warehouse)
    decided = gate.decide(settings, EARLIER)
    assert decided.is_open, decided.explanation()

    older = report.publish(settings, EARLIER)

    record = record_of(older)
    assert (older.number, record["since"]) == (1, None)
    assert {one["quarter"] for one in record["inputs"]["submissions"]} == {"2021-22-Q1", EARLIER}
    assert [one["release"] for one in record["built_on"]] == [f"{QUARTER}/r1", f"{QUARTER}/r2"]
    assert (settings.releases / QUARTER / "latest").resolve().name == newer.path.name
    listed = json.loads((settings.releases / "index.json").read_text(encoding="utf-8"))
    assert [each["quarter"] for each in listed] == [QUARTER, EARLIER]


# ---------------------------------------------------------------------------------- through time


MONEY = ", ".join(("authority_code", "quarter", "workstream", "funder", *since.TABLES["rpt_finance"].figures))
FACTS = {
    "fct_performance": "",
    "fct_delivery": "",
    "fct_finance": "",
    "fct_milestone": "exclude (source_place)",  # the place of a milestone's name; each date has its own as of a day
    "fct_benefit": "exclude (source_place)",
}


def database(release, audience="internal"):
    return duckdb.connect(str(release.path / audience / "sfpc.duckdb"), read_only=True)


@pytest.mark.parametrize("fact", FACTS)
def test_as_of_a_moment_before_the_return_came_again_a_fact_is_what_the_first_release_held(made, moved_on, fact):
    _, release = moved_on
    columns = f"select * {FACTS[fact]} from marts.{fact} order by all"
    with database(made.release) as first, database(release) as second:
        [[came]] = second.execute(
            "select max(received_at) from marts.fct_submission where submission_sequence = 2"
        ).fetchall()
        before = second.execute(
            f"select * from marts.{fact}_as_of(timestamp '{came}' - interval 1 microsecond) order by all"
        ).fetchall()

        assert before == first.execute(columns).fetchall() != []
        assert second.execute(f"select * from marts.{fact}_as_of('{came}') order by all").fetchall() == (
            second.execute(columns).fetchall()
        )
        assert second.execute(f"select * from marts.{fact}_as_of('2020-01-01')").fetchall() == []


def test_as_of_a_day_is_as_of_its_end_whether_it_is_given_as_text_or_as_a_day(moved_on):
    with database(moved_on[1]) as connection:
        [[day]] = connection.execute(
            "select cast(max(received_at) as date) from marts.fct_submission where submission_sequence = 2"
        ).fetchall()
        now = connection.execute("select * from marts.fct_performance order by all").fetchall()

        assert connection.execute(f"from marts.fct_performance_as_of('{day}') order by all").fetchall() == now
        assert connection.execute(f"from marts.fct_performance_as_of(date '{day}') order by all").fetchall() == now
        for wrong, told in (("null", "As of when"), ("'last week'", "last week")):
            with pytest.raises(duckdb.Error, match=told):
                connection.execute(f"from marts.fct_performance_as_of({wrong})").fetchall()


def test_the_ratios_as_of_now_are_those_of_the_warehouse(moved_on):
    columns = "authority_code, quarter, measure, numerator_value, denominator_value, value, submission_id"
    with database(moved_on[1]) as connection:
        now = connection.execute(f"select {columns} from marts.fct_ratio order by all").fetchall()

        assert now
        assert connection.execute(
            f"select {columns} from marts.fct_ratio_as_of('2999-01-01') order by all"
        ).fetchall() == (now)


def test_the_revision_triangle_has_what_the_submission_changed_and_nothing_else(moved_on):
    with database(moved_on[1]) as connection:
        revised = connection.execute(
            "select quarter, vintage, change_since_previous, change_since_first, status "
            "from marts.revision_triangle('referrals') where change_since_previous <> 0"
        ).fetchall()
        [[vintages]] = connection.execute(
            "select count(distinct as_of) from marts.revision_triangle('referrals')"
        ).fetchall()
        measures = [
            code for (code,) in connection.execute("select measure from seeds.measures order by all").fetchall()
        ]
        moved = {
            code
            for code in measures
            if connection.execute(
                f"select count(*) from marts.revision_triangle('{code}') where change_since_previous <> 0"
            ).fetchone()
            != (0,)
        }

        assert revised == [(QUARTER, 4, 10, 10, "reported")]
        assert vintages > 4
        assert moved == {"referrals", "rereferrals_within_12_months_percent"}
        with pytest.raises(duckdb.Error, match="no such measure"):
            connection.execute("from marts.revision_triangle('referals')").fetchall()


@pytest.mark.parametrize("audience", ["published", "internal"])
def test_a_release_knows_what_the_one_before_it_showed(moved_on, audience):
    with database(moved_on[1], audience) as connection:
        releases = connection.execute(
            "select quarter, release_number, is_this, not_held from marts.fct_release order by all"
        )
        changed = (
            "select subject, first_release, changed_in_release, difference, revision_count from first_against_latest"
        )

        assert releases.fetchall() == [(QUARTER, 1, False, ""), (QUARTER, 2, True, "")]
        assert connection.execute(f"{changed} where subject = 'referrals'").fetchall() == [
            ("referrals", f"{QUARTER} r1", f"{QUARTER} r2", 10, 1)
        ]
        assert {subject for (subject, *_) in connection.execute(changed).fetchall()} == {
            "referrals",
            "rereferrals_within_12_months_percent",
        }
        triangle = connection.execute(
            "select release_number, value, change_since_first from marts.release_triangle('referrals') "
            "join (select distinct authority_code, quarter from first_against_latest) using (authority_code, quarter) "
            "order by release_order"
        ).fetchall()
        assert [(number, change) for number, _, change in triangle] == [(1, 0), (2, 10)]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    ("section", "table", "columns"),
    [
        ("performance", "rpt_performance", "authority_code, quarter, measure, cast(value as decimal(28, 6)), status"),
        (
            "delivery",
            "rpt_delivery",
            "authority_code, quarter, activity, category, cast(in_quarter_value as decimal(28, 6)), in_quarter_status",
        ),
        (
            "finance",
            "rpt_finance",
            MONEY,
        ),
        (
            "milestone",
            "rpt_milestones",
            "authority_code, quarter, project, work_area, milestone, baseline_date, forecast_date, completed_date, rag",
        ),
        (
            "benefit",
            "rpt_benefits",
            "authority_code, quarter, benefit, financial_year, planned_gbp, delivered_gbp, forecast_gbp",
        ),
    ],
)
def test_as_a_release_showed_it_is_what_that_release_published(moved_on, number, section, table, columns):
    settings, release = moved_on
    parquet = settings.releases / QUARTER / f"r{number}" / "published" / "parquet" / f"{table}.parquet"
    with database(release, "published") as connection:
        told = f"select * from marts.fct_{section}_as_released('{QUARTER}', {number}) order by all"

        assert connection.execute(told).fetchall() == (
            connection.execute(f"select {columns} from '{parquet}' order by all").fetchall()
        )
        with pytest.raises(duckdb.Error, match="no such release"):
            connection.execute(f"from marts.fct_{section}_as_released('{QUARTER}', 3)").fetchall()


def test_what_was_in_force_on_a_day_is_in_no_published_file(moved_on):
    with database(moved_on[1], "published") as connection:
        names = {name for (name,) in connection.execute("select name from contents").fetchall()}

    assert "fct_performance_as_released" in names
    assert not {name for name in names if name.endswith(("_as_of", "_through_time")) or name == "revision_triangle"}
    assert not names & {"fct_figure", "fct_in_force", "fct_revision", "fct_restatement"}
