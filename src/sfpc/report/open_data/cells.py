"""What a cell of open data says: a number rounded half up, or the symbol that says why there is none."""

from __future__ import annotations

from decimal import Decimal

from sfpc.report import words
from sfpc.report.open_data.standard import LOW, NOT_APPLICABLE, NOT_AVAILABLE, SUPPRESSED
from sfpc.report.tables import Row, is_hidden

SYMBOLS = {
    "suppressed": SUPPRESSED,
    **dict.fromkeys(
        (
            "before_start", "nil", "nil_return", "no_baseline", "no_grant_on_record", "no_plan", "no_rule", "no_target",
            "not_applicable", "not_due", "outside_period", "reported",
        ),
        NOT_APPLICABLE,
    ),
}  # fmt: skip
"""The symbol for a figure that is not there, by the status of its row; `x`, not available, for every other status.

A row that is `reported` and has no figure has none to have: a percentage of nothing.
"""
NO_FIGURE = (SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE)


def symbol(status: str | None) -> str:
    """Why there is no figure.

    >>> [symbol(status) for status in ("suppressed", "nil_return", "no_return", "some_new_status", None)]
    ['c', 'z', 'x', 'x', 'x']
    """
    return SYMBOLS.get(status or "", NOT_AVAILABLE)


def number(value: Decimal | int, decimals: int) -> str:
    """A number as open data has it; what is not nought and would be shown as nought is `low`.

    >>> number(Decimal("1498.00000000"), 0), number(Decimal("12.25"), 1), number(Decimal("-0.04"), 1), number(0, 1)
    ('1498', '12.3', 'low', '0')
    """
    shown = words.rounded(value, decimals)
    if shown == 0:
        return LOW if value else "0"
    return f"{shown:f}"


def figure(row: Row | None, column: str, status: str | None, decimals: int, absent: str) -> str:
    """A figure of a published table.

    Args:
        row: None where the table has none for the place, time and items.
        column: of the figure.
        status: the column that says why it may not be there; None where it is simply not available.
        decimals: places shown.
        absent: the symbol where there is no row.
    """
    return absent if row is None else _shown(row, column, decimals, symbol(row[status] if status else None))


def limit(row: Row | None, column: str, decimals: int, of: str) -> str:
    """A limit of an interval; where the figure it is about is not there, the same symbol stands for both."""
    return of if row is None or of in NO_FIGURE else _shown(row, column, decimals, NOT_APPLICABLE)


def _shown(row: Row, column: str, decimals: int, otherwise: str) -> str:
    if is_hidden(row, column):
        return SUPPRESSED
    value = row[column]
    return otherwise if value is None else number(value, decimals)
