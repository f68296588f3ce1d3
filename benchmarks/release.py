"""What a release costs, step by step: `python release.py DATA QUARTER TIMES`, on a data folder with an open gate.

It prints one line of JSON. TIMES is how often the authorities are there, under made-up codes and names: 1 as they are,
30 for thirty times as many. The tables are multiplied, and who the authorities are; the facts of the warehouse are
not, so the database and the extract from it are those of the samples. The bare floor is the same tables written as CSV.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sfpc.report.issue import Issue
    from sfpc.report.tables import Table
    from sfpc.settings import Settings

NUMBERED = "E09{:06}"
"""Codes of the form of a London borough's, from a number on that none has."""
FIRST, FIRST_DFE = 900_000, 2_000
NOT_MULTIPLIED = ("database", "evaluator's extract", "trace pages")
"""Forms that are read from the warehouse, which holds the samples however often their tables are multiplied."""


def main(data: Path, quarter: str, times: int) -> dict[str, Any]:
    """Write a release of the multiplied tables, and measure each step."""
    from sfpc import warehouse
    from sfpc.reference import reference
    from sfpc.report import coverage, decision, disclosure, forms, index, manifest, shelf, tables
    from sfpc.report.document import INTERNAL, PUBLISHED
    from sfpc.report.issue import Issue
    from sfpc.settings import Settings

    settings = Settings(Path(__file__).resolve().parents[1], data, data / "inbox")
    seconds: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the step gives
        began = time.perf_counter()
        done = work()
        seconds[name] = seconds.get(name, 0) + time.perf_counter() - began
        return done

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with warehouse.open_read_only(settings.warehouse) as connection:
            decided = decision.newest_open(settings, quarter, connection)
            made_from = step("inputs by hash", lambda: manifest.inputs(settings, connection, decided))
            in_full = step("read", lambda: tables.read(connection, quarter, settings.dbt_project / "models"))
            known = disclosure.catalogue(connection)
        codes = sorted({row["authority_code"] for row in in_full["rpt_returns"].rows})
        as_sent = in_full
        in_full = {name: multiplied(table, codes, times) for name, table in in_full.items()}
        elsewhere = replace(settings, home=home_of_many(settings, place / "home", codes, times), data=place)
        here, there = (cast("Path", each.warehouse) for each in (settings, elsewhere))  # no lake is set
        warehouse_of_many(here, there, codes, times)
        folders = {each.code: each.folder for each in reference(elsewhere.seeds).authorities.values()}
        covered = coverage.of(decided, in_full["rpt_returns"])
        issue = Issue(decided, 1, covered, None, made_from.newest_receipt_at, folders)
        protected = step("protect", lambda: disclosure.protect(in_full, quarter, place / "releases", known))
        folder = place / "releases" / quarter
        with shelf.held(folder), shelf.written_aside(folder, 1) as aside:
            for audience, shown in ((PUBLISHED, protected.tables), (INTERNAL, in_full)):
                material = forms.Material(aside / audience, audience, shown, issue, elsewhere)
                material.folder.mkdir()
                of_warehouse = replace(material, tables=as_sent, settings=settings)
                for form in forms.FORMS:
                    if audience in form.audiences:
                        given = of_warehouse if form.name in NOT_MULTIPLIED else material
                        step(form.name, partial(form.write, given))
            step("manifest", lambda: write_manifests(aside, issue, made_from.record))
        step("index", lambda: index.write(place / "releases"))
        release = folder / "r1"
        bytes_of = {path.relative_to(release).as_posix(): path.stat().st_size for path in files(release)}
        bare = bare_csv(in_full, place / "bare")
        shelf.remove(release)
    return {"authorities": len(codes) * times, "seconds": seconds, "bytes": bytes_of, "bare_csv": bare}


def multiplied(table: Table, codes: list[str], times: int) -> Table:
    """A table with every authority so many times over; a total over authorities is so many times as large."""
    if times == 1 or not table.rows:
        return table
    if "authority_code" not in table.rows[0]:
        return replace(table, rows=tuple(grown(row, times) for row in table.rows))
    rows = [
        {
            **row,
            "authority_code": others_code(codes, row["authority_code"], copy),
            "authority_name": others_name(row["authority_name"], copy),
        }
        for copy in range(times)
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def grown(row: Mapping[str, Any], times: int) -> dict[str, Any]:
    """A total over so many times the authorities."""
    sums = ("value", "authority_count", "accepted_count", "missing_count")
    return {name: value * times if name in sums and value is not None else value for name, value in row.items()}


def others_code(codes: list[str], code: str, copy: int) -> str:
    """The code of an authority's copy; the first one is itself."""
    return NUMBERED.format(FIRST + copy * len(codes) + codes.index(code)) if copy else code


def others_name(name: str, copy: int) -> str:
    """The name of an authority's copy."""
    return f"{name} {copy}" if copy else name


def home_of_many(settings: Settings, home: Path, codes: list[str], times: int) -> Path:
    """The project with seeds of authorities that know the copies too."""
    home.mkdir()
    for name in ("dbt_project", "expectations"):
        (home / name).symlink_to(settings.home / name)
    shutil.copytree(settings.seeds, home / "seeds")
    for seed in ("authorities.csv", "local_authorities.csv"):
        path = home / "seeds" / seed
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = [row for row in rows if row["authority_code"] in codes]
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writerows(copied(row, codes, copy) for copy in range(1, times) for row in found)
    return home


def warehouse_of_many(warehouse: Path, path: Path, codes: list[str], times: int) -> None:
    """A copy of the warehouse whose authorities are the many; nothing else of it is more than it was."""
    import duckdb

    shutil.copyfile(warehouse, path)
    with duckdb.connect(str(path)) as connection:
        found = connection.execute("select * from marts.dim_authority")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall() if row[0] in codes]
        many = [copied(row, codes, copy) for copy in range(1, times) for row in rows]
        if many:
            places = ", ".join("?" * len(names))
            values = [[row[name] for name in names] for row in many]
            connection.executemany(f"insert into marts.dim_authority values ({places})", values)  # noqa: S608 - question marks


def copied(row: Mapping[str, Any], codes: list[str], copy: int) -> dict[str, Any]:
    """A row about an authority, about its copy."""
    number = copy * len(codes) + codes.index(row["authority_code"])
    changed = {
        "authority_code": others_code(codes, row["authority_code"], copy),
        "authority_name": others_name(row["authority_name"], copy),
        "short_name": others_name(row.get("short_name", ""), copy),
        "folder": f"{row.get('folder')}_{copy}",
        "dfe_code": str(FIRST_DFE + number),
    }
    return {**row, **{name: value for name, value in changed.items() if name in row}}


def write_manifests(folder: Path, issue: Issue, inputs: Mapping[str, Any]) -> None:
    """Write both manifests, as a release does."""
    from sfpc.report import handed_on, manifest
    from sfpc.report.document import PUBLISHED

    handed_on.write(folder / PUBLISHED, issue, inputs)
    manifest.write(folder, {**issue.about, "inputs": inputs, "outputs": manifest.outputs(folder)})


def bare_csv(in_full: Mapping[str, Table], folder: Path) -> float:
    """Seconds to write every table as it is: the least that handing them on can cost."""
    folder.mkdir()
    began = time.perf_counter()
    for name, table in in_full.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in table.columns])
            writer.writerows(row.values() for row in table.rows)
    return time.perf_counter() - began


def files(folder: Path) -> list[Path]:
    """Every file of a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
