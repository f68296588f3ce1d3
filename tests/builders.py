"""Make a return, change one thing in it, land and read it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from sfpc import landing, raw
from sfpc.errors import UnreadableFile
from sfpc.readers import READERS
from tests.folders import HOME, RETURNS, SAMPLES, lay, settings_in

BAD = RETURNS / "bad"
QUARTER = "2021-22-Q2"

__all__ = ["BAD", "HOME", "QUARTER", "SAMPLES", "lay", "settings_in"]


def send(settings, folder, quarter, **files):
    """Lay files in the inbox by name (`__` stands for the dot) and contents, beside what lies there."""
    place = settings.inbox / folder / quarter
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def land_all(settings, folder=None):
    """Land everything that waits."""
    return [landing.land(settings, waiting) for waiting in landing.waiting(settings, folder)]


def sample(settings, folder, quarter=QUARTER):
    """Lay a sample return in the inbox; its folder there, whose files a test may change."""
    lay(settings, SAMPLES / quarter / folder, folder, quarter)
    return settings.inbox / folder / quarter


def read_all(settings, folder=None):
    """Land what waits and read what has landed."""
    land_all(settings, folder)
    return [raw.read(settings, landed) for landed in landing.landed(settings, folder)]


def read_changed(data, folder, change=None, quarter=QUARTER):
    """Read a sample return after `change(its folder)`."""
    settings = settings_in(data)
    place = sample(settings, folder, quarter)
    if change:
        change(place)
    [read] = read_all(settings, folder)
    return read


def only_file(place, pattern="*"):
    """The one file of a return whose name fits."""
    [found] = sorted(path for path in place.glob(pattern) if not path.name.startswith("."))
    return found


def change_csv(place, pattern, change):
    """Change the rows of a CSV of Windows-1252."""
    path = only_file(place, pattern)
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file))
    rows = change(rows) or rows
    path.write_bytes(csv_bytes(rows, "cp1252"))


def csv_bytes(rows, encoding="utf-8", **dialect):
    """Rows as a CSV file of an encoding."""
    output = io.StringIO(newline="")
    csv.writer(output, **dialect).writerows(rows)
    return output.getvalue().encode(encoding)


def change_workbook(place, change):
    """Change an XLSX workbook."""
    path = only_file(place)
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def change_json(place, change):
    """Change a JSON document."""
    path = only_file(place)
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(change(document) or document), encoding="utf-8")


def write_xlsx(path, sheets, hidden=()):
    """Write a workbook of sheets by name, each a list of rows; None leaves a cell out."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    sheet.cell(row, column).value = value
                    if isinstance(value, str):
                        sheet.cell(row, column).data_type = "s"  # text is text, also when it begins with =
    workbook.save(path)


def write_ods(path, sheets, hidden=()):
    """Write an ODS workbook of sheets by name, each a list of rows of text and numbers."""
    document = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": "unseen"} if name in hidden else {}))
        for cells in rows:
            row = TableRow()
            for value in cells:
                row.addElement(ods_cell(value))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def ods_cell(value):
    """A cell of an ODS sheet."""
    if value is None:
        return TableCell()
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string", stringvalue=value)
    cell.addElement(P(text=value))
    return cell


def grids(path):
    """The grids of a file, by the reader of its suffix."""
    return READERS[Path(path).suffix.lower()](Path(path))


def problem_of(path):
    """Why a file cannot be read, and where."""
    try:
        grids(path)
    except UnreadableFile as error:
        return error.problem, error.place
    raise AssertionError(f"{path} was read")


def raw_rows(settings, table, landed):
    """A submission's rows of a raw table, read from its Parquet."""
    path = settings.raw / table / landed.folder / landed.quarter / f"{landed.submission_id}.parquet"
    return pq.ParquetFile(path).read().to_pylist() if path.exists() else []


def kinds(read):
    """The kinds of a reading's findings, in order."""
    return [finding.finding_type for finding in read.findings]


def cells_in(landed):
    """How many cells of a landed submission are not blank, by its grids."""
    return sum(1 for file in landed.files for grid in grids(file) for row in grid.rows for text in row if text)


def tree(folder):
    """Every file below a folder with its contents, but for locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def home_with_seeds(tmp_path, name="home", **changes):
    """A folder of its own with a copy of the seeds, some changed by `change(text)`; for settings of another layout."""
    home = tmp_path / name
    shutil.copytree(HOME / "seeds", home / "seeds")
    for seed, change in changes.items():
        path = home / "seeds" / f"{seed}.csv"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return home
