"""The charts of the page: Vega-Lite drawings as SVG inside the page, each with words that say the same."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.tables import Row, Table

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, GREY, BLUE = "#0b0c0c", "#505a5f", "#1d4f91"
RAGS = {
    "complete": ("Complete", "#1d4f91"),
    "green": ("Green", "#4c8c4a"),
    "amber": ("Amber", "#f0b323"),
    "red": ("Red", "#b3261e"),
    "not_reported": ("Not reported", "#b1b4b6"),
}
CHARTS_IN_A_ROW = 3


@dataclass(frozen=True)
class Chart:
    """A drawing and the words for whoever does not see it.

    Attributes:
        alternative: what it shows, with its figures where they are few.
        legend: what a reader must know to read it, shown under it; may be empty.
        svg: one element, with title and description, and no reference to anything outside it.
    """

    key: str
    title: str
    alternative: str
    svg: str
    legend: str = ""


def looked_after(rates: Table) -> Chart | None:
    """Children looked after for each 10,000, quarter by quarter, a small chart an authority."""
    rows = [row for row in rates.rows if row["measure"] == "cla_at_period_end" and row["rate_status"] == "reported"]
    if not rows:
        return None
    title = "Children looked after at the end of each quarter, per 10,000 children under 18"
    return _small_multiples("looked-after", title, rows, "rate_per_10000", decimals=1, mark="line")


def conferences(delivery: Table) -> Chart | None:
    """Family group conferences held, quarter by quarter, a small chart an authority."""
    rows = [row for row in delivery.rows if row["activity"] == "fgc_held" and row["in_quarter_status"] == "reported"]
    if not rows:
        return None
    title = "Family group conferences held in each quarter"
    return _small_multiples("conferences", title, rows, "in_quarter_value", decimals=0, mark="bar")


def grant_spend(finance: Table, quarter: str) -> Chart | None:
    """How much of the year's grant budget is spent, against how much of the year is gone."""
    import altair as alt

    rows = [
        row
        for row in sorted(finance.of(quarter), key=_by_authority)
        if row["workstream"] == "all" and row["funder"] == "dfe_grant" and row["spent_percent"] is not None
    ]
    if not rows:
        return None
    gone = 25 * Quarter.parse(quarter).number
    title = "DfE grant spent in the financial year so far, as a percentage of the full-year budget"
    shares = [f"{row['authority_name']} {words.percentage(row['spent_percent'], 0)}" for row in rows]
    values = [
        {"authority": share, "spent": float(row["spent_percent"])} for share, row in zip(shares, rows, strict=True)
    ]
    across = alt.Scale(domain=[0, max(100.0, *(float(row["spent_percent"]) for row in rows))])
    x = alt.X("spent:Q", title="Per cent of the full-year budget", scale=across)
    base = alt.Chart(alt.Data(values=values)).encode(y=alt.Y("authority:N", title=None, sort=None))
    bars = base.mark_bar(color=BLUE, height=18).encode(x=x)
    rule = (
        alt.Chart(alt.Data(values=[{"gone": gone}]))
        .mark_rule(color=INK, strokeDash=[5, 3], strokeWidth=1.5)
        .encode(x="gone:Q")
    )
    alternative = f"Bar chart. {gone}% of the year is gone (dashed line). Spent so far: {words.listed(shares)}."
    legend = f"Dashed line: {gone}% of the financial year is gone."
    drawing = (bars + rule).properties(width=520, height=36 * len(values))
    return _chart("grant-spend", title, alternative, drawing, legend)


def milestones(table: Table, quarter: str) -> Chart | None:
    """How many milestones are complete, green, amber and red."""
    import altair as alt

    rows = table.of(quarter)
    if not rows:
        return None
    counted = [
        {"authority": name, "rag": RAGS[rag][0], "order": order, "count": count}
        for name, group in groupby(sorted(rows, key=_by_authority), key=lambda row: row["authority_name"])
        for group_rags in [[row["rag"] if row["rag"] in RAGS else "not_reported" for row in group]]
        for order, rag in enumerate(RAGS)
        if (count := group_rags.count(rag))
    ]
    used = [(label, colour) for label, colour in RAGS.values() if any(each["rag"] == label for each in counted)]
    title = "Milestones by how the authority rates them"
    colours = alt.Scale(domain=[label for label, _ in used], range=[colour for _, colour in used])
    base = alt.Chart(alt.Data(values=counted)).encode(
        y=alt.Y("authority:N", title=None, sort=None),
        x=alt.X("count:Q", title="Milestones", stack="zero", axis=alt.Axis(tickMinStep=1)),
        order="order:Q",
    )
    bars = base.mark_bar(height=20, stroke="white").encode(
        color=alt.Color("rag:N", scale=colours, legend=alt.Legend(title=None, orient="top"))
    )
    told = [
        f"{name}: " + words.listed([f"{each['count']} {str(each['rag']).lower()}" for each in group])
        for name, group in groupby(counted, key=lambda each: each["authority"])
    ]
    alternative = f"Stacked bar chart. {'; '.join(told)}."
    return _chart("milestones", title, alternative, bars.properties(width=520, height=36 * len(told)))


def _small_multiples(key: str, title: str, rows: list[Row], column: str, *, decimals: int, mark: str) -> Chart:
    import altair as alt

    rows = sorted(rows, key=lambda row: (*_by_authority(row), row["quarter"]))
    values = [
        {"authority": row["authority_name"], "quarter": row["quarter"], "value": float(row[column])} for row in rows
    ]
    quarters = sorted({row["quarter"] for row in rows})
    axis = alt.Axis(labelAngle=-90, labelExpr="slice(datum.label, 2)", title=None)
    chart = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("quarter:O", sort=quarters, scale=alt.Scale(domain=quarters), axis=axis),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4)),
    )
    drawn = (
        chart.mark_line(color=BLUE, point={"color": BLUE, "size": 40}) if mark == "line" else chart.mark_bar(color=BLUE)
    )
    facets = (
        drawn.properties(width=150, height=120)
        .facet(facet=alt.Facet("authority:N", title=None, sort=None), columns=CHARTS_IN_A_ROW)
        .resolve_axis(x="independent")
    )
    kind = "Line charts" if mark == "line" else "Bar charts"
    by_name = groupby(rows, key=lambda row: row["authority_name"])
    told = words.listed([_course(name, list(group), column, decimals) for name, group in by_name])
    alternative = f"{kind}, one for each authority, on one scale from zero. {told}."
    return _chart(key, title, alternative, facets)


def _by_authority(row: Row) -> tuple[str, ...]:
    return (row["authority_name"], row["authority_code"])


def _course(name: str, rows: list[Row], column: str, decimals: int) -> str:
    """Where an authority began, ended, and how far it moved in between."""
    figures: list[Decimal] = [row[column] for row in rows]
    shown = [words.number(figure, decimals) for figure in (figures[0], figures[-1], min(figures), max(figures))]
    if len(rows) == 1:
        return f"{name} {shown[0]} in {rows[0]['quarter']}"
    return (
        f"{name} from {shown[0]} in {rows[0]['quarter']} to {shown[1]} in {rows[-1]['quarter']} "
        f"(lowest {shown[2]}, highest {shown[3]})"
    )


def _chart(key: str, title: str, alternative: str, drawing: Any, legend: str = "") -> Chart:  # noqa: ANN401 - altair has many chart classes
    import vl_convert

    configured = drawing.configure(aria=False, background="transparent", font=FONT, padding=4).configure_axis(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK,
        gridColor="#dee0e2", domainColor=GREY, tickColor=GREY, labelLimit=220,
    ).configure_header(labelFontSize=14, labelFontWeight="bold", labelColor=INK).configure_legend(
        labelFontSize=13, labelColor=INK,
    ).configure_view(stroke=None)  # fmt: skip
    svg = vl_convert.vegalite_to_svg(configured.to_json())
    return Chart(key, title, alternative, self_contained(svg, key, title, alternative), legend)


def self_contained(svg: str, key: str, title: str, alternative: str) -> str:
    """Make a drawing of the page's own: told to a screen reader, with ids that are its own and always the same."""
    opening, rest = svg.split(">", 1)
    box = re.search(r'viewBox="[\d. -]+"', opening)
    if box is None:
        raise ValueError(f"the drawing {key} says no viewBox")
    rest = _own_ids(_unannounced(rest), key)
    width = re.search(r'width="([\d.]+)"', opening)
    style = f' style="width:{width[1]}px"' if width else ""
    return (
        f'<svg role="img" aria-labelledby="{key}-title {key}-alternative" {box[0]}{style}>'
        f'<title id="{key}-title">{html.escape(title)}</title>'
        f'<desc id="{key}-alternative">{html.escape(alternative)}</desc>{rest}'
    )


def _unannounced(svg: str) -> str:
    """Leave out what Vega says of single marks to a screen reader: the title and description say it of the whole."""
    said = re.compile(r' (?:role|aria-label|aria-roledescription)="[^"]*"')
    return re.sub(r"<[^>]+>", lambda tag: said.sub("", tag[0]), svg)


def _own_ids(svg: str, key: str) -> str:
    """Number the ids from 1: Vega counts them over the life of the process."""
    for number, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), start=1):
        svg = re.sub(rf'(\bid="|url\(#|href="#){re.escape(name)}(?=["\)])', rf"\g<1>{key}-{number}", svg)
    return svg
