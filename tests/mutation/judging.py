"""What the gate and reading say of each mutant that they do not say of the return it was made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from sfpc.gate import checking
from sfpc.gate.results import CheckResult
from sfpc.gate.suites import Suite
from sfpc.settings import Settings
from tests.mutation.mutants import Mutant
from tests.mutation.published import MODELS, Difference, differences
from tests.mutation.universe import Copy, code_of, universe

BATCH = 400
"""Mutants that stand beside one another: more of them need more memory and gain no time."""
GRAVE = ("critical", "warning")


@dataclass(frozen=True)
class Verdict:
    """A mutant, what it did to the report, and who noticed.

    Attributes:
        differences: the published figures that it changed.
        caught_by: the severity with which each check noticed; `reading` stands for findings that no check asks about.
    """

    mutant: Mutant
    differences: tuple[Difference, ...]
    caught_by: Mapping[str, str]

    @property
    def changes_a_figure(self) -> bool:
        return bool(self.differences)

    @property
    def is_beyond_a_band(self) -> bool:
        return any(one.is_beyond_its_band for one in self.differences)

    @property
    def severity(self) -> str | None:
        """The gravest severity with which it was caught; None where nobody noticed."""
        return next((one for one in (*GRAVE, "info") if one in self.caught_by.values()), None)

    @property
    def is_caught(self) -> bool:
        """Whether a check shut the gate or warned; a remark (info) does not count."""
        return self.severity in GRAVE


def judge(
    settings: Settings, suites: Sequence[Suite], quarter: str, mutants: Sequence[Mutant], batch: int = BATCH
) -> list[Verdict]:
    """Ask the gate about every mutant, many at a time, each in an authority of its own."""
    verdicts = []
    for first in range(0, len(mutants), batch):
        some = dict(enumerate(mutants[first : first + batch], first))
        copies = [Copy(code_of(number), one.cell.authority_code, one.changes) for number, one in some.items()]
        with universe(settings, suites, quarter, copies, MODELS) as connection:
            caught = catches(connection, asked(connection, suites, quarter), quarter, copies)
            changed = differences(connection, quarter)
        verdicts += [
            Verdict(one, tuple(changed.get(code_of(number), ())), caught.get(code_of(number), {}))
            for number, one in some.items()
        ]
    return verdicts


def asked(connection: duckdb.DuckDBPyConnection, suites: Sequence[Suite], quarter: str) -> list[CheckResult]:
    """What every check says of every authority that there is."""

    def query(sql: str, parameters: Iterable[object] = ()):
        return connection.execute(sql, list(parameters)).df()

    authorities = connection.execute(
        "select authority_code from marts.fct_return where quarter = ? order by all", [quarter]
    ).fetchall()
    return checking.run(suites, query, checking.Quarter(quarter, tuple(code for (code,) in authorities)))


def catches(
    connection: duckdb.DuckDBPyConnection, results: Iterable[CheckResult], quarter: str, copies: Sequence[Copy]
) -> dict[str, dict[str, str]]:
    """By copy, the checks that fault it in a row in which they do not fault its original, with their severity."""
    faults: dict[str, Counter[tuple[str, ...]]] = {}
    for code, fault in (*_faults(results), *_remarks(connection, quarter)):
        # in words, an id that is the copy's own is that of its original
        faults.setdefault(code, Counter())[tuple(word.replace(f"{code}:", "") for word in fault)] += 1
    none: Counter[tuple[str, ...]] = Counter()
    return {
        one.code: {check: severity for check, severity, *_ in faults.get(one.code, none) - faults.get(one.of, none)}
        for one in copies
    }


def _faults(results: Iterable[CheckResult]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for result in results:
        for fault in result.faults:
            words = (fault.finding_type, fault.section, fault.file, fault.sheet, fault.place, fault.message)
            yield fault.authority_code, (result.check_id, result.severity, *map(str, words))


def _remarks(connection: duckdb.DuckDBPyConnection, quarter: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What reading found and no check asks about."""
    rows = connection.execute(
        "select authority_code, finding_type, section, file, sheet, place, message from marts.fct_finding "
        "where quarter = ? and severity = 'info'",
        [quarter],
    ).fetchall()
    for code, finding_type, *words in rows:
        yield code, (f"reading: {finding_type}", "info", *map(str, words))
