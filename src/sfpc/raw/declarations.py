"""What a return says of itself must agree with where it was sent: its authority, and its quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from sfpc.findings import Finding
from sfpc.period import (
    Quarter,
    days_of,
    read_financial_year,
    read_month,
    read_quarter,
    read_quarter_number,
)
from sfpc.personal_data import quoted
from sfpc.raw.nil import DECLARED as DECLARED_NIL
from sfpc.raw.nil import unreadable_nil
from sfpc.raw.records import Declaration
from sfpc.raw.template import DECLARES, template
from sfpc.reference import Authority, LayoutTable
from sfpc.text import text_key

FILE_NAME = "the file's name"
"""The place of what a file's name says."""


def contradictions(
    declared: Sequence[Declaration], authority: Authority, quarter: Quarter, names: Mapping[str, str]
) -> list[Finding]:
    """A finding for each thing declared that is not so, once for cells that say the same under one heading."""
    findings = []
    ordered = sorted(declared, key=lambda one: (one.field, one.file, one.sheet or "", one.heading, text_key(one.text)))
    for _, group in groupby(ordered, key=lambda one: (one.field, one.file, one.sheet, one.heading, text_key(one.text))):
        cells = list(group)
        said = cells[0]
        if said.field == "declared_authority":
            problem = wrong_authority(said.text, authority, names)
        elif said.field == DECLARED_NIL:
            problem = unreadable_nil(said.text)
        else:
            problem = wrong_quarter(said, quarter)
        if problem:
            kind, message = problem
            count = sum(one.count for one in cells)
            where = who_says(said) + (f" in {count} rows" if count > 1 else "")
            findings.append(
                Finding(kind, f"{where} {message}", file=said.file, sheet=said.sheet, place=place_of(cells))
            )
    return findings


def who_says(said: Declaration) -> str:
    """What of the return says it, as the subject of a sentence."""
    if said.heading:
        return quoted(said.heading)
    return "The file's name" if said.place == FILE_NAME else "The title"


def wrong_authority(text: str, authority: Authority, names: Mapping[str, str]) -> tuple[str, str] | None:
    """A name that is not this authority's; another text than a known name is not quoted."""
    owner = names.get(text_key(text))
    if owner == authority.code:
        return None
    said = f"says {quoted(text)}" if owner else "says something else"
    message = (
        f"{said}, but the return was sent as that of {authority.name}. Send {authority.name}'s own return, or put this "
        "one into the folder of the authority it belongs to; if it is a new way to write the name, it needs a row in "
        "seeds/authority_names.csv."
    )
    return "wrong_authority", message


def wrong_quarter(said: Declaration, quarter: Quarter) -> tuple[str, str] | None:
    """A quarter, year, month or day that is not of the quarter the return was sent for."""
    readable, agrees = compare(said, quarter)
    if agrees:
        return None
    if not readable:
        message = f"should say a period of {quarter}, but cannot be read. Write it as in the last return."
        return "declaration_unreadable", message
    message = (
        f"says {quoted(said.text)}, but the return was sent as that of {quarter}. Send it for the quarter it is for, "
        "or correct what it says."
    )
    return "wrong_quarter", message


def compare(said: Declaration, quarter: Quarter) -> tuple[bool, bool]:
    """Whether a declaration can be read, and whether it agrees with the quarter."""
    if said.field == "declared_financial_year":
        year = read_financial_year(said.text.replace("_", "-"))
        return year is not None, year == quarter.start_year
    if said.field == "declared_quarter":
        whole = read_quarter(said.text)
        if whole:
            return True, whole == quarter
        number = read_quarter_number(said.text)
        return number is not None, number == quarter.number
    # a date that can be read two ways agrees where one of them does: it proves nothing against the return
    days = days_of(said.text) or tuple(filter(None, [read_month(said.text)]))
    return bool(days), any(Quarter.of(day) == quarter for day in days)


def from_file_names(layout: Sequence[LayoutTable], files: Sequence[str]) -> list[Declaration]:
    """What a file's name says, for the first of the layout's patterns that it fits."""
    declared = []
    patterns = dict.fromkeys(table.file for table in layout if table.file)
    for file in files:
        for pattern in patterns:
            captured = template(pattern).match(file)
            if captured is not None:
                declared += [
                    Declaration(DECLARES[name], text, file, None, FILE_NAME, "")
                    for name, text in captured.items()
                    if name in DECLARES
                ]
                break
    return declared


def place_of(cells: Sequence[Declaration]) -> str:
    """The place of one text, or those of several that differ in white space alone."""
    return "; ".join(one.place for one in cells)
