"""A finding: the one record that says something is wrong with data. A row, never a log line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something about a return that somebody must know.

    Severity and whose it is stand in `seeds/finding_types.csv` under the finding's type.

    Attributes:
        finding_type: a row of `seeds/finding_types.csv`.
        message: what was found, what was expected and what to do; never quotes personal data.
        section: performance, delivery, finance, milestones or benefits, where it concerns one.
        file: the file's name as sent; None where the finding is about the whole return.
        sheet: the sheet of a workbook, or the list of a JSON document.
        place: a cell (`E9`), a line and column (`line 13, column 5`) or a JSON pointer.
    """

    finding_type: str
    message: str
    section: str | None = None
    file: str | None = None
    sheet: str | None = None
    place: str | None = None
