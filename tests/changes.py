"""Changes of a sample return where it lies in the inbox: each is made now and done to a folder later."""

from __future__ import annotations

from sfpc.period import Quarter
from sfpc.return_template import write_template
from tests.builders import change_csv, change_workbook, only_file
from tests.filling import Filling
from tests.folders import settings_in


def put(table, row, column, text):
    """A change of one cell of a table in a CSV, by the first cell of its row (or their number) and its heading."""

    def change(rows):
        heading = next(index for index, one in enumerate(rows) if column in one)
        number = row if isinstance(row, int) else next(index for index, one in enumerate(rows) if one[:1] == [row])
        rows[number][rows[heading].index(column)] = text

    return lambda place: change_csv(place, f"*{table}*", change)


def replaced(before, after):
    """A change of a text in every file of a return."""

    def change(place):
        for path in place.glob("*.csv"):
            path.write_bytes(path.read_bytes().replace(before, after))

    return change


def both(*changes):
    """Several changes, one after another."""
    return lambda place: [change(place) for change in changes]


def cell(sheet, place, value):
    """A change of one cell of a workbook."""
    return lambda folder: change_workbook(folder, lambda book: book[sheet].__setitem__(place, value))


def renamed(place):
    """The one file of a return under another name."""
    path = only_file(place)
    path.rename(path.with_name(f"copy of {path.name}"))


def nothing_to_report(place):
    """In place of the return the programme's template, filled in with nothing but that there is nothing."""
    for path in place.iterdir():
        path.unlink()
    settings = settings_in(place.parents[2])
    filling = Filling(write_template(settings, place.parent.name, Quarter.parse(place.name), place / "return.xlsx"))
    filling.answer("Nothing to report this quarter", "Yes")
    filling.save()
