"""What the evaluator's extract says of itself: a dictionary of every column and measure, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sfpc.period import MONTHS_IN_A_YEAR, Quarter
from sfpc.report import words
from sfpc.report.evaluator.extracts import Definition, Written
from sfpc.report.issue import Issue

HEADER = ("file", "name", "kind", "title", "unit", "measure_type", "meaning")
UNITS = {"_count": "number", "_date": "day", "_at": "time (UTC)", "_from": "time (UTC)", "_per_10000": "per 10,000"}
FOLLOW_UP_MONTHS = 18
NOT_HELD = (
    "children eligible for free school meals",
    "children in need plans started (a narrower count than open cases)",
    "visits that were not made",
    "turnover of the social workers who hold cases",
    "single children, referrals and assessments (the trial's sheets DR2 and DR3)",
)
"""What the trial's sheets ask for and no return of this programme holds."""

README = """\
# Extract for the evaluator, {quarter}, release {number}

**For the evaluator alone, under the data-sharing agreement. Not for publication: nothing here is suppressed.**
{lacks}
It holds what the returns in force at this release hold, up to {quarter}, and changes nothing of it. Each value has its
status and the submission it comes from; `submissions.csv` says what a later submission changed.

| File | Rows | What it is |
|---|---|---|
{files}
| `data_dictionary.csv` | | every column of these files, and what each measure means |

CSV in UTF-8, separated by commas. A blank is no value: the status beside it says why. Text that a spreadsheet would run
as a formula has an apostrophe in front.

## Months and quarters

A month stands in `figures.csv` and `dr1_by_month.csv` only where a return gives months; nothing is shared out over
months here. Of a quarter that an authority sent as months, the quarter made up of them stands there too (`is_sent` is
false). Never add months and quarters together.

## Starts and arms

`authorities.csv` keeps the start as planned and as it was apart, each with what is known of the day. An authority whose
start is not known has the exposure `start_not_known` throughout: it is neither treated nor a control until somebody
says when it began. `outside_trial` is not a control arm: those authorities were never randomised.

## What is not known yet: censoring

The trial follows a child for {months} calendar months from the day of referral and asks whether the child starts to be
looked after in that time, both days included. At the end of {quarter}, {last_day}, that is known of children who were
referred up to {matured}. **Whoever was referred later is censored**: a child not looked after so far may still become
so, and a cohort of later referrals shows too few.

The counts here are of authorities and periods and follow no child. Children who started to be looked after in a month
were referred in it or long before: no outcome of the trial can be computed from these files.

## What the trial's sheets ask for and no return holds

{not_held}
"""


def dictionary(made: Iterable[Written], definitions: Sequence[Definition]) -> Iterator[tuple[str, ...]]:
    """Every column of every file, then every measure."""
    for one in made:
        for name in one.header:
            unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
            yield f"{one.extract.name}.csv", name, "column", "", unit, "", one.extract.columns[name]
    for section, code, title, unit, kind, definition in definitions:
        yield "figures.csv", code, f"measure of {section}", title, words.unit(unit), kind, definition


def matured(quarter: Quarter) -> date:
    """The last day of referral whose follow-up is over on a quarter's last day.

    >>> matured(Quarter.parse("2022-23-Q2"))
    datetime.date(2021, 3, 31)
    """
    end = quarter.following.first_day
    months = end.year * MONTHS_IN_A_YEAR + end.month - 1 - FOLLOW_UP_MONTHS
    return date(months // MONTHS_IN_A_YEAR, months % MONTHS_IN_A_YEAR + 1, 1) - timedelta(days=1)


def readme(issue: Issue, made: Sequence[Written]) -> str:
    """The page beside the files."""
    quarter = Quarter.parse(issue.quarter)
    lacks = f"\n{issue.coverage.says}\n" if issue.coverage.says else ""
    files = "\n".join(f"| `{one.extract.name}.csv` | {one.row_count:,} | {one.extract.about} |" for one in made)
    return README.format(
        quarter=issue.quarter,
        number=issue.number,
        lacks=lacks,
        files=files,
        months=FOLLOW_UP_MONTHS,
        last_day=words.day(quarter.last_day),
        matured=words.day(matured(quarter)),
        not_held="\n".join(f"- {each}" for each in NOT_HELD),
    )
