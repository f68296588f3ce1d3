"""The figures of one quarter's report are those a person has read and agreed to.

After a change that is meant to change figures: `SFPC_WRITE_GOLDEN=1 .venv/bin/pytest tests/end_to_end/test_golden.py`,
then read the difference (`git diff tests/golden`) and say in CHANGELOG.md what changed and why.
"""

from __future__ import annotations

import csv
import io
import os

import duckdb
import pytest

from tests.folders import HOME

QUARTER = "2022-23-Q1"
GOLDEN = HOME / "tests" / "golden" / QUARTER
TABLES = (
    "rpt_benefits",
    "rpt_changes",
    "rpt_comparators",
    "rpt_context",
    "rpt_delivery",
    "rpt_finance",
    "rpt_grant",
    "rpt_milestones",
    "rpt_performance",
    "rpt_performance_rates",
    "rpt_process_limits",
    "rpt_programme",
    "rpt_rate_ratios",
    "rpt_returns",
)


def figures(settings, table):
    """A report table's rows of the quarter as CSV, in the order of all their columns."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        result = connection.execute(f"select * from report.{table} where quarter = ? order by all", [QUARTER])
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column[0] for column in result.description])
        writer.writerows(result.fetchall())
    return text.getvalue()


@pytest.mark.parametrize("table", TABLES)
def test_the_figures_of_the_report_are_those_agreed_to(table, clean_warehouse):
    path = GOLDEN / f"{table}.csv"
    now = figures(clean_warehouse, table)
    if os.environ.get("SFPC_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8")

    assert now.splitlines() == path.read_text(encoding="utf-8").splitlines()
    assert len(now.splitlines()) > 4
