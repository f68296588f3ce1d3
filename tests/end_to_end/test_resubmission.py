"""What is sent again is compared with what was in force, figure by figure; what was in force on a day can be asked."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sfpc import cli, landing, pipeline, warehouse
from tests import seed_files
from tests.builders import sample
from tests.changes import both, cell, nothing_to_report, put, renamed, replaced
from tests.folders import TRUTH, settings_in

Q1, Q2 = "2021-22-Q1", "2021-22-Q2"
CODES = {row["folder"]: row["authority_code"] for row in seed_files.rows("authorities")}
KEY = "quarter, section, subject, part, project, field, period_month"


@dataclass(frozen=True)
class Story:
    """A data folder in which returns were sent again in every way, and the warehouse of it. Read it, do not change it.

    Attributes:
        ids: the id of each submission, by authority, quarter and the time it came.
    """

    settings: object
    ids: dict

    def rows(self, sql, *parameters):
        return warehouse.rows(self.settings.warehouse, sql, parameters)

    def submission(self, folder, quarter, received_at):
        [row] = self.rows(
            "select * from marts.fct_submission where submission_id = ? and received_at = ?",
            self.ids[folder, quarter, received_at],
            datetime.fromisoformat(received_at),
        )
        return row

    def findings(self, submission_id, finding_type):
        return self.rows(
            "select * from marts.fct_finding where submission_id = ? and finding_type = ? order by all",
            submission_id,
            finding_type,
        )

    def diff(self, *arguments):
        outcome = CliRunner(env={"SFPC_DATA": str(self.settings.data), "COLUMNS": "250"}).invoke(
            cli.main, ["diff", *arguments]
        )
        assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
        return outcome


def truth(folder, measure):
    """What the sample return of the first quarter says of a measure."""
    with (TRUTH / "performance.csv").open(encoding="utf-8", newline="") as file:
        [value] = [
            Decimal(row["value"])
            for row in csv.DictReader(file)
            if (row["authority_code"], row["quarter"], row["measure"]) == (CODES[folder], Q1, measure)
        ]
    return value


RESTATED = both(
    put("Performance", "May-21", "Referrals received ", "777"), put("Finance", 4, "Forecast outturn", "n/a")
)
STAMPED = both(RESTATED, replaced(b"08/07/2021 09:14", b"22/07/2021 16:30"))
OF_ANOTHER_QUARTER = replaced(b"Quarter 1 2021-22", b"Quarter 2 2021-22")

SENT = (
    ("leeds", Q1, "2021-07-15T09:00:00", None),
    ("leeds", Q1, "2021-07-20T09:00:00", RESTATED),
    ("leeds", Q1, "2021-07-25T09:00:00", STAMPED),
    ("leeds", Q1, "2021-07-28T09:00:00", OF_ANOTHER_QUARTER),
    ("leeds", Q1, "2021-08-01T09:00:00", None),  # the first one again
    ("coventry", Q1, "2021-07-16T09:00:00", None),
    ("coventry", Q1, "2021-07-18T09:00:00", renamed),
    ("coventry", Q1, "2021-07-30T09:00:00", cell("Data", "E2", 700)),  # to be withdrawn
    ("newcastle", Q1, "2021-07-14T09:00:00", None),
    ("newcastle", Q1, "2021-07-17T09:00:00", nothing_to_report),
    ("warwickshire", Q1, "2021-07-20T09:00:00", None),
    ("warwickshire", Q2, "2021-10-20T09:00:00", cell("KPIs", "D9", 1500)),
    ("warwickshire", Q1, "2021-11-20T09:00:00", cell("Finance £m", "D4", 0.019)),
)
WITHDRAWN = ("coventry", Q1, "2021-07-30T09:00:00")


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("resubmission"))
    ids = {}
    for folder, quarter, received_at, change in SENT:
        place = sample(settings, folder, quarter)
        if change:
            change(place)
        (place / ".received").write_text(received_at)
        [waiting] = [one for one in landing.waiting(settings, folder) if one.quarter == quarter]
        ids[folder, quarter, received_at] = landing.land(settings, waiting).submission_id
    landing.withdraw(settings, ids[WITHDRAWN], reason="sent by mistake", by="reporting lead")
    pipeline.read_landed(settings, lambda _: None)
    pipeline.build(settings)
    return Story(settings, ids)


# ---------------------------------------------------------------------------- what a submission is


@pytest.mark.parametrize(
    ("sent", "comparison", "count"),
    [
        (SENT[0], "first", 0),
        (SENT[1], "restated", 2),
        (SENT[2], "only_stamps_differ", 0),
        (SENT[3], "rejected", 0),
        (SENT[4], "restated", 2),
        (SENT[6], "the_same", 0),
        (SENT[7], "withdrawn", 1),
        (SENT[-2], "first", 0),
        (SENT[-1], "restated", 1),
    ],
)
def test_a_submission_is_compared_with_the_one_in_force_when_it_came(story, sent, comparison, count):
    row = story.submission(*sent[:3])

    assert (row["comparison"], row["restated_count"]) == (comparison, count)


def test_each_changed_figure_is_told_from_to_and_where(story):
    rows = story.rows(
        "select * from marts.fct_restatement where submission_id = ? order by section", story.ids[SENT[1][:3]]
    )

    told = [
        (one["subject"], one["field"], one["from_status"], one["to_status"], one["to_value"], one["to_source_place"])
        for one in rows
    ]
    assert told == [
        ("set_up", "forecast", "reported", "not_applicable", None, "line 5, column 6"),
        ("referrals", "value", "reported", "reported", 777, "line 6, column 8"),
    ]
    assert rows[1]["period_month"].isoformat() == "2021-05-01"
    assert rows[1]["difference"] == 777 - rows[1]["from_value"]
    assert rows[0]["from_value"] == 81000
    assert [one["from_source_place"] for one in rows] == [one["to_source_place"] for one in rows]
    assert {one["from_source_file"] for one in rows} == {
        "FV_Leeds_Finance_Q1_2021-22.csv",
        "FV_Leeds_Performance_Q1_2021-22.csv",
    }


def test_a_restatement_is_a_finding_for_information_with_the_count(story):
    [finding] = story.findings(story.ids[SENT[1][:3]], "restated")

    assert finding["severity"] == "info"
    assert finding["message"].startswith("This submission restates 2 figures of the one")
    assert "): 2 changed. `sfpc diff` lists each" in finding["message"]
    assert story.findings(story.ids[SENT[2][:3]], "restated") == []


def test_a_return_that_says_there_is_nothing_after_all_takes_every_figure_out(story):
    nil = story.submission("newcastle", Q1, "2021-07-17T09:00:00")
    kinds = story.rows(
        "select distinct change_kind from marts.fct_restatement where submission_id = ?", nil["submission_id"]
    )
    [finding] = story.findings(nil["submission_id"], "restated")

    assert (nil["state"], nil["comparison"], nil["is_in_force"]) == ("nil", "restated", True)
    assert nil["restated_count"] > 100
    assert kinds == [{"change_kind": "removed"}]
    assert f"): {nil['restated_count']} taken out. " in finding["message"]
    taken_out = story.findings(nil["submission_id"], "figures_taken_out")
    assert [one["section"] for one in taken_out] == ["benefits", "delivery", "finance", "milestones", "performance"]
    assert {one["severity"] for one in taken_out} == {"warning"}


def test_a_revised_figure_has_its_first_value_and_that_of_now(story):
    rows = story.rows(
        "select * from marts.fct_revision where latest_status != 'missing' order by section, subject, field"
    )

    revised = [
        (
            one["subject"],
            one["field"],
            one["revision_count"],
            one["first_value"],
            one["latest_value"],
            one["difference"],
        )
        for one in rows
    ]
    assert revised == [
        ("set_up", "actual_year_to_date", 1, 18000, 19000, 1000),
        ("set_up", "forecast", 2, 81000, 81000, 0),
        (
            "cla_at_period_end",
            "value",
            2,
            truth("coventry", "cla_at_period_end"),
            truth("coventry", "cla_at_period_end"),
            0,
        ),
        ("referrals", "value", 2, truth("leeds", "referrals"), truth("leeds", "referrals"), 0),
    ]


# -------------------------------------------------------------------------------------- as of a date


def in_force_on(story, folder, quarter, day):
    """The submission in force at a moment, by what was sent and withdrawn, and nothing of the warehouse."""
    at = day.isoformat()
    counted = [
        (number, story.ids[one, quarter_sent, received_at])
        for number, (one, quarter_sent, received_at, change) in enumerate(SENT)
        if (one, quarter_sent) == (folder, quarter) and received_at <= at and change is not OF_ANOTHER_QUARTER
        if (one, quarter_sent, received_at) != WITHDRAWN or at < withdrawn_at(story)
    ]
    return max(counted, default=(None, None))[1]


def withdrawn_at(story):
    [one] = [each for each in landing.landed(story.settings) if each.withdrawn]
    return one.withdrawn.at


MOMENTS = st.one_of(
    st.datetimes(datetime(2021, 7, 1), datetime(2022, 1, 1)),  # noqa: DTZ001 - UTC, as the warehouse has it
    st.sampled_from([one[2] for one in SENT]).map(datetime.fromisoformat),
    st.sampled_from([one[2] for one in SENT]).map(lambda one: datetime.fromisoformat(one) - timedelta(seconds=1)),
    st.just(datetime(2999, 1, 1)),  # noqa: DTZ001
)


@hypothesis_settings(deadline=None, max_examples=40)
@given(
    moment=MOMENTS, of=st.sampled_from([("leeds", Q1), ("coventry", Q1), ("warwickshire", Q1), ("warwickshire", Q2)])
)
def test_the_figures_of_a_return_as_of_a_date_are_those_of_the_submission_in_force_then(story, moment, of):
    folder, quarter = of
    as_of = story.rows(
        f"""
        select {KEY}, value, value_text, status, source_place, submission_id
        from marts.fct_figure
        where valid_from <= ? and coalesce(valid_until > ?, true) and return_quarter = ? and authority_code = (
            select authority_code from marts.dim_authority where folder = ?
        )
        order by all
        """,
        moment, moment, quarter, folder,
    )  # fmt: skip
    sent = story.rows(
        f"""
        select {KEY}, value, value_text, status, source_place, submission_id
        from intermediate.int_figures__sent where submission_id = ? order by all
        """,
        in_force_on(story, folder, quarter, moment) or "none",
    )

    assert as_of == sent
    assert bool(as_of) == (in_force_on(story, folder, quarter, moment) is not None)


NOW = "is_own_quarter and valid_from is not null and valid_until is null and period_month is null"


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        (
            """
            select authority_code, quarter, measure, value, status from marts.fct_performance
            where status != 'missing'
            """,
            f"""
            select authority_code, quarter, subject, value, status from marts.fct_figure
            where {NOW} and section = 'performance' and field = 'value'
            """,
        ),
        (
            """
            select authority_code, quarter, activity, category, value from marts.fct_delivery
            where status != 'missing'
            """,
            f"""
            select authority_code, quarter, subject, part, value from marts.fct_figure
            where {NOW} and section = 'delivery' and field = 'value' and coalesce(part, '') != 'total'
            """,
        ),
        (
            "select authority_code, quarter, workstream, funder, forecast_gbp from marts.fct_finance",
            f"""
            select authority_code, quarter, subject, part, value from marts.fct_figure
            where {NOW} and section = 'finance' and field = 'forecast' and subject != 'total'
            """,
        ),
        (
            """
            select authority_code, quarter, project, milestone, cast(forecast_date as varchar)
            from marts.fct_milestone
            """,
            f"""
            select authority_code, quarter, project, subject, value_text from marts.fct_figure
            where {NOW} and section = 'milestones' and field = 'forecast_date'
            """,
        ),
        (
            "select authority_code, quarter, benefit, financial_year, delivered_gbp from marts.fct_benefit",
            f"""
            select authority_code, quarter, subject, part, value from marts.fct_figure
            where {NOW} and section = 'benefits' and field = 'delivered'
            """,
        ),
    ],
)
def test_the_figures_as_of_now_are_those_of_the_facts(story, facts, figures):
    assert story.rows(f"({facts}) except all ({figures})") == []
    assert story.rows(f"({figures}) except all ({facts})") == []
    assert len(story.rows(facts)) > 20


# ------------------------------------------------------------------------------------ what is published


def test_what_was_withdrawn_or_rejected_reaches_no_figure_of_the_report(story):
    rows = story.rows(
        "select distinct submission_id from report.rpt_performance where quarter = ? and submission_id is not null", Q1
    )

    assert {one["submission_id"] for one in rows} == {
        story.ids["leeds", Q1, "2021-07-15T09:00:00"],  # which is that of 1 August too
        story.ids["coventry", Q1, "2021-07-18T09:00:00"],
        story.ids["warwickshire", Q1, "2021-11-20T09:00:00"],
    }
    assert story.ids["leeds", Q1, "2021-07-15T09:00:00"] == story.ids["leeds", Q1, "2021-08-01T09:00:00"]


def test_an_earlier_quarter_given_otherwise_is_a_finding_and_changes_no_figure(story):
    [finding] = story.findings(story.ids["warwickshire", Q2, "2021-10-20T09:00:00"], "earlier_quarter_restated")
    [performance] = story.rows(
        """
        select value, source_place from marts.fct_performance
        where measure = 'referrals' and quarter = ? and submission_id = ?
        """,
        Q1,
        story.ids["warwickshire", Q1, "2021-11-20T09:00:00"],
    )

    assert (finding["severity"], finding["responsibility"]) == ("warning", "authority")
    assert (finding["file"], finding["sheet"], finding["place"]) == ("WCC SFPC update 2021-22 Q2.xlsx", "KPIs", "D9")
    assert "for 2021-22-Q1 is 1500 here and 1492 in the return of that quarter (D9)" in finding["message"]
    assert (performance["value"], performance["source_place"]) == (1492, "D9")
    [shown] = story.rows("select * from report.rpt_data_quality where finding_type = 'earlier_quarter_restated'")
    assert (shown["quarter"], shown["is_current"]) == (Q2, True)


def test_spend_worked_out_from_a_quarter_restated_since_is_said(story):
    [finding] = story.findings(story.ids["warwickshire", Q2, "2021-10-20T09:00:00"], "spend_follows_restatement")
    [spend] = story.rows(
        """
        select actual_in_quarter_gbp, actual_year_to_date_gbp from marts.fct_finance
        where quarter = ? and workstream = 'set_up' and funder = 'dfe_grant' and submission_id = ?
        """,
        Q2,
        story.ids["warwickshire", Q2, "2021-10-20T09:00:00"],
    )

    assert spend == {"actual_in_quarter_gbp": 16000, "actual_year_to_date_gbp": 35000}  # 35,000 less 19,000, not 18,000
    assert "was £18000 when this return came and is £19000 (D4) since 20/11/2021" in finding["message"]
    assert finding["place"] == "D4"


def test_clean_returns_bring_no_finding_of_restatements(clean_warehouse):
    rows = warehouse.rows(
        clean_warehouse.warehouse,
        """
        select finding_type from intermediate.int_findings__restatements
        union all
        select comparison from marts.fct_submission where comparison != 'first'
        union all
        select field from marts.fct_revision
        """,
    )

    assert rows == []


# ------------------------------------------------------------------------------------------ sfpc diff


def test_diff_lists_each_change_from_to_and_where(story):
    outcome = story.diff("--authority", "warwickshire", "--quarter", Q1)

    assert outcome.exit_code == 0
    assert "Restated: 1 figure, date or comment differs." in outcome.stdout
    for words in ("Set Up, DfE grant: actual year to date", "£18,000", "£19,000", "+£1,000", "Finance £m, D4"):
        assert words in outcome.stdout


def test_diff_of_a_submission_with_the_one_before_it_is_what_the_mart_has(story):
    submission = story.submission(*SENT[1][:3])

    outcome = story.diff(
        "--authority", "leeds", "--quarter", Q1, "--json", "--submission", submission["submission_id"][:8],
        "--with", submission["compared_with_submission_id"],
    )  # fmt: skip

    said = json.loads(outcome.stdout)
    mart = story.rows("select * from marts.fct_restatement where submission_id = ?", submission["submission_id"])
    assert said["comparison"] == submission["comparison"]
    assert {
        (
            one["section"],
            one["subject"],
            one["field"],
            one["before"]["place"],
            one["after"]["place"],
            one["after"]["status"],
        )
        for one in said["changes"]
    } == {
        (
            one["section"],
            one["subject"],
            one["field"],
            one["from_source_place"],
            one["to_source_place"],
            one["to_status"],
        )
        for one in mart
    }
    assert len(said["changes"]) == len(mart) == 2
    assert {Decimal(one["difference"]) for one in said["changes"] if one["difference"]} == {
        one["difference"] for one in mart if one["difference"]
    }


@pytest.mark.parametrize(
    ("sent", "other", "words"),
    [
        (SENT[2], SENT[1], "Only stamps differ"),
        (SENT[2], SENT[0], "Restated: 2 figures, dates or comments differ."),
        (SENT[3], SENT[0], "One of them was rejected"),
        (SENT[6], SENT[5], "They are the same in every cell."),
    ],
)
def test_diff_compares_any_two_submissions_of_a_return(story, sent, other, words):
    outcome = story.diff(
        "--authority", sent[0], "--quarter", sent[1], "--submission", story.ids[sent[:3]], "--with",
        story.ids[other[:3]],
    )  # fmt: skip

    assert outcome.exit_code == 0
    assert words in outcome.stdout


def test_diff_of_the_only_submission_says_that_it_is_the_first(story):
    assert "It is the first" in story.diff("--authority", "warwickshire", "--quarter", Q2).stdout


def test_diff_refuses_what_nobody_sent(story):
    nothing = story.diff("--authority", "sefton", "--quarter", Q1)
    unknown = story.diff("--authority", "leeds", "--quarter", Q1, "--submission", "nonesuch")

    assert (nothing.exit_code, unknown.exit_code) == (2, 2)
    assert "Sefton" in nothing.stderr
    assert "has sent nothing for 2021-22-Q1" in nothing.stderr
    assert "'nonesuch' begins the id of 0 submissions of this return; they are " in unknown.stderr


def test_diff_asks_for_a_build_where_the_warehouse_does_not_know_the_newest(tmp_path):
    settings = settings_in(tmp_path)
    sample(settings, "leeds", Q1)
    pipeline.sweep(settings, lambda _: None)

    outcome = Story(settings, {}).diff("--authority", "leeds", "--quarter", Q1)

    assert outcome.exit_code == 1
    assert "and the warehouse does not know of it; run `sfpc read` and `sfpc build`\n" in outcome.stderr
