"""Where a warehouse is that several machines share: a lake, its catalogue in PostgreSQL and its data in Parquet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from sfpc.errors import UsageError

SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True)
class Lake:
    """A warehouse in DuckLake; nothing shows its address whole, for that may hold a password.

    Attributes:
        address: the PostgreSQL database of its catalogue, as libpq takes it.
        data: the folder or the `s3://` address of its Parquet files.
        snapshot: which build is looked at; None for the newest whole one.
    """

    address: str = field(repr=False)
    data: str
    snapshot: int | None = None

    def __str__(self) -> str:
        """The address as a message may hold it: without the user, the password and the query."""
        place = "postgresql://" + self.address.partition("://")[2].rpartition("@")[2].partition("?")[0]
        return place if self.snapshot is None else f"{place} at snapshot {self.snapshot}"


def lake_at(address: str, data: str | None, default: Path) -> Lake:
    """The lake that SFPC_WAREHOUSE and SFPC_LAKE_DATA name.

    Raises:
        UsageError: one of them is none that can be; no message repeats the address.
    """
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES or not parts.path.strip("/"):
        raise UsageError(
            "SFPC_WAREHOUSE is no address of a PostgreSQL database: write postgresql://user@host:5432/database, or "
            "leave it out for a file under SFPC_DATA"
        )
    if any("password" in name for name, _ in parse_qsl(parts.query)):
        raise UsageError(
            "SFPC_WAREHOUSE has a password in its query, where messages might show it: write it before the @, or let "
            "PGPASSWORD or a password file (PGPASSFILE) say it"
        )
    return Lake(address, _data_at(data) if data else str(default))


def _data_at(text: str) -> str:
    if text.startswith("s3://"):
        return text.rstrip("/")
    if "://" in text:
        raise UsageError(
            f"SFPC_LAKE_DATA: {text.partition('://')[0]}:// cannot hold a lake; write the path of a folder that every "
            "machine has at the same place, or s3://bucket/folder"
        )
    return str(Path(text).expanduser().absolute())
