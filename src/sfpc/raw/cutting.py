"""Cut a located table into records: the layout says what each column holds and how columns unpivot.

A row of a table becomes one record, or one for each group of columns that fill the same field from their headings
(a column a quarter, a column a measure). Every value of a record keeps its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from sfpc.raw.labels import Labels
from sfpc.raw.plan import Plan, plan_of
from sfpc.raw.records import Cut, Declaration, Located, Records
from sfpc.raw.rows import Above, classify, naming_rows, repeated_down, set_apart_duplicates
from sfpc.raw.template import DECLARES
from sfpc.readers import Grid
from sfpc.reference import RAW_FIELDS


def cut(found: Located, end: int, labels: Labels) -> Cut:
    """Cut a table, which ends before the row `end`, into records and collect what it declares."""
    grid, plan = found.grid, plan_of(found)
    result = Cut(Records(found.table.raw_table, grid.file, grid.sheet, found.table.name, grid.date_system))
    for position, column, captured in found.columns:
        result.declarations += [
            Declaration(
                DECLARES[name], text, grid.file, grid.sheet, found.heading_place(position), column_head(found, position)
            )
            for name, text in captured.items()
            if name in DECLARES and not column.fills
        ]
    result.loaded_columns = plan.loaded
    result.repeated_columns = plan.repeats & plan.loaded
    result.declaring_columns = {position for _, position in plan.declaring} - plan.loaded
    result.ignored_columns = plan.ignored
    result.hidden_columns = plan.hidden
    classify(found, end, plan, labels, result)
    above = {position: repeated_down(found, position, result) for position in result.repeated_columns}
    saying = [*result.data_rows]
    set_apart_duplicates(found, plan, above, result)
    result.naming_rows = sorted({row for at in plan.repeats for row in naming_rows(found, end, at, result)})
    find_totals(found, plan, above, labels, result)
    for name, position in plan.declaring:
        result.declarations += declared_in_column(name, found, position, saying)
    for key, group in (plan.groups or {("", ""): {}}).items():
        extend(result, found, plan, above, {**plan.shared, **group}, key)
    return result


def column_head(found: Located, position: int) -> str:
    """The heading of a column as it stands: the lowest text of its rows of headings."""
    texts = [found.grid.rows[row][position] for row in found.heading_rows]
    return next((text for text in reversed(texts) if text), "")


def find_totals(found: Located, plan: Plan, above: Above, labels: Labels, result: Cut) -> None:
    """Mark the rows and columns that say they add others up: they are checked, and set aside then."""
    rows = found.grid.rows
    for name, position in plan.shared.items():
        if labels.totals.get(name):
            values = above.get(position)
            result.total_rows |= {
                row
                for row in result.data_rows
                if labels.is_total(
                    name, values[row][0] if values else rows[plan.carried.get((row, position), row)][position]
                )
            }
    for (name, text), group in plan.groups.items():
        if labels.is_total(name, text):
            result.total_columns |= set(group.values())


def extend(result: Cut, found: Located, plan: Plan, above: Above, fields: dict[str, int], key: tuple[str, str]) -> None:
    """Add a record for each row of data: its own cells, and what the columns' heading says."""
    grid, records, data_rows = found.grid, result.records, result.data_rows
    for name in RAW_FIELDS[records.raw_table]:
        values = records.values.setdefault(name, [])
        places = records.places.setdefault(name, [])
        if name == key[0] and key in plan.fills:
            values += [key[1]] * len(data_rows)
            places += [found.heading_place(plan.fills[key])] * len(data_rows)
        elif name not in fields:
            values += [None] * len(data_rows)
            places += [None] * len(data_rows)
        elif fields[name] in above:
            values += [above[fields[name]][row][0] for row in data_rows]
            places += [above[fields[name]][row][1] for row in data_rows]
        else:
            position = fields[name]
            from_rows = [plan.carried.get((row, position), row) for row in data_rows] if plan.carried else data_rows
            values += [grid.rows[row][position] for row in from_rows]
            places += [grid.place(row, position) for row in from_rows]
    records.row_numbers += data_rows


def declared_in_column(name: str, found: Located, position: int, rows: Sequence[int]) -> list[Declaration]:
    """What the cells of a column declare, once for each text."""
    grid = found.grid
    saying: dict[str, list[int]] = {}
    for row in rows:
        if text := grid.rows[row][position]:
            saying.setdefault(text, []).append(row)
    heading, system = column_head(found, position), grid.date_system
    return [
        Declaration(name, text, grid.file, grid.sheet, runs(grid, said, rows, position), heading, len(said), system)
        for text, said in saying.items()
    ]


def runs(grid: Grid, saying: Sequence[int], rows: Sequence[int], position: int) -> str:
    """Where some of a column's rows stand: those that follow one another as the first and last of them."""
    order = {row: index for index, row in enumerate(rows)}
    found: list[list[int]] = []
    for row in saying:
        if found and order[row] == order[found[-1][-1]] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return "; ".join(
        grid.place(run[0], position)
        if len(run) == 1
        else f"{grid.place(run[0], position)} to {grid.place(run[-1], position)}"
        for run in found
    )
