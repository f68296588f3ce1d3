"""Two headings are the same when a person would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.text import clean, text_key


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
