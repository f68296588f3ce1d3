"""Published tables for the tests of open data: authorities, quarters and figures as a test wants them."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from itertools import product

from sfpc.report import open_data
from sfpc.report.open_data.catalogue import Activity, Catalogue, Measure
from tests.folders import HOME
from tests.open_data_pairs import PLACES
from tests.report_tables import tables

LEEDS, DARLINGTON = "E08000035", "E06000005"
MEASURES = (
    Measure("again", "Re-referrals", "Referrals that came again.", "referrals", "flow", None, None, 0),
    Measure("again_percent", "Re-referral rate", "Of referrals.", "per_cent", "ratio", "again", "referrals", 1),
    Measure("cases_held", "Cases", "Cases held.", "cases", "stock", None, None, 0),
    Measure("cases_per_worker", "Cases each", "Cases.", "cases_per_full_time_equivalent", "ratio", "cases_held",
            "workers_fte", 1),
    Measure("referrals", "Referrals", "Requests.", "referrals", "flow", None, None, 0),
    Measure("workers_fte", "Social workers", "Full time.", "full_time_equivalent", "stock", None, None, 1),
)  # fmt: skip
ACTIVITIES = (
    Activity("conferences", "Conferences", "Held in the quarter."),
    Activity("training", "People trained", "By employer."),
)


def places(codes):
    """Places of the programme by code; any of DfE's list gets a region."""
    held = {place.code: place for place in PLACES.values()}
    south_east = {"region_code": "E12000008", "region_name": "South East"}
    return {code: held[code] if held[code].region_code else replace(held[code], **south_east) for code in codes}


def codes_of_england(count):
    """The codes of so many authorities that are there today."""
    with (HOME / "seeds" / "local_authorities.csv").open(encoding="utf-8", newline="") as file:
        return [row["authority_code"] for row in csv.DictReader(file) if not row["last_date"]][:count]


class World:
    """Returns of authorities for quarters, from which published tables are made."""

    def __init__(self, codes=(LEEDS,), quarters=("2021-22-Q1",)):
        self.catalogue = Catalogue(places(codes), MEASURES, ACTIVITIES)
        self.rows = {}
        self.owed = [self.add("rpt_returns", key, state="accepted", submission_count=1, working_days_late=0,
                              warning_count=0, info_count=0) for key in product(codes, quarters)]  # fmt: skip

    def add(self, table, key, **cells):
        """Add a row of an authority and quarter to a table."""
        code, quarter = key
        name = self.catalogue.places[code].name
        row = {"authority_code": code, "quarter": quarter, "authority_name": name, **cells}
        self.rows.setdefault(table, []).append(row)
        return row

    def performance(self, key, measure, value, status="reported", **cells):
        """A figure of performance, with its rate for a count."""
        (one,) = (each for each in MEASURES if each.code == measure)
        row = self.add("rpt_performance", key, measure=measure, value=decimal(value), status=status, **cells)
        if one.kind != "ratio" and one.decimals == 0:
            self.add("rpt_performance_rates", key, measure=measure, measure_type=one.kind, value=decimal(value),
                     population_count=170639, population_mid_year=2021, rate_per_10000=decimal(value),
                     rate_status=status, lower_rate_per_10000=decimal(value), upper_rate_per_10000=decimal(value),
                     four_quarters_status="incomplete" if one.kind == "flow" else "not_applicable")  # fmt: skip
        return row

    def rate(self, key, measure):
        """The row of a rate, to be changed."""
        (row,) = (
            each
            for each in self.rows["rpt_performance_rates"]
            if (each["authority_code"], each["quarter"], each["measure"]) == (*key, measure)
        )
        return row

    def sets(self):
        """Every data set that the tables make, by name."""
        return {one.name: one for one in open_data.data_sets(tables(**self.rows), self.catalogue)}

    def cells(self, data_set, code=LEEDS, quarter="Q1", year="202122", **items):
        """The cells of one row of a data set, by column."""
        one = self.sets()[data_set]
        identifier = f"Financial year {quarter}".strip()
        wanted = {"time_period": year, "time_identifier": identifier, "new_la_code": code, **items}
        (row,) = (
            row
            for row in (dict(zip(one.header, cells, strict=True)) for cells in one.rows)
            if wanted.items() <= row.items()
        )
        return row


def decimal(value):
    """A decimal of a number or its text; None stays."""
    return None if value is None else Decimal(str(value))
