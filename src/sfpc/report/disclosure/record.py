"""What releases have told of counts: kept with each release, in what is internal of it, and read by all that follow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sfpc.errors import PipelineError
from sfpc.report.disclosure.counts import Count, Figure
from sfpc.report.document import INTERNAL, PUBLISHED

FOLDER = "disclosure"
NAME = "record.parquet"
SHOWN, HIDDEN, PART_OF = "shown", "hidden", "part_of"
RELEASE = re.compile(r"\d{4}-\d{2}-Q[1-4]/r[1-9]\d*")

PartOf = tuple[Count, Count]
"""A count and the one it counts a part of, so that it cannot be the greater."""


@dataclass(frozen=True)
class Knowledge:
    """What releases have told, together.

    Attributes:
        releases: which they are, written as 2022-23-Q1/r1.
        shown: figures that one of them showed, and that are known for ever.
        hidden: figures that one of them hid and none showed.
        parts: counts that are parts of others, where one of them was hidden.
    """

    releases: tuple[str, ...] = ()
    shown: frozenset[Figure] = frozenset()
    hidden: frozenset[Figure] = frozenset()
    parts: frozenset[PartOf] = frozenset()


def read(releases: Path, built_on: Iterable[str] | None) -> Knowledge:
    """Read what releases have told.

    Args:
        releases: the folder of all releases.
        built_on: those that count, written as 2022-23-Q1/r1; None for every one that stands.

    Raises:
        PipelineError: a release has published something and its record is not there.
    """
    names = sorted(_standing(releases) if built_on is None else set(built_on))
    said: dict[str, set[str]] = {SHOWN: set(), HIDDEN: set(), PART_OF: set()}
    for name in names:
        for kind, what in _rows(releases / name):
            said[kind].add(what)
    shown = frozenset(map(_figure, said[SHOWN]))
    return Knowledge(
        tuple(names), shown, frozenset(map(_figure, said[HIDDEN])) - shown, frozenset(map(_part, said[PART_OF]))
    )


def write(folder: Path, knowledge: Knowledge) -> None:
    """Write what a release tells into its folder of what is internal."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = sorted(
        [(SHOWN, _text(*each)) for each in knowledge.shown]
        + [(HIDDEN, _text(*each)) for each in knowledge.hidden]
        + [(PART_OF, _text(each)) for each in knowledge.parts]
    )
    kinds, whats = ([row[column] for row in rows] for column in (0, 1))
    schema = pa.schema([("kind", pa.string()), ("what", pa.string())])
    pq.write_table(pa.table({"kind": kinds, "what": whats}, schema=schema), folder / NAME, compression="zstd")


def _standing(releases: Path) -> Iterator[str]:
    for path in releases.glob("*/r*"):
        name = f"{path.parent.name}/{path.name}"
        if RELEASE.fullmatch(name) and (path / PUBLISHED).exists():
            yield name


def _rows(release: Path) -> Iterator[tuple[str, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = release / INTERNAL / FOLDER / NAME
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise PipelineError(
            f"{path}: what this release has shown cannot be read, so that nobody can say what may be shown beside it "
            f"({error}); restore it from its copy"
        ) from error
    return zip(table["kind"].to_pylist(), table["what"].to_pylist(), strict=True)


def _text(counts: Iterable[Count], rounding: int = 0) -> str:
    """Counts as text: always the same for the same."""
    written = [[*count[:-1], format(count.value.normalize(), "f")] for count in counts]
    return json.dumps([rounding, *written], ensure_ascii=False, separators=(",", ":"))


def _counts(text: str) -> tuple[int, tuple[Count, ...]]:
    rounding, *written = json.loads(text)
    return rounding, tuple(Count._make([*names, Decimal(value)]) for *names, value in written)


def _figure(text: str) -> Figure:
    rounding, counts = _counts(text)
    return Figure(counts, rounding)


def _part(text: str) -> PartOf:
    _, (part, whole) = _counts(text)
    return part, whole
