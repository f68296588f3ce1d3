"""What disclosure control costs: `python disclosure.py AUTHORITIES`.

It prints one line of JSON. The report's tables are made up: eight quarters, and as many small counts as make 500 hidden
figures of 150 authorities. What is compared is the audit as a release makes it with two programmes a figure, which is
the plain way to write it down.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfpc.report.disclosure import Protected
    from sfpc.report.tables import Table

QUARTERS = [f"{year}-{year - 1999}-Q{number}" for year in (2021, 2022) for number in (1, 2, 3, 4)]
ACTIVITIES = ("fgc_referred", "fgc_held", "fgc_families", "fgc_children", "survey_responses", "families_supported")
SMALL_OF = 90
"""One count in so many is small."""


def main(authorities: int) -> dict[str, Any]:
    """Protect the tables, audit them again, and audit them the plain way."""
    began = time.perf_counter()
    from sfpc.report import disclosure
    from sfpc.report.disclosure.catalogue import Entry

    importing = time.perf_counter() - began
    catalogue = {("delivery", activity): Entry(is_controlled=True) for activity in ACTIVITIES}
    tables = made_up(authorities)
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder)
        protected, whole = timed(lambda: disclosure.protect(tables, QUARTERS[-1], releases, catalogue))
    return {
        "authorities": authorities,
        "hidden": len(protected.hidden),
        "importing": importing,
        "protecting": whole,
        "auditing": audited(protected, one_by_one=False),
        "plain": audited(protected, one_by_one=True),
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What a piece of work gives, and the seconds it took."""
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def audited(protected: Protected, *, one_by_one: bool) -> float:
    """Seconds that it takes to audit what is hidden: as the release does it, or with two programmes a cell."""
    from sfpc.report.disclosure import bounds
    from sfpc.report.disclosure.audit import Auditor

    auditor = Auditor(protected.told.places, frozenset(), protected.parts)
    usual = bounds.UNKNOWNS_AT_ONCE
    bounds.UNKNOWNS_AT_ONCE = 0 if one_by_one else usual
    found, seconds = timed(lambda: auditor.audit(protected.hidden))
    bounds.UNKNOWNS_AT_ONCE = usual
    if found.possible != protected.audit.possible:
        raise SystemExit("the audit found other intervals than the release did")
    return seconds


def made_up(authorities: int) -> dict[str, Table]:
    """The delivery and programme tables of so many authorities."""
    chance = random.Random(5)  # noqa: S311 - the same ones each time
    counts = {
        (f"E{number:08d}", quarter, activity): Decimal(
            chance.randint(1, 5) if chance.randrange(SMALL_OF) == 0 else chance.randint(6, 80)
        )
        for number in range(authorities)
        for quarter in QUARTERS
        for activity in ACTIVITIES
    }
    return {
        "rpt_delivery": table("rpt_delivery", delivery(counts)),
        "rpt_programme": table("rpt_programme", programme(counts)),
    }


def delivery(counts: dict[tuple[str, str, str], Decimal]) -> Iterator[dict[str, Any]]:
    """A row for each count, with its sums."""
    for (authority, quarter, activity), value in counts.items():
        place = QUARTERS.index(quarter)
        so_far = [counts[authority, each, activity] for each in QUARTERS[: place + 1]]
        yield {
            "authority_code": authority,
            "quarter": quarter,
            "activity": activity,
            "category": "all",
            "in_quarter_value": value,
            "year_to_date_value": sum(so_far[place // 4 * 4 :]),
            "cumulative_value": sum(so_far),
            "cumulative_from_quarter": QUARTERS[0],
            "four_quarters_value": sum(so_far[-4:]) if len(so_far) >= len(QUARTERS) // 2 else None,
        }


def programme(counts: dict[tuple[str, str, str], Decimal]) -> Iterator[dict[str, Any]]:
    """A row for each total over the authorities."""
    for quarter in QUARTERS:
        for activity in ACTIVITIES:
            total = sum(value for (_, at, of), value in counts.items() if (at, of) == (quarter, activity))
            yield {"quarter": quarter, "section": "delivery", "figure": activity, "decimals": 0, "value": total}


def table(name: str, rows: Iterable[dict[str, Any]]) -> Table:
    """A report table of the columns its rows have."""
    from sfpc.report.tables import Column, Table

    held = tuple(rows)
    return Table(name, "", tuple(Column(column, "VARCHAR", "") for column in held[0]), held)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
