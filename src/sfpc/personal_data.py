"""Find personal data in free text, so that its place can be named and the text kept out of every mart and message.

The text itself is never put into a finding. A false alarm costs a telephone call and a gate that stays shut; so the
patterns err towards finding, but leave alone what reports on a programme say every quarter: dates, durations, counts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sfpc.given_names import GIVEN_NAMES
from sfpc.text import clean

LONGEST_QUOTE = 60
"""Characters of a heading or name that a message quotes; what is longer is a sentence, and is cut short."""

_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s\-/]+[A-Za-z]{3,9}[\s\-/,]+(?:19|20)?\d{2}\b)"
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

_GIVEN = rf"(?:{'|'.join(sorted(GIVEN_NAMES))})"
_SURNAME = r"(?:[ \-][A-Z]['’]?[A-Za-z]+){0,2}"
_BARE_AGE = r"(?: ?\(\d{1,2}\)|, ?\d{1,2}(?=\s*(?:$|[,.;:)]|(?:and|who|was|is|has|had|moved|living)\b)))"
"""A number that nothing says is an age: only beside a name, in brackets or between commas."""
_PERSON = (
    r"(?:child|boy|girl|baby|son|daughter|brother|sister|sibling|pupil|mother|father|mum|dad|parent|carer|named|called)"
)

_POSTCODE_AREA = (
    "(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    "|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
_POSTCODE = rf"\b{_POSTCODE_AREA}\d[A-Z\d]? ?(?!\d(?-i:nd|rd|st|th)\b)\d[ABD-HJLNP-UW-Z]{{2}}\b"
_NHS = r"\d{3}[ \-]?\d{3}[ \-]?\d{4}"

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
    "an NHS number": re.compile(rf"\bNHS\W{{0,3}}(?:no|num|number)?\W{{0,3}}(?:is\s)?{_NHS}\b", re.IGNORECASE),
    "a National Insurance number": re.compile(
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
    ),
    "a postcode": re.compile(_POSTCODE, re.IGNORECASE),
    "an e-mail address": re.compile(r"\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b"),
    "a telephone number": re.compile(
        r"(?<![\d/.,£])(?!\d{1,2}[ \-]\d{1,2}[ \-](?:19|20)\d{2})"
        r"(?:\+44[ \-]?(?:\(0\)[ \-]?)?|\(?0)(?:\d[ \-()]{0,2}){9,10}(?!\d)"
    ),
    "a name beside an age": re.compile(
        rf"{_NAME},? \(?(?:{_AGE})"
        rf"|\b{_PERSON} {_NAME}{_BARE_AGE}"
    ),
}
"""What each pattern finds; shapes from the Department's, the NHS's, HMRC's and Royal Mail's published formats."""


_GIVEN_NAME_AND_AGE = re.compile(
    rf"\b(?i:{_GIVEN}){_SURNAME},? \(?(?i:{_AGE})"
    rf"|(?<!\bSt )(?<!\bSt\. )\b(?=[A-Z])(?i:{_GIVEN}){_SURNAME}{_BARE_AGE}"
)
_WORD = re.compile(r"[a-z]+")

_UNNAMED_NHS = re.compile(r"(?<![\d.,£])(?:\d{3}[ \-]\d{3}[ \-]\d{4}|[4679]\d{9})(?![\d.,]\d|\d)")
"""What may be an NHS number that nothing calls one: its last digit must be the check digit of the others."""


def kinds_in(text: str) -> list[str]:
    """The kinds of personal data a text seems to hold.

    >>> kinds_in("Slipped; recovery plan agreed. Delayed to 14/03/2022.")
    []
    """
    if "@" not in text and not _DIGIT.search(text):
        return []  # every other pattern needs one
    return list(_looked_for(text))


@lru_cache(maxsize=16_384)
def _looked_for(text: str) -> tuple[str, ...]:
    """The kinds of personal data; a return says the same in many cells, and one text is asked about more than once."""
    text = clean(text)
    found = [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]
    if (
        "a name beside an age" not in found
        and not GIVEN_NAMES.isdisjoint(_WORD.findall(text.casefold()))  # so seldom that the pattern may take its time
        and _GIVEN_NAME_AND_AGE.search(text)
    ):
        found.append("a name beside an age")
    if "an NHS number" not in found and any(is_nhs_number(one[0]) for one in _UNNAMED_NHS.finditer(text)):
        found.append("an NHS number")
    return tuple(found)


def is_nhs_number(text: str) -> bool:
    """Whether the tenth digit is the check digit of the nine before it (modulus 11, weights 10 to 2).

    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    digits = [int(character) for character in text if character in "0123456789"]
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return len(digits) == 10 and len(set(digits)) > 1 and check % 11 == digits[9] and check != 10  # noqa: PLR2004


def kinds_in_name(name: str) -> list[str]:
    """The kinds of personal data that a heading, or the name of a file or sheet, seems to hold.

    >>> kinds_in_name("Jo_(7).xlsx")
    ['a name beside an age']
    """
    with_slashes = name.replace("~1", "/")  # as a JSON pointer writes them
    return kinds_in(name) or kinds_in(name.replace("_", " ")) or kinds_in(with_slashes)


def quoted(text: str) -> str:
    r"""A heading or name as a message may quote it: on one line, not too long, and not at all where it may be personal.

    >>> quoted("Local\nauthority"), quoted("child born 14/03/2013")
    ("'Local authority'", '(left out: it may hold personal data)')
    """
    if kinds_in_name(text):
        return "(left out: it may hold personal data)"
    shown = clean(text)
    return repr(shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…")


def shown(name: str | None) -> str:
    r"""The name of a file or sheet, or a place, as it may be shown: printable, and not at all where it may be personal.

    >>> shown("Q1\x1b.xlsx"), shown("child born 14.03.2013.xlsx"), shown(None)
    ('Q1�.xlsx', '(left out: it may hold personal data)', '')
    """
    if name is None:
        return ""
    if kinds_in_name(name):
        return "(left out: it may hold personal data)"
    return "".join(one if one.isprintable() else "�" for one in name)


def where(file: str | None, sheet: str | None, place: str | None) -> str:
    """Where something stands in a return, on one line and as it may be shown; empty of a return as a whole.

    >>> where("child born 14.03.2013.xlsx", "Data", "E5"), where(None, None, None)
    ('(left out: it may hold personal data), Data, E5', '')
    """
    return ", ".join(filter(None, map(shown, (file, sheet, place))))
