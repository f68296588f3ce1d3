"""Which figures are hidden: those that are small, and as few others as keep the small ones from being worked out.

Hiding goes on until the audit finds no hidden figure too narrow. Each time, of what is shown and tells too much of
one, a sum is hidden before a count, for a count stands in more cells and each of its sums would need protection too: of
sums the one with the fewest cells for what it takes away; of counts the one that takes away most, and among those the
next-smallest, as DfE did in 2015. What an earlier release hid stays hidden; what one showed is never chosen, for hiding
it would help nothing. In the end whatever proves to have been hidden for nothing is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sfpc.errors import PipelineError
from sfpc.report.disclosure.audit import Audit, Auditor, Possible, Told
from sfpc.report.disclosure.bounds import NO_LIMIT, Interval
from sfpc.report.disclosure.counts import Count, Figure
from sfpc.report.disclosure.rules import Rules

ANYTHING = Possible(Interval(0, None), 0)
"""What a count could be of which nothing is known."""
NO_PART = -1
"""The part of what has no unknown counts."""


class Refused(PipelineError):
    """A hidden figure could be worked out from what is published, and nothing that could be hidden would help."""


def is_small(figure: Figure, rules: Rules) -> bool:
    """Whether a figure is hidden for itself; one of what can be no count too, for nobody can judge what it tells."""
    if any(count.value < 0 or count.value % 1 for count in figure.counts):
        return True
    return rules.suppressed_from <= figure.value <= rules.suppressed_to


def is_safe(figure: Figure, possible: Possible, rules: Rules) -> bool:
    """Whether a hidden figure is left open enough: by so much, and of a small one each small value, where it can be."""
    low, high = possible.interval.low, NO_LIMIT if possible.interval.high is None else possible.interval.high
    covers = low <= max(rules.suppressed_from, possible.least) and high >= rules.suppressed_to
    return high - low >= rules.narrowest_interval and (covers or not is_small(figure, rules))


class Suppressor:
    """Decides what is hidden besides the small figures."""

    def __init__(self, auditor: Auditor, rules: Rules, cells: Mapping[Figure, int]) -> None:
        """Take in what is decided on.

        Args:
            auditor: who knows what is told.
            rules: what is too narrow.
            cells: the figures of this release, with how many cells tell of each.
        """
        self._auditor = auditor
        self._rules = rules
        self._cells = cells

    def suppress(self, first: AbstractSet[Figure]) -> tuple[frozenset[Figure], Audit]:
        """Hide more until nothing that is hidden is too narrow; what is hidden in the end, with the audit of it.

        Args:
            first: what is hidden in any case.

        Raises:
            Refused: it cannot be done.
        """
        hidden, added = set(first), []
        while narrow := self._narrow(audit := self._auditor.audit(hidden)):
            changed: set[Count] = set()
            for figure in narrow:
                unknown = self._auditor.unknown(figure, hidden)
                more = self._choose(figure, unknown, hidden, audit) if changed.isdisjoint(unknown) else None
                if more:
                    hidden.add(more)
                    added.append(more)
                    changed.update(more.counts)
            if not changed:
                raise Refused(_refusal(narrow[0], audit.possible[narrow[0]].interval))
        return self._without_needless(hidden, added, audit)

    def _narrow(self, audit: Audit) -> list[Figure]:
        """Hidden figures that are left too narrow, the small ones first."""
        narrow = [figure for figure, possible in audit.possible.items() if not is_safe(figure, possible, self._rules)]
        return sorted(narrow, key=lambda figure: (not is_small(figure, self._rules), figure))

    def _without_needless(
        self, hidden: set[Figure], added: list[Figure], audit: Audit
    ) -> tuple[frozenset[Figure], Audit]:
        """Show again what was hidden on the way and is not needed in the end: in each turn one figure of each part."""
        left = sorted(added, key=lambda each: (-self._cells[each], each))
        while left:
            turn: dict[Figure, set[int]] = {}
            taken: set[int] = set()
            for figure in left:
                if taken.isdisjoint(parts := _parts(figure, audit)):
                    turn[figure] = parts
                    taken |= parts
            missed = {
                part
                for figure in self._narrow(self._auditor.audit(hidden - turn.keys()))
                for part in _parts(figure, audit)
            }
            fewer = hidden - {figure for figure, parts in turn.items() if missed.isdisjoint(parts)}
            found = self._auditor.audit(fewer)
            if not self._narrow(found):
                hidden, audit = fewer, found
            left = [figure for figure in left if figure not in turn]
        return frozenset(hidden), audit

    def _choose(self, figure: Figure, unknown: tuple[Count, ...], hidden: set[Figure], audit: Audit) -> Figure | None:
        """What to hide next so that less is told of a figure: of what alone tells too much of it, or of the rest."""
        told = sorted({each for count in unknown for each in self._auditor.telling(count, hidden)})
        too_much = [each for each in told if self._tells_too_much(each, figure, unknown, audit)]
        for telling in (too_much, told, self._auditor.joined(unknown, hidden).told):
            sums = self._open_to(Counter(each.figure for each in telling), hidden)
            if sums:
                return min(sums, key=lambda each: (self._cells[each] / sums[each], each))
            items = self._open_to(Counter(Figure((count,)) for each in telling for count in each.figure.counts), hidden)
            if items:
                return min(items, key=lambda each: (-items[each], each.value, each))
        return None

    def _open_to(self, helping: Counter[Figure], hidden: set[Figure]) -> Counter[Figure]:
        """Of figures that would help, with what they would take away, those that can still be hidden with any use."""
        return Counter(
            {
                figure: times
                for figure, times in helping.items()
                if figure in self._cells and figure not in hidden and figure not in self._auditor.known
            }
        )

    def _tells_too_much(self, told: Told, figure: Figure, unknown: tuple[Count, ...], audit: Audit) -> bool:
        """Whether one statement alone leaves a figure too narrow, with all others left as open as they are."""
        if not set(unknown) <= set(told.unknown):
            return False
        others = [
            audit.possible.get(Figure((count,)), ANYTHING).interval for count in told.unknown if count not in unknown
        ]
        known = audit.possible[figure].least - len(unknown)
        low = told.low - sum(NO_LIMIT if one.high is None else one.high for one in others)
        high = told.high - sum(one.low for one in others)
        least = audit.possible[figure].least
        alone = Possible(Interval(max(low + known, least), high + known), least)
        return not is_safe(figure, alone, self._rules)


def _parts(figure: Figure, audit: Audit) -> set[int]:
    """The parts that a figure's unknown counts are in; one without any is in a part of its own."""
    return {audit.part_of[count] for count in figure.counts if count in audit.part_of} or {NO_PART}


def _refusal(figure: Figure, interval: Interval) -> str:
    """What is refused and why; never the value."""
    first, last = figure.counts[0], figure.counts[-1]
    whose = first.authority_code if first.authority_code == last.authority_code else "all authorities"
    when = first.quarter if first.quarter == last.quarter else f"{first.quarter} to {last.quarter}"
    width = "no end" if interval.high is None else interval.high - interval.low
    return (
        f"{first.section}, {whose}, {when}, {first.code}: this figure is hidden, but what this release and those "
        f"before it show leaves it open by {width} only, and nothing that could still be hidden helps. Nothing was "
        "published. An earlier release shows too much beside a figure that has come or was corrected since: read "
        "docs/decisions/0009, and have the figure corrected or the earlier release withdrawn"
    )
