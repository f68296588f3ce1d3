"""The data dictionary says what everything in a release's database is, in the words of its comments, truly."""

from __future__ import annotations

import re

import duckdb
import pytest

from tests.end_to_end.test_release import Page
from tests.published import published

AUDIENCES = ("published", "internal")


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp()).release.path


@pytest.fixture(params=AUDIENCES)
def database(release, request):
    with duckdb.connect(str(release / request.param / "sfpc.duckdb"), read_only=True) as connection:
        yield connection


def test_every_table_and_column_stands_in_it_with_the_words_of_its_comment(database):
    told = database.execute(
        "select place || '.' || name, definition, data_type from data_dictionary where kind = 'column'"
    ).fetchall()
    there = database.execute(
        "select schema_name || '.' || table_name || '.' || column_name, comment, data_type from duckdb_columns() "
        "where database_name = current_database() and table_name not in ('data_dictionary', 'contents')"
    ).fetchall()

    assert sorted(told) == sorted(there)
    assert [name for name, definition, _ in told if not definition] == []
    tables = database.execute("select definition from data_dictionary where kind in ('table', 'view')").fetchall()
    assert len(tables) > 50
    assert all(definition for (definition,) in tables)
    macros = database.execute("select definition from data_dictionary where kind = 'macro'").fetchall()
    assert len(macros) > 5
    assert all(definition for (definition,) in macros)


def test_every_measure_and_activity_has_its_unit_arithmetic_source_and_lineage(database):
    for kind, seed in (("measure", "measures"), ("activity", "activities")):
        entries = database.execute(
            "select name, title, definition, unit, arithmetic, source, lineage from data_dictionary where kind = ?",
            [kind],
        ).fetchall()
        codes = {code for (code,) in database.execute(f"select {kind} from seeds.{seed}").fetchall()}

        assert {entry[0] for entry in entries} == codes
        assert [entry[0] for entry in entries if not all(entry)] == []


def test_a_ratio_names_its_two_parts_and_a_break_in_recording_is_a_caveat(database):
    ratios = database.execute(
        """
        select told.arithmetic, numerator.title, denominator.title
        from data_dictionary as told
        inner join seeds.measures as measures on told.kind = 'measure' and told.name = measures.measure
        inner join seeds.measures as numerator on measures.numerator = numerator.measure
        inner join seeds.measures as denominator on measures.denominator = denominator.measure
        """
    ).fetchall()
    breaks = database.execute(
        "select told.caveats, breaks.what_changed from seeds.recording_breaks as breaks "
        "inner join data_dictionary as told on told.kind = 'measure' and told.name = breaks.measure"
    ).fetchall()

    assert ratios
    assert [each for each, *parts in ratios if not each.startswith(f"{parts[0]} divided by {parts[1]}")] == []
    assert breaks
    assert [what for caveats, what in breaks if what not in caveats] == []


def test_a_column_holds_nothing_but_what_the_dictionary_allows(database):
    allowed = database.execute(
        "select place, name, allowed_values from data_dictionary where kind = 'column' and allowed_values is not null"
    ).fetchall()
    listed = [each for each in allowed if not each[2].startswith("a code of ")]
    wrong = []
    for place, column, values in listed:
        may = set(re.sub(r" \(in published tables\)", "", values).split(", "))
        held = {
            str(one)
            for (one,) in database.execute(f'select distinct "{column}" from {place}').fetchall()
            if one is not None
        }
        wrong += [f"{place}.{column}: {held - may}"] if held - may else []

    assert len(listed) > 10
    assert wrong == []


def test_a_column_of_codes_holds_codes_of_that_seed_or_the_word_for_all_of_them(database):
    coded = database.execute(
        "select place, name, allowed_values from data_dictionary where allowed_values like 'a code of seeds.%'"
    ).fetchall()
    unknown = set()
    for place, column, told in coded:
        table, key = told.removeprefix("a code of ").rsplit(".", 1)
        unknown |= {
            code
            for (code,) in database.execute(
                f'select distinct "{column}" from {place} where "{column}" not in (select {key} from {table})'
            ).fetchall()
        }

    assert len(coded) > 20
    assert unknown <= {"all", "every_employer", "total"}


def test_the_words_on_a_table_say_what_it_is_made_from_and_those_on_a_column_what_it_holds(database):
    [[about]] = database.execute(
        "select comment from duckdb_tables() where schema_name = 'report' and table_name = 'rpt_performance'"
    ).fetchall()
    [[status]] = database.execute(
        "select comment from duckdb_columns() where table_name = 'rpt_performance' and column_name = 'measure'"
    ).fetchall()

    assert "Made from dim_authority, dim_measure, " in about
    assert status.endswith("Holds: a code of seeds.measures.measure.")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_says_every_word_of_the_dictionary(release, audience):
    page = Page((release / audience / "data_dictionary.html").read_text(encoding="utf-8"))
    [body] = page.all("main")
    text = " ".join(body["text"].split())
    with duckdb.connect(str(release / audience / "sfpc.duckdb"), read_only=True) as connection:
        entries = connection.execute(
            "select kind, name, definition, arithmetic, caveats, source, lineage from data_dictionary"
        ).fetchall()

    assert len(entries) > 500
    missing = [
        (entry[0], entry[1]) for entry in entries for said in entry[1:] if said and " ".join(said.split()) not in text
    ]
    assert missing == []
    assert [link["href"] for link in page.all("a") if link["href"].startswith("http")] == []


def test_the_published_page_tells_of_the_published_database_alone(release):
    page = (release / "published" / "data_dictionary.html").read_text(encoding="utf-8")

    assert "Columns of marts.fct_figure" not in page
    assert "Columns of marts.fct_figure" in (release / "internal" / "data_dictionary.html").read_text(encoding="utf-8")
    assert "Not for publication" not in page
