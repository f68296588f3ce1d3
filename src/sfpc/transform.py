"""Transform runs dbt, the warehouse's one writer, and turns its result into our words.

A build is all or nothing for those who read: a crash leaves the warehouse from before, and nobody ever waits for a
build or sees half of one. How, `warehouse.targets` says, for a file and for the lake.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sfpc import data_format, telemetry
from sfpc.errors import Busy, PipelineError
from sfpc.fingerprints import fingerprint
from sfpc.personal_data import kinds_in
from sfpc.settings import Settings, Warehouse
from sfpc.warehouse import targets
from sfpc.warehouse.targets import Target

WAIT_SECONDS = 300
"""How long a build waits for another one on the same data folder; a build takes some ten seconds."""

MOST_SHOWN = 5
"""Failures that a message tells of; the log has them all."""

QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


@dataclass(frozen=True)
class Build:
    """A finished build.

    Attributes:
        warehouse: where it was built.
        node_count: seeds, models and tests that ran; 0 where the warehouse that stands was built from the same inputs.
        seconds: how long it took, wall clock.
    """

    warehouse: Warehouse
    node_count: int
    seconds: float


@telemetry.step(telemetry.BUILD)
def build(settings: Settings, as_of: str | None = None) -> Build:
    """Build the warehouse from raw and the seeds, with every data test, unless that has been done from the same inputs.

    Unit tests are left to `make test`.

    Args:
        settings: where raw, the seeds and the models are.
        as_of: a day, ISO, that counts as today where the newest receipt is older; only what rebuilds a release
            without the returns that came for later quarters needs one.
    """
    started = time.monotonic()
    data_format.begin(settings)
    with sole_writer(settings.lock) as lock, targets.sole(settings, WAIT_SECONDS) as target:
        made_from = inputs(settings) + (as_of or "")
        if targets.holds(settings, made_from):
            return Build(settings.warehouse, 0, time.monotonic() - started)
        target.begin()
        results = run_dbt(settings, target, lock, as_of)
        target.publish(made_from)
    return Build(settings.warehouse, len(results), time.monotonic() - started)


def is_newest(settings: Settings) -> bool:
    """Whether the warehouse that stands was built from all that is there now."""
    return targets.holds(settings, inputs(settings))


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


def run_dbt(settings: Settings, into: Target, lock: int, as_of: str | None = None) -> list[dict[str, str]]:
    """Run `dbt build` once, in a process of its own; what it says goes to a log file."""
    folder = settings.data / ".dbt"
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "dbt.log"
    command = [
        str(Path(sys.executable).with_name("dbt")), "build", "--target", into.name,
        "--no-version-check", "--exclude-resource-type", "unit_test",
        "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
        "--target-path", str(folder), "--log-path", str(folder), "--log-level-file", "none", "--no-use-colors",
        *(["--vars", json.dumps({"as_of": as_of})] if as_of else []),
    ]  # fmt: skip
    told = {"SFPC_RAW": str(settings.raw), "SFPC_GATE": str(settings.gate), **into.told}
    environment = os.environ | QUIET | told
    (folder / "run_results.json").unlink(missing_ok=True)  # an earlier run's would explain this one's failure wrongly
    with log.open("wb") as output:
        outcome = subprocess.run(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False, pass_fds=(lock, *into.locks)
        )
    results = read_results(folder / "run_results.json")
    if outcome.returncode:
        raise PipelineError(explain(results, log))
    return results


def write_docs(settings: Settings) -> Path:
    """Write dbt's own documentation of seeds, models and tests as one page, for whoever works on them.

    It is of the project and not of a release, and holds no figure: so it is made without the warehouse, over an empty
    database, and nobody waits for it. dbt writes the time into it: made again, it is never the same bytes.

    Returns:
        The page, in `dbt_docs/` of the data folder; it needs nothing from anywhere else.

    Raises:
        PipelineError: dbt cannot make sense of the project.
    """
    page = settings.data / "dbt_docs" / "index.html"
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "dbt_docs.log"
    with tempfile.TemporaryDirectory(prefix="sfpc-dbt-docs-") as folder:
        command = [
            str(Path(sys.executable).with_name("dbt")), "docs", "generate", "--static", "--empty-catalog",
            "--target", "warehouse", "--no-version-check",
            "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
            "--target-path", folder, "--log-path", folder, "--log-level-file", "none", "--no-use-colors",
        ]  # fmt: skip
        told = {
            "SFPC_RAW": str(settings.raw),
            "SFPC_GATE": str(settings.gate),
            "SFPC_BUILD_FILE": str(Path(folder) / "empty.duckdb"),
        }
        with log.open("wb") as output:
            outcome = subprocess.run(
                command, env=os.environ | QUIET | told, stdout=output, stderr=subprocess.STDOUT, check=False
            )
        made = Path(folder) / "static_index.html"
        if outcome.returncode or not made.exists():
            raise PipelineError(f"The documentation was not written. dbt says why: {log}")
        page.parent.mkdir(exist_ok=True)
        shutil.copyfile(made, page)
    return page


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
