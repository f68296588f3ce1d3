"""The rules of filters and of the rows they make: FI1 to FI9."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import prod

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING, Complaint, quoted
from sfpc.report.open_data.pairs import Described, Pair


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold the filters, and the keys they make together, against the standard."""
    for one in pair.of_type(standard.FILTER):
        if one.may_be_a_header and one.name not in pair.data.columns:
            problem = f"the data has no column {one.name}"
            yield pair.about_meta("FI1", FAIL, (one.line, "col_name"), problem, "Add the column, or take the row out")
    for name, one in pair.filters.items():
        yield from _items(pair, name, one)
    for name in dict.fromkeys((*pair.filters, *pair.groups)):
        yield from _cells(pair, name)
    yield from _refused_words(pair)
    yield from _groups(pair)
    yield from _keys(pair)


def _items(pair: Pair, name: str, one: Described) -> Iterator[Complaint]:
    items = set(pair.data.column(name)) - {""}
    if len(items) == 1:
        remedy = "Take its row out of the metadata; the column may stay"
        yield pair.about_data("FI2", FAIL, (0, name), "the filter has one item throughout", remedy)
    default = one[standard.FILTER_DEFAULT]
    if (default or standard.TOTAL) not in items and len(items) > 1:
        problem = f"no row has its item {quoted(default or standard.TOTAL)}"
        remedy = "Add the rows of all together, or name the item shown first in filter_default"
        yield pair.about_data("FI4", WARNING, (0, name), problem, remedy)
    alike = defaultdict(set)
    for item in items:
        alike[" ".join(item.casefold().split())].add(item.strip())
    for same in sorted(tuple(sorted(each)) for each in alike.values() if len(each) > 1):
        problem = f"{' and '.join(map(quoted, same))} become different items"
        yield pair.about_data("FI5", GAP, (0, name), problem, "Write one thing in one way")
    if len(items) > standard.MOST_ITEMS:
        problem = f"the filter has {len(items):,} items"
        yield pair.about_data("FI6", WARNING, (0, name), problem, f"Use at most {standard.MOST_ITEMS:,}")
    for line, item in pair.data.where(name, {each for each in items if len(each) > standard.LONGEST_ITEM}):
        problem = f"the item has {len(item)} characters"
        yield pair.about_data("FI6", WARNING, (line, name), problem, f"Use at most {standard.LONGEST_ITEM}")


def _cells(pair: Pair, name: str) -> Iterator[Complaint]:
    for line, _ in pair.data.where(name, {""}):
        yield pair.about_data("FI3", FAIL, (line, name), "the cell is blank", "Write the item")
    spaced = {value for value in set(pair.data.column(name)) if value != value.strip()}
    for line, value in pair.data.where(name, spaced):
        yield pair.about_data("FI3", FAIL, (line, name), f"{quoted(value)} has a space around it", "Take it away")


def _refused_words(pair: Pair) -> Iterator[Complaint]:
    """Words for nothing that are refused anywhere in the data; those in indicators are a rule of theirs."""
    for name, values in pair.data.columns.items():
        if name not in pair.indicators:
            for line, value in pair.data.where(name, set(values) & set(standard.REFUSED_WORDS)):
                yield pair.about_data("FI3", FAIL, (line, name), f"the cell is {value}", "Write a word that means it")


def _groups(pair: Pair) -> Iterator[Complaint]:
    users = defaultdict(list)
    for name, one in pair.filters.items():
        if one["filter_grouping_column"]:
            users[one["filter_grouping_column"]].append((name, one.line))
    for group, filters in users.items():
        name, line = filters[0]
        place = (line, "filter_grouping_column")
        if group not in pair.data.columns:
            yield pair.about_meta("FI7", FAIL, place, f"the data has no column {group}", "Add it, or leave it blank")
            continue
        if len(filters) > 1:
            problem = f"{group} groups {' and '.join(each for each, _ in filters)}"
            yield pair.about_meta("FI7", FAIL, place, problem, "Give each filter a group of its own")
        levels = set(pair.data.column(group))
        if len(levels) > len(set(pair.data.column(name))):
            problem = f"{group} has more levels than {name} has items"
            yield pair.about_meta("FI7", FAIL, place, problem, "Exchange the two")
        if len({re.sub(r"[\W_]", "", each) for each in levels}) < len(levels):
            problem = f"levels of {group} differ only in signs"
            yield pair.about_meta("FI7", FAIL, place, problem, "Give them names that differ in letters")
        if group not in {one.name for one in pair.of_type(standard.FILTER)}:
            problem = f"{group} has no row of its own"
            yield pair.about_meta("FI7", WARNING, place, problem, "Add one of type Filter")


def _keys(pair: Pair) -> Iterator[Complaint]:
    keyed = [name for name in (*standard.STANDARD, *pair.filters) if name in pair.data.columns]
    keyed += [name for name in pair.groups if name not in keyed]
    seen: dict[tuple[str, ...], int] = {}
    for line, key in zip(pair.data.lines, zip(*map(pair.data.column, keyed), strict=True), strict=True):
        if key in seen:
            problem = f"it repeats the time, place and items of row {seen[key]}"
            yield pair.about_data("FI8", FAIL, (line, ""), problem, "Keep one row of each")
        seen.setdefault(key, line)
    yield from _matrix(pair)


def _matrix(pair: Pair) -> Iterator[Complaint]:
    """Every place of a level should have a row for every period and combination of items."""
    across = {
        "periods": [name for name in standard.TIME if name in pair.data.columns],
        "places": [name for name in standard.GEOGRAPHY if name in pair.data.columns],
        **{name: [name] for name in pair.filters if name not in pair.groups},
    }
    rows = [tuple(zip(*map(pair.data.column, names), strict=True)) for names in across.values() if names]
    if not rows or not pair.data.rows:
        return
    levels = pair.data.column("geographic_level")
    by_level: dict[str, set[tuple[tuple[str, ...], ...]]] = defaultdict(set)
    for level, key in zip(levels, zip(*rows, strict=True), strict=True):
        by_level[level].add(key)
    for level, keys in sorted(by_level.items()):
        expected = prod(len(set(each)) for each in zip(*keys, strict=True))
        if expected > len(keys):
            problem = f"{expected - len(keys):,} of {expected:,} combinations of {', '.join(across)} have no row"
            remedy = f"Add them, with a symbol where there is no figure ({level or 'no level'} rows)"
            yield pair.about_data("FI9", WARNING, (0, ""), problem, remedy)
