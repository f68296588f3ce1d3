"""Fifty readers of a release while the next one is made: `python readers.py DATA INBOX QUARTER` for that alone.

DATA is a data folder whose warehouse is built and whose gate is open for the quarter; INBOX holds its returns. The
pipeline makes a release alone, the readers read alone, then both at once: what one costs the other is a ratio of that
run. A fault of a reader (a lock, an answer that changes) ends the benchmark.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
READERS = 50
ALONE_SECONDS = 15
STEPS = ("land", "read", "build", "gate", "report")


@dataclass(frozen=True)
class Readers:
    """What a release and its readers cost, alone and at once: seconds, and readings."""

    release_alone: float
    release_among_readers: float
    reading_alone: float
    reading_meanwhile: float
    readings_alone: int
    readings_meanwhile: int


def measure_readers(data: Path, inbox: Path, quarter: str) -> Readers:
    """Make a release alone; let fifty read it; make another meanwhile."""
    release(data, inbox, quarter)
    alone = release(data, inbox, quarter)
    with tempfile.TemporaryDirectory() as folder:
        stop = Path(folder) / "stop"
        link = data / "releases" / "latest" / "published" / "sfpc.duckdb"
        command = [sys.executable, str(HERE / "reader.py"), str(link), str(stop)]
        readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
        try:
            time.sleep(ALONE_SECONDS)  # until every one has started
            first = time.time()
            time.sleep(ALONE_SECONDS)
            second = time.time()
            among = release(data, inbox, quarter)
            third = time.time()
        finally:
            stop.touch()
            told = [json.loads(reader.communicate()[0]) for reader in readers]
    if faults := [fault for each in told for fault in each["faults"]]:
        raise SystemExit(f"{len(faults)} readings failed, the first of them: {faults[0]}")
    readings = [reading for each in told for reading in each["readings"]]
    before = [seconds for began, seconds in readings if first <= began and began + seconds <= second]
    meanwhile = [seconds for began, seconds in readings if second <= began and began + seconds <= third]
    return Readers(alone, among, statistics.median(before), statistics.median(meanwhile), len(before), len(meanwhile))


def release(data: Path, inbox: Path, quarter: str) -> float:
    """Send a return of the quarter anew, take it to a release, and give the seconds that took."""
    sent = min(inbox.glob(f"*/{quarter}/*.csv"))
    sent.write_bytes(sent.read_bytes() + b"\n")  # other bytes, the same figures: another submission
    before = newest(data, quarter)
    environment = os.environ | {"DO_NOT_TRACK": "1", "SFPC_DATA": str(data), "SFPC_INBOX": str(inbox)}
    began = time.perf_counter()
    for step in STEPS:
        options = ["--quarter", quarter] if step in ("gate", "report") else []
        command = [sys.executable, "-m", "sfpc", step, *options]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    seconds = time.perf_counter() - began
    if newest(data, quarter) == before:
        raise SystemExit(f"{data}: no new release was made")
    return seconds


def newest(data: Path, quarter: str) -> str:
    """Which release is the current one."""
    link = data / "releases" / quarter / "latest"
    return str(link.readlink()) if link.is_symlink() else ""


def print_readers(console: Console, one: Readers) -> None:
    """Print what a release and its readers cost each other."""
    table = Table(
        "", "alone", "at once", "ratio", title=f"A release and {READERS} readers (goal: no lock, no torn answer)"
    )
    rows = (
        ("from inbox to release, seconds", one.release_alone, one.release_among_readers),
        ("one reading (open, ask twice, close), seconds", one.reading_alone, one.reading_meanwhile),
    )
    for name, alone, at_once in rows:
        table.add_row(name, f"{alone:.2f}", f"{at_once:.2f}", f"{at_once / alone:.2f}")
    table.add_row("readings without a fault", f"{one.readings_alone:,}", f"{one.readings_meanwhile:,}", "")
    console.print(table)


if __name__ == "__main__":
    print_readers(Console(), measure_readers(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
