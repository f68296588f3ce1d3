"""Check files of open data against DfE's standard: `sfpc check-open-data`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sfpc.cli.shared import JSON, print_json
from sfpc.errors import UsageError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.report.open_data.complaints import Complaint

NOTHING = "Nothing to complain of"


@click.command("check-open-data")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@JSON
def check_open_data_command(path: Path, as_json: bool) -> None:
    """Check a data file and its metadata, or every pair in a folder, against DfE's open-data standard.

    PATH is a folder, or one file of a pair: NAME.csv or NAME.meta.csv. The status is 1 where a rule is broken that
    DfE's screener or the standard insists on; warnings are told and change nothing. Authorities are held against
    seeds/local_authorities.csv.
    """
    from sfpc.report.open_data import checker, places_of_seeds
    from sfpc.report.open_data.complaints import GAP, SAYS

    known = places_of_seeds(Settings.from_environment().seeds)
    checked = files_at(path)
    said = checker.check_files(checked, known)
    broken = [one for one in said if one.is_in_the_way]
    if as_json:
        print_json({"files": [each.name for each in checked], "complaints": [asdict(one) for one in said]})
    else:
        for one in said:
            click.echo(str(one))
        click.echo(verdict(len(checked), said, broken))
        if any(one.severity == GAP for one in said):
            click.echo(f"gap: {SAYS[GAP]}.")
    if broken:
        raise SystemExit(1)


def files_at(path: Path) -> list[Path]:
    """The CSVs that are meant: all of a folder, or a pair of which one is named."""
    from sfpc.report.open_data.checker import DATA, META

    if path.is_dir():
        found = sorted(each for each in path.iterdir() if each.is_file() and each.name.lower().endswith(DATA))
        if not found:
            raise UsageError(f"{path}: there is no CSV in this folder; give the folder that holds the open data")
        return found
    stem = path.name.removesuffix(META) if path.name.endswith(META) else path.name.removesuffix(DATA)
    pair = (path, path.with_name(stem + DATA), path.with_name(stem + META))
    return sorted({each for each in pair if each.is_file()})


def verdict(count: int, said: list[Complaint], broken: list[Complaint]) -> str:
    """What came of the check, in a sentence."""
    files = f"{count} {'file' if count == 1 else 'files'} checked"
    if not said:
        return f"{files}. {NOTHING}."
    warnings = len(said) - len(broken)
    return f"{files}. Rules broken: {len(broken)}. Warnings: {warnings}."


COMMANDS = (check_open_data_command,)
