"""Two submissions are compared figure by figure, and what differs is said as people write it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.cli.differences import in_words, number, see_that_all_are_built, what, where
from sfpc.differences import KEY, Change, Said, Submission, chosen, compare
from sfpc.errors import PipelineError, UsageError
from sfpc.landed import Landed, Withdrawal


def figure(label="Referrals", value=None, value_text=None, status="reported", place="E9"):
    """What a submission says of a figure, as the warehouse gives it."""
    return {
        "label": label, "value": value, "value_text": value_text, "status": status,
        "source_file": "a.xlsx", "source_sheet": "Data", "source_place": place,
    }  # fmt: skip


def key(section="performance", subject="referrals", **others):
    """What a figure is about."""
    about = dict.fromkeys(KEY) | {"quarter": "2021-22-Q1", "section": section, "subject": subject, "field": "value"}
    return tuple((about | others).values())


def said(value=None, value_text=None, status="reported"):
    return Said(value, value_text, status, "a.xlsx", "Data", "E9")


def submission(submission_id, sequence=1, state="accepted"):
    return Submission(submission_id, sequence, datetime(2021, 7, 20), state, None, is_in_force=True, content_hash="x")  # noqa: DTZ001 - UTC


def landed(submission_id, sequence=1, withdrawn=None):
    return Landed("leeds", "E1", "2021-22-Q1", submission_id, sequence, "2021-07-20T09:00:00", (), None, withdrawn)


def test_a_figure_that_only_moved_is_no_change():
    before = {key(): figure(value=Decimal("120.000000"), place="E9")}
    after = {key(): figure(label="Referrals received", value=Decimal(120), place="F10")}

    assert compare(before, after) == []


def test_a_number_a_status_and_a_text_can_change_and_a_figure_come_or_go():
    before = {
        key(subject="number"): figure(value=Decimal(1)),
        key(subject="status"): figure(value=Decimal(1)),
        key(subject="text"): figure(value_text="green"),
        key(subject="gone"): figure(value=Decimal(1)),
    }
    after = {
        key(subject="number"): figure(value=Decimal(3)),
        key(subject="status"): figure(status="suppressed"),
        key(subject="text"): figure(value_text="red"),
        key(subject="new"): figure(value=Decimal(0)),
    }

    changes = {one.subject: one for one in compare(before, after)}

    assert changes.keys() == {"number", "status", "text", "gone", "new"}
    assert changes["number"].difference == 2
    assert [changes[one].difference for one in ("status", "text", "gone", "new")] == [None] * 4
    assert (changes["gone"].after, changes["new"].before) == (None, None)


NUMBERS = st.one_of(st.none(), st.integers(-3, 3).map(Decimal))
FIGURES = st.dictionaries(
    st.builds(key, st.sampled_from(["finance", "performance"]), st.sampled_from("abc")),
    st.builds(figure, value=NUMBERS, status=st.sampled_from(["reported", "suppressed"])),
)


@given(before=FIGURES, after=FIGURES)
def test_comparing_the_other_way_round_gives_the_same_figures_with_sides_changed(before, after):
    there = compare(before, after)
    back = compare(after, before)

    assert [(one.subject, one.before, one.after) for one in there] == [
        (one.subject, one.after, one.before) for one in back
    ]
    assert compare(before, before) == []
    assert len(there) == sum(before.get(one) != after.get(one) for one in before.keys() | after.keys())


def test_changes_stand_in_the_order_of_a_return():
    later = {
        key(section, subject, period_month=month): figure(label=subject, value=Decimal(1))
        for section, subject, month in [
            ("benefits", "a", None),
            ("performance", "b", date(2021, 5, 1)),
            ("performance", "b", date(2021, 4, 1)),
            ("performance", "a", None),
        ]
    }

    assert [(one.section, one.label, one.period_month) for one in compare({}, later)] == [
        ("performance", "a", None),
        ("performance", "b", date(2021, 4, 1)),
        ("performance", "b", date(2021, 5, 1)),
        ("benefits", "a", None),
    ]


def test_a_submission_is_known_by_how_its_id_begins_where_that_is_one():
    known = [submission("ab12"), submission("ab34")]

    assert chosen(known, "ab3") == known[1]
    with pytest.raises(UsageError, match=r"'ab' begins the id of 2 submissions of this return; they are ab12, ab34"):
        chosen(known, "ab")


@pytest.mark.parametrize(
    ("value", "section", "signed", "words"),
    [
        (Decimal("1285.000000"), "performance", False, "1,285"),
        (Decimal("0.500000"), "performance", True, "+0.5"),
        (Decimal("100.000000"), "delivery", False, "100"),
        (Decimal("-1234.500000"), "finance", False, "-£1,234.5"),
        (Decimal("500.000000"), "benefits", True, "+£500"),
        (Decimal(0), "finance", False, "£0"),
    ],
)
def test_a_number_is_written_as_people_write_it(value, section, signed, words):
    assert number(value, section, signed=signed) == words


@pytest.mark.parametrize(
    ("side", "words"),
    [
        (None, "not there"),
        (said(status="not_applicable"), "not applicable"),
        (said(value_text="2021-06-30"), "2021-06-30"),
        (said(value=Decimal(12)), "12"),
    ],
)
def test_what_a_submission_says_is_told_in_words(side, words):
    assert in_words(side, "performance") == words


def test_a_figure_is_named_by_its_label_and_what_tells_it_from_others():
    about = {"quarter": "2021-22-Q1", "subject": "x", "project": None, "before": said(), "after": None}
    spend = Change(
        **about,
        section="finance",
        part="dfe_grant",
        field="actual_in_month",
        period_month=date(2021, 5, 1),
        label="Set Up, DfE",
    )
    training = Change(
        **about, section="delivery", part="health_care", field="value", period_month=None, label="Deep dive"
    )

    assert what(spend) == "Set Up, DfE: actual in month, May 2021"
    assert what(training) == "Deep dive: health care"
    assert (where(training.before), where(training.after)) == ("a.xlsx, Data, E9", "")


def test_a_warehouse_that_does_not_know_of_a_withdrawal_is_built_first():
    withdrawal = Withdrawal("2021-08-01T09:00:00", "reporting lead", "sent by mistake")

    see_that_all_are_built([landed("ab", withdrawn=withdrawal)], [submission("ab", state="withdrawn")])
    see_that_all_are_built([landed("ab", withdrawn=withdrawal)], [submission("ab", state="rejected")])
    with pytest.raises(PipelineError, match="ab was withdrawn and the warehouse does not know of it"):
        see_that_all_are_built([landed("ab", withdrawn=withdrawal)], [submission("ab")])
    with pytest.raises(PipelineError, match="ab landed and the warehouse does not know of it"):
        see_that_all_are_built([landed("ab", sequence=3)], [submission("ab")])
