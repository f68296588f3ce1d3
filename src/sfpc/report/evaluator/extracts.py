"""The files of the evaluator's extract: what each holds and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from sfpc.report.evaluator.queries import (
    AGGREGATE,
    AGGREGATE_MEASURES,
    AUTHORITIES,
    DEFINITIONS,
    FIGURES,
    SUBMISSIONS,
)

Definition = tuple[str, str, str, str, str, str]
"""Section, code, title, unit, kind and definition of a measure or activity."""


@dataclass(frozen=True)
class Extract:
    """A file of the extract.

    Attributes:
        about: what it holds and its key.
        columns: what each column means, by its name.
    """

    name: str
    about: str
    sql: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Written:
    """A file of the extract once it is written."""

    extract: Extract
    header: tuple[str, ...]
    row_count: int


WHO = {
    "authority_code": "ONS code of the authority.",
    "authority_name": "Name of the authority in DfE's spelling.",
    "quarter": "Quarter of the financial year whose return it comes from, written as 2022-23-Q1.",
}
WHEN = {
    "exposure": "before_start, start_in_period, after_start or start_not_known: where the period lies to "
    "actual_start_date, whose precision stands in authorities.csv.",
}
FROM = {
    "submission_id": "Submission in force that the row comes from.",
    "received_at": "When that submission was received (UTC).",
    "source_file": "File of the return.",
    "source_sheet": "Sheet of a workbook or list of a document; blank where the file has none.",
    "source_place": "Cell, line and column, or pointer in the file.",
}
STATUS = (
    "reported, or why there is no value: suppressed, not_applicable, not_available, unreadable, blank or conflicting."
)
EXTRACTS = (
    Extract(
        "authorities", "Who takes part, in which arm, and when it was to start and did. Key: authority_code.",
        AUTHORITIES,
        {
            **WHO,
            "role": "originator, adopter or pilot.",
            "arm": "trial for the adopters, whose start dates are the trial's wedge; outside_trial for the rest.",
            "planned_start_date": "Day of the start as planned; blank where no document gives it.",
            "planned_start_precision": "What of that day is known: day, month or about.",
            "actual_start_date": "Day the programme actually started there; blank where it is not known.",
            "actual_start_precision": "What of that day is known: day, month or about.",
            "first_quarter": "First quarter a return is owed for; blank for who does not report.",
            "last_quarter": "Last quarter one is owed for; blank while it goes on.",
            "returns_owed_count": "Number of returns owed up to the quarter of this release.",
            "returns_accepted_count": "Number of them that are accepted or say that there is nothing to report.",
            "note": "What is known of the start, and what is not.",
        },
    ),
    Extract(
        "figures", "Every figure of performance and delivery, a month where the return gives months and a quarter. "
        "Key: authority_code, period_type, period_start_date, section, measure, category.", FIGURES,
        {
            **WHO,
            **WHEN,
            "period_type": "month or quarter.",
            "period_start_date": "First day of the period.",
            "period_end_date": "Last day of the period: a stock is of this day.",
            "section": "performance or delivery.",
            "measure": "Code of the measure or activity; its definition stands in this dictionary.",
            "category": "Employer of people trained; all elsewhere.",
            "value": "Value in the unit of the measure; blank unless the status is reported.",
            "status": STATUS,
            "is_sent": "Whether it stands in the return; false of a quarter made up of its months.",
            **FROM,
        },
    ),
    Extract(
        "dr1_by_month", "The aggregate sheet of the trial (DR1) for each month that a return gives. Key: "
        "authority_code, month_start_date.", AGGREGATE,
        {
            **WHO,
            **WHEN,
            "month_start_date": "First day of the month; stocks are of its last day.",
            **dict.fromkeys(AGGREGATE_MEASURES, "As in figures.csv, of the month."),
            **{f"{measure}_status": f"{STATUS[:-1]}; not_sent_by_month." for measure in AGGREGATE_MEASURES},
            **FROM,
            "cla_rate_per_10000": "Children looked after at the month's end for each 10,000 aged 0 to 17.",
            "cases_per_social_worker": "Cases held for each full-time equivalent, on the same day.",
            "population_count": "Children aged 0 to 17 that the rate is divided by.",
            "population_mid_year": "Year of that mid-year estimate.",
        },
    ),
    Extract(
        "submissions", "Every submission up to the quarter, also those that another has replaced. Key: authority_code, "
        "quarter, submission_sequence.", SUBMISSIONS,
        {
            **WHO,
            **FROM,
            "submission_sequence": "1, 2, 3 and so on within the quarter.",
            "state": "accepted, nil, rejected or withdrawn.",
            "comparison": "first, the_same, only_stamps_differ, restated, rejected or withdrawn.",
            "restated_count": "Number of figures, dates and comments that it changed.",
            "is_in_force": "Whether it counts now.",
            "in_force_from": "When it began to count (UTC).",
            "in_force_until": "When another took its place (UTC); blank while it counts.",
        },
    ),
)  # fmt: skip


def definitions(connection: duckdb.DuckDBPyConnection) -> list[Definition]:
    """What each measure and activity means."""
    return connection.execute(DEFINITIONS).fetchall()
