"""The return template: an accessible workbook that any authority can fill in, read without a layout of its own.

What it holds is written once, in the seeds: its sheets and headings are the rows of `layout_tables.csv` and
`layout_columns.csv` without an authority, its drop-downs the rows of `labels.csv` without one.
"""

from __future__ import annotations

from pathlib import Path

from sfpc.errors import UsageError
from sfpc.period import Quarter
from sfpc.reference import Authority, reference
from sfpc.return_template.last_quarter import last_quarter
from sfpc.return_template.sheets import write
from sfpc.settings import Settings

__all__ = ["file_name", "write_template"]


def file_name(authority: Authority, quarter: Quarter) -> str:
    """What the template of a return is called."""
    return f"SFPC_return_{authority.folder}_{quarter}.xlsx"


def write_template(settings: Settings, folder: str, quarter: Quarter, path: Path) -> Path:
    """Write the template of one authority's return of a quarter, with last quarter's figures where they are known.

    Raises:
        UsageError: the authority owes no return for the quarter, or something stands under the path already.
    """
    known = reference(settings.seeds)
    authority = known.authorities[folder]
    if not authority.reports_for(quarter):
        raise UsageError(
            f"{authority.name} owes no return for {quarter}; give it a first_quarter in seeds/authorities.csv first"
        )
    if path.exists():
        raise UsageError(f"{path} is there already, and may hold what somebody filled in; give another --output")
    write(path, known, authority, quarter, last_quarter(settings, authority, quarter))
    return path
