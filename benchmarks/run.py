"""Measure the steps against the bare floor or the obvious alternative, and print ratios: `make bench`.

What is compared is measured in turn, in one run, each in a process of its own with a data folder of its own; the
median of the rounds counts. Seconds depend on the machine, ratios hardly do.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from files import write_blank_rows, write_tables
from keeping import measure_keeping, print_keeping
from large_return import write_large_return
from readers import measure_readers, print_readers
from releases import measure_release, print_release
from rich.console import Console
from rich.table import Table
from workers import measure_workers, print_workers

HOME = Path(__file__).resolve().parents[1]
SAMPLES = HOME / "samples"
QUARTER = "2022-23-Q1"
ROUNDS = 5
SLOW_ROUNDS = 2
TIMES = (1, 30)
"""How many times over the authorities are there when the gate asks: 5 and 150."""
AUTHORITIES = (5, 30, 150)
"""Of how many authorities disclosure control has the figures."""
VERSIONS = (1, 10, 100)
"""How many times over the samples are sent, for growth: 30, 300 and 3,000 submissions."""


@dataclass(frozen=True)
class Measured:
    """The median of the rounds of one job."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Grown:
    """What landing and reading a number of submissions cost."""

    seconds: float
    megabytes: float
    count: int


@dataclass(frozen=True)
class Gate:
    """What asking every check of a quarter cost: the import apart, by the gate, and as bare pandas."""

    checks: int
    suites: int
    authorities: int
    importing: float
    ours: float
    bare: float


@dataclass(frozen=True)
class Traces:
    """What tracing every figure of a quarter cost, beside reading them; one figure; and the trace pages."""

    figures: int
    cells: int
    bare: float
    traced: float
    one: float
    pages: float
    kilobytes_an_authority: float


@dataclass(frozen=True)
class Disclosure:
    """What disclosure control of a quarter cost: all of it, and its audit in one programme and with two a figure."""

    authorities: int
    hidden: int
    importing: float
    protecting: float
    auditing: float
    plain: float


def main() -> None:
    """Measure everything and print the tables."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        inbox = lay_samples(place / "inbox")
        small = measure_reading(inbox, place)
        print_reading(console, "30 sample returns, to raw", small, goal="below 1 of pandas")
        print_formats(console, {kind: measure_format(returns, place) for kind, returns in write_tables(place).items()})
        print_blank_rows(console, measure_blank_rows(place))
        print_growth(console, [measure_growth(versions, place) for versions in VERSIONS])
        for kind in ("xlsx", "csv"):
            large = measure_reading(write_large_return(place / f"large_{kind}", kind), place)
            print_reading(console, f"One {kind.upper()} return of 50,000 rows, to raw", large, goal="at most 3 of bare")
        print_gate(console, measure_gate(inbox, place))
        print_release(console, measure_release(place / "gate", QUARTER))
        print_traces(console, measure_traces(place / "gate"))
        print_readers(console, measure_readers(place / "gate", inbox, QUARTER))
        print_keeping(console, measure_keeping(place / "gate"))
        print_disclosure(console, [measure_disclosure(authorities) for authorities in AUTHORITIES])
        print_runs(console, measure_runs(place))
        print_workers(console, measure_workers())


def lay_samples(inbox: Path) -> Path:
    """Lay the samples as an inbox has them: authority first, then quarter."""
    for quarter in SAMPLES.glob("*-Q?"):
        for sample in quarter.iterdir():
            shutil.copytree(sample, inbox / sample.name / quarter.name)
    return inbox


def measure_reading(returns: Path, place: Path) -> dict[str, Measured]:
    """Ours, pandas and bare parsing over the same returns, in turn."""
    jobs = ("land_and_read", "pandas_defaults", "bare_parsing")
    return rounds({job: partial(run_job, job, returns, place) for job in jobs}, SLOW_ROUNDS)


def measure_format(returns: Path, place: Path) -> dict[str, Measured]:
    """Our reader and pandas over a file of one kind, in turn."""
    jobs = ("read_to_grids", "pandas_defaults")
    return rounds({job: partial(run_job, job, returns, place) for job in jobs}, SLOW_ROUNDS)


def measure_blank_rows(place: Path) -> dict[str, Measured]:
    """Our reader over a million blank formatted rows."""
    return {kind: run_job("read_to_grids", returns, place) for kind, returns in write_blank_rows(place).items()}


def measure_growth(versions: int, place: Path) -> Grown:
    """Land and read all samples so many times over, as other submissions of the same returns."""
    with tempfile.TemporaryDirectory(dir=place) as data:
        command = [sys.executable, str(HOME / "benchmarks" / "growth.py"), str(versions), data]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Grown(**json.loads(done.stdout.splitlines()[-1]))


def measure_gate(inbox: Path, place: Path) -> list[Gate]:
    """Every check of one quarter, of a warehouse of all samples, with its authorities once and many times over."""
    data = place / "gate"
    environment = os.environ | {"DO_NOT_TRACK": "1", "SFPC_DATA": str(data), "SFPC_INBOX": str(inbox)}
    for step in (["land"], ["read"], ["build"], ["gate", "--quarter", QUARTER]):
        command = [sys.executable, "-m", "sfpc", *step]
        subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    measured = []
    for times in TIMES:
        script = HOME / "benchmarks" / "gate.py"
        command = [sys.executable, str(script), str(data / "warehouse.duckdb"), QUARTER, str(times)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        measured.append(Gate(**json.loads(done.stdout.splitlines()[-1])))
    return measured


def measure_traces(data: Path) -> Traces:
    """The traces of every figure of one quarter, of a warehouse of all samples."""
    command = [sys.executable, str(HOME / "benchmarks" / "traces.py"), str(data), QUARTER]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Traces(**json.loads(done.stdout.splitlines()[-1]))


def measure_disclosure(authorities: int) -> Disclosure:
    """Disclosure control over made-up figures of so many authorities."""
    command = [sys.executable, str(HOME / "benchmarks" / "disclosure.py"), str(authorities)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Disclosure(**json.loads(done.stdout.splitlines()[-1]))


def measure_runs(place: Path) -> dict[str, Measured]:
    """One quarter by `sfpc run` and under Airflow, against the floor of what both need."""
    return rounds(
        {
            "empty dbt build": lambda: run_empty_dbt_build(place),
            "import great_expectations": lambda: run_job("import_great_expectations", place, place),
            "sfpc run": lambda: run_quarter(place),
            "under Airflow": lambda: run_under_airflow(place),
        },
        SLOW_ROUNDS,
    )


def rounds(jobs: dict[str, Callable[[], Measured]], count: int) -> dict[str, Measured]:
    """Run each job in turn, `count` times over, and take medians."""
    results: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(count):
        for name, job in jobs.items():
            results[name].append(job())
    return {
        name: Measured(
            statistics.median(one.seconds for one in measured), statistics.median(one.megabytes for one in measured)
        )
        for name, measured in results.items()
    }


def run_job(name: str, returns: Path, place: Path) -> Measured:
    """Run one of jobs.py in a process of its own, with a fresh data folder."""
    with tempfile.TemporaryDirectory(dir=place) as data:
        command = [sys.executable, str(HOME / "benchmarks" / "jobs.py"), name, str(returns), data]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def run_empty_dbt_build(place: Path) -> Measured:
    """`dbt build` of a project with one empty view: what dbt costs before it does anything."""
    project = place / "empty_project"
    (project / "models").mkdir(parents=True, exist_ok=True)
    (project / "models" / "nothing.sql").write_text("select 1 as one")
    (project / "dbt_project.yml").write_text(
        "{name: empty, version: '1.0.0', profile: empty, flags: {send_anonymous_usage_stats: false}}"
    )
    (project / "profiles.yml").write_text("empty: {target: x, outputs: {x: {type: duckdb, path: empty.duckdb}}}")
    for left in (project / "target", project / "empty.duckdb"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    options = ["--project-dir", ".", "--profiles-dir", ".", "--no-version-check", "--quiet"]
    return run_command([str(Path(sys.executable).with_name("dbt")), "build", *options], cwd=project)


def run_quarter(place: Path) -> Measured:
    """`sfpc run` of one quarter's five returns into an empty data folder."""
    with tempfile.TemporaryDirectory(dir=place) as data:
        inbox = Path(data) / "inbox"
        for sample in (SAMPLES / QUARTER).iterdir():
            shutil.copytree(sample, inbox / sample.name / QUARTER)
        return run_command([sys.executable, "-m", "sfpc", "run", "--quarter", QUARTER, "--json"], data=data)


def run_under_airflow(place: Path) -> Measured:
    """The same quarter by the DAGs, with Airflow's database made anew."""
    with tempfile.TemporaryDirectory(dir=place) as data:
        script = HOME / "orchestration" / "run_under_airflow.py"
        return run_command([sys.executable, str(script), "--quarter", QUARTER], data=data)


def run_command(command: list[str], cwd: Path | None = None, data: str | None = None) -> Measured:
    """Run a command and measure it with all its children."""
    environment = os.environ | {"DO_NOT_TRACK": "1"} | ({"SFPC_DATA": data} if data else {})
    began = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd, env=environment)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return Measured(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def print_reading(console: Console, title: str, measured: dict[str, Measured], goal: str) -> None:
    """Print what reading cost, against pandas and against bare parsing."""
    table = Table("", "Seconds", "of pandas", "of bare parsing", "Peak MB", title=f"{title} (goal: {goal})")
    for name, one in measured.items():
        table.add_row(
            name.replace("_", " "),
            f"{one.seconds:.3f}",
            f"{one.seconds / measured['pandas_defaults'].seconds:.2f}",
            f"{one.seconds / measured['bare_parsing'].seconds:.2f}",
            f"{one.megabytes:.0f}",
        )
    console.print(table)


def print_formats(console: Console, measured: dict[str, dict[str, Measured]]) -> None:
    """Print what reading one table cost in each kind of file, against pandas."""
    table = Table(
        "",
        "Files a second",
        "pandas",
        "times as fast",
        "Peak MB",
        "pandas",
        title="A table of 10,000 rows of 8, as grids of text (goal: 3 times as fast on XLSX and ODS)",
    )
    for kind, jobs in measured.items():
        ours, theirs = jobs["read_to_grids"], jobs["pandas_defaults"]
        table.add_row(
            kind,
            f"{1 / ours.seconds:.2f}",
            f"{1 / theirs.seconds:.2f}",
            f"{theirs.seconds / ours.seconds:.1f}",
            f"{ours.megabytes:.0f}",
            f"{theirs.megabytes:.0f}",
        )
    console.print(table)


def print_blank_rows(console: Console, measured: dict[str, Measured]) -> None:
    """Print what a million blank formatted rows cost."""
    table = Table("", "Seconds", "Peak MB", title="A million blank formatted rows (goal: under 5 s and 300 MB)")
    for kind, one in measured.items():
        table.add_row(kind, f"{one.seconds:.2f}", f"{one.megabytes:.0f}")
    console.print(table)


def print_growth(console: Console, measured: list[Grown]) -> None:
    """Print how landing and reading grow with the number of submissions."""
    table = Table("Submissions", "Seconds", "a second", "of the first", "Peak MB", title="Growth (goal: linear)")
    for one in measured:
        each, first = one.seconds / one.count, measured[0].seconds / measured[0].count
        table.add_row(
            f"{one.count:,}", f"{one.seconds:.1f}", f"{1 / each:.1f}", f"{each / first:.2f}", f"{one.megabytes:.0f}"
        )
    console.print(table)


def print_gate(console: Console, measured: list[Gate]) -> None:
    """Print what the gate's checks cost, with and without the import, and how that grows with the authorities."""
    first = measured[0]
    table = Table(
        "Authorities",
        "Seconds",
        "with the import",
        "Bare pandas",
        "times bare pandas",
        "of the first",
        title=f"{first.checks} checks in {first.suites} suites (goal: at most 3 times bare pandas)",
    )
    for one in measured:
        table.add_row(
            str(one.authorities),
            f"{one.ours:.2f}",
            f"{one.ours + one.importing:.2f}",
            f"{one.bare:.2f}",
            f"{one.ours / one.bare:.2f}",
            f"{one.ours / first.ours:.1f}",
        )
    console.print(table)


def print_traces(console: Console, one: Traces) -> None:
    """Print what tracing every figure costs, against reading them."""
    headings = ("Figures", "Cells", "All, seconds", "of reading them", "One, seconds", "Pages, seconds", "kB each")
    table = Table(*headings, title="Where every figure of a quarter comes from (goal: at most 30 of reading them)")
    table.add_row(
        f"{one.figures:,}",
        f"{one.cells:,}",
        f"{one.traced:.2f}",
        f"{one.traced / one.bare:.1f}",
        f"{one.one:.2f}",
        f"{one.pages:.1f}",
        f"{one.kilobytes_an_authority:.0f}",
    )
    console.print(table)


def print_disclosure(console: Console, measured: list[Disclosure]) -> None:
    """Print what the audit of hidden figures costs, and all of disclosure control."""
    table = Table(
        "Authorities",
        "Hidden figures",
        "Audit, seconds",
        "of two programmes a figure",
        "All of it, seconds",
        title="Disclosure control, eight quarters published at once (goal: 500 hidden figures audited in under 5 s)",
    )
    for one in measured:
        table.add_row(
            str(one.authorities),
            str(one.hidden),
            f"{one.auditing:.2f}",
            f"{one.auditing / one.plain:.2f}",
            f"{one.protecting:.1f}",
        )
    console.print(table)


def print_runs(console: Console, measured: dict[str, Measured]) -> None:
    """Print what a quarter costs, against the floor and under Airflow."""
    floor = measured["empty dbt build"].seconds + measured["import great_expectations"].seconds
    table = Table(
        "",
        "Seconds",
        "of the floor",
        "of sfpc run",
        "Peak MB",
        title="One quarter, whole (goal: sfpc run at most 1.6 of the floor)",
    )
    table.add_row("floor: empty dbt build + import great_expectations", f"{floor:.2f}", "1.00", "", "")
    for name, one in measured.items():
        table.add_row(
            name,
            f"{one.seconds:.2f}",
            f"{one.seconds / floor:.2f}",
            f"{one.seconds / measured['sfpc run'].seconds:.2f}",
            f"{one.megabytes:.0f}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
