"""What stands for what Docker would give docker-compose.yml's services: volumes, secrets, image, other machines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests import compose_file, services
from tests.folders import HOME


def replaced(folder: Path, ports: dict[str, int], object_store: str) -> dict[str, str]:
    """What stands here for what only Docker could make true, the longer text first."""
    at = {name: f"{services.HOST}:{port}" for name, port in ports.items()}
    return {
        "/run/secrets": str(folder / "secrets"),
        "/srv/sfpc_backups": str(folder / "backups"),
        "/srv/sfpc": str(folder / "data"),
        "/opt/sfpc": str(folder / "opt"),
        "http://object-store:8333": object_store,
        "http://api-server:8080": f"http://{at['api-server']}",
        "127.0.0.1:8080": at["api-server"],
        "127.0.0.1:8974": at["scheduler"],
        "@postgres:5432": f"@{at['postgres']}",
        "@redis:6379": f"@{at['redis']}",
        "--conn-host mail --conn-port 1025": f"--conn-host {services.HOST} --conn-port {ports['mail']}",
        "0.0.0.0": services.HOST,  # noqa: S104 - taken out
        "'127.0.0.1', 8010": f"'{services.HOST}', {ports['releases']}",
    }


def lay_out(folder: Path, here: Callable[[str], str]) -> None:
    """Lay out the volumes, the secrets as docker/make_secrets makes them, and what the image holds.

    Args:
        folder: where.
        here: makes of a text that would stand in a container what must stand on this machine.
    """
    for name in ("data/inbox", "data/releases", "logs", "opt/docker", "docker"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(HOME / "docker/make_secrets", folder / "docker")
    services.run("bash", folder / "docker/make_secrets")
    (folder / "docker/secrets").rename(folder / "secrets")
    for secret in (folder / "secrets").iterdir():
        secret.write_text(here(secret.read_text(encoding="utf-8")), encoding="utf-8")
    for name in compose_file.image().copied:
        place = folder / "opt" / name
        if (HOME / name).is_dir():
            place.symlink_to(HOME / name)
        else:
            place.write_text(here((HOME / name).read_text(encoding="utf-8")), encoding="utf-8")
            shutil.copymode(HOME / name, place)
