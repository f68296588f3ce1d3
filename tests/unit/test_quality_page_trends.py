"""The data-quality page lays a quarter beside those before it, and its decision beside the earlier ones."""

from __future__ import annotations

import json
import re

import pytest

from sfpc import quality_page
from sfpc.quality_page import sources
from sfpc.settings import Settings
from tests.deciding import NAMES, NORTHBY, QUARTER, SOUTHBY, WESTBY, decided, fault, result
from tests.folders import HOME
from tests.pages import parsed

CRITICAL, WARNING, INFO = {"severity": "critical"}, {"severity": "warning"}, {"severity": "info"}


@pytest.fixture
def settings(tmp_path):
    return Settings(home=HOME, data=tmp_path / "data", inbox=tmp_path / "inbox")


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch):
    """The checks' own reasons are another test's matter."""
    monkeypatch.setattr(sources, "_rules", lambda _: {})


def page_of(settings, quarter=QUARTER):
    return parsed(quality_page.write(settings, quarter).read_text(encoding="utf-8"))


def test_failures_and_rows_at_fault_are_counted_quarter_by_quarter(settings):
    decided(settings, [result("PERF-002", NORTHBY, "failed")], "2021-22-Q1")
    decided(settings, [result("PERF-002", NORTHBY)], "2021-22-Q1", number=2)
    decided(
        settings,
        [
            result("PERF-002", NORTHBY, "failed", faults=(fault(NORTHBY, 1), fault(NORTHBY, 2)), **CRITICAL),
            result("PERF-002", SOUTHBY, "failed", **CRITICAL),
            result("PERF-003", SOUTHBY, "failed", faults=tuple(fault(SOUTHBY, each) for each in range(5)), **WARNING),
            result("PERF-004", WESTBY, "failed", **INFO),
            result("PERF-004", NORTHBY, "waived", **CRITICAL),
            result("MONEY-001", None, "did_not_run"),
        ],
        "2021-22-Q2",
    )
    decided(settings, [result("PERF-002", code) for code in NAMES])
    decided(settings, [result("PERF-002", NORTHBY, "failed")], "2021-22-Q4")

    rows = page_of(settings).table("by-quarter")

    assert rows[0][:10] == [
        "Quarter", "Answer", "Decisions", "Checks asked", "Could not be asked", "Critical", "Warnings",
        "For information", "Let pass", "Rows at fault",
    ]  # fmt: skip
    assert [row[:10] for row in rows[1:]] == [
        ["2021-22-Q1", "The gate is open", "2", "1", "0", "0", "0", "0", "0", "0"],
        ["2021-22-Q2", "The gate is shut", "1", "4", "1", "2", "1", "1", "1", "9"],
        ["2021-22-Q3", "The gate is open", "1", "1", "0", "0", "0", "0", "0", "0"],
    ]


def test_each_authority_has_its_own_trend_and_no_answer_is_no_pass(settings):
    decided(settings, [result("PERF-002", NORTHBY, "failed")], "2021-22-Q2", names={NORTHBY: "Northby"})
    decided(
        settings,
        [
            result("PERF-002", NORTHBY),
            result("PERF-002", SOUTHBY, "failed", faults=(fault(SOUTHBY, 1), fault(SOUTHBY, 2)), **WARNING),
        ],
    )

    assert page_of(settings).table("by-authority") == [
        ["Authority", "2021-22-Q2", "2021-22-Q3"],
        ["Northby", "1 critical 1 row at fault", "nothing failed"],
        ["Southby", "no answer", "1 warning 2 rows at fault"],
        ["Westby", "no answer", "no answer"],
    ]


def test_lateness_is_told_where_a_check_of_time_was_asked(settings):
    decided(settings, [result("PERF-002", NORTHBY)], "2021-22-Q2")
    late = [result("TIME-001", code, family="time", outcome="failed", **WARNING) for code in (NORTHBY, SOUTHBY)]
    decided(settings, [*late, result("TIME-002", SOUTHBY, "failed", family="time", **WARNING)])

    rows = page_of(settings).table("by-quarter")

    assert [row[-1] for row in rows] == ["Authorities that failed a check of time", "not asked", "2"]


def test_the_charts_say_in_words_what_they_show_and_draw_it_to_scale(settings):
    for number, quarter in enumerate(("2020-21-Q4", "2021-22-Q1", "2021-22-Q2"), start=1):
        decided(settings, [result(f"PERF-00{each}", NORTHBY, "failed") for each in range(number)], quarter)
    decided(settings, [result("PERF-002", NORTHBY)])

    chart = page_of(settings).one("svg", cls="critical")

    assert chart.one("title").text == "Critical failures by quarter"
    assert (
        chart.one("desc").text
        == "Critical failures: 1 in 2020-21-Q4, 2 in 2021-22-Q1, 3 in 2021-22-Q2 and 0 in 2021-22-Q3."
    )
    heights = [float(bar.attributes["height"]) for bar in chart.all("rect")]
    assert heights == [28.0, 56.0, 84.0]
    assert [text.text for text in chart.all("text", cls="year")] == ["2020-21", "2021-22"]
    for bar in chart.all("rect"):
        assert float(bar.attributes["y"]) + float(bar.attributes["height"]) == 108
        assert 0 <= float(bar.attributes["x"]) <= 300 - float(bar.attributes["width"])


def test_a_year_of_one_quarter_leaves_the_room_to_the_next(settings):
    quarters = (
        "2018-19-Q4",
        *(f"20{year}-{year + 1}-Q{number}" for year in (19, 20) for number in range(1, 5)),
        QUARTER,
    )
    for quarter in quarters:
        decided(settings, [result("PERF-002", NORTHBY)], quarter)

    years = page_of(settings).one("svg", cls="critical").all("text", cls="year")

    assert [year.text for year in years] == ["2019-20", "2020-21", "2021-22"]
    assert all(24 <= float(year.attributes["x"]) <= 276 for year in years)


def test_only_so_many_quarters_are_shown_and_the_others_counted(settings):
    quarters = [f"20{year}-{year + 1}-Q{number}" for year in range(16, 20) for number in range(1, 5)]
    for quarter in quarters:
        decided(settings, [result("PERF-002", NORTHBY)], quarter)

    page = page_of(settings, quarters[-1])

    assert [row[0] for row in page.table("by-quarter")[1:]] == quarters[-12:]
    assert "4 earlier quarters decided before these are not shown." in page.text


def test_each_decision_on_the_quarter_says_what_had_changed(settings):
    stopped = result("PERF-002", NORTHBY, "failed")
    sent = {
        "returns": [{"authority_code": NORTHBY, "state": "accepted", "submission_id": "one"}],
        "earlier_returns": [],
    }
    again = {"returns": [{**sent["returns"][0], "submission_id": "two"}], "earlier_returns": []}
    decided(settings, [result("PERF-002", NORTHBY)], inputs=sent)
    decided(settings, [stopped, result("MONEY-001", None, "raised")], number=2, inputs=again)
    decided(settings, [result("PERF-002", NORTHBY)], number=3, inputs=again)

    rows = page_of(settings).table("decisions")

    assert [row[0] for row in rows[1:]] == ["3, this one", "2: its record", "1: its record"]
    assert [row[1] for row in rows[1:]] == ["The gate is open", "The gate is shut", "The gate is open"]
    assert [row[3] for row in rows[1:]] == [
        "answered: MONEY-001 (Whole quarter) and PERF-002 (Northby)",
        "another return of Northby; new: MONEY-001 (Whole quarter) and PERF-002 (Northby)",
        "the first decision",
    ]


def test_of_many_decisions_the_newest_are_told_and_the_others_counted(settings):
    for number in range(1, 16):
        decided(settings, [result("PERF-002", NORTHBY, "failed" if number % 2 else "passed")], number=number)

    page = page_of(settings)

    rows = page.table("decisions")[1:]
    assert [int(re.match(r"\d+", row[0])[0]) for row in rows] == list(range(15, 4, -1))
    assert rows[-1][3] == "the decision before it is not shown"
    assert "And 4 earlier decisions, whose records stand beside this page." in page.text


def test_a_decision_of_before_this_page_is_read_as_well(settings):
    """Records of the first decisions lack what later ones hold."""
    made = decided(settings, [result("PERF-002", NORTHBY, "failed")], "2021-22-Q2")
    path = settings.gate / made.quarter / "d1.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for name in ("policy", "missing", "is_partial", "unwaivable"):
        record.pop(name, None)
    for one in record["results"]:
        for name in ("checked_count", "expected", "where"):
            one.pop(name)
        for row in one["faults"]:
            for name in ("table", "row_key", "observed", "expected"):
                row.pop(name)
    path.write_text(json.dumps(record), encoding="utf-8")

    page = page_of(settings, "2021-22-Q2")

    assert page.table("check-PERF-002-rows")[1][2:] == ["none", "none", "return.xlsx", "KPIs", "C1"]
