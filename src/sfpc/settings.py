"""Where things are: read once from the environment (and `.env`), never changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values


@dataclass(frozen=True)
class Settings:
    """The folders one run works on; two data folders can be worked on at once.

    Attributes:
        home: the folder that holds seeds/, dbt_project/ and expectations/ (SFPC_HOME).
        data: everything the pipeline writes (SFPC_DATA).
        inbox: what authorities sent, one folder an authority and quarter (SFPC_INBOX).
    """

    home: Path
    data: Path
    inbox: Path

    @classmethod
    def from_environment(cls) -> Settings:
        """Take SFPC_HOME, SFPC_DATA and SFPC_INBOX from the environment, then from `.env`, then the defaults."""
        default_home = Path(__file__).resolve().parents[2]
        home = Path(os.environ.get("SFPC_HOME") or default_home)
        written = dotenv_values(home / ".env")

        def setting(name: str, default: Path) -> Path:
            value = os.environ.get(name) or written.get(name)
            return (Path(value) if value else default).expanduser().absolute()

        data = setting("SFPC_DATA", home / "data")
        return cls(home=home.absolute(), data=data, inbox=setting("SFPC_INBOX", data / "inbox"))

    @property
    def landing(self) -> Path:
        """Byte-for-byte copies of submissions, append-only."""
        return self.data / "landing"

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
