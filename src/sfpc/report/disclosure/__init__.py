"""Disclosure control: what of the tables may be published, so that no small number of children can be worked out.

What is hidden has no value (NULL), `suppressed` in its column of status where it has one, and its name in the row's
column `suppressed_columns` (names with a space between; empty where nothing is hidden).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sfpc.report.tables import Table

__all__ = ["Protected", "protect"]


@dataclass(frozen=True)
class Protected:
    """The tables as they may be published."""

    tables: Mapping[str, Table]


def protect(tables: Mapping[str, Table], quarter: str, releases: Path) -> Protected:  # noqa: ARG001 - control follows
    """Hide what must not be published.

    Args:
        tables: every report table in full, up to and with the quarter.
        quarter: the one that is published.
        releases: every release so far, of this quarter and others; what they showed cannot be hidden any more.
    """
    return Protected(tables)
