"""Every unit test of the dbt project runs and passes, and the layers can be built before a return has come."""

from __future__ import annotations

import pytest

from sfpc import warehouse

MARTS_THAT_DECIDE_NOTHING = {
    "dim_measure",  # the seed with another name
    "dim_quarter",
    "fct_check_fault",  # what the gate wrote
    "fct_check_result",
    "stg_returns__arrivals",  # what reading wrote
    "stg_returns__dispositions",
    "stg_returns__findings",
}


def statuses(run, kind):
    """What became of the nodes of a kind, by the last part of their id."""
    nodes = [one for one in run.results if one["unique_id"].startswith(f"{kind}.")]
    return {one["unique_id"].split(".")[-1]: one["status"] for one in nodes}


def test_dbt_builds_the_project_without_a_return_and_passes_every_test(built):
    assert built.is_good, built.output


def test_every_unit_test_was_run_and_passed(built):
    defined = {one["name"] for one in built.manifest["unit_tests"].values()}
    ran = statuses(built, "unit_test")

    assert len(defined) > 60
    assert set(ran) == defined
    assert {name for name, status in ran.items() if status != "pass"} == set(), built.output


def test_every_model_has_a_unit_test_but_those_that_decide_nothing(built):
    models = {one["name"] for one in built.manifest["nodes"].values() if one["resource_type"] == "model"}
    tested = {one["model"] for one in built.manifest["unit_tests"].values()}

    assert {name for name in models - tested if not name.startswith("rpt_")} == MARTS_THAT_DECIDE_NOTHING


def test_a_unit_test_is_named_by_its_model_and_says_what_is_true(built):
    for one in built.manifest["unit_tests"].values():
        model, _, sentence = one["name"].removeprefix(one["model"]).rpartition("__")

        assert one["name"].startswith(f"{one['model']}__"), one["name"]
        assert not model
        assert sentence.count("_") >= 3, one["name"]


@pytest.mark.parametrize("layer", ["staging", "intermediate"])
def test_the_described_columns_are_those_of_the_warehouse(layer, built):
    described = {
        (model["name"], column)
        for model in built.manifest["nodes"].values()
        if model["resource_type"] == "model" and model["schema"] == layer
        for column in model["columns"]
    }
    columns = warehouse.rows(
        built.settings.warehouse,
        "select table_name, column_name from duckdb_columns() where schema_name = ?",
        [layer],
    )

    assert {(one["table_name"], one["column_name"]) for one in columns} == described
