"""The heat map: for each authority and each family of checks, in words, what came of asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sfpc.gate import Decision
from sfpc.gate.results import CheckResult
from sfpc.gate.suites import FAMILIES
from sfpc.quality_page.wording import KINDS, anchor, kind, name_of, troubles
from sfpc.report.words import plural

Key = tuple[str | None, str]
"""An authority (None: the whole quarter) and a family."""


@dataclass(frozen=True)
class Cell:
    """What the checks of one family came to for one authority.

    Attributes:
        kind: the gravest of them, one of KINDS, or passed or not_asked; it chooses the colour and nothing else.
        text: in words, with the number of checks.
        more: what else is worth knowing.
        target: the id of the place further down that says more.
        of: the authority and the family, for who hears the link alone.
    """

    kind: str
    text: str
    more: str
    target: str
    of: str


@dataclass(frozen=True)
class Row:
    """The cells of one authority, or of the whole quarter, in the order of the families."""

    name: str
    cells: tuple[Cell, ...]


def rows(decision: Decision) -> list[Row]:
    """The whole quarter first, then the authorities by name."""
    found: dict[Key, list[CheckResult]] = {}
    for result in decision.results:
        found.setdefault((result.authority_code, result.family), []).append(result)
    return [
        Row(
            name_of(code, decision.authority_names),
            tuple(_cell(code, family, found, decision.authority_names) for family in FAMILIES),
        )
        for code in [None, *authorities(decision)]
    ]


def authorities(decision: Decision) -> list[str]:
    """The codes of all that the decision speaks of, by name."""
    codes = {*decision.authority_names, *(one.authority_code for one in decision.results if one.authority_code)}
    return sorted(codes, key=lambda code: (name_of(code, decision.authority_names), code))


def _cell(code: str | None, family: str, found: Mapping[Key, list[CheckResult]], names: Mapping[str, str]) -> Cell:
    results = found.get((code, family), [])
    # what could not be asked at all has no answer for any authority: silence would look like a pass
    of_nobody = [one for one in found.get((None, family), []) if kind(one) == "broken"] if code else []
    told = troubles(results)
    of = f"{name_of(code, names)}, {FAMILIES[family]}"
    if told:
        passed = sum(one.outcome == "passed" for one in results)
        more = [f"{passed:,} passed"] if passed else []
        return Cell(
            gravest(results), ", ".join(told), ", ".join([*more, *_unasked(of_nobody)]), anchor("of", code, family), of
        )
    where = anchor("family", family)
    if results:
        return Cell("passed", f"passed, {plural(len(results), 'check')}", ", ".join(_unasked(of_nobody)), where, of)
    if of_nobody:
        return Cell("broken", "could not be asked", "", anchor("of", None, family), of)
    return Cell("not_asked", "not asked", "", where, of)


def _unasked(broken: list[CheckResult]) -> list[str]:
    return [f"{len(broken):,} more could not be asked"] if broken else []


def gravest(results: Iterable[CheckResult]) -> str:
    """The gravest kind among results; passed when all passed."""
    kinds = {kind(result) for result in results}
    return next((one for one in KINDS if one in kinds), "passed")
