"""The models run in memory are dbt's own: the same SQL, the same seeds, the same findings as in a built warehouse."""

from __future__ import annotations

import re

from sfpc import models, warehouse
from sfpc.models import Project
from sfpc.models.seeds import column_types
from tests.folders import HOME

PROJECT = Project(HOME / "dbt_project", HOME / "seeds")
RELATION = re.compile(r'"warehouse"\.("?)(\w+)\1\."(\w+)"')
SOURCE = re.compile(r"read_parquet\('[^']*?/(raw|gate)(?:/\*)*/(\w+)(?:/\*)*\.parquet'(?:, \w+ = \w+)*\)")


def as_one_line(sql):
    """SQL with every white space folded, for dbt leaves other blank lines than we do."""
    return " ".join(sql.split())


def of_dbt(sql):
    """The SQL of dbt with its relations named as ours are."""
    named = RELATION.sub(lambda found: f"{found[2]}.{found[3]}", sql)
    return as_one_line(SOURCE.sub(lambda found: f"{found[1]}.{found[2]}", named))


def test_every_model_is_rendered_as_dbt_compiles_it(clean_warehouse):
    compiled = {
        path.stem: path for path in (clean_warehouse.data / ".dbt" / "compiled" / "sfpc" / "models").rglob("*.sql")
    }

    assert PROJECT.models.keys() <= compiled.keys()
    for name in PROJECT.models:
        expected = of_dbt(compiled[name].read_text(encoding="utf-8"))
        assert as_one_line(PROJECT.model(name).sql) == expected, name


def test_every_seed_has_the_types_it_has_in_the_warehouse(clean_warehouse):
    built = warehouse.rows(
        clean_warehouse.warehouse,
        "select table_name, column_name, lower(data_type) as data_type from information_schema.columns "
        "where table_schema = 'seeds'",
    )
    expected = {}
    for row in built:
        expected.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    same = {"text": "varchar", "float8": "double"}

    assert len(expected) > 20
    for name, columns in expected.items():
        ours = {
            column: same.get(kind.lower(), kind.lower()) for column, kind in column_types(HOME / "seeds", name).items()
        }
        assert {column: kind.replace(" ", "") for column, kind in ours.items()} == columns, name


def test_what_the_models_say_of_the_sample_returns_is_what_a_build_says(clean_warehouse):
    folders = [path.name for path in (clean_warehouse.raw / "submissions").iterdir()]
    wanted = ["int_findings__returns", "fct_reconciliation", "fct_completeness", "fct_performance", "fct_finance"]
    with models.in_memory(clean_warehouse, wanted, folders) as found:
        for name in wanted:
            relation = PROJECT.relation(name)
            asked = f"select * from {relation} order by all"
            ours = found.rows(asked)

            assert ours == warehouse.rows(clean_warehouse.warehouse, asked), name
            assert ours, name
