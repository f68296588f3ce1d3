"""The forms of a release: each is written from the same tables, one after the other, for one audience at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sfpc.report.document import INTERNAL, PUBLISHED, Document
from sfpc.report.issue import Issue
from sfpc.report.tables import Table
from sfpc.settings import Settings

BOTH = (PUBLISHED, INTERNAL)
INTERNAL_NOTE = "Internal: not for publication. Nothing here has been suppressed to protect small numbers."


@dataclass(frozen=True)
class Material:
    """What the forms for one audience are written from.

    Attributes:
        folder: where they are written: the release's `published/` or `internal/`.
        audience: PUBLISHED or INTERNAL.
        tables: the published ones, or those in full.
        issue: what the release says of itself, to this audience.
        settings: where the warehouse and the models are.
    """

    folder: Path
    audience: str
    tables: Mapping[str, Table]
    issue: Issue
    settings: Settings

    @cached_property
    def report(self) -> Document:
        """The report that page and PDF lay out: made once, for it is drawing its charts that takes long."""
        from sfpc.report import sections

        return sections.report(self.tables, self.issue, self.audience)

    @property
    def authorities(self) -> dict[str, str]:
        """The folder names of the authorities that owe a return for the quarter, by code, in the order of codes."""
        owing = {row["authority_code"] for row in self.tables["rpt_returns"].of(self.issue.quarter)}
        return {code: self.issue.folders[code] for code in sorted(owing)}


@dataclass(frozen=True)
class Form:
    """One form of the report.

    Attributes:
        name: what it is called, in the benchmark too.
        audiences: whom it is for.
        write: writes it, and whatever belongs to it, into the material's folder.
    """

    name: str
    audiences: tuple[str, ...]
    write: Callable[[Material], None]


def write(material: Material) -> None:
    """Write every form that is for an audience."""
    material.folder.mkdir()
    for form in FORMS:
        if material.audience in form.audiences:
            form.write(material)


def _page(material: Material) -> None:
    from sfpc.report import page

    page.write(material.folder / "report.html", material.report)


def _authority_pages(material: Material) -> None:
    from sfpc.report import page, sections

    folder = material.folder / "authorities"
    folder.mkdir(exist_ok=True)
    for code, name in material.authorities.items():
        of = (material.tables, material.issue, material.audience, code)
        page.write(folder / f"{name}.html", sections.authority(*of))
        page.write(folder / f"{name}_highlight_report.html", sections.highlight(*of))


def _pdf(material: Material) -> None:
    from sfpc.report import pdf

    pdf.write(material.folder / "report.pdf", material.report)


def _highlight_pdfs(material: Material) -> None:
    from sfpc.report import pdf, sections

    for code, name in material.authorities.items():
        document = sections.highlight(material.tables, material.issue, material.audience, code)
        pdf.write(material.folder / "authorities" / f"{name}_highlight_report.pdf", document)


def _workbook(material: Material) -> None:
    from sfpc.report import workbook

    workbook.write(material.folder / "report.xlsx", material.tables, material.issue, material.audience)


def _tidy_csv(material: Material) -> None:
    from sfpc.report import tidy_csv

    tidy_csv.write(material.folder / "csv", material.tables, [*_notes(material.issue), INTERNAL_NOTE])


def _database(material: Material) -> None:
    from sfpc.report import database

    database.write(material.folder / database.NAME, material.settings, material.issue)


def _published_database(material: Material) -> None:
    from sfpc.report import database
    from sfpc.report.database import as_parquet

    path = material.folder / database.NAME
    database.write_published(path, material.tables, material.settings, material.issue)
    as_parquet.write(material.folder / as_parquet.FOLDER, path, material.issue)


def _dictionary(material: Material) -> None:
    from sfpc.report import database, dictionary

    path = material.folder / dictionary.NAME
    dictionary.write(path, material.folder / database.NAME, material.issue, material.audience)


def _parquet(material: Material) -> None:
    from sfpc.report import parquet

    parquet.write(material.folder / "parquet", material.tables, material.issue)


def _open_data(material: Material) -> None:
    from sfpc.report import data_package, database, open_data
    from sfpc.report.database import as_parquet

    catalogue = open_data.catalogue_of(material.settings.warehouse)
    made = open_data.data_sets(material.tables, catalogue)
    open_data.write(material.folder / "open_data", made, open_data.places_of_seeds(material.settings.seeds))
    marts = [table for _, table in as_parquet.tables(material.folder / database.NAME)]
    data_package.write(material.folder, made, material.tables, material.issue, marts)


def _check_of_open_data(material: Material) -> None:
    from sfpc.report import open_data

    handed_on = material.folder.parent / PUBLISHED / "open_data"
    known = open_data.places_of_seeds(material.settings.seeds)
    open_data.write_check(material.folder / "open_data_check.csv", handed_on, known)


def _evaluator(material: Material) -> None:
    from sfpc.report import evaluator

    evaluator.write(material.folder / "evaluator", material.folder / "sfpc.duckdb", material.issue)


def _trace_pages(material: Material) -> None:
    from sfpc.report import traces
    from sfpc.report.sections import opening
    from sfpc.report.traces import pages

    issue = material.issue
    source = traces.Source(material.settings, issue.quarter, database=material.folder / "sfpc.duckdb")
    returns = material.tables["rpt_returns"].of(issue.quarter)
    names = {row["authority_code"]: row["authority_name"] for row in returns}
    pages.write(material.folder / pages.FOLDER, source, material.authorities, names, opening.subtitle(issue))


def _notes(issue: Issue) -> list[str]:
    from sfpc.report.sections import opening

    signed = [f"{heading} {text}" for heading, text in opening.sign_off(issue.decision)]
    return [
        f"{issue.quarter}, release {issue.number}, decision {issue.decision.number} of the gate.",
        *issue.notes,
        *signed,
    ]


FORMS = (
    Form("page", BOTH, _page),
    Form("authority pages", (PUBLISHED,), _authority_pages),
    Form("PDF", BOTH, _pdf),
    Form("highlight reports", (PUBLISHED,), _highlight_pdfs),
    Form("workbook", BOTH, _workbook),
    Form("Parquet", (PUBLISHED,), _parquet),
    Form("published database", (PUBLISHED,), _published_database),
    Form("open data", (PUBLISHED,), _open_data),  # its data package describes the Parquet files too
    Form("check of open data", (INTERNAL,), _check_of_open_data),
    Form("tidy CSVs", (INTERNAL,), _tidy_csv),
    Form("database", (INTERNAL,), _database),
    Form("data dictionary", BOTH, _dictionary),  # of the database
    Form("trace pages", (INTERNAL,), _trace_pages),  # from that database
    Form("evaluator's extract", (INTERNAL,), _evaluator),  # from that database
)
"""Every form, in the order in which they are written."""
