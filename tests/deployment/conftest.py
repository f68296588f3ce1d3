"""The deployment's files, read once."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from tests.folders import HOME

# Asked in a process of its own: an import of airflow writes files into AIRFLOW_HOME, and what it read stays.
ASK_AIRFLOW = """
import json, pathlib, sys
from airflow.configuration import conf
from airflow.api_fastapi.core_api.routes.public.monitor import monitor_router
from airflow.cli import cli_parser

parser = cli_parser.get_parser()
refused = {}
for command in json.load(sys.stdin):
    try:
        parser.parse_args(command[1:])
    except SystemExit:
        refused[" ".join(command)] = "is no command of this Airflow"
answer = json.dumps(
    {
        "options": [
            f"AIRFLOW__{section}__{option}".upper()
            for section, described in conf.configuration_description.items()
            for option in described["options"]
        ],
        "sensitive": [f"AIRFLOW__{s}__{o}".upper() for s, o in conf.sensitive_config_values],
        "refused": refused,
        "health_paths": ["/api/v2" + route.path for route in monitor_router.routes],
        "ports": {
            "api-server": conf.getint("api", "port"),
            "scheduler": conf.getint("scheduler", "scheduler_health_check_server_port"),
        },
    }
)
pathlib.Path(sys.argv[1]).write_text(answer)  # not printed: Airflow prints too
"""


@pytest.fixture(scope="session")
def compose():
    return yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def dockerfile():
    """Give the Dockerfile's instructions, a line each."""
    text = (HOME / "docker/Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()


@pytest.fixture(scope="session")
def image_environment(dockerfile):
    """Give what the image's ENV sets."""
    return dict(
        pair.split("=", 1)
        for line in dockerfile
        if line.startswith("ENV ")
        for pair in line.removeprefix("ENV ").split()
    )


@pytest.fixture(scope="session")
def initialisation():
    """Give the commands of docker/initialise, a line each."""
    text = (HOME / "docker/initialise").read_text(encoding="utf-8")
    return [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="session")
def airflow_says(compose, initialisation, tmp_path_factory):
    """Ask the installed Airflow, with the auth manager the services use, about all that compose names."""
    services = compose["services"].values()
    commands = [service["command"] for service in services if service.get("command", [""])[0] == "airflow"]
    commands += [
        service["healthcheck"]["test"][1:]
        for service in services
        if service.get("healthcheck", {"test": ["CMD", ""]})["test"][1] == "airflow"
    ]
    said = [part.strip() for line in initialisation for part in re.split(r"\|\||>\S+( 2>&1)?", line) if part]
    commands += [shlex.split(part) for part in said if part.startswith("airflow ")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    home = tmp_path_factory.mktemp("airflow")
    environment |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__AUTH_MANAGER": compose["services"]["scheduler"]["environment"]["AIRFLOW__CORE__AUTH_MANAGER"],
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK_AIRFLOW, home / "answer.json"],
        input=json.dumps(commands),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert len(commands) >= 13, "the commands of compose and docker/initialise were not found"
    return json.loads((home / "answer.json").read_text(encoding="utf-8"))
