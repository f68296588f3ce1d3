"""What a return says of itself must agree with where it was sent: its authority, and its quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from sfpc.raw.evidence import FILE_NAME, SHEET_NAME
from sfpc.raw.nil import DECLARED as DECLARED_NIL
from sfpc.raw.nil import unreadable_nil
from sfpc.raw.records import Declaration
from sfpc.raw.template import DECLARES, template
from sfpc.reference import Authority, LayoutTable
from sfpc.text import text_key

WHOLE_PERIODS = ("declared_quarter", "declared_date")
PERIODS = (*WHOLE_PERIODS, "declared_financial_year")
"""Fields that say for when a return is: those that tell one quarter from another, and the year."""


def contradictions(
    declared: Sequence[Declaration], authority: Authority, quarter: Quarter, names: Mapping[str, str]
) -> list[Finding]:
    """A finding for each thing declared that is not so, once for cells that say the same under one heading.

    What the return says rightly elsewhere is named beside it, so that one that contradicts itself shows both.
    """
    findings = []

    right = [one for one in declared if agrees(one, authority, quarter, names)]
    together: dict[tuple[str, ...], list[Declaration]] = {}
    for one in declared:
        if not any(one is other for other in right):
            key = one.field, one.file, one.sheet or "", one.heading, what_it_says(one)
            together.setdefault(key, []).append(one)
    for _, cells in sorted(together.items()):
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
            message = f"{where} {message}{what_is_said_elsewhere(said, right)}"
            findings.append(Finding(kind, message, file=said.file, sheet=said.sheet, place=place_of(cells)))
    return findings


def what_it_says(said: Declaration) -> str:
    """What a declaration comes to: two ways to write one quarter are the same."""
    if said.field == "declared_date":
        day = next(iter(days_of(said.text, said.date_system)), None) or read_month(said.text)
        return str(Quarter.of(day)) if day else text_key(said.text)
    if said.field == "declared_quarter" and (whole := read_quarter(said.text)):
        return str(whole)
    return text_key(said.text)


def agrees(said: Declaration, authority: Authority, quarter: Quarter, names: Mapping[str, str]) -> bool:
    """Whether a declaration says what the return was sent as."""
    if said.field == "declared_authority":
        return names.get(text_key(said.text)) == authority.code
    return said.field in PERIODS and compare(said, quarter)[1]


def what_is_said_elsewhere(said: Declaration, right: Sequence[Declaration]) -> str:
    """A sentence that names something of the same kind that the return says rightly; the rest of a column first."""
    if said.field not in (*PERIODS, "declared_authority"):
        return ""
    same_column = [
        one for one in right if (one.field, one.heading, one.sheet) == (said.field, said.heading, said.sheet)
    ]
    alike = [
        one
        for one in right
        if one.place != FILE_NAME
        and (one.field == said.field or {one.field, said.field} <= set(WHOLE_PERIODS))
        and not is_same_number(one, said)
    ]
    rest = same_column if said.heading and said.count and same_column else alike[:1]
    if not rest:
        return ""
    where = "; ".join(f"{as_a_person_would(one)} ({place_and_sheet(one, said)})" for one in rest)
    return f" {'Other rows say' if rest is same_column else 'Elsewhere the return says'} {where}."


def is_same_number(right: Declaration, wrong: Declaration) -> bool:
    """Whether what is right says only the number of the quarter, and the other says the same of another year."""
    if right.field != "declared_quarter" or read_quarter(right.text):
        return False
    return what_it_says(wrong).endswith(f"Q{read_quarter_number(right.text)}")


def place_and_sheet(one: Declaration, said: Declaration) -> str:
    """Where something is said, as seen from another place of the return."""
    if one.file != said.file and not one.sheet:
        return f"{quoted(one.file)}, {one.place}"
    return f"sheet {quoted(one.sheet)}, {one.place}" if one.sheet and one.sheet != said.sheet else one.place


def who_says(said: Declaration) -> str:
    """What of the return says it, as the subject of a sentence."""
    if said.heading:
        return quoted(said.heading)
    return {FILE_NAME: "The file's name", SHEET_NAME: "The sheet's name"}.get(said.place, "The title")


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
        f"says {as_a_person_would(said)}, but the return was sent as that of {quarter}. Send it for the quarter it is "
        "for, or correct what it says."
    )
    return "wrong_quarter", message


def as_a_person_would(said: Declaration) -> str:
    """What is said, in quotes; the number of a day, which its sender sees as a date, with that day."""
    if said.field == "declared_quarter" and said.text.isdecimal():
        return f"quarter {said.text}"
    days = days_of(said.text, said.date_system) if said.field == "declared_date" and said.text.isdecimal() else ()
    return f"{quoted(said.text)}, that is {days[0].isoformat()}" if days else quoted(said.text)


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
    days = days_of(said.text, said.date_system) or tuple(filter(None, [read_month(said.text)]))
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
