"""The lake as DuckDB sees it: opened for reading at one whole build, begun, published and tidied by its one writer.

The extensions are loaded from the wheels that the extra brings: nothing is fetched, and nothing written in anybody's
home. The password goes into a secret of the connection: in the address of an `attach`, DuckDB's errors would repeat it.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sfpc.errors import PipelineError, Unreachable
from sfpc.lake import Lake
from sfpc.warehouse import catalogue

if TYPE_CHECKING:
    import duckdb

SECRET = "sfpc_lake"  # noqa: S105 - the name of a secret, which dbt's profile holds too
EXTENSIONS = ("ducklake", "postgres_scanner", "httpfs")
NOTHING_FETCHED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
IN_PARQUET = "data_inlining_row_limit 0"
"""Small tables are Parquet too: kept in the catalogue, each build would leave hundreds of tables in PostgreSQL."""


def connect() -> duckdb.DuckDBPyConnection:
    """A connection of DuckDB's that fetches nothing and has nothing in it."""
    import duckdb

    return duckdb.connect(":memory:", config=NOTHING_FETCHED)


def prepare(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Load what a lake needs into a connection, and tell it where the lake is, under the name of a secret."""
    import duckdb

    for name in EXTENSIONS:
        connection.execute(f"load {text(str(_extension(name, duckdb.__version__)))}")
    known = catalogue.parameters(lake)
    password = known.pop("password", None)
    named = f", password {text(password)}" if password is not None else ""
    connection.execute(f"create or replace secret {SECRET}_catalogue (type postgres{named})")
    address = " ".join(f"{key}={_quoted(str(value))}" for key, value in known.items())
    connection.execute(
        f"create or replace secret {SECRET} (type ducklake, metadata_path {text(address)}, "
        f"data_path {text(lake.data)}, metadata_parameters map {{'TYPE': 'postgres', 'SECRET': '{SECRET}_catalogue'}})"
    )
    if lake.data.startswith("s3://"):
        connection.execute(f"create or replace secret {SECRET}_data (type s3{_object_store()})")


def attach(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str) -> None:
    """Attach a lake for reading, at the build that is looked at."""
    import duckdb

    build = catalogue.looked_at(lake)
    if build is None:
        raise PipelineError(f"{lake}: there is no warehouse yet; run `sfpc build` first")
    prepare(connection, lake)
    try:
        connection.execute(f"attach 'ducklake:{SECRET}' as {name} (read_only, snapshot_version {build.snapshot})")
    except duckdb.Error as error:
        raise unreachable(lake, error) from None


def unreachable(lake: Lake, error: Exception) -> PipelineError:
    """What DuckDB says of a lake that it cannot open, in our words; the secrets are not in it."""
    if "DATA_PATH" in str(error):
        return PipelineError(
            f"{lake}: its data is not at {lake.data}, where SFPC_LAKE_DATA says; set it as it was when the lake was "
            "first built"
        )
    return Unreachable(f"{lake}: the lake could not be opened ({' '.join(str(error).split())}); try again")


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _extension(name: str, duckdb_version: str) -> Path:
    """The file of an extension, in the wheel that brings it for this very DuckDB."""
    package = find_spec(f"duckdb_extension_{name}")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise PipelineError(catalogue.MISSING)
    file = Path(folders[0]) / "extensions" / f"v{duckdb_version}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise PipelineError(
            f"{file}: the extension is not that of DuckDB {duckdb_version}; install this package again with its extra: "
            "sfpc[lake]"
        )
    return file


def _quoted(value: str) -> str:
    """A value as libpq takes it between others."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _object_store() -> str:
    """What DuckDB is told of an object store: what the environment tells the inbox's client."""
    named = {
        "key_id": os.environ.get("AWS_ACCESS_KEY_ID"),
        "secret": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "session_token": os.environ.get("AWS_SESSION_TOKEN"),
        "region": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
    }
    told = "".join(f", {name} {text(value)}" for name, value in named.items() if value)
    store = os.environ.get("FSSPEC_S3_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT_URL")
    if store:
        at = urlsplit(store)
        told += f", endpoint {text(at.netloc)}, url_style 'path', use_ssl {str(at.scheme == 'https').lower()}"
    return told
