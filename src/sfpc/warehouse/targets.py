"""Where a build is written: a file that is renamed into place, or the lake; all or nothing for readers in both."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sfpc.lake import Lake
from sfpc.settings import Settings
from sfpc.warehouse import catalogue

MARK = ".built-from"
"""What the file was built from, beside it; the lake has it with the snapshot."""


@dataclass(frozen=True)
class Target:
    """Where one build is written.

    Attributes:
        name: of the target in dbt's profile (dbt_project/profiles.yml).
        told: what dbt is told of it, in its environment.
        begin: makes it ready for dbt, as if nothing had ever been built there.
        publish: lets readers see what dbt has built, all at once; it is told what that was made from.
        locks: descriptors that dbt inherits: while it has them open nobody else writes there.
    """

    name: str
    told: Mapping[str, str]
    begin: Callable[[], None]
    publish: Callable[[str], None]
    locks: tuple[int, ...] = ()


@contextmanager
def sole(settings: Settings, seconds: float) -> Iterator[Target]:
    """Where these settings build, held against builds of other machines.

    Args:
        settings: the file or the lake; of this machine's own builds the caller keeps it free.
        seconds: how long another machine's build is waited for.
    """
    place = settings.warehouse
    if isinstance(place, Lake):
        with catalogue.sole_writer(place, seconds) as lock:
            yield in_the_lake(place, lock)
    else:
        yield in_a_file(settings.data, place)


def holds(settings: Settings, made_from: str) -> bool:
    """Whether the build that stands was made from this."""
    place = settings.warehouse
    if isinstance(place, Lake):
        standing = catalogue.looked_at(place)
        return standing is not None and standing.made_from == _hash(made_from)
    mark = settings.data / MARK
    return place.exists() and mark.exists() and mark.read_text(encoding="utf-8") == made_from


def in_a_file(data: Path, place: Path) -> Target:
    """A private file under the data folder, renamed into place when the build is whole."""
    private, mark = data / ".building", data / MARK
    file = private / "warehouse.duckdb"

    def begin() -> None:
        shutil.rmtree(private, ignore_errors=True)
        private.mkdir()

    def publish(made_from: str) -> None:
        mark.unlink(missing_ok=True)
        file.replace(place)
        mark.write_text(made_from, encoding="utf-8")

    return Target("warehouse", {"SFPC_BUILD_FILE": str(file)}, begin, publish)


def in_the_lake(lake: Lake, lock: int) -> Target:
    """The lake: models are committed one after the other, and the snapshot that has them all is marked at the end."""
    from sfpc.warehouse import writing

    def publish(made_from: str) -> None:
        writing.publish(lake, _hash(made_from))

    told = {"SFPC_WAREHOUSE": lake.address, "SFPC_LAKE_DATA": lake.data}
    return Target("lake", told, lambda: writing.begin(lake), publish, (lock,))


def _hash(made_from: str) -> str:
    return hashlib.sha256(made_from.encode()).hexdigest()
