"""The trace pages of a release: one of each authority and one of the programme, with an id for every figure.

They show what stands in returns, so they are internal. Each is a plain page: where a figure is worked out of another
authority's or quarter's it names the cells, and `sfpc trace` walks any of them step by step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sfpc.report.traces.anchors import anchor
from sfpc.report.traces.asking import PROGRAMME, Source
from sfpc.report.traces.walking import HEADLINES
from sfpc.warehouse import Row, rows_of

FOLDER = "trace"
HEADLINED = [f"{table}.{column}" for table, columns in HEADLINES.items() for column in columns]

FIGURES = """
create temp table figures as
select shown.*, columns.arithmetic
from trace_figures(?) as shown
inner join trace_columns() as columns using (table_name, column_name)
where
    shown.table_name != 'rpt_process_limits'
    -- why there is no figure is told once, of the figures that others are worked out of
    and (shown.figure is not null or list_contains(?, shown.table_name || '.' || shown.column_name))
"""
"""The points of a chart are figures of other quarters, and its limits rest on all of them: `sfpc trace` walks those."""

MADE_OF = """
create temp table made_of as
select distinct
    authority_code, section, subject, case when section in ('performance', 'delivery') then null else part end as part,
    project, of_authority_code, of_quarter, of_subject, of_part, of_field, fact_status, submission_id, used_as,
    period_month, cell_text, factor, cell_value, cell_value_text, cell_status, source_file, source_sheet, source_place,
    label, label_place, part_label, seed, seed_row, seed_value, seed_source
from trace(?, null, null)
where table_name != 'rpt_process_limits' and (of_quarter is not null or seed is not null)
"""

OF_A_PAGE = (
    "select * from figures where authority_code is not distinct from ? order by all",
    "select * from made_of where authority_code is not distinct from ? order by all",
)


@dataclass
class Traced:
    """A subject on a trace page.

    Attributes:
        figures: its figures in the report, with how each is made.
        cells: what returns say, each figure with its cell, or without one where the return does not say it.
        seeds: rows of reference data.
    """

    id: str
    title: str
    subject: str
    figures: list[Row] = field(default_factory=list)
    cells: list[Row] = field(default_factory=list)
    seeds: list[Row] = field(default_factory=list)


def write(
    folder: Path, source: Source, authorities: Mapping[str, str], names: Mapping[str, str], subtitle: str
) -> None:
    """Write the trace pages of a release.

    Args:
        folder: a folder that is not there yet.
        source: the release whose pages they are, or the warehouse it is being made from.
        authorities: the folder name of each authority that owes a return, by code.
        names: their names, by code.
        subtitle: the quarter and the release.
    """
    folder.mkdir()
    pages: list[tuple[str | None, str]] = [(None, PROGRAMME), *authorities.items()]
    with source.opened() as connection:
        connection.execute(FIGURES, [source.quarter, HEADLINED])
        connection.execute(MADE_OF, [source.quarter])
        for code, page in pages:
            figures, made_of = (rows_of(connection, sql, [code]) for sql in OF_A_PAGE)
            text = _template().render(
                title=f"Where the figures of {names[code] if code else 'the programme'} come from",
                subtitle=subtitle,
                quarter=source.quarter,
                folder=page,
                traced=_traced(figures, made_of, is_programme=code is None),
                styles=_styles(),
            )
            (folder / f"{page}.html").write_text(text, encoding="utf-8", newline="\n")


def _traced(figures: list[Row], made_of: list[Row], *, is_programme: bool) -> list[Traced]:
    found: dict[str, Traced] = {}
    for row in figures:
        at = _anchor(row, is_programme=is_programme)
        traced = found.setdefault(at, Traced(at, row["title"] or row["subject"], row["subject"]))
        traced.figures.append(row)
    for row in made_of:
        traced = found[_anchor(row, is_programme=is_programme)]
        (traced.seeds if row["seed"] else traced.cells).append(row)
    for traced in found.values():
        traced.cells.sort(key=lambda row: row["of_quarter"], reverse=True)
    return [found[at] for at in sorted(found)]


def _anchor(row: Row, *, is_programme: bool) -> str:
    return anchor(row["section"], row["subject"], row["part"], row["project"], is_programme=is_programme)


def what(row: Row) -> Iterator[str]:
    """What of a subject a cell says: its field, its part and its month."""
    if row["of_part"]:
        yield str(row["of_part"])
    if row["of_field"] != "value":
        yield str(row["of_field"])
    if row["period_month"]:
        yield f"{row['period_month']:%B %Y}"


def read(row: Row) -> str:
    """What was read from a cell, as text."""
    if row["cell_value"] is not None:
        text = f"{row['cell_value']:f}".rstrip("0").rstrip(".")
        factor = row["factor"]
        return text if factor in (None, 1) else f"{text} (times {f'{factor:f}'.rstrip('0').rstrip('.')})"
    return str(row["cell_value_text"] or row["cell_status"] or "").replace("_", " ")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sfpc.report"),
        autoescape=True,  # whatever a return says is shown, never run
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "what": lambda row: ", ".join(what(row)).replace("_", " "),
        "read": read,
        "words": lambda code: str(code or "").replace("_", " "),
    }
    return environment.get_template("trace.html.jinja")


@cache
def _styles() -> Markup:
    path = Path(__file__).parents[1] / "styles" / "plain.css"
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704 - of our own making
