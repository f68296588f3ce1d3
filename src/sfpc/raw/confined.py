"""What is asked of the process in which a submission is read, as JSON and back; see confinement.py."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from upath import UPath

from sfpc.findings import Finding
from sfpc.landed import Arrival, Landed, Withdrawal
from sfpc.settings import Settings


def as_json(settings: Settings, landed: Landed, mark: str) -> dict[str, Any]:
    """Settings, a landed submission and what it is read with, as keyword arguments of `read_here`."""
    parts = {one.name: value for one in fields(landed) if is_plain(value := getattr(landed, one.name))}
    return {
        "settings": {one.name: written(getattr(settings, one.name)) for one in fields(settings)},
        "landed": {name: written(value) for name, value in parts.items()}
        | {
            "files": [written(file) for file in landed.files],
            "withdrawn": asdict(landed.withdrawn) if landed.withdrawn else None,
            "arrivals": [asdict(one) for one in landed.arrivals],
            "findings": [asdict(one) for one in landed.findings],
        },
        "mark": mark,
    }


def is_plain(value: Any) -> bool:  # noqa: ANN401 - a field's value
    """Whether a field goes as it is; the others have a default, and nothing that reads asks for them."""
    return value is None or isinstance(value, str | int | Path | UPath)


def written(value: Any) -> Any:  # noqa: ANN401 - a field's value
    """A path as an object with its text; anything else as it is."""
    return {"path": str(value)} if isinstance(value, Path | UPath) else value


def meant(value: Any) -> Any:  # noqa: ANN401 - a field's value
    """What `written` wrote: a path of this machine, or of a file system that is named by a URL."""
    if not isinstance(value, dict) or "path" not in value:
        return value
    if "://" not in value["path"]:
        return Path(value["path"])
    return UPath(value["path"])


def withdrawal(record: dict[str, Any] | None) -> Withdrawal | None:
    """A withdrawal, where there was one."""
    return Withdrawal(**record) if record else None


def from_json(settings: dict[str, Any], landed: dict[str, Any]) -> tuple[Settings, Landed]:
    """What `as_json` wrote."""
    submission = {name: meant(value) for name, value in landed.items()} | {
        "files": tuple(meant(file) for file in landed["files"]),
        "withdrawn": withdrawal(landed["withdrawn"]),
        "arrivals": tuple(Arrival(**one | {"withdrawn": withdrawal(one["withdrawn"])}) for one in landed["arrivals"]),
        "findings": tuple(Finding(**one) for one in landed["findings"]),
    }
    return Settings(**{name: meant(value) for name, value in settings.items()}), Landed(**submission)
