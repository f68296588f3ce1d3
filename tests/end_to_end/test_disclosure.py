"""Of the sample returns nothing small is published, release after release, and each release keeps the proof."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from sfpc import warehouse
from sfpc.report import disclosure, tables
from sfpc.report.disclosure import rules
from tests.disclosing import Publisher
from tests.published import QUARTER, published

SMALL = range(1, 6)
SMALL_FIGURE = {"authority_code": "E08000014", "quarter": QUARTER, "activity": "fgc_before_icpc"}
"""The one count of that quarter's sample returns that is from 1 to 5: it is 5."""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def read(clean_warehouse):
    """Every report table up to and with a quarter, and the catalogue."""

    def read_quarter(quarter):
        with warehouse.open_read_only(clean_warehouse.warehouse) as connection:
            models = clean_warehouse.dbt_project / "models"
            return tables.read(connection, quarter, models), disclosure.catalogue(connection)

    return read_quarter


def small_cells(of_tables, catalogue):
    """Every cell from 1 to 5 of a column that holds figures, in a row about a count of children or families."""
    return [
        (name, column, row[column])
        for name, table in of_tables.items()
        for row in table.rows
        for column, rule in rules.read().tables[name].columns.items()
        if rule.kind == "figure" and row[column] in SMALL
        if is_controlled(rules.read().tables[name], row, rule.figures[0], catalogue)
    ]


def is_controlled(table, row, figure, catalogue):
    section = table.section_of(row)
    entry = catalogue.get((section, row[table.code]))
    code = getattr(entry, figure, None) or row[table.code]
    return entry is not None and catalogue[section, code].is_controlled


def test_the_sample_returns_hold_small_counts_in_full_and_none_that_is_published(read, tmp_path):
    in_full, known = read("2022-23-Q2")

    protected = disclosure.protect(in_full, "2022-23-Q2", tmp_path, known)

    assert small_cells(in_full, known)
    assert not small_cells(protected.tables, known)


def test_a_release_for_each_quarter_in_turn_hides_no_less_than_the_one_before(read, tmp_path):
    publisher = Publisher(tmp_path)
    shown = set()
    for quarter in ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1", "2022-23-Q2"):
        in_full, known = read(quarter)
        protected = disclosure.protect(in_full, quarter, publisher.releases, known)
        folder = publisher.releases / quarter / "r1"
        (folder / "published").mkdir(parents=True)
        protected.write(folder / "internal" / "disclosure")

        assert shown.isdisjoint(protected.hidden)
        shown |= protected.told.places.keys() - protected.hidden
        for figure, possible in protected.audit.possible.items():
            greatest = possible.interval.high
            assert greatest is None or greatest - possible.interval.low >= 4
            if figure in protected.small:
                assert possible.interval.low <= max(1, possible.least)
                assert greatest is None or greatest >= 5
    assert protected.small


def test_the_release_shows_the_small_figure_to_the_programme_team_alone(made):
    rows = pq.read_table(made.release.path / "published" / "parquet" / "rpt_delivery.parquet").to_pylist()
    (row,) = [row for row in rows if all(row[name] == value for name, value in SMALL_FIGURE.items())]

    assert (row["in_quarter_value"], row["in_quarter_status"]) == (None, "suppressed")
    assert "in_quarter_value" in row["suppressed_columns"].split()
    with (made.release.path / "internal" / "csv" / "rpt_delivery.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    (row,) = [row for row in rows if all(row[name] == value for name, value in SMALL_FIGURE.items())]
    assert Decimal(row["in_quarter_value"]) == 5


def test_the_release_keeps_its_audit_and_says_in_its_manifest_what_it_did(made):
    audit = json.loads((made.release.path / "internal" / "disclosure" / "audit.json").read_text(encoding="utf-8"))
    manifest = json.loads((made.release.path / "manifest.json").read_text(encoding="utf-8"))

    assert audit["hidden_figures"]["primary"] == 1
    assert audit["figures"]
    assert {"internal/disclosure/audit.json", "internal/disclosure/record.parquet"} <= manifest["outputs"].keys()
    assert manifest["disclosure"]["suppressed_cells"] > 0
    assert "suppressed" in manifest["disclosure"]["statement"]


def test_nothing_of_the_audit_is_handed_on(made):
    names = [path.name for path in (made.release.path / "published").rglob("*")]

    assert names
    assert not {"audit.json", "record.parquet", "disclosure"} & set(names)
