"""docker-compose.yml and the Dockerfile as Compose and Docker read them: what each service is given."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from typing import Any

import yaml

from tests.folders import HOME

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^{}]*))?\}")
"""The innermost of `${NAME}`, `${NAME:-what stands for it}` and `${NAME:?what to say where it is missing}`."""


def services(settings: dict[str, str], profiles: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Every service that these profiles start, its variables filled in from what `.env` would hold."""
    described = yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {
        name: filled_in({"scale": 1, "environment": {}, "depends_on": {}, **service}, settings)
        for name, service in described.items()
        if not service.get("profiles") or set(service["profiles"]) & set(profiles)
    }


def filled_in(value: Any, settings: dict[str, str]) -> Any:
    """A value of the file with its variables filled in."""
    if isinstance(value, dict):
        return {key: filled_in(each, settings) for key, each in value.items()}
    if isinstance(value, list):
        return [filled_in(each, settings) for each in value]
    if not isinstance(value, str):
        return value

    def found(variable: re.Match[str]) -> str:
        name, how, words = variable.groups()
        assert settings.get(name) or how != "?", f"{name}: {words}"
        return settings.get(name) or words or ""

    while VARIABLE.search(value):
        value = VARIABLE.sub(found, value)
    return value.replace("$$", "$")


@dataclass(frozen=True)
class Image:
    """What the Dockerfile puts into the image.

    Attributes:
        environment: what its ENV sets.
        copied: what lies in its working folder, as in the project.
    """

    environment: dict[str, str]
    copied: tuple[str, ...]


def image() -> Image:
    """Read the Dockerfile."""
    text = (HOME / "docker/Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", text).split("\nFROM ")[-1].splitlines()
    environment = [pair.split("=", 1) for line in lines if line.startswith("ENV ") for pair in shlex.split(line)[1:]]
    copied = [line.split() for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert all(source == target for _, source, target in copied)
    return Image(dict(environment), tuple(source for _, source, _ in copied))


def health_check(service: dict[str, Any]) -> list[str] | None:
    """The command of a service's health check; None where it has none."""
    if "healthcheck" not in service:
        return None
    how, *command = service["healthcheck"]["test"]
    return command if how == "CMD" else ["/bin/sh", "-c", command[0]]


def what_programs_need() -> dict[str, str]:
    """Of this process's environment, what any process needs; nothing that sets Airflow, the pipeline or a client."""
    return {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
