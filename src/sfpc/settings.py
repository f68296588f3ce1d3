"""Where things are: read once from the environment (and `.env`), never changed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from sfpc import modes
from sfpc.errors import UsageError
from sfpc.file_systems import Place, place_at
from sfpc.lake import Lake, lake_at

Warehouse = Path | Lake
"""Where the warehouse is. Only `sfpc.warehouse` and transform know what it is; to all others it has no parts."""

SIGN_OFF = ("off", "required")
"""What SFPC_SIGN_OFF may be."""

LOG_SHOW = ("warnings", "all", "json", "nothing")
"""What SFPC_LOG_SHOW may be."""


@dataclass(frozen=True)
class Settings:
    """The folders one run works on; two data folders can be worked on at once.

    Attributes:
        home: the folder that holds seeds/, dbt_project/ and expectations/ (SFPC_HOME).
        data: everything the pipeline writes (SFPC_DATA).
        inbox: what authorities sent, one folder an authority and quarter (SFPC_INBOX); on any file system.
        lake: the warehouse that several machines share (SFPC_WAREHOUSE, SFPC_LAKE_DATA); None for a file under `data`.
        landing_at: where landing is kept, where that is not under `data` (SFPC_LANDING); on any file system.
        sign_off: required where a person must answer an open gate before anything is published, else off
            (SFPC_SIGN_OFF).
        sign_off_days: how long Airflow waits for that answer (SFPC_SIGN_OFF_DAYS).
        sign_off_by: the log-ins whose answer in Airflow counts; empty where Airflow's roles alone say
            (SFPC_SIGN_OFF_BY).
        sign_off_group: the group of this machine whose members may answer on its command line; None where whoever may
            write here may (SFPC_SIGN_OFF_GROUP).
        contacts: the file that says who is reminded of each authority's returns (SFPC_CONTACTS); None for nobody.
        publish_minutes: how long Airflow may take to publish a quarter before somebody is told (SFPC_PUBLISH_MINUTES);
            None for what `dags/deadlines.py` has.
        log_show: what of the log is shown on standard error too: warnings on a terminal, all, json or nothing
            (SFPC_LOG_SHOW).
        metrics_to: where metrics go besides the text file: `otlp`, or `statsd://host:port` (SFPC_METRICS).
    """

    home: Path
    data: Path
    inbox: Place
    landing_at: Place | None = None
    lake: Lake | None = None
    sign_off: str = "off"
    sign_off_days: int = 14
    sign_off_by: tuple[str, ...] = ()
    sign_off_group: str | None = None
    contacts: Path | None = None
    publish_minutes: int | None = None
    log_show: str = "warnings"
    metrics_to: str | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Take the settings from the environment, then from `.env`, then the defaults.

        Whoever does is about to work on the data folder: from then on the process writes for its group alone.

        Raises:
            UsageError: a setting is one that cannot be.
        """
        modes.keep_to_the_group()
        default_home = Path(__file__).resolve().parents[2]
        home = Path(os.environ.get("SFPC_HOME") or default_home)
        written = dotenv_values(home / ".env")

        def setting(name: str) -> str | None:
            return os.environ.get(name) or written.get(name)

        def place(name: str) -> Place | None:
            value = setting(name)
            return place_at(value, name) if value else None

        data = Path(setting("SFPC_DATA") or home / "data").expanduser().absolute()
        return cls(
            home=home.absolute(),
            data=data,
            inbox=place("SFPC_INBOX") or data / "inbox",
            landing_at=place("SFPC_LANDING"),
            lake=lake_at(address, setting("SFPC_LAKE_DATA"), data / "lake")
            if (address := setting("SFPC_WAREHOUSE"))
            else None,
            sign_off=_sign_off(setting("SFPC_SIGN_OFF")),
            sign_off_days=_days(setting("SFPC_SIGN_OFF_DAYS")),
            log_show=_one_of(LOG_SHOW, setting("SFPC_LOG_SHOW"), "SFPC_LOG_SHOW"),
            metrics_to=_metrics_to(setting("SFPC_METRICS")),
            sign_off_by=tuple(filter(None, map(str.strip, (setting("SFPC_SIGN_OFF_BY") or "").split(",")))),
            sign_off_group=setting("SFPC_SIGN_OFF_GROUP"),
            contacts=Path(contacts).expanduser().absolute() if (contacts := setting("SFPC_CONTACTS")) else None,
            publish_minutes=_minutes(setting("SFPC_PUBLISH_MINUTES")),
        )

    @property
    def landing(self) -> Path:
        """Byte-for-byte copies of submissions, append-only; where landing is elsewhere, what was brought here of it."""
        if isinstance(self.landing_at, Path):
            return self.landing_at
        return self.data / ("landing" if self.landing_at is None else "landing_copy")

    @property
    def raw(self) -> Path:
        """Submissions cut into Parquet tables of text; rebuilt from landing at any time."""
        return self.data / "raw"

    @property
    def gate(self) -> Path:
        """The gate's decisions, kept for ever."""
        return self.data / "gate"

    @property
    def releases(self) -> Path:
        """Published releases, numbered, never changed."""
        return self.data / "releases"

    @property
    def logs(self) -> Path:
        """What the tools said while they worked."""
        return self.data / "logs"

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, written by dbt alone: a DuckDB file under `data`, or the lake."""
        return self.lake or self.data / "warehouse.duckdb"

    @property
    def lock(self) -> Path:
        """Held by whoever writes under `data`; one writer at a time."""
        return self.data / ".writer.lock"

    @property
    def seeds(self) -> Path:
        """Reference data: CSV files."""
        return self.home / "seeds"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.home / "dbt_project"

    @property
    def expectations(self) -> Path:
        """The gate's suites of checks."""
        return self.home / "expectations"


def _sign_off(value: str | None) -> str:
    if value and value not in SIGN_OFF:
        raise UsageError(f"SFPC_SIGN_OFF is {value!r}: set it to one of {', '.join(SIGN_OFF)}, or leave it out (off)")
    return value or Settings.sign_off


def _minutes(value: str | None) -> int | None:
    if value and not (value.isdecimal() and int(value)):
        raise UsageError(f"SFPC_PUBLISH_MINUTES is {value!r}: give a whole number from 1 up, or leave it out")
    return int(value) if value else None


def _days(value: str | None) -> int:
    if value and not (value.isdecimal() and int(value)):
        raise UsageError(f"SFPC_SIGN_OFF_DAYS is {value!r}: give a whole number of days from 1 up, or leave it out")
    return int(value) if value else Settings.sign_off_days


def _one_of(known: tuple[str, ...], value: str | None, name: str) -> str:
    """One of some words; the first of them where nothing is set."""
    if value and value not in known:
        raise UsageError(f"{name} is {value!r}: set it to one of {', '.join(known)}, or leave it out ({known[0]})")
    return value or known[0]


def _metrics_to(value: str | None) -> str | None:
    if value and value != "otlp" and not re.fullmatch(r"statsd://[^\s/@:]+:\d{1,5}", value):
        raise UsageError(
            f"SFPC_METRICS is {value!r}: set it to otlp or to statsd://host:port, or leave it out (the text file alone)"
        )
    return value or None
