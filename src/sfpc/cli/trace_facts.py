"""What a trace tells besides the walk: hashes of files, restatements, checks, and what landing says today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc.report.traces import Asked, Figure, Operand
from sfpc.settings import Settings
from sfpc.warehouse import Row, rows_of

if TYPE_CHECKING:
    import duckdb


@dataclass
class Around:
    """What is told besides the walk.

    Attributes:
        hashes: SHA-256 of the files, from the receipts, by `submission/file`.
        restated: by figure of a return, what earlier submissions said.
        checks_passed: ids of the gate's checks over rows with this subject.
        checks_failed: the others, each in a line.
        read_again: by `submission/file sheet place`, whether the landed file still says so.
        differs: whether one of them does not.
    """

    hashes: dict[str, str] = field(default_factory=dict)
    restated: dict[str, list[str]] = field(default_factory=dict)
    checks_passed: list[str] = field(default_factory=list)
    checks_failed: list[str] = field(default_factory=list)
    read_again: dict[str, str] = field(default_factory=dict)
    differs: bool = False


def around(asked: Asked, found: Sequence[Figure], connection: duckdb.DuckDBPyConnection, *, read_again: bool) -> Around:
    """Find out what is told besides the walk."""
    told = Around()
    operands = [operand for figure in found for operand in figure.operands if operand.submission_id]
    files = _files(asked.source.settings, operands)
    for name, (_, sha256) in files.items():
        told.hashes[name] = sha256
    if read_again:
        _read_again(told, operands, {name: path for name, (path, _) in files.items()})
    _restated(told, operands, connection)
    if asked.authority_code:
        _checks(told, asked, connection)
    return told


def _files(settings: Settings, operands: Iterable[Operand]) -> dict[str, tuple[Path, str]]:
    """The files of the submissions with their hashes, as landing's receipts have them; brought here where need be."""
    from sfpc import landing

    wanted = {operand.submission_id for operand in operands}
    return {
        f"{one.submission_id}/{name}": (path, sha256)
        for one in landing.landed(settings)
        if one.submission_id in wanted
        for name, sha256, path in _kept(one.files)
    }


def _kept(files: Sequence[Path]) -> list[tuple[str, str, Path]]:
    from sfpc.landed import KeptFiles, file_hash

    if isinstance(files, KeptFiles):
        return [(name, sha256, files.folder / name) for name, sha256 in zip(files.names, files.hashes, strict=True)]
    return [(path.name, file_hash(path), path) for path in files]


def _read_again(told: Around, operands: Iterable[Operand], files: dict[str, Path]) -> None:
    from sfpc.report.traces import rereading

    cells = {(f"{one.submission_id}/{cell.file}", cell) for one in operands for cell in one.cells}
    for name in sorted({name for name, _ in cells}):
        of_file = sorted(
            (cell for each, cell in cells if each == name), key=lambda cell: (cell.sheet or "", cell.place)
        )
        if name not in files:
            told.differs = True
            told.read_again |= {
                f"{name} {cell.sheet or ''} {cell.place}": "landing has no such file" for cell in of_file
            }
            continue
        stands = rereading.texts(files[name], [(cell.sheet, cell.place) for cell in of_file])
        for cell in of_file:
            text = stands[cell.sheet, cell.place]
            is_withheld = cell.text is None and cell.status != "blank"
            is_the_same = text is not None and (is_withheld or text == (cell.text or ""))
            told.differs |= not is_the_same
            says = "the landed file still says so" if is_the_same else "THE LANDED FILE SAYS SOMETHING ELSE HERE"
            told.read_again[f"{name} {cell.sheet or ''} {cell.place}"] = says


def _restated(told: Around, operands: Iterable[Operand], connection: duckdb.DuckDBPyConnection) -> None:
    from sfpc.cli.trace import trace_key

    for one in {trace_key(operand): operand for operand in operands}.values():
        found = rows_of(
            connection,
            """
            select
                r.submission_id, r.received_at, r.period_month, r.from_source_file, r.from_source_place,
                s.state = 'withdrawn' as is_withdrawn,
                coalesce(trace_text(r.from_value), r.from_value_text, r.from_status) as before,
                coalesce(trace_text(r.to_value), r.to_value_text, r.to_status) as after
            from marts.fct_restatement as r
            join marts.fct_submission as s using (submission_id, received_at)
            where
                r.authority_code = ? and r.quarter = ? and r.return_quarter = r.quarter and section = ?
                and subject = ? and coalesce(part, '') = ? and coalesce(project, '') = ?
                and case field when 'actual_in_month' then 'actual_in_quarter' else field end = ?
            order by r.received_at, r.period_month
            """,
            [one.authority_code, one.quarter, one.section, one.subject, one.part or "", one.project or "", one.field],
        )
        lines = [_restatement(row) for row in found]
        if lines:
            told.restated[trace_key(one)] = lines


def _restatement(row: Row) -> str:
    """One change of what was in force: a month's, where the return gives months."""
    month = f"{row['period_month']:%B %Y} " if row["period_month"] else ""
    place = ", ".join(filter(None, [row["from_source_file"] or "not there", row["from_source_place"]]))
    return (
        f"{month}from {row['before'] or 'nothing'} ({place}) to {row['after'] or 'nothing'} by submission "
        f"{row['submission_id']}, received {row['received_at']:%d/%m/%Y %H:%M} UTC"
        + (", which was withdrawn" if row["is_withdrawn"] else "")
    )


def _checks(told: Around, asked: Asked, connection: duckdb.DuckDBPyConnection) -> None:
    """The gate's checks over tables that have a row with this subject, and what became of them."""
    from sfpc.gate import evidence, suites

    results = {
        row["check_id"]: row
        for row in rows_of(
            connection,
            "select check_id, outcome, severity, says, place from marts.fct_check_result "
            "where authority_code = ? and quarter = ?",
            [asked.authority_code, asked.source.quarter],
        )
    }
    for suite in suites.load(asked.source.settings.expectations):
        asked_here = sorted(check.id for check in suite.checks if check.id in results)
        if not asked_here or not _has_subject(suite.table, asked, connection, evidence.SUBJECTS):
            continue
        for check_id in asked_here:
            result = results[check_id]
            if result["outcome"] == "passed":
                told.checks_passed.append(check_id)
            else:
                place = f" ({result['place']})" if result["place"] else ""
                told.checks_failed.append(
                    f"{check_id} {result['outcome']}, {result['severity']}: {result['says']}{place}"
                )


def _has_subject(table: str, asked: Asked, connection: duckdb.DuckDBPyConnection, subjects: Sequence[str]) -> bool:
    schema, _, name = table.partition(".")
    there = {
        row["column_name"]
        for row in rows_of(
            connection,
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
            [schema, name],
        )
    }
    column = next((one for one in subjects if one in there), None)
    if column is None or not {"authority_code", "quarter"} <= there:
        return False
    source = f"from {schema}.{name} where authority_code = ? and quarter = ? and {column} = ?"  # of our own suites
    given = [asked.authority_code, asked.source.quarter, asked.subject]
    return connection.execute(f"select 1 {source} limit 1", given).fetchone() is not None
