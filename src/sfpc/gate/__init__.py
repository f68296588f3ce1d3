"""The gate: the checks that must hold before anyone publishes a quarter. A yes or a no, with reasons.

The rules stand in `expectations/`, one suite a table; waivers stand in `seeds/waivers.csv`, and how many returns a
quarter needs in `seeds/publication_policies.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc import telemetry, warehouse
from sfpc.fingerprints import fingerprints
from sfpc.gate import asking, checking, data_docs, expectation, policy, results, rules, suites, waivers
from sfpc.gate import decision as decisions
from sfpc.gate.decision import Decision
from sfpc.period import Quarter
from sfpc.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Decision", "decide", "earlier", "ensure_result_files", "latest", "make_ready", "numbers"]


@telemetry.step(telemetry.GATE)
def decide(settings: Settings, quarter: str, today: date | None = None, asked_by: str | None = None) -> Decision:
    """Decide whether a quarter may be published, and keep the decision.

    The same question on the same inputs gives the decision that stands already, and no new record; who asked, and when,
    is noted beside the records each time.

    Args:
        settings: where the warehouse, the checks, the waivers and the decisions are.
        quarter: written as 2022-23-Q1.
        today: the day on which a waiver, and a policy on too few returns, must be in force; today unless told.
        asked_by: who asks: a login name, or the run of a DAG; unless told, what `asking.whoever_asks` finds.

    Raises:
        PipelineError: the checks or the waivers are malformed, or there is no warehouse.
    """
    quarter = str(Quarter.parse(quarter))
    ensure_result_files(settings)  # the marts read them through a view
    all_suites = suites.load(settings.expectations)
    with warehouse.open_read_only(settings.warehouse) as connection:

        def query(sql: str, parameters: Iterable[Any] = ()) -> pd.DataFrame:
            return connection.execute(sql, list(parameters)).df()

        authorities = _records(query("select authority_code, authority_name from marts.dim_authority order by all"))
        names = {row["authority_code"]: row["authority_name"] for row in authorities}
        returns = _records(
            query(
                "select authority_code, quarter, state, submission_id from marts.fct_return "
                "where quarter <= ? order by quarter, authority_code",
                [quarter],
            )
        )
        reporting = tuple(row["authority_code"] for row in returns if row["quarter"] == quarter)
        all_waivers = waivers.load(settings.seeds / waivers.NAME, all_suites, names)
        agreed = policy.of(settings.seeds, quarter)
        answers: checking.Answers = {}
        found = checking.run(all_suites, query, checking.Quarter(quarter, reporting), answers)
        # a hundred and fifty checks without a row would hide the one that says why
        found = [one for one in found if one.check_id == policy.NOTHING_OWED and one.outcome == "failed"] or found

    asked_on = today or date.today()  # noqa: DTZ011 - a waiver ends with a day of whoever asks
    judged, noted = waivers.apply(found, waivers.in_force(all_waivers, quarter, asked_on))
    states = {row["authority_code"]: row["state"] for row in returns if row["quarter"] == quarter}
    judged, missing = policy.apply(judged, agreed, states, asked_on)
    known_rules, unexplained = rules.compared(all_suites, rules.known(settings.gate, quarter))
    judged += unexplained
    made = Decision(
        quarter=quarter,
        number=1,
        verdict=decisions.verdict_on(judged),
        results=tuple(judged),
        waivers=tuple(noted),
        policy=agreed,
        missing=missing,
        unwaivable=waivers.unwaivable(all_suites),
        inputs={
            "returns": [row for row in returns if row["quarter"] == quarter],
            "earlier_returns": [row for row in returns if row["quarter"] != quarter],
            "code_version": version("sfpc"),
            **fingerprints(settings),
            "rules": known_rules,
        },
        authority_names={code: names[code] for code in reporting},
    )
    made = _kept(settings.gate / quarter, made)
    pages = settings.gate / quarter / data_docs.FOLDER
    data_docs.ensure(pages, f"{quarter}, decision {made.number}", [(one, answers[one.name]) for one in all_suites])
    return asking.noted(settings.gate / quarter, made, asked_by or asking.whoever_asks())


def make_ready() -> None:
    """Import what deciding needs, which takes seconds: worth doing while something else is waited for."""
    expectation.make_ready()


def latest(settings: Settings, quarter: str) -> Decision | None:
    """The newest decision about a quarter, without asking again; None before the first."""
    return decisions.newest(settings.gate / quarter)


def numbers(settings: Settings, quarter: str) -> list[int]:
    """The numbers of the decisions that were made about a quarter, the first one first."""
    return decisions.numbers_in(settings.gate / quarter)


def earlier(settings: Settings, quarter: str, number: int) -> Decision:
    """One decision about a quarter, by its number."""
    return decisions.read(settings.gate / quarter, number)


def ensure_result_files(settings: Settings) -> None:
    """Lay zero-row result files; called before each build, since the marts read all there are."""
    results.ensure_result_files(settings.gate)


def _kept(folder: Path, made: Decision) -> Decision:
    """Keep a decision unless the newest one says the same; the result files follow the newest either way.

    The record is written last: whoever is stopped in between makes the same decision again.
    """
    last = decisions.newest(folder)
    is_new = last is None or last.as_record() != made.as_record()
    number = 1 if last is None else last.number + is_new
    made = replace(made, number=number)
    results.write(folder, made.quarter, number, made.results)
    if is_new:
        decisions.keep(folder, made)
    return made


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN is not itself
        for row in rows.to_dict("records")
    ]
