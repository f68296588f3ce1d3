"""How far apart whole numbers can lie that are bound by linear statements: the least and the greatest of each.

Unknowns that no statement joins fall into parts. For each end of each sum that is asked for there is a linear
programme over the part it is in; scipy's HiGHS solves many of them as one, side by side, as the sum of several is least
where each of them is. A corner that holds a number that is not whole is no answer: the end is then sought over whole
numbers alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sfpc.errors import PipelineError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

NO_LIMIT = 1_000_000
"""No count of one authority's children and families is as great: what reaches so far is without limit."""
NEARLY = 1e-6
"""How far HiGHS may be from what it means."""
OPTIMAL = 0
LEAST, GREATEST = 1, -1
UNKNOWNS_AT_ONCE = 2_000
"""How many unknowns one programme is given, of as many jobs as that makes."""

Sum = frozenset[int]
"""Unknowns, by their numbers, whose sum is asked for."""


@dataclass(frozen=True, order=True)
class Statement:
    """What is known of unknowns: low <= the sum of coefficient times unknown <= high.

    Attributes:
        terms: unknowns, by their numbers, each with its coefficient.
    """

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float


@dataclass(frozen=True)
class Interval:
    """The least and the greatest whole number that something can be.

    Attributes:
        high: None where nothing limits it.
    """

    low: int
    high: int | None

    def __add__(self, other: Interval) -> Interval:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)


@dataclass(frozen=True)
class Part:
    """Unknowns that statements join, with all that is known of them.

    Attributes:
        lows: the least that each unknown can be by itself.
        statements: the terms by the unknown's place among `lows`.
    """

    lows: tuple[float, ...]
    statements: tuple[Statement, ...]


class Job(NamedTuple):
    """One end of one sum of unknowns of a part: the least (1) or the greatest (-1)."""

    part: Part
    aim: Sum
    sign: int


@dataclass
class Solver:
    """Works out intervals, and remembers those of every part it has met.

    Attributes:
        programmes: how many linear programmes were solved.
    """

    programmes: int = 0
    _numbers: dict[Part, int] = field(default_factory=dict)
    _known: dict[tuple[int, Sum], Interval] = field(default_factory=dict)

    def intervals(
        self, lows: Sequence[float], statements: Iterable[Statement], sums: Iterable[Sum]
    ) -> dict[Sum, Interval]:
        """The least and greatest of each sum, over every way the unknowns can be."""
        parts, place = _cut(lows, list(statements))
        numbers = [self._numbers.setdefault(part, len(self._numbers)) for part in parts]
        cut = {each: list(_by_part(each, place)) for each in sums}
        asked = {(numbers[part], aim): parts[part] for pieces in cut.values() for part, aim in pieces}
        self._solve({key: part for key, part in asked.items() if key not in self._known})
        return {
            each: sum((self._known[numbers[part], aim] for part, aim in pieces), Interval(0, 0))
            for each, pieces in cut.items()
        }

    def _solve(self, asked: dict[tuple[int, Sum], Part]) -> None:
        """Work out both ends of each sum of a part that is not known yet."""
        keys = sorted(asked, key=lambda key: (key[0], sorted(key[1])))
        jobs = [Job(asked[key], key[1], sign) for key in keys for sign in (LEAST, GREATEST)]
        ends = [end for batch in _batches(jobs) for end in self._ends(batch)]
        for key, low, high in zip(keys, ends[::2], ends[1::2], strict=True):
            limit = None if high >= NO_LIMIT - NEARLY else math.floor(high + NEARLY)
            self._known[key] = Interval(math.ceil(low - NEARLY), limit)

    def _ends(self, jobs: list[Job]) -> Iterator[float]:
        """The end that each job asks for."""
        self.programmes += 1
        for job, values in zip(jobs, _programme(jobs, whole=False), strict=True):
            answer = values
            if abs(values - values.round()).max() > NEARLY:
                self.programmes += 1
                (answer,) = _programme([job], whole=True)
            yield float(sum(answer[unknown] for unknown in job.aim))


def _batches(jobs: list[Job]) -> Iterator[list[Job]]:
    """Jobs that are solved in one programme: large enough that starting it hardly counts, small enough to be quick."""
    batch: list[Job] = []
    size = 0
    for job in jobs:
        if batch and size + len(job.part.lows) > UNKNOWNS_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(job)
        size += len(job.part.lows)
    if batch:
        yield batch


def _programme(jobs: list[Job], *, whole: bool) -> list[np.ndarray]:
    """Solve one programme for several jobs, each beside the others; the values of the unknowns for each."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    parts = [job.part for job in jobs]
    starts = np.cumsum([0, *(len(part.lows) for part in parts)])
    costs = np.zeros(starts[-1])
    for start, job in zip(starts, jobs, strict=False):
        costs[[start + unknown for unknown in job.aim]] = job.sign
    matrix, low, high = _stacked(parts, starts)
    lows = np.concatenate([part.lows for part in parts])
    solved = linprog(  # type: ignore[call-overload] # its stubs know no sparse matrices
        costs,
        A_ub=vstack([matrix, -matrix]),
        b_ub=np.concatenate([high, -low]),
        bounds=np.column_stack([lows, np.full(len(lows), NO_LIMIT)]),
        method="highs",
        integrality=int(whole),
    )
    if solved.status != OPTIMAL:
        raise PipelineError(
            f"What is published of small counts cannot be audited: the programme ended as {solved.message!r}; what the "
            "releases show contradicts itself, or disclosure/rules.yml says of a column what it does not hold"
        )
    return np.split(solved.x, starts[1:-1])


def _stacked(parts: list[Part], starts: np.ndarray) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    """The statements of all parts: coefficients, and the least and greatest each may come to."""
    import numpy as np
    from scipy.sparse import csr_matrix

    entries = [
        (row, start + unknown, by)
        for row, (start, one) in enumerate(
            (start, one) for start, part in zip(starts, parts, strict=False) for one in part.statements
        )
        for unknown, by in one.terms
    ]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    bounds = [(one.low, one.high) for part in parts for one in part.statements]
    matrix = csr_matrix((values, (rows, columns)), shape=(len(bounds), starts[-1]), dtype=float)
    return matrix, np.array([low for low, _ in bounds]), np.array([high for _, high in bounds])


def _cut(lows: Sequence[float], statements: list[Statement]) -> tuple[list[Part], list[tuple[int, int]]]:
    """Cut a system into its parts, and say which part each unknown is in, and as which of its unknowns."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    pairs = [(one.terms[0][0], unknown) for one in statements for unknown, _ in one.terms]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    joined = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(lows), len(lows)))
    count, numbers = connected_components(joined, directed=False)
    place: list[tuple[int, int]] = []
    sizes = [0] * count
    for number in numbers:
        place.append((int(number), sizes[number]))
        sizes[number] += 1
    stated: list[list[Statement]] = [[] for _ in range(count)]
    for one in statements:
        terms = tuple((place[unknown][1], by) for unknown, by in one.terms)
        stated[place[one.terms[0][0]][0]].append(Statement(terms, one.low, one.high))
    members: list[list[float]] = [[] for _ in range(count)]
    for unknown, low in enumerate(lows):
        members[numbers[unknown]].append(low)
    return [Part(tuple(low), tuple(one)) for low, one in zip(members, stated, strict=True)], place


def _by_part(asked: Sum, place: list[tuple[int, int]]) -> Iterator[tuple[int, Sum]]:
    found: dict[int, set[int]] = defaultdict(set)
    for unknown in asked:
        number, inside = place[unknown]
        found[number].add(inside)
    for number in sorted(found):
        yield number, frozenset(found[number])
