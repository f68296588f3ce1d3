"""Tables that stand side by side under one row of headings: which columns belong to which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sfpc.raw.records import Located


def set_apart(tables: Sequence[Located]) -> list[Located]:
    """Give each table its own columns where two share a row of headings and would both take the same one."""
    result = list(tables)
    for row in {(id(one.grid), one.heading_row) for one in tables}:
        sharing = [at for at, one in enumerate(result) if (id(one.grid), one.heading_row) == row]
        if not is_contested([result[at] for at in sharing]):
            continue
        narrow = sorted((narrowest(result[at]), at) for at in sharing)
        if any(left[0][1] >= right[0][0] for left, right in pairwise(narrow)):
            continue  # they lie within each other: whose a column is, its heading alone must tell
        bounds = [boundary(result[narrow[0][1]], left[0][1], right[0][0]) for left, right in pairwise(narrow)]
        for (_, at), first, last in zip(narrow, [-1, *bounds], [*bounds, None], strict=True):
            result[at] = within(result[at], first, last)
    return result


def is_contested(tables: Sequence[Located]) -> bool:
    """Whether a column is claimed by two of the tables."""
    positions = [position for one in tables for position in {position for position, _, _ in one.columns}]
    return len(set(positions)) < len(positions)


def narrowest(found: Located) -> tuple[int, int]:
    """The first and last of the fewest columns side by side that hold every heading the table must have."""
    required = {id(column) for column in found.table.columns if column.is_required}
    needed = [(position, id(column)) for position, column, _ in found.columns if id(column) in required]
    best = found.span
    for start, (first, _) in enumerate(needed):
        missing = set(required)
        for position, column in needed[start:]:
            missing.discard(column)
            if not missing:
                if position - first < best[1] - best[0]:
                    best = (first, position)
                break
    return best


def boundary(found: Located, left: int, right: int) -> int:
    """The last column that still belongs to the table on the left: a column without a heading parts the two."""
    headings = found.grid.rows[found.heading_row]
    blank = [position for position in range(left + 1, right) if not headings[position]]
    return blank[-1] if blank else right - 1


def within(found: Located, first: int, last: int | None) -> Located:
    """The table with the columns after `first`, up to `last`."""
    columns = tuple(one for one in found.columns if one[0] > first and (last is None or one[0] <= last))
    return replace(found, columns=columns)
