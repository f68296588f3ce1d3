"""Lay the sample returns in the inbox, as if the authorities had sent them."""

from __future__ import annotations

import shutil
from pathlib import Path

from sfpc.errors import UsageError
from sfpc.file_systems import Place, shown
from sfpc.period import Quarter

ASIDE = ".laying"
"""A return is copied here first and renamed into place, so that nobody meets half of one."""


def samples_up_to(last: Quarter, folder: Path) -> list[Path]:
    """Find the sample returns, `<quarter>/<authority>/`; a quarter without any cannot be asked for."""
    quarters = sorted(entry for entry in folder.glob("*-Q[1-4]") if entry.is_dir())
    names = [entry.name for entry in quarters]
    if str(last) not in names:
        raise UsageError(f"{folder}: there are no sample returns for {last}; ask for one of {', '.join(names)}")
    return [sample for entry in quarters if entry.name <= str(last) for sample in sorted(entry.iterdir())]


def lay_samples(samples: list[Path], inbox: Place) -> tuple[int, int]:
    """Lay sample returns in the inbox; count those laid, and those whose place was taken already.

    What lies in the inbox is never changed: a return that somebody put there, or edited, stays as it is.
    """
    if not isinstance(inbox, Path):
        raise UsageError(
            f"{shown(inbox)}: sample returns are not laid in an inbox on another machine; use `sfpc run`, or leave "
            "SFPC_INBOX blank to try the samples"
        )
    laid = 0
    for sample in samples:
        place = inbox / sample.name / sample.parent.name
        if not place.exists():
            lay(sample, place, inbox / ASIDE)
            laid += 1
    return laid, len(samples) - laid


def lay(sample: Path, place: Path, aside: Path) -> None:
    """Copy one return, whole or not at all."""
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(sample, aside)
    place.parent.mkdir(parents=True, exist_ok=True)
    aside.rename(place)
