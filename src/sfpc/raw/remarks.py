"""What reading says of the tables it cut: rows that repeat one another, examples, markers, tables found again."""

from __future__ import annotations

from collections.abc import Sequence

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.cutting import runs
from sfpc.raw.labels import LISTS, Labels
from sfpc.raw.plan import plan_of
from sfpc.raw.records import IDENTIFYING, Cut, Located, Records
from sfpc.raw.tables import Repeated
from sfpc.text import text_key


def remarks(found: Located, one: Cut, labels: Labels) -> list[Finding]:
    """The findings on one table that was read."""
    return [*duplicates(found, one, labels), *examples(found, one), *markers(found, one, labels)]


def duplicates(found: Located, one: Cut, labels: Labels) -> list[Finding]:
    """Rows that repeat another word for word, each counted once. Milestones are not named: people write of people."""
    if not one.duplicate_rows:
        return []
    grid, plan = found.grid, plan_of(found)
    findings = []
    for row, first in sorted(one.duplicate_rows.items()):
        values = [at for at in plan.amounts if grid.rows[row][at]]
        position = values[0] if values else plan.key if plan.key is not None else found.span[0]
        name = grid.rows[row][plan.key] if plan.key is not None else ""
        named = quoted(name) if name and found.table.raw_table != "milestones" else "A row"
        message = (
            f"{named} stands twice with the same values, at {grid.place(first, position)} and at "
            f"{grid.place(row, position)}; it was counted once."
        )
        findings.append(
            remark("identical_duplicate", message, found, grid.place(row, position), section_of(found, name, labels))
        )
    return findings


def section_of(found: Located, name: str, labels: Labels) -> str | None:
    """The section that a row belongs to, where its table brings several."""
    sections = found.table.sections
    if len(sections) > 1 and found.table.raw_table == "indicators":
        return "delivery" if text_key(name) in labels.activities else "performance"
    return sections[0] if sections else None


def examples(found: Located, one: Cut) -> list[Finding]:
    """Rows that say they are an example."""
    if not one.example_rows:
        return []
    place = runs(found.grid, one.example_rows, range(found.heading_row + 1, len(found.grid.rows)), found.span[0])
    count = (
        f"{len(one.example_rows)} rows say that they are examples and were"
        if len(one.example_rows) > 1
        else ("A row says that it is an example and was")
    )
    message = f"{count} not read. If it is data, take the word out and send the return again."
    return [remark("example_row", message, found, place)]


def markers(found: Located, one: Cut, labels: Labels) -> list[Finding]:
    """Headings and labels that are known only without their footnote markers."""
    grid = found.grid
    places: list[str | None] = [found.heading_place(position) for position in sorted(found.marked)]
    texts = [
        next(text for row in reversed(found.heading_rows) if (text := grid.rows[row][position]))
        for position in sorted(found.marked)
    ]
    records = one.records
    if found.table.raw_table in ("indicators", "finance"):
        for field in LISTS:
            for sent, at in zip(records.values.get(field, ()), records.places.get(field, ()), strict=True):
                if sent and at not in places and text_key(sent) not in labels.keys and labels.knows(sent):
                    places.append(at)
                    texts.append(sent)
    if not places:
        return []
    more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    message = f"{quoted(texts[0])}{more} was read without its footnote marker, which is no part of the name."
    return [remark("footnote_marker", message, found, "; ".join(filter(None, places)))]


def tables_again(
    repeated: Sequence[Repeated], read: Sequence[tuple[Located, Cut]], unread: Sequence[tuple[Located, Cut]]
) -> list[Finding]:
    """A finding for each table that was found again; `unread` is what was cut of each of them."""
    records = {located.table.name: cutting.records for located, cutting in read}
    return [
        table_again(one, records[one.used.table.name], cutting.records)
        for one, (_, cutting) in zip(repeated, unread, strict=True)
    ]


def table_again(one: Repeated, used: Records, other: Records) -> Finding:
    """A table that stands twice: a copy, a second part, or two of which nothing tells which one counts."""
    found, grid = one.other, one.other.grid
    same_grid = grid is one.used.grid
    where = "further down or beside it" if same_grid else "another sheet" if grid.sheet else "another file"
    where = where if same_grid else f"in {where}"
    the_one = f"the one in {quoted(one.used.grid.sheet or one.used.grid.file)}"
    missing = len(keys(other) - keys(used))
    if one.is_alike:
        kind = "table_ambiguous"
        rest = "nothing tells which of the two counts. Send the return with one of them."
    elif missing:
        kind = "table_split"
        rest = (
            f"only {the_one} was read, and {missing} rows stand in the other alone. Send the whole table in one place."
        )
    else:
        kind = "table_repeated"
        rest = f"only {the_one} was read."
    message = f"The table {found.table.name!r} was found again, {where}; {rest}"
    place = grid.place(found.heading_row, found.columns[0][0])
    return remark(kind, message, found, place, next(iter(found.table.sections), None))


def keys(records: Records) -> set[tuple[str, ...]]:
    """What each record of a table is about."""
    fields = [field for field in sorted(IDENTIFYING) if field in records.values]
    return {
        tuple(text_key(records.values[field][index] or "") for field in fields)
        for index in range(len(records.row_numbers))
    }


def remark(kind: str, message: str, found: Located, place: str, section: str | None = None) -> Finding:
    """A finding about a table."""
    sections: Sequence[str] = found.table.sections
    section = section or (sections[0] if len(sections) == 1 else None)
    return Finding(kind, message, section=section, file=found.grid.file, sheet=found.grid.sheet, place=place)
