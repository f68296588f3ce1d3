"""Models run in memory: only what is wanted, nothing from outside, and a fault of ours is told where it stands."""

from __future__ import annotations

import shutil
from dataclasses import replace

import duckdb
import pytest

from sfpc import models, raw
from sfpc.errors import PipelineError
from sfpc.models import Project
from sfpc.models.seeds import guessed
from tests.builders import read_all, sample
from tests.folders import HOME, settings_in


@pytest.fixture
def settings(tmp_path):
    """Settings with a dbt project of the test's own."""
    home = tmp_path / "home"
    (home / "dbt_project" / "models" / "staging").mkdir(parents=True)
    (home / "dbt_project" / "macros").mkdir()
    shutil.copytree(HOME / "seeds", home / "seeds")
    settings = replace(settings_in(tmp_path / "data"), home=home)
    raw.ensure_tables(settings)
    return settings


def model(settings, name, sql):
    (settings.dbt_project / "models" / "staging" / f"{name}.sql").write_text(sql, encoding="utf-8")


def macro(settings, name, text):
    (settings.dbt_project / "macros" / f"{name}.sql").write_text(text, encoding="utf-8")


def rows(settings, name, folders=()):
    with models.in_memory(settings, [name], folders) as found:
        return found.rows(f"select * from staging.{name}")


def test_a_model_may_use_macros_loops_seeds_and_other_models(settings):
    macro(
        settings,
        "twice",
        "{% macro twice(x) %}{{ _of(x, 2) }}{% endmacro %}{% macro _of(x, n) %}{{ x }} * {{ n }}{% endmacro %}",
    )
    model(settings, "one", "{{ config(materialized='view') }} select count(*) as number from {{ ref('funders') }}")
    model(
        settings,
        "two",
        "select {% for n in ['a', 'b'] %}{{ twice('number') }} as {{ n }}{{ ',' if not loop.last }}{% endfor %} "
        "from {{ ref('one') }}",
    )

    [row] = rows(settings, "two")

    assert row["a"] == row["b"] > 0


def test_models_see_the_returns_of_the_authorities_asked_for_and_no_others(settings):
    for folder in ("coventry", "sefton"):
        sample(settings, folder)
    read_all(settings)
    model(
        settings,
        "seen",
        "select authority_code, count(*) as number from {{ source('raw', 'submissions') }} group by all",
    )

    assert len(rows(settings, "seen", ["coventry"])) == 1
    assert len(rows(settings, "seen", ["coventry", "sefton"])) == 2
    assert rows(settings, "seen") == []


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{place}')",
        "select * from read_text('{place}')",
        "select * from '{place}'",
        "select * from read_parquet('http://127.0.0.1:9/x.parquet')",
    ],
)
def test_a_model_reads_nothing_from_outside(settings, tmp_path, sql):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    model(settings, "curious", sql.format(place=secret))

    with pytest.raises(PipelineError, match=r"curious\.sql: it cannot be run"):
        rows(settings, "curious")


def test_what_was_shut_cannot_be_opened_again(settings):
    model(settings, "one", "select 1 as number")

    with models.in_memory(settings, ["one"], []) as found, pytest.raises(duckdb.Error):
        found.rows("set enable_external_access = true")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from {{ ref('nowhere') }}", "neither a model nor a seed"),
        ("select {{ not_a_macro('x') }}", "cannot be rendered without dbt"),
        ("select {{ 'x'", "cannot be rendered without dbt"),
        ("select * from {{ source('raw', 'nothing') }}", "nothing has been read yet"),
        ("select no_column from {{ ref('funders') }}", "cannot be run"),
    ],
)
def test_a_fault_in_a_model_is_an_error_that_names_it(settings, sql, words):
    model(settings, "bad", sql)

    with pytest.raises(PipelineError, match=words):
        rows(settings, "bad")


def test_a_model_comes_after_all_it_reads():
    project = Project(HOME / "dbt_project", HOME / "seeds")
    seen = set()
    for one in project.closure(["fct_finding", "fct_reconciliation"]):
        assert {name for name in one.refs if not project.is_seed(name)} <= seen
        seen.add(one.name)
    assert {"int_findings__returns", "fct_finding", "fct_reconciliation"} <= seen


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"1", "-2", ""}, "integer"), ({"1", "2.5"}, "float8"), ({"2021-04-01", ""}, "date"),
        ({"true", "False"}, "boolean"), ({"1", "x"}, "text"), ({"01/04/2021"}, "text"),
    ],
)  # fmt: skip
def test_a_column_that_says_no_type_is_guessed_as_dbt_guesses(values, kind):
    assert guessed(values) == kind
