"""A release: refused without the gate, made once from the same inputs, the same bytes each time, harmless to read."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from html.parser import HTMLParser
from itertools import pairwise

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from sfpc import gate, pipeline, report
from sfpc.errors import GateShut
from tests.folders import lay_samples, settings_in
from tests.published import FORMULA, QUARTER, SCRIPT, copy_of, published

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What the tests ask of a page: its elements with their attributes and text, properly nested."""

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.elements = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", "within": [each["tag"] for each in self.open], **dict(attributes)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.elements.append({"tag": tag, "text": "", "within": [], **dict(attributes)})

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def page(made):
    return Page((made.release.path / "internal" / "report.html").read_text(encoding="utf-8"))


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def tables_that_differ(one, other):
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = connection.execute(
            "select distinct schema_name, table_name from duckdb_tables() where database_name in ('one', 'other')"
        ).fetchall()
        return {
            f"{schema}.{table}"
            for schema, table in tables
            if connection.sql(f"from one.{schema}.{table}").fetchall()
            != connection.sql(f"from other.{schema}.{table}").fetchall()
        }


# ---------------------------------------------------------------------------------- publishing


def test_published_again_from_the_same_inputs_it_is_the_same_release(made):
    again = report.publish(made.settings, QUARTER)

    assert (again.number, again.path, again.is_new) == (1, made.release.path, False)
    assert sorted(path.name for path in (made.settings.releases / QUARTER).iterdir() if path.name[0] != ".") == [
        "latest",
        "r1",
    ]


def test_published_anew_from_the_same_inputs_it_is_the_same_bytes(made, tmp_path):
    elsewhere = settings_in(tmp_path / "elsewhere")
    elsewhere.data.mkdir()
    for name in ("landing", "gate", "warehouse.duckdb"):
        (elsewhere.data / name).symlink_to(made.settings.data / name)

    again = report.publish(elsewhere, QUARTER)

    assert again.is_new
    assert contents(again.path) == contents(made.release.path)


def test_a_later_return_changes_nothing_in_an_earlier_report_and_a_new_decision_is_a_new_release(made, tmp_path):
    settings = copy_of(made, tmp_path / "data")
    lay_samples(settings)
    shutil.rmtree(settings.inbox / "leeds" / QUARTER)  # the sample of that quarter is not what was sent for it here
    shutil.rmtree(settings.inbox / "sefton" / QUARTER)
    pipeline.sweep(settings, lambda _: None)
    pipeline.build(settings)
    gate.decide(settings, QUARTER)

    again = report.publish(settings, QUARTER)

    assert (again.number, again.is_new) == (1, False)

    record = json.loads((settings.gate / QUARTER / "d1.json").read_text(encoding="utf-8"))
    (settings.gate / QUARTER / "d2.json").write_text(json.dumps(record | {"verdict": "open_with_warnings"}))
    second = report.publish(settings, QUARTER)

    assert (second.number, second.is_new) == (2, True)
    assert (settings.releases / QUARTER / "latest").resolve() == second.path
    before, after = contents(again.path), contents(second.path)
    # what the decision says is on the page and in the notes; every figure is the same, byte for byte
    changed = {name for name in before if before[name] != after[name]}
    assert {"published/report.html", "internal/report.html", "internal/csv/notes.csv", "manifest.json"} <= changed
    assert {name for name in changed if name.startswith("internal/") and "rpt_" in name} == set()
    assert tables_that_differ(*(each.path / "internal" / "sfpc.duckdb" for each in (again, second))) == {
        "main.about_release",  # a database tells which release it is of, and of those before it
        "main.contents",
        "marts.fct_release",
    }
    of_releases = "published/marts/fct_release.parquet"
    for name in (name for name in changed if name.endswith(".parquet") and name != of_releases):
        # a Parquet file names its release
        assert pq.read_table(again.path / name).equals(pq.read_table(second.path / name)), name
    assert "No published figure changed." in (second.path / "published" / "report.html").read_text(encoding="utf-8")


def test_nothing_is_published_where_the_gate_has_not_decided(made, tmp_path):
    undecided = settings_in(tmp_path / "undecided")
    undecided.data.mkdir()
    for name in ("landing", "warehouse.duckdb"):
        (undecided.data / name).symlink_to(made.settings.data / name)

    with pytest.raises(GateShut, match="has not decided"):
        report.publish(undecided, QUARTER)

    assert not undecided.releases.exists()


# ------------------------------------------------------------------------------------ manifest


def test_the_manifest_names_every_input_and_every_file_with_its_hash(made):
    manifest = json.loads((made.release.path / "manifest.json").read_text(encoding="utf-8"))

    on_disk = contents(made.release.path)
    on_disk.pop("manifest.json")
    assert {name: each["sha256"] for name, each in manifest["outputs"].items()} == on_disk
    assert len(manifest["inputs"]["submissions"]) == 15  # five authorities, three quarters
    for sent in manifest["inputs"]["submissions"]:
        receipt = made.settings.landing / sent["authority"] / sent["quarter"] / sent["submission_id"] / "receipt.json"
        assert hashlib.sha256(receipt.read_bytes()).hexdigest() == sent["receipt_sha256"]
    assert {"authorities.csv", "measures.csv", "waivers.csv"} <= set(manifest["inputs"]["seeds"])
    assert "report/templates/document.html.jinja" in manifest["inputs"]["code"]
    assert "models/report/rpt_performance.sql" in manifest["inputs"]["models"]
    assert str(made.settings.data) not in (made.release.path / "manifest.json").read_text(encoding="utf-8")


def test_a_file_changed_in_landing_is_not_published(made, tmp_path):
    settings = copy_of(made, tmp_path / "data")
    (settings.data / "warehouse.duckdb").symlink_to(made.settings.warehouse)
    file = next((settings.landing / "coventry" / QUARTER).glob("*/files/*"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b" ")

    with pytest.raises(report.PipelineError, match="this is not the file that was received"):
        report.publish(settings, QUARTER)


# ---------------------------------------------------------------------------------------- page


def test_the_page_needs_nothing_from_outside_and_runs_nothing(page, made):
    text = (made.release.path / "internal" / "report.html").read_text(encoding="utf-8")

    assert page.all("script", "iframe", "object", "img") == []
    # without an icon of its own a browser would ask for one
    assert [(each["rel"], each["href"]) for each in page.all("link")] == [("icon", "data:,")]
    addresses = [each.get("href") or each.get("src") for each in page.all("a")]
    assert [address for address in addresses if ":" in address or address.startswith("/")] == []
    for address in addresses:
        there, _, part = address.partition("#")
        here = not there and any(each.get("id") == part for each in page.elements)
        assert here or (there and (made.release.path / "internal" / there).exists()), address
    assert "@import" not in text
    assert "url(http" not in text


def test_what_a_return_says_is_shown_and_never_run(page, made):
    text = (made.release.path / "internal" / "report.html").read_text(encoding="utf-8")

    assert "<script" not in text.lower()
    cells = [cell["text"] for cell in page.all("td")]
    assert SCRIPT in cells
    assert FORMULA in cells


def test_every_table_has_a_caption_scoped_headings_and_no_empty_cell(page):
    tables = page.all("table")

    assert len(tables) > 25
    assert len(page.all("caption")) == len(tables)
    assert len({caption["id"] for caption in page.all("caption")}) == len(tables)
    assert all(each.get("scope") in ("col", "row") for each in page.all("th"))
    assert [each for each in page.all("td", "th", "caption") if not each["text"].strip()] == []


def test_headings_are_in_order_and_the_landmarks_are_there(page):
    levels = [int(each["tag"][1]) for each in page.all("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert page.all("html")[0]["lang"] == "en-GB"
    assert page.all("a")[0] | {"within": None} == {
        "tag": "a", "class": "govuk-skip-link", "href": "#main", "text": "Skip to main content", "within": None,
    }  # fmt: skip
    ids = [each["id"] for each in page.elements if each.get("id")]
    assert len(ids) == len(set(ids))


def test_every_chart_says_what_it_shows_and_its_figures_stand_in_a_table(page):
    charts = page.all("svg")

    assert len(charts) == 8
    ids = {each["id"] for each in page.elements if each.get("id")}
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= ids
    assert [len(each["text"]) > 60 for each in page.all("desc")] == [True] * 8


def test_the_page_says_that_it_is_internal_and_not_suppressed(page):
    assert "Internal: not for publication. Nothing here has been suppressed" in page.all("header")[0]["text"]


def test_a_figure_on_the_page_is_the_figure_that_was_sent(page):
    # children looked after in Leeds at the end of December 2021, as in tests/returns/truth/performance.csv
    rows = [" ".join(each["text"].split()) for each in page.all("tr")]

    assert len([row for row in rows if row.startswith("Leeds 1,358 ")]) == 1


# ------------------------------------------------------------------------ workbook, CSVs, database


def test_no_cell_of_the_workbook_is_a_formula(made):
    book = openpyxl.load_workbook(made.release.path / "internal" / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.data_type for cell in cells if cell.value == FORMULA] == ["s"]
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Symbols"]


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(made):
    for path in sorted((made.release.path / "internal" / "csv").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        suspicious = [
            cell for cell in cells if cell[:1] in tuple("=+@\t\r") or (cell[:1] == "-" and not is_number(cell))
        ]

        assert suspicious == [], path.name
    assert f"'{FORMULA}" in list(cells_of(made.release.path / "internal" / "csv" / "rpt_milestones.csv"))


def test_the_csvs_hold_what_the_database_holds(made):
    with duckdb.connect(str(made.release.path / "internal" / "sfpc.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'report'").fetchall()
        for (table,) in tables:
            # limits of usual variation are drawn anew for every quarter: the report's are those of its own
            kept = f"where quarter = '{QUARTER}'" if table == "rpt_process_limits" else ""
            count = connection.execute(f"select count(*) from report.{table} {kept}").fetchone()
            with (made.release.path / "internal" / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                assert (sum(1 for _ in csv.DictReader(file)),) == count, table

    assert len(tables) == 16


def test_nobody_can_write_to_a_release(made):
    assert {path.stat().st_mode & 0o222 for path in made.release.path.rglob("*") if path.is_file()} == {0}


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def cells_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield from row
