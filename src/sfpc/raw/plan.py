"""Which column of a table fills what, as its headings and the layout say."""

from __future__ import annotations

from dataclasses import dataclass, field

from sfpc.raw.records import AMOUNTS, IDENTIFYING, KEYS, Located
from sfpc.readers import Grid
from sfpc.reference import IGNORED, LayoutColumn


@dataclass
class Plan:
    """Which column of a grid fills what, as the headings of a located table say.

    Attributes:
        shared: the columns that belong to every record of a row, by field.
        groups: for each text that headings fill a field with, the columns under them, by field.
        fills: for each such text the column whose heading says it.
        repeats: columns in which a blank means the value above it.
        hidden: columns that would be loaded, and cannot be seen.
        is_nameless: whether one of those says what the rows are about, so that none of them can be loaded.
        carried: for a cell that is merged with those above it and says what its row is about: the row of its text.
    """

    shared: dict[str, int] = field(default_factory=dict)
    groups: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    fills: dict[tuple[str, str], int] = field(default_factory=dict)
    declaring: list[tuple[str, int]] = field(default_factory=list)
    ignored: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    is_nameless: bool = False
    carried: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, position: int, column: LayoutColumn, captured: dict[str, str], *, is_hidden: bool) -> None:
        """Take in one column of the grid; one that is hidden still declares, but loads nothing."""
        if column.repeats_down:
            self.repeats.add(position)
        if column.field == IGNORED:
            self.ignored.add(position)
        elif column.field.startswith("declared_"):
            self.declaring.append((column.field, position))
        elif is_hidden:
            self.hidden.add(position)
            self.is_nameless |= column.field in IDENTIFYING
        elif column.fills:
            text = captured.get(column.fills) or captured.get("quarter") or captured.get("month") or ""
            key = (column.fills, text)
            self.groups.setdefault(key, {})[column.field] = position
            self.fills.setdefault(key, position)
        else:
            self.shared.setdefault(column.field, position)

    @property
    def loaded(self) -> set[int]:
        """Every column whose cells become values of records."""
        return {*self.shared.values(), *(position for group in self.groups.values() for position in group.values())}

    @property
    def amounts(self) -> list[int]:
        """Columns that hold figures."""
        columns = [position for name, position in self.shared.items() if name in AMOUNTS]
        return columns + [position for group in self.groups.values() for position in group.values()]

    @property
    def key(self) -> int | None:
        """The column that says what a row is about; None where the headings do."""
        filled = {name for name, _ in self.groups}
        return next((self.shared[name] for name in KEYS if name in self.shared and name not in filled), None)

    @property
    def others(self) -> list[int]:
        """Columns that make a row data when one of them holds something."""
        return sorted((self.loaded or {position for _, position in self.declaring}) - {self.key})


def plan_of(found: Located) -> Plan:
    """The plan of a located table."""
    grid, plan = found.grid, Plan()
    hidden = frozenset() if found.table.reads_hidden else grid.hidden_columns
    for position, column, captured in found.columns:
        plan.add(position, column, captured, is_hidden=position in hidden)
    names = {position for name, position in plan.shared.items() if name in IDENTIFYING}
    plan.carried = carried_down(grid, found.heading_row, names - plan.repeats)
    return plan


def carried_down(grid: Grid, heading_row: int, positions: set[int]) -> dict[tuple[int, int], int]:
    """The blank cells of some columns that are merged with a text above them, each with the row of that text."""
    return {
        (row, left): top
        for top, left, bottom, right in grid.merged
        if top > heading_row and left == right and left in positions
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1)
    }
