"""The charts in words, for whoever does not see them: written from the same cells."""

from __future__ import annotations

from decimal import Decimal

from sfpc.report import words
from sfpc.report.workbook.cells import Cell, amount, is_figure
from sfpc.report.workbook.charts import Line
from sfpc.report.workbook.over_time import OverTime
from sfpc.report.workbook.sheets import TableSheet

FEW = 12
"""So many authorities at most are told one by one in the words of a chart."""


def by_quarter(title: str, decimals: int, row: tuple[Cell, ...], over_time: OverTime) -> str:
    """A line in words: where it begins and ends, its highest and lowest, and the quarters without a figure."""
    held = list(zip(over_time.quarters, row[over_time.first :], strict=True))
    there = [(quarter, amount(cell)) for quarter, cell in held if is_figure(cell)]
    missing = [f"{quarter} {cell.value}" for quarter, cell in held if not is_figure(cell)]

    def told(point: tuple[str, Decimal]) -> str:
        return f"{words.number(point[1], decimals)} in {point[0]}"

    said = [f"{row[0].value}: {title.lower()}.", f"From {told(there[0])} to {told(there[-1])}."]
    if len(there) == 1:
        said[1] = f"One figure: {told(there[0])}."
    elif len(there) > 2:  # noqa: PLR2004 - with two points, first and last are all there is
        lowest, highest = min(there, key=lambda point: point[1]), max(there, key=lambda point: point[1])
        said.append(f"Lowest {told(lowest)}, highest {told(highest)}.")
    if missing:
        said.append(f"No figure for {words.listed(missing)}.")
    return " ".join(["Line chart.", *said])


def by_row(title: str, sheet: TableSheet, places: list[int], lines: tuple[Line, ...]) -> str:
    """Bars in words: every figure where they are few, else the smallest and the largest of each colour."""
    names = [str(sheet.rows[place][0].value) for place in places]

    def shown(value: float | str | None) -> str:
        pounds = lines and any(column.endswith("_gbp") for column in sheet.columns)
        if value is None:
            return "no figure"
        return words.pounds(Decimal(str(value))) if pounds else words.number(Decimal(str(value)))

    if len(places) <= FEW:
        said = [
            f"{name}: {', '.join(f'{line.name.lower()} {shown(line.cells.values[at])}' for line in lines)}."
            for at, name in enumerate(names)
        ]
    else:
        said = [f"{len(places)} bars."]
        for line in lines:
            there = zip(line.cells.values, names, strict=True)
            held = sorted((float(value), name) for value, name in there if value is not None)
            if held:
                (least, first), (most, last) = held[0], held[-1]
                said.append(f"{line.name}: from {shown(least)} ({first}) to {shown(most)} ({last}).")
        said.append(f"Every figure stands on the sheet {sheet.name}.")
    return " ".join([f"Bar chart. {title}.", *said])
