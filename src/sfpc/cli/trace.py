"""Where a figure of the report comes from: `sfpc trace`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import JSON, checked_quarter, on_terminal, print_json
from sfpc.errors import PipelineError, UsageError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.cli.trace_facts import Around
    from sfpc.report.traces import Asked, Cell, Figure, Operand, Subjects

USED_AS = {
    "as_sent": "",
    "month_added": "added up with the other months",
    "last_month": "the last month, which counts for a stock",
    "earlier_month": "looked at; of a stock only the last month counts",
    "month_beside_whole": "looked at; the quarter was sent as a whole too",
    "said_again": "looked at; it says again what another row says",
    "contradicted": "not used; two figures for one thing contradict each other",
}
TERMS = {
    "previous": "the quarter before",
    "last_year": "a year before",
    "compared": "what it is compared with",
    "since_first": "every quarter since the first return",
}
MOST = 40
"""Operands of one figure that are shown to a person; --json has them all."""


@click.command("trace")
@click.argument("quarter", callback=lambda *args: checked_quarter(args[2]))
@click.argument("authority")
@click.argument("subject", required=False)
@click.option("--figure", "columns", multiple=True, metavar="COLUMN", help="This column, such as rate_per_10000.")
@click.option("--part", metavar="PART", help="Only this funder, employer, financial year or comparison.")
@click.option("--warehouse", "from_warehouse", is_flag=True, help="As the warehouse is now, whatever is published.")
@click.option("--read-again", is_flag=True, help="Read each cell again from the file in landing, and compare.")
@JSON
def trace_command(  # noqa: PLR0913, PLR0917 - click hands each option over
    quarter: str,
    authority: str,
    subject: str | None,
    columns: tuple[str, ...],
    part: str | None,
    from_warehouse: bool,
    read_again: bool,
    as_json: bool,
) -> None:
    """Walk a figure of the report back to the cells of the returns it was made from.

    AUTHORITY is a folder, a name or an ONS code, or `programme` for the totals over all. SUBJECT is a measure, an
    activity, a workstream, a milestone, a benefit or a yardstick of a grant, by its code or as the report calls it.
    Without a SUBJECT, all that the authority has are listed.
    The newest release of the quarter is asked, or the warehouse where there is none. Status 1 where --read-again finds
    another text than the trace has.
    """
    from sfpc.cli import trace_facts
    from sfpc.report import traces

    settings = Settings.from_environment()
    source = traces.source(settings, quarter, from_warehouse=from_warehouse)
    with source.opened() as connection:
        if subject is None:
            show_subjects(traces.subjects(source, connection, authority), as_json=as_json)
            return
        asked = traces.ask(source, connection, authority, subject)
        found = traces.walk(asked, connection, columns, part)
        if not found:
            there = sorted({one.column for one in traces.walk(asked, connection, traces.every_column(connection))})
            raise UsageError(f"{asked.subject} has no such figure; its columns are {', '.join(there)}")
        around = trace_facts.around(asked, found, connection, read_again=read_again)
    if as_json:
        print_json(
            {
                "quarter": quarter,
                "release": source.release,
                "authority_code": asked.authority_code,
                "subject": asked.subject,
                "figures": [asdict(one) for one in found],
                **asdict(around),
            }
        )
    else:
        show(asked, found, around)
    sys.exit(PipelineError.exit_status if around.differs else 0)


def show_subjects(has: Subjects, *, as_json: bool) -> None:
    """What can be asked of an authority, by section: subject, part and what the report calls it."""
    if as_json:
        print_json(has.rows)
        return
    lines = [
        (section, subject, part if len(called) > 1 else "", title)
        for (section, subject), rows in groupby(has.rows, key=lambda row: (row["section"], row["subject"]))
        for called in [{row["title"] or "": row["part"] or "" for row in rows}]
        for title, part in called.items()
    ]
    widths = [max(len(line[column]) for line in lines) for column in (1, 2)]
    for section, of_section in groupby(lines, key=lambda line: line[0]):
        click.echo(f"{words(section).capitalize()}: {has.authority_name}")
        for _, subject, part, title in of_section:
            click.echo(on_terminal(f"  {subject:{widths[0]}}  {part:{widths[1]}}  {title}"))


def show(asked: Asked, found: list[Figure], around: Around) -> None:
    """Show it to a person, a step a line."""
    for line in _steps(asked, found, around):
        click.echo(on_terminal(line))


def _steps(asked: Asked, found: list[Figure], around: Around) -> Iterator[str]:
    where = asked.source.release or "the warehouse; nothing is published, or that was asked for"
    yield f"{found[0].title or asked.subject}: {asked.authority_name}, {asked.source.quarter} ({where})"
    for figure in found:
        yield ""
        told = figure.figure if figure.figure is not None else f"no figure ({words(figure.status)})"
        yield f"report.{figure.table}.{figure.column} [{figure.row_key}]: {told}"
        yield f"  how       {figure.arithmetic}"
        for operand in figure.operands[:MOST]:
            yield from (f"  {line}" for line in _operand(operand, around))
        if len(figure.operands) > MOST:
            yield f"  and {len(figure.operands) - MOST} more; --part narrows it down, --json has them all"
        if not figure.operands:
            yield "  nothing   no return and no reference data says it"
    yield from _around(around)


def _operand(operand: Operand, around: Around) -> Iterator[str]:
    """The steps of one thing that a figure is made of: mart, then cell by cell label, staging, raw and file."""
    if operand.seed:
        yield f"{'seed':10}{operand.term}: seeds/{operand.seed}.csv, {operand.seed_row}: {operand.seed_value}"
        yield f"{'document':10}{operand.seed_source}"
        return
    about = ", ".join(filter(None, [operand.subject, operand.part, operand.project]))
    sign = "less " if operand.sign < 0 else ""
    role = f" ({operand.role})" if operand.role not in (None, "itself") else ""
    value = plain(operand.value) if operand.value is not None else operand.text
    said = value if value is not None else f"no figure ({words(operand.status)})" if operand.fact_table else "nothing"
    mart = f" in marts.{operand.fact_table}" if operand.fact_table else ""
    term = TERMS.get(operand.term, words(operand.term))
    whose = f"{operand.authority_code} {operand.quarter}"
    yield f"{'mart':10}{sign}{term}{role}: {whose}, {about}, {operand.field}: {said}{mart}"
    if operand.submission_id is None:
        yield f"{'return':10}none is in force for {operand.quarter}"
        return
    yield (
        f"{'return':10}submission {operand.submission_id}, number {operand.sequence}, received "
        f"{operand.received_at:%d/%m/%Y %H:%M} UTC"
    )
    if not operand.cells:
        what = "that there is nothing to report" if operand.is_nil else "nothing of it"
        yield f"{'cells':10}none: that submission says {what}"
    for cell in operand.cells:
        yield from _cell(cell, operand, around)
    for one in around.restated.get(trace_key(operand), ()):
        yield f"{'restated':10}{one}"


def _cell(cell: Cell, operand: Operand, around: Around) -> Iterator[str]:
    sheet = f", sheet {cell.sheet}" if cell.sheet else ""
    month = f", {cell.period_month:%B %Y}" if cell.period_month else ""
    text = (
        f"'{cell.text}'" if cell.text is not None else "a blank" if cell.status == "blank" else "a text not shown here"
    )
    yield f"{'cell':10}{cell.file}{sheet}, {cell.place}{month}: {text}"
    read = plain(cell.value) if cell.value is not None else cell.value_text
    factor = f", times {plain(cell.factor)} to be pounds" if cell.factor is not None and cell.factor != 1 else ""
    yield f"  {'read':10}{read if read is not None else words(cell.status)}{factor}" + (
        f" ({USED_AS[cell.used_as]})" if USED_AS.get(cell.used_as) else ""
    )
    if cell.label:
        second = f" / '{cell.part_label}'" if cell.part_label else ""
        meant = f"; seeds/labels.csv '{cell.seed_label}' ({cell.seed_source})" if cell.seed_label else ""
        yield f"  {'label':10}'{cell.label}'{second} at {cell.label_place}{meant}"
    yield f"  {'raw':10}raw/{cell.raw_table}, row_number {cell.row_number}, by the layout's table {cell.layout_table}"
    name = f"{operand.submission_id}/{cell.file}"
    if name in around.hashes:
        yield f"  {'file':10}SHA-256 {around.hashes[name]}"
    if again := around.read_again.get(f"{name} {cell.sheet or ''} {cell.place}"):
        yield f"  {'landing':10}{again}"


def _around(around: Around) -> Iterator[str]:
    if around.checks_passed or around.checks_failed:
        yield ""
        count = len(around.checks_passed) + len(around.checks_failed)
        yield f"The gate asked {count} checks of tables with this subject: {len(around.checks_passed)} passed"
        yield from (f"  {one}" for one in around.checks_failed)


def trace_key(operand: Operand) -> str:
    """What tells one figure of returns from another."""
    parts = (operand.authority_code, operand.quarter, operand.section, operand.subject, operand.part, operand.project)
    return "|".join(str(one or "") for one in (*parts, operand.field))


def plain(number: Any) -> str:  # noqa: ANN401 - a decimal
    """A number without noughts at its end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(code: str | None) -> str:
    """A code in words."""
    return (code or "not available").replace("_", " ")


COMMANDS = (trace_command,)
