"""Whom each authority has named to be reminded of its returns: read from a file that the programme keeps for itself.

An address is operational data about a person's post: it stands in no seed, no release, no log and no notice's file.
What is wrong with the file is told by its line, and never repeats what stands there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sfpc.notices.receivers import ADDRESS, HOW_TO

SETTING = "SFPC_CONTACTS"
COLUMNS = ("authority", "address")
"""What the file's first line must name; more columns, such as a role, are left alone."""


@dataclass(frozen=True)
class Contact:
    """One address of an authority.

    Attributes:
        folder: the authority's inbox folder.
        line: where it stands in the file, by which a person finds it.
    """

    folder: str
    address: str
    line: int


@dataclass(frozen=True)
class Contacts:
    """The contacts of all authorities.

    Attributes:
        by_folder: those of each authority that has any, in the file's order and each address once.
        problems: what is wrong with the file and what to write; the rest of it is used.
    """

    by_folder: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path | None, folders: Iterable[str]) -> Contacts:
        """Read the file; without one nobody is reminded.

        Args:
            path: the file, CSV in UTF-8 (SFPC_CONTACTS).
            folders: the inbox folder of every authority there is.
        """
        if path is None:
            return cls()
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                found, problems = _checked(csv.DictReader(lines), frozenset(folders))
        except (OSError, UnicodeError, csv.Error) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not CSV in UTF-8"
            return cls(problems=(f"{SETTING}: {path} cannot be read ({why}), so nobody is reminded; see {HOW_TO}",))
        by_folder: dict[str, dict[str, Contact]] = {}
        for one in found:
            by_folder.setdefault(one.folder, {}).setdefault(one.address.casefold(), one)
        each = {folder: tuple(of.values()) for folder, of in by_folder.items()}
        return cls(each, tuple(f"{SETTING}: {problem}; see {HOW_TO}" for problem in problems))


def _checked(rows: csv.DictReader[str], folders: frozenset[str]) -> tuple[list[Contact], list[str]]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        return [], [f"the first line of the file must name the columns {' and '.join(COLUMNS)}; so nobody is reminded"]
    good, bad = [], []
    for one in _contacts(rows):
        if one.folder not in folders:
            bad.append(f"line {one.line} names the folder of no authority of seeds/authorities.csv")
        elif not ADDRESS.fullmatch(one.address):
            bad.append(f"line {one.line} has no e-mail address, such as returns@example.gov.uk")
        else:
            good.append(one)
    return good, bad


def _contacts(rows: csv.DictReader[str]) -> Iterator[Contact]:
    for row in rows:
        folder, address = ((row[name] or "").strip() for name in COLUMNS)
        if folder or address:
            yield Contact(folder, address, rows.line_num)
