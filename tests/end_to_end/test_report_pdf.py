"""Every figure of every table of every PDF of a release is the release's: read back from its tags, by key."""

from __future__ import annotations

import html
import re
from collections import Counter
from itertools import pairwise

import pikepdf
import pypdf
import pytest

from tests.drawings import scale_of, views
from tests.end_to_end.test_figures_of_pages import compared, data, folders, made
from tests.pages import parsed
from tests.pdf_reading import solid, tables, tree, untagged

__all__ = ["folders", "made"]  # fixtures

SUPPRESSED = "suppressed"


@pytest.fixture(scope="session")
def paths(made):
    return sorted(made.path.rglob("*.pdf"))


def as_page(found):
    """Tables read from a PDF in the words that the check of the pages reads; what is small or spoken apart."""
    return "".join(
        f"<table><caption>{html.escape(table.caption)}</caption><thead><tr>"
        + "".join(f"<th>{html.escape(heading)}</th>" for heading in table.headings)
        + "</tr></thead><tbody>"
        + "".join(f"<tr>{''.join(_cell(*cell) for cell in row)}</tr>" for row in table.rows)
        + "</tbody></table>"
        for table in found
    )


def _cell(shown, small):
    spoken = ""
    if shown == "c" and small.startswith(SUPPRESSED):
        spoken, small = f'<span class="govuk-visually-hidden">{SUPPRESSED}</span>', small[len(SUPPRESSED) :].strip()
    note = f' <span class="cell-note">{html.escape(small)}</span>' if small else ""
    return f'<td class="govuk-table__cell--numeric">{html.escape(shown)}{spoken}{note}</td>'


def page_of(path):
    return parsed(path.with_suffix(".html").read_text(encoding="utf-8"))


def test_there_is_a_report_for_each_audience_and_a_highlight_report_of_each_authority(made, paths):
    names = [str(path.relative_to(made.path)) for path in paths]
    pages = sorted(made.path.glob("published/authorities/*_highlight_report.html"))

    assert pages
    assert names == sorted(
        [
            "internal/report.pdf",
            "published/report.pdf",
            *(str(page.with_suffix(".pdf").relative_to(made.path)) for page in pages),
        ]
    )


def test_every_figure_of_every_table_is_that_of_the_data_and_none_is_skipped(made, folders, paths):
    seen, cells = Counter(), 0
    for path in paths:
        audience = path.relative_to(made.path).parts[0]
        found = tables(path)
        with data(made.path, audience, folders.get(path.stem.removesuffix("_highlight_report"))) as connection:
            held = compared(as_page(found), connection, made.quarter)
        all_cells = sum(len(row) for table in found for row in table.rows)

        assert held.faults == [], f"{path.relative_to(made.path)}: {len(held.faults)}"
        assert held.cells == all_cells > 50
        assert len(found) == sum(held.kinds.values()) == len(page_of(path).all("table")), "a table is lost"
        seen += held.kinds
        cells += held.cells
    assert len(seen) > 25
    assert cells > 3000


def test_a_figure_of_the_pdf_that_is_another_is_noticed(made):
    path = made.path / "published" / "report.pdf"
    page = as_page(tables(path))
    places = [each.start(1) for each in re.finditer(r'cell--numeric">[^<]*?(\d)%?<', page)]
    with data(made.path, "published") as connection:
        for place in places[::300]:
            changed = page[:place] + str((int(page[place]) + 1) % 10) + page[place + 1 :]

            assert compared(changed, connection, made.quarter).faults, page[place - 60 : place + 5]
    assert len(places) > 600


def test_every_sentence_of_the_page_stands_in_the_pdf(paths):
    for path in paths:
        with pikepdf.open(path) as opened:
            told = solid(tree(opened).words)
        main = page_of(path).one("main")
        sections = [each for each in main.all("section") if "files" not in each.attributes.get("id", "")]
        told_there = [each for section in sections for tag in ("p", "li") for each in section.all(tag)]
        sentences = [each.text for each in told_there if each.text != "".join(link.text for link in each.all("a"))]

        assert sentences
        assert [text for text in sentences if solid(text) not in told] == [], path.name


def test_everything_is_tagged_and_each_chart_has_its_words(paths):
    drawn = 0
    for path in paths:
        with pikepdf.open(path) as opened:
            structure = tree(opened)
            figures = [each.alternative for each in structure.all("Figure")]
            assert untagged(opened) == []
            assert opened.Root.Lang == "en-GB"
            assert all(len(alternative) > 40 for alternative in figures)
            assert len(figures) == len(page_of(path).all("svg", role="img"))
            levels = [int(each.role[1]) for each in structure.all("H1", "H2", "H3")]
            assert levels[0] == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))
        drawn += len(figures)
    assert drawn > 5


def test_a_highlight_report_stands_on_two_pages(paths):
    briefs = [path for path in paths if path.stem.endswith("highlight_report")]

    assert briefs
    assert {path.name: len(pypdf.PdfReader(path).pages) for path in briefs} == {path.name: 2 for path in briefs}


def test_the_internal_report_says_that_it_is_on_every_page_and_the_others_nowhere(paths):
    for path in paths:
        pages = pypdf.PdfReader(path).pages
        marked = ["Internal: not for publication" in page.extract_text() for page in pages]
        assert marked == [path.parent.name == "internal"] * len(pages)


@pytest.mark.parametrize(
    ("key", "table", "wanted", "column"),
    [
        ("looked-after", "rpt_performance_rates", "measure = 'cla_at_period_end'", "rate_per_10000"),
        ("conferences", "rpt_delivery", "activity = 'fgc_held' and category = 'all'", "in_quarter_value"),
    ],
)
def test_every_mark_of_a_published_chart_stands_at_the_figure_of_the_data(made, key, table, wanted, column):
    text = (made.path / "published" / "report.html").read_text(encoding="utf-8")
    svg = next(each for each in re.findall(r"<svg .*?</svg>", text, re.DOTALL) if f'id="{key}-title"' in each)
    legend = re.search(r"One scale, .*?\.", html.unescape(text[text.index(svg) + len(svg) :]))[0]
    first, last = scale_of(legend)
    with data(made.path, "published") as connection:
        rows = connection.execute(
            f"select authority_name, {column} from {table} where {wanted} and {column} is not null "
            "order by authority_name, quarter"
        ).fetchall()
    drawn = []
    for view in views(svg):
        lengths = [view.up(y, first, last) for _, y in view.points]
        drawn += lengths or [bar[3] / view.height * float(last - first) for bar in view.bars]

    assert drawn == pytest.approx([float(value) for _, value in rows], abs=1e-4)
    assert len(drawn) > 5
