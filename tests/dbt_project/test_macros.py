"""Where SQL and Python read the same text they read it alike: the macros' SQL is run beside the functions of `sfpc`."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfpc.period import Quarter, days_of, read_date, read_financial_year, read_month
from sfpc.text import text_key, without_markers
from tests.folders import HOME

FOLDED = "‐‑‒–—−’‘“”"
UNSEEN = "\u00ad\u200b\u2060\ufeff"
SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def is_plain(character):
    """Whether a character is no rarity: its compatible form is itself, and it has one small letter."""
    return (
        unicodedata.normalize("NFKC", character) == unicodedata.normalize("NFC", character)
        and character.casefold() == character.lower()
        and len(character.lower()) == 1
    )


LATIN = "".join(filter(is_plain, map(chr, (*range(0x20, 0x250), *range(0x300, 0x370)))))
LABELS = st.text(st.sampled_from(LATIN + FOLDED * 10 + SPACES * 10 + UNSEEN * 10), max_size=40)


@pytest.fixture(scope="session")
def run_macro():
    """Run a macro over one text in DuckDB, as dbt would."""
    folder = HOME / "dbt_project" / "macros"
    paths = sorted(path for path in folder.glob("*.sql") if path.stem != "generate_schema_name")
    source = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    macros = jinja2.Environment(autoescape=False).from_string(source).module  # noqa: S701 # SQL, not HTML
    connection = duckdb.connect()

    def run(name, value, *arguments, kind="varchar"):
        expression = getattr(macros, name)("given", *arguments)
        query = f"select {expression} from (select cast(? as {kind}) as given)"
        return connection.execute(query, [value]).fetchone()[0]

    return run


@settings(deadline=None, max_examples=300)
@given(text=LABELS)
def test_text_key_agrees_with_python(run_macro, text):
    assert run_macro("text_key", text) == text_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" Local\nAuthority ", "local authority"),
        ("d) Re‑referrals", "D)\xa0Re-referrals"),
        ("Children’s  Services", "children's services"),
        ("1 – Children's", "1 - CHILDREN'S"),
        ("Cafe\u0301", "CAFÉ"),
    ],
)
def test_two_ways_of_writing_a_label_are_one_label(run_macro, one, other):
    assert run_macro("text_key", one) == run_macro("text_key", other) == text_key(one) == text_key(other)


@settings(deadline=None)
@given(day=st.dates(date(2000, 4, 1), date(2099, 3, 31)))
def test_a_day_falls_in_the_quarter_that_python_says(run_macro, day):
    assert run_macro("quarter_of", day, kind="date") == str(Quarter.of(day))


DATES = [
    "2021-06-30", "2021-06-30T00:00:00Z", "2021-06-30 23:59", "2021/6/30", "30/06/2021", "06/30/2021", "3/4/21",
    "03.04.2021",
    "05/05/2021", "30-06-2021", "30/06-2021", "31/02/2021", "30 June 2021", "30-Jun-21", "30Jun2021", "30th June 2021",
    "1st of Sept. 2021", "June 30, 2021", "June 30 21", "Wednesday 30 June 2021", "Wed, 30 Jun 2021", "Jun-21",
    "June 2021",
    "Jul '21", "Junk 21", "44377", "44377.75", "60", "99999", "12345", "1921-06-30", "2051-01-01", "'30/06/2021",
    "３０/０６/２０２１",
    "30\u00a0June\u202f2021", "30–06–2021", "2021", "", "soon", "13/13/2021", "00/00/2000", "29/02/2024", "02/29/2024",
]  # fmt: skip
"""Days and months as people write them, and what is none."""


def days_by_sql(run_macro, text, date_system):
    """The days a text can mean by the macros: none, one or two."""
    written = run_macro("date_text", text)
    days = [run_macro("day_in_order", written, order, f"'{date_system}'") for order in ("day_first", "month_first")]
    return tuple(dict.fromkeys(day for day in days if day))


@pytest.mark.parametrize("date_system", ["1900", "1904"])
@pytest.mark.parametrize("text", DATES)
def test_a_date_means_the_days_that_python_says(run_macro, text, date_system):
    assert days_by_sql(run_macro, text, date_system) == days_of(text, date_system)
    assert run_macro("to_date", text, f"'{date_system}'") == read_date(text, date_system)


@pytest.mark.parametrize("text", DATES)
def test_a_month_is_the_one_that_python_says(run_macro, text):
    assert run_macro("to_month", text, "'1900'") == read_month(text)


@settings(deadline=None, max_examples=60)
@given(
    day=st.dates(date(1999, 1, 1), date(2051, 12, 31)),
    form=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%y", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%A %d %b %Y"]),
)
def test_any_day_means_the_days_that_python_says(run_macro, day, form):
    text = day.strftime(form)

    assert days_by_sql(run_macro, text, "1900") == days_of(text)


@settings(deadline=None, max_examples=60)
@given(day=st.integers(0, 40), month=st.integers(0, 14), year=st.integers(1990, 2060), serial=st.integers(0, 99999))
def test_a_date_that_may_not_exist_means_the_days_that_python_says(run_macro, day, month, year, serial):
    for text in (f"{day}/{month}/{year}", f"{year}-{month:02}-{day:02}", f"{serial:05}"):
        for date_system in ("1900", "1904"):
            assert days_by_sql(run_macro, text, date_system) == days_of(text, date_system), text


@pytest.mark.parametrize(
    "label",
    ["Referrals*", "Referrals [1]", "Referrals (note 2)", "Referrals, see note 2", "Referrals (1)", "Referrals†",
     "FGCs ²",
     "Cost (£000)", "% (where applicable)", "*", "[1]", "Referrals [see notes 1 and 2]", "CLA [r]", "a) Referrals **",
     "#"],
)  # fmt: skip
def test_a_label_without_its_markers_is_the_one_that_python_leaves(run_macro, label):
    assert run_macro("without_markers", run_macro("text_key", label)) == text_key(without_markers(label))


@settings(deadline=None)
@given(
    first=st.integers(0, 99), gap=st.sampled_from([0, 1, 1, 1, 2]), century=st.sampled_from(["", "20"]),
    between=st.sampled_from(["-", "/", " ", " / "]), before=st.sampled_from(["", "FY", "fy "]),
)  # fmt: skip
def test_a_financial_year_is_read_as_python_reads_it(run_macro, first, gap, century, between, before):
    text = f"{before}{century}{first:02}{between}{century}{(first + gap) % 100:02}"
    year = read_financial_year(text)

    assert run_macro("to_financial_year", text) == (f"{year}-{(year + 1) % 100:02}" if year else None)


@settings(deadline=None, max_examples=300)
@given(number=st.decimals(-(10**9), 10**9, places=2), form=st.sampled_from(["{}", "£{:,}", " {:,} ", "{:,}%", "{:E}"]))
def test_a_number_is_read_however_it_is_written(run_macro, number, form):
    assert run_macro("to_number", form.format(number)) == number


@settings(deadline=None, max_examples=300)
@given(text=st.text(st.sampled_from("0123456789.,-+()£%eE \xa0'x"), max_size=12))
def test_no_text_is_read_as_a_number_of_other_digits(run_macro, text):
    number = run_macro("to_number", text)

    if number is not None and "e" not in text.lower():
        assert abs(number) == pytest.approx(
            Decimal("".join(one for one in text if one in "0123456789.")), abs=Decimal("1e-6")
        )
