"""Airflow, as far as it is there: its health where an address is set, the DAGs where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from dotenv import dotenv_values

from sfpc.doctor.result import FAILED, OK, UNKNOWN, WARNING, Result
from sfpc.settings import Settings

ADDRESS = "SFPC_AIRFLOW_URL"
HEALTH = "/api/v2/monitor/health"
SECONDS = 10
SECONDS_TO_PARSE = 180
"""A busy machine takes half a minute to import Airflow and the DAGs."""

UP = "See that its parts run (`docker compose ps`, or the terminal of `make up`), and what their logs say."


def health(settings: Settings) -> Result:
    """Whether Airflow's parts say that they are well."""
    address = os.environ.get(ADDRESS) or dotenv_values(settings.home / ".env").get(ADDRESS)
    if not address:
        return Result(UNKNOWN, f"{ADDRESS} is not set, so Airflow is not asked.")
    if not address.startswith(("http://", "https://")):
        return Result(FAILED, f"{ADDRESS} is no web address.", "Write it as https://airflow.example.gov.uk.")
    try:
        with urlopen(address.rstrip("/") + HEALTH, timeout=SECONDS) as answer:  # noqa: S310 - checked above
            told = json.load(answer)
    except (URLError, OSError, ValueError) as error:
        return Result(FAILED, f"Airflow does not answer at {ADDRESS} ({type(error).__name__}).", UP)
    states = {part: (of or {}).get("status") for part, of in told.items()}
    ill = sorted(part for part, state in states.items() if state not in ("healthy", None))
    if ill:
        return Result(FAILED, f"Airflow says of {', '.join(ill)} that it is not healthy.", UP)
    return Result(OK, f"Airflow is healthy: {', '.join(sorted(part for part, state in states.items() if state))}.")


def dags(settings: Settings) -> Result:
    """Whether every DAG file can be imported, where Airflow is installed beside this package."""
    script, folder = settings.home / "orchestration" / "dag_errors.py", settings.home / "dags"
    if not Path(sys.executable).with_name("airflow").exists():
        return Result(UNKNOWN, "Airflow is not installed beside this program.")
    if not script.exists() or not folder.is_dir():
        return Result(
            UNKNOWN, "Ask Airflow itself: `airflow dags list-import-errors` says which DAGs it cannot import."
        )
    with tempfile.TemporaryDirectory(prefix="sfpc-doctor-") as home:
        of_its_own = {"AIRFLOW_HOME": home, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}  # Airflow writes into its home
        try:
            told = subprocess.run(
                [sys.executable, str(script), str(folder)],
                env=os.environ | of_its_own,
                capture_output=True,
                text=True,
                timeout=SECONDS_TO_PARSE,
                check=True,
            ).stdout
            errors: dict[str, str] = json.loads(told.strip().splitlines()[-1])
        except subprocess.TimeoutExpired:
            return Result(WARNING, f"The DAGs were not read within {SECONDS_TO_PARSE} s.", "Is the machine busy?")
        except (subprocess.CalledProcessError, ValueError, IndexError):
            return Result(FAILED, "Airflow cannot be imported.", f"Run {script} {folder}, and see what it says.")
    if errors:
        why = "; ".join(f"{name} ({words})" for name, words in sorted(errors.items()))
        return Result(FAILED, f"Cannot be imported: {why}.", "Mend what it says: a setting that cannot be, or a seed.")
    return Result(OK, f"Every DAG file in {folder} can be imported.")
