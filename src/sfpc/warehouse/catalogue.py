"""What the lake's catalogue knows of builds, and the lock of whoever builds; asked of PostgreSQL without DuckDB.

A model is committed on its own, so the newest snapshot may be half of a build. The snapshot in which a build ended is
marked as such (`lake.publish`), and readers look at a marked one alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sfpc.errors import Busy, PipelineError, Unreachable, UsageError
from sfpc.lake import Lake

if TYPE_CHECKING:
    import psycopg

AUTHOR, WHOLE = "sfpc", "a whole build"
"""How the last snapshot of a build is marked."""

WRITERS = 0x53465043
"""The number of the advisory lock that whoever writes the lake holds: any, as long as it is always the same."""

CONNECT_SECONDS = 10
ALIVE = {"keepalives_idle": 60, "keepalives_interval": 15}
"""A connection that only holds a lock says nothing for minutes: firewalls are to see that it lives."""

MISSING = (
    "The lake needs packages that are not installed; install this package with its extra: sfpc[lake], or leave "
    "SFPC_WAREHOUSE out for a file under SFPC_DATA"
)


@dataclass(frozen=True)
class Build:
    """A whole build that the lake keeps.

    Attributes:
        snapshot: its number in the lake; later builds have greater ones.
        built_at: when it was published.
        made_from: what it was built from, as a hash.
    """

    snapshot: int
    built_at: datetime
    made_from: str


def parameters(lake: Lake) -> dict[str, Any]:
    """What libpq is told, the password apart from the rest where the address has one.

    Raises:
        UsageError: it cannot be read as an address.
    """
    psycopg = _psycopg()
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {"connect_timeout": CONNECT_SECONDS, **ALIVE, **conninfo_to_dict(lake.address)}
    except (psycopg.ProgrammingError, UnicodeError):  # their texts repeat what could not be read
        raise UsageError(
            "SFPC_WAREHOUSE cannot be read as an address; characters such as @ / ? % in a password are written %40 %2F "
            "%3F %25"
        ) from None


def builds(lake: Lake) -> list[Build]:
    """Every whole build that the lake keeps, the oldest first; none before the first."""
    with connected(lake) as connection:
        if connection.execute("select to_regclass('ducklake_snapshot_changes')").fetchone() == (None,):
            return []
        found = connection.execute(
            """
            select snapshot_id, snapshot_time, commit_extra_info
            from ducklake_snapshot join ducklake_snapshot_changes using (snapshot_id)
            where author = %s and commit_message = %s
            order by snapshot_id
            """,
            [AUTHOR, WHOLE],
        ).fetchall()
    return [Build(snapshot, at.astimezone(UTC), made_from) for snapshot, at, made_from in found]


def looked_at(lake: Lake) -> Build | None:
    """The build that a reader of this lake sees; None where there is none.

    Raises:
        PipelineError: the snapshot that was asked for is none of a whole build, or is kept no longer.
    """
    known = builds(lake)
    if lake.snapshot is None:
        return known[-1] if known else None
    for one in known:
        if one.snapshot == lake.snapshot:
            return one
    raise PipelineError(
        f"{lake}: no whole build that is kept has this number; `sfpc lake builds` lists those there are"
    )


def as_of(lake: Lake, moment: datetime) -> Build:
    """The build that stood at a moment.

    Raises:
        UsageError: none that is kept is as old as that.
    """
    found = [one for one in builds(lake) if one.built_at <= moment]
    if not found:
        raise UsageError(f"{lake}: no whole build that is kept stood at {moment:%Y-%m-%d %H:%M} UTC")
    return found[-1]


@contextmanager
def connected(lake: Lake) -> Iterator[psycopg.Connection]:
    """A connection to the catalogue, each statement committed on its own."""
    psycopg = _psycopg()
    try:
        connection = psycopg.connect(**parameters(lake), autocommit=True)
    except psycopg.OperationalError as error:
        raise Unreachable(
            f"{lake}: the catalogue of the lake does not answer ({' '.join(str(error).split())}). See that the address "
            "is right, that PostgreSQL runs there, and that the user may log in; then try again."
        ) from None
    with connection:
        yield connection


@contextmanager
def sole_writer(lake: Lake, seconds: float) -> Iterator[int]:
    """Hold the lock of whoever writes the lake, on whatever machine, and give the descriptor of what holds it.

    PostgreSQL lets it go when the connection ends, and that does not end while any process has it open: dbt inherits
    it, so that a dbt left over by a run that was killed is waited for, not overtaken.

    Args:
        lake: the lake.
        seconds: how long another writer is waited for.
    """
    with connected(lake) as connection:
        deadline = time.monotonic() + seconds
        while connection.execute("select pg_try_advisory_lock(%s)", [WRITERS]).fetchone() != (True,):
            if time.monotonic() > deadline:
                raise Busy(
                    f"{lake}: another machine has been building here for {seconds:.0f} s; wait for it, or end it"
                )
            time.sleep(0.1)
        yield connection.fileno()


def _psycopg() -> Any:  # noqa: ANN401 - a module
    try:
        import psycopg
    except ImportError:
        raise PipelineError(MISSING) from None
    return psycopg
