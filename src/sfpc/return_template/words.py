"""The template's words: what it says to whoever fills it in."""

from __future__ import annotations

from sfpc.period import MONTHS, MONTHS_IN_A_YEAR, Quarter

TITLE = "Strengthening Families, Protecting Children: quarterly return"
CODE_LISTS = "Code lists"

INSTRUCTIONS = (
    (
        "How to fill in this return",
        (
            ("Where to write", "Fill in the yellow cells, on each of the five sheets that follow. They have borders."),
            ("What to leave", "Leave the headings, and the names of measures and activities, as they are."),
            ("Money", "Write pounds, with pence where you have them: 20169.39, not £20k. Costs are positive."),
            ("Dates", "Write the day first: 30/06/2022."),
            (
                "No figure",
                (
                    "Write 0 only for none at all. If a figure is suppressed write [c]; if it is not available write "
                    "[x]; if it does not apply write [z]. A blank cell means that it was forgotten, and we will ask."
                ),
            ),
            ("Comments", "Comments may be published. Write nothing about a child, a family or a person by name."),
        ),
    ),
    (
        "The sheets",
        (
            ("Performance", "A row for each measure. Stocks are counted on the last day of the quarter."),
            ("Delivery", "A row for each activity of the programme, and for training a row for each employer."),
            ("Finance", "A row for each workstream and funder that has a budget. Add no totals: we add them up."),
            ("Milestones", "A row for each milestone that is not complete, or was completed this quarter."),
            ("Benefits", "A row for each saving and financial year."),
            (CODE_LISTS, "What the drop-down lists offer, and what each entry means. There is nothing to fill in."),
        ),
    ),
    (
        "Before you send it",
        (
            ("Nothing to report", "If there is nothing at all to report, choose Yes above and leave the sheets blank."),
            ("Sign-off", "The director of children's services, or whoever acts for them, signs the return off above."),
            ("File name", "You may name the file as you like. Send it as a workbook (XLSX or ODS), not as a PDF."),
        ),
    ),
)

HELP = {
    "Performance": "Fill in the value of each measure. Leave the other columns as they are; a comment is optional.",
    "Delivery": "Fill in the number for each activity. Leave the other columns as they are; a comment is optional.",
    "Finance": "One row for each workstream and funder. All amounts are pounds; year to date is from 1 April.",
    "Milestones": "One row for each milestone. Dates are day/month/year; leave the date completed blank until it is.",
    "Benefits": "One row for each saving and financial year. All amounts are pounds; a saving is positive.",
    CODE_LISTS: "These are the entries of the drop-down lists. There is nothing to fill in here.",
}
"""The line under each sheet's title."""


def quarter_in_words(quarter: Quarter) -> str:
    """A quarter with its months, as its title says it.

    >>> quarter_in_words(Quarter(2022, 1))
    'quarter 1 of 2022-23 (April to June 2022)'
    """
    first, last = quarter.first_day, quarter.last_day
    months = f"{MONTHS[first.month - 1].title()} to {MONTHS[(last.month - 1) % MONTHS_IN_A_YEAR].title()} {last.year}"
    return f"quarter {quarter.number} of {quarter.financial_year} ({months})"


def reference_to(quarter: Quarter) -> str:
    """What the columns for reference hold."""
    previous = quarter_in_words(quarter.previous)
    return f"The columns on the right, under grey headings, are for reference: your return for {previous}."
