"""The staging and intermediate models run over raw in memory, without dbt: their SQL is rendered by Jinja alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2

from tests.folders import HOME

FOLDER = HOME / "dbt_project"


class Warehouse:
    """An in-memory database with the seeds, and the models that some are built on, in the order they are built."""

    def __init__(self, *models: str) -> None:
        """Load the seeds and render what the models need."""
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 2")
        self.raw = Path()
        macros = sorted(path for path in (FOLDER / "macros").glob("*.sql") if path.stem != "generate_schema_name")
        self.macros = "\n".join(path.read_text(encoding="utf-8") for path in macros)
        self.environment = jinja2.Environment(autoescape=False)  # noqa: S701 - SQL, not HTML
        self.rendered: dict[str, str] = {}
        for path in sorted((HOME / "seeds").glob("*.csv")):
            # a column of blanks alone is text, as dbt has it
            query = f"create table {path.stem} as select * from read_csv(?, header = true)"
            self.connection.execute(query, [str(path)])
        for model in models:
            self.render(model)

    def render(self, name: str) -> str:
        """Render a model after those it is built on; its name."""
        found = list((FOLDER / "models").glob(f"*/{name}.sql"))
        if found and name not in self.rendered:
            sql = self.environment.from_string(self.macros + found[0].read_text(encoding="utf-8")).render(
                ref=self.render, source=lambda _, table: f"raw_{table}", config=lambda **_: "", env_var=str
            )
            self.rendered[name] = sql
        return name

    def build(self, raw: Path) -> None:
        """Build every model over the Parquet of a raw folder."""
        for folder in sorted(path for path in raw.iterdir() if path.is_dir()):
            self.connection.execute(
                f"create or replace view raw_{folder.name} as select * from read_parquet('{folder}/*/*/*.parquet')"
            )
        for name, sql in self.rendered.items():
            self.connection.execute(f"create or replace table {name} as {sql}")

    def rows(self, query: str) -> list[dict]:
        """The rows of a query."""
        result = self.connection.execute(query)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
