"""A document as a page: everything in it is there, nothing in it runs, and the page needs nothing but itself."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sfpc.report import page
from sfpc.report.charts import Chart
from sfpc.report.document import (
    INTERNAL,
    PUBLISHED,
    Bullets,
    Document,
    Figure,
    Link,
    Paragraph,
    Section,
    Subheading,
)
from sfpc.report.grids import SUPPRESSED, Cell, Grid
from tests.folders import HOME
from tests.pages import parsed

STYLES = HOME / "src" / "sfpc" / "report" / "styles"
HOSTILE = "</style><script>alert('1')</script> \" onfocus=x & {{ 7 * 7 }} */"
SVG = '<svg role="img" viewBox="0 0 9 9"><title>Spend</title><path d="M0 0h9"/></svg>'


def a_grid(text="Leeds", caption="Children looked after"):
    rows = [
        [Cell(text), Cell("1,402", "number", "1,330 to 1,477"), Cell("Amber", "rag-amber")],
        [Cell("Sefton"), SUPPRESSED, Cell("not reported", "rag-not_reported")],
        [Cell("Together", "total"), Cell("withheld", "absent"), Cell("none", "absent")],
    ]
    return Grid(caption, ("Authority", "Children", "Rating"), rows, (False, True, False), "Counted on one day.")


def a_document(text="Leeds", audience=PUBLISHED, **changed):
    blocks = (
        Subheading(text),
        Paragraph(text),
        Paragraph(text, "note"),
        Paragraph(text, "warning"),
        Bullets((text, "and more")),
        a_grid(text, caption=text),
        Subheading("Second"),
        Subheading("Third"),
        Figure(Chart("spend", "Spend", "A line", SVG, text), a_grid(text)),
    )
    made = {
        "title": text,
        "subtitle": text,
        "opening": (Paragraph(text, "lead"), Paragraph(text, "warning")),
        "sections": (Section("money", text, blocks), Section("savings", "Savings", blocks[:-1])),
        "files": (Link("report.xlsx", text),),
    }
    return Document(audience=audience, **{**made, **changed})


def written(tmp_path, document):
    path = tmp_path / "page.html"
    page.write(path, document)
    return path.read_text(encoding="utf-8")


def test_everything_in_a_document_is_on_the_page(tmp_path):
    main = parsed(written(tmp_path, a_document())).one(id="main")

    assert main.one("h1").text == "Leeds"
    assert [each.text for each in main.all("h2")] == [
        "Important",
        "Contents",
        "1. Leeds",
        "2. Savings",
        "Other files of this release",
    ]
    assert main.table("money-grid-1") == [
        ["Authority", "Children", "Rating"],
        ["Leeds", "1,402 1,330 to 1,477", "Amber"],
        ["Sefton", "csuppressed", "not reported"],
        ["Together", "withheld", "none"],
    ]
    assert main.table("money-figure-1-table") == main.table("money-grid-1")
    assert main.all("p", cls="govuk-body-l")[0].text == "Leeds"
    assert [each.attributes["href"] for each in main.one(cls="files").all("a")] == ["report.xlsx"]


def test_what_a_return_says_is_words_wherever_it_stands(tmp_path):
    text = written(tmp_path, a_document(HOSTILE))
    root = parsed(text)

    assert root.all("script") == []
    assert len(root.all("style")) == 1
    assert [each for each in root.all() if any(name.startswith("on") for name in each.attributes)] == []
    assert root.one("h1").text == " ".join(HOSTILE.split())
    assert root.one("main").text.count("alert('1')") > 10
    assert root.one("footer").text.count(HOSTILE) == 2


def test_the_words_in_the_style_sheet_end_no_string_and_no_sheet(tmp_path):
    [style] = re.findall(r"<style>(.*?)</style>", written(tmp_path, a_document(HOSTILE)), re.DOTALL)

    [line] = [line for line in style.splitlines() if "@bottom-left { content: " in line]
    assert re.fullmatch(r'  @bottom-left \{ content: "[^"<>{}]*"; \}', line)


def test_every_name_for_a_link_stands_once_and_is_ours(tmp_path):
    root = parsed(written(tmp_path, a_document(HOSTILE)))
    ids = [each.attributes["id"] for each in root.all() if "id" in each.attributes]
    leading = [each.attributes["href"][1:] for each in root.all("a") if each.attributes["href"].startswith("#")]
    naming = [
        name
        for each in root.all()
        for attribute in ("aria-labelledby", "aria-describedby")
        for name in each.attributes.get(attribute, "").split()
    ]

    assert len(ids) == len(set(ids)) > 10
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", each) for each in ids)
    assert set(leading) | set(naming) <= set(ids)


@pytest.mark.parametrize("key", ["Money", "money spent", "", "1st", "main", "contents", 'x" onclick="y'])
def test_a_key_that_cannot_be_a_link_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match="its key must be lower case"):
        page.write(tmp_path / "page.html", a_document(sections=(Section(key, "Money", ()),)))


def test_two_sections_of_one_key_are_refused(tmp_path):
    with pytest.raises(ValueError, match="two sections have this key"):
        page.write(tmp_path / "page.html", a_document(sections=(Section("a", "A", ()), Section("a", "B", ()))))


def test_the_page_may_load_nothing(tmp_path):
    text = written(tmp_path, a_document())
    root = parsed(text)
    policy = root.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]

    assert policy.split("; ")[0] == "default-src 'none'"
    assert "http" not in policy
    assert "*" not in policy
    assert [each for each in root.all("link") if each.attributes["href"] != "data:,"] == []
    assert [each for each in root.all() if {"src", "srcset", "action", "data"} & set(each.attributes)] == []
    assert "url(" not in text
    assert "@import" not in text


def test_a_page_is_british_english_and_no_key_press_jumps_about(tmp_path):
    root = parsed(written(tmp_path, a_document()))

    assert root.one("html").attributes["lang"] == "en-GB"
    assert {each.attributes["tabindex"] for each in root.all() if "tabindex" in each.attributes} == {"0", "-1"}


def test_headings_go_down_one_level_at_a_time(tmp_path):
    root = parsed(written(tmp_path, a_document()))
    levels = [int(each.tag[1]) for each in root.all() if re.fullmatch(r"h[1-6]", each.tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) == 3
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_only_an_internal_page_says_that_it_is_internal(tmp_path):
    for audience, times in ((INTERNAL, 4), (PUBLISHED, 0)):
        text = written(tmp_path, a_document(audience=audience))

        assert text.count("Internal: not for publication") + text.count("(internal)</title>") == times
        assert ("noindex" in text) == (audience == INTERNAL)


def test_a_symbol_is_seen_as_it_is_and_heard_as_what_it_means(tmp_path):
    root = parsed(written(tmp_path, a_document()))
    [seen] = [each for each in root.all("td") if each.text == "csuppressed"][:1]
    hidden, spoken = seen.all("span")

    assert (hidden.attributes["aria-hidden"], hidden.text) == ("true", "c")
    assert (spoken.attributes["class"], spoken.text) == ("govuk-visually-hidden", "suppressed")
    assert "Counted on one day. c: suppressed." in [each.text for each in root.all("p")]


def test_a_rating_is_a_word_and_a_colour(tmp_path):
    root = parsed(written(tmp_path, a_document()))
    tags = {each.text: each.attributes["class"].split()[-1] for each in root.all("strong", cls="govuk-tag")}

    assert tags == {"Amber": "govuk-tag--yellow", "not reported": "govuk-tag--grey"}


def test_a_table_says_what_each_heading_is_of(tmp_path):
    table = parsed(written(tmp_path, a_document())).all("table")[0]

    assert [each.attributes["scope"] for each in table.all("th")] == ["col"] * 3 + ["row"] * 3
    assert [each.text for each in table.all(cls="govuk-table__header--numeric")] == ["Children"]
    assert len(table.all("td", cls="govuk-table__cell--numeric")) == 3


def test_a_table_without_rows_is_not_left_out_in_silence(tmp_path):
    empty = Grid("Waivers", ("Check",), [], (False,))
    root = parsed(written(tmp_path, a_document(sections=(Section("quality", "Quality", (empty,)),))))

    assert root.one(id="quality-grid-1").text == "Waivers: there is nothing to show."


def test_what_a_reader_must_see_first_is_a_banner(tmp_path):
    root = parsed(written(tmp_path, a_document("Partial: without Sefton.")))

    assert root.one(cls="govuk-notification-banner").text == "Important Partial: without Sefton."


def test_the_same_document_makes_the_same_bytes(tmp_path):
    assert written(tmp_path, a_document()) == written(tmp_path, a_document())


# ---- the styles of govuk-frontend


def style_sheet():
    return (STYLES / "govuk-frontend.min.css").read_text(encoding="utf-8")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_the_styles_say_their_version_and_their_licence():
    versions = set(re.findall(r"govuk-frontend@([\d.]+)", (HOME / "Makefile").read_text(encoding="utf-8")))

    assert versions == set(re.findall(r'--govuk-frontend-version: "([\d.]+)"', style_sheet())) == {"6.6.0"}
    assert f"`govuk-frontend` {versions.pop()}" in (STYLES / "README.md").read_text(encoding="utf-8")
    assert style_sheet().startswith("/*! Parts of govuk-frontend")
    assert "Permission is hereby granted, free of charge" in style_sheet()


@pytest.mark.parametrize("name", page.STYLES)
@pytest.mark.parametrize("foreign", ["url(", "@font-face", "@import", "crown", "crest", "gds transport", "govuk-logo"])
def test_no_style_brings_what_is_of_gov_uk_alone_or_loads_a_file(name, foreign):
    assert foreign not in without_comments((STYLES / name).read_text(encoding="utf-8")).lower()


def test_the_styles_are_those_the_source_asks_for():
    """Each part that is used has a rule in the compiled file; nothing but the package's own parts is in the source."""
    source = (STYLES / "govuk-frontend.scss").read_text(encoding="utf-8")
    components = re.findall(r'@use "components/([a-z-]+)"', source)

    assert len(components) > 5
    assert {each for each in components if f".govuk-{each}" not in style_sheet()} == set()
    known = set(re.findall(r"\.govuk-([a-z]+(?:-[a-z]+)*)", style_sheet()))
    used = {
        each.removeprefix("govuk-").split("__")[0].split("--")[0]
        for path in (STYLES.parent / "templates").glob("*.jinja")
        for each in re.findall(r"govuk-[a-z_-]+[a-z]", re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8")))
    }
    assert used - known == set()
