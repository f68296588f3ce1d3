"""Great Expectations' own pages: of the very answers that were decided on, needing no network, quoting no return."""

import re
from dataclasses import replace

import pytest

from sfpc.gate import checking, data_docs
from tests.gate.breaking import change, performance
from tests.gate.conftest import NORTHBY, QUARTER, SOUTHBY
from tests.gate.test_checking import CHECK, FIRST, SUITE
from tests.gate.test_suites import SUITES

TITLE = f"{QUARTER}, decision 1"


@pytest.fixture
def pages(marts, tmp_path):
    """Ask suites, and read the pages about the answers."""

    def read(*suites, title=TITLE):
        answers = {}

        def query(sql, parameters=()):
            return marts.connection.execute(sql, list(parameters)).df()

        checking.run(suites, query, checking.Quarter(QUARTER, (NORTHBY, SOUTHBY)), answers)
        data_docs.ensure(tmp_path / "data_docs", title, [(suite, answers[suite.name]) for suite in suites])
        return {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "data_docs").iterdir()}

    return read


def _section(page, check_id):
    """The text of a page about one check."""
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    return text.rpartition(f" {check_id} ")[2]


def test_there_is_a_page_for_every_suite_and_one_to_begin_with(pages):
    told = pages(*SUITES)

    assert sorted(told) == sorted(["index.html", *(f"{suite.name}.html" for suite in SUITES)])
    for suite in SUITES:
        assert f'<a href="{suite.name}.html">' in told["index.html"]
        columns = [check for check in suite.checks if "column" in check.kwargs]
        assert [check.id for check in columns if check.id not in told[f"{suite.name}.html"]] == []


def test_nothing_is_fetched_run_or_led_elsewhere(pages):
    for name, page in pages(*SUITES).items():
        assert "default-src 'none'" in page, name
        assert re.findall(r"https?://", page) == [], name
        assert re.findall(r"<script|<img|<link|\son\w+=", page) == [], name
        links = re.findall(r'href="([^"#][^"]*)"', page)
        assert {link for link in links if not re.fullmatch(r"(index|marts__\w+)\.html", link)} == set(), name


def test_what_failed_raised_and_did_not_run_is_told_apart_from_what_passed(pages, marts):
    marts.connection.execute(performance("cpp_started", -3))
    raises = replace(CHECK, id="PERF-903", kwargs={"column": "status", "min_value": 0})
    cannot = replace(CHECK, id="PERF-904", rows="this.worth > 0")
    passes = replace(CHECK, id="PERF-905", kwargs={"column": "value", "max_value": 10**6})

    page = pages(replace(SUITE, checks=(FIRST, CHECK, raises, cannot, passes)))["marts__fct_performance.html"]

    assert "1 unexpected values found" in _section(page, "PERF-902 No count is below zero.")
    assert "raised an exception" in _section(page, "PERF-903")
    assert "worth" in _section(page, "PERF-904")
    assert "unexpected" not in _section(page, "PERF-905")
    assert [page.count(f"fas fa-{mark}") for mark in ("check-circle", "exclamation-triangle")] == [2, 2]


def test_no_value_of_a_return_stands_in_a_page(pages, marts):
    marts.connection.execute(performance("cpp_started", -98765))
    marts.connection.execute(change("fct_finding", "finding_type = 'personal_data', severity = 'critical'"))
    marts.connection.execute(
        change("fct_milestone", "rag = 'red', comment = 'Jo Bloggs was here', comment_status = null")
    )

    told = pages(*SUITES)

    for text in ("98765", "Jo Bloggs", "Trainers in place", "Lists", "return.xlsx"):
        assert [name for name, page in told.items() if text in page] == []


def test_the_same_answers_give_the_same_bytes_and_standing_pages_are_left_alone(pages, tmp_path):
    first = pages(SUITE)
    (tmp_path / "data_docs" / "marks_these_pages").touch()

    assert pages(SUITE).keys() == {*first, "marks_these_pages"}
    again = pages(SUITE, title=f"{QUARTER}, decision 2")

    assert {name: page.replace("decision 2", "decision 1") for name, page in again.items()} == first


def test_pages_that_cannot_be_written_say_so_and_stop_nothing(pages, monkeypatch):
    def broken(_):
        raise RuntimeError("no room")

    monkeypatch.setattr(data_docs, "_context", broken)

    told = pages(SUITE)

    assert list(told) == ["index.html"]
    assert "The pages could not be written: RuntimeError (no room)." in told["index.html"]
