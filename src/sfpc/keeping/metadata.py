"""Airflow's metadata database: its runs, log-ins and answers, dumped and restored by the database's own tools.

Where it is, Airflow's own settings say: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN, or the command in
AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD that prints it. With neither it is the one of `make up`, a file under SFPC_DATA.
A password goes to the tools in their environment: no list of processes and no message shows it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sfpc.errors import PipelineError, UsageError
from sfpc.settings import Settings

SETTING = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
POSTGRESQL, SQLITE = "postgresql", "sqlite"
DUMPS = {POSTGRESQL: "airflow.dump", SQLITE: "airflow.db"}
"""What the dump of each kind of database is called in an archive."""


@dataclass(frozen=True)
class Database:
    """Airflow's metadata database.

    Attributes:
        kind: POSTGRESQL or SQLITE.
        shown: where it is, without a password.
        file: of SQLite, the file.
        connection: of PostgreSQL, what its tools read from their environment.
    """

    kind: str
    shown: str
    file: Path | None = None
    connection: dict[str, str] = field(default_factory=dict, repr=False)


def database(settings: Settings) -> Database | None:
    """Where Airflow's metadata is kept; None where there is none yet."""
    address = os.environ.get(SETTING) or printed(os.environ.get(f"{SETTING}_CMD"))
    if not address:
        file = settings.data / "airflow" / "airflow.db"
        return Database(SQLITE, str(file), file=file) if file.exists() else None
    parts = urlsplit(address)
    kind = parts.scheme.partition("+")[0]
    if kind == SQLITE:
        file = Path(parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path)
        return Database(SQLITE, str(file), file=file)
    if kind not in (POSTGRESQL, "postgres"):
        raise UsageError(f"{SETTING} names a database of the kind {kind}; only PostgreSQL and SQLite are kept by sfpc")
    name = unquote(parts.path.removeprefix("/"))
    given = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port or 5432),
        "PGUSER": parts.username and unquote(parts.username),
        "PGPASSWORD": parts.password and unquote(parts.password),
        "PGDATABASE": name,
    }
    shown = f"database {name} of {parts.hostname}:{parts.port or 5432}"
    return Database(POSTGRESQL, shown, connection={key: value for key, value in given.items() if value})


def printed(command: str | None) -> str | None:
    """What a command prints, as Airflow reads a setting through one; it is not shown where it fails."""
    if not command:
        return None
    done = subprocess.run(
        shlex.split(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise PipelineError(
            f"The command in {SETTING}_CMD printed no address (status {done.returncode}); see that it runs"
        )
    return done.stdout.strip()


def dump(source: Database, folder: Path) -> Path:
    """Write the whole database into a file that its own tools restore; whoever uses it meanwhile is not disturbed."""
    path = folder / DUMPS[source.kind]
    if source.file is not None:
        with (
            closing(sqlite3.connect(f"file:{source.file}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(path)) as copy,
        ):
            live.backup(copy)
    else:
        tool("pg_dump", source, "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    path.chmod(0o600)
    return path


def restore(target: Database, path: Path) -> None:
    """Bring a dump back into an empty database of the same kind, all of it or nothing.

    Raises:
        PipelineError: the database is not empty, or of another kind, or its tools are missing or fail.
    """
    if path.name != DUMPS[target.kind]:
        raise PipelineError(f"{target.shown}: the backup holds {path.name}, of another kind of database; set {SETTING}")
    if target.file is None:
        if tables := tool("psql", target, "-XAtc", TABLES):
            raise not_empty(target, tables)
        tool("pg_restore", target, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
             f"--dbname={target.connection['PGDATABASE']}", path)  # fmt: skip
        return
    if target.file.exists():
        raise not_empty(target, "a file")
    target.file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target.file)
    target.file.chmod(0o600)


TABLES = "select count(*) from information_schema.tables where table_schema = 'public' having count(*) > 0"


def not_empty(target: Database, what: str) -> PipelineError:
    """The error where a database would be written over."""
    return PipelineError(
        f"{target.shown}: it is not empty ({what} there), and nothing is written over; give an empty one"
    )


def tool(name: str, database: Database, *arguments: str | Path) -> str:
    """Run one of PostgreSQL's own tools on a database, and give what it prints."""
    program = shutil.which(name)
    if program is None:
        raise PipelineError(
            f"{name} is needed for {database.shown} and is not installed here: install PostgreSQL's client of the "
            "server's version or later, run this where it is, or leave the metadata out with --without-metadata"
        )
    done = subprocess.run(
        [program, *arguments], env=os.environ | database.connection, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[-500:]
        raise PipelineError(f"{database.shown}: {name} failed: {said}")
    return done.stdout.strip()
