"""How to read the report."""

from __future__ import annotations

from sfpc.report.document import Bullets, Paragraph, Section, Subheading

FIGURES = (
    (
        "Figures are those the authorities returned. They are provisional: published national statistics can differ by "
        "some per cent."
    ),
    (
        "Rounding is half up, for showing only. Changes are worked out before rounding, so they can differ by one in the "
        "last place. The workbook and the CSV files hold every figure in full."
    ),
    (
        "A stock is its value on the last day, a flow is counted in the quarter, a percentage or ratio is worked out anew "
        "from its two parts and is missing where a part is."
    ),
    (
        "A figure that is not there says why: suppressed, not applicable, not available, left blank, could not be read, "
        "two different values sent, missing from the return, or no return."
    ),
    "The baseline is the last quarter before the one in which the programme actually started.",
)
CLEAR_CHANGES = (
    "Counts: the 99.8% interval of the ratio of the two counts, taken as log-normal. Percentages: the 99.8% interval "
    "of the difference of two proportions, from Wilson’s limits. Cases for each social worker: as counts, over "
    "full-time equivalents. A change is clear when the interval leaves out no change. A count under 10 is too few to "
    "tell. Full-time equivalents are no count and have no rule. Populations are not taken into account: they move by "
    "less than 2% a year."
)


def section() -> Section:
    """What symbols, rounding and the rules of the words mean."""
    return Section(
        "about",
        "How to read this report",
        (Subheading("Figures"), Bullets(FIGURES), Subheading("Clear changes"), Paragraph(CLEAR_CHANGES)),
    )
