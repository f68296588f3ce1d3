"""A chart stands in the page by itself, tells a screen reader what it shows, and is always drawn the same."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from sfpc.report import charts
from sfpc.report.tables import Table

QUARTERS = ("2021-22-Q4", "2022-23-Q1")


def rates(status="reported"):
    rows = [
        {
            "authority_code": code, "authority_name": name, "quarter": quarter, "measure": "cla_at_period_end",
            "rate_per_10000": rate if status == "reported" else None, "rate_status": status,
        }
        for code, name, first in (("B", "Ashby & Co <x>", 80), ("A", "Barton", 95))
        for quarter, rate in zip(QUARTERS, (Decimal(first), Decimal(first) + Decimal("1.25")), strict=True)
    ]  # fmt: skip
    return Table("rpt_performance_rates", "", (), tuple(rows))


@pytest.fixture(scope="module")
def chart():
    return charts.looked_after(rates())


def test_it_is_one_well_formed_element_with_a_title_and_a_description(chart):
    svg = ET.fromstring(chart.svg)  # noqa: S314 - drawn here

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "looked-after-title looked-after-alternative"
    assert [child.tag for child in list(svg)[:2]] == ["title", "desc"]
    assert svg[0].text == chart.title
    assert svg[1].text == chart.alternative


def test_its_words_give_the_figures_authorities_in_the_order_of_their_names(chart):
    assert chart.alternative == (
        "Line charts, one for each authority, on one scale from zero. "
        "Ashby & Co <x> from 80.0 in 2021-22-Q4 to 81.3 in 2022-23-Q1 (lowest 80.0, highest 81.3) and "
        "Barton from 95.0 in 2021-22-Q4 to 96.3 in 2022-23-Q1 (lowest 95.0, highest 96.3)."
    )


def test_it_refers_to_nothing_outside_itself(chart):
    ids = set(re.findall(r'\bid="([^"]+)"', chart.svg))
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', chart.svg))

    assert "http" not in chart.svg
    assert {name for pair in used for name in pair if name} <= ids


def test_drawn_again_in_the_same_process_it_is_the_same_and_its_ids_are_its_own(chart):
    assert charts.looked_after(rates()).svg == chart.svg
    assert all(name.startswith("looked-after-") for name in re.findall(r'\bid="([^"]+)"', chart.svg))


def test_there_is_no_chart_of_nothing():
    assert charts.looked_after(rates("suppressed")) is None
