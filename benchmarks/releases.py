"""Print what a release costs by step and form, and how it grows: `python releases.py DATA QUARTER` for that alone.

DATA is a data folder whose warehouse is built and whose gate is open for the quarter.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from release import NOT_MULTIPLIED
from rich.console import Console
from rich.table import Table

TIMES = (1, 30)
"""How many times over the authorities are there: 5 and 150."""


def measure_release(data: Path, quarter: str) -> list[dict[str, Any]]:
    """A release with its authorities once and many times over, each in a process of its own."""
    measured = []
    for times in TIMES:
        script = Path(__file__).with_name("release.py")
        command = [sys.executable, str(script), str(data), quarter, str(times)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        measured.append(json.loads(done.stdout.splitlines()[-1]))
    return measured


def print_release(console: Console, measured: list[dict[str, Any]]) -> None:
    """Print seconds by step, and the size of each file, of the samples and of many authorities."""
    few, many = measured[0], measured[-1]
    counts = [f"{each['authorities']} authorities" for each in (few, many)]
    table = Table(
        "Step", counts[0], counts[1], "an authority, of the first",
        title="A release, seconds by step (goal: an authority costs no more among many than among few)",
    )  # fmt: skip
    for step, seconds in few["seconds"].items():
        grown = "" if step in NOT_MULTIPLIED else per_authority(seconds, many["seconds"][step], few, many)
        table.add_row(step, f"{seconds:.2f}", f"{many['seconds'][step]:.2f}", grown)
    whole = [sum(each["seconds"].values()) for each in (few, many)]
    table.add_row("together", f"{whole[0]:.2f}", f"{whole[1]:.2f}", per_authority(whole[0], whole[1], few, many))
    bare = [each["bare_csv"] for each in (few, many)]
    table.add_row(
        "floor: the tables as bare CSV", f"{bare[0]:.3f}", f"{bare[1]:.3f}", per_authority(bare[0], bare[1], few, many)
    )
    table.add_row("together, of the floor", *(f"{one / two:.0f}" for one, two in zip(whole, bare, strict=True)), "")
    console.print(table)
    sizes = Table("File", counts[0], counts[1], "an authority, of the first", title="The size of each file, in kB")
    for name, (first, last) in by_kind(few, many).items():
        sizes.add_row(name, f"{first / 1000:,.0f}", f"{last / 1000:,.0f}", per_authority(first, last, few, many))
    console.print(sizes)


def per_authority(first: float, last: float, few: dict[str, Any], many: dict[str, Any]) -> str:
    """What an authority costs among many, as a ratio of what it costs among few; 1 is linear growth."""
    return f"{(last / many['authorities']) / (first / few['authorities']):.2f}" if first else ""


def by_kind(few: dict[str, Any], many: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """The bytes of each file, those of a folder together, of each release."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, release in enumerate((few, many)):
        for name, size in release["bytes"].items():
            parts = name.split("/")
            kind = name if len(parts) <= len(("audience", "file")) else "/".join([*parts[:2], f"*{Path(name).suffix}"])
            found[kind][place] += size
    return {name: (sizes[0], sizes[1]) for name, sizes in sorted(found.items())}


if __name__ == "__main__":
    print_release(Console(), measure_release(Path(sys.argv[1]), sys.argv[2]))
