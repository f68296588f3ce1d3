"""Metrics sent as they stand, where SFPC_METRICS says so: to an OpenTelemetry collector by OTLP, or to StatsD."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sfpc.errors import PipelineError
from sfpc.telemetry.metrics import GAUGES, State

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation

SECONDS = 5.0
"""How long to wait for a collector."""

DATAGRAM = 1_400
"""Bytes of a datagram that no network divides."""


def push(to: str, state: State) -> None:
    """Send what is known: `otlp`, or `statsd://host:port`."""
    if to == "otlp":
        push_otlp(state)
    else:
        push_statsd(to, state)


def push_statsd(address: str, state: State) -> None:
    """Send everything as gauges: StatsD adds up nothing of ours, for that is done. Labels stand in the names."""
    place = urlsplit(address)
    lines = [f"{name}:{value:g}|g" for name, value in flat(state)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in in_datagrams(lines):
            sender.sendto(datagram, (str(place.hostname), int(place.port or 8125)))


def flat(state: State) -> list[tuple[str, float]]:
    """Every number under a name of its own, as `sfpc.returns.2022-23-Q1.accepted`."""
    found: list[tuple[tuple[str, ...], float]] = [(("steps", one.step, one.ending, what), value) for one in state.steps
             for what, value in (("count", one.count), ("last_seconds", one.last_seconds))]  # fmt: skip
    found += [((one.name, *one.labels.values()), one.value) for one in state.gauges]
    return [(".".join(("sfpc", *(re.sub(r"[^\w-]", "_", part) for part in parts))), value) for parts, value in found]


def in_datagrams(lines: Iterable[str]) -> list[bytes]:
    """Lines put together, as many as a datagram holds."""
    made: list[bytes] = []
    for line in lines:
        more = line.encode()
        if made and len(made[-1]) + 1 + len(more) <= DATAGRAM:
            made[-1] += b"\n" + more
        else:
            made.append(more)
    return made


def push_otlp(state: State) -> None:
    """Send everything to the collector that OpenTelemetry's own settings name (OTEL_EXPORTER_OTLP_ENDPOINT ...)."""
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricExportResult
        from opentelemetry.sdk.resources import Resource
    except ImportError:
        raise PipelineError(
            "SFPC_METRICS is otlp, and that needs a package that is not installed; install this one with its extra: "
            "sfpc[telemetry]"
        ) from None
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # what goes wrong is told below, once
    exporter, reader = OTLPMetricExporter(timeout=SECONDS), InMemoryMetricReader()
    provider = MeterProvider([reader], Resource.create({"service.name": "sfpc"}), shutdown_on_exit=False)
    meter = provider.get_meter("sfpc")
    meter.create_observable_counter("sfpc.steps", [_steps(state)], "1", "Steps that ended, by how they ended.")
    meter.create_observable_gauge("sfpc.step.last", [_last(state)], "s", "Seconds that the last one took.")
    for name, meaning in GAUGES.items():
        meter.create_observable_gauge(f"sfpc.{name}", [_gauges(state, name)], "1", meaning)
    found = reader.get_metrics_data()
    try:
        if found and exporter.export(found) is not MetricExportResult.SUCCESS:
            raise PipelineError("the collector did not take the metrics; is OTEL_EXPORTER_OTLP_ENDPOINT right?")
    finally:
        exporter.shutdown()


def _steps(state: State) -> Callable[[CallbackOptions], Iterable[Observation]]:
    from opentelemetry.metrics import Observation

    return lambda _: [Observation(one.count, {"step": one.step, "ending": one.ending}) for one in state.steps]


def _last(state: State) -> Callable[[CallbackOptions], Iterable[Observation]]:
    from opentelemetry.metrics import Observation

    return lambda _: [Observation(one.last_seconds, {"step": one.step, "ending": one.ending}) for one in state.steps]


def _gauges(state: State, name: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
    from opentelemetry.metrics import Observation

    return lambda _: [Observation(one.value, one.labels) for one in state.gauges if one.name == name]
