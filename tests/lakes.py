"""Lakes for the tests: on a PostgreSQL of the tests' own, with a dbt project that is built in seconds."""

from __future__ import annotations

from dataclasses import replace

from sfpc.lake import Lake
from sfpc.settings import Settings
from tests.folders import HOME

PASSWORD = "a-secret-of-this-test"  # noqa: S105 - it opens nothing
"""PostgreSQL asks nobody on loopback for it, so that any will do; what no message and no file may hold."""

PROJECT = """
name: small
version: "1.0"
profile: sfpc
model-paths: [models]
macro-paths: [macros]
models:
  small: {+schema: marts, +materialized: table}
"""

MODELS = {
    "one": "select '{{ env_var(\"SFPC_RAW\") }}' as built_from, range as number from range(1000)",
    "sum_of_one": "{{ config(materialized='view') }} select sum(number) as total from {{ ref('one') }}",
    "two": "select built_from, number * 2 as number from {{ ref('one') }}",
}
SCHEMA = "{% macro generate_schema_name(name, node) %}{{ name or 'marts' }}{% endmacro %}"


def lake_in(server, name, data):
    """A lake without a build, in a database of its own."""
    address = server.create_database(name).replace("sfpc@", f"sfpc:{PASSWORD}@")
    return Lake(address, str(data))


def on_lake(settings: Settings, lake: Lake) -> Settings:
    """The same folders, and the warehouse in a lake."""
    return replace(settings, lake=lake)


def small_project(home, models=MODELS):
    """A home with the real profile and a few models."""
    project = home / "dbt_project"
    (project / "models").mkdir(parents=True)
    (project / "macros").mkdir()
    (home / "seeds").mkdir()
    (project / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (project / "macros" / "names.sql").write_text(SCHEMA, encoding="utf-8")
    profile = (HOME / "dbt_project" / "profiles.yml").read_text(encoding="utf-8")
    (project / "profiles.yml").write_text(profile, encoding="utf-8")
    write_models(home, models)
    return home


def write_models(home, models):
    """Put models in the place of those there were."""
    folder = home / "dbt_project" / "models"
    for path in folder.glob("*.sql"):
        path.unlink()
    for name, sql in models.items():
        (folder / f"{name}.sql").write_text(sql + "\n", encoding="utf-8")
