"""The PDF is PDF/UA: tagged, titled, in order, in its own type; it shows what a return says and runs none of it."""

from __future__ import annotations

import re
from decimal import Decimal

import pikepdf
import pypdf
import pytest

from sfpc.errors import PipelineError
from sfpc.report import charts, pdf
from sfpc.report.document import INTERNAL, PUBLISHED, Bullets, Document, Figure, Link, Paragraph, Section, Subheading
from sfpc.report.grids import SUPPRESSED, Cell, Grid
from sfpc.report.pdf import layout, typeface, widths
from tests import chart_tables as held
from tests.pdf_reading import solid, tables, tree, untagged

HOSTILE = (
    '#read("/etc/passwd") #include "x.typ" $ x^2 $ *bold* _it_ @label <label> \\u{41} // /* `raw` ${1} {{x}} ]) "; \' %'
)
UNDRAWABLE = "ready ✅ 漢字 \u0007 \U0001f469"


def grid(rows=3, columns=4, caption="Money in Barton"):
    return Grid(
        caption,
        ("Workstream", *(f"Column {number}" for number in range(1, columns))),
        [
            [Cell(f"Row {row}"), *(Cell(f"£{row * 100 + column:,}", "number") for column in range(1, columns))]
            for row in range(rows)
        ],
        (False, *([True] * (columns - 1))),
        "Pounds.",
    )


def document(*, audience=PUBLISHED, blocks=None, sections=None, files=(), rows=130):
    chart = charts.looked_after(held.tables(rpt_performance_rates=held.rates()), held.NOW)
    default = (
        Section("what", "What changed", (Paragraph("Little."), Bullets(("one", "two")), grid(rows))),
        Section("children", "Children", (Subheading("Barton"), Figure(chart, charts.table(chart)))),
    )
    return Document(
        "Quarterly report, April to June 2022",
        "2022-23-Q1, release 1",
        audience,
        (Paragraph("Five returns.", "lead"), Paragraph("This is partial.", "warning")),
        sections or ((Section("one", "One", tuple(blocks)),) if blocks else default),
        files,
    )


def written(folder, made, name="report.pdf"):
    path = folder / name
    pdf.write(path, made)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return written(tmp_path_factory.mktemp("pdf"), document(files=(Link("report.html", "The page"),)))


@pytest.fixture(scope="module")
def opened(path):
    with pikepdf.open(path) as held_open:
        yield held_open


# ------------------------------------------------------------------------------------------- tags


def test_it_says_that_it_is_pdf_ua_in_which_language_and_by_which_title(opened):
    with opened.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == "Quarterly report, April to June 2022"
    assert opened.Root.Lang == "en-GB"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert str(opened.docinfo["/Title"]) == "Quarterly report, April to June 2022"


def test_headings_go_down_by_one_step_and_sections_are_numbered(opened):
    headings = [(each.role, each.words) for each in tree(opened).all("H1", "H2", "H3", "H4", "H5", "H6")]

    assert headings == [
        ("H1", "Contents"),
        ("H1", "1. What changed"),
        ("H1", "2. Children"),
        ("H2", "Barton"),
        ("H1", "Other files of this release"),
    ]


def test_everything_on_a_page_is_tagged_or_an_artifact(opened):
    assert untagged(opened) == []


def test_each_chart_is_a_figure_with_its_words(opened):
    figures = list(tree(opened).all("Figure"))
    chart = charts.looked_after(held.tables(rpt_performance_rates=held.rates()), held.NOW)

    assert [figure.alternative for figure in figures] == [chart.alternative]
    assert "BBox" in figures[0].attributes


def test_a_table_is_a_table_with_a_caption_and_headings_that_its_cells_name(opened):
    for table in tree(opened).all("Table"):
        rows = list(table.all("TR"))
        assert len(list(table.all("Caption"))) == 1
        assert [each.role for each in rows[0].inner] == ["TH"] * len(rows[0].inner)
        assert all(each.attributes["Scope"] == "/Column" for each in rows[0].inner)
        for row in rows[1:]:
            assert len(row.inner) == len(rows[0].inner)
            assert all("Headers" in cell.attributes for cell in row.inner)


def test_a_long_table_repeats_its_headings_for_the_eye_and_not_for_the_ear(path, opened):
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    repeated = [text for text in pages if "Row " in text]

    assert len(repeated) > 1
    assert all("Column 1" in text for text in repeated)
    assert sum(each.words == "Column 1" for each in tree(opened).all("TH")) == 1


def test_lists_are_lists_and_links_lead_somewhere(opened):
    structure = tree(opened)
    links = [
        str(each.A.URI)
        for page in opened.pages
        for each in page.get("/Annots", [])
        if "/A" in each and "/URI" in each.A
    ]

    assert [each.words.lstrip("•‣ ") for each in structure.all("LI")][:2] == ["one", "two"]
    assert links == ["report.html"]
    assert [each.words for each in structure.all("Link")][-1] == "The page"


def test_its_outline_and_its_contents_name_every_section_and_its_page(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    contents = [each.words for each in tree(opened).all("TOCI")]

    assert titles == ["1. What changed", "2. Children", "Other files of this release"]
    assert [re.sub(r"[ .]+(?=\d+$)", " ", line) for line in contents][:2] == ["1. What changed 1", "2. Children 3"]


def test_a_brief_one_has_no_contents_and_no_link_to_itself(tmp_path):
    files = (Link("me.pdf", "This one"), Link("other.html", "Another"))
    path = written(tmp_path, document(rows=3, files=files), "me.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)

    assert "Contents" not in text
    assert "This one" not in text
    assert "Another" in text


# ----------------------------------------------------------------------------------------- content


def test_every_cell_is_read_back_as_it_was_put_in(path):
    chart = charts.looked_after(held.tables(rpt_performance_rates=held.rates()), held.NOW)
    put_in = [grid(130), charts.table(chart)]
    read = tables(path)

    assert len(read) == len(put_in)
    for found, given in zip(read, put_in, strict=True):
        assert found.caption == given.caption
        assert found.headings == given.headings
        assert found.rows == tuple(
            tuple((cell.text, f"{cell.spoken} {cell.note}".strip()) for cell in row) for row in given.rows
        )


def test_a_suppressed_figure_is_a_letter_with_its_meaning_beside_it(tmp_path):
    blocks = (Grid("Children", ("Authority", "Children"), [[Cell("Barton"), SUPPRESSED]], (False, True)),)
    path = written(tmp_path, document(blocks=blocks))
    (table,) = tables(path)

    assert table.rows == ((("Barton", ""), ("c", "suppressed")),)
    assert "c: suppressed." in pypdf.PdfReader(path).pages[0].extract_text()


def test_an_internal_one_says_so_on_every_page_and_a_published_one_nowhere(tmp_path):
    for audience, count in ((INTERNAL, None), (PUBLISHED, 0)):
        pages = pypdf.PdfReader(written(tmp_path, document(audience=audience))).pages
        marked = sum(layout.INTERNAL_MARK in page.extract_text() for page in pages)
        assert marked == (len(pages) if count is None else count)


def test_every_page_has_its_number(path):
    pages = pypdf.PdfReader(path).pages

    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


def test_an_empty_table_says_that_there_is_nothing(tmp_path):
    path = written(tmp_path, document(blocks=(Grid("Waivers", ("Check", "Why"), []),)))

    assert tables(path) == []
    assert "Waivers: there is nothing to show." in pypdf.PdfReader(path).pages[0].extract_text()


# ----------------------------------------------------------------------------------------- hostile


def test_what_a_return_says_is_shown_and_never_run(tmp_path):
    hostile = Grid(f"Caption {HOSTILE}", (HOSTILE, "Figure"), [[Cell(HOSTILE), Cell(HOSTILE, "number", HOSTILE)]])
    chart = charts.looked_after(held.tables(rpt_performance_rates=held.rates()), held.NOW)
    blocks = (
        Subheading(HOSTILE), Paragraph(HOSTILE), Paragraph(HOSTILE, "warning"), Bullets((HOSTILE,)), hostile,
        Figure(chart, charts.table(chart)),
    )  # fmt: skip
    path = written(tmp_path, document(blocks=blocks, files=(Link("a.html", HOSTILE),)))

    with pikepdf.open(path) as opened:
        structure = tree(opened)
        assert solid(HOSTILE) in [solid(each.words) for each in structure.all("H2")]
        assert solid(HOSTILE) in [solid(each.words) for each in structure.all("P")]
        assert held.HOSTILE in next(structure.all("Figure")).alternative
    (table, _) = tables(path)
    assert table.rows == (((HOSTILE, ""), (HOSTILE, HOSTILE)),)
    assert b"root:" not in path.read_bytes()


def test_characters_that_the_type_has_not_are_written_by_their_numbers(tmp_path):
    path = written(tmp_path, document(blocks=(Paragraph(UNDRAWABLE), grid(caption=UNDRAWABLE))))
    told = "ready [U+2705] [U+6F22][U+5B57] [U+0007] [U+1F469]"

    assert tables(path)[0].caption == told
    assert solid(told) in solid(pypdf.PdfReader(path).pages[0].extract_text())


def test_it_reads_no_file_of_the_machine(tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody may read this")
    template = tmp_path / "reading.typ"
    template.write_text(f'#set document(title: "x")\n#read("{secret}")')
    monkeypatch.setattr(pdf, "TEMPLATE", template)

    with pytest.raises(PipelineError, match=r"report\.pdf: the PDF of .* could not be made"):
        pdf.write(tmp_path / "report.pdf", document())


# --------------------------------------------------------------------------------------- sameness


def test_the_same_document_gives_the_same_bytes(tmp_path):
    first, second = (written(tmp_path, document(), name) for name in ("one.pdf", "two.pdf"))

    assert first.read_bytes() == second.read_bytes()


def test_it_says_no_time_and_embeds_its_own_type_alone(path, opened):
    text = path.read_bytes()
    fonts = {
        str(font.BaseFont).split("+")[-1] for page in opened.pages for font in page.resources.get("/Font", {}).values()
    }

    assert b"CreationDate" not in text
    assert b"/ModDate" not in text
    assert "/CreationDate" not in opened.docinfo
    assert fonts == {"LiberationSans", "LiberationSans-Bold"}


# ------------------------------------------------------------------------------------------ widths


@pytest.mark.parametrize("columns", [2, 5, 9, 14, 18, 40])
def test_a_table_of_any_width_fits_its_page_in_type_of_seven_and_a_half_points_or_more(tmp_path, columns):
    wide = grid(rows=4, columns=columns)
    fit = widths.fit(wide)
    room = widths.FULL.across if fit.is_across else widths.FULL.upright

    assert sum(fit.columns) <= room + 0.5
    assert fit.size >= 7.5
    path = written(tmp_path, document(blocks=(wide,)))
    with pikepdf.open(path) as opened:
        lying = [page.mediabox[2] > page.mediabox[3] for page in opened.pages]
        assert any(lying) == fit.is_across
        assert min(_sizes(opened)) >= 7.5 - 1e-6
    if not fit.breaks:
        assert tables(path)[0].rows[3][columns - 1] == (f"£{300 + columns - 1}", "")


def _sizes(opened):
    """The sizes of all type that is set; the drawings, which are scaled as a whole, are charts' own tests."""
    for page in opened.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                yield float(operands[1])


def test_a_heading_stands_on_the_page_of_the_wide_table_that_it_heads(tmp_path):
    blocks = (Paragraph("Before."), Subheading("By quarter"), grid(columns=16), Subheading("After"), grid())
    pages = pypdf.PdfReader(written(tmp_path, document(blocks=blocks))).pages

    assert ["By quarter" in page.extract_text() for page in pages] == [False, True, False]
    assert ["After" in page.extract_text() for page in pages] == [False, False, True]


def test_a_column_is_as_wide_as_its_longest_word_and_figures_are_never_broken():
    told = Grid(
        "x", ("Name", "Figure"), [[Cell("antidisestablishmentarianism"), Cell("£1,234,567", "number", "80.1 to 90.2")]]
    )
    fit = widths.fit(told)
    inside = [width - 2 * widths.CELL_PADDING_POINTS for width in fit.columns]

    assert inside[0] >= typeface.bold().width("antidisestablishmentarianism") * fit.size
    assert inside[1] >= typeface.regular().width("£1,234,567") * fit.size
    assert inside[1] >= typeface.regular().width("80.1 to 90.2") * fit.size * widths.NOTE_SIZE


def test_the_type_is_measured_as_its_makers_drew_it():
    assert typeface.regular().width("0") == pytest.approx(1139 / 2048)
    assert typeface.bold().width("W") == pytest.approx(1933 / 2048)
    assert typeface.regular().drawable("£1,234 – ‘ok’ −5 ≥ é") == "£1,234 – ‘ok’ −5 ≥ é"


def test_a_drawing_that_is_higher_than_a_page_is_made_smaller():
    chart = charts.looked_after(held.tables(rpt_performance_rates=held.rates()), held.NOW)
    tall = charts.Chart(chart.key, chart.title, chart.alternative, chart.svg.replace('viewBox="0 0 ', 'viewBox="0 0 9'))
    box = [Decimal(part) for part in re.search(r'viewBox="([^"]+)"', tall.svg)[1].split()]
    figure = Figure(tall, charts.table(chart))
    item = layout.laid_out(document(blocks=(figure,)))["runs"][0]["items"][1]

    assert box[2] * Decimal("0.75") > 481
    assert item["width"] <= widths.BRIEF.upright
