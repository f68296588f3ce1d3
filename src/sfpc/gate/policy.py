"""Publication policies: whether a quarter waits for every return, or may be published with too few of them.

A row of `seeds/publication_policies.csv` is about one quarter; a quarter without one waits for all. With `at_least`,
a report of those that are in is published from a day on, marked as partial and without any total over authorities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sfpc.errors import UsageError
from sfpc.gate import roles
from sfpc.gate.results import CheckResult
from sfpc.gate.suites import OWN
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in
from sfpc.seed_file import Row, SeedFile
from sfpc.settings import Settings

NAME = "publication_policies.csv"
ALL, AT_LEAST = "all", "at_least"
COLUMNS = ("quarter", "policy", "at_least", "from_date", "reason", "agreed_by", "agreed_date", "source")
ACCEPTED = ("accepted", "nil")
"""The states of a return that is in."""

NOTHING_OWED = "RETURN-001"
"""The check that somebody owes a return: where it fails, no other has anything to ask of."""
NOT_ACCEPTED = "RETURN-002"
"""The check that every return is in: the one whose failures a policy lets pass."""

NO_ROW = "No other policy is recorded for the quarter: it waits for the return of every authority that reports."


@dataclass(frozen=True)
class Policy:
    """How many returns a quarter's report needs, and since when.

    Attributes:
        policy: all, or at_least.
        at_least: how many authorities' returns must be accepted, or say that there is nothing to report; None for all.
        from_date: the first day on which fewer than all may be published; None for all.
        agreed_by: a role, never a person; None where no row is written, and so nobody had to agree.
        line: of the seed's row; None where there is none.
    """

    quarter: str
    policy: str = ALL
    at_least: int | None = None
    from_date: date | None = None
    reason: str = NO_ROW
    agreed_by: str | None = None
    agreed_date: date | None = None
    source: str | None = None
    line: int | None = None

    def is_in_force(self, today: date) -> bool:
        """Whether fewer returns than all are enough on a day."""
        return self.policy == AT_LEAST and self.from_date is not None and today >= self.from_date

    def is_enough(self, states: Sequence[str], today: date) -> bool:
        """Whether a quarter whose returns are in these states may go on to the gate."""
        count = sum(state in ACCEPTED for state in states)
        return count == len(states) or (self.is_in_force(today) and count >= (self.at_least or len(states)))

    @property
    def says(self) -> str:
        """The policy in a sentence or two, as the terminal and the report print it."""
        agreed = f" Agreed by {self.agreed_by} on {_written(self.agreed_date)}." if self.agreed_by else ""
        if self.policy == ALL:
            return f"Returns needed: all. {_sentence(self.reason)}{agreed}"
        some = "1 authority" if self.at_least == 1 else f"{self.at_least} authorities"
        needed = f"Returns needed: those of at least {some}, from {_written(self.from_date)} on; until then, of all."
        return f"{needed} {_sentence(self.reason)}{agreed}"

    def as_record(self) -> dict[str, Any]:
        """The policy as a decision's record keeps it, with its words: the report prints them as they stand."""
        days = {
            name: day.isoformat() if (day := getattr(self, name)) else None for name in ("from_date", "agreed_date")
        }
        return {**asdict(self), **days, "says": self.says}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Policy:
        """Read a policy as a decision's record keeps it."""
        days = {
            name: date.fromisoformat(text) if (text := record[name]) else None for name in ("from_date", "agreed_date")
        }
        return cls(**{**{name: value for name, value in record.items() if name != "says"}, **days})


@dataclass(frozen=True)
class Beginning:
    """Whether a quarter may be taken to the gate with the returns there are, and why not where it may not."""

    may_begin: bool
    told: str


def load(seeds: Path) -> dict[str, Policy]:
    """Every policy that is recorded, by its quarter.

    Raises:
        PipelineError: a row is malformed; it is named by its line.
    """
    file = SeedFile(seeds / NAME, COLUMNS)
    return file.by_key(lambda row: row["quarter"].strip(), lambda line, row: _policy(file, line, row))


def of(seeds: Path, quarter: str) -> Policy:
    """The policy of one quarter: its row, or that it waits for all."""
    return load(seeds).get(quarter, Policy(quarter))


def may_begin(settings: Settings, quarter: str, states: Sequence[Mapping[str, Any]], today: date) -> Beginning:
    """Whether the returns that are in are enough to build the warehouse and ask the gate.

    Args:
        settings: where the seeds are.
        quarter: written as 2022-23-Q1.
        states: one mapping a return that is owed, with authority_name, state and due_date, as `sfpc status --json`
            prints them.
        today: the day on which a policy must be in force.
    """
    policy = of(settings.seeds, quarter)
    awaited = [one for one in states if one["state"] not in ACCEPTED]
    told = ", ".join(
        f"{one['authority_name']}: {str(one['state']).replace('_', ' ')}, "
        + (f"due {one['due_date']}" if one["due_date"] else "in no calendar")
        for one in awaited
    )
    if policy.is_enough([str(one["state"]) for one in states], today):
        begun = f"{quarter} is begun without every return; {told}. {policy.says}" if awaited else ""
        return Beginning(may_begin=True, told=begun)
    return Beginning(may_begin=False, told=f"{quarter} is not complete yet; {told}. {policy.says}")


def apply(
    results: Iterable[CheckResult], policy: Policy, states: Mapping[str, str], today: date
) -> tuple[list[CheckResult], tuple[str, ...]]:
    """Let pass what fails only because a return is not there, where the policy has enough of the others.

    What else fails for such an authority asks about figures that are not in the report, so it is no reason of its own
    to wait; but personal data stops a quarter whatever is agreed, and a check that could not be asked has said nothing.

    Args:
        results: what every check came to, after the waivers.
        policy: the quarter's.
        states: the state of each authority's return, by authority code.
        today: the day on which the policy must be in force.

    Returns:
        The results, and the codes of the authorities that are left out: none where nobody is missing or too many are.
    """
    missing = tuple(sorted(code for code, state in states.items() if state not in ACCEPTED))
    results = list(results)
    if not missing or not policy.is_enough(list(states.values()), today):
        return results, ()
    return [_allowed(result) if _is_for_want_of_a_return(result, missing) else result for result in results], missing


def _is_for_want_of_a_return(result: CheckResult, missing: tuple[str, ...]) -> bool:
    is_ours = result.check_id.startswith(OWN) or result.family == "privacy"
    return result.outcome == "failed" and result.authority_code in missing and not is_ours


def _allowed(result: CheckResult) -> CheckResult:
    """A failure that is let pass; only the missing return itself is told with its words, and told once."""
    if result.check_id == NOT_ACCEPTED:
        return replace(result, outcome="allowed")
    return replace(result, outcome="allowed", observed="its return is not there", faults=())


def _policy(file: SeedFile, line: int, row: Row) -> Policy:
    row = {name: " ".join(cell.split()) for name, cell in row.items()}
    try:
        quarter = str(Quarter.parse(row["quarter"]))
    except UsageError as error:
        raise file.fault(line, str(error)) from None
    file.one_of(line, row, "policy", (ALL, AT_LEAST))
    for name in ("reason", "agreed_by", "agreed_date", "source"):
        if not row[name]:
            raise file.fault(line, f"{name} is blank; say why, who agreed in what role, when, and where it is written")
    if kinds := kinds_in(row["reason"]):
        raise file.fault(line, f"the reason may hold {kinds[0]}, and the report prints it; write it without")
    if problem := roles.problem_with(row["agreed_by"]):
        raise file.fault(line, f"agreed_by {problem}")
    made = Policy(
        quarter=quarter,
        policy=row["policy"],
        reason=row["reason"],
        agreed_by=row["agreed_by"],
        agreed_date=file.day(line, row, "agreed_date"),
        source=row["source"],
        line=line,
    )
    if row["policy"] == AT_LEAST:
        return replace(made, at_least=_count(file, line, row), from_date=file.day(line, row, "from_date"))
    for name in ("at_least", "from_date"):
        if row[name]:
            raise file.fault(line, f"{name} is {row[name]!r} and the policy is all; leave it blank, or write at_least")
    return made


def _count(file: SeedFile, line: int, row: Row) -> int:
    text = row["at_least"]
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise file.fault(line, f"at_least is {text!r}; write how many returns must be accepted, 1 or more")
    return int(text)


def _written(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not on record"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
