"""A release has a database of what is published and no more, and one in full; both explain themselves to any client."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from sfpc import warehouse
from sfpc.report import database, disclosure, tables
from sfpc.report.database import copying
from tests.folders import HOME
from tests.published import QUARTER, SCRIPT, published
from tests.report_issue import issue

AUDIENCES = ("published", "internal")
STORAGE_OF_DUCKDB_1_2 = 65
"""The version of the format of files that DuckDB 1.2.0 brought (duckdb.org/docs/stable/internals/storage)."""
WHOLE = 150
"""Characters of a text that surely stand in one piece in the file; longer ones are kept in blocks of their own."""
KEYS = {
    "fct_performance": ["authority_code", "quarter", "measure"],
    "fct_delivery": ["authority_code", "quarter", "activity", "category"],
}
"""The facts with figures that may be hidden, and what tells their rows apart."""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def release(made):
    return made.release.path


@pytest.fixture
def opened(release):
    """Both databases in one connection, by audience, and the published Parquet files as `parquet.<table>`."""
    with duckdb.connect() as connection:
        for audience in AUDIENCES:
            connection.execute(f"attach '{release / audience / 'sfpc.duckdb'}' as {audience} (read_only)")
        connection.execute("attach ':memory:' as parquet")
        for path in sorted((release / "published" / "parquet").glob("*.parquet")):
            connection.execute(f"create view parquet.{path.stem} as from read_parquet('{path}')")
        yield connection


@pytest.fixture(scope="module")
def written(clean_warehouse, tmp_path_factory):
    """Writes both databases of a quarter from a warehouse that holds later quarters too."""
    folder = tmp_path_factory.mktemp("databases")
    said = issue("2021-22-Q4")
    with warehouse.open_read_only(clean_warehouse.warehouse) as connection:
        in_full = tables.read(connection, "2021-22-Q4", clean_warehouse.dbt_project / "models")
        known = disclosure.catalogue(connection)
    protected = disclosure.protect(in_full, "2021-22-Q4", folder / "none", known)

    def write(name, settings=clean_warehouse, **changed):
        place = folder / name
        for audience in AUDIENCES:
            (place / audience).mkdir(parents=True)
        shown = {**protected.tables, **changed}
        database.write_published(place / "published" / database.NAME, shown, settings, said)
        return place / "published" / database.NAME

    write.issue, write.protected = said, protected
    return write


def query(path, sql):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def names_of(connection, audience, schema):
    found = connection.execute(
        "select distinct table_name from duckdb_columns() where database_name = ? and schema_name = ? order by all",
        [audience, schema],
    ).fetchall()
    return [name for (name,) in found]


# ---------------------------------------------------------------------- nothing that is not published


def test_the_reports_tables_are_the_protected_ones_row_for_row(opened):
    names = names_of(opened, "published", "report")

    assert names == names_of(opened, "parquet", "main")
    for name in names:
        for one, other in (("published.report", "parquet"), ("parquet", "published.report")):
            assert (
                opened.execute(f"select * from {one}.{name} except all select * from {other}.{name}").fetchall() == []
            )
    hidden = opened.execute("select count(*) from published.report.rpt_delivery where suppressed_columns <> ''")
    assert hidden.fetchone()[0] > 0


def test_without_a_single_fact_in_the_warehouse_the_published_database_is_the_same_bytes(
    written, clean_warehouse, tmp_path
):
    bare = replace(clean_warehouse, data=tmp_path)
    shutil.copyfile(clean_warehouse.warehouse, bare.warehouse)
    kept = {(schema, table) for schema, of_schema in copying.published().items() for table in of_schema}
    with duckdb.connect(str(bare.warehouse)) as connection:
        found = connection.execute(
            "select schema_name, table_name, 'table' from duckdb_tables() union all "
            "select schema_name, view_name, 'view' from duckdb_views() where not internal order by all"
        ).fetchall()
        for schema, table, kind in found:
            if (schema, table) not in kept:
                connection.execute(f'drop {kind} "{schema}"."{table}"')
        left = connection.execute("select count(*) from duckdb_tables()").fetchone()[0]

    assert left == len(kept)
    assert written("from_bare", bare).read_bytes() == written("from_full").read_bytes()


def test_no_text_that_people_typed_no_place_and_no_message_is_in_its_bytes(opened, release):
    content = (release / "published" / "sfpc.duckdb").read_bytes()
    inside = (release / "internal" / "sfpc.duckdb").read_bytes()
    public = public_text(opened)
    typed = opened.execute(
        """
        select distinct text from (
            select comment as text from internal.marts.fct_milestone
            union all select message from internal.marts.fct_finding
            union all select source_file from internal.marts.fct_figure
            union all select source_place from internal.marts.fct_figure
            union all select label from internal.marts.fct_figure
            union all select content_hash from internal.marts.fct_submission
            union all select submission_id from internal.marts.fct_submission
        ) where length(text) >= 8 order by all
        """
    ).fetchall()
    secret = [text for (text,) in typed if text not in public]

    assert any(SCRIPT in text for text in secret)
    assert len(secret) > 100
    assert all(text.encode() in inside for text in secret if len(text) < WHOLE)
    assert [text for text in secret if text.encode()[:WHOLE] in content] == []


def public_text(connection):
    """Every text that may be published: of the protected tables, of the seeds that are published, of descriptions."""
    cells = [
        str(value)
        for name in names_of(connection, "parquet", "main")
        for row in connection.execute(f"from parquet.{name}").fetchall()
        for value in row
    ]
    seeds = [(HOME / "seeds" / f"{name}.csv") for name in copying.published()["seeds"]]
    described = [*(HOME / "dbt_project" / "models").rglob("*.yml"), HOME / "seeds" / "authorities.csv"]
    return "\n".join([*cells, *(path.read_text(encoding="utf-8") for path in (*seeds, *described))])


def test_what_is_hidden_is_hidden_in_every_table_and_view_that_could_tell_it(opened):
    hidden = opened.execute(
        """
        select inside.authority_code, inside.quarter, inside.activity, inside.category, inside.in_quarter_value
        from internal.report.rpt_delivery as inside
        inner join published.report.rpt_delivery as shown using (authority_code, quarter, activity, category)
        where list_contains(string_split(shown.suppressed_columns, ' '), 'in_quarter_value')
        """
    ).fetchall()

    assert hidden
    for authority, quarter, activity, category, value in hidden:
        assert value is not None
        key = [authority, quarter, activity]
        told = opened.execute(
            "select value, status from published.main.figures where authority_code = ? and quarter = ? "
            "and subject = ? and part = ? and field = 'in_quarter_value'",
            [*key, category],
        ).fetchall()
        assert told == [(None, "suppressed")]
        told = opened.execute(
            "select value, status from published.marts.fct_delivery where authority_code = ? and quarter = ? "
            "and activity = ? and coalesce(category, 'all') = ?",
            [*key, category],
        ).fetchall()
        assert told == [(None, "suppressed")]
        if category == "all":
            told = opened.execute(
                f'select "{activity}", "{activity}_status" from published.main.delivery_wide '
                "where authority_code = ? and quarter = ?",
                key[:2],
            ).fetchall()
            assert told == [(None, "suppressed")]


def test_every_number_of_every_mart_and_view_stands_in_the_protected_tables(opened):
    """Read as somebody would who looks for a figure: each value with its authority."""
    allowed = set()
    for name in names_of(opened, "parquet", "main"):
        for row in rows_of(opened, f"parquet.{name}"):
            allowed |= {(row.get("authority_code"), rounded(value)) for value in row.values() if is_number(value)}
    found = opened.execute(
        "select schema_name, table_name from duckdb_columns() where database_name = 'published' "
        "and schema_name in ('main', 'marts') and column_name = 'authority_code' order by all"
    ).fetchall()
    public = set(copying.published()["marts"])
    looked_at = 0
    for schema, name in ((schema, name) for schema, name in found if name not in public):
        for row in rows_of(opened, f"published.{schema}.{name}"):
            told = {
                column: rounded(value)
                for column, value in row.items()
                if is_number(value) and not column.endswith("release_order")
            }
            looked_at += len(told)
            for column, value in told.items():
                assert (row["authority_code"], value) in allowed, (schema, name, column, row)

    assert {"figures", "fct_performance", "fct_released_figure", "performance_wide"} <= {name for _, name in found}
    assert looked_at > 9_000


def rows_of(connection, name):
    found = connection.execute(f"from {name}")
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def rounded(value):
    """To the decimals of the mart that has the fewest."""
    return Decimal(value).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def is_number(value):
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def test_the_internal_marts_and_seeds_are_not_there(opened):
    rules = yaml.safe_load(copying.RULES.read_text(encoding="utf-8"))

    for schema in ("marts", "seeds"):
        there = set(names_of(opened, "published", schema))
        assert there.isdisjoint(rules[schema]["internal"])
        assert there >= set(rules[schema]["as_they_are"])
        assert set(names_of(opened, "internal", schema)) >= set(rules[schema]["internal"])
    columns = opened.execute("select distinct column_name from duckdb_columns() where database_name = 'published'")
    named = {name for (name,) in columns.fetchall()}
    assert named.isdisjoint({"submission_id", "source_file", "source_sheet", "source_place", "message", "comment"})


# ------------------------------------------------------------------------- what analysts expect of it


def test_the_published_facts_are_those_of_the_marts_but_for_what_is_hidden(opened):
    rules = yaml.safe_load(copying.RULES.read_text(encoding="utf-8"))

    for fact in rules["marts"]["over_the_report"]:
        columns = [row[0] for row in opened.execute(f"describe published.marts.{fact}").fetchall()]
        inside = [row[0] for row in opened.execute(f"describe internal.marts.{fact}").fetchall()]
        assert set(columns) <= set(inside), fact
        listed = ", ".join(columns)
        shown = f"select {listed} from published.marts.{fact}"
        full = f"select {listed} from internal.marts.{fact}"
        if fact in KEYS:
            keys = " and ".join(f"full_fact.{key} is not distinct from shown.{key}" for key in KEYS[fact])
            full = f"""
                select full_fact.* replace (
                    case when shown.status = 'suppressed' then null else full_fact.value end as value,
                    case when shown.status = 'suppressed' then 'suppressed' else full_fact.status end as status
                )
                from ({full}) as full_fact left join ({shown}) as shown on {keys}
            """
        assert opened.execute(f"select count(*) from ({shown})").fetchone()[0] > 0, fact
        assert opened.execute(f"({shown}) except all ({full})").fetchall() == [], fact
        assert opened.execute(f"({full}) except all ({shown})").fetchall() == [], fact


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_one_shape_holds_every_figure_of_the_reports_tables_once(opened, audience):
    cells = (
        ("rpt_performance", "value"),
        ("rpt_performance_rates", "rate_per_10000"),
        ("rpt_delivery", "in_quarter_value"),
        ("rpt_delivery", "cumulative_value"),
        ("rpt_finance", "forecast_gbp"),
        ("rpt_grant", "spend_gbp"),
        ("rpt_benefits", "delivered_gbp"),
    )
    for table, field in cells:
        (told,) = opened.execute(
            f"select (count(*), count(value), sum(value)) from {audience}.main.figures "
            "where table_name = ? and field = ?",
            [table, field],
        ).fetchone()
        (held,) = opened.execute(
            f"select (count(*), count({field}), sum({field})) from {audience}.report.{table}"
        ).fetchone()
        assert told == held
        assert told[1] > 0
    bad = opened.execute(
        f"select * from {audience}.main.figures where (value is null) = (status = 'reported') or status is null"
    )
    assert bad.fetchall() == []


def test_the_one_shape_has_one_row_for_each_key_and_its_totals_are_marked(opened):
    key = "authority_code, quarter, section, subject, part, table_name, field"
    twice = opened.execute(f"select {key}, count(*) from published.main.figures group by all having count(*) > 1")
    assert twice.fetchall() == []
    parts, whole = opened.execute(
        "select sum(value) filter (not is_total), sum(value) filter (subject = 'all' and part = 'all') "
        "from internal.main.figures where field = 'budget_gbp'"
    ).fetchone()
    assert parts == whole


def test_the_wide_views_hold_the_same_values_each_with_its_status(opened):
    measures = opened.execute("select distinct measure from published.report.rpt_performance order by all").fetchall()
    columns = {row[0] for row in opened.execute("describe published.main.performance_wide").fetchall()}

    assert columns == {"authority_code", "authority_name", "quarter"} | {
        name + ending for (name,) in measures for ending in ("", "_status")
    }
    for (measure,) in measures:
        wide = opened.execute(
            f'select authority_code, quarter, "{measure}", "{measure}_status" from published.main.performance_wide '
            "order by all"
        ).fetchall()
        long = opened.execute(
            "select authority_code, quarter, value, status from published.report.rpt_performance where measure = ? "
            "order by all",
            [measure],
        ).fetchall()
        assert wide == long
    across = opened.execute(f'select sum("{QUARTER}") from published.main.performance_by_quarter').fetchone()
    assert (
        across
        == opened.execute(
            "select sum(value) from published.report.rpt_performance where quarter = ?", [QUARTER]
        ).fetchone()
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_table_view_macro_and_column_says_what_it_is(opened, audience):
    nameless = opened.execute(
        """
        select kind, schema_name, name
        from (
            select 'table' as kind, database_name, schema_name, table_name as name, comment from duckdb_tables()
            union all
            select 'view', database_name, schema_name, view_name, comment from duckdb_views()
            union all
            select table_name, database_name, schema_name, column_name, comment from duckdb_columns()
            union all
            select 'macro', database_name, schema_name, function_name, comment from duckdb_functions()
        )
        where database_name = $1 and coalesce(comment, '') = ''
        """,
        [audience],
    ).fetchall()

    assert nameless == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_its_contents_name_everything_in_it_with_its_rows(opened, audience):
    listed = opened.execute(
        f"select schema_name, name, kind, row_count, about from {audience}.main.contents"
    ).fetchall()
    there = opened.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = $1 "
        "union all select schema_name, view_name from duckdb_views() where database_name = $1",
        [audience],
    ).fetchall()

    assert {(schema, name) for schema, name, kind, *_ in listed if kind != "macro"} == set(there)
    assert all(about for *_, about in listed)
    for schema, name, kind, count, _ in listed:
        if kind == "table":
            assert opened.execute(f'select count(*) from {audience}.{schema}."{name}"').fetchone() == (count,)


def test_it_says_which_release_it_is_and_what_is_hidden_in_it(opened):
    for audience in AUDIENCES:
        told = dict(opened.execute(f"select name, value from {audience}.main.about_release").fetchall())
        assert (told["quarter"], told["release"], told["audience"]) == (QUARTER, "1", audience)
    assert "not for publication" in told["disclosure"]
    (said,) = opened.execute("select value from published.main.about_release where name = 'disclosure'").fetchone()
    assert "suppressed" in said


# --------------------------------------------------------------------------------------- as a file


@pytest.mark.parametrize("audience", AUDIENCES)
def test_clients_since_duckdb_1_2_can_open_it_and_nobody_can_write_it(release, audience):
    path = release / audience / "sfpc.duckdb"

    assert int.from_bytes(path.read_bytes()[12:20], "little") == STORAGE_OF_DUCKDB_1_2
    assert query(path, "select tags['storage_version'] from duckdb_databases() where not internal") == [("v1.2.0+",)]
    assert path.stat().st_mode & 0o222 == 0
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        query(path, "create table mine as select 1")


def test_it_is_named_in_both_manifests_with_its_hash(release):
    inside = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    handed_on = json.loads((release / "published" / "manifest.json").read_text(encoding="utf-8"))["files"]

    assert "internal/sfpc.duckdb" in inside
    assert inside["published/sfpc.duckdb"]["sha256"] == handed_on["sfpc.duckdb"]["sha256"]
    assert "database" in handed_on["sfpc.duckdb"]["about"]


def test_the_published_marts_and_views_are_parquet_files_too_with_what_their_columns_mean(opened, release):
    files = {path.stem: path for path in (release / "published" / "marts").glob("*.parquet")}
    package = json.loads((release / "published" / "datapackage.json").read_text(encoding="utf-8"))
    described = {each["path"]: each for each in package["resources"]}
    found = opened.execute(
        "select distinct schema_name, table_name from duckdb_columns() where database_name = 'published' "
        "and schema_name in ('main', 'marts') and table_name not in ('about_release', 'contents') order by all"
    ).fetchall()

    assert sorted(files) == sorted(name for _, name in found)
    for schema, name in found:
        told = opened.execute(f"select * from read_parquet('{files[name]}') order by all").fetchall()
        assert told == opened.execute(f"select * from published.{schema}.{name} order by all").fetchall()
        written = pq.read_schema(files[name])
        assert written.metadata[b"quarter"] == QUARTER.encode()
        assert all(field.metadata[b"description"] for field in written)
        fields = described[f"marts/{name}.parquet"]["schema"]["fields"]
        assert [each["name"] for each in fields] == written.names


def test_later_quarters_and_staging_are_left_out_and_the_calendar_is_whole(written, clean_warehouse):
    shown = written("later")
    path = shown.parents[1] / "internal" / database.NAME
    database.write(path, clean_warehouse, written.issue)

    assert query(path, "select max(quarter) from marts.fct_performance") == [("2021-22-Q4",)]
    assert query(path, "select max(quarter) from report.rpt_performance") == [("2021-22-Q4",)]
    assert query(shown, "select max(quarter) from figures") == [("2021-22-Q4",)]
    assert query(path, "select max(quarter) > '2021-22-Q4' from marts.dim_quarter") == [(True,)]
    schemas = "select distinct schema_name from duckdb_tables() order by all"
    assert query(path, schemas) == query(shown, schemas) == [("main",), ("marts",), ("report",), ("seeds",)]


def test_written_twice_it_is_the_same_bytes_whatever_the_memory_held(written):
    first = written("first").read_bytes()
    hoard = [str(number) * 50 for number in range(200_000)]

    assert hoard
    del hoard
    assert written("second").read_bytes() == first


def test_a_table_without_a_row_keeps_its_columns_and_their_types(written):
    empty = {name: replace(table, rows=()) for name, table in written.protected.tables.items()}
    path = written("empty", **empty)

    assert query(path, "select count(*) from figures") == [(0,)]
    assert query(path, "select data_type from duckdb_columns() where table_name = 'rpt_finance' "
                 "and column_name = 'budget_gbp'") == [("DECIMAL(18,2)",)]  # fmt: skip
