"""Headings as a layout writes them: literal text with placeholders, as in `Budget {financial_year}`."""

from __future__ import annotations

import re
from functools import lru_cache

from sfpc.period import MONTHS
from sfpc.text import clean, text_key

_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month[3:] else month for month in (*MONTHS, "sept"))

PATTERNS = {
    "financial_year": r"(?:FY\s?)?(?:20)?\d\d\s?[-/_]?\s?(?:20)?\d\d",
    "quarter": r"(?:Q|Qtr|Quarter)?\s?[1-4](?:\s?\([A-Za-z]+\s?-\s?[A-Za-z]+\))?",
    "month": rf"(?:{_MONTH})\.?[\s\-/']*(?:\d\d){{1,2}}|\d{{4}}-\d\d-\d\d|\d\d/\d\d/\d{{4}}",
    "label": r".+",
    "category": r".+",
    "authority": r".+?",
    "anything": r".+",
}
"""What each placeholder of a layout (sfpc.layout.PLACEHOLDERS) stands for."""

DECLARES = {
    "authority": "declared_authority",
    "quarter": "declared_quarter",
    "financial_year": "declared_financial_year",
}
"""Placeholders whose text says for whom or when the return is, unless the layout uses it to fill a field."""


class Template:
    """One heading of a layout, ready to be compared with headings as sent."""

    def __init__(self, heading: str) -> None:
        pieces = re.split(r"\{(\w+)\}", clean(heading))
        pattern = "".join(
            f"(?P<{piece}>{PATTERNS[piece]})" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)
        )
        self.literal = text_key(heading) if len(pieces) == 1 else None
        self.names = pieces[1::2]
        self.fits_anything = not "".join(pieces[::2]).strip() and all(PATTERNS[name] == ".+" for name in self.names)
        self._pattern = re.compile(pattern, re.IGNORECASE)

    def match(self, text: str) -> dict[str, str] | None:
        """The text of each placeholder where the heading is this one; None where it is another."""
        if self.literal is not None:
            return {} if text_key(text) == self.literal else None
        match = self._pattern.fullmatch(clean(text))
        return match.groupdict() if match else None


@lru_cache(maxsize=4096)
def template(heading: str) -> Template:
    """Compile a heading once in a process."""
    return Template(heading)


def is_named(wanted: str, name: str) -> bool:
    """Whether a file or sheet is named as the layout says."""
    return template(wanted).match(name) is not None


def shown(heading: str) -> str:
    """A heading as a message shows it: what varies becomes dots, or is named where nothing else is there.

    >>> shown("Budget {financial_year}"), shown("{month}")
    ('Budget …', 'a month')
    """
    if only := re.fullmatch(r"\{(\w+)\}", heading):
        return f"a {only[1].replace('_', ' ')}"
    return re.sub(r"\{\w+\}", "…", heading)
