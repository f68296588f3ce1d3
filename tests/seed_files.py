"""The reference data as tests read it: rows of text, straight from the files."""

import csv
from pathlib import Path

import yaml

SEEDS = Path(__file__).parents[1] / "seeds"
ENGLAND = "E92000001"
DESCRIBED = {seed["name"]: seed for seed in yaml.safe_load((SEEDS / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]}


def rows(name):
    """Every row of a file, by heading."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(name):
    """The rows of a file of money that add up to its totals."""
    return [row for row in rows(name) if row["is_total"] == "false" and row.get("is_of_which", "false") == "false"]


def totals(name):
    """The rows of a file of money that are totals as the document prints them."""
    return [row for row in rows(name) if row["is_total"] == "true"]
