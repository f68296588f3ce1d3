"""Transform runs dbt, the warehouse's one writer, and turns its result into our words.

The warehouse is built in a private folder and renamed into place when the build is whole: a crash leaves the old one,
and nobody ever waits for it or sees half of it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sfpc.errors import Busy, PipelineError
from sfpc.fingerprints import fingerprint
from sfpc.personal_data import kinds_in
from sfpc.settings import Settings

WAIT_SECONDS = 300
"""How long a build waits for another one on the same data folder; a build takes some ten seconds."""

MOST_SHOWN = 5
"""Failures that a message tells of; the log has them all."""

QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


@dataclass(frozen=True)
class Build:
    """A finished build.

    Attributes:
        path: the warehouse.
        node_count: seeds, models and tests that ran; 0 where the warehouse that stands was built from the same inputs.
        seconds: how long it took, wall clock.
    """

    path: Path
    node_count: int
    seconds: float


def build(settings: Settings, as_of: str | None = None) -> Build:
    """Build the warehouse from raw and the seeds, with every data test, unless that has been done from the same inputs.

    Unit tests are left to `make test`.

    Args:
        settings: where raw, the seeds and the models are.
        as_of: a day, ISO, that counts as today where the newest receipt is older; only what rebuilds a release
            without the returns that came for later quarters needs one.
    """
    started = time.monotonic()
    settings.data.mkdir(parents=True, exist_ok=True)
    with sole_writer(settings.lock) as lock:
        mark = settings.data / ".built-from"
        made_from = inputs(settings) + (as_of or "")
        if settings.warehouse.exists() and mark.exists() and mark.read_text(encoding="utf-8") == made_from:
            return Build(settings.warehouse, 0, time.monotonic() - started)
        private = settings.data / ".building"
        shutil.rmtree(private, ignore_errors=True)
        private.mkdir()
        results = run_dbt(settings, private / "warehouse.duckdb", lock, as_of)
        mark.unlink(missing_ok=True)
        (private / "warehouse.duckdb").replace(settings.warehouse)
        mark.write_text(made_from, encoding="utf-8")
    return Build(settings.warehouse, len(results), time.monotonic() - started)


def inputs(settings: Settings) -> str:
    """What a warehouse is built from, as one text: where it stands, seeds, models, dbt, and the files of raw.

    A file of raw that was written again counts as another: its contents need not be read to know that it may differ.
    """
    parts = [settings.dbt_project / name for name in ("macros", "models", "tests")]
    project = [path for part in parts for path in part.rglob("*") if path.suffix in {".sql", ".yml"}]
    project += settings.dbt_project.glob("*.yml")
    seeds = [path for path in settings.seeds.glob("*") if path.suffix in {".csv", ".yml"}]
    lines = [
        str(settings.data),
        fingerprint(settings.seeds, seeds),
        fingerprint(settings.dbt_project, project),
        *(f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")),
    ]
    for path in sorted(settings.raw.rglob("*.parquet")):
        status = path.stat()
        lines.append(f"{path.relative_to(settings.raw)} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(lines) + "\n"


@contextmanager
def sole_writer(path: Path) -> Iterator[int]:
    """Hold the writer's lock, and give its descriptor.

    A lock of the operating system's own is held for as long as any process has the file open. dbt inherits it, so that
    a dbt left over by a run that was killed is waited for, not overtaken.
    """
    with path.open("w") as file:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(
                        f"{path}: another process has been building here for {WAIT_SECONDS} s; wait for it, or end it"
                    ) from None
                time.sleep(0.1)
        yield file.fileno()


def run_dbt(settings: Settings, warehouse: Path, lock: int, as_of: str | None = None) -> list[dict[str, str]]:
    """Run `dbt build` once, in a process of its own; what it says goes to a log file."""
    target = settings.data / ".dbt"
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "dbt.log"
    command = [
        str(Path(sys.executable).with_name("dbt")), "build",
        "--no-version-check", "--exclude-resource-type", "unit_test",
        "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
        "--target-path", str(target), "--log-path", str(target), "--log-level-file", "none", "--no-use-colors",
        *(["--vars", json.dumps({"as_of": as_of})] if as_of else []),
    ]  # fmt: skip
    folders = {"SFPC_WAREHOUSE": str(warehouse), "SFPC_RAW": str(settings.raw), "SFPC_GATE": str(settings.gate)}
    environment = os.environ | QUIET | folders
    (target / "run_results.json").unlink(missing_ok=True)  # an earlier run's would explain this one's failure wrongly
    with log.open("wb") as output:
        outcome = subprocess.run(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False, pass_fds=(lock,)
        )
    results = read_results(target / "run_results.json")
    if outcome.returncode:
        raise PipelineError(explain(results, log))
    return results


def read_results(path: Path) -> list[dict[str, str]]:
    """What became of each node, as dbt wrote it down; nothing when dbt did not get that far."""
    if not path.exists():
        return []
    results: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return results


def explain(results: list[dict[str, str]], log: Path) -> str:
    """Say which nodes failed and why, in a few lines."""
    failed = [one for one in results if one["status"] in ("error", "fail")]
    lines = [f"{one['unique_id']}: {' '.join(str(one['message']).split())[:300]}" for one in failed[:MOST_SHOWN]]
    if not lines:
        lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()][-8:]
    if not lines:
        lines = ["nothing; see that it may write where its log and its target are"]
    lines = ["(left out: it may hold personal data)" if kinds_in(line) else line for line in lines]
    if len(failed) > MOST_SHOWN:
        lines.append(f"... and {len(failed) - MOST_SHOWN} more")
    told = "\n".join(lines)
    return f"The warehouse was not built; the one from before stands. dbt said:\n{told}\nAll of it: {log}"
