"""A malformed suite gives one clear message: which file, which check, what is wrong, what to write."""

from datetime import date

import pytest
import yaml

from sfpc.errors import PipelineError
from sfpc.gate import suites


def _check(**changes):
    check = {
        "id": "PERF-001",
        "family": "complete",
        "severity": "critical",
        "says": "There is something to check.",
        "because": "Every other check passes on an empty table.",
        "since": "2026-11-21",
        "finding_type": "nothing_to_check",
        "type": "expect_table_row_count_to_be_between",
        "kwargs": {"min_value": 1},
    }
    return {name: value for name, value in (check | changes).items() if value is not None}


def _second(**changes):
    return _check(id="PERF-002", kwargs={"column": "value"}, type="expect_column_values_to_not_be_null") | changes


def _suite(*checks, **changes):
    suite = {
        "suite": "marts__fct_performance",
        "table": "marts.fct_performance",
        "key": ["measure"],
        "owner": "a-team",
        "order": 1,
        "checks": list(checks or [_check()]),
    }
    return suite | changes


def _write(folder, suite, name="marts__fct_performance"):
    text = suite if isinstance(suite, str) else yaml.safe_dump(suite).replace("'2026-11-21'", "2026-11-21")
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def test_a_suite_is_read_with_its_checks_in_their_order(tmp_path):
    _write(tmp_path, _suite(_check(), _second(message="{value}\nis nothing", waivable=False)))

    [suite] = suites.load(tmp_path)

    assert (suite.table, [check.id for check in suite.checks]) == (
        "marts.fct_performance",
        ["PERF-001", "PERF-002"],
    )
    assert (suite.checks[1].message, suite.checks[1].waivable) == ("{value} is nothing", False)
    assert suite.checks[1].columns == ["value"]


@pytest.mark.parametrize("key", [None, "measure", ["no column"]])
def test_a_suite_says_what_tells_its_rows_apart(tmp_path, key):
    _write(tmp_path, _suite(key=key))

    with pytest.raises(PipelineError, match=r"say which columns tell the rows .* apart \(key: \[measure\]"):
        suites.load(tmp_path)


def test_suites_stand_in_the_order_they_say(tmp_path):
    _write(tmp_path, _suite(order=2))
    other = _suite(_check(id="RETURN-001"), suite="marts__fct_return", table="marts.fct_return")
    _write(tmp_path, other, "marts__fct_return")

    assert [suite.name for suite in suites.load(tmp_path)] == ["marts__fct_return", "marts__fct_performance"]


@pytest.mark.parametrize(
    ("suite", "told"),
    [
        ("checks: [", "this is not YAML"),
        ("just a line", "a suite needs suite, table, owner, order and a list of checks"),
        (_suite(checks=[]), "a suite needs suite, table, owner, order and a list of checks"),
        (_suite(colour="red"), "unknown field 'colour'"),
        (_suite(table="marts.fct_delivery"), "the file, the suite and the table must bear one name"),
        (_suite(order="first"), "say whose the suite is (owner: a team) and where it stands (order: 10)"),
        (_suite(_check(id=None)), "check number 1: it needs an id such as PERF-001"),
        (_suite(_check(id="perf-1")), "check number 1: it needs an id such as PERF-001"),
        (_suite(_check(because=None)), "check PERF-001: the field 'because' is missing"),
        (_suite(_check(severity="grave")), "check PERF-001: severity is 'grave'; write one of critical, warning"),
        (_suite(_check(since="last year")), "check PERF-001: since is 'last year'; write the day as 2026-11-21"),
        (_suite(_check(finding_type="Too Low")), "check PERF-001: finding_type is 'Too Low'"),
        (_suite(_check(waivable="perhaps")), "check PERF-001: waivable is 'perhaps'; write true or false"),
        (_suite(_check(responsibility="them")), "check PERF-001: responsibility is 'them'"),
        (_suite(_check(kwargs=[1])), "check PERF-001: kwargs must be a mapping"),
        (_suite(_check(kwargs={"mostly": 0.9})), "check PERF-001: mostly lets rows at fault pass unnamed"),
        (_suite(_check(tolerance=3)), "check PERF-001: unknown field 'tolerance'"),
        (_suite(_check(), _second(message="{value")), "check PERF-002: the message is malformed"),
        (_suite(_check(), _second(message="{0}")), "check PERF-002: the message holds {0}; write {column}"),
        (_suite(_second()), "check PERF-002: the first check must be that there is something to check"),
        (_suite(_check(severity="warning")), "check PERF-001: the first check must be that there is something"),
        (_suite(_check(rows="false")), "check PERF-001: the first check must be that there is something to check"),
        (_suite(_check(id="GATE-001")), "check GATE-001: ids that begin with GATE- are the gate's own"),
        (_suite(retired=[{"id": "PERF-009"}]), "write each retired check as {id: PERF-001, on: 2026-11-21"),
        (_suite(may_be_empty=True), "may_be_empty is a reason in words"),
        (_suite(also_read=["title"]), "also_read a mapping of names to SQL"),
        (_suite(_check(), _check()), "check PERF-001: this id is already taken in marts__fct_performance.yml"),
        (
            _suite(retired=[{"id": "PERF-001", "on": "2026-11-21", "because": "It never failed."}]),
            "check PERF-001: this id is already taken",
        ),
    ],
)
def test_a_malformed_suite_is_told_by_file_and_check(suite, told, tmp_path):
    _write(tmp_path, suite)

    with pytest.raises(PipelineError) as raised:
        suites.load(tmp_path)

    assert str(raised.value).startswith(str(tmp_path / "marts__fct_performance.yml"))
    assert told in str(raised.value)


def test_a_folder_without_checks_lets_nothing_through(tmp_path):
    with pytest.raises(PipelineError, match="a gate without checks would let everything through"):
        suites.load(tmp_path)


def test_a_suite_may_be_empty_only_with_a_reason(tmp_path):
    _write(tmp_path, _suite(_second(), may_be_empty="No finding is a good quarter."))

    assert suites.load(tmp_path)[0].may_be_empty == "No finding is a good quarter."


def _changed(**entry):
    """A check with one entry in its history."""
    earlier = {"until": date(2026, 11, 21), "was": {"severity": "info"}, "because": "It was noise."} | entry
    return _check(history=[{name: value for name, value in earlier.items() if value is not None}])


def test_the_history_of_a_check_is_kept_newest_first(tmp_path):
    first = {"until": date(2026, 11, 1), "was": {"severity": "warning"}, "because": "It shut\ngood quarters."}
    _write(tmp_path, _suite(_check(history=[_changed()["history"][0], first])))

    [check] = suites.load(tmp_path)[0].checks

    assert [(entry.until, entry.was, entry.because) for entry in check.history] == [
        (date(2026, 11, 21), {"severity": "info"}, "It was noise."),
        (date(2026, 11, 1), {"severity": "warning"}, "It shut good quarters."),
    ]


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (_check(history="it was info"), "write each change in history as"),
        (_changed(because=None), "write each change in history as"),
        (_changed(until="last year"), "write each change in history as"),
        (_changed(was={"colour": "red"}), "was, under history, holds the check's fields as they stood"),
        (_changed(was={"severity": "critical"}), "history says that severity was 'critical', which it still is"),
        (_changed(until=date(2026, 11, 20)), "the newest change is of the day in since (2026-11-21)"),
    ],
)
def test_a_history_that_tells_nothing_is_refused(tmp_path, check, told):
    _write(tmp_path, _suite(check))

    with pytest.raises(PipelineError) as raised:
        suites.load(tmp_path)

    assert "check PERF-001: " in str(raised.value)
    assert told in str(raised.value)


BANDS = {"by": "this.measure", "of": "this.value", "limits": {"referrals": [0, 9], "cases_held": [None, 5]}}


def test_bands_are_read_with_open_ends(tmp_path):
    _write(tmp_path, _suite(_check(), _second(bands=BANDS)))

    bands = suites.load(tmp_path)[0].checks[1].bands

    assert (bands.by, bands.of) == ("this.measure", "this.value")
    assert bands.limits == {"referrals": (0, 9), "cases_held": (None, 5)}


@pytest.mark.parametrize(
    "bands",
    [
        {"by": "this.measure", "of": "this.value"},
        {**BANDS, "limits": [0, 9]},
        {**BANDS, "limits": {"referrals": [9, 0]}},
        {**BANDS, "limits": {"referrals": [None, None]}},
        {**BANDS, "limits": {"referrals": [0, 5, 9]}},
        {**BANDS, "limits": {"referrals": ["none", 9]}},
    ],
)
def test_a_band_that_says_nothing_is_refused(tmp_path, bands):
    _write(tmp_path, _suite(_check(), _second(bands=bands)))

    with pytest.raises(PipelineError, match=r"check PERF-002: (write bands as|the band of referrals is)"):
        suites.load(tmp_path)
