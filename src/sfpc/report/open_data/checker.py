"""Our own check of open data against every rule of DfE's standard, before DfE's screener sees a file.

The rules are numbered as in `docs/how_to/check_open_data.md`. C4 (the order of columns is free) and I5 (negative
numbers, more decimals than shown, and columns that are hidden throughout are allowed) need no check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sfpc.report.open_data import (
    rules_of_columns,
    rules_of_filters,
    rules_of_geography,
    rules_of_indicators,
    rules_of_metadata,
    rules_of_time,
    standard,
)
from sfpc.report.open_data.complaints import FAIL, WARNING, Complaint, quoted, told_once
from sfpc.report.open_data.pairs import Pair, Places
from sfpc.report.open_data.reading import empty_columns, read

DATA, META = ".csv", ".meta.csv"
RULES = (
    rules_of_columns,
    rules_of_time,
    rules_of_geography,
    rules_of_filters,
    rules_of_indicators,
    rules_of_metadata,
)
SPOKEN_FOR = ("time_period", "time_identifier", *standard.GEOGRAPHY)
"""Columns whose blanks have rules of their own."""


def check_folder(folder: Path, places: Places) -> list[Complaint]:
    """Check every pair of files in a folder; one without any has nothing to complain of."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().endswith(DATA))
    return check_files(files, places)


def check_files(files: Sequence[Path], places: Places) -> list[Complaint]:
    """Check CSVs of one folder: their names, that each has its other half, and each pair.

    Args:
        files: data files and metadata.
        places: the authorities that may be named.
    """
    names = {path.name for path in files}
    said = [one for path in files for one in _name(path.name, names)]
    pairs = [path for path in files if _is_data(path.name) and _meta_of(path.name) in names]
    for path in pairs:
        said += check_pair(path, path.with_name(_meta_of(path.name)), places)
    return told_once(said)


def check_pair(data: Path, meta: Path, places: Places) -> list[Complaint]:
    """Check a data file and its metadata; of rows that cannot be read nothing else is said."""
    pair = Pair(read(data.name, data.read_bytes()), read(meta.name, meta.read_bytes(), blank_rows="M2"), places)
    said = [*pair.data.complaints, *pair.meta.complaints]
    if not pair.data.complaints and pair.meta.header:
        said += empty_columns(pair.data, SPOKEN_FOR)
        said += [one for rules in RULES for one in rules.check(pair)]
    return told_once(said)


def _is_data(name: str) -> bool:
    return name.endswith(DATA) and not name.lower().endswith(META)


def _meta_of(name: str) -> str:
    return name.removesuffix(DATA) + META


def _name(name: str, names: set[str]) -> Iterator[Complaint]:
    """What is wrong with a file's name, and whether its other half is there."""
    is_meta = name.lower().endswith(META)
    ending = META if is_meta else DATA
    stem, written = name[: -len(ending)], name[-len(ending) :]
    if written != ending:
        yield Complaint(name, "F1", FAIL, 0, "", f"it ends in {written}", f"Write {ending} in lower case")
    elif is_meta and stem + DATA not in names:
        yield Complaint(name, "F1", FAIL, 0, "", f"there is no data file {stem}{DATA} beside it", "Add it")
    elif not is_meta and stem + META not in names:
        yield Complaint(name, "F1", FAIL, 0, "", f"there is no metadata {stem}{META} beside it", "Add it")
    if is_meta:
        return
    if not standard.FILE_NAME.fullmatch(stem):
        remedy = "Use letters, digits, hyphens and underscores only"
        yield Complaint(name, "F2", FAIL, 0, "", f"{quoted(stem)} holds other signs than a file may", remedy)
    elif len(stem) > standard.LONGEST_FILE_NAME:
        problem = f"its name has {len(stem)} characters"
        yield Complaint(name, "F2", WARNING, 0, "", problem, f"Use at most {standard.LONGEST_FILE_NAME}")
