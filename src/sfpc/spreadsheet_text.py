"""Text that a spreadsheet would run as a formula, made harmless: the one place for it, wherever we write."""

from __future__ import annotations

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet takes for a formula: OWASP's list for CSV injection, full-width forms too."""


def neutralised(text: str) -> str:
    r"""Text that no spreadsheet runs: one that looks like a formula gets an apostrophe in front.

    >>> neutralised('=HYPERLINK("http://example.invalid","see plan")')
    '\'=HYPERLINK("http://example.invalid","see plan")'
    """
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) else text
