"""What is done to the lake besides dbt: a build is begun and published, and what is kept no longer is cleared away.

Whoever calls these holds the lock of `catalogue.sole_writer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc.lake import Lake
from sfpc.warehouse import catalogue, lake

if TYPE_CHECKING:
    import duckdb

NAME = "warehouse"
WAIT_SECONDS = 300
"""How long clearing away waits for a build that is under way."""

READ_ON = timedelta(days=1)
"""How long a build stays after the next one, whatever else is said: who has it open goes on reading."""


@contextmanager
def opened(place: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write the lake, which is made where there is none."""
    import duckdb

    if "://" not in place.data:
        Path(place.data).mkdir(parents=True, exist_ok=True)
    with lake.connect() as connection:
        lake.prepare(connection, place)
        try:
            connection.execute(f"attach 'ducklake:{lake.SECRET}' as {NAME} ({lake.IN_PARQUET})")
        except duckdb.Error as error:
            raise lake.unreachable(place, error) from None
        yield connection


def begin(place: Lake) -> None:
    """Empty the lake for a build, as a new file would be: what is no longer a model leaves nothing behind.

    Readers go on seeing the last whole build, whose snapshot has all that is taken away here.
    """
    with opened(place) as connection:
        schemas = connection.execute(
            "select schema_name from duckdb_schemas() where database_name = ? and schema_name != 'main' order by all",
            [NAME],
        ).fetchall()
        connection.execute("begin")
        for (schema,) in schemas:
            connection.execute(f"drop schema {NAME}.{schema} cascade")
        connection.execute("commit")


def publish(place: Lake, made_from: str) -> None:
    """Mark what was built as a whole build, in one commit: from now on readers see it.

    Args:
        place: the lake.
        made_from: what it was built from, as a hash.
    """
    with opened(place) as connection:
        connection.execute("begin")
        connection.execute(
            f"call {NAME}.set_commit_message('{catalogue.AUTHOR}', '{catalogue.WHOLE}', "
            f"extra_info => {lake.text(made_from)})"
        )
        # a commit that changes nothing is no snapshot
        connection.execute(f"create or replace table {NAME}.main.built_from as select ? as inputs_sha256", [made_from])
        connection.execute("commit")


@dataclass(frozen=True)
class Tidied:
    """What clearing away came to.

    Attributes:
        kept_count: whole builds that can still be looked at.
        build_count: whole builds that cannot any more.
        snapshot_count: snapshots that are gone, those within builds too.
        file_count: files that were deleted.
    """

    kept_count: int
    build_count: int
    snapshot_count: int
    file_count: int


def tidy(place: Lake, since: datetime, read_on: timedelta = READ_ON) -> Tidied:
    """Let go of builds from before a moment, and of the snapshots within builds; the newest whole build stays.

    Args:
        place: the lake.
        since: builds of this moment and later can still be looked at.
        read_on: how long a build stays after the next one, for those who have it open.
    """
    builds = catalogue.builds(place)
    now = datetime.now(UTC)
    followed = [*(one.built_at for one in builds[1:]), now]
    kept = [one for one, at in zip(builds, followed, strict=True) if one.built_at >= since or at >= now - read_on]
    with opened(place) as connection:
        known = [
            row[0] for row in connection.execute("select snapshot_id from ducklake_snapshots(?)", [NAME]).fetchall()
        ]
        # the newest is never let go: of a build that came to nothing, the next one clears it away
        gone = sorted(set(known) - {one.snapshot for one in kept} - {max(known)})
        if gone:
            connection.execute(f"call ducklake_expire_snapshots('{NAME}', versions => {gone})")
        files = connection.execute(f"call ducklake_cleanup_old_files('{NAME}', cleanup_all => true)").fetchall()
    return Tidied(len(kept), len(builds) - len(kept), len(gone), len(files))
