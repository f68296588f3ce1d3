"""Write values in a layout as its rows in `seeds/` say: a new authority's needs rows there, and nothing here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product

from sfpc.period import MONTHS_IN_A_YEAR, Quarter
from sfpc.readers import open_files
from sfpc.reference import IGNORED, TEMPLATE_MARKER, LayoutColumn, LayoutTable, Reference, reference
from tests.folders import HOME, SAMPLES
from tests.property.book import Cell, Content, Key, Return, Row, Sheet
from tests.property.values import Values
from tests.seed_files import rows

seed = cache(rows)
"""The rows of a seed, read once."""

KINDS = {".csv": "csv", ".xlsx": "xlsx", ".ods": "ods", ".json": "json"}
SYMBOL = "c"
FINANCE = ("budget", "actual_in_quarter", "actual_in_month", "actual_year_to_date", "forecast")


@dataclass(frozen=True)
class Style:
    """Ways of writing periods, of which a layout says nothing.

    Attributes:
        year: of a financial year from its two years, four digits each.
        month: a format of strftime.
    """

    year: str = "{0}-{1:.2}"
    month: str = "%b %Y"

    def financial_year(self, start_year: int) -> str:
        """Write a financial year."""
        return self.year.format(str(start_year), str((start_year + 1) % 100).zfill(2))


STYLES = (Style(), Style("{0}/{1:.2}", "%b-%y"), Style("{0}-{1:.2}", "%B %Y"))


@cache
def known() -> Reference:
    """The reference data of the repository."""
    return reference(HOME / "seeds")


def folders() -> list[str]:
    """The folders of the authorities that have a layout."""
    codes = {row["authority_code"] for row in seed("layout_tables")}
    return sorted(one.folder for one in known().authorities.values() if one.code in codes)


def written(folder: str, quarter: Quarter, values: Values, style: Style, template: int | None = None) -> Return:
    """A return of an authority for a quarter that says the values given, in its own layout or a template's."""
    code = known().authorities[folder].code
    layout = known().layout(code, quarter) if template is None else known().template(template, quarter)
    tables = [one for one in layout if one.shape == "table"]
    made = Return(folder, code, quarter, KINDS["." + tables[0].file.rsplit(".", 1)[1]])
    writer = Writer(made, values, style, code if template is None else "")
    lines = [one for one in layout if one.shape != "table" and not one.sheet]
    for table in layout:
        if table.shape == "table":
            sheet = writer.table(table)
            if made.kind != "json":
                sheet.above = [Row([Cell(text)], "title") for form in lines for text in writer.lines(form)]
                sheet.above += [Row([Cell()], "blank")] * bool(lines)
            made.sheets.append(sheet)
        elif table.sheet:
            made.sheets.append(Sheet(writer.name(table.file), table.sheet, above=writer.form(table)))
    if template is not None:
        made.sheets[0].above.insert(0, Row([Cell(f"{TEMPLATE_MARKER} {template}")], "title"))
    return made


@dataclass
class Writer:
    """Writes the tables of one return.

    Attributes:
        owner: whose rows of the seeds say how: an authority's, or nobody's for the template.
    """

    made: Return
    values: Values
    style: Style
    owner: str

    @property
    def quarter(self) -> Quarter:
        return self.made.quarter

    # ---------------------------------------------------------------------- words that templates hold

    def filled(self, heading: str, **words: str) -> str:
        """A heading with its placeholders filled in."""
        number = str(self.quarter.number)
        given = {
            "financial_year": self.style.financial_year(self.quarter.start_year),
            "quarter": number if re.search(r"uarter \{quarter\}", heading) else f"Q{number}",
            "authority": self.authority(),
            "anything": "programme",
        } | words
        return re.sub(r"\{(\w+)\}", lambda found: given[found[1]], heading)

    def name(self, pattern: str) -> str:
        """The name of a file."""
        return self.filled(pattern, financial_year=self.quarter.financial_year)

    def authority(self) -> str:
        """The authority's name, as its returns write it."""
        names = [row["name"] for row in seed("authority_names") if row["authority_code"] == self.made.code]
        return next(name for name in names if not re.search(r"\d", name))

    def labels(self, *lists: str) -> list[dict[str, str]]:
        """The authority's labels of some lists, one a code and category."""
        found = {
            (row["list"], row["code"], row["category"]): row
            for row in reversed(seed("labels"))
            if row["authority_code"] == self.owner and row["list"] in lists
            and (not row["first_quarter"] or row["first_quarter"] <= str(self.quarter))
            and (not row["last_quarter"] or row["last_quarter"] >= str(self.quarter))
        }  # fmt: skip
        return list(reversed(found.values()))

    def label(self, which: str, code: str) -> str:
        """The authority's label for a code."""
        return next(row["label"] for row in self.labels(which) if row["code"] == code)

    def column(self, table: LayoutTable, field: str) -> dict[str, str]:
        """The row of the seeds that says what a column holds."""
        return next(
            row
            for row in seed("layout_columns")
            if (row["authority_code"], row["table_name"], row["field"]) == (self.owner, table.name, field)
        )

    def unit(self, table: LayoutTable, field: str) -> Decimal:
        """Pounds that 1 stands for in a column."""
        return Decimal(self.column(table, field)["factor"] or "1")

    # ---------------------------------------------------------------------- covers and titles

    def lines(self, form: LayoutTable) -> list[str]:
        """Lines of text that stand alone."""
        return [self.filled(column.heading) for column in form.columns]

    def form(self, form: LayoutTable) -> list[Row]:
        """The rows of a cover: a label and its value, or lines."""
        if form.shape == "lines":
            return [Row([Cell(text)], "title") for text in self.lines(form)]
        return [
            Row([Cell(column.heading, "other"), Cell(self.declared(column.field), "declared")], "title")
            for column in form.columns
        ]

    def declared(self, field: str) -> Content:
        """What a cell says of the return."""
        year = self.style.financial_year(self.quarter.start_year)
        return {
            "declared_authority": self.authority(),
            "declared_financial_year": year,
            "declared_quarter": f"Q{self.quarter.number} {year}",
            "declared_date": self.quarter.last_day,
            "declared_nil": "No",
        }.get(field, "3")

    # ---------------------------------------------------------------------- tables

    def table(self, table: LayoutTable) -> Sheet:
        """One table of the layout with its values."""
        rows = {
            "declarations": self.declarations,
            "indicators": self.indicators,
            "finance": self.finance,
            "milestones": self.milestones,
            "benefits": self.benefits,
        }[table.raw_table](table)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet = Sheet(self.name(table.file), table.sheet or None, table)
        sheet.heading = Row([Cell(heading, "heading") for heading in headings], "heading")
        sheet.body = [Row([row.get(heading) or Cell() for heading in headings]) for row in rows]
        for at, heading in enumerate(headings):
            if any(column.repeats_down and column.heading == heading for column in table.columns):
                blank_what_repeats(sheet.body, at)
        return sheet

    def others(self, table: LayoutTable, number: int) -> dict[str, Cell]:
        """The cells of a row that carry no value: what it declares, and what the layout ignores."""
        found = {}
        for column in table.columns:
            if column.field.startswith("declared_") and "{" not in column.heading:
                found[column.heading] = Cell(self.declared(column.field), "declared")
            elif column.field == IGNORED:
                found[column.heading] = Cell(f"R{number}", "other")
            elif column.field == "comment":
                found[column.heading] = Cell("On track." if number % 2 else None, "comment")
        return found

    def declarations(self, table: LayoutTable) -> list[dict[str, Cell]]:
        """One row that only declares."""
        return [self.others(table, 1)]

    def entries(self, table: LayoutTable) -> list[tuple[str, str, str, dict[str, str]]]:
        """What a table of figures is about: list, code, category and its labels, one for each figure of a quarter."""
        lists = [{"performance": "measure", "delivery": "activity"}[section] for section in table.sections]
        labels = self.labels(*lists)
        categories = [row for row in self.labels("category") if row["code"] != "total"]
        by_employer = {row["activity"] for row in seed("activities") if row["by_employer"] == "true"}
        fields = {column.field for column in table.columns} | {column.fills for column in table.columns}
        every_needs_category = any(column.fills == "category" for column in table.columns)
        found = []
        for row in labels:
            names = {"label": row["label"]}
            if row["category"] == "total":
                continue
            if row["category"] or row["code"] not in by_employer:
                if not every_needs_category:
                    found.append((row["list"], row["code"], row["category"], names))
            elif "category" in fields:
                found += [
                    (row["list"], row["code"], category["code"], names | {"category": category["label"]})
                    for category in categories
                ]
        return found

    def indicators(self, table: LayoutTable) -> list[dict[str, Cell]]:
        """Rows of figures: a row a label, or a row a month, or one row; columns as the layout's headings say."""
        fixed = {
            column.field: column.heading for column in table.columns if not column.fills and "{" not in column.heading
        }
        varying = [column for column in table.columns if column.fills and column.field == "value"]
        months = self.months() if fixed.get("period") and not fixed.get("label") else [None]
        rows: dict[object, dict[str, Cell]] = {}
        for number, ((which, code, category, names), month) in enumerate(product(self.entries(table), months)):
            at = month or (names["label"], "" if any(one.fills == "category" for one in varying) else category)
            if not fixed.get("label"):
                at = month
            row = rows.setdefault(at, self.others(table, number + 1))
            for field in ("label", "category"):
                if field in fixed and field in names:
                    row[fixed[field]] = Cell(names[field], "label")
            if month:
                row[fixed["period"]] = Cell(month.strftime(self.style.month), "declared")
            self.figures(row, table, fixed, varying, (which, code, category), names, month)
        return list(rows.values())

    def figures(self, row, table, fixed, varying, what, names, month):  # noqa: PLR0913, PLR0917 - all of one row
        """Put the figures of one label into its row."""
        which, code, category = what
        decimals = next((int(one["decimals"]) for one in seed("measures") if one["measure"] == code), 0)
        is_flow = self.is_flow(which, code)
        key = ("indicators", which, code, category)
        if any(column.fills == "period" for column in varying):
            [column] = varying
            numbers = range(1, self.quarter.number + 1)
            counts = [self.values.count(*key, number, decimals=decimals) for number in numbers]
            for number in range(1, 5):
                quarter = Quarter(self.quarter.start_year, number)
                heading = self.filled(column.heading, quarter=f"Q{number}")
                if number <= self.quarter.number:
                    row[heading] = self.figure((*key, str(quarter)), counts[number - 1])
                else:
                    row[heading] = Cell()
            if "year_to_date" in fixed:
                row[fixed["year_to_date"]] = Cell(sum(counts) if is_flow else "n/a")
            return
        whole = (*key, str(self.quarter))
        count = self.values.count(*key, month, decimals=decimals)
        if month:
            heading = self.heading_of(varying, names)
            is_counted = is_flow or month == self.months()[-1]
            row[heading] = Cell(count, "figure", carries=whole if is_counted else None)
            before = self.made.values.get(whole)
            assert before is None or isinstance(before, Decimal)
            self.made.values[whole] = count + (before or 0) if is_flow else count
            return
        if varying:
            heading = self.heading_of(varying, names)
            row[heading] = self.figure(whole, count)
        elif "suppressed" in fixed and self.values.symbol(*key):
            row[fixed["value"]] = Cell(None, "other", carries=whole)
            row[fixed["suppressed"]] = Cell("true", "other")
            self.made.values[whole] = "suppressed"
        else:
            row[fixed["value"]] = self.figure(whole, count, may_be_symbol="suppressed" not in fixed)
        if "percentage" in fixed and self.values.chance("percentage", *key).random() < 0.4:
            percentage = Decimal(self.values.chance("per cent", *key).randrange(0, 1001)).scaleb(-1)
            unit = self.unit(table, "percentage")
            self.made.values[("percentage", *whole[1:])] = percentage
            cell = row[fixed["percentage"]] = Cell(percentage / unit, "percentage", ("percentage", *whole[1:]), unit)
            if unit == 1 and percentage <= 1:
                self.made.may_be_flagged.add(cell)  # it may be a fraction of 1

    def figure(self, key: Key, count: Decimal, *, may_be_symbol: bool = True) -> Cell:
        """The cell of one figure of a quarter, or a symbol that says why there is none."""
        if may_be_symbol and self.values.symbol(*key):
            self.made.values[key] = "suppressed"
            return Cell(SYMBOL, "other", carries=key)
        self.made.values[key] = count
        return Cell(count, "figure", carries=key)

    def is_flow(self, which: str, code: str) -> bool:
        """Whether months and quarters of a figure add up."""
        file, column = ("measures", "measure") if which == "measure" else ("activities", "activity")
        return next(row["measure_type"] for row in seed(file) if row[column] == code) == "flow"

    def heading_of(self, varying: list[LayoutColumn], names: dict[str, str]) -> str:
        """The heading a label stands in; where several templates may hold it, the one the samples use for it."""
        headings = [re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], ""), one.heading) for one in varying]
        return next((one for one in headings if one in sample_headings(self.made.folder)), headings[0])

    def months(self) -> list:
        """The first days of the quarter's months."""
        first = self.quarter.first_day
        return [first.replace(month=first.month + number) for number in range(3)]

    def finance(self, table: LayoutTable) -> list[dict[str, Cell]]:
        """A row a line of money."""
        fixed = {column.field: column.heading for column in table.columns}
        rows = []
        lines = product(seed("workstreams"), seed("funders"))
        for number, (workstream, funder) in enumerate(lines):
            what = workstream["workstream"], funder["funder"]
            row = self.others(table, number)
            row[fixed["workstream"]] = Cell(self.label("workstream", what[0]), "label")
            row[fixed["funder"]] = Cell(self.label("funder", what[1]), "label")
            for column in table.columns:
                if column.field not in FINANCE:
                    continue
                unit = self.unit(table, column.field)
                for month in self.months() if column.fills == "period" else [None]:
                    key = ("finance", *what, column.field, month.isoformat() if month else "")
                    words = {"month": month.strftime(self.style.month)} if month else {}
                    row[self.filled(column.heading, **words)] = self.money(key, unit)
            rows.append(row)
        return rows

    def money(self, key: Key, unit: Decimal) -> Cell:
        """The cell of an amount of money, in the column's unit."""
        amount = self.values.amount(*key, unit=unit)
        self.made.values[key] = amount
        return Cell(amount / unit + 0, "figure", key, unit)

    def milestones(self, table: LayoutTable) -> list[dict[str, Cell]]:
        """A row a milestone."""
        fixed = {column.field: column.heading for column in table.columns}
        rows = []
        for number, one in enumerate(self.values.milestones()):
            row = self.others(table, number)
            what = ("milestones", one.project, one.work_area, one.milestone)
            row[fixed["project"]] = Cell(one.project, "word")
            row[fixed["work_area"]] = Cell(one.work_area, "word")
            row[fixed["milestone"]] = Cell(one.milestone, "word")
            for name, day in (("baseline", one.baseline), ("forecast", one.forecast), ("completed", one.completed)):
                key = (*what, name)
                self.made.values[key] = day
                cell = row[fixed[f"{name}_date"]] = Cell(day, "day" if day else "other", key)
                has_order = self.column(table, f"{name}_date")["date_order"]
                if self.made.kind == "csv" and not has_order and day and day.day <= MONTHS_IN_A_YEAR:
                    self.made.may_be_flagged.add(cell)  # dd/mm/yyyy that may be mm/dd/yyyy
            self.made.values[*what, "rag"] = one.rag
            row[fixed["rag"]] = Cell(self.label("rag", one.rag), "label", (*what, "rag"))
            rows.append(row)
        return rows

    def benefits(self, table: LayoutTable) -> list[dict[str, Cell]]:
        """A row a benefit and year, or a row a benefit with columns for each year."""
        years = range(2020, 2025)
        fixed = {column.field: column.heading for column in table.columns}
        rows = []
        for benefit in self.values.benefits():
            wide = self.others(table, len(rows))
            for year in years:
                row = wide if "financial_year" not in fixed else self.others(table, len(rows))
                row[fixed["benefit"]] = Cell(benefit, "word")
                said = self.style.financial_year(year)
                if "financial_year" in fixed:
                    row[fixed["financial_year"]] = Cell(said, "other")
                for column in table.columns:
                    if column.field in ("planned", "delivered", "forecast"):
                        key = ("benefits", benefit, f"{year}-{(year + 1) % 100}", column.field)
                        heading = self.filled(column.heading, financial_year=said)
                        row[heading] = self.money(key, self.unit(table, column.field))
                if row is not wide:
                    rows.append(row)
            if "financial_year" not in fixed:
                rows.append(wide)
        return rows


def blank_what_repeats(body: list[Row], at: int) -> None:
    """Leave a column blank where it says the same as the row above."""
    said = None
    for row in body:
        content = row.cells[at].content
        if content == said:
            row.cells[at].content = None
        said = content


@cache
def sample_headings(folder: str) -> frozenset[str]:
    """The texts of the first rows of a sample return, which tell where a layout's template holds which label."""
    newest = max(path for path in SAMPLES.iterdir() if (path / folder).is_dir()) / folder
    grids, _ = open_files(sorted(path for path in newest.iterdir() if not path.name.startswith(".")))
    return frozenset(text for grid in grids for row in grid.rows[:5] for text in row)
