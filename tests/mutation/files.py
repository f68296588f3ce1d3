"""A mutation made in the file itself: the return is written anew with other texts in some cells, landed and read.

The other mutations change what reading took from the file. These show that reading would have taken the same, and
whether it finds anything by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from odf.opendocument import load as load_ods
from odf.table import Table, TableCell, TableRow
from odf.text import P

from sfpc.reference import reference
from sfpc.settings import Settings
from tests.builders import change_csv, change_workbook, read_all, sample
from tests.folders import settings_in
from tests.mutation.cells import row_and_column
from tests.mutation.mutants import Mutant
from tests.mutation.numerals import day_in, number_in
from tests.mutation.universe import Change


def read_anew(mutant: Mutant, quarter: str, data: Path) -> Settings:
    """Send the return of a quarter with the mutation in its file; settings with what was read of it."""
    settings = settings_in(data)
    [folder] = [
        one.folder for one in reference(settings.seeds).authorities.values() if one.code == mutant.cell.authority_code
    ]
    place = sample(settings, folder, quarter)
    for name in {change.file for change in mutant.changes}:
        changes = [change for change in mutant.changes if change.file == name]
        WRITERS[Path(name).suffix.lower()](place / name, changes)
    read_all(settings, folder)
    return settings


def _into_csv(path: Path, changes: Sequence[Change]) -> None:
    def change(rows: list[list[str]]) -> None:
        for one in changes:
            (line,), (column,) = row_and_column(one.place)
            rows[line - 1][column - 1] = one.text or ""  # type: ignore[index, operator]

    change_csv(path.parent, path.name, change)


def _into_xlsx(path: Path, changes: Sequence[Change]) -> None:
    def change(workbook: Any) -> None:
        for one in changes:
            cell = workbook[one.sheet][one.place]
            number = None if isinstance(cell.value, str) else number_in(one.text)
            day = day_in(one.text) if isinstance(cell.value, datetime) else None
            cell.value = one.text if number is None else float(number)
            cell.value = day or cell.value

    change_workbook(path.parent, change)


def _into_json(path: Path, changes: Sequence[Change]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    for one in changes:
        *above, last = one.place.strip("/").split("/")
        holder = document
        for step in above:
            holder = holder[int(step) if isinstance(holder, list) else step]
        number = None if isinstance(holder[last], str) else number_in(one.text)
        holder[last] = one.text if number is None else json.loads(str(number))
    path.write_text(json.dumps(document), encoding="utf-8")


def _into_ods(path: Path, changes: Sequence[Change]) -> None:
    document = load_ods(str(path))
    for one in changes:
        (line,), (_, letters) = row_and_column(one.place)  # type: ignore[misc]
        [sheet] = [table for table in document.getElementsByType(Table) if table.getAttribute("name") == one.sheet]
        row = _nth(sheet.getElementsByType(TableRow), line, "numberrowsrepeated")
        cell = _nth(row.getElementsByType(TableCell), _number_of(letters), "numbercolumnsrepeated")
        is_text = cell.getAttribute("valuetype") == "string"
        for child in list(cell.childNodes):
            cell.removeChild(child)
        for attribute in ("value", "datevalue", "stringvalue", "valuetype"):
            if cell.getAttribute(attribute) is not None:
                cell.removeAttribute(attribute)
        if one.text is not None:
            number = None if is_text else number_in(one.text)
            cell.setAttribute("valuetype", "string" if number is None else "float")
            if number is not None:
                cell.setAttribute("value", str(number))
            cell.addElement(P(text=one.text))
    document.save(str(path))


def _nth(nodes: Sequence[Any], number: int, repeated: str) -> Any:
    """The node of a number, counted from 1; one that stands for several is not changed for all of them."""
    seen = 0
    for node in nodes:
        times = int(node.getAttribute(repeated) or 1)
        if seen < number <= seen + times:
            assert times == 1, f"the cell stands for {times}"
            return node
        seen += times
    raise AssertionError(f"there is no {number}th")


def _number_of(letters: str) -> int:
    """The number of a column of a sheet.

    >>> _number_of("A"), _number_of("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


WRITERS: dict[str, Callable[[Path, Sequence[Change]], None]] = {
    ".csv": _into_csv,
    ".json": _into_json,
    ".ods": _into_ods,
    ".xlsx": _into_xlsx,
}
"""How a cell of each kind of file is changed."""
