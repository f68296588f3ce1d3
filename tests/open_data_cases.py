"""Pairs of open-data files that each break one rule of the standard, and pairs that come near to it and break none."""

from __future__ import annotations

from sfpc.report.open_data.complaints import FAIL, GAP, WARNING
from tests.open_data_pairs import COUNT, LEEDS, Book

NATIONAL = ["202122", "Financial year Q1", "National", "E92000001", "England", *[""] * 5]
REGIONAL = [*NATIONAL[:2], "Regional", *NATIONAL[3:5], "E12000003", "Yorkshire and The Humber", *[""] * 3]


class Pairs(Book):
    """A book with the changes that several cases share."""

    def of_time(self, identifier, period="202122"):
        """One period throughout."""
        self.data = [row for row in self.data if row[1] != "Financial year Q2"]
        return self.fill("time_identifier", identifier).fill("time_period", period)

    def of_place(self, *cells):
        """The rows of Leeds are of another place: old code, new code, name and, where given, region."""
        names = ("old_la_code", "new_la_code", "la_name", "region_code", "region_name")
        for row in range(1, len(self.data)):
            if "Leeds" in self.data[row]:
                for name, cell in zip(names, cells, strict=False):
                    self.set(name, cell, row)
        return self

    def strands(self, *items):
        """The rows' strands, in turn."""
        for row in range(1, len(self.data)):
            self.set("work_strand", items[(row - 1) % len(items)], row)
        return self

    def grouped(self, values=("All", "Some"), *, own_row=True):
        """A column that groups the strands."""
        self.add("strand_group", values).describe("work_strand", "filter_grouping_column", "strand_group")
        if own_row:
            self.meta.append(["strand_group", "Filter", "Group of strands", *[""] * 5])
            self.add_meta("filter_default", ["", "", "", values[0]])
        return self

    def with_rows(self, *rows):
        self.data.extend(rows)
        return self

    def with_meta(self, *rows):
        self.meta.extend(rows)
        return self


def beside(row):
    """The pair with rows of another level, for each strand."""
    book = Book()
    for quarter in ("Q1", "Q2"):
        for strand in ("Total", "Family group decision making"):
            book.data.append([row[0], f"Financial year {quarter}", *row[2:], strand, "5", "5.0"])
    return book


def many_items(count):
    """One place and period with so many strands."""
    book = Pairs()
    first = book.data[1]
    book.data = [
        book.data[0],
        *([*first[:10], "Total" if each == 0 else f"Strand {each}", "1", "1.0"] for each in range(count)),
    ]
    return book


def with_some(identifier, period="202122"):
    """The rows of the second quarter are of another kind of time."""
    book = Pairs()
    for row in book.data[1:]:
        if row[1] == "Financial year Q2":
            row[:2] = [period, identifier]
    return book


def one_strand():
    book = Pairs()
    book.data = [row for row in book.data if row[10] != "Family group decision making"]
    return book


def three(*items):
    """Two strands beside the total."""
    book = Pairs()
    book.data = [book.data[0], *([*book.data[1][:10], item, "1", "1.0"] for item in ("Total", *items))]
    return book


def two_filters_of_a_group():
    book = Pairs().grouped()
    book.add("phase", ["Total", "First"]).with_meta(["phase", "Filter", "Phase", "", "", "", "", "strand_group", ""])
    rows = book.data[1:]
    book.data = [book.data[0], *rows, *([*row[:-1], "First" if row[-1] == "Total" else "Total"] for row in rows)]
    return book


def without_a_row():
    book = Pairs()
    del book.data[-1]
    return book


def without_meta(name):
    book = Pairs()
    place = book.meta[0].index(name)
    for row in book.meta:
        del row[place]
    return book


def no_indicator():
    book = Pairs().fill("families_count", "1").fill("families_percent", "1.0")
    book.meta = book.meta[:2]
    return book


def shuffled():
    book = Pairs()
    book.data = [row[::-1] for row in book.data]
    return book


def reversed_rows():
    book = Pairs()
    book.data = [book.data[0], *book.data[:0:-1]]
    book.meta = [book.meta[0], *book.meta[:0:-1]]
    return book


def shuffled_meta():
    book = Pairs()
    book.meta = [row[::-1] for row in book.meta]
    return book


def both_levels():
    book = beside(NATIONAL)
    book.data.extend(beside(REGIONAL).data[-4:])
    return book


BREAKING = {
    # columns
    "C1 time_identifier is missing": (
        ("C1", FAIL), lambda: Pairs().of_time("Financial year Q1").drop("time_identifier")
    ),
    "C1 the level is misspelt as in the guide": (
        ("C1", FAIL), lambda: Pairs().rename("geographic_level", "geographical_level")
    ),
    "C2 no old_la_code": (("C2", FAIL), lambda: Pairs().drop("old_la_code")),
    "C2 no la_name": (("C2", FAIL), lambda: Pairs().drop("la_name")),
    "C3 one column of the region": (("C3", FAIL), lambda: Pairs().drop("region_name")),
    "C3 no column of the region": (("C3", WARNING), lambda: Pairs().drop("region_code", "region_name")),
    "C3 columns of the region blank throughout": (
        ("C3", GAP), lambda: Pairs().fill("region_code", "").fill("region_name", "")
    ),
    "C3 a region blank on one place": (
        ("C3", WARNING), lambda: Pairs().of_place("383", "E08000035", "Leeds", "", "")
    ),
    "C5 white space in a header": (("C5", FAIL), lambda: Pairs().add("work phase", ["1"])),
    "C5 a capital in a header": (("C5", WARNING), lambda: Pairs().rename("families_count", "Families_count")),
    "C5 a header that begins with a digit": (("C5", WARNING), lambda: Pairs().rename("families_count", "1_count")),
    "C5 a header of 51 characters": (("C5", WARNING), lambda: Pairs().rename("families_count", "f" * 51)),
    "C6 two columns of one name": (("C6", GAP), lambda: Pairs().add("families_count", ["116"])),
    "C6 a space after a header": (("C6", GAP), lambda: Pairs().add("work_phase ", ["1"])),
    "C7 a column that varies and is not described": (("C7", WARNING), lambda: Pairs().add("people_count", ["1", "2"])),
    "C9 blackpool_count": (("C9", FAIL), lambda: Pairs().rename("families_count", "blackpool_count")),
    "C9 aroma_x": (("C9", FAIL), lambda: Pairs().rename("families_count", "aroma_x")),
    "C9 whitehall_count": (("C9", FAIL), lambda: Pairs().rename("families_count", "whitehall_count")),
    "C9 comparable_rate": (("C9", FAIL), lambda: Pairs().rename("families_count", "comparable_rate")),
    **{
        f"C10 a filter called {name}": (("C10", FAIL), lambda name=name: Pairs().rename("work_strand", name))
        for name in (
            "name", "provision_name", "local_indicator_name", "la_type_name", "region", "ward", "schools", "id"
        )
    },
    "C10 a group called provider": (
        ("C10", FAIL),
        lambda: Pairs().grouped().rename("strand_group", "provider").describe(
            "work_strand", "filter_grouping_column", "provider"
        ),
    ),
    "C11 sen_type": (("C11", FAIL), lambda: Pairs().rename("work_strand", "sen_type")),
    "C11 ethnicity": (("C11", FAIL), lambda: Pairs().rename("work_strand", "ethnicity")),
    "C11 an indicator children_sen_count": (
        ("C11", FAIL), lambda: Pairs().rename("families_count", "children_sen_count")
    ),
    "C12 characteristic": (("C12", WARNING), lambda: Pairs().rename("work_strand", "characteristic")),
    # time
    **{
        f"T1 {identifier!r}": (("T1", FAIL), lambda identifier=identifier: Pairs().of_time(identifier))
        for identifier in (
            "Q1", "FYQ1", "Financial Year Q1", "financial year q1", "Financial year - Q1",
            "Financial year Q1 (April to June)", "Financial year Q1 ", "Calendar year Q1", "Financial year Q5",
        )
    },
    **{
        f"T2 {period!r}": (("T2", FAIL), lambda period=period: Pairs().of_time("Financial year Q1", period))
        for period in ("2021", "2021-22", "2021/22", "20212022", "202123", "20212", "202120", "202121", " 202122")
    },
    "T2 four digits are asked for": (("T2", FAIL), lambda: Pairs().of_time("Calendar year", "202122")),
    "T3 quarters with the year": (("T3", FAIL), lambda: with_some("Financial year")),
    "T3 quarters with months": (("T3", FAIL), lambda: with_some("April", "2021")),
    "T4 a blank period": (("T4", FAIL), lambda: Pairs().of_time("Financial year Q1", "")),
    "T4 a blank identifier": (("T4", FAIL), lambda: Pairs().of_time("", "202122")),
    # geography
    **{
        f"G1 {level!r}": (("G1", FAIL), lambda level=level: Pairs().fill("geographic_level", level))
        for level in ("Local Authority", "LA", "local authority", "")
    },
    "G1 a level this checker cannot check": (("G1", WARNING), lambda: Pairs().fill("geographic_level", "Ward")),
    "G2 another country": (
        ("G2", FAIL), lambda: Pairs().fill("country_code", "W92000004").fill("country_name", "Wales")
    ),
    "G2 a country's code without its name": (("G2", FAIL), lambda: Pairs().fill("country_name", "")),
    **{
        f"G3 {' '.join(cells)}": (("G3", FAIL), lambda cells=cells: Pairs().of_place(*cells))
        for cells in (
            ("391", "E08000021", "Newcastle Upon Tyne"),
            ("391", "E08000021", "Newcastle-upon-Tyne"),
            ("383", "E08000035", "Leeds City Council"),
            ("383", "E08000035", "leeds"),
            ("382", "E08000035", "Leeds"),
            ("383", "E08000026", "Leeds"),
            ("383.0", "E08000035", "Leeds"),
        )
    },
    "G3 an authority of the programme that DfE's list does not have yet": (
        ("G3", WARNING), lambda: Pairs().of_place("299", "E09999999", "Newshire", "E12000008", "South East")
    ),
    "G4 the older spelling of a region": (
        ("G4", FAIL), lambda: Pairs().of_place("383", "E08000035", "Leeds", "E12000003", "Yorkshire and the Humber")
    ),
    "G4 a region's code with another's name": (
        ("G4", FAIL), lambda: Pairs().of_place("383", "E08000035", "Leeds", "E12000003", "North East")
    ),
    "G4 Leeds in London": (
        ("G4", GAP), lambda: Pairs().of_place("383", "E08000035", "Leeds", "E12000007", "London")
    ),
    "G5 no old_la_code on a row": (("G5", FAIL), lambda: Pairs().of_place("", "E08000035", "Leeds")),
    "G5 no la_name on a row": (("G5", FAIL), lambda: Pairs().of_place("383", "E08000035", "")),
    "G5 no new_la_code of a live authority": (("G5", GAP), lambda: Pairs().of_place("383", "", "Leeds")),
    "G6 x with another name": (("G6", FAIL), lambda: Pairs().of_place("x", "x", "Unknown")),
    "G6 z with another name": (("G6", FAIL), lambda: Pairs().of_place("z", "z", "Not available")),
    "G6 two symbols": (("G6", FAIL), lambda: Pairs().of_place("x", "z", "Not available")),
    "G7 a National row with a region": (("G7", FAIL), lambda: beside([*NATIONAL[:5], *LEEDS[:2], *NATIONAL[7:]])),
    "G7 a Regional row with an authority": (("G7", FAIL), lambda: beside([*REGIONAL[:7], *LEEDS[2:]])),
    "G7 a total among authorities": (("G7", FAIL), lambda: Pairs().of_place("383", "E08000035", "Total")),
    "G7 all in a column of time": (("G7", FAIL), lambda: Pairs().of_time("Financial year Q1", "all")),
    "G8 a space after an authority": (("G8", FAIL), lambda: Pairs().of_place("383", "E08000035", "Leeds ")),
    "G8 a space before a country": (("G8", FAIL), lambda: Pairs().fill("country_name", " England")),
    # filters
    "FI1 a filter that is not in the data": (
        ("FI1", FAIL),
        lambda: Pairs().add("spare", ["1"]).with_meta(["phase", "Filter", "Phase", *[""] * 5]),
    ),
    "FI2 a filter of one item": (("FI2", FAIL), one_strand),
    "FI3 a blank item": (("FI3", FAIL), lambda: three("Family help", "")),
    "FI3 a space after an item": (("FI3", FAIL), lambda: Pairs().strands("Total", "Family help ")),
    **{
        f"FI3 {word} as an item": (("FI3", FAIL), lambda word=word: Pairs().strands("Total", word))
        for word in ("NA", "na", "NULL", "Null", "null")
    },
    "FI4 no Total": (("FI4", WARNING), lambda: Pairs().strands("All strands", "Family help")),
    "FI4 a default that is no item": (
        ("FI4", WARNING),
        lambda: Pairs().strands("All strands", "Family help").add_meta("filter_default", ["All", "", ""]),
    ),
    "FI5 two items that differ in a capital": (("FI5", GAP), lambda: three("Family help", "family help")),
    "FI6 an item of 121 characters": (("FI6", WARNING), lambda: Pairs().strands("Total", "i" * 121)),
    "FI6 25,001 items": (("FI6", WARNING), lambda: many_items(25_001)),
    "FI7 a group that is not in the data": (
        ("FI7", FAIL), lambda: Pairs().describe("work_strand", "filter_grouping_column", "strand_group")
    ),
    "FI7 a group of two filters": (("FI7", FAIL), two_filters_of_a_group),
    "FI7 a group with more levels than items": (
        ("FI7", FAIL), lambda: Pairs().grouped(("All", "Some", "Few", "None of them"))
    ),
    "FI7 levels that differ in signs": (("FI7", FAIL), lambda: Pairs().grouped(("Some-help", "Some help"))),
    "FI7 a group without a row of its own": (("FI7", WARNING), lambda: Pairs().grouped(own_row=False)),
    "FI8 a key that stands twice, with other figures": (
        ("FI8", FAIL), lambda: Pairs().with_rows([*Book().data[1][:-2], "117", "11.7"])
    ),
    "FI9 a combination without a row": (("FI9", WARNING), without_a_row),
    # indicators
    **{
        f"I1 {value!r}": (("I1", GAP), lambda value=value: Pairs().set("families_count", value))
        for value in (
            "abc", "1,234", "12%", "<5", "*", "suppressed", "NaN", "£5", "1 000", "1.", ".5", "+5", "1e3", "five"
        )
    },
    **{
        f"I2 {value!r}": (("I2", GAP), lambda value=value: Pairs().set("families_count", value))
        for value in ("[c]", "C", "(x)", "Low", "c ", "[z]", "c*")
    },
    **{
        f"I3 {value!r}": (("I3", FAIL), lambda value=value: Pairs().set("families_count", value))
        for value in ("~", ":", "NA", "na", "NULL", "Null", "null")
    },
    **{
        f"I3 {value!r}": (("I3", WARNING), lambda value=value: Pairs().set("families_count", value))
        for value in ("N/A", "n/a", ".", "..", "-")
    },
    "I3 n/a in a filter": (("I3", WARNING), lambda: Pairs().strands("Total", "n/a")),
    "I4 a blank figure": (("I4", GAP), lambda: Pairs().set("families_count", "")),
    # metadata
    **{
        f"M1 no {name}": (("M1", FAIL), lambda name=name: without_meta(name))
        for name in ("indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint", "filter_grouping_column")
    },
    "M1 a column of our own": (("M1", FAIL), lambda: Pairs().add_meta("notes", ["", "", ""])),
    "M1 parent_filter": (("M1", WARNING), lambda: Pairs().add_meta("parent_filter", ["", "", ""])),
    "M2 a row for a column of geography": (
        ("M2", FAIL),
        lambda: Pairs().with_meta(["old_la_code", "Indicator", "Old code", "", "", "0", "", ""]),
    ),
    "M2 a blank row": (("M2", FAIL), lambda: Pairs().with_meta([""] * 8)),
    "M2 an indicator that is not in the data": (
        ("M2", GAP), lambda: Pairs().with_meta(["people_count", "Indicator", "People", "", "", "0", "", ""])
    ),
    "M3 a blank name": (("M3", FAIL), lambda: Pairs().with_meta(["", "Indicator", "People", "", "", "0", "", ""])),
    "M3 a name with a space": (
        ("M3", FAIL),
        lambda: Pairs().add("people_count", ["1"]).with_meta(["people count", "Filter", "People", *[""] * 5]),
    ),
    "M3 a type in lower case": (
        ("M3", FAIL),
        lambda: Pairs().describe("families_percent", "col_type", "indicator").fill("families_percent", "1"),
    ),
    "M3 a name twice": (("M3", FAIL), lambda: Pairs().with_meta([*COUNT[:2], "Families again", *COUNT[3:]])),
    "M4 a blank label": (("M4", FAIL), lambda: Pairs().describe("families_count", "label", "")),
    "M4 a label twice": (("M4", FAIL), lambda: Pairs().describe("families_percent", "label", COUNT[2])),
    "M4 a label of 81 characters": (("M4", WARNING), lambda: Pairs().describe("families_count", "label", "f" * 81)),
    **{
        f"M5 a filter with {name}": (
            ("M5", FAIL), lambda name=name, value=value: Pairs().describe("work_strand", name, value)
        )
        for name, value in (("indicator_grouping", "Work"), ("indicator_unit", "%"), ("indicator_dp", "0"))
    },
    "M6 an indicator with a hint": (("M6", FAIL), lambda: Pairs().describe("families_count", "filter_hint", "Choose")),
    "M6 an indicator with a group of items": (
        ("M6", FAIL), lambda: Pairs().describe("families_count", "filter_grouping_column", "work_strand")
    ),
    "M6 groups that differ in signs": (
        ("M6", GAP), lambda: Pairs().describe("families_count", "indicator_grouping", "Fam-ilies")
    ),
    **{
        f"M7 {unit!r}": (("M7", FAIL), lambda unit=unit: Pairs().describe("families_count", "indicator_unit", unit))
        for unit in ("Number", "#", "percent", "ratio", "per 10,000", "GBP", " %")
    },
    **{
        f"M8 {decimals!r}": (
            ("M8", FAIL), lambda decimals=decimals: Pairs().describe("families_count", "indicator_dp", decimals)
        )
        for decimals in ("1.5", "-1", "two", "1,0")
    },
    "M8 blank": (("M8", WARNING), lambda: Pairs().describe("families_count", "indicator_dp", "")),
    **{
        f"M9 {word} as a hint": (("M9", FAIL), lambda word=word: Pairs().describe("work_strand", "filter_hint", word))
        for word in ("NA", "na", "NULL", "Null", "null")
    },
    "M10 no indicator": (("M10", GAP), no_indicator),
    "API a code of 31 characters": (("API", WARNING), lambda: Pairs().add("ward_code", ["E" * 31])),
}  # fmt: skip
"""A pair made to break each rule, with the one rule that must speak and how gravely."""


KEEPING = {
    "the minimal pair of the standard": Pairs,
    "C3 regions on every row": lambda: Pairs().of_place(*LEEDS[2:], *LEEDS[:2]),
    "C4 columns in another order": shuffled,
    "C4 rows in another order": reversed_rows,
    "C5 a header of 50 characters": lambda: Pairs().rename("families_count", "f" * 50),
    "C7 a column of one value that is not described": lambda: Pairs().add("work_phase", ["1"]),
    "C9 a name that only nearly holds a group": lambda: Pairs().rename("families_count", "mal_roam_irsh_count"),
    **{
        f"C10 a filter called {name}": lambda name=name: Pairs().rename("work_strand", name)
        for name in ("work_strand", "measure", "measure_name", "region_type", "employer", "funder", "saving_year")
    },
    "C11 an agreed name": lambda: Pairs().rename("work_strand", "ethnicity_major"),
    **{
        f"T1 {identifier!r}": lambda identifier=identifier: Pairs().of_time(identifier)
        for identifier in (
            "Financial year Q1", "Financial year Q4", "Financial year", "Academic year", "Tax year",
            "Part 1 (April to September)", "Autumn term",
        )
    },
    **{
        f"T1 {identifier!r} of 2021": lambda identifier=identifier: Pairs().of_time(identifier, "2021")
        for identifier in ("Calendar year", "Reporting year", "April", "Week 52")
    },
    "T2 199900": lambda: Pairs().of_time("Financial year Q1", "199900"),
    "T3 the four quarters": lambda: Pairs().fill("time_period", "202122"),
    "T4 several years and a missing quarter": lambda: with_some("Financial year Q4", "202324"),
    "G1 National and Regional rows beside authorities": both_levels,
    "G3 Coventry": lambda: Pairs().of_place("331", "E08000026", "Coventry", "E12000005", "West Midlands"),
    "G3 Warwickshire": lambda: Pairs().of_place("937", "E10000031", "Warwickshire", "E12000005", "West Midlands"),
    "G3 Newcastle": lambda: Pairs().of_place("391", "E08000021", "Newcastle upon Tyne", "E12000001", "North East"),
    "G3 an authority outside the programme": lambda: Pairs().of_place(
        "801", "E06000023", "Bristol, City of", "E12000009", "South West"
    ),
    "G6 an authority that is not known": lambda: Pairs().of_place("x", "x", "Not available", "x", "Not available"),
    "G6 a place outside England": lambda: Pairs().of_place("z", "z", "Outside of England", "z", "Outside of England"),
    "FI4 another default": lambda: Pairs().strands("All strands", "Family help").add_meta(
        "filter_default", ["All strands", "", ""]
    ),
    "FI5 items that differ": lambda: three("Family help", "Family health"),
    "FI6 an item of 120 characters": lambda: Pairs().strands("Total", "i" * 120),
    "FI7 a group": lambda: Pairs().grouped(),
    **{
        f"I1 {value!r}": lambda value=value: Pairs().set("families_count", value)
        for value in ("0", "-5", "12.345", "007", "1234567890")
    },
    **{
        f"I2 {value!r}": lambda value=value: Pairs().set("families_count", value)
        for value in ("c", "z", "x", "low", "k", "u")
    },
    "I5 a percentage hidden throughout": lambda: Pairs().fill("families_percent", "c"),
    "I5 more decimals than shown": lambda: Pairs().fill("families_percent", "11.625"),
    "M1 columns in another order": shuffled_meta,
    "M1 filter_default": lambda: Pairs().add_meta("filter_default", ["", "", ""]),
    "M4 a label of 80 characters": lambda: Pairs().describe("families_count", "label", "f" * 80),
    "M5 no hint": lambda: Pairs().describe("work_strand", "filter_hint", ""),
    "M6 no group of indicators": lambda: Pairs().describe("families_count", "indicator_grouping", ""),
    **{
        f"M7 {unit!r}": lambda unit=unit: Pairs().describe("families_count", "indicator_unit", unit)
        for unit in ("", "%", "pp", "£", "£m", "numberstring")
    },
    "M8 2.0": lambda: Pairs().describe("families_count", "indicator_dp", "2.0"),
}  # fmt: skip
"""Pairs that come near to breaking a rule and keep it."""
