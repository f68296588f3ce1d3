"""Good marts, made once for each worker; a test breaks what it likes and leaves no trace."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml

from sfpc.gate import checking, suites
from sfpc.gate.results import CheckResult
from sfpc.settings import Settings

REPOSITORY = Path(__file__).parents[2]
GOOD_MARTS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent).glob("good_marts*.sql"))
)
QUARTER = "2021-22-Q3"
NORTHBY, SOUTHBY = "E09999991", "E09999992"
A_FEW_CHECKS = {
    "RETURN-001", "RETURN-002", "FIND-006", "CHANGE-001", "CHANGE-002", "RECON-001", "RECON-007",
    "DELIVER-001", "DELIVER-002", "FINANCE-001", "FINANCE-007",
}  # fmt: skip
"""Of the real checks, what tests of the decision need: asking them all takes a second each time."""
HEADING = "check_id,authority_code,quarter,until_date,reason,agreed_by,agreed_date\n"
HEADING_OF_POLICIES = "quarter,policy,at_least,from_date,reason,agreed_by,agreed_date,source\n"


@dataclass
class Marts:
    """Marts in memory, and the gate's question to them."""

    connection: duckdb.DuckDBPyConnection

    def ask(self, *asked: suites.Suite) -> list[CheckResult]:
        def query(sql, parameters=()):
            return self.connection.execute(sql, list(parameters)).df()

        return checking.run(asked, query, checking.Quarter(QUARTER, (NORTHBY, SOUTHBY)))


@pytest.fixture(scope="session")
def _good_marts():
    connection = duckdb.connect()
    connection.execute(GOOD_MARTS)
    yield connection
    connection.close()


@pytest.fixture
def marts(_good_marts):
    """Good marts; whatever a test does to them is undone."""
    _good_marts.begin()
    yield Marts(_good_marts)
    _good_marts.rollback()


@pytest.fixture(scope="session")
def _good_warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(GOOD_MARTS)
    return path


@pytest.fixture
def settings(_good_warehouse, tmp_path):
    """A data folder with a good warehouse, a few of the real checks and no waiver."""
    settings = Settings(home=tmp_path / "home", data=tmp_path / "data", inbox=tmp_path / "inbox")
    settings.expectations.mkdir(parents=True)
    for path in (REPOSITORY / "expectations").glob("*.yml"):
        suite = yaml.safe_load(path.read_text(encoding="utf-8"))
        suite["checks"] = [check for check in suite["checks"] if check["id"] in A_FEW_CHECKS]
        if suite["checks"]:
            (settings.expectations / path.name).write_text(yaml.safe_dump(suite), encoding="utf-8")
    settings.seeds.mkdir()
    (settings.seeds / "waivers.csv").write_text(HEADING, encoding="utf-8")
    (settings.seeds / "publication_policies.csv").write_text(HEADING_OF_POLICIES, encoding="utf-8")
    settings.data.mkdir()
    shutil.copy(_good_warehouse, settings.warehouse)
    return settings


@pytest.fixture
def change(settings):
    """Change the warehouse of `settings`."""

    def run(*statements):
        with duckdb.connect(str(settings.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)

    return run


@pytest.fixture
def waive(settings):
    """Add a row to the waivers of `settings`."""

    def add(check_id, authority_code=NORTHBY, quarter=QUARTER, until_date="2026-12-31", reason="Agreed."):
        with (settings.seeds / "waivers.csv").open("a", encoding="utf-8") as file:
            file.write(f'{check_id},{authority_code},{quarter},{until_date},"{reason}",programme board,2026-11-01\n')

    return add
