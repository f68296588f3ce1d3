"""How to read the report: its symbols, its rounding, and the rules of its words."""

from __future__ import annotations

from sfpc.report.disclosure import rules
from sfpc.report.document import INTERNAL, Bullets, Paragraph, Section, Subheading

FIGURES = (
    (
        "Figures are those the authorities returned. They are provisional: they can be corrected in a later "
        "return, and published national statistics can differ from them by some per cent."
    ),
    (
        "Rounding is half up, for showing only; the files hold every figure in full. Changes are worked out before "
        "rounding, so they can differ by one in the last place."
    ),
    (
        "A stock is its value on the last day, and stocks of several quarters are never added up. A flow is "
        "counted in the quarter. A percentage or ratio is worked out anew from its two parts and is missing where "
        "a part is."
    ),
    (
        "A number that is not there says why: not applicable, not available, left blank, could not be read, two "
        "different values sent, missing from the return, or no return. In the open data these are z (not "
        "applicable) and x (not available)."
    ),
    (
        "The baseline is the last quarter before the one in which the programme actually started in an authority. "
        "A target is one that a document of the programme sets."
    ),
    (
        "England and the statistical neighbours are as DfE published them, for the last day or year published by "
        "then. Neighbours are those of a dated model, and their figure is the median of those that have one."
    ),
    (
        "‘Break’ marks a figure with a change of what is counted, or of circumstances such as Covid-19, between it and "
        "an earlier one. Where what is counted changed, the two are not compared."
    ),
)
SUPPRESSED = (
    "c stands for a figure that is suppressed, so that no child or family can be recognised: a count from {0} to {1}, "
    "and what it could be worked out from, such as a percentage, a total or a larger count beside it. Nought is shown. "
    "An authority can also have sent a figure as suppressed. A hidden figure is not nought and is not missing."
)
IN_FULL = "Nothing here is suppressed by this report. c stands for a figure that an authority sent as suppressed."
INTERVALS = (
    "Intervals of 95% stand under figures: for counts of events and rates Byar’s, and the exact Poisson interval under "
    "10; for percentages Wilson’s. They say how far chance alone could move a figure, and nothing of how it was "
    "recorded. For a number of children on one day the interval is a convention: the same children are counted quarter "
    "after quarter."
)
CLEAR_CHANGES = (
    "Counts: the 99.8% interval of the ratio of the two counts, taken as log-normal. Percentages: the 99.8% interval "
    "of the difference of two proportions, from Wilson’s limits. Cases for each social worker: as counts, over "
    "full-time equivalents. A change is clear when the interval leaves out no change. A count under 10 is too few to "
    "tell. Full-time equivalents are no count and have no rule. Populations are not taken into account: they move by "
    "less than 2% a year."
)
LIMITS = (
    "Limits of usual variation are those of an XmR chart: the mean and 2.66 times the mean moving range either side. "
    "Under 12 quarters they are trial limits."
)


def _suppressed() -> str:
    rule = rules.read()
    return SUPPRESSED.format(rule.suppressed_from, rule.suppressed_to)


def section(audience: str, disclosure: str) -> Section:
    """What symbols, rounding and the rules of the words mean.

    Args:
        audience: PUBLISHED or INTERNAL.
        disclosure: what disclosure control says of the published tables.
    """
    suppressed = (Paragraph(IN_FULL),) if audience == INTERNAL else (Paragraph(_suppressed()), Paragraph(disclosure))
    return Section(
        "about",
        "How to read this report",
        (
            Subheading("Figures"),
            Bullets(FIGURES),
            Subheading("Suppressed figures"),
            *(each for each in suppressed if each.text),
            Subheading("Intervals and limits"),
            Paragraph(INTERVALS),
            Paragraph(LIMITS),
            Subheading("Clear changes"),
            Paragraph(CLEAR_CHANGES),
        ),
    )
