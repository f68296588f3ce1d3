"""The template as it is given out, filled in by a program that knows workbooks, reads back whatever is filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sfpc.reference import IGNORED
from sfpc.return_template import file_name, write_template
from tests.filling import Filling
from tests.folders import settings_in
from tests.property.checking import read
from tests.property.layouts import known
from tests.property.plans import bounded, plans


def as_typed(content):
    """A value as somebody types it into a cell."""
    return float(content) if isinstance(content, Decimal) else content


def fill_in(returned, folder):
    """Write the template of a return and fill in what the return says."""
    folder.mkdir(parents=True)
    authority = known().authorities[returned.folder]
    path = folder / file_name(authority, returned.quarter)
    write_template(settings_in(folder / "data"), returned.folder, returned.quarter, path)
    filling = Filling(path)
    for sheet in returned.tables:
        ignored = {column.heading for column in sheet.table.columns if column.field == IGNORED}
        headings = [cell.content for cell in sheet.heading.cells]
        rows = [
            {
                name: as_typed(cell.content)
                for name, cell in zip(headings, row.cells, strict=True)
                if name not in ignored
            }
            for row in sheet.body
        ]
        if sheet.table.raw_table == "indicators":
            label = next(column.heading for column in sheet.table.columns if column.field == "label")
            for name in {*headings} - {label}:
                values = {row[label]: row[name] for row in rows if row.get(name) is not None}
                filling.write_beside(sheet.name, values, name)
        elif sheet.table.raw_table != "declarations":
            filling.write(sheet.name, rows)
    filling.save()
    return [path]


@bounded(3)
@given(batch=st.lists(plans(is_template=st.just(value=True)), min_size=2, max_size=4))
def test_any_values_filled_into_the_template_read_back(batch):
    returns = [plan.carried_out() for plan in batch]

    for plan, returned, outcome in zip(batch, returns, read(returns, fill_in), strict=True):
        said = {key: value for key, value in returned.values.items() if value is not None}
        found = {key: value for key, [value] in outcome.values.items() if value not in (None, "blank")}
        assert found == said, plan
        assert [finding for finding in outcome.findings if finding.severity != "info"] == [], plan
        assert {type(value) for value in said.values()} >= {Decimal, date, str}
