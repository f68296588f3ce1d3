"""The words of DfE's open-data standard: columns, periods, places, symbols and units, exactly as its screener has them.

Taken from the screener eesyscreener 0.3.1 and the standard in the analysts' guide, as read in November 2026.
"""

from __future__ import annotations

import re

TIME = ("time_period", "time_identifier")
COUNTRY = ("country_code", "country_name")
REGION = ("region_code", "region_name")
AUTHORITY = ("old_la_code", "new_la_code", "la_name")
MANDATORY = (*TIME, "geographic_level", *COUNTRY)
GEOGRAPHY = ("geographic_level", *COUNTRY, *REGION, *AUTHORITY)
STANDARD = (*TIME, *GEOGRAPHY)
"""The columns of a file of local authorities that are neither filter nor indicator, in their customary order."""

META_REQUIRED = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
    "filter_grouping_column",
)  # fmt: skip
FILTER_DEFAULT = "filter_default"
PARENT_FILTER = "parent_filter"
FILTER, INDICATOR = "Filter", "Indicator"
TOTAL = "Total"
TOTALS = ("total", "all")
"""What never stands in a column of time or geography, in either case."""

LOCAL_AUTHORITY, REGIONAL, NATIONAL = "Local authority", "Regional", "National"
KNOWN_LEVELS = (NATIONAL, REGIONAL, LOCAL_AUTHORITY)
OTHER_LEVELS = (
    "English devolved area", "Institution", "Local authority district", "Local enterprise partnership",
    "Local skills improvement plan area", "MAT", "Opportunity area", "Parliamentary constituency", "Planning area",
    "Provider", "RSC region", "School", "Sponsor", "Ward",
)  # fmt: skip
"""Levels the standard knows and this programme has no rows of."""

ENGLAND = ("E92000001", "England")
REGIONS = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
    "E13000001": "Inner London",
    "E13000002": "Outer London",
}
UNKNOWN_PLACE = ("x", ("Not available",))
INAPPLICABLE_PLACE = (
    "z",
    (
        "Not applicable",
        "Unknown",
        "Outside of England",
        "Outside of the United Kingdom",
        "Outside of England and unknown",
        "Outside of the United Kingdom and unknown",
    ),
)

YEAR, QUARTER = "Financial year", "Financial year Q{}"
SIX_DIGITS = (
    {YEAR},
    {"Academic year"},
    {"Tax year"},
    {"Autumn and spring term"},
    {"Autumn term", "Spring term", "Summer term"},
    {"Part 1 (April to September)", "Part 2 (October to March)"},
    {QUARTER.format(number) for number in (1, 2, 3, 4)},
)
FOUR_DIGITS = (
    {"Calendar year"},
    {"Reporting year"},
    {
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    },
    {f"Week {number}" for number in range(1, 53)},
)  # fmt: skip
"""Identifiers of time by how their periods are written; only those of one set may stand in one file."""

SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE, LOW = "c", "z", "x", "low"
SAFE_SYMBOLS = (SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE, LOW)
SYMBOLS = (*SAFE_SYMBOLS, "k", "u")
UNITS = ("", "%", "pp", "£", "£m", "numberstring")
REFUSED_WORDS = ("NA", "na", "NULL", "Null", "null")
DOUBTFUL_WORDS = ("N/A", "n/a", ".", "..", "-")
REFUSED_SIGNS = ("~", ":")

FILE_NAME = re.compile(r"[A-Za-z0-9_-]+")
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DECIMALS = re.compile(r"[0-9]+(\.0+)?")
PEOPLE_IN_NAMES = (
    "male", "female", "asian", "chinese", "indian", "pakistani", "bangladeshi", "black", "african", "caribbean",
    "white", "roma", "irish", "english", "british", "scottish", "welsh", "arab",
)  # fmt: skip
"""What the name of an indicator must not hold, not even within a word: a group of people is an item of a filter."""

LIKE_GEOGRAPHY = re.compile(
    r"(country|sch|prov|inst|estab|reg|la|local|rsc|pfa|pcon|lep|mca|oa|ward|mat).*(name|code|urn|ukprn|number|upin|id)",
    re.IGNORECASE,
)
GEOGRAPHY_WORDS = {
    "laestab", "estab", "sch", "school", "schools", "prov", "provider", "providers", "inst", "institution",
    "institutions", "name", "code", "urn", "ukprn", "number", "upin", "id", "region", "la", "lad", "rsc", "pcon", "lep",
    "mca", "oa", "ward", "mat",
}  # fmt: skip
HARMONISED_STEMS = (
    "sen_", "primary_need", "secondary_need", "establishment_type", "provider_type", "school_type", "ethnic",
)  # fmt: skip
HARMONISED = {
    "sen_status", "sen_primary_need", "sen_secondary_need", "sen_provision", "establishment_type",
    "establishment_type_group", "provider_type", "ethnicity_major", "ethnicity_minor", "ethnicity_detailed",
    "minority_ethnic",
}  # fmt: skip
VAGUE_NAMES = ("characteristic", "characteristic_group")

LONGEST_FILE_NAME = 50
LONGEST_NAME = 50
LONGEST_LABEL = 80
LONGEST_ITEM = 120
LONGEST_CODE = 30
MOST_ITEMS = 25_000
