"""The warehouse is layered, named and described as the architecture says; read off what dbt knows of the project."""

from __future__ import annotations

import csv
import re

import pytest

from tests.folders import HOME

MAY_READ = {
    "staging": {"seed", "source", "staging"},
    "intermediate": {"staging", "intermediate", "seed"},
    "marts": {"staging", "intermediate", "marts", "seed"},
    "report": {"marts", "report", "seed"},
}
READS_THE_GATE = {"fct_check_fault", "fct_check_result", "fct_finding"}
"""Views over files that the gate writes after the warehouse is built."""

NAMES = {
    "staging": r"stg_returns__[a-z_]+",
    "intermediate": r"int_[a-z]+__[a-z_]+",
    "marts": r"(dim|fct)_[a-z]+(_[a-z]+)*",
    "report": r"rpt_[a-z]+(_[a-z]+)*",
}
UNIT_IN_NAME = re.compile(r"_(gbp|count|percent|per_10000|number|days|years?)(_|$)")
UNIT_IN_WORDS = re.compile(
    r"pounds|per cent|percentage points?|days|decimal(s| places)|1 to 4|unit of the measure|(measure|activity)'s unit"
    r"|same (unit|interval)|\bcount|number of|files in|submissions received|values loaded|rows at fault",
    re.IGNORECASE,
)
NUMERIC = ("decimal", "integer", "bigint", "double")
LONGEST_MODEL = 250
"""Lines of SQL, blanks and comments apart; 80 is the guide."""

SQL_FILES = sorted(HOME.joinpath("dbt_project").rglob("*.sql"))


@pytest.fixture(scope="module")
def nodes(parsed):
    """Models, seeds and sources by id."""
    manifest = parsed.manifest
    kept = {key: one for key, one in manifest["nodes"].items() if one["resource_type"] in ("model", "seed")}
    return kept | manifest["sources"]


def layer_of(node):
    """The folder of a model; seed or source for the rest."""
    return node["fqn"][1] if node["resource_type"] == "model" else node["resource_type"]


def models(nodes, *layers):
    found = [one for one in nodes.values() if one["resource_type"] == "model" and layer_of(one) in (layers or MAY_READ)]
    assert found
    return found


def test_every_model_reads_only_what_its_layer_may_read(nodes):
    crossings = {
        (model["name"], source["name"])
        for model in models(nodes)
        for source in (nodes[key] for key in model["depends_on"]["nodes"])
        if layer_of(source) not in MAY_READ[layer_of(model)]
    }

    assert {name for name, _ in crossings} == READS_THE_GATE
    assert {source for _, source in crossings} == {"check_faults", "check_results", "findings"}


def test_only_the_views_over_its_files_read_the_gate(nodes):
    readers = {
        model["name"]
        for model in models(nodes)
        for key in model["depends_on"]["nodes"]
        if key.startswith("source.") and nodes[key]["source_name"] == "gate"
    }

    assert readers == READS_THE_GATE
    assert {one["config"]["materialized"] for one in models(nodes) if one["name"] in READS_THE_GATE} == {"view"}


def test_every_model_is_in_a_layer_and_named_as_its_layer_names(nodes):
    for model in models(nodes):
        assert re.fullmatch(NAMES[layer_of(model)], model["name"]), model["name"]
    assert {layer_of(one) for one in nodes.values() if one["resource_type"] == "model"} == set(MAY_READ)


def test_every_model_seed_and_source_is_described_with_every_column(nodes):
    silent = [one["name"] for one in nodes.values() if not one["description"].strip()]
    silent += [
        f"{one['name']}.{column['name']}"
        for one in nodes.values()
        for column in one["columns"].values()
        if not column["description"].strip()
    ]

    assert silent == []
    assert [one["name"] for one in nodes.values() if one["resource_type"] != "source" and not one["columns"]] == []


def test_every_column_of_a_seed_is_described(nodes):
    for seed in (one for one in nodes.values() if one["resource_type"] == "seed"):
        with (HOME / "seeds" / f"{seed['name']}.csv").open(encoding="utf-8", newline="") as file:
            assert list(seed["columns"]) == next(csv.reader(file)), seed["name"]


def test_every_macro_is_described_with_its_arguments(parsed):
    own = [one for one in parsed.manifest["macros"].values() if one["package_name"] == "sfpc"]

    assert own
    for macro in own:
        signature = re.search(r"(?:macro|test) \w+\(([^)]*)\)", macro["macro_sql"])[1]
        assert macro["description"].strip(), macro["name"]
        assert [one["name"] for one in macro["arguments"]] == re.findall(r"\w+", signature), macro["name"]
        assert all(one["description"] for one in macro["arguments"]), macro["name"]


def test_every_number_of_marts_and_report_says_its_unit(nodes):
    without = [
        f"{model['name']}.{column['name']}"
        for model in models(nodes, "marts", "report")
        for column in model["columns"].values()
        if column["data_type"].startswith(NUMERIC)
        and not UNIT_IN_NAME.search(column["name"])
        and not UNIT_IN_WORDS.search(column["description"])
    ]

    assert without == []


def test_marts_and_report_keep_a_contract(nodes):
    for model in models(nodes, "marts", "report"):
        assert model["config"]["contract"]["enforced"], model["name"]
        assert all(column["data_type"] for column in model["columns"].values()), model["name"]


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.stem)
def test_no_authority_is_named_in_sql(path):
    with (HOME / "seeds" / "authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row[key] for row in rows for key in ("authority_code", "authority_name", "short_name", "folder")}
    pattern = "|".join(rf"\b{re.escape(name)}\b" for name in names)
    found = re.findall(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)

    assert names
    assert found == []


@pytest.mark.parametrize("path", [path for path in SQL_FILES if "models" in path.parts], ids=lambda path: path.stem)
def test_no_model_is_too_long_to_read(path):
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]

    assert len([line for line in lines if line and not line.startswith("--")]) <= LONGEST_MODEL
