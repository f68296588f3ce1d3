"""An Airflow that several people share, as docker-compose.yml has it: PostgreSQL, Flask-AppBuilder, roles, secrets.

docker/make_secrets and docker/initialise run as they are, on loopback and with the secrets where the test has them; the
first person's password is chosen by hand.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml

from tests.folders import HOME
from tests.services import HOST, free_port, postgres

ADMINISTRATOR = "administrator"
BEGINS_LIKE_AN_OPTION = "-p'it\"begins$like-an-option"
"""The password of the first person who may log in: one chosen by hand may be of any letters."""
IN_CONTAINERS = "/run/secrets"
WAIT_SECONDS = 180


@dataclass(frozen=True)
class SharedAirflow:
    """One that runs.

    Attributes:
        address: of its api-server.
        environment: what every process of it is started with.
        secrets: what docker/make_secrets made, by name.
        folder: what it writes: `logs` of Airflow's own, and `output` of its programs.
        server: the api-server's process.
    """

    address: str
    environment: dict[str, str]
    secrets: dict[str, str]
    folder: Path
    server: subprocess.Popen

    def client(self, user: str | None = None, password: str = "") -> httpx.Client:
        """Somebody who asks Airflow's API with a token, got by name and password; a stranger where there is no name."""
        client = httpx.Client(base_url=self.address, timeout=60)
        if user is not None:
            answer = client.post("/auth/token", json={"username": user, "password": password})
            assert answer.status_code == 201, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client


@contextmanager
def shared_airflow(folder: Path, data: Path, **settings: str) -> Iterator[SharedAirflow]:
    """Start one, with settings of one's own beside those of docker-compose.yml."""
    folder.mkdir(parents=True)
    with postgres() as database:
        database.create_database("airflow")
        secrets = make_secrets(folder)
        port = free_port()
        kept = secrets["database_url"].replace("//airflow:", f"//{database.user}:")
        secrets["database_url"] = kept.replace("@postgres:5432", f"@{HOST}:{database.port}")
        (folder / "secrets/database_url").write_text(secrets["database_url"], encoding="utf-8")
        environment = environment_of(folder, data, port) | settings
        run_script(HOME / "docker/initialise", environment, folder)
        start = [sys.executable, "-m", "airflow", "api-server", "--host", HOST, "--port", str(port), "--workers", "1"]
        with (folder / "output/api-server").open("wb") as log:
            server = subprocess.Popen(start, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://{HOST}:{port}", server, folder / "output/api-server")
            yield SharedAirflow(f"http://{HOST}:{port}", environment, secrets, folder, server)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def make_secrets(folder: Path) -> dict[str, str]:
    """What docker/make_secrets makes beside a password that somebody chose, in a folder of the test's own."""
    script = shutil.copy(HOME / "docker/make_secrets", folder / "make_secrets")
    (folder / "secrets").mkdir()
    (folder / "secrets/admin_password").write_text(BEGINS_LIKE_AN_OPTION, encoding="utf-8")
    subprocess.run(["bash", script], check=True, stdout=subprocess.DEVNULL)
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "secrets").iterdir()}


def environment_of(folder: Path, data: Path, port: int) -> dict[str, str]:
    """What docker-compose.yml tells the service that runs tasks, with its paths and addresses those of this machine."""
    (folder / "output").mkdir()
    services = yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    told = services["scheduler"]["environment"] | services["airflow-init"]["environment"]
    told |= {"SFPC_ADMIN_NAME": ADMINISTRATOR, "SFPC_ADMIN_EMAIL": "administrator@example.org"}
    told = {name: re.sub(r"\$\{\w+:-([^${}]*)\}", r"\1", value) for name, value in told.items()}
    told = {name: value.replace(IN_CONTAINERS, str(folder / "secrets")) for name, value in told.items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "SFPC"))}
    return (
        inherited
        | {name: value for name, value in told.items() if not name.startswith("SFPC_") or "SIGN_OFF" in name}
        | {"SFPC_ADMIN_NAME": ADMINISTRATOR, "SFPC_ADMIN_EMAIL": told["SFPC_ADMIN_EMAIL"], "SFPC_DATA": str(data)}
        | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(HOME / "dags"),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        }
    )


def run_script(script: Path, environment: dict[str, str], folder: Path) -> None:
    """Run a script of the containers with the secrets where they lie here; what it said is kept."""
    text = script.read_text(encoding="utf-8").replace(IN_CONTAINERS, str(folder / "secrets"))
    done = subprocess.run(["bash", "-c", text], cwd=HOME, env=environment, capture_output=True, text=True, check=False)
    (folder / "output" / script.name).write_text(done.stdout + done.stderr, encoding="utf-8")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until a server answers, or say why it does not."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{address}/api/v2/monitor/health", timeout=10).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
