"""The rows that checks are about, in SQL: those of one check, or of all checks of a table at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sfpc.gate.suites import Bands, Check, Suite

OF_BANDS = ("quantity", "lower", "upper")
"""Further columns of a check with bands: the quantity, and where its band begins and ends."""
ROW_BY_ROW = {
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_not_be_in_set",
    "expect_column_values_to_be_null",
}
"""Kinds of expectation that ask each row by itself and pass over what is missing: rows that a check is not about can
stay in its DataFrame, as missing."""


def sql_of(check: Check, suite: Suite) -> str:
    """The rows a check is about, in a fixed order.

    The expressions are the suites' own, reviewed like code; nothing of a return reaches this text.
    """
    computed = "".join(f", {sql} as {name}" for name, sql in _computed(check).items())
    condition = _scope(check)
    scope = f" where {condition}" if condition else ""
    # what is put in comes from the suites in expectations/, which are ours
    return f"select this.*{computed} from {_rows_of(suite, [check])} as this{scope} order by all"  # noqa: S608


def sql_of_all(checks: Sequence[Check], suite: Suite) -> str:
    """The rows of a table, each with what every check asks of it and whether the check is about it."""
    columns = ["this.*"]
    for check in checks:
        if not check.columns:
            continue
        is_asked = f"coalesce({_scope(check) or 'true'}, false)"
        computed = {"asked": f'this."{check.columns[0]}"', **_computed(check)}
        computed["asked"] = computed.pop("checked", computed["asked"])
        columns.append(f'{is_asked} as "{column_of(check, "is_asked")}"')
        columns += [
            f'case when {is_asked} then {sql} end as "{column_of(check, name)}"' for name, sql in computed.items()
        ]
    return f"select {', '.join(columns)} from {_rows_of(suite, checks)} as this order by all"  # noqa: S608


def column_of(check: Check, name: str) -> str:
    """What a column of one check is called where all checks of a table are asked at once."""
    return f"{check.id} {name}"


def row_of(check: Check, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of either query as its check knows it: with its own columns, and without those of other checks."""
    own = {"asked": "checked"} | {name: name for name in OF_BANDS}
    computed = {name: row[column] for asked, name in own.items() if (column := column_of(check, asked)) in row}
    return {name: value for name, value in row.items() if " " not in name} | computed


def can_be_joined(check: Check) -> bool:
    """Whether a check can be asked together with others, of a DataFrame that holds more rows than it is about."""
    counts_every_row = check.type == "expect_table_row_count_to_be_between" and not check.rows
    return check.type in ROW_BY_ROW or counts_every_row


def _computed(check: Check) -> dict[str, str]:
    """The columns that a check adds to those of its table."""
    if check.bands:
        return _banded(check.bands)
    return {"checked": f"({check.value})"} if check.value else {}


def _scope(check: Check) -> str:
    conditions = [check.rows] if check.rows else []
    if check.bands:
        conditions.append(f"{check.bands.by} in ({', '.join(map(_text, check.bands.limits))})")
    return " and ".join(f"({one})" for one in conditions)


def _rows_of(suite: Suite, checks: Iterable[Check]) -> str:
    """The quarter's rows of a table, with those of the further columns that the checks name."""
    words = " ".join(map(_words_of, checks))
    also = "".join(f", ({sql}) as {name}" for name, sql in suite.also_read.items() if name in words)
    return f"(select this.*{also} from {suite.table} as this where this.quarter = ?)"  # noqa: S608


def _words_of(check: Check) -> str:
    of_the_bands = [check.bands.by, check.bands.of] if check.bands else []
    return " ".join(filter(None, [check.rows, check.value, check.message, *check.columns, *of_the_bands]))


def _banded(bands: Bands) -> dict[str, str]:
    """The columns of a band: the quantity, where the band begins and ends, and how far outside of it that is."""
    lower, upper = (
        f"case {bands.by} "
        + " ".join(
            f"when {_text(key)} then {'null' if pair[end] is None else pair[end]}" for key, pair in bands.limits.items()
        )
        + " end"
        for end in (0, 1)
    )
    outside = f"greatest(0, ({lower}) - ({bands.of}), ({bands.of}) - ({upper}))"
    return {"quantity": f"({bands.of})", "lower": f"({lower})", "upper": f"({upper})", "checked": outside}


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
