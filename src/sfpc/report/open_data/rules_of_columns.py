"""The rules of the data file's columns: C1 to C12."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING, Complaint, quoted
from sfpc.report.open_data.pairs import Pair
from sfpc.report.open_data.standard import LOCAL_AUTHORITY


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold a data file's columns, and the names the metadata gives them, against the standard."""
    yield from _presence(pair)
    yield from _headers(pair)
    yield from _described(pair)
    yield from _names(pair)


def _presence(pair: Pair) -> Iterator[Complaint]:
    data = pair.data
    for name in standard.MANDATORY:
        if name not in data.columns:
            yield pair.about_data("C1", FAIL, (1, name), "the column is missing", "Add it, spelt exactly so")
    has_authorities = LOCAL_AUTHORITY in data.column("geographic_level")
    if has_authorities:
        for name in standard.AUTHORITY:
            if name not in data.columns:
                yield pair.about_data("C2", FAIL, (1, name), "rows of local authorities lack the column", "Add it")
    regions = [name for name in standard.REGION if name in data.columns]
    if len(regions) == 1:
        yield pair.about_data("C3", FAIL, (1, regions[0]), "it stands without the other column of the region", "Add it")
    elif has_authorities:
        yield from _regions(pair, has_columns=bool(regions))


def _regions(pair: Pair, *, has_columns: bool) -> Iterator[Complaint]:
    """Rows of local authorities should name their region."""
    fill = "Fill in the code and the name of the authority's region"
    if not has_columns:
        yield pair.about_data("C3", WARNING, (1, "region_code"), "no column names the region", fill)
        return
    levels = pair.data.column("geographic_level")
    for name in standard.REGION:
        cells = zip(pair.data.lines, levels, pair.data.column(name), strict=True)
        blank = [line for line, level, value in cells if level == LOCAL_AUTHORITY and not value]
        severity = GAP if name in pair.data.empty else WARNING
        for line in blank:
            yield pair.about_data("C3", severity, (line, name), "an authority's region is blank", fill)


def _headers(pair: Pair) -> Iterator[Complaint]:
    for name, times in Counter(pair.data.header).items():
        place = (1, name)
        if times > 1:
            yield pair.about_data("C6", GAP, place, f"{times} columns have this header", "Give each its own")
        if name != name.strip():
            yield pair.about_data("C6", GAP, place, f"the header is {quoted(name)}", "Take the space around it away")
        if any(each.isspace() for each in name.strip()):
            yield pair.about_data("C5", FAIL, place, "the header has white space in it", "Write _ instead")
        elif not standard.COLUMN_NAME.fullmatch(name.strip()):
            remedy = "Begin with a-z and use a-z, 0-9 and _ only"
            yield pair.about_data("C5", WARNING, place, "the header is not written as the standard asks", remedy)
        if len(name) > standard.LONGEST_NAME:
            problem = f"the header has {len(name)} characters"
            yield pair.about_data("C5", WARNING, place, problem, f"Use at most {standard.LONGEST_NAME}")


def _described(pair: Pair) -> Iterator[Complaint]:
    named = {one.name for one in pair.described} | set(pair.groups)
    for name, values in pair.data.columns.items():
        if name.strip() not in {*standard.STANDARD, *named} and len(set(values)) > 1:
            remedy = "Give it a row there, or take the column out"
            yield pair.about_data("C7", WARNING, (1, name), "the metadata does not describe the column", remedy)
    room = len(pair.data.header) - len(standard.MANDATORY)
    if len(pair.described) > room:
        problem = f"it has {len(pair.described)} rows for a data file that has room for {room} filters and indicators"
        yield pair.about_meta("C8", FAIL, (0, ""), problem, "Describe only columns that are in the data")


def _names(pair: Pair) -> Iterator[Complaint]:
    for one in pair.of_type(standard.INDICATOR):
        within = next((word for word in standard.PEOPLE_IN_NAMES if word in one.name.lower()), None)
        if within:
            remedy = "Make the group of people an item of a filter, or find another name: it counts within a word too"
            yield pair.about_meta("C9", FAIL, (one.line, "col_name"), f"{one.name} holds {within!r}", remedy)
    for one in pair.described:
        grouping = one["filter_grouping_column"]
        filters = (one.name, grouping) if one["col_type"] == standard.FILTER else (grouping,)
        for name in filter(None, filters):
            if name.lower() in standard.GEOGRAPHY_WORDS or standard.LIKE_GEOGRAPHY.fullmatch(name):
                problem = f"{name} is taken for a column of geography"
                yield pair.about_meta("C10", FAIL, (one.line, "col_name"), problem, "Find another name for the filter")
        for name in filter(None, (one.name, grouping)):
            is_harmonised = any(stem in name.lower() for stem in standard.HARMONISED_STEMS)
            if is_harmonised and name not in standard.HARMONISED:
                remedy = f"Use one of {', '.join(sorted(standard.HARMONISED))}"
                yield pair.about_meta("C11", FAIL, (one.line, "col_name"), f"{name} is not the agreed name", remedy)
            if name in standard.VAGUE_NAMES:
                remedy = "Name what the items are"
                yield pair.about_meta("C12", WARNING, (one.line, "col_name"), f"{name} says nothing", remedy)
