"""The summary says what the tables say, calls nothing a change that is none, and can be read in two minutes."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sfpc.report.document import Bullets, Paragraph
from sfpc.report.grids import Grid
from sfpc.report.sections import brief, changes, reading, summary
from tests import report_rows as rows
from tests.report_issue import issue
from tests.report_tables import tables

WORDS_IN_TWO_MINUTES = 480
JUDGEMENTS = (
    "clear_rise", "clear_fall", "no_clear_change", "too_few_to_tell", "no_rule", "not_comparable", "a_new_one", None,
)  # fmt: skip


def told(held, **values):
    (bullets,) = [block for block in summary.section(held, issue(**values)).blocks if isinstance(block, Bullets)]
    return list(bullets.items)


def children(*held):
    return list(summary.children(tables(rpt_changes=list(held))["rpt_changes"], rows.QUARTER))


def test_clear_changes_are_told_by_measure_with_whether_the_programme_aims_at_them():
    share = {"measure": "share", "title": "Share in time", "polarity": "higher_is_better"}

    said = children(
        rows.change(**share), rows.change(**rows.BARTON, **share, judgement="clear_rise"), rows.change(**rows.BARTON)
    )

    assert said[0].startswith("Children and families: of 3 comparisons with a year before")
    assert "3 show a clear change" in said[0]
    up, down = "clearly up in Barton (as the programme aims)", "clearly down in Ashby (not as the programme aims)"
    assert said[1:] == [f"Share in time: {up}; {down}."]


def test_where_the_interval_says_nothing_the_words_are_no_clear_change():
    said = children(rows.change(judgement="no_clear_change"), rows.change(measure="b", judgement="too_few_to_tell"))

    assert len(said) == 1
    assert said[0].endswith(
        "0 show a clear change. No clear change in 1 comparison; 1 comparison with too few to tell."
    )


def test_a_change_over_a_recording_break_is_not_called_one():
    said = children(
        rows.change(polarity="lower_is_better", judgement="not_comparable", break_note="What is counted changed."),
        rows.change(measure="other", judgement="no_clear_change"),
    )

    assert len(said) == 1
    assert "0 show a clear change" in said[0]
    assert "1 comparison not comparable because of a break in between" in said[0]


def test_without_earlier_figures_it_says_so():
    assert children() == ["Children and families: no earlier figures are held to compare with."]
    assert children(rows.change(judgement="not_comparable")) == [
        "Children and families: no earlier figures are held to compare with."
    ]


changed_rows = st.lists(
    st.builds(
        rows.change,
        measure=st.sampled_from("abcdefgh"),
        polarity=st.sampled_from(["lower_is_better", "higher_is_better", "neutral"]),
        judgement=st.sampled_from(JUDGEMENTS),
        break_note=st.sampled_from([None, "What is counted changed."]),
        suppressed_columns=st.sampled_from(["", "judgement value change change_percent"]),
    ),
    max_size=8,
)


@given(changed_rows)
def test_only_what_the_table_calls_clear_is_ever_called_clear(held):
    clear = [row for row in held if row["judgement"] in changes.DIRECTIONS and not row["suppressed_columns"]]

    said = children(*held)

    number = re.search(r"(\d+) shows? a clear change", said[0])
    assert (int(number[1]) if number else 0) == len(clear)
    assert sum("clearly" in sentence for sentence in said) <= len({row["measure"] for row in clear})


def test_money_names_who_forecasts_more_than_the_grant_and_whose_spend_is_far_ahead():
    names = {"actual_year_to_date_gbp": 400, "budget_gbp": 2000, "forecast_gbp": 1900}
    held = tables(
        rpt_programme=[rows.total(figure=f"dfe_grant_{name}", value=Decimal(value)) for name, value in names.items()],
        rpt_finance=[rows.money(), rows.money(**rows.BARTON, variance_gbp=Decimal(5))],
        rpt_grant=[rows.grant(spent_percent=Decimal(90))],
    )

    assert list(summary.money(held, rows.QUARTER, issue().coverage)) == [
        "Money: DfE grant spent in the year to date £400; budget of the year £2,000; forecast £1,900.",
        "Forecast above the year’s grant budget: Barton.",
        "Spent more than 25 percentage points ahead of the time gone: Ashby.",
    ]


def test_a_total_that_is_withheld_says_whose_return_lacks():
    held = tables(rpt_programme=[rows.total(value=None, status="withheld")])

    (first, *_) = summary.money(held, rows.QUARTER, issue(missing={"Barton": "late"}).coverage)

    assert "year to date withheld: partial, without Barton;" in first
    assert "budget of the year not reported" in first


def test_targets_are_reached_from_a_hundred_per_cent():
    held = tables(
        rpt_delivery=[
            rows.activity(target_reached_percent=Decimal(100)),
            rows.activity(**rows.BARTON, target_reached_percent=Decimal("99.95")),
            rows.activity(activity="other", target_reached_percent=None, target_status="date_past"),
        ]
    )

    assert list(summary.delivery(held, rows.QUARTER, issue().coverage))[-1] == (
        "Targets of documents that can be compared: 2. Reached: Ashby (Conferences held, 100.0%). "
        "Not reached so far: Barton (Conferences held, just under 100%)."
    )


def test_milestones_overdue_are_counted_among_those_reported():
    table = tables(
        rpt_milestones=[
            rows.milestone(),
            rows.milestone(milestone="b", is_overdue=False),
            rows.milestone(milestone="c", presence="no_longer_reported", rag="no_longer_reported", is_overdue=None),
        ]
    )["rpt_milestones"]

    assert list(summary.milestones_overdue(table, rows.QUARTER, issue().coverage)) == [
        "Milestones overdue on 30 June 2022: 1 of 2: Ashby 1."
    ]


def test_a_partial_report_tells_no_count_over_authorities_of_milestones():
    table = tables(rpt_milestones=[rows.milestone()])["rpt_milestones"]

    (said,) = summary.milestones_overdue(table, rows.QUARTER, issue(missing={"Barton": "late"}).coverage)

    assert said == "Milestones overdue on 30 June 2022: withheld: partial, without Barton: Ashby 1."


def test_who_was_late_is_named_and_a_return_on_time_is_not():
    held = tables(rpt_returns=[rows.returned(), rows.returned(**rows.BARTON, working_days_late=3)])

    assert next(iter(summary.returns(held, issue()))) == "Returns: 2 of 2 returns accepted. Late: Barton."


def many(count):
    """Tables of as many authorities, each with several clear changes, an overdue milestone and a late return."""
    named = [{"authority_code": f"E{n}", "authority_name": f"Authority {n}"} for n in range(count)]
    measures = [
        {"measure": f"m{n}", "title": f"A measure with a long name, number {n}", "polarity": "lower_is_better"}
        for n in range(25)
    ]
    return tables(
        rpt_returns=[rows.returned(**who, working_days_late=1) for who in named],
        rpt_changes=[rows.change(**who, **measure) for who in named for measure in measures],
        rpt_finance=[rows.money(**who, variance_gbp=Decimal(5)) for who in named],
        rpt_grant=[rows.grant(**who, spent_percent=Decimal(99)) for who in named],
        rpt_delivery=[rows.activity(**who) for who in named],
        rpt_milestones=[rows.milestone(**who) for who in named],
        rpt_benefits=[rows.saving(**who) for who in named],
        rpt_restatements=[{**who, "quarter": rows.QUARTER} for who in named],
    )


def test_it_is_read_in_two_minutes_even_of_150_authorities():
    blocks = summary.section(many(150), issue()).blocks
    read = " ".join(
        block.text if isinstance(block, Paragraph) else " ".join(block.items)
        for block in blocks
        if isinstance(block, Paragraph | Bullets)
    )

    assert len(read.split()) <= WORDS_IN_TWO_MINUTES
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    assert len(grid.rows) == 150


def test_each_authority_has_its_line_and_one_without_a_return_says_so():
    held = tables(
        rpt_returns=[rows.returned(), rows.returned(**rows.BARTON, state="late", received_at=None)],
        rpt_changes=[rows.change(polarity="lower_is_better"), rows.change(measure="b", judgement="clear_rise")],
        rpt_finance=[rows.money()],
        rpt_milestones=[rows.milestone()],
        rpt_benefits=[rows.saving()],
    )

    grid = brief.in_brief(held, rows.QUARTER)

    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["Ashby", "accepted", "1", "0", "1", "20.0%", "−£50", "1", "£50"],
        ["Barton", "late, not received", *["not comparable"] * 3, *["no return"] * 4],
    ]


def test_nothing_is_called_an_effect_of_the_programme():
    text = " ".join([*told(many(2)), summary.NO_EFFECT, *reading.FIGURES, reading.CLEAR_CHANGES]).lower()

    for claim in ("because of the programme", "thanks to", "caused", "impact", "due to the programme", "improved"):
        assert claim not in text
    assert "it is not an effect of the programme" in text


def test_a_hidden_figure_stands_in_no_sentence():
    row = rows.change(polarity="lower_is_better", value=None, suppressed_columns="value")

    assert changes.sentence(row) == "Referrals: down; the figures are suppressed, as the programme aims."


def test_a_new_release_points_to_what_it_changes():
    class Before:
        release = 1

    held = tables(rpt_returns=[rows.returned()])

    assert list(summary.returns(held, replace(issue(), previous=Before())))[-1] == (
        "A new release of the quarter: ‘Returns’ says what it changes against release 1."
    )
