"""What the report, an authority's page and a highlight report hold, for everyone and for the programme team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from sfpc.report import sections
from sfpc.report.document import INTERNAL, PUBLISHED, Bullets, Document, Figure, Paragraph, Subheading
from sfpc.report.grids import SUPPRESSED, Grid
from sfpc.report.previous import Comparison
from sfpc.report.sections import changes, comparators, delivery, measures, milestones, returns, savings, variation
from sfpc.report.since import Changed
from tests import report_rows as rows
from tests.report_issue import issue
from tests.report_tables import tables

FOLDERS = {"E1": "ashby", "E2": "barton"}
FAILED = {
    "check_id": "MEAS-1", "authority_code": "E1", "outcome": "failed", "severity": "warning",
    "says": "No count is below nought.", "observed": "referrals is -4",
}  # fmt: skip


def grids(document: Document) -> list[Grid]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [block.table if isinstance(block, Figure) else block for block in blocks if isinstance(block, Figure | Grid)]


def words_of(document: Document) -> str:
    """Everything a reader can read."""
    parts = [document.title, document.subtitle]
    for block in [*document.opening, *(block for section in document.sections for block in section.blocks)]:
        if isinstance(block, Paragraph | Subheading):
            parts.append(block.text)
        elif isinstance(block, Bullets):
            parts += block.items
        else:
            grid = block.table if isinstance(block, Figure) else block
            parts += [grid.caption, *grid.headings, grid.note]
            parts += [text for row in grid.rows for cell in row for text in (cell.text, cell.note)]
    return "\n".join(parts)


def everything(**more):
    """Tables of two authorities with a row of everything; `more` replaces the rows of a table."""
    both = ({}, rows.BARTON)
    return tables(
        **{
            "rpt_returns": [rows.returned(**who) for who in both],
            "rpt_performance": [rows.measure(**who) for who in both],
            "rpt_changes": [rows.change(**who) for who in both],
            "rpt_performance_rates": [rate(**who) for who in both],
            "rpt_delivery": [
                rows.activity(**who, category=code, category_title=code) for who in both for code in ("all", "health")
            ],
            "rpt_finance": [rows.money(**who) for who in both],
            "rpt_grant": [rows.grant(**who) for who in both],
            "rpt_milestones": [rows.milestone(**who) for who in both],
            "rpt_benefits": [rows.saving(**who) for who in both],
            "rpt_programme": [rows.total()],
            "rpt_comparators": [published(**who) for who in both],
            "rpt_rate_ratios": [against_england(**who) for who in both],
            "rpt_process_limits": [limits(**who) for who in both],
            "rpt_restatements": [restated(**who) for who in both],
            "rpt_context": [result()],
            "rpt_data_quality": [finding()],
        }
        | more
    )


def rate(**values):
    return rows.WHOSE | {
        "measure": "referrals", "title": "Referrals", "unit": "referrals", "measure_type": "flow",
        "rate_basis": "in the quarter, not annualised", "population_mid_year": 2021, "population_count": 9000,
        "population_vintage": "2012_to_2024", "value": Decimal(90), "rate_per_10000": Decimal(100),
        "rate_status": "reported", "lower_rate_per_10000": Decimal("80.4"), "upper_rate_per_10000": Decimal("122.9"),
        "four_quarters_value": Decimal(400), "four_quarters_rate_per_10000": Decimal("444.44"),
        "four_quarters_status": "reported",
    } | values  # fmt: skip


def published(**values):
    return rows.WHOSE | {
        "measure": "referrals", "title": "Referrals", "measure_type": "flow", "unit": "rate_per_10000", "decimals": 1,
        "period_end_date": date(2022, 3, 31), "published_value": Decimal("450.25"), "published_status": "reported",
        "england_value": Decimal("537.7"), "england_status": "reported", "model_version": "2021-04",
        "neighbour_count": 10, "neighbours_held_count": 7, "neighbour_median_value": Decimal(500),
        "neighbour_median_status": "reported",
    } | values  # fmt: skip


def against_england(**values):
    return rows.WHOSE | {
        "measure": "referrals", "comparison": "england", "rate_basis": "in the last four quarters",
        "rate_per_10000": Decimal("444.44"), "rate_status": "reported", "ratio": Decimal("0.8266"),
        "lower_ratio": Decimal("0.75"), "upper_ratio": Decimal("0.9123"), "status": "reported",
        "judgement": "clearly_lower",
    } | values  # fmt: skip


def limits(**values):
    return rows.WHOSE | {
        "measure": "referrals", "point_quarter": rows.QUARTER, "title": "Referrals", "unit": "referrals",
        "measure_type": "flow", "decimals": 0, "value": Decimal(90), "status": "reported", "mean_value": Decimal(105),
        "lower_limit": Decimal(80), "upper_limit": Decimal(130), "limits_status": "reported", "point_count": 6,
        "is_trial": True, "signal": "none",
    } | values  # fmt: skip


def restated(**values):
    return rows.WHOSE | {
        "restated_quarter": "2021-22-Q4", "section": "performance", "subject": "referrals", "field": "value",
        "title": "Referrals", "unit": "referrals", "from_value": Decimal(98), "from_status": "reported",
        "to_value": Decimal(100), "to_status": "reported", "why": "corrected",
    } | values  # fmt: skip


def result(**values):
    return rows.WHOSE | {
        "result": "saving", "title": "Saving for each family", "value": Decimal(755), "unit": "gbp",
        "status": "reported", "significance": "not_stated", "period_start_date": date(2015, 5, 1),
        "period_end_date": date(2016, 9, 30), "note": "An estimate.",
    } | values  # fmt: skip


def finding(**values):
    return rows.WHOSE | {
        "finding_type": "conflicting_values", "severity": "warning", "responsibility": "authority", "is_current": True,
        "message": "Referrals is 90 in B4 and 91 in B9.", "source_file": "return.xlsx", "source_place": "B4",
    } | values  # fmt: skip


@cache
def usual(kind, audience):
    return made(kind, audience, everything())


def made(kind, audience=PUBLISHED, held=None, code="E1"):
    if held is None:
        return usual(kind, audience)
    told = replace(issue(results=[FAILED]), folders=FOLDERS)
    held = everything() if held is None else held
    return (
        sections.report(held, told, audience)
        if kind == "report"
        else getattr(sections, kind)(held, told, audience, code)
    )


KINDS = ("report", "authority", "highlight")


@pytest.mark.parametrize("audience", [PUBLISHED, INTERNAL])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("held", [everything(), tables()], ids=["everything", "nothing"])
def test_every_table_is_whole_and_its_caption_is_its_own(kind, audience, held):
    document = made(kind, audience, held)

    captions = [grid.caption for grid in grids(document)]
    assert len(captions) == len(set(captions))
    for grid in grids(document):
        assert grid.rows, grid.caption
        assert {len(row) for row in grid.rows} == {len(grid.headings)}, grid.caption
        assert all(cell.text for row in grid.rows for cell in row), grid.caption
        assert len(grid.is_number) == len(grid.headings), grid.caption
    assert all(section.blocks for section in document.sections)
    assert len({section.key for section in document.sections}) == len(document.sections)


@pytest.mark.parametrize("kind", KINDS)
def test_a_measure_is_told_in_each_of_them(kind):
    aimed = {"polarity": "lower_is_better"}
    held = everything(rpt_performance=[rows.measure(**aimed)], rpt_changes=[rows.change(**aimed)])

    assert "Referrals" in words_of(made(kind, held=held))


def test_the_report_begins_with_its_summary_and_holds_every_part():
    assert [section.key for section in made("report").sections] == [
        "summary", "changes", "together", "performance", "delivery", "money", "milestones", "savings", "returns",
        "quality", "about",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_published_holds_no_comment_no_message_and_not_what_a_check_saw(kind):
    text = words_of(made(kind, PUBLISHED))

    for internal in ("A trainer left.", "Referrals is 90 in B4", "return.xlsx", "referrals is -4"):
        assert internal not in text


def test_the_programme_team_reads_comments_messages_and_what_checks_saw():
    text = words_of(made("report", INTERNAL))

    for internal in ("A trainer left.", "Referrals is 90 in B4", "return.xlsx, B4", "referrals is -4"):
        assert internal in text


def test_published_tables_without_internal_columns_make_the_same_documents():
    internal = {"comment", "comment_status", "message", "source_file", "source_sheet", "source_place", "submission_id"}
    less = {
        name: replace(
            table,
            columns=tuple(column for column in table.columns if column.name not in internal),
            rows=tuple({key: row[key] for key in row if key not in internal} for row in table.rows),
        )
        for name, table in everything().items()
    }

    for kind in KINDS:
        assert words_of(made(kind, PUBLISHED, less)) == words_of(made(kind, PUBLISHED))


def test_each_audience_is_told_what_c_means_to_it():
    assert "a count from 1 to 5" in words_of(made("report", PUBLISHED))
    assert "Nothing here is suppressed by this report" in words_of(made("report", INTERNAL))


def test_totals_are_said_to_be_rounded_only_where_they_are():
    assert "rounded to the nearest 10" in words_of(made("report", PUBLISHED))
    assert "rounded to the nearest 10" not in words_of(made("report", INTERNAL))


def test_an_authoritys_page_tells_of_no_other():
    text = words_of(made("authority")) + words_of(made("highlight"))

    assert "Ashby" in text
    assert "Barton" not in text


def test_documents_lead_to_each_other():
    hrefs = {kind: [link.href for link in made(kind).files] for kind in KINDS}

    assert {"authorities/ashby.html", "authorities/barton.html", "report.pdf", "report.xlsx"} <= set(hrefs["report"])
    assert hrefs["authority"] == ["../report.html", "ashby_highlight_report.html"]
    assert hrefs["highlight"] == ["../report.html", "ashby.html", "ashby_highlight_report.pdf"]


def test_an_authority_without_a_return_says_so_before_anything_else():
    held = everything(rpt_returns=[rows.returned(state="late", received_at=None, working_days_late=4)])

    for kind in ("authority", "highlight"):
        kinds = [(block.kind, block.text) for block in made(kind, held=held).opening]
        assert ("warning", "There is no return for this quarter: no figure of it can be shown.") in kinds


def test_a_measure_stands_beside_its_past_its_baseline_and_its_target():
    row = rows.measure(target_value=Decimal(80), target_comparator="at_most", target_status="date_past",
                       target_date=date(2020, 3, 31))  # fmt: skip
    held = everything(
        rpt_performance=[row], rpt_performance_rates=[rate()],
        rpt_changes=[rows.change(), rows.change(comparison="baseline", judgement="no_clear_change")],
    )  # fmt: skip

    (grid, *_) = [block for block in measures.by_measure(held, rows.QUARTER) if isinstance(block, Grid)]

    assert grid.headings == (
        "Authority", "2022-23-Q1", "Per 10,000 children", "Quarter before, 2021-22-Q4", "A year before, 2021-22-Q1",
        "Change in a year", "Judgement", "Baseline", "Target",
    )  # fmt: skip
    assert [(cell.text, cell.note) for cell in grid.rows[0]] == [
        ("Ashby", ""), ("90", "72 to 111"), ("100.0", "80.4 to 122.9"), ("100", ""), ("120", ""), ("−25.0%", ""),
        ("clear fall", ""), ("110", "2021-22-Q3; since then no clear change"),
        ("at most 80", "by 31 Mar 2020: date past"),
    ]  # fmt: skip


def test_a_recording_break_is_marked_at_the_figure_told_under_the_table_and_not_judged():
    broken = "What is recorded as a referral changed"
    uncompared = rows.change(judgement="not_comparable", break_note=broken)
    held = everything(rpt_performance=[rows.measure(break_note=broken)], rpt_changes=[uncompared])

    grid = measures.of_one(held, rows.QUARTER, "Ashby")

    assert grid.rows[0][1].note == "72 to 111; break"
    assert grid.rows[0][5].text == "not comparable: break in between"
    assert f"Ashby, Referrals: {broken}." in grid.note
    assert changes.clear_changes(held["rpt_changes"], rows.QUARTER).rows == []


def test_a_stock_is_said_not_to_be_a_count_of_events_and_a_flow_is_not():
    assert "not a count of events" in measures.about(rows.measure(measure_type="stock"))
    assert "not a count of events" not in measures.about(rows.measure())
    assert measures.about(rows.measure(polarity="higher_is_better")).endswith("The programme aims at more.")


def test_a_hidden_figure_is_c_wherever_it_stands_and_nothing_is_said_of_it():
    hidden = "value change_from_last_year lower_value upper_value"
    held = everything(
        rpt_performance=[rows.measure(value=None, status="suppressed", suppressed_columns=hidden)],
        rpt_changes=[
            rows.change(value=None, status="suppressed", change=None, change_percent=None, judgement=None,
                        suppressed_columns="value change change_percent judgement")
        ],
        rpt_performance_rates=[
            rate(value=None, rate_per_10000=None, rate_status="suppressed",
                 suppressed_columns="value rate_per_10000 lower_rate_per_10000 upper_rate_per_10000")
        ],
        rpt_delivery=[rows.activity(target_reached_percent=None, suppressed_columns="target_reached_percent")],
    )  # fmt: skip

    (grid, *_) = [block for block in measures.by_measure(held, rows.QUARTER) if isinstance(block, Grid)]

    assert grid.rows[0][1:3] == [SUPPRESSED, SUPPRESSED]
    assert grid.rows[0][5:7] == [SUPPRESSED, SUPPRESSED]
    assert SUPPRESSED.spoken == "suppressed"
    assert delivery.target(held["rpt_delivery"].rows[0]).note == "share reached suppressed"
    assert changes.summaries(held["rpt_changes"], rows.QUARTER)[0].rest == "1 measure with suppressed figures."


def test_nought_is_shown_and_what_is_missing_says_why():
    grid = measures.of_one(
        everything(rpt_performance=[rows.measure(value=Decimal(0), previous_value=None, previous_status="unreadable")]),
        rows.QUARTER,
        "Ashby",
    )

    assert grid.rows[0][1].text == "0"
    assert (grid.rows[0][2].text, grid.rows[0][2].kind) == ("could not be read", "absent")


def test_england_and_neighbours_stand_with_how_many_have_a_figure_and_of_which_model():
    (grid,) = comparators.of_measure(everything(), rows.QUARTER, "referrals")

    assert [(cell.text, cell.note) for cell in grid.rows[0]] == [
        ("Ashby", ""), ("450.3", ""), ("537.7", ""), ("500.0", ""), ("7 of 10", "model 2021-04"),
        ("444.4", "in the last four quarters"), ("0.83", "0.75 to 0.91; clearly lower"),
    ]  # fmt: skip
    assert grid.caption == "Referrals at or in the year to 31 March 2022, as published (per 10,000 children)"


def test_a_measure_that_nobody_publishes_has_no_table_of_comparators():
    held = everything(rpt_comparators=[published(period_end_date=None)])

    assert comparators.of_measure(held, rows.QUARTER, "referrals") == []


@pytest.mark.parametrize(
    ("row", "text", "note"),
    [
        (limits(), "no signal", "trial limits"),
        (limits(point_count=12, is_trial=False), "no signal", ""),
        (limits(signal="above_limits"), "above the limits", "trial limits"),
        (limits(limits_status="too_few_points", mean_value=None), "too few points", ""),
    ],
)
def test_limits_under_12_points_are_called_trial_limits(row, text, note):
    grid = variation.limits(tables(rpt_process_limits=[row])["rpt_process_limits"], rows.QUARTER, "Ashby")

    assert (grid.rows[0][6].text, grid.rows[0][5].note) == (text, note)


def test_restated_figures_say_from_what_to_what_and_why_the_newest_quarter_first():
    held = tables(
        rpt_restatements=[
            restated(),
            restated(restated_quarter=rows.QUARTER, section="finance", title="Set-up", field="forecast_gbp", unit="gbp",
                     part="dfe_grant", from_value=None, from_status="missing", to_value=Decimal("12.5"),
                     why="given_later"),
        ]
    )["rpt_restatements"]  # fmt: skip

    grid = returns.restated(held, rows.QUARTER)

    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["Ashby", "2022-23-Q1", "Set-up", "missing from the return", "£13", "given later"],
        ["Ashby", "2021-22-Q4", "Referrals", "98", "100", "corrected"],
    ]
    assert grid.rows[0][2].note == "finance, dfe grant, forecast"


def test_what_a_release_changes_is_told_to_everyone_and_from_what_to_what_to_the_programme_team():
    one = Changed(rows.QUARTER, "Performance", "Ashby", "Referrals", "4", "90")
    before = Comparison(1, ("Ashby, 2022-23-Q1: the return was corrected.",), changed=(one,))
    told = replace(issue(), previous=before)

    public = words_of(sections.report(everything(), told, PUBLISHED))
    internal = sections.report(everything(), told, INTERNAL)

    assert "the return was corrected" in public
    assert "Figures changed since release 1" not in public
    (grid,) = [grid for grid in grids(internal) if grid.caption == "Figures changed since release 1"]
    assert [cell.text for cell in grid.rows[0]] == ["Ashby", "2022-23-Q1", "Referrals", "4", "90"]


def test_of_very_many_restated_figures_the_report_says_how_many_more_there_are():
    many = [restated(title=f"Measure {number}") for number in range(returns.MOST_RESTATED + 7)]

    grid = returns.restated(tables(rpt_restatements=many)["rpt_restatements"], rows.QUARTER)

    assert len(grid.rows) == returns.MOST_RESTATED
    assert grid.note == "7 more restated figures on the authorities’ pages."


def test_milestones_overdue_stand_with_the_longest_first_and_comments_only_where_they_may():
    table = tables(
        rpt_milestones=[
            rows.milestone(), rows.milestone(milestone="Older", baseline_date=date(2022, 1, 1)),
            rows.milestone(milestone="On time", is_overdue=False),
        ]
    )["rpt_milestones"]  # fmt: skip

    overdue = milestones.overdue_grid(table.rows, rows.QUARTER)

    assert [row[1].text for row in overdue.rows] == ["Older", "Trainers in place"]
    assert "Comment" not in milestones.of_one(table, rows.QUARTER, "Ashby", PUBLISHED).headings
    assert "Comment" in milestones.of_one(table, rows.QUARTER, "Ashby", INTERNAL).headings


def test_a_year_with_nothing_in_it_is_left_out_of_savings_and_one_that_is_not_known_is_not():
    nothing = {"planned_gbp": Decimal(0), "delivered_gbp": Decimal(0), "forecast_gbp": Decimal(0)}
    unknown = nothing | {"forecast_gbp": None, "variance_gbp": None, "status": "incomplete"}
    table = tables(
        rpt_benefits=[
            rows.saving(financial_year="2020-21", **nothing), rows.saving(financial_year="2021-22", **unknown),
            rows.saving(),
        ]
    )["rpt_benefits"]  # fmt: skip

    assert [row[1].text for row in savings.by_year(table, rows.QUARTER).rows] == ["2021-22", "all years"]


def test_the_evaluation_is_told_as_context_and_never_as_a_result():
    text = words_of(made("report"))

    assert "£755" in text
    assert "No figure of it is a result of these returns." in text
    assert "£755" not in words_of(made("highlight"))


def test_the_board_is_asked_to_decide_and_to_explain_by_rule():
    worse = rows.change(polarity="higher_is_better", title="Share in time")
    held = everything(
        rpt_milestones=[rows.milestone(rag="red", slippage_in_quarter_days=30)],
        rpt_finance=[rows.money(variance_gbp=Decimal(5))],
        rpt_performance=[rows.measure(status="unreadable", value=None)],
        rpt_changes=[worse],
    )

    (asked,) = [block for section in made("highlight", held=held).sections if section.key == "ask"
                for block in section.blocks]  # fmt: skip

    assert asked.items == (
        "Decide: 1 milestone overdue and rated red: ‘Trainers in place’.",
        "Decide: the grant’s forecast is £5 above the year’s budget.",
        "Explain: 1 milestone that slipped by 30 days or more in the quarter: ‘Trainers in place’.",
        "Explain: no figure for Referrals.",
        "Explain: Share in time: 90, down from 120 (−25.0%), not as the programme aims.",
    )


def test_a_board_with_nothing_to_decide_is_told_that():
    held = everything(rpt_milestones=[rows.milestone(is_overdue=False, slippage_in_quarter_days=0)], rpt_changes=[])

    (asked,) = [block for section in made("highlight", held=held).sections if section.key == "ask"
                for block in section.blocks]  # fmt: skip

    assert asked.text == "Nothing, by the rules of this report."


def test_what_stands_on_an_authoritys_page_is_not_said_again_in_the_report():
    named = [{"authority_code": f"E{n:03}", "authority_name": f"Authority {n:03}"} for n in range(150)]
    told = everything(
        rpt_returns=[rows.returned(**who) for who in named],
        rpt_milestones=[rows.milestone(**who, is_overdue=False) for who in named],
        rpt_finance=[rows.money(**who) for who in named],
        rpt_performance=[rows.measure(**who) for who in named],
    )

    document = made("report", held=told)

    assert max(len(grid.rows) for grid in grids(document)) == 150
    assert len(grids(document)) < 40
    assert "Trainers in place" not in words_of(document)
