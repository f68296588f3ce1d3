"""Inbox and landing on Azure's storage, by hand: land and read from it, and hold the outcome against that of folders.

    npm install --prefix FOLDER azurite
    python -m tests.deployment.azure_storage FOLDER

Not a test, since Azurite is some 190 MB of npm's packages. It is Microsoft's own emulator: what it shows is that our
addresses, adlfs and the service's protocol fit; it shows nothing of Azure's identities, networks and firewalls.
"""

from __future__ import annotations

import base64
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from azure.core.exceptions import AzureError
from azure.storage.blob import BlobServiceClient, ContainerClient

from sfpc import landing, raw
from sfpc.errors import PipelineError
from sfpc.file_systems import place_at
from sfpc.settings import Settings
from tests.folders import SAMPLES, settings_in
from tests.services import free_port

QUARTER = "2021-22-Q1"
ACCOUNT = "trial"
KEY = base64.b64encode(secrets.token_bytes(32)).decode()
"""Of this run alone; what no message may hold."""
CONTAINER = "returns"


@contextmanager
def azurite(folder: Path, store: Path) -> Iterator[str]:
    """The emulator on a port of loopback; gives the connection string."""
    port = free_port()
    command = [folder / "node_modules" / ".bin" / "azurite-blob", "--blobHost", "127.0.0.1", "--blobPort", str(port)]
    options = ["--location", store, "--silent", "--disableTelemetry", "--skipApiVersionCheck"]
    process = subprocess.Popen(
        [*command, *options], env=os.environ | {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not is_open(port):
            assert process.poll() is None, "azurite ended at once"
            assert time.monotonic() < until, "azurite did not start"
            time.sleep(0.2)
        at = f"http://127.0.0.1:{port}/{ACCOUNT}"
        yield f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={at};"
    finally:
        process.terminate()
        process.wait()


def is_open(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def lay(container: ContainerClient, folder: Path) -> None:
    """Put the samples of a quarter into the store and into a folder."""
    for path in sorted((SAMPLES / QUARTER).rglob("*")):
        if path.is_file():
            name = f"inbox/{path.parent.name}/{QUARTER}/{path.name}"
            container.upload_blob(name, path.read_bytes(), overwrite=True)
            here = folder / name
            here.parent.mkdir(parents=True, exist_ok=True)
            here.write_bytes(path.read_bytes())


def land_and_read(settings: Settings) -> tuple[dict[str, str], dict[str, bytes]]:
    """The state of each submission by its id, and the files of raw by their names."""
    for waiting in landing.waiting(settings):
        landing.land(settings, waiting)
    states = {one.submission_id: raw.read(settings, one).state for one in landing.landed(settings)}
    files = {str(path.relative_to(settings.raw)): path.read_bytes() for path in settings.raw.rglob("*.parquet")}
    return states, files


def main(folder: Path) -> None:
    """Do the same on the store and on folders, twice, and compare."""
    with tempfile.TemporaryDirectory() as made, azurite(folder, Path(made) / "store") as connection:
        os.environ["AZURE_STORAGE_CONNECTION_STRING"] = connection
        container = BlobServiceClient.from_connection_string(connection).create_container(CONTAINER)
        here = settings_in(Path(made) / "here")
        lay(container, here.data)
        there = replace(
            settings_in(Path(made) / "there"),
            inbox=place_at(f"az://{CONTAINER}/inbox", "SFPC_INBOX"),
            landing_at=place_at(f"abfs://{CONTAINER}/kept/landing", "SFPC_LANDING"),
        )
        first = land_and_read(there)
        assert first == land_and_read(here), "the store and the folder give different submissions or raw"
        assert set(first[0].values()) == {"accepted"}
        kept = {blob.name for blob in container.list_blobs("kept/")}
        assert sum(name.endswith("/receipt.json") for name in kept) == len(first[0])
        assert land_and_read(there) == first, "landed again, it is not the same"
        assert {blob.name for blob in container.list_blobs("kept/")} == kept, "the same bytes landed twice"
        container.delete_container()
        problem = problem_with(there)
        assert problem, "a container that is gone was taken for an empty one"
        assert KEY not in problem, "the message holds the key"
        print(f"Without its container: {problem}")  # noqa: T201 - it is run by hand
        print(f"{len(first[0])} returns came by az:// to abfs:// as they do to folders; {len(kept)} blobs kept")  # noqa: T201 - as above


def problem_with(settings: Settings) -> str | None:
    """What a person is shown where landing does not work."""
    try:
        land_and_read(settings)
    except PipelineError as error:
        return str(error)
    return None


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except AzureError as error:
        sys.exit(f"{type(error).__name__}: the store did not do what was asked")
