"""One submission: its files opened, the layout's tables found in them and cut into records, the rest accounted for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sfpc.findings import Finding
from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in
from sfpc.raw.cutting import cut
from sfpc.raw.declarations import contradictions, from_file_names
from sfpc.raw.drift import unknown_labels
from sfpc.raw.evidence import evidence, from_names_of_files, periods
from sfpc.raw.forms import Form, read_forms
from sfpc.raw.hidden import hidden_in
from sfpc.raw.labels import Labels
from sfpc.raw.layouts import layout_of, no_layout, not_in_calendar
from sfpc.raw.ledger import Disposition, account_for
from sfpc.raw.meanings import Meanings
from sfpc.raw.nil import holds_figures, is_declared_nil
from sfpc.raw.records import Cut, Declaration, Located, Records
from sfpc.raw.remarks import remarks, tables_again
from sfpc.raw.several import several_authorities, wrong_periods
from sfpc.raw.tables import Search, search
from sfpc.readers import Grid, open_files
from sfpc.reference import LayoutTable, Reference

FIGURE = re.compile(r"[\s\d£$%.,:/<>()+\-]*", re.ASCII)
"""What a figure or a date in figures is written with: not looked through for personal data."""


@dataclass
class Cuttings:
    """Everything one submission was cut into.

    Attributes:
        content_hash: of every cell's text, whatever the files are called; None where nothing could be opened.
        is_nil: whether the return declares that there is nothing to report.
    """

    records: list[Records]
    dispositions: list[Disposition]
    findings: list[Finding]
    content_hash: str | None = None
    is_nil: bool = False


@dataclass(frozen=True)
class Parts:
    """What a submission was found to be made of.

    Attributes:
        unread: tables that were found again, and not read.
    """

    layout: Sequence[LayoutTable]
    grids: Sequence[Grid]
    forms: Sequence[Form]
    cuts: Sequence[tuple[Located, Cut]]
    unread: Sequence[tuple[Located, Cut]]


def cut_submission(landed: Landed, known: Reference, meanings: Meanings | None = None) -> Cuttings:
    """Read a submission's files, find the layout's tables in them and cut them into records.

    `meanings` keeps what was not known, for whoever asks afterwards.
    """
    quarter = Quarter.parse(landed.quarter)
    authority = known.authorities[landed.folder]
    grids, findings = open_files(landed.files)
    if not grids:
        if not any(one.finding_type in ("unreadable_file", "over_limits") for one in findings):
            message = "The submission holds no file that can be read. Send the return."
            findings.append(Finding("nothing_to_read", message))
        return Cuttings([], [], findings)
    layout = layout_of(grids, authority, quarter, known)
    if not layout or not authority.reports_for(quarter):
        return Cuttings([], [], [*findings, no_layout(grids, authority, quarter)])
    if not known.is_in_calendar(quarter):
        findings.append(not_in_calendar(quarter))
    label_rows = known.label_rows(authority.code, quarter)
    labels = Labels.of(label_rows)
    meanings = meanings or Meanings(known, authority.code)
    found = search(layout, grids, labels, meanings)
    cuts, unread = cut_tables(found, labels)
    forms, undeclared = read_forms(layout, grids, [located.grid for located, _ in (*cuts, *unread)])
    parts = Parts(layout, grids, forms, cuts, unread)
    dispositions, unaccounted = account_for_all(parts, found.findings, meanings)
    findings += unaccounted
    found.findings += tables_again(found.repeated, cuts, unread)
    findings += [finding for located, cutting in cuts for finding in remarks(located, cutting, labels)]
    declared, wrong = what_it_says(landed, parts, known)
    findings += [*undeclared, *wrong]
    if not declared:
        message = "Nothing in the return says whose it is or for which quarter; only the folder it was put in does."
        findings.append(Finding("declaration_missing", message))
    records = [cutting.records for _, cutting in cuts]
    is_anything_reported = any(holds_figures(one) for one in records)
    is_nil = is_declared_nil(declared)
    if is_nil and is_anything_reported:
        message = "The return says that there is nothing to report, but holds figures. Send it with one of the two."
        findings.append(Finding("nil_with_figures", message, file=landed.files[0].name))
    if not is_nil:
        findings += found.findings
    if not is_nil and not is_anything_reported:
        message = (
            "No figures of the return's tables were found in what was sent. Send it in the layout of the last one."
        )
        findings.append(Finding("nothing_to_read", message, file=landed.files[0].name))
    personal = [finding for located, cutting in cuts for finding in personal_data(cutting, located.table.sections)]
    findings += personal
    if not is_nil:
        sensitive = {(one.file or "", one.sheet) for one in personal}
        findings += unknown_labels(records, label_rows, layout, meanings, sensitive)
    return Cuttings(records, dispositions, findings, hash_of(grids), is_nil)


def account_for_all(
    parts: Parts, found: Sequence[Finding], meanings: Meanings
) -> tuple[list[Disposition], list[Finding]]:
    """What became of everything in every grid, and what nobody knows what to do with.

    Args:
        parts: the grids, and what was found in them.
        found: what the search for tables has said already.
        meanings: what an unknown heading may mean.
    """
    lack_a_heading = {(one.file, one.sheet) for one in found if one.finding_type == "required_heading_missing"}
    dispositions, findings = [], []
    for grid in parts.grids:
        cuts, unread = ([one for one in tables if one[0].grid is grid] for tables in (parts.cuts, parts.unread))
        title_rows = {row for form in parts.forms if form.grid is grid for row in form.rows}
        accounted, unknown = account_for(grid, cuts, unread, title_rows, meanings)
        if (grid.file, grid.sheet) in lack_a_heading:  # that says already why the sheet was not read
            unknown = [one for one in unknown if one.finding_type != "unread_sheet"]
        dispositions += accounted
        findings += [*unknown, *hidden_in(grid, cuts)]
    return dispositions, findings


def what_it_says(landed: Landed, parts: Parts, known: Reference) -> tuple[list[Declaration], list[Finding]]:
    """What a return says of itself, and the findings where that is not what it was sent as."""
    authority, quarter, names = known.authorities[landed.folder], Quarter.parse(landed.quarter), known.authority_names
    title_rows: dict[int, set[int]] = {}
    for form in parts.forms:
        title_rows.setdefault(id(form.grid), set()).update(form.rows)
    beside = evidence(parts.grids, parts.layout, [*parts.cuts, *parts.unread], title_rows, names)
    of_copies = [
        one for _, cutting in parts.unread for one in cutting.declarations if one.field == "declared_authority"
    ]
    of_tables = [one for _, cutting in parts.cuts for one in cutting.declarations]
    of_covers = [one for form in parts.forms for one in form.declarations]
    files = [file.name for file in landed.files]
    of_covers += [*from_file_names(parts.layout, files), *from_names_of_files(files, parts.layout, names)]
    of_covers += periods(parts.cuts, parts.layout, title_rows)
    titles = {one.code: one.name for one in known.authorities.values()}
    several, told = several_authorities(of_covers, [*of_tables, *of_copies], beside, authority, titles, names)
    declared = [one for one in (*of_covers, *of_tables, *beside) if not any(one is other for other in told)]
    findings = several + contradictions(declared, authority, quarter, names)
    findings += [finding for located, cutting in parts.cuts for finding in wrong_periods(located, cutting, quarter)]
    return [*declared, *told], findings


def cut_tables(found: Search, labels: Labels) -> tuple[list[tuple[Located, Cut]], list[tuple[Located, Cut]]]:
    """Cut the tables that are read, and those that were found again."""
    again = [one.other for one in found.repeated]
    every = [*found.located, *again]
    read, unread = (
        [(located, cut(located, end_of(located, every), labels)) for located in tables]
        for tables in (found.located, again)
    )
    return read, unread


def hash_of(grids: Sequence[Grid]) -> str:
    """A hash of every cell's text, so that two submissions can be told to say the same whatever their files' bytes."""
    digest = hashlib.sha256()
    for text in sorted(json.dumps([grid.sheet, grid.rows], ensure_ascii=False) for grid in grids):
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def end_of(located: Located, every: Sequence[Located]) -> int:
    """The row before which a table ends: the heading of the next table below it in the same grid, or the grid's end."""
    first, last = located.span
    below = [
        other.heading_rows[0]
        for other in every
        if other.grid is located.grid
        and other.heading_rows[0] > located.heading_row
        and other.span[0] <= last
        and other.span[1] >= first
    ]
    return min(below, default=len(located.grid.rows))


def personal_data(cutting: Cut, sections: Sequence[str]) -> list[Finding]:
    """A finding for each text that seems to hold personal data: its place and kind, never the text.

    Args:
        cutting: a table of the return, cut.
        sections: those that the table holds; of a table that holds several, the place alone says which it is.
    """
    records = cutting.records
    found = {
        (place, field): kinds
        for field, texts in records.values.items()
        for text, place in zip(texts, records.places[field], strict=True)
        if text and not FIGURE.fullmatch(text) and (kinds := kinds_in(text))
    }
    return [
        Finding(
            "personal_data",
            f"The text under {field.replace('_', ' ')!r} seems to hold {' and '.join(kinds)}. It was kept out of "
            "everything that is published. Send the return again without it.",
            section=sections[0] if len(sections) == 1 else None,
            file=records.file,
            sheet=records.sheet,
            place=place,
        )
        for (place, field), kinds in found.items()
    ]
