"""The charts of the report: Vega-Lite drawings as SVG, each with words that say the same and the figures it draws.

Each function takes the report's tables, the published quarter and, where one authority is asked for, its code. It
returns nothing where there is no figure to draw.
"""

from __future__ import annotations

from sfpc.report.charts.chart import Chart, Plotted, table
from sfpc.report.charts.measures import conferences, deliveries, looked_after, rates, values
from sfpc.report.charts.milestones import milestone_timeline
from sfpc.report.charts.money import grant_spend, spend_against_grant, spend_against_profile
from sfpc.report.charts.panels import too_many
from sfpc.report.charts.process import process_limits
from sfpc.report.charts.ratings import milestones
from sfpc.report.charts.training import training

__all__ = [
    "Chart",
    "Plotted",
    "conferences",
    "deliveries",
    "grant_spend",
    "looked_after",
    "milestone_timeline",
    "milestones",
    "process_limits",
    "rates",
    "spend_against_grant",
    "spend_against_profile",
    "table",
    "too_many",
    "training",
    "values",
]
