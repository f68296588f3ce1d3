"""Airflow's own folder under SFPC_DATA: its settings, and its database made ready.

Airflow reads its settings once, when it is first imported: call `adopt` before that.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sfpc.settings import Settings

WRITER_POOL = "duckdb_writer"
"""The pool of the tasks that write under SFPC_DATA; `dags/publish_quarter.py` names it."""
AUTH_MANAGER = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"


def airflow_home(settings: Settings) -> Path:
    """Where Airflow keeps its database: one for each data folder, so that two can be worked on at once."""
    return settings.data / "airflow"


def airflow_settings(settings: Settings) -> dict[str, str]:
    """Every setting of Airflow's that differs from its defaults, and ours, as environment variables."""
    return {
        "SFPC_HOME": str(settings.home),
        "SFPC_DATA": str(settings.data),
        "SFPC_INBOX": str(settings.inbox),
        "SFPC_LANDING": str(settings.landing_at or ""),
        "SFPC_SIGN_OFF": settings.sign_off,  # DAG files read the environment alone
        "SFPC_SIGN_OFF_DAYS": str(settings.sign_off_days),
        "SFPC_PUBLISH_MINUTES": str(settings.publish_minutes or ""),
        "SFPC_SIGN_OFF_BY": ",".join(settings.sign_off_by),
        "AIRFLOW_HOME": str(airflow_home(settings)),
        "AIRFLOW__CORE__AUTH_MANAGER": AUTH_MANAGER,
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.home / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__TASK_SUCCESS_OVERTIME": "120",  # notices are sent after a task has ended; the default is 20
        "AIRFLOW__CORE__PARALLELISM": "4",  # a process of some 130 MB each; the default is 32
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.home / "orchestration" / "plugins"),
        # Said again, since Airflow writes it into its airflow.cfg, which would outlive a move of the folder. A writer
        # waits a minute for another, not SQLite's 5 seconds, after which the api-server answers "Database error".
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home(settings)}/airflow.db?timeout=60",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(settings.logs / "airflow"),
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        # For the group, as all else that is internal: by default everybody reads them.
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o640",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o750",
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(settings.logs / "airflow_dags"),
        "DO_NOT_TRACK": "1",
    }


def adopt(settings: Settings, **more: str) -> None:
    """Give this process, and those it starts, our Airflow's settings, and none of any other Airflow's."""
    for name in [name for name in os.environ if name.startswith("AIRFLOW")]:
        del os.environ[name]
    os.environ.update(airflow_settings(settings) | more)
    airflow_home(settings).mkdir(parents=True, exist_ok=True)
    airflow_home(settings).chmod(0o700)  # keys and passwords are in it


def prepare_database() -> None:
    """Create or upgrade Airflow's database, and the pool that lets one task write at a time."""
    from airflow.configuration import write_default_airflow_configuration_if_needed
    from airflow.models.pool import Pool
    from airflow.utils import db

    write_default_airflow_configuration_if_needed()  # else each process would make up secrets of its own
    make_passwords()
    db.initdb()
    Pool.create_or_update_pool(WRITER_POOL, 1, "One writer under SFPC_DATA at a time", include_deferred=False)


def make_passwords() -> None:
    """Give whoever may log in a password, in a file for its owner alone, unless there is one.

    Airflow would do it too, and print it: what the api-server prints is kept as a log.
    """
    from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager

    file = Path(SimpleAuthManager.get_generated_password_file())
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    made = {user.username: secrets.token_urlsafe(18) for user in SimpleAuthManager.get_users()} | known
    file.touch(0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(made) + "\n", encoding="utf-8")


@contextmanager
def output_into(log: Path) -> Iterator[None]:
    """Send what this process and its children print into a file: Airflow's lines are for those who look."""
    log.parent.mkdir(parents=True, exist_ok=True)
    kept = [os.dup(1), os.dup(2)]
    with log.open("w") as file:
        try:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for stream, was in zip((1, 2), kept, strict=True):
                os.dup2(was, stream)
                os.close(was)
