"""Where things are: read once from the environment (and `.env`), never changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from sfpc.errors import UsageError
from sfpc.file_systems import Place, place_at

SIGN_OFF = ("off", "required")
"""What SFPC_SIGN_OFF may be."""


@dataclass(frozen=True)
class Settings:
    """The folders one run works on; two data folders can be worked on at once.

    Attributes:
        home: the folder that holds seeds/, dbt_project/ and expectations/ (SFPC_HOME).
        data: everything the pipeline writes (SFPC_DATA).
        inbox: what authorities sent, one folder an authority and quarter (SFPC_INBOX); on any file system.
        landing_at: where landing is kept, where that is not under `data` (SFPC_LANDING); on any file system.
        sign_off: required where a person must answer an open gate before anything is published, else off
            (SFPC_SIGN_OFF).
        sign_off_days: how long Airflow waits for that answer (SFPC_SIGN_OFF_DAYS).
    """

    home: Path
    data: Path
    inbox: Place
    landing_at: Place | None = None
    sign_off: str = "off"
    sign_off_days: int = 14

    @classmethod
    def from_environment(cls) -> Settings:
        """Take the settings from the environment, then from `.env`, then the defaults.

        Raises:
            UsageError: a setting is one that cannot be.
        """
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
            sign_off=_sign_off(setting("SFPC_SIGN_OFF")),
            sign_off_days=_days(setting("SFPC_SIGN_OFF_DAYS")),
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
    def warehouse(self) -> Path:
        """The DuckDB warehouse, written by dbt alone."""
        return self.data / "warehouse.duckdb"

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


def _days(value: str | None) -> int:
    if value and not (value.isdecimal() and int(value)):
        raise UsageError(f"SFPC_SIGN_OFF_DAYS is {value!r}: give a whole number of days from 1 up, or leave it out")
    return int(value) if value else Settings.sign_off_days
