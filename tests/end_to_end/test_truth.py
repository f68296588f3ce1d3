"""The marts hold every value the sample returns carry, and nothing else. On the lake: test_lake.py."""

from __future__ import annotations

import duckdb
import pytest

from tests.truth import FACTS, differences_from_the_truth


@pytest.mark.parametrize("section", FACTS)
def test_every_row_of_the_truth_is_in_the_marts_and_no_other(section, clean_warehouse):
    missing, extra, count = differences_from_the_truth(clean_warehouse.warehouse, section)

    assert missing == []
    assert extra == []
    assert count > 300


def test_every_value_of_the_facts_keeps_its_place(clean_warehouse):
    with duckdb.connect(str(clean_warehouse.warehouse), read_only=True) as connection:
        for fact, _ in FACTS.values():
            without = connection.execute(
                f"select count(*) from marts.{fact} "
                "where submission_id is null or source_file is null or source_place is null"
            ).fetchone()

            assert without == (0,), fact


def test_the_sample_returns_bring_no_finding_above_info(clean_warehouse):
    with duckdb.connect(str(clean_warehouse.warehouse), read_only=True) as connection:
        graver = connection.execute("select * from marts.fct_finding where severity != 'info'").fetchall()

    assert graver == []
