"""What is handed on as data is the published tables, cell by cell, and is accepted; the evaluator's extract is not."""

from __future__ import annotations

import csv
import json
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from sfpc import warehouse
from sfpc.report import disclosure, open_data, tables
from sfpc.report.open_data import checker
from tests.published import QUARTER, published

INTERNAL_COLUMNS = {"submission_id", "source_file", "source_sheet", "source_place", "comment", "message"}
SYMBOLS = {"c", "z", "x", "low"}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def handed_on(made):
    return made.release.path / "published"


@pytest.fixture(scope="session")
def evaluator(made):
    return made.release.path / "internal" / "evaluator"


@pytest.fixture(scope="session")
def whole_years(clean_warehouse, tmp_path_factory):
    """Open data of all the sample returns, with the tables as disclosure control leaves them."""
    settings = clean_warehouse
    with warehouse.open_read_only(settings.warehouse) as connection:
        in_full = tables.read(connection, "2022-23-Q2", settings.dbt_project / "models")
        known = disclosure.catalogue(connection)
    kept = disclosure.protect(in_full, "2022-23-Q2", settings.releases, known).tables
    folder = tmp_path_factory.mktemp("years") / "open_data"
    catalogue = open_data.catalogue_of(settings.warehouse)
    open_data.write(folder, open_data.data_sets(kept, catalogue), open_data.places_of_seeds(settings.seeds))
    return folder, kept


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parquet(folder, name):
    return pq.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()


def by_place_and_time(rows):
    """Rows of open data by the ONS code and the quarter they are of."""
    return {
        (row["new_la_code"], f"{row['time_period'][:4]}-{row['time_period'][4:]}-{row['time_identifier'][-2:]}"): row
        for row in rows
    }


def agrees(cell, row, column, decimals):
    """Whether a cell says what the published table says, worked out here once more."""
    hidden = column in (row["suppressed_columns"] or "").split() if "suppressed_columns" in row else False
    value = row[column]
    if hidden or value is None:
        return cell in SYMBOLS - {"low"} and (cell == "c") == (hidden or row.get("status") == "suppressed")
    shown = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return cell == "low" if shown == 0 != value else Decimal(cell) == shown


# ---- open data


def test_the_open_data_of_a_release_keeps_every_rule_and_nothing_is_told(made, handed_on):
    known = open_data.places_of_seeds(made.settings.seeds)

    assert checker.check_folder(handed_on / "open_data", known) == []
    listed = (made.release.path / "internal" / "open_data_check.csv").read_text(encoding="utf-8")
    assert listed.splitlines() == ["rule,severity,file,row,column,problem,remedy,rows_alike_count"]


def test_every_measure_of_every_quarter_is_the_published_tables_figure(handed_on):
    written = by_place_and_time(read(handed_on / "open_data" / "sfpc_performance_quarterly.csv"))
    rows = parquet(handed_on, "rpt_performance")

    compared = 0
    for row in rows:
        cells = written[row["authority_code"], row["quarter"]]
        cell = cells.get(f"{row['measure']}_count", cells.get(row["measure"]))
        assert agrees(cell, row, "value", row["decimals"]), (row["authority_name"], row["quarter"], row["measure"])
        compared += 1
    assert compared == len(rows) == sum(len(cells) - 10 for cells in written.values()) - limits_in(written)


def limits_in(written):
    return sum(name.endswith(("_lower", "_upper")) for cells in written.values() for name in cells)


def test_every_rate_and_its_limits_are_the_published_tables(handed_on):
    written = by_place_and_time(read(handed_on / "open_data" / "sfpc_rates_quarterly.csv"))

    for row in parquet(handed_on, "rpt_performance_rates"):
        cells = written[row["authority_code"], row["quarter"]]
        row["status"] = row["rate_status"]
        assert agrees(cells[f"{row['measure']}_rate_per_10000"], row, "rate_per_10000", 1)
        for which in ("lower", "upper"):
            if row["rate_per_10000"] is not None and row[f"{which}_rate_per_10000"] is not None:
                assert agrees(cells[f"{row['measure']}_rate_{which}"], row, f"{which}_rate_per_10000", 1)


def test_every_pound_of_every_line_is_the_published_tables(handed_on):
    by_line = {
        (code, quarter, row["workstream"], row["funder"]): row
        for row in read(handed_on / "open_data" / "sfpc_finance_workstreams_quarterly.csv")
        for (code, quarter) in by_place_and_time([row])
    }

    compared = 0
    for row in parquet(handed_on, "rpt_finance"):
        workstream = "Total" if row["workstream"] == "all" else row["workstream_title"]
        cells = by_line.get((row["authority_code"], row["quarter"], workstream, row["funder_title"]))
        for column in (
            "budget_gbp",
            "actual_in_quarter_gbp",
            "actual_year_to_date_gbp",
            "forecast_gbp",
            "variance_gbp",
        ):
            if cells:
                assert agrees(cells[column], row, column, 2)
                compared += 1
    assert compared > 500


def test_a_year_is_the_four_quarters_that_disclosure_control_has_seen(whole_years):
    folder, kept = whole_years
    annual = {(row["new_la_code"], row["time_period"]): row for row in read(folder / "sfpc_performance_annual.csv")}
    rates = kept["rpt_performance_rates"].rows
    last = [row for row in rates if row["quarter"] == "2021-22-Q4"]

    assert {row["time_identifier"] for row in annual.values()} == {"Financial year"}
    assert {period for _, period in annual} == {"202122"}
    for row in last:
        is_flow = row["measure_type"] == "flow"
        column = "four_quarters_value" if is_flow else "value"
        with_status = row | {"status": row["four_quarters_status" if is_flow else "rate_status"]}
        assert agrees(annual[row["authority_code"], "202122"][f"{row['measure']}_count"], with_status, column, 0)


def test_a_years_activities_are_the_sum_of_its_published_quarters(whole_years):
    folder, _ = whole_years
    quarters = [row for row in read(folder / "sfpc_delivery_quarterly.csv") if row["time_period"] == "202122"]

    compared = 0
    for row in read(folder / "sfpc_delivery_annual.csv"):
        own = [each for each in quarters if each["new_la_code"] == row["new_la_code"]]
        for name in (name for name in row if name.endswith("_count")):
            cells = [each[name] for each in own]
            if row[name].isdigit() and all(cell.isdigit() for cell in cells):
                assert int(row[name]) == sum(map(int, cells))
                compared += 1
    assert compared > 30


# ---- the package and Parquet


def test_frictionless_finds_nothing_wrong_in_the_finished_folder(handed_on):
    report = Package(str(handed_on / "datapackage.json")).validate()

    assert report.flatten(["name", "type", "note"]) == []
    assert report.stats["tasks"] > 30


def test_each_file_of_data_is_in_the_package_and_in_the_manifest(handed_on):
    package = json.loads((handed_on / "datapackage.json").read_text(encoding="utf-8"))
    manifest = json.loads((handed_on / "manifest.json").read_text(encoding="utf-8"))["files"]
    described = {each["path"]: (each["hash"].removeprefix("sha256:"), each["bytes"]) for each in package["resources"]}

    for path in sorted((handed_on / "open_data").iterdir()) + sorted((handed_on / "parquet").iterdir()):
        name = path.relative_to(handed_on).as_posix()
        assert described[name] == (manifest[name]["sha256"], manifest[name]["bytes"])


def test_parquet_holds_every_published_table_with_decimals_and_meanings_and_nothing_internal(handed_on, made):
    in_full = {path.stem for path in (made.release.path / "internal" / "csv").glob("rpt_*.csv")}

    assert {path.stem for path in (handed_on / "parquet").iterdir()} == in_full
    for path in (handed_on / "parquet").iterdir():
        schema = pq.read_schema(path)
        assert set(schema.names) & INTERNAL_COLUMNS == set()
        for field in schema:
            assert field.metadata[b"description"].strip(), (path.name, field.name)
            assert str(field.type) != "double"


# ---- the evaluator's extract


def test_the_extract_is_for_the_evaluator_and_not_handed_on(handed_on, evaluator):
    names = {path.name for path in evaluator.iterdir()}

    assert names == {
        "README.md", "authorities.csv", "data_dictionary.csv", "dr1_by_month.csv", "figures.csv", "submissions.csv",
    }  # fmt: skip
    assert not [path for path in handed_on.rglob("*") if "evaluator" in path.name]


def test_months_are_those_that_were_sent_and_their_figures_the_returns(made, evaluator):
    months = [row for row in read(evaluator / "figures.csv") if row["period_type"] == "month"]
    with duckdb.connect(str(made.release.path / "internal" / "sfpc.duckdb"), read_only=True) as connection:
        held = connection.execute(
            "select authority_code, count(*), sum(value) from marts.fct_month where section = 'performance' "
            "group by authority_code order by authority_code"
        ).fetchall()

    assert held
    for code, count, total in held:
        own = [row for row in months if row["authority_code"] == code and row["section"] == "performance"]
        assert (len(own), sum(Decimal(row["value"]) for row in own)) == (count, total)
    assert {row["quarter"] for row in months} <= {"2021-22-Q1", "2021-22-Q2", "2021-22-Q3"}


def test_each_value_has_a_status_and_the_submission_in_force_it_comes_from(evaluator):
    in_force = {row["submission_id"] for row in read(evaluator / "submissions.csv") if row["is_in_force"] == "true"}

    for row in read(evaluator / "figures.csv"):
        assert (row["status"] == "reported") == (row["value"] != "")
        assert row["submission_id"] in in_force


def test_starts_are_kept_as_planned_and_as_they_were_and_nobody_is_treated_before_one_is_known(evaluator):
    authorities = {row["authority_name"]: row for row in read(evaluator / "authorities.csv")}
    exposures = {(row["authority_name"], row["quarter"]): row["exposure"] for row in read(evaluator / "figures.csv")}

    warwickshire, sefton, leeds = (authorities[name] for name in ("Warwickshire", "Sefton", "Leeds"))
    assert (warwickshire["planned_start_date"], warwickshire["actual_start_date"]) == ("2020-04-01", "")
    assert (sefton["actual_start_date"], sefton["actual_start_precision"]) == ("2022-06-01", "about")
    assert (leeds["role"], leeds["arm"], sefton["arm"]) == ("originator", "outside_trial", "trial")
    assert exposures["Warwickshire", QUARTER] == "start_not_known"
    assert exposures["Sefton", QUARTER] == "before_start"
    assert exposures["Coventry", "2021-22-Q1"] == "start_in_period"
    assert exposures["Coventry", "2021-22-Q2"] == "after_start"


def test_the_aggregate_sheet_gives_rates_of_the_month_by_the_population_beside_them(evaluator):
    rows = read(evaluator / "dr1_by_month.csv")

    assert len({(row["authority_code"], row["month_start_date"]) for row in rows}) == len(rows) == 9
    for row in rows:
        rate = Decimal(row["cla_at_period_end"]) * 10000 / Decimal(row["population_count"])
        assert abs(Decimal(row["cla_rate_per_10000"]) - rate) < Decimal("0.0001")
        each = Decimal(row["cases_held"]) / Decimal(row["social_workers_fte"])
        assert abs(Decimal(row["cases_per_social_worker"]) - each) < Decimal("0.0001")


def test_the_dictionary_describes_every_column_and_every_measure_of_the_extract(evaluator):
    described = {(row["file"], row["name"]): row["meaning"] for row in read(evaluator / "data_dictionary.csv")}

    for path in evaluator.glob("*.csv"):
        if path.name != "data_dictionary.csv":
            for column in read(path)[0]:
                assert described[path.name, column].strip()
    for row in read(evaluator / "figures.csv"):
        assert described["figures.csv", row["measure"]].strip()


def test_the_extract_says_what_is_censored_and_that_it_is_not_for_publication(evaluator):
    text = " ".join((evaluator / "README.md").read_text(encoding="utf-8").split())

    assert "Not for publication" in text
    assert "18 calendar months from the day of referral" in text
    assert "referred up to 30 June 2020" in text
    assert "no outcome of the trial can be computed from these files" in text
