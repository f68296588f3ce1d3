"""What each row of a table is: data, a heading printed again, an example, hidden, repeated, or nothing that is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sfpc.raw.labels import Labels
from sfpc.raw.plan import Plan
from sfpc.raw.records import FIGURE, Cut, Located
from sfpc.text import text_key

_WORD = r"(?:worked |for )?(?:example|sample|e\.g\.?|eg)(?: (?:row|line|data|only))?(?: ?\d{1,2})?"
EXAMPLE = re.compile(
    rf"\s*(?:{_WORD}|[\[(]{_WORD}[\])].*|.*[\[(]{_WORD}[\])]"
    r"|(?:example|e\.g\.)\s*(?:\d{1,2}\s*)?[:\-–—].*|e\.g\. .*)\s*",
    re.IGNORECASE | re.DOTALL,
)
"""A text that says its row is an example: `Example`, `e.g. referrals`, `Example: referrals`, `Referrals (example)`."""

Above = dict[int, dict[int, tuple[str, str]]]
"""For each column in which a blank means the value above it: for each row the value, with the place that named it."""


def classify(found: Located, end: int, plan: Plan, labels: Labels, result: Cut) -> None:
    """Tell rows of data from the rest: data says what it is about and holds something more, or is a known label."""
    rows, key, amounts, others = found.grid.rows, plan.key, plan.amounts, plan.others
    hidden = frozenset() if found.table.reads_hidden else found.grid.hidden_rows
    headings = printed(found, plan)
    is_of_labels = found.table.raw_table == "indicators"
    for number in range(found.heading_row + 1, end):
        row = rows[number]
        if key is None or row[key] or (number, key) in plan.carried:
            if any([row[position] for position in others]):  # noqa: C419 - a list is twice as fast over so few
                if key is not None and is_printed_again(row, headings, [key, *others]):
                    result.heading_rows.append(number)
                    continue
            elif key is None or not is_of_labels or not labels.knows(row[key]):
                continue
            if plan.is_nameless or number in hidden:
                result.hidden_rows.append(number)
            elif says_example(row, found.span[0], key, labels):
                result.example_rows.append(number)
            else:
                result.data_rows.append(number)
        elif any([FIGURE.match(row[position]) for position in amounts]):  # noqa: C419
            if is_printed_again(row, headings, [key, *others]):
                result.heading_rows.append(number)
            else:
                (result.hidden_rows if number in hidden else result.unkeyed_rows).append(number)


def printed(found: Located, plan: Plan) -> list[list[str]]:
    """The rows of headings, as text keys of the columns that make a row data."""
    rows = [found.grid.rows[number] for number in found.heading_rows]
    positions = [plan.key, *plan.others] if plan.key is not None else plan.others
    return [[text_key(row[position]) for position in positions] for row in rows]


def is_printed_again(row: Sequence[str], headings: list[list[str]], positions: list[int]) -> bool:
    """Whether a row says what a row of headings does."""
    for heading in headings:
        for position, key in zip(positions, heading, strict=True):
            if text_key(row[position]) != key:
                break
        else:
            return True
    return False


def says_example(row: Sequence[str], first: int, key: int | None, labels: Labels) -> bool:
    """Whether a row says that it is an example: where it begins, or by what it names itself; a known label does not."""
    begins = next((text for text in row[: first + 1] if text), "")
    named = row[key] if key is not None else ""
    return any(
        text and may_be_example(text.casefold()) and EXAMPLE.fullmatch(text) and not labels.knows(text)
        for text in (begins, named)
    )


def may_be_example(text: str) -> bool:
    """A cheap test for the thousands of cells that are none."""
    return "ample" in text or "e.g" in text or text.strip() == "eg"


def set_apart_duplicates(found: Located, plan: Plan, above: Above, result: Cut) -> None:
    """Take out rows that repeat one above them word for word, in everything that is loaded or declared."""
    if plan.key is None:
        return
    rows = found.grid.rows
    positions = sorted(plan.loaded | {position for _, position in plan.declaring})
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for number in result.data_rows:
        says = tuple(
            [
                above[position][number][0]
                if position in above
                else rows[plan.carried.get((number, position), number)][position]
                for position in positions
            ]
        )
        first = seen.setdefault(says, number)
        if first == number:
            kept.append(number)
        else:
            result.duplicate_rows[number] = first
    result.data_rows = kept


def naming_rows(found: Located, end: int, position: int, result: Cut) -> Iterator[int]:
    """Rows that are no data, but name in one column what rows of data below them leave blank."""
    data, unread = set(result.data_rows), {*result.heading_rows, *result.example_rows}
    named = None
    for number in range(found.heading_row + 1, end):
        if number in unread:
            continue
        if found.grid.rows[number][position]:
            named = number
        elif number in data and named is not None and named not in data:
            yield named


def repeated_down(found: Located, position: int, result: Cut) -> dict[int, tuple[str, str]]:
    """For each row the value last named in a column, with the place that named it."""
    grid, unread = found.grid, {*result.heading_rows, *result.example_rows}
    above = ("", "")
    values = {}
    for row in range(found.heading_row + 1, len(grid.rows)):
        if (text := grid.rows[row][position]) and row not in unread:
            above = (text, grid.place(row, position))
        values[row] = above
    return values
