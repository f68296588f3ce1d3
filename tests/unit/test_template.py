"""A layout's heading is met by the headings people send for it, and by no other."""

import pytest

from sfpc.raw.template import PATTERNS, is_named, shown, template
from sfpc.reference import PLACEHOLDERS


def test_every_placeholder_a_layout_may_use_has_its_pattern():
    assert set(PATTERNS) == set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("heading", "sent", "captured"),
    [
        ("Value", " value\n", {}),
        ("Budget {financial_year}", "BUDGET 2021–22", {"financial_year": "2021-22"}),
        ("Budget {financial_year}", "Budget FY21/22", {"financial_year": "FY21/22"}),
        ("{financial_year} planned", "2021/22\nplanned", {"financial_year": "2021/22"}),
        ("Actual {quarter}", "Actual Q2", {"quarter": "Q2"}),
        ("{quarter}", "Quarter 3", {"quarter": "Quarter 3"}),
        ("{quarter} {financial_year}", "Q2 (Jul-Sep) 21/22", {"quarter": "Q2 (Jul-Sep)", "financial_year": "21/22"}),
        ("{month}", "Jul 2021", {"month": "Jul 2021"}),
        ("{month}", "September-21", {"month": "September-21"}),
        ("{month}", "Sept 21", {"month": "Sept 21"}),
        ("{month}", "2021-07-01", {"month": "2021-07-01"}),
        ("{label}", "Referrals received ", {"label": "Referrals received"}),
        ("attendees/{category}", "attendees/schools", {"category": "schools"}),
        ("{authority} Council", "Sefton Council", {"authority": "Sefton"}),
        (
            "{authority} - {anything}",
            "Leeds – Family Valued – savings",
            {"authority": "Leeds", "anything": "Family Valued - savings"},
        ),
        ("£000", "£000", {}),
        ("% (where applicable)", "% (where\napplicable)", {}),
    ],
)
def test_a_heading_is_met_however_it_is_written(heading, sent, captured):
    assert template(heading).match(sent) == captured


@pytest.mark.parametrize(
    ("heading", "sent"),
    [
        ("Value", "Values"),
        ("Budget {financial_year}", "Budget"),
        ("Budget {financial_year}", "Budget 2021-22 revised"),
        ("{quarter}", "Q5"),
        ("{quarter}", "Q1 and Q2"),
        ("{month}", "Variance 2021"),
        ("{month}", "July"),
        ("{month}", "Marketing 21"),
        ("A.B", "AxB"),
    ],
)
def test_another_heading_does_not_meet_it(heading, sent):
    assert template(heading).match(sent) is None


def test_files_and_sheets_are_named_by_the_same_rules():
    assert is_named("COV_SFPC_{financial_year}_{quarter}.xlsx", "cov_sfpc_202122_q2.XLSX")
    assert not is_named("COV_SFPC_{financial_year}_{quarter}.xlsx", "COV_SFPC_202122_Q2 (1).xlsx")


def test_a_message_shows_what_varies_as_dots_or_by_its_name():
    assert [shown(heading) for heading in ("Budget {financial_year}", "{quarter}", "Value")] == [
        "Budget …",
        "a quarter",
        "Value",
    ]
