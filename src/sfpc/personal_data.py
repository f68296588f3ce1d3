"""Find personal data in free text, so that its place can be named and the text kept out of every mart and message.

The text itself is never put into a finding. A false alarm costs a telephone call and a gate that stays shut; so the
patterns err towards finding, but leave alone what reports on a programme say every quarter: dates, durations, counts.
"""

from __future__ import annotations

import re

from sfpc.text import clean

LONGEST_QUOTE = 60
"""Characters of a heading or name that a message quotes; what is longer is a sentence, and is cut short."""

_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+(?:19|20)\d{2})"
)
_BIRTH = r"(?:born|birth|d\.?\s?o\.?\s?b|b\.)"
_NOT_A_NAME = (
    r"(?!(?:Slip\w+|Delay\w*|Extend\w*|Extension|Late|Behind|Ahead|About|Around|Over|Under|Within|After|Every|Last|Next|"
    r"First|Contract\w*|Fund\w*|Grant\w*|Lease\w*|Term|Phase|Plan\w*|Pilot\w*|Pause\w*|Post\w*|Programme|Project|"
    r"Evaluation|Year\w*|Aged?|Ages|For|In|Of|To|The|All|Children|Boys|Girls|Young|People|Those|Pupils|Families)\b)"
)
_NAME = rf"\b{_NOT_A_NAME}[A-Z][a-z]+(?:[ \-]{_NOT_A_NAME}[A-Z][a-z]+)?"
_AGE = (
    r"\d{1,2}\s?(?:years?|yrs?)\b|\d{1,2}\s?(?:years?|yrs?|months?|mths?)[ \-]old\b|\d{1,2}\s?y\.?/?o\b"
    r"|aged?\s\d{1,2}\b"
)

_DIGIT = re.compile(r"\d")

PATTERNS: dict[str, re.Pattern[str]] = {
    "a date of birth": re.compile(
        rf"\b{_BIRTH}(?![A-Za-z])\W{{0,3}}(?:\w+\W+){{0,3}}?{_DATE}"
        rf"|{_DATE}\W{{1,3}}(?:(?:is|was)\s+)?(?:(?:his|her|their|the)\s+)?(?:date\s+of\s+birth|d\.?o\.?b\b)",
        re.IGNORECASE,
    ),
    "a unique pupil number": re.compile(
        r"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]?\b|\bUPN\b\W{0,3}[A-Z]\d{6,}", re.IGNORECASE
    ),
    "an NHS number": re.compile(
        r"\bNHS\W{0,3}(?:no|num|number)?\W{0,3}(?:is\s)?\d{3}[ \-]?\d{3}[ \-]?\d{4}\b|\b\d{3}[ \-]\d{3}[ \-]\d{4}\b",
        re.IGNORECASE,
    ),
    "a National Insurance number": re.compile(
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
    ),
    "a postcode": re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"),
    "an e-mail address": re.compile(r"\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b"),
    "a telephone number": re.compile(
        r"(?<![\d/.,£])(?!\d{1,2}[ \-]\d{1,2}[ \-](?:19|20)\d{2})"
        r"(?:\+44[ \-]?(?:\(0\)[ \-]?)?|\(?0)(?:\d[ \-()]{0,2}){9,10}(?!\d)"
    ),
    "a name beside an age": re.compile(rf"{_NAME},? \(?(?:{_AGE})"),
}
"""What each pattern finds; shapes from the Department's, the NHS's, HMRC's and Royal Mail's published formats."""


def kinds_in(text: str) -> list[str]:
    """The kinds of personal data a text seems to hold.

    >>> kinds_in("Slipped; recovery plan agreed. Delayed to 14/03/2022.")
    []
    """
    if "@" not in text and not _DIGIT.search(text):
        return []  # every other pattern needs one
    return [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]


def quoted(text: str) -> str:
    r"""A heading or name as a message may quote it: on one line, not too long, and not at all where it may be personal.

    >>> quoted("Local\nauthority"), quoted("child born 14/03/2013")
    ("'Local authority'", '(left out: it may hold personal data)')
    """
    if kinds_in(text) or kinds_in(text.replace("~1", "/")):  # a JSON pointer writes / as ~1
        return "(left out: it may hold personal data)"
    shown = clean(text)
    return repr(shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…")
