"""How everything stands, as metrics: returns by state, findings, the gate, releases, notices, the disk.

Looked up in what the steps left behind, after each run and by `sfpc metrics`. Nothing here holds a figure of a return.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from sfpc import gate, landing, raw, warehouse
from sfpc.notices import Outbox
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.report import shelf
from sfpc.settings import Settings
from sfpc.status import STATES, quarters_to_show, statuses
from sfpc.telemetry import metrics, pushing, steps
from sfpc.telemetry.metrics import Gauge

QUARTERS_OWED = 4
"""The last quarters of the calendar, which have metrics whether or not anything has come."""

SEVERITIES = ("reject", "critical", "warning", "info")


def refresh(settings: Settings) -> None:
    """Put how everything stands now among the metrics, and send them where they are wanted besides.

    What cannot be looked up is a line in the log, and the metrics without it.
    """
    steps.guarded(settings, "metrics", lambda: _refresh(settings))


def _refresh(settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    state = metrics.refresh(settings, look(settings))
    if settings.metrics_to:
        pushing.push(settings.metrics_to, state)


def look(settings: Settings, today: date | None = None) -> list[Gauge]:
    """How everything stands; what one look does not find leaves the others as they are."""
    found: list[Gauge] = []
    looks: tuple[Callable[[], Iterator[Gauge]], ...] = (
        lambda: _returns(settings, today or date.today()),  # noqa: DTZ011 - a return is late by the reader's day
        lambda: _findings(settings),
        lambda: _decisions(settings),
        lambda: _releases(settings),
        lambda: _machine(settings),
    )
    for one in looks:
        steps.guarded(settings, "metrics", lambda one=one: found.extend(one()))  # type: ignore[misc]  # a default binds
    return found


def _returns(settings: Settings, today: date) -> Iterator[Gauge]:
    known, landed = reference(settings.seeds), landing.landed(settings)
    quarters = _worth_showing(quarters_to_show(known, landed, today), {one.quarter for one in landed})
    shown = [one for one in landed if one.quarter in {str(quarter) for quarter in quarters}]
    reads = [one for each in shown if (one := raw.read_already(settings, each))]
    counted = Counter((one.quarter, one.state) for one in statuses(known, quarters, shown, reads, today))
    for quarter in quarters:
        for state in STATES:
            yield Gauge("returns", counted[str(quarter), state], {"quarter": str(quarter), "state": state})


def _worth_showing(quarters: list[Quarter], sent: set[str]) -> list[Quarter]:
    """The quarters of which something has come, and the last few of the calendar, of which something is owed."""
    latest = quarters[-QUARTERS_OWED:]
    return [one for one in quarters if one in latest or str(one) in sent][-metrics.QUARTERS_SHOWN :]


def _findings(settings: Settings) -> Iterator[Gauge]:
    if not warehouse.exists(settings.warehouse):
        return
    sql = "select quarter, severity, count(*) as found from marts.fct_finding group by all order by all"
    rows = warehouse.rows(settings.warehouse, sql)
    counted = {(row["quarter"], row["severity"]): row["found"] for row in rows}
    for quarter in sorted({row["quarter"] for row in rows if row["quarter"]}):
        for severity in SEVERITIES:
            labels = {"quarter": quarter, "severity": severity}
            yield Gauge("findings", counted.get((quarter, severity), 0), labels)


def _decisions(settings: Settings) -> Iterator[Gauge]:
    folders = sorted(path for path in settings.gate.glob("*") if shelf.QUARTER.fullmatch(path.name))
    for folder in folders[-metrics.QUARTERS_SHOWN :]:
        decision = gate.latest(settings, folder.name)
        if decision is None:
            continue
        yield Gauge("gate_open", int(decision.is_open), {"quarter": folder.name})
        counted = Counter(one.outcome for one in decision.results)
        for outcome in sorted(counted):
            yield Gauge("gate_checks", counted[outcome], {"quarter": folder.name, "outcome": outcome})


def _releases(settings: Settings) -> Iterator[Gauge]:
    newest = {quarter: (number, path) for quarter, number, path in shelf.every(settings.releases)}
    for quarter, (number, path) in newest.items():
        yield Gauge("release_number", number, {"quarter": quarter})
        written_at = (path / "manifest.json").stat().st_mtime
        yield Gauge("release_published_timestamp_seconds", written_at, {"quarter": quarter})


def _machine(settings: Settings) -> Iterator[Gauge]:
    disk = shutil.disk_usage(settings.data)
    yield Gauge("disk_free_bytes", disk.free, {})
    yield Gauge("disk_size_bytes", disk.total, {})
    yield Gauge("notices_waiting", len(Outbox(settings).waiting()), {})
