"""Every figure of the report leads to the cells it was made from, or to the row of reference data and its document."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest
import yaml
from click.testing import CliRunner

from sfpc import landing
from sfpc.cli import main
from sfpc.errors import UsageError
from sfpc.readers import read_file
from sfpc.report import traces
from sfpc.report.traces import pages
from sfpc.warehouse import rows_of
from tests.folders import HOME
from tests.tracing import FORMULAS, TEXTS, number_in, slippage, terms_of

QUARTER = "2022-23-Q1"
RULES = HOME / "src" / "sfpc" / "report" / "disclosure" / "rules.yml"
NO_FIGURE = {
    "rpt_returns": "about returns, not from them",
    "rpt_data_quality": "findings, each with its place",
}
OPEN_CODES = re.compile(
    r"status|method|judgement|break_note|signal|basis|_quarter$|quarter_last_year|vintage|source|model_version|_count$|"
    r"target_(comparator|date|type)|amount_qualifier|is_(used|trial)|period_(start|end)_date|compared_period|direction|"
    r"significance|comparison$|note|why|received_date|presence|_mid_year$"
)
"""Columns that say how, when or of how many, and are no figure of a return."""


@pytest.fixture(scope="module")
def source(clean_warehouse):
    return traces.source(clean_warehouse, QUARTER, from_warehouse=True)


@pytest.fixture(scope="module")
def traced(source):
    """Every row of marts.trace of the quarter, by figure: table, column, authority, row."""
    found = defaultdict(list)
    with source.opened() as connection:
        for row in rows_of(connection, "select * from trace(?, null, null)", [QUARTER]):
            found[row["table_name"], row["column_name"], row["authority_code"], row["row_key"]].append(row)
    return found


@pytest.fixture(scope="module")
def percentages(source):
    with source.opened() as connection:
        found = rows_of(connection, "select measure from seeds.measures where unit = 'per_cent'")
    return {row["measure"] for row in found}


def test_every_column_of_figures_can_be_traced(source):
    with source.opened() as connection:
        known = {
            (row["table_name"], row["column_name"]) for row in rows_of(connection, "select * from trace_columns()")
        }
    tables = yaml.safe_load(RULES.read_text(encoding="utf-8"))["tables"]
    figures = {
        (table, column)
        for table, rules in tables.items()
        if table not in NO_FIGURE
        for column, rule in rules["columns"].items()
        if rule not in ("key", "label", "status", "internal") and not OPEN_CODES.search(column)
    }

    assert figures - known == set()
    assert known - figures <= {("rpt_performance_rates", "population_count"), ("rpt_context", "comparison_value")}


def test_every_figure_leads_to_a_cell_or_to_a_row_of_reference_data_and_its_document(traced):
    nowhere = [
        key
        for key, found in traced.items()
        if found[0]["figure"] is not None
        and found[0]["figure"] not in ("no_return", "nil_return", "no_longer_reported", "new", "not_comparable")
        and not any(row["source_place"] or (row["seed"] and row["seed_source"]) for row in found)
    ]

    assert len(traced) > 10_000
    assert nowhere == []


def test_each_cell_says_the_same_in_the_landed_file_at_that_place(traced, clean_warehouse):
    wanted = {
        (row["submission_id"], row["source_file"], row["source_sheet"], row["source_place"], row["cell_text"])
        for found in traced.values()
        for row in found
        if row["source_place"] is not None
    }
    landed = {one.submission_id: one for one in landing.landed(clean_warehouse)}
    texts = {}
    for submission_id, name in {each[:2] for each in wanted}:
        file = next(path for path in landed[submission_id].files if path.name == name)
        for grid in read_file(file):
            for row, line in enumerate(grid.rows):
                for column, text in enumerate(line):
                    texts[submission_id, name, grid.sheet, grid.place(row, column)] = text

    assert len(wanted) > 1_500
    assert [each for each in wanted if texts.get(each[:4]) != (each[4] or "")] == []


def test_each_figure_comes_out_of_the_texts_of_its_cells_by_the_arithmetic_it_states(traced, percentages):
    tried = defaultdict(int)
    wrong = []
    for (table, column, authority_code, row_key), found in traced.items():
        figure, name = found[0]["figure"], f"{table}.{column}"
        if figure is None:
            continue
        if table == "rpt_milestones" and column == "slippage_days":
            made = slippage(found)
        elif table == "rpt_milestones" and column in TEXTS and any(row["source_place"] for row in found):
            made = next(row["cell_value_text"] for row in found if row["weight"])
        elif name in FORMULAS:
            made = FORMULAS[name](terms_of(found, percentages))
        else:
            continue
        tried[name] += 1
        is_right = made == figure if column in TEXTS else made == pytest.approx(float(figure), rel=1e-6, abs=1e-5)
        if not is_right:
            wrong.append((name, authority_code, row_key, figure, made))

    assert wrong == []
    assert set(FORMULAS) - set(tried) == set()


def test_what_was_read_from_a_cell_is_its_number_times_its_factor(traced):
    read = [
        row
        for found in traced.values()
        for row in found
        if row["cell_value"] is not None and row["cell_text"] is not None
    ]

    assert read
    for row in read:
        assert number_in(row["cell_text"]) * float(row["factor"] or 1) == pytest.approx(float(row["cell_value"]))


def test_the_label_of_each_counted_or_paid_cell_has_its_row_in_the_seeds(traced):
    without = {
        row["label"]
        for found in traced.values()
        for row in found
        if row["source_place"] and row["of_section"] in ("performance", "delivery", "finance") and not row["seed_label"]
    }

    assert without == set()


@pytest.mark.parametrize(
    ("authority", "subject", "told"),
    [
        ("coventrie", "referrals", "did you mean coventry"),
        ("coventry", "referal", "did you mean referrals"),
        ("programme", "referal", "did you mean referrals"),
    ],
)
def test_an_unknown_name_is_told_with_those_like_it(source, authority, subject, told):
    with source.opened() as connection, pytest.raises(UsageError, match=told):
        traces.ask(source, connection, authority, subject)


@pytest.mark.parametrize(("authority", "code"), [("programme", None), ("Coventry", "E08000026")])
def test_without_a_subject_everything_that_can_be_asked_is_listed(source, monkeypatch, traced, authority, code):
    monkeypatch.setenv("SFPC_DATA", str(source.settings.data))
    asked = ["trace", QUARTER, authority, "--warehouse"]
    shown = CliRunner().invoke(main, asked)
    told = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    subjects = {found[0]["subject"] for key, found in traced.items() if key[2] == code}

    assert shown.exit_code == 0, shown.output
    assert {row["subject"] for row in told} == subjects
    assert [
        name for name in subjects if not re.search(rf"^  {re.escape(name)}(  |$)", shown.output, re.MULTILINE)
    ] == []


def test_the_command_walks_to_the_cell_and_reads_it_again(clean_warehouse, monkeypatch):
    monkeypatch.setenv("SFPC_DATA", str(clean_warehouse.data))
    monkeypatch.setenv("SFPC_INBOX", str(clean_warehouse.inbox))
    asked = ["trace", QUARTER, "coventry", "rereferrals_within_12_months", "--warehouse", "--read-again"]
    shown = CliRunner().invoke(main, asked)
    told = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)

    assert shown.exit_code == 0, shown.output
    assert "COV_SFPC_202223_Q1.xlsx, sheet Data, E9: '229'" in shown.output
    assert "the landed file still says so" in shown.output
    [figure] = told["figures"]
    [cell] = figure["operands"][0]["cells"]
    assert (figure["figure"], cell["place"], cell["seed_label"]) == ("229", "E9", "d) Re-referrals")
    assert [len(each) for each in told["hashes"].values()] == [64]
    assert told["differs"] is False


def test_the_trace_pages_hold_an_id_for_every_subject_and_come_out_the_same_twice(source, tmp_path):
    with source.opened() as connection:
        known = rows_of(
            connection, "select authority_code, authority_name, folder from seeds.authorities order by folder"
        )
        owing = {row["authority_code"] for row in rows_of(connection, "select * from report.rpt_returns")}
    known = [row for row in known if row["authority_code"] in owing]
    folders = {row["authority_code"]: row["folder"] for row in known}
    names = {row["authority_code"]: row["authority_name"] for row in known}
    for folder in ("once", "again"):
        pages.write(tmp_path / folder, source, folders, names, f"{QUARTER}, release 1")
    page = (tmp_path / "once" / "coventry.html").read_text(encoding="utf-8")

    assert sorted(path.name for path in (tmp_path / "once").iterdir()) == sorted(
        f"{name}.html" for name in ("programme", *folders.values())
    )
    assert 'id="measure-rereferrals_within_12_months"' in page
    assert "COV_SFPC_202223_Q1.xlsx, Data, E9" in page
    for path in (tmp_path / "once").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
