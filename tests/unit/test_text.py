"""Two headings are the same when a person would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.text import clean, known_as, text_key, without_markers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Local\nauthority", "Local authority"),
        (" Value ", "value"),
        ("Re-referrals <12m", "RE–REFERRALS  <12M"),
        ("Children’s services", "Children's services"),
        ("“Early” help", '"early" help'),
        ("Finance\u00a0£m", "finance £m"),
        ("Ｑ１", "Q1"),
        ("Co\u00adordi\u200bnator\ufeff", "Coordinator"),
        ("Straße", "STRASSE"),
        ("re\u2212referrals", "re-referrals"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_texts_that_look_the_same_have_one_key(one, other):
    assert text_key(one) == text_key(other)


@pytest.mark.parametrize(("one", "other"), [("Q1", "Q2"), ("£m", "£000"), ("Re-referrals", "Referrals"), ("a b", "ab")])
def test_texts_that_differ_keep_their_difference(one, other):
    assert text_key(one) != text_key(other)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_case_and_white_space_do_not_matter(text):
    assert text_key(text.upper()) == text_key(f"\t{text.lower()} \n".replace(" ", "  "))


@pytest.mark.parametrize(
    "sent",
    [
        "Referrals*", "Referrals **", "*Referrals", "Referrals†", "Referrals¹", "Referrals ⁽²⁾", "Referralsª",
        "Referrals [1]", "Referrals [r]", "Referrals[1, 2]", "Referrals (note 2)", "Referrals (see notes 1 and 2)",
        "Referrals [footnote a]", "Referrals (1)", "Referrals (*)", "Referrals, see note 2", "Referrals - note 2",
        "Referrals\n(note 2)",
    ],
)  # fmt: skip
def test_a_footnote_marker_is_no_part_of_a_label(sent):
    assert without_markers(sent) == "Referrals"
    assert known_as(sent, frozenset({"referrals", "re-referrals"})) == "referrals"


@pytest.mark.parametrize(
    "label",
    [
        "Referrals (England)",
        "a) CLA at period end",
        "Re-referrals <12m",
        "K1a",
        "Q1",
        "% (where applicable)",
        "Note book",
    ],
)
def test_what_is_no_marker_stays(label):
    assert without_markers(label) == label


def test_a_marker_inside_a_label_is_left_out():
    assert without_markers("Children looked after* (month end)") == "Children looked after (month end)"


def test_a_text_that_is_a_marker_alone_keeps_itself():
    assert without_markers("*") == "*"


def test_an_exact_match_wins_over_one_without_markers():
    known = frozenset({"referrals", "referrals (1)"})

    assert known_as("Referrals (1)", known) == "referrals (1)"
    assert known_as("Referrals (2)", known) is None  # either of the two, once the markers are gone
