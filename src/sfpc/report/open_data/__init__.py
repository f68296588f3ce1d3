"""Open data: files and metadata as DfE's *Explore education statistics* takes them, written from the published tables.

Only rows of local authorities: a total over the authorities of this programme is not England, and the standard has no
level for it, so that a National row would be a wrong figure that looks right. Those totals stand in the Parquet files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from sfpc import warehouse
from sfpc.errors import PipelineError
from sfpc.report import tidy_csv, words
from sfpc.report.open_data import catalogue as catalogues
from sfpc.report.open_data import of_activity, of_coverage, of_money, of_performance, standard
from sfpc.report.open_data.catalogue import Catalogue
from sfpc.report.open_data.checker import check_folder
from sfpc.report.open_data.data_sets import DataSet, Source
from sfpc.report.open_data.pairs import Place, Places, places
from sfpc.report.tables import Table
from sfpc.seed_file import SeedFile
from sfpc.settings import Warehouse

__all__ = ["META_HEADER", "catalogue_of", "data_sets", "places_of_seeds", "write", "write_check"]

META_HEADER = (*standard.META_REQUIRED, standard.FILTER_DEFAULT)
CHECK_HEADER = ("rule", "severity", "file", "row", "column", "problem", "remedy", "rows_alike_count")


def catalogue_of(built: Warehouse) -> Catalogue:
    """The catalogue of a warehouse."""
    with warehouse.open_read_only(built) as connection:
        return catalogues.read(connection)


def places_of_seeds(seeds: Path) -> Places:
    """DfE's list of authorities, the programme's with their regions, and any of the programme that it does not have."""
    listed = SeedFile(seeds / "local_authorities.csv", ("authority_code", "dfe_code", "authority_name")).rows
    own = SeedFile(seeds / "authorities.csv", ("authority_code", "dfe_code", "authority_name", *standard.REGION)).rows
    regions = {row["authority_code"]: (row["region_code"], row["region_name"]) for _, row in own}
    codes = {row["authority_code"] for _, row in listed}
    unlisted = [row for _, row in own if row["authority_code"] not in codes]
    return places(
        Place(code, row["dfe_code"], row["authority_name"], *regions.get(code, ("", "")), is_listed=code in codes)
        for row in (*(row for _, row in listed), *unlisted)
        for code in (row["authority_code"],)
    )


def data_sets(tables: Mapping[str, Table], catalogue: Catalogue) -> list[DataSet]:
    """Every data set that the published tables make; none of years before the first whole one."""
    source = Source(tables, catalogue)
    subjects = (of_performance, of_activity, of_money)
    by_quarter = [one for subject in subjects for one in subject.quarterly(source)]
    by_quarter += [of_coverage.returns(source), of_coverage.coverage(source, by_quarter)]
    by_year = [one for subject in subjects for one in subject.annual(source)]
    return [one for one in (*by_quarter, *by_year) if one.rows and one.indicators]


def write(folder: Path, made: Iterable[DataSet], known: Places) -> None:
    """Write each data set as a data file and its metadata, and check them all as DfE's screener would.

    Args:
        folder: it must not be there yet.
        made: what is written.
        known: the authorities that may be named.

    Raises:
        PipelineError: a file breaks a rule of the standard: nothing of the release may be published.
    """
    folder.mkdir()
    for one in made:
        _write(folder / f"{one.name}.csv", one.header, one.rows)
        _write(folder / f"{one.name}.meta.csv", META_HEADER, _metadata(one))
    broken = [one for one in check_folder(folder, known) if one.is_in_the_way]
    if broken:
        raise PipelineError(
            f"The open data breaks DfE's standard in {words.plural(len(broken), 'place')}, so nothing was published. "
            f"{broken[0]} Names and labels of measures stand in seeds/measures.csv, places in seeds/authorities.csv"
        )


def write_check(path: Path, folder: Path, known: Places) -> None:
    """Write what the checker tells of a folder of open data: a row for each rule that is not kept to the letter."""
    rows = [
        (one.rule, one.severity, one.file, one.row or None, one.column, one.problem, one.remedy, one.count)
        for one in check_folder(folder, known)
    ]
    _write(path, CHECK_HEADER, ([tidy_csv.cell(value) for value in row] for row in rows))


def _metadata(one: DataSet) -> list[tuple[str, ...]]:
    """A row for each filter that has a choice, and for each indicator."""
    filters = [
        (each.name, standard.FILTER, each.label, "", "", "", each.hint, "", each.default)
        for each in one.filters
        if len(each.items) > 1
    ]
    indicators = [
        (each.name, standard.INDICATOR, each.label, each.grouping, each.unit, str(each.decimals), "", "", "")
        for each in one.indicators
    ]
    return [*filters, *indicators]


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
