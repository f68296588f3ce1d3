"""The jobs that the benchmark measures. Each runs in a process of its own: `python jobs.py JOB RETURNS DATA`.

It prints one line of JSON: seconds of work (imports left out) and the peak memory of the process in megabytes.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]


def land_and_read(returns: Path, data: Path) -> Callable[[], list[object]]:
    """Ours: land every submission and read it to raw Parquet, with findings and the ledger."""
    from sfpc import confinement, landing, raw
    from sfpc.settings import Settings

    settings = Settings(home=HOME, data=data, inbox=returns)
    confinement.call("sfpc.raw.confined:is_plain", {"value": 1})  # starts the child, with its imports
    return lambda: [raw.read(settings, landing.land(settings, waiting)) for waiting in landing.waiting(settings)]


def read_to_grids(returns: Path, _: Path) -> Callable[[], object]:
    """Ours, the reading alone: every file as grids of text with places, in this process."""
    from sfpc.readers import open_files

    def read(file: Path) -> object:
        grids, _ = open_files([file])
        if not grids:
            raise SystemExit(f"{file} was not read")
        return grids

    files = files_in(returns)
    return lambda: [read(file) for file in files]


def pandas_defaults(returns: Path, _: Path) -> Callable[[], object]:
    """The obvious alternative: pandas reading the same files with its defaults (openpyxl, odfpy)."""
    import odf.opendocument  # noqa: F401 - imported here so that its import is not measured
    import openpyxl  # noqa: F401 - likewise
    import pandas as pd

    def read(file: Path) -> object:
        if file.suffix == ".csv":
            return pd.read_csv(file, encoding="cp1252", header=None, names=range(25))
        if file.suffix == ".json":
            return pd.json_normalize(json.loads(file.read_text(encoding="utf-8")))
        if file.suffix == ".xlsb":
            return pd.read_excel(file, sheet_name=None, engine="calamine")  # the engine of the defaults is not at hand
        return pd.read_excel(file, sheet_name=None)

    files = files_in(returns)
    return lambda: [read(file) for file in files]


def bare_parsing(returns: Path, _: Path) -> Callable[[], object]:
    """The floor: parse the same files into Python values and do nothing with them."""
    from python_calamine import CalamineWorkbook

    def read(file: Path) -> object:
        if file.suffix == ".csv":
            with file.open(encoding="cp1252", newline="") as lines:
                return list(csv.reader(lines))
        if file.suffix == ".json":
            return json.loads(file.read_text(encoding="utf-8"))
        workbook = CalamineWorkbook.from_path(file)
        return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]

    files = files_in(returns)
    return lambda: [read(file) for file in files]


def import_great_expectations(_: Path, __: Path) -> Callable[[], object]:
    """Half of the floor of a run: what the gate cannot do without."""
    return lambda: __import__("great_expectations")


def files_in(returns: Path) -> list[Path]:
    """Every file of every return."""
    return sorted(path for path in returns.rglob("[!.]*.*") if path.is_file())


MEASURED = (land_and_read, read_to_grids, pandas_defaults, bare_parsing, import_great_expectations)
JOBS = {job.__name__: job for job in MEASURED}


def peak_megabytes() -> float:
    """The most memory that this process, or one of its children, has held."""
    if confinement := sys.modules.get("sfpc.confinement"):
        confinement.end_with_the_process()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) / 1024


if __name__ == "__main__":
    name, returns, data = sys.argv[1:]
    work = JOBS[name](Path(returns), Path(data))
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))
