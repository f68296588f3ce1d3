"""The rows of each sheet of the template: what is known already of each cell, by its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sfpc.period import Quarter
from sfpc.reference import EVERYBODY, LayoutTable, Reference
from sfpc.return_template.last_quarter import Figures, Value
from sfpc.seed_file import Row

Cells = dict[str, Value]
"""What stands in a row already: by the field of its column, or by the heading of one that is for reference."""

BLANK_ROWS = 15
"""Rows without anything for what is new this quarter."""

FEWEST_ROWS = 30
YEARS_BEFORE, YEARS_AFTER = 3, 6
LISTS = {
    "measure": "Measure",
    "activity": "Activity",
    "workstream": "Workstream",
    "funder": "Funder",
    "rag": "Status",
    "financial_year": "Financial year",
}
"""The code lists as the template names them."""


class Contents:
    """What the template holds before anybody fills it in."""

    def __init__(self, known: Reference, quarter: Quarter, figures: Figures) -> None:
        self.known = known
        self.quarter = quarter
        self.figures = figures
        self.labels = [
            row
            for row in known.label_rows(EVERYBODY, quarter)
            if not row["authority_code"] and row["list"] != "benefit"  # savings are named freely
        ]

    def rows(self, table: LayoutTable) -> list[Cells]:
        """The rows of one sheet."""
        section = table.sections[0] if table.sections else "code_lists"
        makers: dict[str, Callable[[], list[Cells]]] = {
            "performance": lambda: self.lines("measure", "measures", "performance", "Value last quarter"),
            "delivery": lambda: self.lines("activity", "activities", "delivery", "Number last quarter"),
            "finance": self.finance,
            "milestones": self.milestones,
            "benefits": self.benefits,
            "code_lists": self.code_lists,
        }
        return makers[section]()

    def entries(self, name: str) -> list[str]:
        """The entries of one code list, as the drop-downs offer them."""
        if name == "financial_year":
            start = self.quarter.start_year
            return [f"{year}-{(year + 1) % 100:02}" for year in range(start - YEARS_BEFORE, start + YEARS_AFTER + 1)]
        return [row["label"] for row in self.labels if row["list"] == name]

    def code_lists(self) -> list[Cells]:
        """Every entry of every list, with what it means."""
        return [
            {"List": title, "Entry": entry, "Meaning": self.meaning(name, entry)}
            for name, title in LISTS.items()
            for entry in self.entries(name)
        ]

    def meaning(self, name: str, entry: str) -> str:
        """What an entry of a list means, as the seeds define it."""
        if name == "financial_year":
            return f"1 April {entry[:4]} to 31 March {int(entry[:4]) + 1}"
        [row] = [row for row in self.labels if row["list"] == name and row["label"] == entry]
        return self.definitions(name)[row["code"]]["definition"] if name in ("measure", "activity") else row["note"]

    def definitions(self, name: str) -> dict[str, Row]:
        """The measures or activities by their codes."""
        seed = "measures" if name == "measure" else "activities"
        return {row[name]: row for row in self.known.rows(seed)}

    def lines(self, name: str, seed: str, section: str, last: str) -> list[Cells]:
        """A row for each measure or activity, with last quarter's value."""
        defined = {row[name]: row for row in self.known.rows(seed)}
        before = {(row["code"], row["category"] or ""): row for row in self.figures.get(section, [])}
        return [
            {
                "label": row["label"],
                "What it counts": defined[row["code"]]["definition"],
                "Unit": defined[row["code"]]["unit"].replace("_", " "),
                last: shown(before.get((row["code"], row["category"]))),
                "decimals": int(defined[row["code"]].get("decimals") or 0),
            }
            for row in self.labels
            if row["list"] == name
        ]

    def finance(self) -> list[Cells]:
        """A row for each line reported last quarter, and blank ones."""
        names = {(row["list"], row["code"]): row["label"] for row in self.labels}
        known: list[Cells] = [
            {
                "workstream": names.get(("workstream", str(row["workstream"]))),
                "funder": names.get(("funder", str(row["funder"]))),
                "Budget last quarter (£)": row["budget_gbp"],
                "Actual year to date last quarter (£)": row["actual_year_to_date_gbp"],
                "Forecast last quarter (£)": row["forecast_gbp"],
            }
            for row in self.figures.get("finance", [])
        ]
        return with_blanks(sorted(known, key=lambda cells: (str(cells["workstream"]), str(cells["funder"]))))

    def milestones(self) -> list[Cells]:
        """A row for each milestone reported last quarter, and blank ones."""
        names = {row["code"]: row["label"] for row in self.labels if row["list"] == "rag"}
        return with_blanks(
            {
                "project": row["project"],
                "work_area": row["work_area"],
                "milestone": row["milestone"],
                "Forecast date last quarter": row["forecast_date"],
                "Status last quarter": names.get(str(row["rag"]), ""),
            }
            for row in self.figures.get("milestones", [])
        )

    def benefits(self) -> list[Cells]:
        """A row for each saving and year reported last quarter, and blank ones."""
        return with_blanks(
            {
                "benefit": row["benefit"],
                "financial_year": row["financial_year"],
                "Planned last quarter (£)": row["planned_gbp"],
                "Delivered last quarter (£)": row["delivered_gbp"],
                "Forecast last quarter (£)": row["forecast_gbp"],
            }
            for row in self.figures.get("benefits", [])
        )


def with_blanks(rows: Iterable[Cells]) -> list[Cells]:
    """Rows that are known, and blank ones below for what is new."""
    known = list(rows)
    return [*known, *({} for _ in range(max(BLANK_ROWS, FEWEST_ROWS - len(known))))]


def shown(row: Mapping[str, Value] | None) -> Value:
    """A figure of last quarter, or why there was none."""
    if row is None:
        return None
    if row["value"] is not None:
        return row["value"]
    return str(row["status"] or "").replace("_", " ")
