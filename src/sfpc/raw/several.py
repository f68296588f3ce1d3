"""A return of several councils, or of another period in its tables: refused with a list of what stands where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sfpc.findings import Finding
from sfpc.period import Quarter, read_month, read_quarter_number
from sfpc.personal_data import quoted
from sfpc.raw.evidence import FILE_NAME, SHEET_NAME
from sfpc.raw.records import FIGURE, Cut, Declaration, Located
from sfpc.reference import Authority
from sfpc.text import text_key

_NOTHING = re.compile(r"[0£.,\s]*")


def several_authorities(
    on_covers: Sequence[Declaration],
    in_tables: Sequence[Declaration],
    beside: Sequence[Declaration],
    authority: Authority,
    titles: Mapping[str, str],
    names: Mapping[str, str],
) -> tuple[list[Finding], list[Declaration]]:
    """A finding for each file that holds more than one council's figures, and the declarations it tells of.

    Councils stand one a sheet, or in one column of a table. A cover that contradicts a file's tables is no second
    council: what it says is wrong.

    Args:
        on_covers: what covers, titles and the files' names say, as the layout reads them.
        in_tables: what columns of the tables say, as the layout reads them.
        beside: what the layout does not ask for: names of sheets, their titles, other columns.
        authority: whose return it was sent as.
        titles: each authority's name by its code.
        names: authority code by text key of each way its name is written.
    """
    findings, told = [], []
    for file in dict.fromkeys(one.file for one in (*in_tables, *beside)):
        here = [one for one in (*in_tables, *beside) if is_name(one, file, names)]
        owners = {names[text_key(one.text)] for one in here}
        if owners and authority.code not in owners and any(is_name(one, file, names) for one in beside):
            own = [one for one in on_covers if is_name(one, file, names) and owner(one, names) == authority.code]
            here += own[:1]
            owners |= {owner(one, names) for one in own[:1]}
        if len(owners) < 2 or not (in_one_column(here, names) or in_two_sheets(here, names)):  # noqa: PLR2004
            continue
        where = {code: [place_in(one) for one in here if owner(one, names) == code] for code in sorted(owners)}
        listed = "; ".join(f"{titles[code]} ({', '.join(dict.fromkeys(places))})" for code, places in where.items())
        foreign = next(one for one in here if owner(one, names) != authority.code)
        message = (
            f"The file holds more than one council's return: {listed}. It was sent as that of {authority.name}, and "
            "nothing of it was read. Send each council's return by itself, in the folder of that council."
        )
        findings.append(Finding("several_authorities", message, file=file, sheet=foreign.sheet, place=foreign.place))
        told += here
    return findings, told


def owner(said: Declaration, names: Mapping[str, str]) -> str:
    """Whose name it is."""
    return names[text_key(said.text)]


def is_name(said: Declaration, file: str, names: Mapping[str, str]) -> bool:
    """Whether a declaration in a file names an authority that is known."""
    return said.field == "declared_authority" and said.file == file and text_key(said.text) in names


def in_one_column(here: Sequence[Declaration], names: Mapping[str, str]) -> bool:
    """Whether one column of a table names two councils."""
    columns: dict[tuple[str | None, str], set[str]] = {}
    for one in here:
        if one.heading:
            columns.setdefault((one.sheet, one.heading), set()).add(owner(one, names))
    return any(len(owners) > 1 for owners in columns.values())


def in_two_sheets(here: Sequence[Declaration], names: Mapping[str, str]) -> bool:
    """Whether two sheets are of two councils."""
    sheets: dict[str | None, set[str]] = {}
    for one in here:
        sheets.setdefault(one.sheet, set()).add(owner(one, names))
    return len(sheets) > 1 and len({frozenset(owners) for owners in sheets.values()}) > 1


def place_in(said: Declaration) -> str:
    """Where in a file something stands, in words."""
    if said.place in (SHEET_NAME, FILE_NAME):
        return f"sheet {quoted(said.sheet)}, its name" if said.sheet else FILE_NAME
    return f"sheet {quoted(said.sheet)}, {said.place}" if said.sheet else said.place


def wrong_periods(found: Located, one: Cut, quarter: Quarter) -> list[Finding]:
    """What the periods in a table's headings say against the quarter that the return was sent for.

    Months of which none is of the quarter are another quarter's table. Figures under a quarter of the year that had not
    begun are a later return's.
    """
    return [*wrong_months(found, quarter), *later_quarters(found, one, quarter)]


def wrong_months(found: Located, quarter: Quarter) -> list[Finding]:
    """A finding where every column of a month is of another quarter."""
    months = [
        (position, captured["month"])
        for position, column, captured in found.columns
        if column.fills == "period" and "month" in captured
    ]
    days = [read_month(text) for _, text in months]
    if not months or any(day is None or Quarter.of(day) == quarter for day in days):
        return []
    said = ", ".join(quoted(text) for _, text in months)
    message = (
        f"The months of the table {found.table.name!r} are {said}, but the return was sent as that of {quarter}, and "
        "none of them is in it. Send it for the quarter it is for, or correct the months."
    )
    return [wrong(found, message, [position for position, _ in months])]


def later_quarters(found: Located, one: Cut, quarter: Quarter) -> list[Finding]:
    """A finding where columns of later quarters of the year hold figures other than nought."""
    rows = [found.grid.rows[row] for row in one.data_rows]
    later = [
        (position, captured["quarter"])
        for position, column, captured in found.columns
        if column.fills == "period"
        and "quarter" in captured
        and (read_quarter_number(captured["quarter"]) or 0) > quarter.number
        and any(FIGURE.match(row[position]) and not _NOTHING.fullmatch(row[position]) for row in rows)
    ]
    if not later:
        return []
    said = ", ".join(quoted(text) for _, text in later)
    message = (
        f"There are figures under {said} of the table {found.table.name!r}, but the return was sent as that of "
        f"{quarter}, which is earlier. Send it for the quarter it is for, or take those figures out."
    )
    return [wrong(found, message, [position for position, _ in later])]


def wrong(found: Located, message: str, positions: Sequence[int]) -> Finding:
    """A finding on headings of a table."""
    grid = found.grid
    place = "; ".join(found.heading_place(position) for position in positions)
    return Finding("wrong_quarter", message, file=grid.file, sheet=grid.sheet, place=place)
