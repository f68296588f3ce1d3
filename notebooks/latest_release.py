"""A notebook on the latest release: what it is, one measure over the quarters, and what was revised.

    marimo edit notebooks/latest_release.py               in a browser, to change it
    marimo run notebooks/latest_release.py                in a browser, to read it
    python notebooks/latest_release.py -- --file PATH     as a program, on the database of any release

It needs marimo, duckdb and a release's sfpc.duckdb, and nothing from anywhere else.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="The latest release")


@app.cell
def _():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo

    return Path, duckdb, mo, os


@app.cell
def _(Path, duckdb, mo, os):
    latest = Path(os.environ.get("SFPC_DATA") or "data") / "releases" / "latest" / "published" / "sfpc.duckdb"
    # the link is followed once, so that this stays with one release while the next is published
    file = Path(mo.cli_args().get("file") or latest).resolve()
    connection = duckdb.connect(file, read_only=True)
    return connection, file


@app.cell
def _(connection):
    def ask(sql, *parameters):
        """The rows of a query, each with the names of its columns."""
        result = connection.execute(sql, parameters)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return (ask,)


@app.cell
def _(ask, file, mo):
    about = {row["name"]: row["value"] for row in ask("select name, value from about_release")}
    mo.md(f"# {about['title']}\n\nRelease {about['release']}, from `{file}`.\n\n{about['disclosure']}")
    return (about,)


@app.cell
def _(ask, mo):
    titles = {row["title"]: row["measure"] for row in ask("select title, measure from seeds.measures order by title")}
    chosen = mo.ui.dropdown(titles, value="Children looked after", label="Measure")
    chosen  # noqa: B018 - what a cell shows is its last line
    return (chosen,)


@app.cell
def _(ask, chosen, mo):
    [meaning] = ask("select * from data_dictionary where kind = 'measure' and name = ?", chosen.value)
    mo.md(f"**{meaning['title']}.** {meaning['definition']} {meaning['arithmetic']}\n\n{meaning['caveats'] or ''}")
    return (meaning,)


@app.cell
def _(ask, chosen, mo):
    figures = ask(
        """
        select authority_name, quarter, value, lower_value, upper_value, status
        from report.rpt_performance
        where measure = ?
        order by authority_name, quarter
        """,
        chosen.value,
    )
    mo.ui.table(figures, selection=None, page_size=25)
    return (figures,)


@app.cell
def _(ask, mo):
    revised = ask("select * from first_against_latest order by quarter, authority_code, section, subject, field")
    mo.md("No published figure was revised.") if not revised else mo.ui.table(revised, selection=None)
    return (revised,)


@app.cell
def _(about, figures, file, revised):
    # what it comes to where there is no browser
    said = [each for each in figures if each["value"] is not None]
    print(f"{about['quarter']}, release {about['release']}, {file.name}: {len(said)} figures, {len(revised)} revised")
    return


if __name__ == "__main__":
    app.run()
