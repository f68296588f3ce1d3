"""How many of the mutations were caught: by section, by kind of mutation, by check; and those that were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.mutation.judging import Verdict


@dataclass(frozen=True)
class Share:
    """How many of some mutations were caught.

    Attributes:
        number: how many there are.
        critical: how many shut the gate.
        warning: how many brought a warning and nothing graver.
        info: how many brought a remark alone, which does not count as caught.
    """

    number: int
    critical: int
    warning: int
    info: int

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Share:
        """Count verdicts by the gravest severity."""
        severities = Counter(one.severity for one in verdicts)
        return cls(severities.total(), severities["critical"], severities["warning"], severities["info"])

    @property
    def caught(self) -> float:
        """The share that was caught; 1 where there is nothing to catch."""
        return (self.critical + self.warning) / self.number if self.number else 1.0

    def __str__(self) -> str:
        if not self.number:
            return f"{'-':>28}"
        return f"{self.number:5d} {self.caught:6.1%} {self.critical:5d} {self.warning:4d} {self.info:4d}"


HEADING = f"{'number':>5} {'caught':>6} {'shut':>5} {'warn':>4} {'info':>4}"
"""What the columns of a share are."""


def beyond(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The mutations that move a published figure by more than its band: those that the goal is about."""
    return [one for one in verdicts if one.is_beyond_a_band]


def changing(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The mutations that change any published figure, however little."""
    return [one for one in verdicts if one.changes_a_figure]


def section_of(verdict: Verdict) -> str:
    """The section that was mutated."""
    return verdict.mutant.cell.section


def kind_of(verdict: Verdict) -> str:
    """How it was mutated."""
    return verdict.mutant.kind


def section_and_kind_of(verdict: Verdict) -> str:
    """What was mutated, and how."""
    return f"{section_of(verdict)}, {kind_of(verdict)}"


def shares(verdicts: Sequence[Verdict], by: Callable[[Verdict], str]) -> dict[str, tuple[Share, Share, Share]]:
    """By some group: of mutations beyond a band, of those that change a figure, and of all."""
    return {
        group: (Share.of(beyond(some)), Share.of(changing(some)), Share.of(some))
        for group in sorted({by(one) for one in verdicts})
        for some in [[one for one in verdicts if by(one) == group]]
    }


def table(verdicts: Sequence[Verdict]) -> str:
    """The shares as text, for a terminal."""
    lines = [
        f"{len(verdicts)} mutations; caught is shut or warned of; info is a remark alone and does not count",
        f"{'':50} {'beyond its band':<28}   {'changes a figure':<28}   {'all':<28}",
        f"{'':50} {'   '.join([HEADING] * 3)}",
    ]
    for by in (section_of, kind_of, section_and_kind_of):
        for group, three in shares(verdicts, by).items():
            lines.append(f"{group:50} {'   '.join(map(str, three))}")
        lines.append("")
    lines += checks(beyond(verdicts))
    return "\n".join(lines)


def checks(verdicts: Sequence[Verdict]) -> list[str]:
    """How many each check catches, and how many no other check does."""
    caught: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for one in verdicts:
        grave = {check for check, severity in one.caught_by.items() if severity != "info"}
        caught.update(grave)
        alone.update(grave if len(grave) == 1 else ())
    lines = [f"{'Of those beyond a band, by check':50} {'caught':>6} {'alone':>6}"]
    return lines + [f"{check:50} {number:6d} {alone[check]:6d}" for check, number in sorted(caught.items())]


def uncaught(verdicts: Sequence[Verdict]) -> list[str]:
    """What was beyond its band and not caught: section, kind, column and item, how many, and an example."""
    groups: dict[tuple[str, ...], list[Verdict]] = {}
    for one in beyond(verdicts):
        if not one.is_caught:
            cell = one.mutant.cell
            item = cell.item[0] if cell.raw_table == "indicators" else ""
            group = (cell.section, one.mutant.kind, cell.raw_column, item)
            groups.setdefault(group, []).append(one)
    return [
        f"{len(some):4d} {', '.join(filter(None, group))}: {_example(some[0])}"
        for group, some in sorted(groups.items())
    ]


def _example(verdict: Verdict) -> str:
    first = next(one for one in verdict.differences if one.is_beyond_its_band)
    seen = f" ({', '.join(verdict.caught_by)}: info)" if verdict.caught_by else ""
    return f"{verdict.mutant}; {first.table} {first.figure} {first.was} -> {first.now}{seen}"
