"""Which tables of a release hold what authorities returned, and how each becomes figures with a row of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """How a table of the report becomes figures, each in a row of its own.

    Attributes:
        subject, part, project: the columns, or the SQL, that name a figure; as in marts.fct_figure.
        fields: what each figure is called, with the column that holds it.
        status: the column that says why there is no figure; none where a blank says nothing.
    """

    name: str
    table: str
    subject: str
    fields: Mapping[str, str]
    part: str = ""
    project: str = ""
    status: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns without which the table cannot be read."""
        named = {self.subject, self.part, self.project, self.status, *self.fields.values()}
        return {"authority_code", "quarter"} | {each for each in named if each}


SECTIONS = (
    Section("returns", "rpt_returns", "quarter", {"state": "state"}),
    Section("performance", "rpt_performance", "measure", {"value": "value"}, status="status"),
    Section(
        "delivery", "rpt_delivery", "activity", {"value": "in_quarter_value"}, "category", status="in_quarter_status"
    ),
    Section(
        "finance",
        "rpt_finance",
        "workstream",
        {each: f"{each}_gbp" for each in ("budget", "actual_in_quarter", "actual_year_to_date", "forecast")},
        "funder",
        status="status",
    ),
    Section(
        "milestones",
        "rpt_milestones",
        "milestone",
        {each: each for each in ("baseline_date", "forecast_date", "completed_date", "rag")},
        "work_area",
        "project",
    ),
    Section(
        "benefits",
        "rpt_benefits",
        "benefit",
        {each: f"{each}_gbp" for each in ("planned", "delivered", "forecast")},
        "financial_year",
        status="status",
    ),
)
"""The tables that hold what authorities returned; the rest is worked out of these."""
