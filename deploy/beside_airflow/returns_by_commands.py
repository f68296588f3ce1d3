"""The pipeline under an Airflow whose environment it is not in: each task is a command of `sfpc`.

`sfpc` stands in an environment of its own, and SFPC_PROGRAM says where its command is. Nothing of it is imported here,
so the two may hold different versions of the same libraries. docs/how_to/install_beside_airflow.md says what is lost.
"""

from __future__ import annotations

import os

from airflow.sdk import Param, chain, dag, task

SFPC = os.environ.get("SFPC_PROGRAM", "/opt/sfpc/bin/sfpc")
OURS = {"append_env": True, "retries": 0}  # SFPC_DATA and the other settings come from the worker's environment
POOL = "duckdb_writer"  # of one slot: `airflow pools set duckdb_writer 1 "one writer"`


@dag(schedule="*/15 * * * *", catchup=False, max_active_runs=1, tags=["returns"])
def land_and_read_returns() -> None:
    """Land and read what lies in the inbox, of all authorities."""

    @task.bash(**OURS)
    def land() -> str:
        return f"{SFPC} land"

    @task.bash(**OURS)
    def read() -> str:
        return f"{SFPC} read"

    @task.bash(**OURS)
    def write_feedback() -> str:
        return f"{SFPC} feedback"

    chain(land(), read(), write_feedback())


@dag(
    schedule=None,
    max_active_runs=1,
    params={"quarter": Param(type="string", pattern=r"^\d{4}-\d{2}-Q[1-4]$", description="as 2022-23-Q1")},
    default_args={"pool": POOL},
    tags=["report"],
)
def publish_a_quarter() -> None:
    """Build, ask the gate, publish: red at `pass_gate` where the gate is shut, with the reasons in its log."""

    @task.bash(**OURS)
    def build_warehouse() -> str:
        return f"{SFPC} build"

    @task.bash(**OURS)
    def pass_gate() -> str:
        return f"{SFPC} gate --quarter {{{{ params.quarter }}}}"

    @task.bash(**OURS)
    def publish_report() -> str:
        return f"{SFPC} report --quarter {{{{ params.quarter }}}}"

    chain(build_warehouse(), pass_gate(), publish_report())


land_and_read_returns()
publish_a_quarter()
