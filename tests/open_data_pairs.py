"""A pair of open-data files that breaks no rule, and ways to change one thing in it."""

from __future__ import annotations

import csv
import io
from itertools import product

from sfpc.report.open_data import checker, places_of_seeds
from sfpc.report.open_data.pairs import Place, places
from tests.folders import HOME

NEW = Place("E09999999", "299", "Newshire", "E12000008", "South East", is_listed=False)
PLACES = {**places_of_seeds(HOME / "seeds"), **places([NEW])}
"""DfE's list, and an authority that has joined since."""
HEADER = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "work_strand", "families_count", "families_percent",
]  # fmt: skip
LEEDS = ["E12000003", "Yorkshire and The Humber", "383", "E08000035", "Leeds"]
DARLINGTON = ["E12000001", "North East", "841", "E06000005", "Darlington"]
META_HEADER = [
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
    "filter_grouping_column",
]  # fmt: skip
STRAND = ["work_strand", "Filter", "Work strand", "", "", "", "Filter by work strand", ""]
COUNT = ["families_count", "Indicator", "Number of families supported", "Families", "", "0", "", ""]
PERCENT = ["families_percent", "Indicator", "Percentage of families supported", "Families", "%", "1", "", ""]
STRANDS = ("Total", "Family group decision making")
NAME = "la_quarterly"


class Book:
    """A data file and its metadata as rows of text, which a test changes."""

    def __init__(self):
        self.data = [list(HEADER)]
        for quarter, place, strand in product(("Q1", "Q2"), (LEEDS, DARLINGTON), STRANDS):
            first = ["202122", f"Financial year {quarter}", "Local authority", "E92000001", "England"]
            self.data.append([*first, *place, strand, "116", "11.6"])
        self.meta = [list(row) for row in (META_HEADER, STRAND, COUNT, PERCENT)]

    def set(self, column, value, row=1):
        """Write a cell of the data; row 1 is the first after the header."""
        self.data[row][self.data[0].index(column)] = value
        return self

    def fill(self, column, value):
        """Write a whole column of the data."""
        for row in range(1, len(self.data)):
            self.set(column, value, row)
        return self

    def rename(self, column, name):
        """Give a column another name, in both files."""
        self.data[0][self.data[0].index(column)] = name
        for row in self.meta:
            if row[0] == column:
                row[0] = name
        return self

    def add(self, column, values):
        """Add a column to the data; the values are repeated down it."""
        self.data[0].append(column)
        for place, row in enumerate(self.data[1:]):
            row.append(values[place % len(values)])
        return self

    def drop(self, *columns):
        """Take columns out of the data."""
        for column in columns:
            place = self.data[0].index(column)
            for row in self.data:
                del row[place]
        return self

    def describe(self, name, column, value):
        """Write a cell of the metadata, on the row of a column of the data."""
        (row,) = (each for each in self.meta if each[0] == name)
        row[self.meta[0].index(column)] = value
        return self

    def add_meta(self, column, values):
        """Add a column to the metadata."""
        self.meta[0].append(column)
        for row, value in zip(self.meta[1:], values, strict=True):
            row.append(value)
        return self

    def files(self, folder, name=NAME):
        """Write the pair."""
        (folder / f"{name}.csv").write_bytes(as_csv(self.data))
        (folder / f"{name}.meta.csv").write_bytes(as_csv(self.meta))
        return folder


def as_csv(rows, **dialect):
    """Rows as UTF-8."""
    output = io.StringIO(newline="")
    csv.writer(output, **{"lineterminator": "\n", **dialect}).writerows(rows)
    return output.getvalue().encode()


def told(folder):
    """The rules that a folder breaks, each with how gravely."""
    return sorted({(one.rule, one.severity) for one in checker.check_folder(folder, PLACES)})
