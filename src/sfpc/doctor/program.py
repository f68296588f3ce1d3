"""The program itself: Python, packages, settings, limits, seeds and checks."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from dotenv import dotenv_values
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from sfpc.doctor.result import FAILED, OK, UNKNOWN, WARNING, Result
from sfpc.gate import suites
from sfpc.limits import MEGABYTE, Limits
from sfpc.notices import Receivers
from sfpc.period import Quarter
from sfpc.reference import NEEDED, reference
from sfpc.settings import Settings
from sfpc.status import quarters_so_far, without_due_date

LOCK = "requirements.lock"
SET_UP = "Make the environment anew with `make setup` (in a container: build the image anew)."
ADD_QUARTERS = "Add the quarters of the next year to seeds/return_calendar.csv, and its bank holidays."
SHOWN = 6
"""Names that a sentence lists."""


def python(_: Settings) -> Result:
    """Whether this Python is one that the project is tested with."""
    wanted = str(metadata("sfpc")["Requires-Python"])
    here = platform.python_version()
    if SpecifierSet(wanted).contains(here, prereleases=True):
        return Result(OK, f"Python {here}; wanted is {wanted}.")
    return Result(FAILED, f"This is Python {here}; wanted is {wanted}.", SET_UP)


def packages(settings: Settings) -> Result:
    """Whether what is installed is what the lock says, where there is a lock; and what this package needs."""
    missing = [one.name for one in _needed() if installed(one.name) is None]
    if missing:
        return Result(FAILED, f"Not installed: {_listed(missing)}.", SET_UP)
    lock = settings.home / LOCK
    if not lock.exists():
        others = [f"{one.name} {installed(one.name)}" for one in _needed() if not _suits(one)]
        if others:
            return Result(FAILED, f"Of a version that is not wanted: {_listed(others)}.", SET_UP)
        return Result(OK, "Every package that is needed is installed, of a version that is wanted; there is no lock.")
    pinned = _pinned(lock.read_text(encoding="utf-8"))
    there = {name: installed(name) for name in pinned}
    others = [f"{name} {there[name]} (wanted {wanted})" for name, wanted in pinned.items()
              if there[name] not in (None, wanted)]  # fmt: skip
    if others:
        return Result(FAILED, f"Other than {LOCK} says: {_listed(others)}.", SET_UP)
    absent = sorted(name for name in pinned if there[name] is None)
    if absent:
        return Result(OK, f"As {LOCK} says; {len(absent)} packages of it that `sfpc` does not need are not installed.")
    return Result(OK, f"All {len(pinned)} packages are as {LOCK} says.")


def settings(settings: Settings) -> Result:
    """Whether every setting is known and can be; that it can be read at all was seen before."""
    example = settings.home / ".env.example"
    if not example.exists():
        return Result(UNKNOWN, f"{example} is not there, which lists the settings.")
    known = set(re.findall(r"^(?:# )?(SFPC_[A-Z_]+)=", example.read_text(encoding="utf-8"), re.MULTILINE))
    given = {*os.environ, *dotenv_values(settings.home / ".env")}
    unknown = sorted(name for name in given if name.startswith("SFPC_") and name not in known)
    problems = [f"{name} is no setting" for name in unknown] + list(Receivers.from_environment().problems)
    if problems:
        return Result(WARNING, f"{'; '.join(problems)}.", "Mend the name or the value: .env.example lists them all.")
    return Result(OK, f"Data: {settings.data}. Every setting that is set is one that there is.")


def limits(_: Settings) -> Result:
    """Whether a submission may ask for more memory than there is."""
    allowed = Limits.from_environment().memory_megabytes * MEGABYTE
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if allowed > there:
        return Result(
            WARNING,
            f"One submission may take {allowed // MEGABYTE:,} MB of memory, and the machine has {there // MEGABYTE:,}.",
            "Set SFPC_LIMIT_MEMORY_MEGABYTES to what there is; docs/limits.md says what a return takes.",
        )
    return Result(OK, f"One submission may take {allowed // MEGABYTE:,} of {there // MEGABYTE:,} MB of memory.")


def seeds(settings: Settings) -> Result:
    """Whether the seeds that reading needs, and the checks, can be read."""
    known = reference(settings.seeds)
    for name in NEEDED:
        known.rows(name)
    reporting = [one for one in known.authorities.values() if one.first_quarter]
    checks = sum(len(one.checks) for one in suites.load(settings.expectations))
    if not reporting:
        return Result(FAILED, f"{settings.seeds}: no authority has a first quarter.", "Mend seeds/authorities.csv.")
    return Result(OK, f"{len(reporting)} reporting authorities, {checks} checks.")


def calendar(settings: Settings, today: date | None = None) -> Result:
    """Whether the calendar has the present quarter and the next: without it nothing is due, late or reminded of."""
    known = reference(settings.seeds)
    today = today or date.today()  # noqa: DTZ011 - what is due goes by the reader's day
    if lacks := without_due_date(known, quarters_so_far(known, today)):
        return Result(FAILED, f"{known.calendar_lacks(lacks)}.", ADD_QUARTERS)
    following = Quarter.of(today).following
    if without_due_date(known, [following]):
        return Result(WARNING, f"The calendar ends with the present quarter; {following} is next.", ADD_QUARTERS)
    return Result(OK, f"The calendar goes on to {max(known.due_dates)}.")


def _pinned(lock: str) -> dict[str, str]:
    """The version of each package that a lock wants here; it holds several where that depends on Python."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", lock, re.MULTILINE)
    return {name: wanted for name, wanted, marker in lines if not marker or Marker(marker.strip()).evaluate()}


def _needed() -> list[Requirement]:
    """What this package needs here, without its extras."""
    every = [Requirement(one) for one in requires("sfpc") or []]
    return [one for one in every if one.marker is None or one.marker.evaluate({"extra": ""})]


def _suits(needed: Requirement) -> bool:
    return needed.specifier.contains(installed(needed.name) or "0", prereleases=True)


def installed(name: str) -> str | None:
    """The version of a package that is installed; None where none is."""
    try:
        return version(canonicalize_name(name))
    except PackageNotFoundError:
        return None


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
