"""Which mutations are tried: all of them, or a fixed sample in which every section and kind has its share."""

from __future__ import annotations

from collections.abc import Sequence

from tests.mutation.mutants import Mutant

EVERY = 9
"""Of how many mutations one is tried, unless all are asked for; as many as the suite's time allows."""


def of(mutants: Sequence[Mutant], wanted: str) -> list[Mutant]:
    """The mutations to try: `all`, or of every so many one (a number; nothing stands for EVERY).

    Those of one section, kind, column and authority stand beside one another, so that each group gives its share.
    """
    if wanted == "all":
        return list(mutants)
    every = int(wanted or EVERY)
    ordered = sorted(mutants, key=_stratum)
    return ordered[every // 2 :: every]


def _stratum(mutant: Mutant) -> tuple[str, ...]:
    cell = mutant.cell
    return (cell.section, mutant.kind, cell.raw_column, cell.authority_code, *cell.item, cell.place)
