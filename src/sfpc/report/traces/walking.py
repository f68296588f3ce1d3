"""A figure and what it is made of, step by step: figures of returns, their cells, and rows of reference data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from sfpc.report.traces.asking import Asked
from sfpc.warehouse import Row, rows_of

if TYPE_CHECKING:
    import duckdb

HEADLINES = {
    "rpt_performance": ("value",),
    "rpt_delivery": ("in_quarter_value",),
    "rpt_finance": ("budget_gbp", "actual_in_quarter_gbp", "actual_year_to_date_gbp", "forecast_gbp"),
    "rpt_grant": ("amount_gbp", "spend_gbp"),
    "rpt_milestones": ("baseline_date", "forecast_date", "completed_date", "rag"),
    "rpt_benefits": ("planned_gbp", "delivered_gbp", "forecast_gbp"),
    "rpt_programme": ("value",),
    "rpt_context": ("value",),
}
"""The figures that a subject is first of all: its others are worked out of them, and of those of other quarters."""
FIGURE = ("table_name", "row_key", "column_name")
OPERAND = (
    "term", "part_role", "sign", "of_authority_code", "of_quarter", "of_section", "of_subject", "of_part",
    "of_project", "of_field", "seed", "seed_row", "submission_id",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell of a return that a figure was made from.

    Attributes:
        used_as: what it counts for; weight 0 says that it was looked at and not used.
        text: as sent; None where it is blank or withheld.
        value, value_text: what was read from it, in the figure's own unit; a day or rating in words.
        factor: what an amount sent was multiplied by to be pounds.
        label, part_label: what says in the return which figure it is; `label_place` is where.
        seed_label: the row of seeds/labels.csv that says what the label means, and `seed_source` where it has it from.
        raw_table, layout_table, row_number: the row of raw.
    """

    file: str
    sheet: str | None
    place: str
    text: str | None
    value: Decimal | None
    value_text: str | None
    status: str
    used_as: str
    weight: int
    period_month: date | None
    factor: Decimal | None
    label: str | None
    label_place: str | None
    part_label: str | None
    seed_label: str | None
    seed_source: str | None
    raw_table: str
    layout_table: str
    row_number: int


@dataclass(frozen=True)
class Operand:
    """One thing that a figure is made of: a figure of a return, or a row of reference data.

    Attributes:
        term: which part it plays: now, previous, target, population ...
        role: numerator or denominator, where it is a part of a ratio.
        sign: 1 where it is added, -1 where it is taken away.
        fact_table: the mart that has it; None where the return in force does not say it.
        value, text: the figure as the mart has it.
        seed: the reference data, its row, what it says and the document it has it from.
        received_at: when the submission came (UTC); sequence, which of its return it was.
        is_nil: whether that return says that there is nothing to report.
        cells: none where the return has none.
    """

    term: str
    role: str | None
    sign: int
    authority_code: str | None
    quarter: str | None
    section: str | None
    subject: str | None
    part: str | None
    project: str | None
    field: str | None
    fact_table: str | None
    value: Decimal | None
    text: str | None
    status: str | None
    seed: str | None
    seed_row: str | None
    seed_value: str | None
    seed_source: str | None
    submission_id: str | None
    sequence: int | None
    received_at: datetime | None
    is_nil: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of the report with everything it is made of.

    Attributes:
        figure: as text; None where there is none, and `status` says why.
        arithmetic: how it is made of its operands, in words.
    """

    table: str
    column: str
    row_key: str
    section: str
    subject: str
    title: str | None
    figure: str | None
    status: str | None
    arithmetic: str
    operands: tuple[Operand, ...]


def walk(
    asked: Asked, connection: duckdb.DuckDBPyConnection, columns: Sequence[str] = (), part: str | None = None
) -> list[Figure]:
    """Walk the figures of a subject.

    Args:
        asked: what was asked.
        connection: to the source that was asked.
        columns: the columns whose figures are walked; none for the headlines, which the others are worked out of.
        part: only rows whose key says this: a funder, an employer, a financial year, a comparison.
    """
    found = rows_of(
        connection,
        """
        select traced.*, submissions.submission_sequence, submissions.received_at, submissions.state
        from trace(?, ?, ?) as traced
        left join (
            select * from marts.fct_submission
            qualify row_number() over (partition by submission_id order by submission_sequence desc) = 1
        ) as submissions using (submission_id)
        order by
            traced.table_name, traced.row_key, traced.column_name, traced.of_quarter desc, traced.term,
            traced.sign desc, traced.part_role desc, traced.of_authority_code, traced.of_subject,
            traced.of_part, traced.of_project, traced.of_field, traced.seed, traced.seed_row,
            traced.submission_id, traced.period_month, traced.source_file, traced.source_sheet,
            traced.row_number, traced.source_place
        """,
        [asked.source.quarter, asked.authority_code or "programme", asked.subject],
    )
    wanted = [
        row
        for row in found
        if (row["column_name"] in (columns or HEADLINES.get(row["table_name"], ())))
        and (part is None or f"={part.casefold()}" in row["row_key"].casefold())
    ]
    return [_figure(group) for group in _grouped(wanted, FIGURE)]


def every_column(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The columns of all figures that can be walked."""
    return tuple(row["column_name"] for row in rows_of(connection, "select distinct column_name from trace_columns()"))


def _figure(group: Sequence[Row]) -> Figure:
    first = group[0]
    return Figure(
        table=first["table_name"],
        column=first["column_name"],
        row_key=first["row_key"],
        section=first["section"],
        subject=first["subject"],
        title=first["title"],
        figure=first["figure"],
        status=first["status"],
        arithmetic=first["arithmetic"],
        operands=tuple(_operand(each) for each in _grouped(group, OPERAND) if _is_one(each[0])),
    )


def _is_one(row: Row) -> bool:
    """A term that a figure could have and has not (no target, no quarter before) leaves an empty row."""
    return row["of_quarter"] is not None or row["seed"] is not None


def _operand(group: Sequence[Row]) -> Operand:
    first = group[0]
    return Operand(
        **{name: first[name] for name in ("term", "sign", "seed", "seed_row", "seed_value", "seed_source")},
        **{
            name: first[f"of_{name}"]
            for name in ("authority_code", "quarter", "section", "subject", "part", "project", "field")
        },
        role=first["part_role"],
        fact_table=first["fact_table"],
        value=first["fact_value"],
        text=first["fact_text"],
        status=first["fact_status"],
        submission_id=first["submission_id"],
        sequence=first["submission_sequence"],
        received_at=first["received_at"],
        is_nil=first["state"] == "nil",
        cells=tuple(_cell(row) for row in group if row["source_place"] is not None),
    )


def _cell(row: Row) -> Cell:
    return Cell(
        file=row["source_file"],
        sheet=row["source_sheet"],
        place=row["source_place"],
        text=row["cell_text"],
        value=row["cell_value"],
        value_text=row["cell_value_text"],
        status=row["cell_status"],
        seed_source=row["label_source"],
        **{
            name: row[name]
            for name in (
                "used_as", "weight", "period_month", "factor", "label", "label_place", "part_label", "seed_label",
                "raw_table", "layout_table", "row_number",
            )
        },
    )  # fmt: skip


def _grouped(found: Iterable[Row], key: Sequence[str]) -> list[list[Row]]:
    """Rows that are alike in the columns of a key, in the order in which the first of each came."""
    return [list(group) for _, group in groupby(found, key=lambda row: tuple(row[name] for name in key))]
