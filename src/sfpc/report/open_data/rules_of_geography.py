"""The rules of geography: G1 to G8, for rows of England, its regions and local authorities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING, Complaint, quoted
from sfpc.report.open_data.pairs import Pair, Places

Cells = Mapping[str, str]


def check(pair: Pair) -> Iterator[Complaint]:
    """Hold each place that a file names against the standard and the list of authorities; each place is told once."""
    present = [name for name in standard.GEOGRAPHY if name in pair.data.columns]
    across = [pair.data.column(name) for name in present]
    first: dict[tuple[str, ...], list[int]] = {}
    for line, cells in zip(pair.data.lines, zip(*across, strict=True), strict=True):
        first.setdefault(cells, []).append(line)
    for named, lines in first.items():
        for complaint in _place(pair, dict(zip(present, named, strict=True)), lines[0]):
            yield Complaint(**{**vars(complaint), "count": len(lines)})
    yield from _totals_in_time(pair)


def _place(pair: Pair, cells: Cells, line: int) -> Iterator[Complaint]:
    spaced = [name for name, value in cells.items() if value != value.strip()]
    for name in spaced:
        yield pair.about_data("G8", FAIL, (line, name), f"{quoted(cells[name])} has a space around it", "Take it away")
    totals = [name for name, value in cells.items() if value.strip().lower() in standard.TOTALS]
    for name in totals:
        remedy = "Leave a total over places to a row of its own level"
        yield pair.about_data("G7", FAIL, (line, name), "a total stands in a column of geography", remedy)
    if not totals:
        yield from _levels(pair, {name: value.strip() for name, value in cells.items()}, line)


def _levels(pair: Pair, cells: Cells, line: int) -> Iterator[Complaint]:
    level = cells.get("geographic_level")
    country = tuple(cells[name] for name in standard.COUNTRY if name in cells)
    if len(country) == len(standard.COUNTRY) and country != standard.ENGLAND:
        problem = f"the country is {quoted(' '.join(country))}"
        yield pair.about_data("G2", FAIL, (line, "country_code"), problem, f"Write {' and '.join(standard.ENGLAND)}")
    if level is None:
        return
    if level in standard.OTHER_LEVELS:
        problem = f"this checker does not know the columns of {level} rows"
        yield pair.about_data("G1", WARNING, (line, "geographic_level"), problem, "Have DfE's own screener check them")
    elif level not in standard.KNOWN_LEVELS:
        remedy = f"Write exactly {', '.join(standard.KNOWN_LEVELS)}, or another level of the standard"
        yield pair.about_data("G1", FAIL, (line, "geographic_level"), f"{quoted(level)} is no level", remedy)
    else:
        yield from _overcompleted(pair, cells, line, level)
        yield from _region(pair, cells, line)
    if level == standard.LOCAL_AUTHORITY and all(name in cells for name in standard.AUTHORITY):
        yield from _authority(pair, cells, line)


def _overcompleted(pair: Pair, cells: Cells, line: int, level: str) -> Iterator[Complaint]:
    """What a row of a higher level must leave blank."""
    blank = {
        standard.NATIONAL: (*standard.REGION, *standard.AUTHORITY),
        standard.REGIONAL: standard.AUTHORITY,
        standard.LOCAL_AUTHORITY: (),
    }[level]
    for name in blank:
        if cells.get(name):
            yield pair.about_data("G7", FAIL, (line, name), f"a {level} row must leave it blank", "Take it out")


def _region(pair: Pair, cells: Cells, line: int) -> Iterator[Complaint]:
    code, name = (cells.get(each, "") for each in standard.REGION)
    if not (code or name) or not all(each in cells for each in standard.REGION):
        return
    if code in (standard.UNKNOWN_PLACE[0], standard.INAPPLICABLE_PLACE[0]):
        yield from _special(pair, (line, "region_name"), {code}, name)
    elif standard.REGIONS.get(code) != name:
        problem = f"{quoted(f'{code} {name}')} is no region"
        remedy = f"Write {code} {standard.REGIONS[code]}" if code in standard.REGIONS else "Write a region of ONS"
        yield pair.about_data("G4", FAIL, (line, "region_code"), problem, remedy)


def _authority(pair: Pair, cells: Cells, line: int) -> Iterator[Complaint]:
    old_code, code, name = triple = tuple(cells[each] for each in standard.AUTHORITY)
    for column in ("old_la_code", "la_name"):
        if not cells[column]:
            yield pair.about_data("G5", FAIL, (line, column), "it is blank on an authority's row", "Fill it in")
    if not (old_code and name):
        return
    symbols = {old_code, code} & {standard.UNKNOWN_PLACE[0], standard.INAPPLICABLE_PLACE[0]}
    if symbols:
        yield from _special(pair, (line, "la_name"), {old_code, code}, name)
        return
    if not code and any((old_code, name) == (one[0], one[2]) for one in pair.places):
        yield pair.about_data("G5", GAP, (line, "new_la_code"), "the code of a live authority is blank", "Fill it in")
        return
    place = pair.places.get((old_code, code, name))
    if place is None:
        problem = f"{quoted(', '.join(triple))} is not in the list of authorities"
        yield pair.about_data("G3", FAIL, (line, "la_name"), problem, _meant(pair.places, triple))
        return
    if not place.is_listed:
        problem = f"{name} is not in DfE's list of authorities as held here"
        yield pair.about_data("G3", WARNING, (line, "la_name"), problem, "See that DfE's own list has it by now")
    if place.region_code and cells.get("region_code") in standard.REGIONS and cells["region_code"] != place.region_code:
        problem = f"{name} does not lie in {cells['region_code']}"
        remedy = f"Write {place.region_code} {place.region_name}"
        yield pair.about_data("G4", GAP, (line, "region_code"), problem, remedy)


def _special(pair: Pair, place: tuple[int, str], codes: set[str], name: str) -> Iterator[Complaint]:
    """A place that is not known, or that does not apply, has one symbol for all its codes and a name from a list."""
    allowed = dict((standard.UNKNOWN_PLACE, standard.INAPPLICABLE_PLACE))
    names = allowed.get(next(iter(codes)), ()) if len(codes) == 1 else ()
    if name not in names:
        remedy = "Write x for every code and Not available, or z for every code and a name the standard gives for it"
        yield pair.about_data("G6", FAIL, place, f"{quoted(name)} does not go with {sorted(codes)}", remedy)


def _meant(places: Places, triple: tuple[str, ...]) -> str:
    """What to write instead, where one of the three parts tells which authority it is."""
    old_code, code, name = triple
    for place in places.values():
        if code == place.code or old_code == place.old_code or name.lower() == place.name.lower():
            return f"Write {', '.join(place.triple)}, if that is meant"
    return "Write the codes and the name as DfE's list has them; the list here is seeds/local_authorities.csv"


def _totals_in_time(pair: Pair) -> Iterator[Complaint]:
    for name in standard.TIME:
        totals = {value for value in set(pair.data.column(name)) if value.lower() in standard.TOTALS}
        for line, _ in pair.data.where(name, totals):
            yield pair.about_data("G7", FAIL, (line, name), "a total stands in a column of time", "Write a period")
