"""One CSV file of `seeds/`: its rows with the line each begins on, and what is wrong with a row, in words."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TextIO, TypeVar

from sfpc.errors import PipelineError, SfpcError
from sfpc.period import Quarter

Row = dict[str, str]
Value = TypeVar("Value")


class SeedFile:
    """A seed, read once; each fault in it is an error of ours with the file, the line and what to write."""

    def __init__(self, path: Path, needed: tuple[str, ...]) -> None:
        self.path = path
        self.needed = needed

    @cached_property
    def rows(self) -> list[tuple[int, Row]]:
        """Every row with its line; the heading and the width of each row are checked, blank lines are none."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                return list(self._rows(file))
        except FileNotFoundError:
            raise PipelineError(f"{self.path}: this seed is missing; restore it from version control") from None
        except UnicodeDecodeError:
            raise PipelineError(f"{self.path}: this is not UTF-8; save it as `CSV UTF-8`") from None

    def _rows(self, file: TextIO) -> Iterator[tuple[int, Row]]:
        reader = csv.reader(file, strict=True)
        line = 1
        try:
            heading: list[str] = next(reader, [])
            if absent := [column for column in self.needed if column not in heading]:
                raise self.fault(1, f"column {absent[0]!r} is missing; the heading must name it")
            line = reader.line_num + 1
            for cells in reader:
                if cells and len(cells) != len(heading):
                    problem = f"{len(cells)} values under {len(heading)} headings; a value with a comma needs quotes"
                    raise self.fault(line, problem)
                if cells:
                    yield line, dict(zip(heading, cells, strict=True))
                line = reader.line_num + 1
        except csv.Error as error:
            raise self.fault(line, f"this is not well-formed CSV ({error}); see to its quotes") from None

    def fault(self, line: int, problem: str) -> PipelineError:
        """What is wrong with a row, as an error to be raised."""
        return PipelineError(f"{self.path}, line {line}: {problem}")

    def one_of(self, line: int, row: Row, column: str, allowed: tuple[str, ...]) -> str:
        """A row's value that must be one of a few words."""
        if row[column] not in allowed:
            raise self.fault(line, f"{column} {row[column]!r} is not known; write one of {', '.join(allowed)}")
        return row[column]

    def day(self, line: int, row: Row, column: str) -> date:
        """A row's value that must be a day."""
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            raise self.fault(line, f"{column} {row[column]!r} is not a day; write it as 2022-07-31") from None

    def period(self, line: int, row: Row) -> tuple[Quarter | None, Quarter | None]:
        """The first and the last quarter a row holds for; None where it always has, or still does."""
        try:
            first = Quarter.parse(row["first_quarter"]) if row["first_quarter"] else None
            last = Quarter.parse(row["last_quarter"]) if row["last_quarter"] else None
        except SfpcError as error:
            raise self.fault(line, str(error)) from None
        if first and last and last < first:
            raise self.fault(line, f"first_quarter {first} comes after last_quarter {last}; put them right")
        return first, last

    def by_key(self, key: Callable[[Row], str], value: Callable[[int, Row], Value]) -> dict[str, Value]:
        """What the file says under each key; a key that stands twice is a fault."""
        found: dict[str, Value] = {}
        for line, row in self.rows:
            if key(row) in found:
                raise self.fault(line, f"{key(row)!r} stands here for the second time; take one of the two out")
            found[key(row)] = value(line, row)
        return found
