"""One run from the inbox to a release, as log, lineage and metrics show it: all joins up, and nothing is told twice."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

import jsonschema
import pytest

from sfpc import monitoring
from sfpc.telemetry import datasets, lineage, log, metrics
from tests.openlineage_schema import RUN_EVENT
from tests.published import QUARTER, published


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def lines(made):
    text = (made.settings.logs / log.NAME).read_text(encoding="utf-8")
    told = [json.loads(line) for line in text.splitlines()]
    first = next(one["run"] for one in told)
    return [one for one in told if one["run"] == first]  # other tests may have done a step there since


@pytest.fixture(scope="module")
def events(made, lines):
    """The events of that run: its own, those of its steps, and those of dbt under the build."""
    text = (made.settings.data / "lineage" / lineage.FILE).read_text(encoding="utf-8")
    return [one for line in text.splitlines() if top_of(one := json.loads(line)) == lines[0]["run"]]


def top_of(event):
    """The run that an event belongs to in the end."""
    parent = event["run"].get("facets", {}).get("parent")
    return event["run"]["runId"] if parent is None else (parent.get("root") or parent)["run"]["runId"]


def name_of(data_set):
    return data_set["namespace"], data_set["name"]


def key(data):
    return data.namespace, data.name


# ---- lineage


def test_every_event_is_valid(events):
    validator = jsonschema.Draft202012Validator(RUN_EVENT)
    faults = [(one["job"]["name"], fault.message) for one in events for fault in validator.iter_errors(one)]

    assert len(events) > 200
    assert faults == []


def test_the_schema_finds_faults(events):
    validator = jsonschema.Draft202012Validator(RUN_EVENT)
    for change in ({"eventTime": "yesterday"}, {"eventType": "DONE"}, {"run": {"runId": "7"}}, {"more": 1}):
        assert not validator.is_valid(events[0] | change), change


def test_every_run_begins_once_and_ends_once(events):
    types = defaultdict(list)
    for one in events:
        types[one["run"]["runId"]].append(one["eventType"])

    assert {tuple(of_run) for of_run in types.values()} == {("START", "COMPLETE")}


def test_everything_stands_under_one_parent(events, lines):
    [parent] = [one for one in events if one["run"]["runId"] == lines[0]["run"] and one["eventType"] == "COMPLETE"]
    steps = {one["job"]["name"].partition(".")[0] for one in events if "parent" in one["run"].get("facets", {})}

    assert parent["job"]["name"] == "run"
    assert "parent" not in parent["run"].get("facets", {})
    assert {"land", "read", "build", "gate", "report", "feedback"} <= steps


def test_what_lay_in_the_inbox_leads_to_the_release(events, made):
    """From what one authority sent, by what reads and writes, to the release; through the marts."""
    leads_to = defaultdict(set)
    for event in events:
        for read in event["inputs"]:
            leads_to[name_of(read)] |= {name_of(one) for one in event["outputs"]}
    folders = sorted(path.name for path in made.settings.inbox.iterdir())
    assert folders
    for folder in folders:
        begin = key(datasets.sent(made.settings, folder, QUARTER))
        reached, waiting = {begin}, [begin]
        while waiting:
            new = leads_to[waiting.pop()] - reached
            reached |= new
            waiting += new
        for wanted in (
            datasets.landed(made.settings, folder, QUARTER, ""),
            datasets.raw_table(made.settings, "indicators"),
            datasets.table(made.settings, "marts", "fct_performance"),
            datasets.table(made.settings, "report", "rpt_returns"),
            datasets.release(made.settings, QUARTER, 1),
        ):
            assert key(wanted) in reached, (folder, wanted)


def test_every_table_that_a_step_reads_was_written_by_another(events, made):
    """Nothing is read under a name that nobody writes; but what comes from outside, and the decisions of before."""
    written = {name_of(one) for event in events for one in event["outputs"]}
    read = {name_of(one) for event in events for one in event["inputs"]}
    outside = (str(made.settings.inbox), str(made.settings.seeds))

    unwritten = {name for name in read - written if not name[1].startswith(outside)}
    never = {key(datasets.raw_table(made.settings, path.name)) for path in made.settings.raw.glob("*")}
    assert unwritten <= never  # a table of raw that no return of these quarters fills


def test_every_model_is_told_by_where_it_ended_up(events, made):
    models = {path.stem for path in (made.settings.dbt_project / "models").rglob("*.sql")}
    space = datasets.warehouse_namespace(made.settings)
    told = {one["name"].rsplit(".", 1)[1] for event in events for one in event["outputs"] if one["namespace"] == space}

    assert told == models
    assert not [one for event in events for one in event["outputs"] if ".building" in one["namespace"]]


def test_columns_and_what_tests_found_are_told(events, made):
    wanted = key(datasets.table(made.settings, "marts", "fct_performance"))
    [output] = [
        one
        for event in events
        for one in event["outputs"]
        if name_of(one) == wanted and event["eventType"] == "COMPLETE"
    ]
    columns = {field["name"]: field["description"] for field in output["facets"]["schema"]["fields"]}
    asserted = [
        each
        for event in events
        for one in event["inputs"]
        if name_of(one) == wanted
        for each in one.get("inputFacets", {}).get("dataQualityAssertions", {}).get("assertions", [])
    ]

    assert "submission_id" in columns
    assert all(columns.values())
    assert asserted
    assert all(one["success"] for one in asserted)


def test_no_event_repeats_sql_or_a_value(made):
    text = (made.settings.data / "lineage" / lineage.FILE).read_text(encoding="utf-8")

    assert "SQLJobFacet" not in text
    assert "<script>" not in text  # stands in a comment of one of these returns


# ---- the log


def test_the_log_tells_the_run_in_order_under_one_id(lines):
    told = [one["event"] for one in lines if one["step"] not in ("land", "read", "feedback")]

    assert told[0] == "run began"
    assert told[-4:] == ["warehouse built", "gate open", "release published", "run done"]
    assert {one["level"] for one in lines} == {"info"}
    assert {one["step"] for one in lines} - {None} == {"land", "read", "build", "gate", "report", "feedback"}


def test_nothing_a_return_says_stands_in_the_log(made):
    text = (made.settings.logs / log.NAME).read_text(encoding="utf-8")

    assert "<script>" not in text
    assert "HYPERLINK" not in text


# ---- metrics


def test_the_metrics_say_how_everything_stands(made):
    found = defaultdict(dict)
    for one in monitoring.look(made.settings, today=date(2022, 3, 1)):
        found[one.name][tuple(one.labels.values())] = one.value
    reporting = len(list(made.settings.inbox.iterdir()))

    assert found["returns"][QUARTER, "accepted"] == reporting
    assert found["returns"][QUARTER, "late"] == 0
    assert found["returns"]["2021-22-Q4", "not_due"] == reporting
    assert found["gate_open"][QUARTER,] == 1
    assert found["gate_checks"][QUARTER, "passed"] > 100
    assert found["release_number"][QUARTER,] >= 1
    assert found["findings"][QUARTER, "info"] > 0
    assert found["disk_free_bytes"][()] > 0
    assert set(found) | {"refreshed_timestamp_seconds"} == set(metrics.GAUGES)


def test_the_steps_of_the_run_were_counted(made, lines):
    counted = {one.step: one.count for one in metrics.read(made.settings).steps if one.ending == "done"}

    for step in ("land", "read", "build", "gate", "report"):
        assert counted[step] >= len([one for one in lines if one["step"] == step])
