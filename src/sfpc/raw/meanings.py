"""What every heading and label that anybody's layout knows means, and which of them an unknown one is most like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from sfpc.raw.template import PATTERNS
from sfpc.reference import IGNORED, Reference
from sfpc.text import clean

CUT_OFF = 65
"""The score from which two texts are alike enough to be proposed; 100 is the same text.

With the words of each authority taken for unknown in turn, most of what scores as much or more means the same.
"""

OWN_WORDS = 5
"""What an authority's own heading or label is worth more than another's when the likeliest is chosen."""

NAMED_IN_HEADINGS = ("label", "category")
"""Where a heading names a measure or an employer, it is compared as a label."""

_YEAR_OR_QUARTER = re.compile(rf"\b(?:{PATTERNS['financial_year']}|Q[1-4]|Quarter [1-4])(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """A heading or label that a row of the seeds knows.

    Attributes:
        authority_code: whose row it is; blank for everybody's.
        text: as the seeds write it.
        kind: of a heading the raw table it belongs to, of a label the list.
        means: of a heading the field, of a label the code.
        more: the other columns of its row, for whoever writes another row like it.
    """

    authority_code: str
    text: str
    kind: str
    means: str
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What an unknown heading or label most likely means, and how alike the two texts are, of 100."""

    known: Known
    score: int


@dataclass(frozen=True)
class Drift:
    """A heading or label that a return writes and no row of the seeds knows.

    Attributes:
        text: as sent; blank where it may be personal data.
        lists: of a label the lists it may belong to; empty for a heading.
        table_name: of a heading the layout's table it stands in.
        replaces: the layout's heading that is missing and that this one is most likely the new name of.
    """

    text: str
    lists: tuple[str, ...]
    table_name: str
    replaces: str | None
    proposal: Proposal | None
    file: str
    sheet: str | None
    place: str | None


class Meanings:
    """Every known heading and label, to find the likeliest one for a text that is not known.

    An authority's own words come first, then those of every other authority and the titles in the seeds. The same
    seeds and text always bring the same proposal.

    Attributes:
        drifts: what was not known so far, for whoever writes the rows that make it known.
    """

    def __init__(self, known: Reference, authority_code: str) -> None:
        self.authority_code = authority_code
        self.drifts: list[Drift] = []
        self.headings = known_headings(known)
        self.labels = known_labels(known)

    def of_heading(self, text: str, raw_table: str | None = None, taken: Collection[str] = ()) -> Proposal | None:
        """The likeliest meaning of a heading; `taken` are fields that another column holds already."""
        return self._likeliest(
            text,
            (
                one
                for one in self.headings
                if (raw_table is None or one.kind == raw_table) and one.means not in taken and words(one.text)
            ),
        )

    def of_label(self, text: str, lists: Collection[str]) -> Proposal | None:
        """The likeliest meaning of a label of some lists (measure, activity, category, workstream, funder, rag)."""
        return self._likeliest(text, (one for one in self.labels if one.kind in lists))

    def _likeliest(self, text: str, among: Iterable[Known]) -> Proposal | None:
        sought = words(text)
        if not sought:
            return None
        scored = [(score(sought, words(one.text)), one) for one in among]

        def rank(found: tuple[float, Known]) -> tuple[float, str, str, str]:
            how_alike, one = found
            is_own = one.authority_code == self.authority_code
            return -(how_alike + OWN_WORDS * is_own), one.means, one.text, one.authority_code

        near = [one for one in scored if one[0] >= CUT_OFF]
        if not near:
            return None
        how_alike, likeliest = min(near, key=rank)
        return Proposal(likeliest, round(how_alike))


def score(one: str, other: str) -> float:
    """How alike two texts are, of 100: the words they share, and the words as a whole in whatever order.

    Neither alone will do: a short text shares all its words with many longer ones that say more.
    """
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2


def alike(one: str, other: str) -> int:
    """How alike two headings or labels are, of 100."""
    return round(score(words(one), words(other)))


@cache
def words(text: str) -> str:
    """A heading or label as it is compared: small letters, words apart, without what varies from year to year.

    >>> words("Budget {financial_year}"), words("Budget 2022-23"), words("spendInQuarterPence")
    ('budget', 'budget', 'spend in quarter pence')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[/_]", " ", re.sub(r"\{\w+\}", " ", clean(text)))
    without = _YEAR_OR_QUARTER.sub(" ", apart)
    return " ".join(re.sub(r"[^\w%£<>&]+", " ", without or apart).casefold().split())


@cache
def known_headings(known: Reference) -> tuple[Known, ...]:
    """Every heading of every layout, whoever's and whenever, that holds something."""
    raw_tables = {(row["authority_code"], row["table_name"]): row["raw_table"] for row in known.rows("layout_tables")}
    return tuple(
        Known(
            row["authority_code"],
            row["heading"],
            raw_tables.get((row["authority_code"], row["table_name"]), ""),
            row["field"],
            tuple((name, row.get(name, "")) for name in ("table_name", "fills", "factor", "unit")),
        )
        for row in known.rows("layout_columns")
        if row["field"] and row["field"] != IGNORED and row["fills"] not in NAMED_IN_HEADINGS
    )


@cache
def known_labels(known: Reference) -> tuple[Known, ...]:
    """Every label of every authority, and the titles that the seeds give what the labels stand for."""
    labels = [
        Known(row["authority_code"], row["label"], row["list"], row["code"], (("category", row["category"]),))
        for row in known.rows("labels")
    ]
    titles = [
        Known("", row[column], kind, row[key], (("category", ""),))
        for seed, kind, key, columns in (
            ("measures", "measure", "measure", ("title",)),
            ("activities", "activity", "activity", ("title",)),
            ("workstreams", "workstream", "workstream", ("title", "document_heading")),
            ("funders", "funder", "funder", ("title",)),
        )
        for row in known.rows(seed)
        for column in columns
        if row.get("measure_type") != "ratio"
    ]
    return tuple(labels + titles)
