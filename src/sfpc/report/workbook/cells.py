"""The cells of the workbook: what a value is shown as, and the shorthand that stands where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sfpc.report import words

Value = Decimal | int | date | datetime | str

SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE = "[c]", "[z]", "[x]"
BREAK, PROVISIONAL, REVISED = "[b]", "[p]", "[r]"
SHORTHANDS = {
    BREAK: "Break in the series: a way of recording changed, so that values before and after it cannot be compared.",
    SUPPRESSED: "Suppressed, so that no child or family can be recognised. A true zero is shown as 0.",
    PROVISIONAL: "Provisional: as the authority returned it. Published national statistics can differ from it.",
    REVISED: "Revised since the authority first returned it; what it was stands on the sheet Restatements.",
    NOT_AVAILABLE: "Not available: the return is not in, or the figure is missing from it, left blank or unreadable.",
    NOT_APPLICABLE: "Not applicable: there is nothing to show, such as the target of a measure without one.",
}
"""What stands in square brackets in a cell, as the Government Analysis Function has it, and what it means."""

DOES_NOT_APPLY = frozenset(
    {
        "before_start", "date_past", "nil", "nil_return", "no_baseline", "no_grant_on_record", "no_plan", "no_rule",
        "no_statistic", "no_target", "not_applicable", "not_due", "outside_period", "too_few_points", "too_few_to_tell",
    }
)  # fmt: skip
"""Statuses that say there is nothing to be had; any other status than these and `suppressed` is not available."""
THERE = frozenset({"", "reported", "comparable", "in_force", "continuing", "new"})
"""Statuses of a row that say nothing of why one of its figures is not there."""

NAMED = {
    "at_30_september": "at 30 September",
    "at_31_march": "at 31 March",
    "byar": "Byar",
    "byar_convention": "Byar, by convention",
    "dfe_grant": "DfE grant",
    "england": "England",
    "exact_poisson": "exact Poisson",
    "exact_poisson_convention": "exact Poisson, by convention",
    "log_normal": "log-normal",
    "log_normal_convention": "log-normal, by convention",
    "wilson": "Wilson",
    "wilson_convention": "Wilson, by convention",
    "year_ending_31_march": "year ending 31 March",
}
"""Codes whose words are named after somebody or something, or written otherwise."""

MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds."""
CUT = " … (cut: a cell holds no more)"
DAY, MOMENT = "d mmm yyyy", "d mmm yyyy hh:mm"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell.

    Attributes:
        value: a number in full, a day, a moment (UTC), or text; never empty.
        display: the number format it is shown in; empty for text.
    """

    value: Value
    display: str = ""


def shorthand(status: str | None, otherwise: str = NOT_APPLICABLE) -> str:
    """What stands for a figure that is not there, from its status; `otherwise` where the status does not say why.

    >>> shorthand("suppressed"), shorthand("no_target"), shorthand("unreadable"), shorthand("reported")
    ('[c]', '[z]', '[x]', '[z]')
    """
    if status is None or status in THERE:
        return otherwise
    if status == "suppressed":
        return SUPPRESSED
    return NOT_APPLICABLE if status in DOES_NOT_APPLY else NOT_AVAILABLE


def text(value: str | None, otherwise: str = NOT_APPLICABLE) -> Cell:
    """Text as it is, for no cell is run; a cell that would look empty says that there is nothing."""
    shown = value if value and value.strip() else otherwise
    return Cell(shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - len(CUT)] + CUT)


def coded(value: str | None, otherwise: str = NOT_APPLICABLE) -> Cell:
    """A code in words."""
    return Cell(NAMED.get(value) or words.status(value)) if value else Cell(otherwise)


def flag(value: bool | None, otherwise: str = NOT_APPLICABLE) -> Cell:  # noqa: FBT001 - it is what is shown
    """A yes or a no."""
    return Cell(otherwise) if value is None else Cell("yes" if value else "no")


def number(value: Decimal | int, decimals: int = 0, *, is_signed: bool = False, before: str = "") -> Cell:
    """A number in full, shown with so many decimals: spreadsheets round half away from zero, as people do.

    >>> number(3, 1).display, number(-2, is_signed=True, before="£").display
    ('#,##0.0', '+£#,##0;-£#,##0;£0')
    """
    places = "." + "0" * decimals if decimals else ""
    shown = f"{before}#,##0{places}"
    if is_signed:
        return Cell(value, f"+{shown};-{shown};{before}0{places}")
    return Cell(value, f"{shown};-{shown}" if before else shown)


def year(value: int) -> Cell:
    """A year, which has no thousands."""
    return Cell(value, "0")


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number."""
    return isinstance(cell.value, Decimal | int)


def amount(cell: Cell) -> Decimal:
    """The number in a cell that holds one."""
    return Decimal(cell.value) if isinstance(cell.value, Decimal | int) else Decimal(0)
