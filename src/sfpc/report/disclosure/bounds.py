"""How far apart whole numbers can lie that are bound by linear statements: the least and the greatest of each.

Unknowns that no statement joins fall into parts, and one linear programme (scipy's HiGHS) works on all parts at once:
the sum of one aim of each is least where each of them is. A corner that holds a number that is not whole is no answer:
its part is then worked out again over whole numbers alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from sfpc.errors import PipelineError

NO_LIMIT = 1_000_000
"""No count of one authority's children and families is as great: what reaches so far is without limit."""
NEARLY = 1e-6
"""How far HiGHS may be from what it means."""
OPTIMAL = 0

Sum = frozenset[int]
"""Unknowns, by their numbers, whose sum is asked for."""


@dataclass(frozen=True)
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


@dataclass
class Solver:
    """Works out intervals, and remembers those of every part it has met.

    Attributes:
        programmes: how many linear programmes were solved.
    """

    programmes: int = 0
    _known: dict[tuple[Part, Sum], Interval] = field(default_factory=dict)

    def intervals(
        self, lows: Sequence[float], statements: Iterable[Statement], sums: Iterable[Sum]
    ) -> dict[Sum, Interval]:
        """The least and greatest of each sum, over every way the unknowns can be."""
        parts, place = _cut(lows, list(statements))
        cut = {each: list(_by_part(each, place)) for each in sums}
        self._solve({(parts[number], aim) for pieces in cut.values() for number, aim in pieces} - self._known.keys())
        return {
            each: sum((self._known[parts[number], aim] for number, aim in pieces), Interval(0, 0))
            for each, pieces in cut.items()
        }

    def _solve(self, asked: set[tuple[Part, Sum]]) -> None:
        by_part: dict[Part, list[Sum]] = defaultdict(list)
        for part, aim in asked:
            by_part[part].append(aim)
        lists = [(part, sorted(aims, key=sorted)) for part, aims in by_part.items()]
        for turn in range(max((len(aims) for _, aims in lists), default=0)):
            now = [(part, aims[turn]) for part, aims in lists if turn < len(aims)]
            least, greatest = self._ends(now, 1), self._ends(now, -1)
            for one, low, high in zip(now, least, greatest, strict=True):
                self._known[one] = Interval(
                    math.ceil(low - NEARLY), None if high >= NO_LIMIT - NEARLY else math.floor(high + NEARLY)
                )

    def _ends(self, aims: list[tuple[Part, Sum]], sign: int) -> Iterator[float]:
        """The least (1) or greatest (-1) of an aim of each part, each part apart from the others."""
        self.programmes += 1
        found = _programme([part for part, _ in aims], [aim for _, aim in aims], sign, whole=False)
        for (part, aim), values in zip(aims, found, strict=True):
            answer = values
            if np.abs(values - np.round(values)).max() > NEARLY:
                self.programmes += 1
                (answer,) = _programme([part], [aim], sign, whole=True)
            yield float(sum(answer[unknown] for unknown in aim))


def _programme(parts: list[Part], aims: list[Sum], sign: int, *, whole: bool) -> list[np.ndarray]:
    """Solve one programme over several parts; the values of the unknowns of each."""
    starts = np.cumsum([0, *(len(part.lows) for part in parts)])
    costs = np.zeros(starts[-1])
    for start, aim in zip(starts, aims, strict=False):
        costs[[start + unknown for unknown in aim]] = sign
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
