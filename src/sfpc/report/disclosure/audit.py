"""What can be worked out of each hidden figure, from all that this release and those before it show.

Who works it out knows the rules: that nought is always shown, so that what is hidden is at least 1; that a part is no
greater than its whole; how totals are rounded. Every figure shown is a statement about the counts it is the sum of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from sfpc.report import words
from sfpc.report.disclosure.bounds import NO_LIMIT, Interval, Solver, Statement
from sfpc.report.disclosure.counts import EXACT, Count, Figure
from sfpc.report.disclosure.record import PartOf

Hidden = AbstractSet[Figure]


@dataclass(frozen=True, order=True)
class Told:
    """A figure that is shown, as what it tells of counts that are not: low <= their sum <= high."""

    figure: Figure
    unknown: tuple[Count, ...]
    low: int
    high: int


class Possible(NamedTuple):
    """What a hidden figure could be.

    Attributes:
        interval: from what is shown.
        least: what it would have to be in any case, as every hidden count is at least 1.
    """

    interval: Interval
    least: int


@dataclass(frozen=True)
class Audit:
    """What could be worked out.

    Attributes:
        possible: what each hidden figure could be.
        part_of: every count that is not known, with the number of the part of those that are told of together.
        statements: how much is told of them.
    """

    possible: Mapping[Figure, Possible]
    part_of: Mapping[Count, int]
    statements: int


class Joined(NamedTuple):
    """Counts that are not known, and all that is told of them.

    Attributes:
        part_of: the counts, each with the number of the part of those that are told of together.
        told: the figures that are shown.
        pairs: parts and wholes.
    """

    part_of: Mapping[Count, int]
    told: list[Told]
    pairs: list[PartOf]


class Auditor:
    """Knows every figure that is or was told, and works out what the hidden ones could be."""

    def __init__(self, told: Iterable[Figure], known: AbstractSet[Figure], parts: AbstractSet[PartOf]) -> None:
        """Take in what is told.

        Args:
            told: every figure of this release and of those before it.
            known: those that an earlier release showed: to hide them would help nothing.
            parts: counts that are parts of others.
        """
        self.known = known
        self._told = frozenset(told) | known
        self._solver = Solver()
        self._figures_of: dict[Count, list[Figure]] = defaultdict(list)
        self._parts_of: dict[Count, list[PartOf]] = defaultdict(list)
        for figure in sorted(self._told):
            for count in figure.counts:
                self._figures_of[count].append(figure)
        for pair in sorted(parts):
            for count in pair:
                self._parts_of[count].append(pair)

    def is_shown(self, figure: Figure, hidden: Hidden) -> bool:
        """Whether a figure is shown now or was in an earlier release."""
        return figure in self.known or (figure in self._told and figure not in hidden)

    def is_known(self, count: Count, hidden: Hidden) -> bool:
        """Whether a count is shown by itself."""
        return self.is_shown(Figure((count,)), hidden)

    def unknown(self, figure: Figure, hidden: Hidden) -> tuple[Count, ...]:
        """Those of a figure's counts that are not shown."""
        return tuple(count for count in figure.counts if not self.is_known(count, hidden))

    def telling(self, count: Count, hidden: Hidden) -> list[Told]:
        """What is shown that tells of a count which is not."""
        return [
            what_it_tells(figure, self.unknown(figure, hidden))
            for figure in self._figures_of[count]
            if self.is_shown(figure, hidden)
        ]

    def audit(self, hidden: Hidden) -> Audit:
        """Work out what each hidden figure could be."""
        asked = {figure: self.unknown(figure, hidden) for figure in sorted(hidden)}
        joined = self.joined([count for unknown in asked.values() for count in unknown], hidden)
        counts = sorted(joined.part_of)
        number = {count: place for place, count in enumerate(counts)}
        statements = [
            Statement(tuple((number[one], 1) for one in each.unknown), each.low, each.high) for each in joined.told
        ]
        statements += [_part_of(pair, number) for pair in joined.pairs]
        lows = {count: 1 if Figure((count,)) in hidden else 0 for count in counts}
        sums = {figure: frozenset(number[count] for count in unknown) for figure, unknown in asked.items()}
        found = self._solver.intervals([*lows.values()], dict.fromkeys(statements), set(sums.values()))
        possible = {}
        for figure, unknown in asked.items():
            known = _known(figure, unknown)
            interval = found[sums[figure]] + Interval(known, known)
            possible[figure] = Possible(interval, known + sum(lows[count] for count in unknown))
        return Audit(possible, joined.part_of, len(statements))

    def joined(self, counts: Iterable[Count], hidden: Hidden) -> Joined:
        """All that is told of counts, and of the counts that are told of with them, and so on."""
        part_of: dict[Count, int] = {}
        told: set[Told] = set()
        pairs: set[PartOf] = set()
        for part, first in enumerate(counts):
            waiting = [first]
            while waiting:
                count = waiting.pop()
                if count in part_of:
                    continue
                part_of[count] = part
                for each in self.telling(count, hidden):
                    told.add(each)
                    waiting += each.unknown
                for pair in self._parts_of[count]:
                    pairs.add(pair)
                    waiting += [each for each in pair if not self.is_known(each, hidden)]
        return Joined(part_of, sorted(told), sorted(pairs))


def what_it_tells(figure: Figure, unknown: tuple[Count, ...]) -> Told:
    """What a shown figure tells of those of its counts that are not known."""
    known = _known(figure, unknown)
    shown = int(words.rounded(figure.value / figure.rounding) * figure.rounding)
    if figure.rounding == EXACT:
        return Told(figure, unknown, shown - known, shown - known)
    # half up: what is shown as 20 was from 15 to 24
    low = shown - figure.rounding // 2
    return Told(figure, unknown, low - known, low + figure.rounding - 1 - known)


def _known(figure: Figure, unknown: tuple[Count, ...]) -> int:
    """What the known counts of a figure come to."""
    return int(sum(count.value for count in figure.counts if count not in unknown))


def _part_of(pair: PartOf, number: dict[Count, int]) -> Statement:
    """That a part is no greater than its whole, where one of them or neither is known."""
    part, whole = pair
    if whole not in number:
        return Statement(((number[part], 1),), -NO_LIMIT, int(whole.value))
    if part not in number:
        return Statement(((number[whole], 1),), int(part.value), NO_LIMIT)
    return Statement(((number[part], 1), (number[whole], -1)), -NO_LIMIT, 0)
