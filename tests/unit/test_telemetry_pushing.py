"""Metrics sent as they stand, to StatsD and to an OpenTelemetry collector; lineage sent as OpenLineage is set up."""

import gzip
import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from sfpc import monitoring
from sfpc.errors import PipelineError, UsageError
from sfpc.settings import Settings
from sfpc.telemetry import lineage, log, metrics, pushing, steps
from sfpc.telemetry.metrics import Gauge, State, Steps
from tests.folders import HOME

STATE = State(
    steps=(Steps("read", "done", 3, 6.5, 1.5, 0.0), Steps("report", "refused", 1, 0.5, 0.5, 0.0)),
    gauges=(Gauge("returns", 4, {"quarter": "2022-23-Q1", "state": "accepted"}), Gauge("disk_free_bytes", 5e9, {})),
)


@contextmanager
def listening(status=200):
    """Something on loopback that takes what is posted to it."""
    got = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in [name for name in os.environ if name.startswith(("OPENLINEAGE", "OTEL_"))]:
        monkeypatch.delenv(name)


# ---- StatsD


def test_statsd_gets_every_number_under_a_name_of_its_own():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        pushing.push(f"statsd://127.0.0.1:{server.getsockname()[1]}", STATE)
        lines = server.recv(65_535).decode().splitlines()

    assert "sfpc.returns.2022-23-Q1.accepted:4|g" in lines
    assert "sfpc.steps.read.done.count:3|g" in lines
    assert "sfpc.disk_free_bytes:5e+09|g" in lines
    assert all(re.fullmatch(r"[\w.-]+:[\d.e+-]+\|g", line) for line in lines)
    assert len(lines) == 2 * len(STATE.steps) + len(STATE.gauges)


def test_no_datagram_is_longer_than_a_network_carries_and_no_line_is_lost():
    lines = [f"sfpc.a.{number}:{number}|g" for number in range(1000)]
    made = pushing.in_datagrams(lines)

    assert b"\n".join(made).decode().splitlines() == lines
    assert max(map(len, made)) <= pushing.DATAGRAM
    assert len(made) < 50


# ---- OpenTelemetry


def test_a_collector_gets_every_number_with_its_labels(monkeypatch):
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    with listening() as (address, got):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        pushing.push("otlp", STATE)

    [(path, body)] = got
    request = ExportMetricsServiceRequest.FromString(body)
    told = {one.name: one for of in request.resource_metrics for scope in of.scope_metrics for one in scope.metrics}
    [point] = told["sfpc.returns"].gauge.data_points
    labels = {one.key: one.value.string_value for one in point.attributes}
    counted = {one.attributes[0].value.string_value: one.as_int for one in told["sfpc.steps"].sum.data_points}

    assert path == "/v1/metrics"
    assert (labels, point.as_double or point.as_int) == ({"quarter": "2022-23-Q1", "state": "accepted"}, 4)
    assert counted == {"read": 3, "report": 1}
    assert told["sfpc.steps"].sum.is_monotonic
    assert {name for name in told if name.startswith("sfpc.")} == {
        "sfpc.steps", "sfpc.step.last", "sfpc.returns", "sfpc.disk_free_bytes",
    }  # fmt: skip


def test_a_collector_that_is_away_is_one_line_in_the_log_and_the_text_file_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr(pushing, "SECONDS", 0.3)
    settings = Settings(home=HOME, data=tmp_path, inbox=tmp_path / "inbox", metrics_to="otlp")

    monitoring.refresh(settings)

    told = [json.loads(line) for line in (settings.logs / log.NAME).read_text().splitlines()]
    assert [(one["event"], one["what"]) for one in told] == [(steps.SEEN, "metrics")]
    assert "the collector did not take the metrics" in told[0]["problem"]
    assert "sfpc_disk_free_bytes" in (metrics.folder(settings) / metrics.TEXT).read_text()


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.metrics", None)

    with pytest.raises(PipelineError, match=r"sfpc\[telemetry\]"):
        pushing.push("otlp", STATE)


@pytest.mark.parametrize("written", ["yes", "statsd", "statsd://host", "http://host:1", "statsd://user:secret@host:1"])
def test_another_word_for_where_metrics_go_is_wrong_usage(monkeypatch, tmp_path, written):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_METRICS", written)

    with pytest.raises(UsageError, match="SFPC_METRICS is"):
        Settings.from_environment()


@pytest.mark.parametrize("written", ["", "otlp", "statsd://127.0.0.1:8125"])
def test_where_metrics_go_and_what_of_the_log_is_shown_are_settings(monkeypatch, tmp_path, written):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_METRICS", written)
    monkeypatch.setenv("SFPC_LOG_SHOW", "json")

    settings = Settings.from_environment()
    assert (settings.metrics_to, settings.log_show) == (written or None, "json")


# ---- lineage elsewhere


EMIT = """
import sys; from pathlib import Path; from datetime import datetime, UTC
from sfpc.settings import Settings; from sfpc.telemetry import steps; from sfpc.telemetry.outcomes import About, Outcome
place, now = Path(sys.argv[1]), datetime(2022, 8, 1, tzinfo=UTC)
steps.tell_of(Settings(place, place, place), steps.Ended("read", About("northby"), Outcome("read"), now, now, 1.0))
print("done")
"""


def emit(data, **settings):
    """Tell of a step in a process of its own, with OpenLineage's own settings."""
    outcome = subprocess.run(
        [sys.executable, "-c", EMIT, str(data)], env=os.environ | settings, capture_output=True, text=True, check=True
    )
    assert outcome.stdout == "done\n"  # nothing else is said on standard output
    return data / "lineage" / lineage.FILE


def test_without_settings_events_are_lines_of_a_file(tmp_path):
    told = [json.loads(line) for line in emit(tmp_path).read_text(encoding="utf-8").splitlines()]

    assert [(one["eventType"], one["job"]["name"]) for one in told] == [
        ("START", "read.northby"),
        ("COMPLETE", "read.northby"),
    ]


def test_with_openlineages_address_they_go_there_and_not_to_the_file(tmp_path):
    with listening() as (address, got):
        assert not emit(tmp_path, OPENLINEAGE_URL=address).exists()

    assert [path for path, _ in got] == ["/api/v1/lineage"] * 2
    assert {json.loads(body)["job"]["name"] for _, body in got} == {"read.northby"}


def test_with_openlineages_own_configuration_any_transport_is_used(tmp_path):
    elsewhere, written = tmp_path / "elsewhere.jsonl", tmp_path / "openlineage.yml"
    written.write_text(f"transport:\n  type: file\n  log_file_path: {elsewhere}\n  append: true\n", encoding="utf-8")

    assert not emit(tmp_path, OPENLINEAGE_CONFIG=str(written)).exists()
    assert len(elsewhere.read_text(encoding="utf-8").splitlines()) == 2


def test_it_can_be_turned_off(tmp_path):
    assert not emit(tmp_path, OPENLINEAGE_DISABLED="true").exists()


def test_a_server_that_refuses_is_one_line_in_the_log(tmp_path):
    with listening(status=500) as (address, _):
        http = {"TYPE": "http", "URL": address, "RETRY": '{"total": 0}'}
        emit(tmp_path, **{f"OPENLINEAGE__TRANSPORT__{name}": value for name, value in http.items()})

    told = [json.loads(line) for line in (tmp_path / "logs" / log.NAME).read_text().splitlines()]
    assert [(one["event"], one.get("what")) for one in told] == [("read", None), (steps.SEEN, "lineage")]
