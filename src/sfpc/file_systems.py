"""Places that may be on any file system of fsspec's: a folder of this machine, an object store, a server of files.

A folder of this machine is a `Path`; any other is a `UPath`. Who may read it is told as its own client expects it
(for S3: AWS_ACCESS_KEY_ID, FSSPEC_S3_ENDPOINT_URL ...), never here, and no message holds an address with a password.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from upath import UPath
from upath.registry import get_upath_class

from sfpc.errors import PipelineError, Unreachable, UsageError

Place = Path | UPath
"""A folder of this machine, or one on another file system."""

EXTRAS = {"s3": "s3", "s3a": "s3", "abfs": "azure", "abfss": "azure", "az": "azure", "adl": "azure", "sftp": "sftp",
          "ssh": "sftp"}  # fmt: skip
"""The extra of this package that brings what a kind of address needs."""


def place_at(text: str, setting: str) -> Place:
    """The place that a setting names: a path, or an address such as `s3://bucket/inbox`."""
    if "://" not in text:
        return Path(text).expanduser().absolute()
    protocol = text.partition("://")[0].lower()
    if protocol == "file":
        return Path(urlsplit(text).path)
    try:
        if get_upath_class(protocol) is not None:
            return UPath(text.rstrip("/"))
    except ImportError:
        raise missing_extra(protocol) from None
    except ValueError:
        pass  # as if its kind were not known: said below
    raise UsageError(
        f"{setting}: {protocol}:// is no kind of address that is known; write the path of a folder, or an address "
        "such as s3://bucket/folder"
    )


def is_local(place: Place) -> bool:
    """Whether a place is a folder of this machine."""
    return isinstance(place, Path)


def shown(place: Place) -> str:
    """A place as a message may name it: without the user, the password and the query of an address."""
    if isinstance(place, Path):
        return str(place)
    return re.sub(r"\?.*", "", re.sub(r"//[^/@]*@", "//", str(place)))


@contextmanager
def reaching(place: Place, deed: str) -> Iterator[None]:
    """Turn what goes wrong on another machine into an error that says where, what and what to do.

    The cause is left behind: it may hold an address with a signature or a password.
    """
    try:
        yield
    except PipelineError:
        raise
    except ImportError:
        raise missing_extra(protocol_of(place)) from None
    except Exception as error:  # noqa: BLE001 - each file system raises errors of its own kinds
        raise Unreachable(
            f"{shown(place)}: {deed} did not work ({in_words(error)}). See that the address is right, that this "
            "machine can reach it, and that the credentials in its environment may do this; then try again."
        ) from None


def in_words(error: Exception) -> str:
    """What went wrong, by its kind alone: its text may hold an address."""
    if isinstance(error, FileNotFoundError):
        return "there is nothing at this address"
    if isinstance(error, PermissionError):
        return "not allowed"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()


def missing_extra(protocol: str) -> PipelineError:
    """The error where the client of a kind of address is not installed."""
    extra = EXTRAS.get(protocol)
    remedy = f"install this package with its extra: sfpc[{extra}]" if extra else "install fsspec's package for it"
    return PipelineError(f"{protocol}:// needs a package that is not installed; {remedy}")


def protocol_of(place: Place) -> str:
    """The kind of address of a place that is not a folder of this machine."""
    return str(place).partition("://")[0]


def listing(place: UPath) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every file below a place by the parts of its path, with what the file system tells of it; nothing is opened.

    The parts are text to be judged, not a path: a part may be empty, or `..`.
    """
    with reaching(place, "listing what lies there"):
        file_system = place.fs
        file_system.invalidate_cache()  # what was listed before says nothing of what came since
        root = str(place.path).rstrip("/")
        try:
            found: dict[str, dict[str, Any]] = file_system.find(root, detail=True)
        except FileNotFoundError:
            found = {}
        if not found and place.drive:
            file_system.ls(place.drive)  # a bucket that is not there is a slip in the address, not an empty folder
    return {
        tuple(name.removeprefix(root).removeprefix("/").split("/")): about
        for name, about in found.items()
        if name.startswith(root + "/") and not (name.endswith("/") and not about.get("size"))
    }
