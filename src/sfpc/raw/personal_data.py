"""Find personal data in free text, so that its place can be named and the text kept out of every mart.

The text itself is never put into a finding. Patterns err towards finding: a false alarm costs a phone call.
"""

from __future__ import annotations

import re

_DATE = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+(?:19|20)\d{2})"

PATTERNS: dict[str, re.Pattern[str]] = {
    "a date of birth": re.compile(
        rf"\b(?:born|birth|d\.?o\.?b\.?|b\.)\b\W{{0,3}}(?:\w+\W+){{0,3}}?{_DATE}|{_DATE}\W{{1,3}}(?:is\s+(?:his|her|their)\s+)?(?:date\s+of\s+birth|d\.?o\.?b\b)",
        re.IGNORECASE,
    ),
    "a unique pupil number": re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]?\b|\bUPN\b\W{0,3}[A-Z]\d{6,}", re.IGNORECASE),
    "an NHS number": re.compile(r"\b(?:NHS\W{0,3}(?:no|number)?\W{0,3})\d[\d ]{8,11}\d\b|\b\d{3} \d{3} \d{4}\b", re.IGNORECASE),
    "a National Insurance number": re.compile(
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
    ),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"),
    "an e-mail address": re.compile(r"\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b"),
    "a telephone number": re.compile(r"(?<![\d/])(?:\+44 ?|0)(?:\d[ \-]?){9,10}(?!\d)"),
    "a name beside an age": re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?,? \(?(?:aged? )?\d{1,2}\b(?: ?(?:years?|yrs?|y/?o|months?)\b|\))"),
}  # fmt: skip
"""What each pattern finds; shapes from the Department's, the NHS's and HMRC's published formats."""


def kinds_in(text: str) -> list[str]:
    """The kinds of personal data a text seems to hold.

    >>> kinds_in("On track.")
    []
    """
    return [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]
