"""Report tables made by hand for the tests of disclosure control, and somebody who tries to undo it.

The attacker is a second opinion: it reads the published tables alone, knows the rules, and tries whole numbers one by
one. It shares no code with the audit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count as count_from

from sfpc.period import Quarter
from sfpc.report import disclosure
from sfpc.report.disclosure.catalogue import Entry
from sfpc.report.tables import Column, Table

CATALOGUE = {
    ("performance", "referrals"): Entry(is_controlled=True),
    ("performance", "rereferrals"): Entry(is_controlled=True, part_of="referrals"),
    ("performance", "rereferrals_percent"): Entry(
        is_controlled=False, numerator="rereferrals", denominator="referrals"
    ),
    ("performance", "workers"): Entry(is_controlled=False),
    ("delivery", "conferences"): Entry(is_controlled=True),
    ("delivery", "before"): Entry(is_controlled=True, part_of="conferences"),
    ("delivery", "training"): Entry(is_controlled=False),
}
POPULATION = 20_000
Q1, Q2, Q3, Q4, Q5 = "2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1"


def table(name, rows):
    """A table with the columns that its rows have."""
    columns = tuple(Column(column, "VARCHAR", "") for column in (rows[0] if rows else ()))
    return Table(name, "", columns, tuple({**row} for row in rows))


def performance(values, quarter):
    """The performance table, its rates and its changes, from {(authority, quarter, measure): value}."""
    rows, rates, changes = [], [], []
    for authority, at, measure in sorted(values):
        if at > quarter:
            continue
        value = Decimal(values[authority, at, measure])
        before = values.get((authority, str(Quarter.parse(at).previous), measure))
        rows.append(_performance_row(authority, at, measure, value, before))
        rate = value * 10_000 / POPULATION
        key = {"authority_code": authority, "quarter": at, "measure": measure}
        rates.append(
            {
                **key,
                "population_count": POPULATION,
                "value": value,
                "rate_per_10000": rate,
                "rate_status": "reported",
                "lower_rate_per_10000": rate / 2,
                "interval_method": "byar",
            }
        )
        if before is not None:
            changes.append({**key, "comparison": "previous_quarter", "value": value, "status": "reported",
                            "compared_quarter": str(Quarter.parse(at).previous), "compared_value": Decimal(before),
                            "compared_status": "reported", "change": value - before,
                            "judgement": "no_clear_change"})  # fmt: skip
        whole = values.get((authority, at, "referrals"))
        if measure == "rereferrals" and whole:
            rows.append(_performance_row(authority, at, "rereferrals_percent", value * 100 / whole, None)
                        | {"numerator_value": value, "denominator_value": Decimal(whole)})  # fmt: skip
    return {
        "rpt_performance": table("rpt_performance", rows),
        "rpt_performance_rates": table("rpt_performance_rates", rates),
        "rpt_changes": table("rpt_changes", changes),
    }


def _performance_row(authority, quarter, measure, value, before):
    return {
        "authority_code": authority,
        "quarter": quarter,
        "measure": measure,
        "value": value,
        "status": "reported",
        "numerator_value": None,
        "denominator_value": None,
        "previous_quarter": str(Quarter.parse(quarter).previous),
        "previous_value": None if before is None else Decimal(before),
        "previous_status": "no_return" if before is None else "reported",
        "change_from_previous": None if before is None else value - before,
        "lower_value": value / 2,
        "interval_method": "exact_poisson" if value < 10 else "byar",
        "submission_id": "5ub",
    }


def delivery(values, quarter):
    """The delivery table from {(authority, quarter, activity): value}: in the quarter, and its three sums."""
    rows = []
    for authority, at, activity in sorted(values):
        if at > quarter:
            continue
        mine = {when: value for (who, when, what), value in values.items() if (who, what) == (authority, activity)}
        quarters = sorted(when for when in mine if when <= at)
        year = [when for when in quarters if when[:7] == at[:7]]
        four = [str(one) for one in _last_four(at)]
        rows.append(
            {
                "authority_code": authority,
                "quarter": at,
                "activity": activity,
                "category": "all",
                "in_quarter_value": Decimal(mine[at]),
                "in_quarter_status": "reported",
                "year_to_date_value": Decimal(sum(mine[when] for when in year)),
                "year_to_date_status": "reported",
                "cumulative_value": Decimal(sum(mine[when] for when in quarters)),
                "cumulative_status": "reported",
                "cumulative_from_quarter": quarters[0],
                "four_quarters_value": Decimal(sum(mine[when] for when in four)) if set(four) <= set(mine) else None,
                "four_quarters_status": "reported" if set(four) <= set(mine) else "incomplete",
            }
        )
    return {"rpt_delivery": table("rpt_delivery", rows)}


def _last_four(quarter):
    one = Quarter.parse(quarter)
    return [one.previous.previous.previous, one.previous.previous, one.previous, one]


def programme(section, values, quarter, withheld=()):
    """Programme totals of a section; of quarters that are withheld there is none."""
    rows = []
    for at, code in sorted({(at, code) for _, at, code in values if at <= quarter}):
        total = sum(value for (_, when, what), value in values.items() if (when, what) == (at, code))
        is_there = at not in withheld
        rows.append({"quarter": at, "section": section, "figure": code, "decimals": 0,
                     "value": Decimal(total) if is_there else None,
                     "status": "reported" if is_there else "withheld"})  # fmt: skip
    return {"rpt_programme": table("rpt_programme", rows)}


@dataclass
class Publisher:
    """Publishes made-up quarters one after the other into a folder, as releases do."""

    releases: object
    made: list = field(default_factory=list)

    def publish(self, tables, quarter, **options):
        """Protect the tables and keep what the release told; the published tables."""
        protected = disclosure.protect(tables, quarter, self.releases, CATALOGUE, **options)
        number = next(one for one in count_from(1) if not (self.releases / quarter / f"r{one}").exists())
        folder = self.releases / quarter / f"r{number}"
        (folder / "published").mkdir(parents=True)
        protected.write(folder / "internal" / "disclosure")
        self.made.append(protected)
        return protected


# -------------------------------------------------------------------------------------- the attacker


class Attacker:
    """Somebody who has every release and a pencil.

    Attributes:
        greatest: how far numbers are tried.
        shown: what was published of each count.
        hidden: counts of which it was published that they are hidden; nought never is.
        sums: (counts, least, greatest) of every sum that was published.
        parts: (count, the one it is a part of).
    """

    def __init__(self, greatest):
        self.greatest = greatest
        self.shown = {}
        self.hidden = set()
        self.sums = []
        self.parts = []

    def read(self, tables, name):
        """Take in published tables; `name` calls a count by its authority, quarter and activity."""
        rows = tables["rpt_delivery"].rows
        held = {(row["authority_code"], row["quarter"], row["activity"]) for row in rows}
        for row in rows:
            who, when, what = row["authority_code"], row["quarter"], row["activity"]
            if row["in_quarter_value"] is None:
                self.hidden.add(name(who, when, what))
            else:
                self.shown[name(who, when, what)] = int(row["in_quarter_value"])
            if what == "before" and (who, when, "conferences") in held:
                self.parts.append((name(who, when, what), name(who, when, "conferences")))
            mine = sorted(at for one, at, of in held if (one, of) == (who, what) and at <= when)
            spans = {
                "year_to_date_value": [at for at in mine if at[:7] == when[:7]],
                "cumulative_value": mine,
                "four_quarters_value": mine[-4:],
            }
            for column, quarters in spans.items():
                if row[column] is not None:
                    value = int(row[column])
                    self.sums.append(([name(who, at, what) for at in quarters], value, value))
        for row in tables["rpt_programme"].rows:
            if row["value"] is not None:
                of = [name(*one) for one in sorted(held) if (one[1], one[2]) == (row["quarter"], row["figure"])]
                self.sums.append((of, int(row["value"]) - 5, int(row["value"]) + 4))

    @property
    def unknown(self):
        """What is hidden, and was never shown."""
        return sorted(self.hidden - self.shown.keys())

    def values_of(self, key, enough):
        """What a hidden count can be, in order, until so many values are found."""
        found = []
        for value in range(1, self.greatest + 1):
            if len(found) < enough and self._can_be({key: value}, [one for one in self.unknown if one != key]):
                found.append(value)
        return found

    def _can_be(self, given, left):
        """Whether numbers can be found for what is left."""
        known = self.shown | given
        for counts, low, high in self.sums:
            now = sum(known.get(one, 0) for one in counts)
            missing = sum(one not in known for one in counts)
            if now + missing > high or now + missing * self.greatest < low:
                return False
        if any(part in known and whole in known and known[part] > known[whole] for part, whole in self.parts):
            return False
        if not left:
            return True
        return any(self._can_be({**given, left[0]: value}, left[1:]) for value in range(1, self.greatest + 1))
