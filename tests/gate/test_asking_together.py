"""Asking all checks of a table at once tells what asking each alone tells, and no broken check silences another."""

from dataclasses import replace

import duckdb
import pytest

from sfpc.gate import checking, decision, expectation, questions
from tests.gate.breaking import performance
from tests.gate.conftest import NORTHBY, QUARTER, SOUTHBY
from tests.gate.test_checking import CHECK, FIRST, SUITE
from tests.gate.test_suites import BREAKS, CHECKS, SUITES

NEIGHBOUR = replace(CHECK, id="PERF-903", kwargs={"column": "value", "min_value": 50})
"""A check that fails on the good marts: of Northby and of Southby, for forty plans started."""
BROKEN = {
    "its filter names no column": replace(CHECK, rows="this.worth > 0"),
    "its quantity names no column": replace(CHECK, value="this.worth", kwargs={"column": "checked", "min_value": 0}),
    "its column is not there": replace(CHECK, kwargs={"column": "worth", "min_value": 0}),
    "its filter is no SQL": replace(CHECK, rows="this.value >"),
    "its column is a text": replace(CHECK, kwargs={"column": "status", "min_value": 0}),
    "its message names no column": replace(CHECK, message="{worth}", kwargs={"column": "value", "min_value": 10**6}),
}


def _alone(monkeypatch, ask):
    with monkeypatch.context() as patched:
        patched.setattr(questions, "can_be_joined", lambda _: False)
        return ask()


def _asked_queries(marts, *suites):
    asked = []

    def query(sql, parameters=()):
        asked.append(sql)
        return marts.connection.execute(sql, list(parameters)).df()

    return checking.run(suites, query, checking.Quarter(QUARTER, (NORTHBY, SOUTHBY))), asked


def test_together_and_alone_agree_on_good_marts(marts, monkeypatch):
    assert marts.ask(*SUITES) == _alone(monkeypatch, lambda: marts.ask(*SUITES))


def test_together_and_alone_agree_when_every_check_is_broken_at_once(marts, monkeypatch):
    empties = {suite.checks[0].id for suite in SUITES}
    for check_id, statement in BREAKS.items():
        if check_id not in empties:
            marts.connection.execute(statement)

    together = marts.ask(*SUITES)

    assert together == _alone(monkeypatch, lambda: marts.ask(*SUITES))
    failed = {result.check_id for result in together if result.outcome == "failed"}
    assert len(failed) > len(CHECKS) / 3  # one statement may undo another, but not most of them


def test_good_checks_of_a_table_need_one_query_for_all(marts):
    _, asked = _asked_queries(marts, replace(SUITE, checks=(FIRST, CHECK, NEIGHBOUR)))

    assert len(asked) == 2  # who has rows at all, and the rows


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_check_says_so_itself_and_silences_none(marts, monkeypatch, broken):
    suite = replace(SUITE, checks=(FIRST, broken, NEIGHBOUR))

    results = marts.ask(suite)

    assert [(result.check_id, result.outcome) for result in results if result.check_id != broken.id] == [
        (FIRST.id, "passed"),
        (NEIGHBOUR.id, "failed"),
        (NEIGHBOUR.id, "failed"),
    ]
    [own] = [result for result in results if result.check_id == broken.id]
    assert own.outcome in {"raised", "did_not_run"}
    assert own.observed
    assert decision.verdict_on([own]) == "shut"
    assert results == _alone(monkeypatch, lambda: marts.ask(suite))


def test_rows_that_a_check_is_not_about_are_not_counted_among_its_own(marts):
    check = replace(CHECK, rows="this.measure in ('referrals', 'cases_held')")

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert [(result.checked_count, result.observed) for result in results[1:]] == [(2, "2 rows checked")] * 2


@pytest.mark.parametrize("rows", [None, "this.measure = 'referrals'"])
def test_a_value_that_is_not_there_fails_the_check_that_asks_for_it_alone(marts, rows):
    marts.connection.execute(performance("referrals", "null"))
    must_be_there = replace(
        CHECK, id="PERF-904", rows=rows, type="expect_column_values_to_not_be_null", kwargs={"column": "value"}
    )

    results = marts.ask(replace(SUITE, checks=(FIRST, CHECK, must_be_there)))

    failed = [(result.check_id, result.authority_code) for result in results if result.outcome == "failed"]
    assert failed == [("PERF-904", NORTHBY)]


def test_an_expectation_that_breaks_inside_great_expectations_raises_and_shuts_the_gate(marts, monkeypatch):
    def broken(*_):
        raise RuntimeError("the engine broke")

    monkeypatch.setattr(expectation, "ask_together", broken)

    results = marts.ask(SUITE)

    assert {(result.outcome, result.observed) for result in results} == {("raised", "the engine broke")}
    assert decision.verdict_on(results) == "shut"


def test_a_connection_that_dies_half_way_leaves_what_it_could_not_ask_undone_and_the_gate_shut():
    from tests.gate.conftest import GOOD_MARTS

    connection = duckdb.connect()
    connection.execute(GOOD_MARTS)
    first, *others = SUITES

    def query(sql, parameters=()):
        found = connection.execute(sql, list(parameters)).df()
        if "is_asked" in sql:
            connection.close()
        return found

    results = checking.run(SUITES, query, checking.Quarter(QUARTER, (NORTHBY, SOUTHBY)))

    asked = [result for result in results if result.check_id in {check.id for check in first.checks}]
    undone = [result for result in results if result not in asked]
    assert {result.outcome for result in asked} == {"passed"}
    assert {result.outcome for result in undone} == {"did_not_run"}
    assert {result.check_id for result in undone} == {check.id for suite in others for check in suite.checks}
    assert decision.verdict_on(results) == "shut"


def test_an_authority_without_rows_in_a_table_has_no_result_of_it(marts):
    """That its section is missing, and shuts the gate, is asked of the table that says what is missing."""
    marts.connection.execute(f"delete from marts.fct_performance where authority_code = '{SOUTHBY}'")

    results = marts.ask(SUITE)

    assert {result.authority_code for result in results} == {None, NORTHBY}
