"""The metrics: what steps did, added up over processes, and how everything stands; a text file for Prometheus always.

`SFPC_DATA/metrics/sfpc.prom` is for node_exporter's textfile collector, or any web server. It is replaced whole. Labels
are few: steps and states are lists of ours, and of quarters the newest are kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from sfpc.settings import Settings

STATE, TEXT = "state.json", "sfpc.prom"
"""What is kept between processes, and what is shown."""

PATIENCE_SECONDS = 20

BUCKETS = (0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)
"""Seconds that steps are counted by."""

QUARTERS_SHOWN = 12
"""Quarters that have metrics of their own: three years."""

GAUGES = {
    "returns": "Returns by state, for each of the newest quarters.",
    "findings": "Findings in the warehouse by severity, for each of the newest quarters.",
    "gate_open": "Whether the newest decision lets the quarter be published: 1 or 0.",
    "gate_checks": "Results in the newest decision on the quarter by outcome.",
    "release_number": "Number of the quarter's newest release.",
    "release_published_timestamp_seconds": "When the quarter's newest release was written, as seconds since 1970.",
    "notices_waiting": "Notices that have yet to arrive.",
    "disk_free_bytes": "Bytes that are free where SFPC_DATA is.",
    "disk_size_bytes": "Bytes that there are where SFPC_DATA is.",
    "refreshed_timestamp_seconds": "When what stands was last looked at, as seconds since 1970.",
}
"""What is told of how everything stands."""


@dataclass(frozen=True)
class Gauge:
    """A number that tells how something stands.

    Attributes:
        name: a key of GAUGES.
        labels: what it is of.
    """

    name: str
    value: float
    labels: dict[str, str]


@dataclass(frozen=True)
class Steps:
    """The steps of one kind that ended in one way, since counting began.

    Attributes:
        last_seconds: how long the last of them took.
        last_ended_at: when that was, as seconds since 1970.
        at_most: how many took no longer than each of BUCKETS.
    """

    step: str
    ending: str
    count: int = 0
    seconds: float = 0.0
    last_seconds: float = 0.0
    last_ended_at: float = 0.0
    at_most: tuple[int, ...] = (0,) * len(BUCKETS)

    def with_one_more(self, seconds: float, ended_at: datetime) -> Steps:
        """The same after one more step."""
        return Steps(
            self.step,
            self.ending,
            self.count + 1,
            self.seconds + seconds,
            seconds,
            ended_at.timestamp(),
            tuple(number + (seconds <= bound) for number, bound in zip(self.at_most, BUCKETS, strict=True)),
        )


@dataclass(frozen=True)
class State:
    """All that is known."""

    steps: tuple[Steps, ...] = ()
    gauges: tuple[Gauge, ...] = ()


def folder(settings: Settings) -> Path:
    """Where metrics are kept."""
    return settings.data / "metrics"


def read(settings: Settings) -> State:
    """What is known; nothing where nothing was counted yet, or what was kept cannot be read."""
    try:
        kept: dict[str, Any] = json.loads((folder(settings) / STATE).read_text(encoding="utf-8"))
        steps = tuple(Steps(**{**one, "at_most": tuple(one["at_most"])}) for one in kept["steps"])
        return State(steps, tuple(Gauge(**one) for one in kept["gauges"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State()  # counting begins anew, as after a restart: Prometheus knows of resets


def count(settings: Settings, step: str, ending: str, seconds: float, ended_at: datetime) -> None:
    """Add a step that has ended."""
    with _held(settings):
        known = read(settings)
        counted = {(one.step, one.ending): one for one in known.steps}
        one = counted.get((step, ending), Steps(step, ending))
        counted[step, ending] = one.with_one_more(seconds, ended_at)
        _keep(settings, State(tuple(counted[key] for key in sorted(counted)), known.gauges))


def refresh(settings: Settings, gauges: Iterable[Gauge]) -> State:
    """Put how everything stands in place of how it stood."""
    now = datetime.now(UTC).timestamp()
    kept = _of_the_newest_quarters([one for one in gauges if one.name in GAUGES])
    with _held(settings):
        state = State(read(settings).steps, (*kept, Gauge("refreshed_timestamp_seconds", now, {})))
        _keep(settings, state)
    return state


def _of_the_newest_quarters(gauges: list[Gauge]) -> list[Gauge]:
    """Each kind of gauge for the newest quarters that it has."""
    quarters: dict[str, set[str]] = {}
    for one in gauges:
        quarters.setdefault(one.name, set()).add(one.labels.get("quarter", ""))
    shown = {name: sorted(of_name)[-QUARTERS_SHOWN:] for name, of_name in quarters.items()}
    return [one for one in gauges if one.labels.get("quarter", "") in shown[one.name]]


def _held(settings: Settings) -> FileLock:
    folder(settings).mkdir(parents=True, exist_ok=True)
    return FileLock(folder(settings) / ".lock", timeout=PATIENCE_SECONDS)


def _keep(settings: Settings, state: State) -> None:
    """Keep what is known, and show it; each file whole or not at all."""
    from prometheus_client import CollectorRegistry, write_to_textfile

    place = folder(settings)
    record = {"steps": [asdict(one) for one in state.steps], "gauges": [asdict(one) for one in state.gauges]}
    aside = place / f".{STATE}.{os.getpid()}"
    aside.write_text(json.dumps(record), encoding="utf-8")
    aside.replace(place / STATE)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Shown(state))
    write_to_textfile(str(place / TEXT), registry)


class Shown:
    """The metrics as prometheus_client asks for them."""

    def __init__(self, state: State) -> None:
        self.state = state

    def collect(self) -> Iterator[Any]:
        """Every family with its samples."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        counter = CounterMetricFamily("sfpc_steps", "Steps that ended, by how they ended.", labels=("step", "ending"))
        seconds = HistogramMetricFamily("sfpc_step_seconds", "Seconds that steps took.", labels=("step", "ending"))
        last = GaugeMetricFamily(
            "sfpc_step_last_ended_timestamp_seconds", "When the last one ended, as seconds since 1970.",
            labels=("step", "ending"),
        )  # fmt: skip
        for steps in self.state.steps:
            of = (steps.step, steps.ending)
            buckets = [(str(bound), float(number)) for bound, number in zip(BUCKETS, steps.at_most, strict=True)]
            counter.add_metric(of, steps.count)
            seconds.add_metric(of, buckets=[*buckets, ("+Inf", float(steps.count))], sum_value=steps.seconds)
            last.add_metric(of, steps.last_ended_at)
        yield from (counter, seconds, last)
        for name, meaning in GAUGES.items():
            of_name = [one for one in self.state.gauges if one.name == name]
            if of_name:
                labels = tuple(of_name[0].labels)
                gauge = GaugeMetricFamily(f"sfpc_{name}", meaning, labels=labels)
                for one in of_name:
                    gauge.add_metric([one.labels[label] for label in labels], one.value)
                yield gauge
