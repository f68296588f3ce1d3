"""Every figure of every table on every page is the release's: read from the finished HTML, held against its data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pytest

from tests.page_tables_release import KINDS, QUOTED
from tests.pages import Element, parsed
from tests.published import published

DIGIT = re.compile(r"\d")
QUARTER = re.compile(r"\d{4}-\d\d-Q[1-4]")
HELD_AGAINST = "Held against"
QUOTES = re.compile("How the programme stands at the end of .+")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp()).release


@pytest.fixture(scope="session")
def folders(made):
    """The authority of each page of one, by the name of its file."""
    with duckdb.connect(made.path / "internal" / "sfpc.duckdb", read_only=True) as held:
        return dict(held.execute("select folder, authority_code from seeds.authorities").fetchall())


@dataclass
class Held:
    """What was compared on a page."""

    cells: int = 0
    symbols: int = 0
    kinds: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def data(release: Path, audience: str, authority: str | None = None) -> duckdb.DuckDBPyConnection:
    """The release's tables as views: what is published from its Parquet files, what is internal from its database."""
    connection = duckdb.connect()
    if audience == "published":
        sources = {path.stem: f"read_parquet('{path}')" for path in sorted((release / "published/parquet").glob("*"))}
    else:
        connection.execute(f"attach '{release}/internal/sfpc.duckdb' as held (read_only)")
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'held' and schema_name = 'report'"
        ).fetchall()
        sources = {name: f"held.report.{name}" for (name,) in names}
    for name, source in sources.items():
        columns = [row[0] for row in connection.execute(f"describe from {source}").fetchall()]
        hidden = "string_split(suppressed_columns, ' ')" if "suppressed_columns" in columns else "[]"
        mine = f"where authority_code = '{authority}'" if authority and "authority_code" in columns else ""
        connection.execute(f"create view {name} as select *, {hidden}::varchar[] as hidden from {source} {mine}")
    return connection


def compared(page: str, connection: duckdb.DuckDBPyConnection, quarter: str) -> Held:
    """Hold every table of a page against the data."""
    held = Held()
    for table in parsed(page).all("table"):
        _compare(table, connection, quarter, held)
    return held


def _compare(table: Element, connection: duckdb.DuckDBPyConnection, quarter: str, held: Held) -> None:
    caption = table.one("caption").text
    headings = [each.text for each in table.one("thead").all("th")]
    found = [(kind, match) for kind in KINDS if (match := kind.match(caption, headings))]
    if not found:
        held.faults.append(f"{caption} | {headings}: no kind of table that is known")
        return
    kind, match = found[0]
    held.kinds[kind.caption] += 1
    rows = [[part for part in row.parts if isinstance(part, Element)] for row in table.one("tbody").all("tr")]
    expected = _rows(connection, kind.query, {**match.groupdict(), "quarter": quarter}) if kind.query else []
    if kind.by_cell:
        expected = _gathered(kind, expected)
        held.faults += [f"{caption}: {heading} is no heading" for heading in _undrawn(kind, expected, headings)]
    for row in rows:
        cells = dict(zip(headings, row, strict=True))
        _compare_row(caption, kind, cells, expected, held)
    if not kind.is_part and kind.query:
        lost = [
            kind.key(each if not kind.by_cell else next(iter(each.values())))
            for each in expected
            if _is_told(kind, each)
        ]
        held.faults += [f"{caption}: {key} is not there" for key in lost]


def _is_told(kind, row) -> bool:
    """Whether a row that is left over has anything to show."""
    return not kind.by_cell or any(kind.figure(heading)[0].of(cell) is not None for heading, cell in row.items())


def _rows(connection, query, given):
    wanted = {name: value for name, value in given.items() if f"${name}" in query}
    result = connection.execute(query, wanted)
    names = [each[0] for each in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _gathered(kind, cells):
    """Cells by heading, a row a key."""
    rows = {}
    for cell in cells:
        rows.setdefault(kind.key(cell), {})[cell["heading"]] = cell
    return list(rows.values())


def _compare_row(caption, kind, cells, expected, held) -> None:
    key = tuple(cells[heading].text for heading in kind.keys)
    candidates = [each for each in expected if _has_key(kind, each, key)]
    told = [cell.text for heading, cell in cells.items() if heading not in kind.keys]
    if kind.query and not candidates and any(DIGIT.search(each) for each in told):
        held.faults.append(f"{caption}: {key} is no row of the data")
        return
    tried = [(each, _differences(kind, cells, each)) for each in candidates or [{}]]
    best, differences = min(tried, key=lambda one: len(one[1]))
    held.faults += [f"{caption}, {key}: {each}" for each in differences]
    held.cells += sum(1 for cell in cells.values() if "govuk-table__cell--numeric" in cell.attributes["class"])
    held.symbols += sum(1 for cell in cells.values() if main(cell) == "c")
    if candidates:
        expected.remove(best)


def _has_key(kind, row, key) -> bool:
    """Whether a row is the one that is shown; under a name there may be smaller words."""
    wanted = kind.key(next(iter(row.values())) if kind.by_cell else row)
    return all(shown == name or shown.startswith(f"{name} ") for shown, name in zip(key, wanted, strict=True))


def _differences(kind, cells, row) -> list[str]:
    wrong = []
    for heading, cell in cells.items():
        if heading in kind.words or heading in kind.keys:
            continue
        if heading == HELD_AGAINST and kind.by_cell:
            wrong += _levels(kind, row, cell)
            continue
        found = kind.figure(heading)
        one = row.get(heading) if kind.by_cell else row
        if found is None or not one:
            wrong += [f"{heading}: {cell.text!r} is told and nothing is known of it"] if DIGIT.search(cell.text) else []
            continue
        figure, said = found
        wrong += [
            f"the heading {heading!r} is not the row's {one.get(name)}"
            for name, text in said.items()
            if name in one and str(one[name]) != text
        ]
        wrong += [f"{heading}: {each}" for each in _difference(figure, one, cell)]
    return wrong


def _levels(kind, row, cell) -> list[str]:
    """The levels of a chart in one cell: each name and amount, and no amount besides."""
    told = cell.text.split("; ")
    wanted = [
        f"{heading} {shown}"
        for heading, one in row.items()
        if one.get("is_level") and (shown := kind.figure(heading)[0].of(one)) is not None
    ]
    missing = [f"{HELD_AGAINST}: {each!r} is not in {cell.text!r}" for each in wanted if each not in told]
    besides = [each for each in told if each not in wanted and DIGIT.search(each)]
    return missing + [f"{HELD_AGAINST}: {each!r} is told and nothing is known of it" for each in besides]


def _undrawn(kind, expected, headings) -> list[str]:
    """The figures of a chart's rows that stand under no heading of its table; a chart begins where its quarters do."""
    first = min((each for each in headings if QUARTER.fullmatch(each)), default="")
    left = {
        (heading, bool(one.get("is_level")))
        for row in expected
        for heading, one in row.items()
        if heading not in headings and kind.figure(heading)[0].of(one) is not None
    }
    return sorted(
        heading
        for heading, is_level in left
        if not (is_level and HELD_AGAINST in headings) and heading.removeprefix("Profile, ") >= first
    )


def _difference(figure, row, cell) -> list[str]:
    shown, small = main(cell), note(cell)
    if figure.is_hidden(row):
        return [] if (shown, spoken(cell)) == ("c", "suppressed") else [f"{shown!r} where the figure is hidden"]
    wanted = figure.of(row)
    if wanted is None:
        return [f"{cell.text!r} where there is no figure"] if DIGIT.search(shown) else []
    if shown != wanted:
        return [f"{shown!r}, not {wanted!r}"]
    interval, more = figure.interval(row), figure.note(row)
    left = small.removeprefix(interval) if interval else small
    if interval and left == small:
        return [f"the note {small!r} does not begin with {interval!r}"]
    if more and more not in left:
        return [f"the note {small!r} does not say {more!r}"]
    left = left.replace(more, "", 1) if more else left
    return [f"the note {small!r} says {left!r} besides"] if DIGIT.search(left) else []


def main(cell: Element) -> str:
    """What a cell shows, without the smaller words under it and without what is only spoken."""
    parts = [part if isinstance(part, str) else part.text for part in cell.parts if not _is_beside(part)]
    return " ".join("".join(parts).split())


def _is_beside(part) -> bool:
    classes = "" if isinstance(part, str) else part.attributes.get("class", "")
    return "cell-note" in classes or "govuk-visually-hidden" in classes


def note(cell: Element) -> str:
    return " ".join(each.text for each in cell.all(cls="cell-note"))


def spoken(cell: Element) -> str:
    return " ".join(each.text for each in cell.all(cls="govuk-visually-hidden"))


@cache
def pages(release: Path) -> list[Path]:
    return sorted([*release.glob("*/report.html"), *release.glob("published/authorities/*.html")])


def test_every_figure_of_every_table_is_that_of_the_data(made, folders):
    seen, figures = Counter(), 0
    for page in pages(made.path):
        audience = page.relative_to(made.path).parts[0]
        of = folders.get(page.stem.removesuffix("_highlight_report"))
        with data(made.path, audience, of) as connection:
            text = page.read_text(encoding="utf-8")
            held = compared(text, connection, made.quarter)
        root = parsed(text)
        numeric = len(root.all("td", cls="govuk-table__cell--numeric"))

        assert held.faults == [], f"{page.relative_to(made.path)}: {len(held.faults)}"
        assert held.cells == numeric > 20, page.name
        assert sum(held.kinds.values()) == len(root.all("table"))
        seen += held.kinds
        figures += held.cells
    assert len(seen) > 30
    assert figures > 2000


FIGURE_IN_WORDS = re.compile(r"[+−]?£\d[\d,]*|[+−]?\d[\d,]*(?:\.\d+)?%|[+−]?\d+\.\d+(?!\.?\d)|[+−]?\d{1,3}(?:,\d{3})+")
RULES = {"10,000", "95%", "99.8%", "10%", "80%", "100%", "2.66", "2%"}
"""Numbers of the rules that the pages explain, and no figures: of intervals, rates, ratings and rounding."""
OF_A_CHART = re.compile(r"One scale, \S+ to [^\s,]+|(?:25|50|75|100)% of the year is gone")
"""What a chart's legend says of its own scale and of the time gone."""


def test_every_sum_percentage_and_rate_in_a_sentence_stands_in_a_table_too(made):
    """Of the same page or of another for the same readers: there each is held against the data by its key."""
    told = 0
    for audience in ("published", "internal"):
        held = {page: parsed(page.read_text(encoding="utf-8")) for page in pages(made.path) if audience in page.parts}
        shown = {
            figure.lstrip("+−")
            for root in held.values()
            for table in root.all("table")
            if not _is_quoted(table)
            for cell in table.all("td")
            for figure in FIGURE_IN_WORDS.findall(cell.text)
        }
        for page, root in held.items():
            sentences = [each.text for tag in ("p", "li", "dd") for each in root.one("main").all(tag)]
            sentences += [
                each.text
                for table in root.all("table")
                if QUOTES.match(table.one("caption").text)
                for each in table.all("td")
            ]
            figures = [
                (figure, text) for text in sentences for figure in FIGURE_IN_WORDS.findall(OF_A_CHART.sub("", text))
            ]
            unknown = [(figure, text[:80]) for figure, text in figures if figure.lstrip("+−") not in shown | RULES]
            told += len(figures)

            assert unknown == [], page.name
    assert told > 50


def _is_quoted(table: Element) -> bool:
    """Whether a table's words are not held against the data."""
    headings = [each.text for each in table.one("thead").all("th")]
    return any(kind.match(table.one("caption").text, headings) for kind in QUOTED)


def test_a_figure_that_is_another_is_noticed(made, folders):
    """Wherever it stands: one cell in forty of a page is changed by one in its last digit, each alone."""
    page = made.path / "published" / "authorities" / "leeds.html"
    text = page.read_text(encoding="utf-8")
    places = [each.start(1) for each in re.finditer(r'cell--numeric number">[^<]*(\d)[^\d<]*[<\s]', text)]
    with data(made.path, "published", folders["leeds"]) as connection:
        for place in places[::40]:
            changed = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]

            assert len(compared(changed, connection, made.quarter).faults) == 1, text[place - 40 : place + 5]
    assert len(places) > 400
