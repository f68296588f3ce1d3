"""What of marts and seeds is published is decided for each, and what is published as it is rests on no return."""

from __future__ import annotations

import re

import pytest
import yaml

from sfpc.report.database import additions, copying
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.tables import descriptions
from tests.folders import HOME

MODELS = HOME / "dbt_project" / "models"
REFERENCE = re.compile(r"\{\{\s*ref\(\s*['\"](\w+)['\"]\s*\)\s*\}\}")
SOURCE = re.compile(r"\{\{\s*source\(")
PLACES = {"marts": MODELS / "marts", "seeds": HOME / "seeds"}
WAYS = ("as_they_are", "over_the_report", "internal")


@pytest.fixture(scope="module")
def written():
    return yaml.safe_load(copying.RULES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("schema", PLACES)
def test_each_mart_and_each_seed_is_published_or_has_its_reason_once(written, schema):
    decided = [name for way in WAYS for name in written[schema].get(way, ())]

    assert sorted(decided) == sorted(descriptions(PLACES[schema]))
    assert all(reason.strip() for reason in written[schema]["internal"].values())


def test_no_mart_that_is_published_as_it_is_reads_a_return(written):
    sql = {path.stem: path.read_text(encoding="utf-8") for path in MODELS.rglob("*.sql")}
    seeds = {path.stem for path in (HOME / "seeds").glob("*.csv")}

    def origins(model):
        if model in seeds:
            return {model}
        if SOURCE.search(sql[model]):
            return {f"a source in {model}"}
        return {origin for read in REFERENCE.findall(sql[model]) for origin in origins(read)}

    for model in written["marts"]["as_they_are"]:
        assert origins(model)
        assert origins(model) <= seeds, model


def test_the_walk_to_the_origins_finds_the_returns_of_a_fact(written):
    sql = (MODELS / "marts" / "fct_performance.sql").read_text(encoding="utf-8")

    assert "fct_performance" in written["marts"]["over_the_report"]
    assert "int_returns__in_force" in REFERENCE.findall(sql)


@pytest.mark.parametrize("audience", [PUBLISHED, INTERNAL])
def test_each_file_of_views_and_macros_says_first_what_it_is_for(audience):
    found = additions.files(audience)

    assert found
    for path in found:
        assert path.read_text(encoding="utf-8").startswith("-- "), path
    assert [path.name for path in found if "views" in path.parts] == sorted(
        path.name for path in found if "views" in path.parts
    )
