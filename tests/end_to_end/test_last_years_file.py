"""Last year's file under this year's name: its dates were changed, its figures were not."""

from __future__ import annotations

import json

import pytest

from sfpc import pipeline, warehouse
from tests.folders import SAMPLES, lay_samples, settings_in

FOLDER = "newcastle"
LAST_YEAR, THIS_YEAR = "2021-22-Q1", "2022-23-Q1"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A year's returns and one more quarter, in which one authority sends its figures of a year ago."""
    settings = settings_in(tmp_path_factory.mktemp("last_year"))
    lay_samples(settings, THIS_YEAR, without=(FOLDER, THIS_YEAR))
    [last_years] = (SAMPLES / LAST_YEAR / FOLDER).glob("*.json")
    document = json.loads(last_years.read_text(encoding="utf-8"))
    [this_years] = (SAMPLES / THIS_YEAR / FOLDER).glob("*.json")
    document["returnHeader"] = json.loads(this_years.read_text(encoding="utf-8"))["returnHeader"]
    place = settings.inbox / FOLDER / THIS_YEAR
    place.mkdir(parents=True)
    (place / this_years.name).write_text(json.dumps(document), encoding="utf-8")
    pipeline.sweep(settings, lambda _: None)
    pipeline.build(settings)
    return settings


def findings(settings):
    """The findings of the kind, wherever they stand."""
    return warehouse.rows(
        settings.warehouse,
        "select authority_code, quarter, severity, message from intermediate.int_findings__returns "
        "where finding_type = ?",
        ["figures_of_another_quarter"],
    )


def test_a_return_with_the_figures_of_last_year_is_told_which_quarter_they_are_of(settings):
    [found] = findings(settings)
    [code] = warehouse.rows(
        settings.warehouse, "select authority_code from marts.dim_authority where folder = ?", [FOLDER]
    )

    assert (found["authority_code"], found["quarter"]) == (code["authority_code"], THIS_YEAR)
    assert found["severity"] == "critical"
    assert f"are those of the return for {LAST_YEAR}" in found["message"]


def test_the_return_was_read_so_that_nothing_but_its_figures_gave_it_away(settings):
    [read] = warehouse.rows(
        settings.warehouse,
        "select state from staging.stg_returns__submissions as sent inner join marts.dim_authority as authorities "
        "on sent.authority_code = authorities.authority_code where folder = ? and quarter = ?",
        [FOLDER, THIS_YEAR],
    )

    assert read["state"] == "accepted"
