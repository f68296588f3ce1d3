"""What each cell of the template accepts, and what it says, in plain words, when something else is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from sfpc.reference import LayoutColumn
from sfpc.return_template.rows import Cells

SYMBOLS = {"[c]": "suppressed", "[x]": "not_available", "[z]": "not_applicable"}
"""What to write where there is no figure, and which status of `value_symbols.csv` it says."""

COUNTS = ("value",)
AMOUNTS = (
    "budget", "actual_in_quarter", "actual_year_to_date", "planned", "delivered", "forecast",
)  # fmt: skip
DATES = ("baseline_date", "forecast_date", "completed_date")
CHOICES = {"workstream": "workstream", "funder": "funder", "rag": "rag", "financial_year": "financial_year"}
FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2049, 12, 31)
NO_FIGURE = "If there is none, write [c] (suppressed), [x] (not available) or [z] (does not apply)."
GREATEST = 1_000_000_000


def name_of(code_list: str) -> str:
    """The defined name of a code list."""
    return f"list_of_{code_list}"


def yes_or_no() -> dict[str, Any]:
    """The cell that makes a return a nil return."""
    return {
        "validate": "list",
        "source": ["No", "Yes"],
        "input_title": "Nothing to report?",
        "input_message": "Choose Yes only if the whole return is empty: no figures, milestones or savings.",
        "error_title": "Choose Yes or No",
        "error_message": "Choose Yes or No from the list.",
    }


def of_column(
    column: LayoutColumn, rows: Sequence[Cells], first: int, position: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The checks of one column: the row each begins at, and its options; `one_row` where it is of that row alone."""
    field = column.field
    if field in CHOICES:
        yield first, choice(CHOICES[field], column.heading)
    elif field == "label":
        kind = "measure" if column.heading == "Measure" else "activity"
        yield first, choice(kind, column.heading)
    elif field in DATES:
        yield first, day(column.heading)
    elif field in AMOUNTS:
        yield first, figure(xl_rowcol_to_cell(first, position), "Write pounds, without the sign", is_money=True)
    elif field in COUNTS:
        for line, cells in enumerate(rows, first):
            decimals = int(str(cells.get("decimals") or 0))
            what = "Write a number, 0 or more" if decimals else "Write a whole number, 0 or more"
            yield line, figure(xl_rowcol_to_cell(line, position), what, is_whole=not decimals) | {"one_row": True}


def choice(code_list: str, heading: str) -> dict[str, Any]:
    """A drop-down."""
    return {
        "validate": "list",
        "source": f"={name_of(code_list)}",
        "error_title": "Choose from the list",
        "error_message": f"Choose the {heading.lower()} from the list. The sheet 'Code lists' holds every entry.",
    }


def day(heading: str) -> dict[str, Any]:
    """A date."""
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DAY,
        "maximum": LAST_DAY,
        "input_title": heading,
        "input_message": "Write a date as day/month/year, for example 30/06/2022. Leave it blank if there is none.",
        "error_title": "This is not a date",
        "error_message": "Write a date as day/month/year, for example 30/06/2022, or leave the cell blank.",
    }


def figure(cell: str, what: str, *, is_money: bool = False, is_whole: bool = False) -> dict[str, Any]:
    """A number, or a symbol that says why there is none."""
    bounds = f"{cell}>-{GREATEST},{cell}<{GREATEST}" if is_money else f"{cell}>=0,{cell}<{GREATEST}"
    whole = f",{cell}=INT({cell})" if is_whole else ""
    symbols = ",".join(f'{cell}="{symbol}"' for symbol in SYMBOLS)
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),AND({bounds}{whole}),OR({symbols}))",
        "input_title": "A number",
        "input_message": f"{what}. {NO_FIGURE}",
        "error_title": "This is not a number",
        "error_message": f"{what}. {NO_FIGURE}",
    }
