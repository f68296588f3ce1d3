"""What each data set is called in lineage: the same name whoever writes it and whoever reads it, so that all joins up.

inbox -> landing -> raw -> tables of the warehouse -> release. Names follow OpenLineage's conventions: a folder of this
machine is in the name space `file`, one on an object store in that of its bucket, a table in that of its warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sfpc.file_systems import Place, shown
from sfpc.settings import Settings

FILE = "file"


@dataclass(frozen=True)
class Data:
    """A data set.

    Attributes:
        namespace: where names are unique.
        version: which state of it: the id of a submission, the number of a decision or a release.
    """

    namespace: str
    name: str
    version: str | None = None

    def at(self, version: str) -> Data:
        """The same data set in one state."""
        return replace(self, version=version)


def folder(place: Place, *below: str) -> Data:
    """A folder, on this machine or on another file system."""
    if isinstance(place, Path):
        return Data(FILE, str(place.joinpath(*below)))
    kind, _, rest = shown(place).partition("://")
    bucket, _, path = rest.partition("/")
    return Data(f"{kind}://{bucket}", "/".join(filter(None, (path.strip("/"), *below))))


def sent(settings: Settings, authority: str, quarter: str) -> Data:
    """What an authority sent for a quarter, in the inbox."""
    return folder(settings.inbox, authority, quarter)


def landed(settings: Settings, authority: str, quarter: str, submission: str) -> Data:
    """A return in landing, in the state of one submission."""
    return folder(settings.landing_at or settings.landing, authority, quarter).at(submission)


def raw_table(settings: Settings, name: str) -> Data:
    """A table of raw, of all authorities and quarters."""
    return folder(settings.raw, name)


def raw_tables(settings: Settings, authority: str, quarter: str, submission: str) -> tuple[Data, ...]:
    """The tables of raw that hold something of a submission."""
    found = settings.raw.glob(f"*/{authority}/{quarter}/{submission}.parquet")
    return tuple(raw_table(settings, path.parents[2].name) for path in sorted(found))


def gate_table(settings: Settings, name: str) -> Data:
    """A table of what the gate found, of all quarters."""
    return folder(settings.gate, name)


def decision(settings: Settings, quarter: str, number: int) -> Data:
    """A quarter's decision."""
    return folder(settings.gate, quarter).at(f"d{number}")


def release(settings: Settings, quarter: str, number: int) -> Data:
    """A quarter's report, in the state of one release."""
    return folder(settings.releases, quarter).at(f"r{number}")


def seed(settings: Settings, name: str) -> Data:
    """A seed."""
    return folder(settings.seeds, f"{name}.csv")


def warehouse_namespace(settings: Settings) -> str:
    """The name space of the warehouse's tables: where it stands, which never holds a password."""
    place = str(settings.warehouse)
    return place if "://" in place else f"duckdb://{place}"


def table(settings: Settings, schema: str, name: str) -> Data:
    """A table of the warehouse."""
    return Data(warehouse_namespace(settings), f"warehouse.{schema}.{name}")


def models(settings: Settings, schema: str) -> tuple[Data, ...]:
    """The tables that the models of a folder make."""
    return tables(settings, schema, (path.stem for path in (settings.dbt_project / "models" / schema).rglob("*.sql")))


def tables(settings: Settings, schema: str, names: Iterable[str]) -> tuple[Data, ...]:
    """Some tables of the warehouse, in the order of their names."""
    return tuple(table(settings, schema, name) for name in sorted(names))
