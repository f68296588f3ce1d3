"""What each release has shown of each figure, as stretches of releases: `marts.fct_release`, `fct_released_figure`.

Everything here has been published: it is read from what the releases handed on, never from the warehouse. So it may
stand in the published database, which a figure of a day between two releases may not (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sfpc.errors import PipelineError
from sfpc.report import manifest, shelf
from sfpc.report.database.described import comment_on, name, text
from sfpc.report.database.released_sections import SECTIONS, Section
from sfpc.report.document import PUBLISHED
from sfpc.report.issue import Issue

PARQUET = "parquet"


@dataclass(frozen=True)
class Shown:
    """A release, as far as it counts here.

    Attributes:
        order: 1 for the first that was published, of whatever quarter.
        date: when the newest of its returns came; a release knows no other day.
        tables: the folder of the Parquet files that were published.
    """

    order: int
    quarter: str
    number: int
    date: date
    is_partial: bool
    tables: Path


RELEASE = "A release: what was published of a quarter at one time, in the order in which they were published."
RELEASE_COLUMNS = {
    "release_order": "Its place among all releases of all quarters: 1 for the first that was published.",
    "quarter": "Quarter it publishes, as 2022-23-Q1; it shows every quarter up to that.",
    "release_number": "Its number within the quarter: r1, r2 and so on.",
    "date": "Day on which the newest of its returns came; a release knows no other day.",
    "is_partial": "Whether it was published without the return of an authority.",
    "is_this": "Whether it is the release that this database belongs to.",
    "not_held": "Sections whose table it does not hold as this one does, so that nothing is told of them. Empty: none.",
}
FIGURE = (
    "One row for each figure as it was published, and stretch of releases that showed it alike. Totals (all) stand "
    "beside their parts. Nothing stands here that was not published."
)
FIGURE_COLUMNS = {
    "section": "returns, performance, delivery, finance, milestones or benefits.",
    "authority_code": "ONS code of the authority.",
    "quarter": "Quarter the figure is of, as 2022-23-Q1.",
    "subject": "The code of a measure, an activity or a workstream, or the name of a milestone or benefit.",
    "part": "Which part: an employer's sector, a funder, a work area or a financial year; null where it has none.",
    "project": "Project of a milestone; null elsewhere.",
    "field": "Which of its figures, such as value, budget or rag; as in marts.fct_figure of the internal database.",
    "value": "The figure, in the unit of the measure or activity, or pounds; null where it is a text or there is none.",
    "value_text": "A date as 2021-06-30, a rating or a state; null where it is a number or there is none.",
    "status": "reported, suppressed, or why there is no figure.",
    "from_release_order": "The first release that showed it so.",
    "until_release_order": "The first release after that which did not; null where this release still does.",
}
KEY = ("section", "authority_code", "quarter", "subject", "part", "project", "field")
STRETCHES = f"""
    with
    covering as (
        select
            known.section,
            known.quarter,
            release.release_order,
            row_number() over (partition by known.section, known.quarter order by release.release_order) as place
        from (select distinct section, quarter from shown_figure) as known
        inner join marts.fct_release as release
            on known.quarter <= release.quarter
            and not list_contains(string_split(release.not_held, ' '), known.section)
    ),
    told as (
        select
            shown.*,
            covering.place,
            coalesce(
                covering.place = lag(covering.place) over figure + 1
                and row(value, value_text, status) is not distinct from lag(row(value, value_text, status)) over figure,
                false
            ) as is_as_before
        from shown_figure as shown
        inner join covering using (section, quarter, release_order)
        window figure as (partition by {", ".join(f"shown.{each}" for each in KEY)} order by covering.place)
    ),
    numbered as (
        select
            *,
            count(*) filter (where not is_as_before) over (partition by {", ".join(KEY)} order by place) as stretch
        from told
    ),
    stretches as (
        select
            {", ".join(KEY)},
            value,
            value_text,
            status,
            stretch,
            min(release_order) as from_release_order,
            max(place) as last_place
        from numbered
        group by all
    )
    select stretches.* exclude (stretch, last_place), covering.release_order as until_release_order
    from stretches
    left join covering
        on stretches.section = covering.section
        and stretches.quarter = covering.quarter
        and stretches.last_place + 1 = covering.place
    order by all
"""  # noqa: S608 - the names are those above


def shown(releases: Path, release: Path, issue: Issue) -> list[Shown]:
    """Every release that stands, in the order of publishing, and at the end the one that is being written.

    Args:
        releases: the folder of all releases.
        release: the folder of the one that is being written, with its published Parquet files.
        issue: what that one says of itself.
    """
    standing = {f"{quarter}/r{number}": (quarter, number, path) for quarter, number, path in shelf.every(releases)}
    # each was built on all that stood then: the more of those that still stand, the later it is
    before = {
        name: sum(one["release"] in standing for one in manifest.read(path)["built_on"])
        for name, (_, _, path) in standing.items()
    }
    found = []
    for order, each in enumerate(sorted(standing, key=lambda name: (before[name], name)), start=1):
        quarter, number, path = standing[each]
        said = manifest.read(path / PUBLISHED)
        day = date.fromisoformat(said["date"])
        found.append(Shown(order, quarter, number, day, said["is_partial"], path / PUBLISHED / PARQUET))
    return [
        *found,
        Shown(
            len(found) + 1,
            issue.quarter,
            issue.number,
            issue.newest_receipt_at.date(),
            issue.coverage.is_partial,
            release / PUBLISHED / PARQUET,
        ),
    ]


def write(connection: duckdb.DuckDBPyConnection, releases: list[Shown]) -> None:
    """Write both tables into the database that is in use.

    Raises:
        PipelineError: a table of a release is there and cannot be read.
    """
    connection.execute(
        "create table marts.fct_release (release_order integer, quarter varchar, release_number integer, date date, "
        "is_partial boolean, is_this boolean, not_held varchar)"
    )
    connection.execute(
        "create temporary table shown_figure (release_order integer, section varchar, authority_code varchar, quarter "
        "varchar, subject varchar, part varchar, project varchar, field varchar, value decimal(28, 6), value_text "
        "varchar, status varchar)"
    )
    held = {section.name: [each for each in releases if _is_held(each, section)] for section in SECTIONS}
    for each in releases:
        not_held = " ".join(name for name, found in held.items() if each not in found)
        is_this = each is releases[-1]
        row = (each.order, each.quarter, each.number, each.date, each.is_partial, is_this, not_held)
        connection.execute("insert into marts.fct_release values (?, ?, ?, ?, ?, ?, ?)", row)
    for section in SECTIONS:
        _take(connection, section, held[section.name])
    connection.execute(f"create table marts.fct_released_figure as {STRETCHES}")
    connection.execute("drop table shown_figure")
    for table, about, columns in (
        ("fct_release", RELEASE, RELEASE_COLUMNS),
        ("fct_released_figure", FIGURE, FIGURE_COLUMNS),
    ):
        comment_on(connection, "table", "marts", table, about)
        for column, meaning in columns.items():
            connection.execute(f"comment on column marts.{table}.{name(column)} is {text(meaning)}")


def _is_held(release: Shown, section: Section) -> bool:
    """Whether a release has the table of a section, with every column that is read."""
    path = release.tables / f"{section.table}.parquet"
    try:
        return path.exists() and section.columns <= set(pq.read_schema(path).names)
    except (OSError, pa.ArrowException) as error:
        raise PipelineError(f"{path}: this table of a release cannot be read ({error}); restore its copy") from error


def _take(connection: duckdb.DuckDBPyConnection, section: Section, releases: list[Shown]) -> None:
    """Take the figures that releases showed in a section, all files at once: a statement costs more than rows."""
    paths = {str(each.tables / f"{section.table}.parquet"): each.order for each in releases}
    if not paths:
        return
    files = ", ".join(map(text, paths))
    orders = ", ".join(f"({text(path)}, {order})" for path, order in paths.items())
    for select in _selects(section):
        try:
            connection.execute(
                f"insert into shown_figure select release_order, {select} "  # noqa: S608 - of our own making
                f"from read_parquet([{files}], union_by_name = true, filename = 'of_file') "
                f"inner join (values {orders}) as known (of_file, release_order) using (of_file)"
            )
        except duckdb.Error as error:
            raise PipelineError(
                f"{section.table}.parquet: this table of the releases cannot be read ({error}); restore their copies"
            ) from error


def _selects(section: Section) -> Iterator[str]:
    """What is taken of each figure of a section, as SQL."""
    for field, column in section.fields.items():
        is_text = column in ("rag", "state") or column.endswith("_date")
        value = "null" if is_text else f"cast({column} as decimal(28, 6))"
        value_text = f"cast({column} as varchar)" if is_text else "null"
        why = f"nullif({section.status}, 'reported')" if section.status else "null"
        status = f"case when {column} is null then coalesce({why}, 'blank') else 'reported' end"
        named = ", ".join((section.subject, section.part or "null", section.project or "null"))
        yield f"'{section.name}', authority_code, quarter, {named}, '{field}', {value}, {value_text}, {status}"
