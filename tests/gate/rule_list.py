"""The list of every check's rule, kept beside the tests so that a change is seen in review: writes it anew."""

import csv
import json
from pathlib import Path

from sfpc.gate import rules, suites

REPOSITORY = Path(__file__).parents[2]
LISTED = Path(__file__).with_name("rules.csv")
FIELDS = ("severity", "rows", "value", "bands", "type", "kwargs", "also_read")


def rows_of(all_suites):
    """Each check as a row of the list, by id; `changes` is the number of entries in its history."""
    told = sorted(rules.of(all_suites).items())
    return [
        {"id": check_id, **{name: _text(rule.get(name)) for name in FIELDS}, "changes": str(rule[rules.CHANGES])}
        for check_id, rule in told
    ]


def _text(value):
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def main():
    """Write the list of the checks as they stand."""
    rows = rows_of(suites.load(REPOSITORY / "expectations"))
    with LISTED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("id", *FIELDS, "changes"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
