"""The SQL of the dbt project's models without dbt: macros, loops, `ref()`, `source()` and `config()`.

Only what the models use is understood; anything else is an error, never a different figure. A test holds every model
rendered here to what dbt compiles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateError

from sfpc.errors import PipelineError

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")


@dataclass(frozen=True)
class Model:
    """A model's SQL and what it reads.

    Attributes:
        relation: schema and name, as `staging.stg_returns__finance`.
        refs: names of the models and seeds it reads, in the order in which it names them.
        sources: (source, table) it reads.
    """

    name: str
    relation: str
    sql: str
    refs: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


class Project:
    """The models of a dbt project and the seeds they read."""

    def __init__(self, folder: Path, seeds: Path) -> None:
        self.folder = folder
        self.seeds = seeds
        self.models = {path.stem: path for path in sorted((folder / "models").rglob("*.sql"))}
        self._macros = _macros(folder / "macros")
        self._rendered: dict[str, Model] = {}

    def is_seed(self, name: str) -> bool:
        """Whether a name that a model reads is a seed's."""
        return name not in self.models and (self.seeds / f"{name}.csv").exists()

    def relation(self, name: str) -> str:
        """Where a model or seed stands: its schema is its folder's name."""
        if name in self.models:
            return f"{self.models[name].relative_to(self.folder / 'models').parts[0]}.{name}"
        if self.is_seed(name):
            return f"seeds.{name}"
        raise PipelineError(f"{self.folder}: {name!r} is neither a model nor a seed; see to the ref() that names it")

    def model(self, name: str) -> Model:
        """A model, rendered."""
        if name not in self._rendered:
            self._rendered[name] = self._render(name)
        return self._rendered[name]

    def _render(self, name: str) -> Model:
        refs: dict[str, None] = {}
        sources: dict[tuple[str, str], None] = {}

        def ref(other: str) -> str:
            refs[other] = None
            return self.relation(other)

        def source(group: str, table: str) -> str:
            sources[(group, table)] = None
            return f"{group}.{table}"

        path = self.models[name]
        dbts = {"ref": ref, "source": source, "config": lambda **_: "", "var": lambda _, unless: unless}
        try:
            sql = _environment().from_string(path.read_text(encoding="utf-8")).render({**self._macros, **dbts})
        except TemplateError as error:
            raise PipelineError(f"{path}: it cannot be rendered without dbt ({error}); see sfpc/models") from error
        return Model(name, self.relation(name), sql.strip(), tuple(refs), tuple(sources))

    def closure(self, wanted: list[str]) -> list[Model]:
        """The models wanted and all they read, each after what it reads."""
        found: dict[str, Model] = {}

        def add(name: str) -> None:
            if name in found or self.is_seed(name):
                return
            model = self.model(name)
            for other in model.refs:
                add(other)
            found[name] = model

        for name in wanted:
            add(name)
        return list(found.values())


@cache
def _environment() -> Environment:
    # SQL, not a page: nothing is escaped, and nothing of a return reaches a template
    return Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701


def _macros(folder: Path) -> dict[str, object]:
    """Every macro but those that only other macros call: their names begin with an underscore."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
    try:
        module = _environment().from_string(written).module
    except TemplateError as error:
        raise PipelineError(f"{folder}: the macros cannot be read without dbt ({error}); see sfpc/models") from error
    return {name: getattr(module, name) for name in _MACRO.findall(written) if not name.startswith("_")}
