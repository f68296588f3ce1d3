"""What each column tells is said of every column of every report table, and what is not said stops publication."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml

from sfpc.errors import PipelineError
from sfpc.report import disclosure
from sfpc.report.disclosure import rules
from sfpc.report.tables import Column, descriptions
from tests.disclosing import CATALOGUE, Q1, delivery, performance, table
from tests.folders import settings_in

A = "E1"


@pytest.fixture
def models(tmp_path):
    """The columns of every report model, as dbt's YAML has them."""
    folder = settings_in(tmp_path).dbt_project / "models" / "report"
    return {name: set(columns) for name, (_, columns) in descriptions(folder).items() if name.startswith("rpt_")}


def test_the_rules_name_every_column_of_every_report_model_and_no_other(models):
    assert models
    assert {name: set(of.columns) for name, of in rules.read().tables.items()} == models


def test_a_column_that_nobody_has_classified_stops_publication(tmp_path):
    tables = delivery({(A, Q1, "conferences"): 30}, Q1)
    whole = tables["rpt_delivery"]
    wider = replace(
        whole,
        columns=(*whole.columns, Column("families_named", "VARCHAR", "")),
        rows=tuple({**row, "families_named": "Smith"} for row in whole.rows),
    )

    with pytest.raises(PipelineError, match=r"nothing is said of rpt_delivery\.families_named") as stopped:
        disclosure.protect({"rpt_delivery": wider}, Q1, tmp_path, CATALOGUE)
    assert "Smith" not in str(stopped.value)


def test_a_table_that_nobody_has_classified_stops_publication(tmp_path):
    with pytest.raises(PipelineError, match="nothing is said of rpt_children"):
        disclosure.protect({"rpt_children": table("rpt_children", [{"quarter": Q1}])}, Q1, tmp_path, CATALOGUE)


def test_a_sum_that_is_not_the_sum_of_its_counts_stops_publication_and_is_not_quoted(tmp_path):
    tables = delivery({(A, Q1, "conferences"): 31}, Q1)
    tables["rpt_delivery"].rows[0]["year_to_date_value"] = Decimal(4711)

    with pytest.raises(PipelineError, match=r"report\.rpt_delivery\.year_to_date_value, E1, 2021-22-Q1") as stopped:
        disclosure.protect(tables, Q1, tmp_path, CATALOGUE)
    assert "4711" not in str(stopped.value)
    assert "31" not in str(stopped.value)


def test_a_finding_that_tells_where_small_counts_are_is_not_published(tmp_path):
    found = [dict.fromkeys(rules.read().tables["rpt_data_quality"].columns) for _ in range(2)]
    found[0] |= {"quarter": Q1, "finding_type": "small_counts"}
    found[1] |= {"quarter": Q1, "finding_type": "late_restatement"}
    tables = {"rpt_data_quality": table("rpt_data_quality", found)}

    published = disclosure.protect(tables, Q1, tmp_path, CATALOGUE).tables["rpt_data_quality"]

    assert [row["finding_type"] for row in published.rows] == ["late_restatement"]


def test_what_is_internal_is_left_out_and_every_controlled_table_says_what_it_hides(tmp_path):
    published = disclosure.protect(performance({(A, Q1, "referrals"): 3}, Q1), Q1, tmp_path, CATALOGUE).tables

    for name, one in published.items():
        columns = [column.name for column in one.columns]
        kinds = {column: rules.read().tables[name].columns[column].kind for column in columns[:-1]}
        assert "internal" not in kinds.values()
        assert columns[-1] == "suppressed_columns"
        assert all(set(columns) == set(row) for row in one.rows)
    assert all("submission_id" not in row for row in published["rpt_performance"].rows)


def test_tables_without_counts_have_no_column_of_what_is_hidden(tmp_path):
    rows = [{"authority_code": A, "quarter": Q1, "budget_gbp": Decimal(3), "source_file": "x.xlsx"}]
    published = disclosure.protect({"rpt_finance": table("rpt_finance", rows)}, Q1, tmp_path, CATALOGUE).tables

    assert published["rpt_finance"].rows == ({"authority_code": A, "quarter": Q1, "budget_gbp": 3},)


def test_the_tables_in_full_are_not_changed(tmp_path):
    tables = delivery({(A, Q1, "conferences"): 3}, Q1)
    before = repr(tables)

    disclosure.protect(tables, Q1, tmp_path, CATALOGUE)

    assert repr(tables) == before


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"value": "secret"}, r"rpt_x\.value: 'secret' is no kind of column"),
        ({"value": {"figure": "mean"}}, "is no kind of column"),
        ({"value": {"rests_on": []}}, "is no kind of column"),
        ({"value": {"rests_on": ["other"]}}, "it speaks of other, which the table has not"),
        ({"value": {"figure": "in_quarter", "status": "why"}, "quarter": "key"}, "it speaks of why"),
        ({"value": {"figure": "in_quarter"}}, "it speaks of quarter"),
        ({"value": {"figure": "in_quarter", "colour": "red"}, "quarter": "key"}, "cannot be read"),
    ],
)
def test_rules_that_make_no_sense_are_refused_by_their_place(tmp_path, columns, says):
    path = tmp_path / "rules.yml"
    rule = {"suppressed_from": 1, "suppressed_to": 5, "narrowest_interval": 4, "programme_rounding": 10}
    path.write_text(yaml.safe_dump({"rule": rule, "tables": {"rpt_x": {"columns": columns}}}), encoding="utf-8")

    with pytest.raises(PipelineError, match=says):
        rules.read(path)


def test_rules_that_are_not_there_are_an_error_of_ours(tmp_path):
    with pytest.raises(PipelineError, match="the rules of disclosure control cannot be read"):
        rules.read(tmp_path / "rules.yml")
