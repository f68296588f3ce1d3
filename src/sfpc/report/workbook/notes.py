"""The notes of the workbook: what readers must know of the figures, each with a number that the sheets refer to."""

from __future__ import annotations

NOTES = {
    "provisional": (
        "Figures are those the authorities returned. They are provisional: published national statistics can differ "
        "by some per cent."
    ),
    "kinds": (
        "A stock is the value on the last day of the quarter, a flow is counted in the quarter, and a ratio is "
        "worked out anew from its two parts. A stock is no count of events: its interval is a convention, for "
        "children stay for more than one quarter."
    ),
    "intervals": (
        "Intervals are of 95 per cent: Byar's for counts and rates of 10 and more, exact Poisson under 10, Wilson's "
        "for percentages."
    ),
    "clear": (
        "A change is clear where its 99.8 per cent interval leaves out no change; a count under 10 is too few to "
        "tell. ‘No rule’ means that what is measured is no count."
    ),
    "ratios": (
        "A rate ratio is a rate divided by another, with a log-normal interval of 95 per cent; it is judged by one "
        "of 99.8 per cent, because so many are compared. There is no interval where a count is under 10."
    ),
    "breaks": (
        "Where the way of recording changed between two quarters, the row says so: [b] and what changed. The "
        "difference may then be one of recording."
    ),
    "limits": (
        "Process limits (XmR) are the mean and 2.66 mean moving ranges either way: what is usual of the measure. "
        "Made of fewer than 12 points they are trial limits, worked out anew with each. A signal is what marks the "
        "last point."
    ),
    "comparators": (
        "Figures of England and of statistical neighbours are those DfE published, for the last day or year that "
        "had ended by the end of the quarter. The median is of the neighbours whose figure is held, and there is "
        "none of fewer than half of them. The model of neighbours is dated."
    ),
    "baseline": "The baseline is the last quarter before the one in which the programme actually started there.",
    "changes": (
        "Changes are worked out before rounding, so that they can differ by one in the last place from those of the "
        "figures shown. The change of a percentage is in percentage points."
    ),
    "targets": (
        "A target is that of a document of the authority, as the document puts it. A target whose day is past is "
        "shown, and nothing is held against it."
    ),
    "population": (
        "Rates are divided by the mid-year estimate of children aged 0 to 17 (Office for National Statistics); "
        "estimates are rebased after each census, and the series is named."
    ),
    "money": "Amounts are shown in whole pounds; the cells hold the pennies. Own funds are the authority's money.",
    "grant": (
        "A grant's amount is for its whole period, a profile's for its financial year. ‘Part of the period’ means "
        "that the first return held is of a later quarter than the grant's start, so that only a part of the spend "
        "is known."
    ),
    "totals": (
        "A total is there only where every return that is owed is in and holds the figure: one without an authority "
        "would be a smaller number that looks right."
    ),
    "ratings": (
        "Milestones are rated by the authority: complete, green, amber or red. One that is no longer reported, or "
        "of an authority without a return, is not reported."
    ),
    "rounding": (
        "Numbers are held in full and shown rounded half up. A figure shown as 0.0 may be larger than zero: the "
        "cell holds it in full."
    ),
    "charts": (
        "A chart is drawn from the cells of a table of this workbook. Where a figure is missing, there is a gap."
    ),
}
"""By key, in the order of their numbers."""
EVERYWHERE = ("rounding",)
"""The notes that every table of figures needs."""


def number(key: str) -> int:
    """The number of a note."""
    return list(NOTES).index(key) + 1


def references(keys: tuple[str, ...]) -> str:
    """What a sheet says of its notes, in the order of their numbers.

    >>> references(("kinds", "provisional"))
    'Notes: [note 1], [note 2], [note 17]. They stand on the sheet Notes.'
    """
    told = ", ".join(f"[note {each}]" for each in sorted({number(key) for key in (*keys, *EVERYWHERE)}))
    return f"Notes: {told}. They stand on the sheet Notes."
