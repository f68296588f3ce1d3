"""The rules of the metadata file: M1 to M10, and the limits of DfE's API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING, Complaint, quoted
from sfpc.report.open_data.pairs import Described, Pair

OF_INDICATORS = ("indicator_grouping", "indicator_unit", "indicator_dp")
OF_FILTERS = ("filter_hint", "filter_grouping_column")
OPTIONAL = (standard.FILTER_DEFAULT, standard.PARENT_FILTER)


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold a metadata file against the standard."""
    yield from _columns(pair)
    for one in pair.described:
        yield from _words(pair, one)
        yield from _name_and_type(pair, one)
        yield from _of_its_type(pair, one)
    yield from _together(pair)
    yield from _limits_of_the_api(pair)


def _columns(pair: Pair) -> Iterator[Complaint]:
    header = pair.meta.header
    for name in standard.META_REQUIRED:
        if name not in header:
            yield pair.about_meta("M1", FAIL, (1, name), "the column is missing", "Add it, blank where it says nothing")
    for name, times in Counter(header).items():
        if name not in (*standard.META_REQUIRED, *OPTIONAL) or times > 1:
            problem = "the standard has no such column" if times == 1 else f"{times} columns have this header"
            yield pair.about_meta("M1", FAIL, (1, name), problem, "Take it out")
    if standard.PARENT_FILTER in header:
        problem = "DfE's older screener refuses the column"
        yield pair.about_meta("M1", WARNING, (1, standard.PARENT_FILTER), problem, "Take it out")


def _words(pair: Pair, one: Described) -> Iterator[Complaint]:
    for column, value in one.cells.items():
        if value in standard.REFUSED_WORDS:
            yield pair.about_meta("M9", FAIL, (one.line, column), f"the cell is {value}", "Leave it empty")


def _name_and_type(pair: Pair, one: Described) -> Iterator[Complaint]:
    def say(rule: str, severity: str, column: str, problem: str, remedy: str) -> Complaint:
        return pair.about_meta(rule, severity, (one.line, column), problem, remedy)

    if one.name in standard.STANDARD:
        yield say("M2", FAIL, "col_name", f"{one.name} is time or geography", "Take the row out")
    if "col_name" in pair.meta.header:
        if not one.name:
            yield say("M3", FAIL, "col_name", "it is blank", "Write the header of the column")
        elif any(each.isspace() for each in one.name):
            yield say("M3", FAIL, "col_name", f"{quoted(one.name)} has a space in it", "Write the header as it stands")
    if "col_type" in pair.meta.header and one["col_type"] not in (standard.FILTER, standard.INDICATOR):
        problem = f"{quoted(one['col_type'])} is no type"
        yield say("M3", FAIL, "col_type", problem, "Write exactly Filter or Indicator")
    if "label" in pair.meta.header and not one["label"].strip():
        yield say("M4", FAIL, "label", "it is blank", "Write what readers call the column")
    if len(one["label"]) > standard.LONGEST_LABEL:
        problem = f"the label has {len(one['label'])} characters"
        yield say("M4", WARNING, "label", problem, f"Use at most {standard.LONGEST_LABEL}")


def _of_its_type(pair: Pair, one: Described) -> Iterator[Complaint]:
    if one["col_type"] == standard.FILTER:
        for column in (each for each in OF_INDICATORS if one[each]):
            yield pair.about_meta("M5", FAIL, (one.line, column), "it is filled for a filter", "Leave it empty")
    elif one["col_type"] == standard.INDICATOR:
        for column in (each for each in OF_FILTERS if one[each]):
            yield pair.about_meta("M6", FAIL, (one.line, column), "it is filled for an indicator", "Leave it empty")
        if one["indicator_unit"] not in (*standard.UNITS, *standard.REFUSED_WORDS):
            remedy = "Leave it empty for a number, or write %, pp, £, £m or numberstring"
            problem = f"{quoted(one['indicator_unit'])} is no unit"
            yield pair.about_meta("M7", FAIL, (one.line, "indicator_unit"), problem, remedy)
        yield from _decimals(pair, one)
        if one.may_be_a_header and one.name not in pair.data.columns:
            remedy = "Add the column, or take the row out"
            yield pair.about_meta("M2", GAP, (one.line, "col_name"), f"the data has no column {one.name}", remedy)


def _decimals(pair: Pair, one: Described) -> Iterator[Complaint]:
    text, place = one["indicator_dp"], (one.line, "indicator_dp")
    remedy = "Write how many decimal places are shown: 0, 1, 2"
    if not text:
        if "indicator_dp" in pair.meta.header:
            yield pair.about_meta("M8", WARNING, place, "it is blank, so that two decimals are shown", remedy)
    elif not standard.DECIMALS.fullmatch(text) and text not in standard.REFUSED_WORDS:
        yield pair.about_meta("M8", FAIL, place, f"{quoted(text)} is no whole number from 0 up", remedy)


def _together(pair: Pair) -> Iterator[Complaint]:
    for rule, column in (("M3", "col_name"), ("M4", "label")):
        times = Counter(one[column] for one in pair.described if one[column])
        for one in pair.described:
            if times[one[column]] > 1:
                problem = f"{quoted(one[column])} stands in {times[one[column]]} rows"
                yield pair.about_meta(rule, FAIL, (one.line, column), problem, "Give each row its own")
    indicators = pair.of_type(standard.INDICATOR)
    groups = {one["indicator_grouping"] for one in indicators} - {""}
    if len({re.sub(r"[\W_]", "", each) for each in groups}) < len(groups):
        problem = "groups of indicators differ only in signs"
        remedy = "Give them names that differ in letters"
        yield pair.about_meta("M6", GAP, (0, "indicator_grouping"), problem, remedy)
    if not indicators and "col_type" in pair.meta.header:
        yield pair.about_meta("M10", GAP, (0, "col_type"), "no row is an indicator", "Describe the figures of the data")


def _limits_of_the_api(pair: Pair) -> Iterator[Complaint]:
    described = {one.name for one in pair.described}
    for name in pair.data.columns:
        if name.endswith("_code") and name not in described:
            long = {value for value in set(pair.data.column(name)) if len(value) > standard.LONGEST_CODE}
            for line, value in pair.data.where(name, long):
                problem = f"the code has {len(value)} characters"
                yield pair.about_data("API", WARNING, (line, name), problem, f"Use at most {standard.LONGEST_CODE}")
