"""Read returns and compare: every value is the one that was written, or a finding says so at the right place."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from sfpc import raw
from sfpc.landed import Landed
from sfpc.models import InMemory, Project, in_memory
from sfpc.readers import open_files
from sfpc.readers.workbook_parts import column_number
from tests.folders import HOME, settings_in
from tests.property import files
from tests.property.book import Cell, Key, Place, Return, places
from tests.property.layouts import known

FIGURES = {
    "indicators": """
        select submission_id, list, code, coalesce(category_code, '') as category, period_quarter,
            value, value_status, percentage
        from intermediate.int_indicators__quarterly where coalesce(category_code, '') != 'total'
    """,
    "finance": """
        select submission_id, workstream, coalesce(funder, '') as funder, amount,
            coalesce(cast(period_month as varchar), '') as month, value_gbp, value_status
        from intermediate.int_finance__amounts
        where workstream is not null and workstream != 'total' and not is_funder_unknown
    """,
    "milestones": """
        select submission_id, project, work_area, milestone, baseline_date, forecast_date, completed_date, rag
        from intermediate.int_milestones__coded
    """,
    "benefits": """
        select submission_id, benefit, financial_year, planned_gbp, delivered_gbp, forecast_gbp
        from intermediate.int_benefits__in_pounds where financial_year is not null and not is_total
    """,
}
FIGURE_MODELS = (
    "int_indicators__quarterly", "int_finance__amounts", "int_milestones__coded", "int_benefits__in_pounds",
)  # fmt: skip
OF_SEVERAL_RETURNS = frozenset({"int_findings__restatements", "int_findings__repeated_quarters"})
"""Models of findings that compare a submission with others; the returns of a batch have nothing to do with another."""

Value = Decimal | date | str | None


@dataclass(frozen=True)
class Found:
    """A finding about a return."""

    kind: str
    severity: str
    file: str | None
    sheet: str | None
    place: str | None
    message: str


@dataclass
class Outcome:
    """What came of reading a return.

    Attributes:
        values: for each thing every value that the warehouse holds of it.
        cells_read: cells that are not blank, by open_files.
        cells_accounted: cells of all dispositions.
    """

    state: str
    values: dict[Key, set[Value]]
    findings: list[Found]
    cells_read: int
    cells_accounted: int
    cells_loaded: int
    sheets: Counter[str]


@cache
def finding_models() -> dict[str, str]:
    """The models that say what was found in one return alone, and where each stands."""
    project = Project(HOME / "dbt_project", HOME / "seeds")
    names = [name for name in project.model("int_findings__returns").refs if "findings" in name]
    return {name: project.relation(name) for name in names if name not in OF_SEVERAL_RETURNS}


def read(returns: list[Return], write: Callable[[Return, Path], list[Path]] = files.write) -> list[Outcome]:
    """Write returns, read them, and run the models over all of them at once."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        raw.ensure_tables(settings)
        outcomes = {}
        for number, one in enumerate(returns):
            name = f"{number:016x}"
            paths = write(one, settings.landing / name)
            landed = Landed(
                one.folder, one.code, str(one.quarter), name, number + 1, "2023-01-01T00:00:00", tuple(paths),
                settings.landing / name,
            )  # fmt: skip
            result = raw.read_anew(settings, landed, known(), "property")
            grids, _ = open_files(paths)
            ledger = raw.parquet.path_of(settings.raw, "dispositions", one.folder, str(one.quarter), name)
            rows = raw.pq.ParquetFile(ledger).read().to_pylist()
            outcomes[name] = Outcome(
                result.state, {}, [],
                sum(1 for grid in grids for row in grid.rows for text in row if text),
                sum(row["cell_count"] for row in rows),
                sum(row["cell_count"] for row in rows if row["disposition"] == "data"),
                Counter(row["disposition"] for row in rows),
            )  # fmt: skip
        names = [*FIGURE_MODELS, *finding_models()]
        with in_memory(settings, names, sorted({one.folder for one in returns})) as models:
            collect(models, outcomes)
    return list(outcomes.values())


def collect(models: InMemory, outcomes: dict[str, Outcome]) -> None:
    """Put what the warehouse would hold into the outcomes."""
    for relation in finding_models().values():
        for row in models.rows(f"select * from {relation}"):
            kind = row["finding_type"]
            file, sheet = (row.get(name, row.get(f"source_{name}")) for name in ("file", "sheet"))
            found = Found(kind, known().severity(kind), file, sheet, row["place"], row["message"])
            outcomes[row["submission_id"]].findings.append(found)
    for section, query in FIGURES.items():
        for row in models.rows(query):
            values = outcomes[row.pop("submission_id")].values
            for key, value in values_of(section, row):
                values.setdefault(key, set()).add(value)


def values_of(section: str, row: dict) -> Iterable[tuple[Key, Value]]:
    """The values that a row of the warehouse holds."""
    if section == "indicators":
        what = (row["list"], row["code"], row["category"], row["period_quarter"])
        yield ("indicators", *what), row["value_status"] if row["value"] is None else row["value"]
        if row["percentage"] is not None:
            yield ("percentage", *what), row["percentage"]
    elif section == "finance":
        amount = row["value_status"] if row["value_gbp"] is None else row["value_gbp"]
        yield ("finance", row["workstream"], row["funder"], row["amount"], row["month"]), amount
    elif section == "milestones":
        what = ("milestones", row["project"], row["work_area"], row["milestone"])
        for name in ("baseline", "forecast", "completed"):
            yield (*what, name), row[f"{name}_date"]
        yield (*what, "rag"), row["rag"]
    else:
        for name in ("planned", "delivered", "forecast"):
            yield ("benefits", row["benefit"], row["financial_year"], name), row[f"{name}_gbp"]


NOT_SAID = frozenset({None, "blank", "unreadable", "conflicting", "not_available"})
"""What stands in place of a value that could not be taken."""


def problems(one: Return, outcome: Outcome) -> list[str]:
    """Everything that is wrong with how a return was read; nothing, when all is well."""
    where = places(one)
    cells: dict[Key, list[Cell]] = {}
    for cell in where:
        if cell.carries:
            cells.setdefault(cell.carries, []).append(cell)
    found = [*wrong_values(one, outcome, cells, where), *missing_findings(one, outcome, where)]
    if one.promise == "clean":
        doubtful = [where[cell] for cell in one.may_be_flagged if cell in where]
        graver = [
            finding
            for finding in outcome.findings
            if finding.severity != "info" and not any(points_at(finding, place, "cell") for place in doubtful)
        ]
        found += [f"a finding about a return without a fault: {finding}" for finding in graver[:3]]
    if outcome.cells_read != outcome.cells_accounted:
        found.append(f"{outcome.cells_read} cells read, {outcome.cells_accounted} accounted for")
    return found


def wrong_values(one: Return, outcome: Outcome, cells: dict[Key, list[Cell]], where: dict[Cell, Place]) -> list[str]:
    """Values that differ from those written, or are missing, without a finding that says so; and values never sent."""
    found = []
    for key, value in one.values.items():
        held = outcome.values.get(key, set())
        of_key = cells.get(key, [])
        is_lost = any(cell in one.lost for cell in of_key)
        if held == {value} and not is_lost:
            continue
        is_said = any(points_at(finding, where[cell], "line") for finding in outcome.findings for cell in of_key)
        if is_said and any(cell in one.may_be_flagged for cell in of_key):
            continue
        if held <= NOT_SAID and is_said and (is_lost or one.promise == "fault"):
            continue
        if one.promise == "fault" and is_refused(outcome):
            continue
        at = [where[cell].text for cell in of_key[:3]]
        found.append(f"{key} is {held} and not {value}, sent at {at} as {[cell.content for cell in of_key[:3]]}")
    for key, held in outcome.values.items():
        if key not in one.values and not held <= NOT_SAID:
            found.append(f"{key} is {held}, which nobody sent")
    return found[:4]


def is_refused(outcome: Outcome) -> bool:
    """Whether a return was rejected, with a finding that names the file."""
    return outcome.state == "rejected" and any(one.severity == "reject" and one.file for one in outcome.findings)


def missing_findings(one: Return, outcome: Outcome, where: dict[Cell, Place]) -> list[str]:
    """Findings that must be there and are not."""
    if one.promise == "fault" and is_refused(outcome):
        return []  # what is refused whole is not looked at figure by figure
    found = []
    for expected in one.expected:
        place = where[expected.cell]
        if not any(
            (not expected.kinds or finding.kind in expected.kinds) and points_at(finding, place, expected.scope)
            for finding in outcome.findings
        ):
            said = [(finding.kind, finding.sheet, finding.place) for finding in outcome.findings[:6]]
            kinds = ", ".join(sorted(expected.kinds)) or "any kind"
            found.append(f"no finding of {kinds} at {place}, but {said}")
    return found


def points_at(finding: Found, place: Place, scope: str) -> bool:
    """Whether a finding is about a cell: it names the cell, or (line) its row or column, or (sheet) its sheet."""
    if finding.file not in (None, place.file) or finding.sheet not in (None, place.sheet):
        return False
    if scope == "sheet" or finding.place is None:
        return scope != "cell" and finding.file is not None
    spans = [span.split(" to ") for span in finding.place.split("; ")]
    return any(span_holds(span[0], span[-1], place, scope) for span in spans)


def span_holds(first: str, last: str, place: Place, scope: str) -> bool:
    """Whether a span of cells holds a cell, or (line) is of its row or column."""
    if place.text.startswith("/"):
        if scope == "cell":
            return first == place.text
        row, member = re.fullmatch(r"(.*/\d+|)(/.*)", place.text).groups()  # type: ignore[union-attr]
        return first == place.text or (row != "" and first.startswith(row)) or first.endswith(member)
    begin, end, here = corner(first), corner(last), corner(place.text)
    if begin is None or end is None or here is None:
        return False
    in_rows = begin[0] <= here[0] <= end[0]
    in_columns = begin[1] <= here[1] <= end[1]
    if scope == "cell":
        return in_rows and (in_columns or begin != end)
    return in_rows or in_columns


def corner(place: str) -> tuple[int, int] | None:
    """Row and column of a cell named `E9`, or by line and column; None for another text."""
    if found := re.fullmatch(r"([A-Z]{1,3})(\d+)", place):
        return int(found[2]), column_number(found[1].encode())
    if found := re.fullmatch(r"line (\d+), column (\d+)", place):
        return int(found[1]), int(found[2])
    return None
