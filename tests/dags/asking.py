"""Run `publish_quarter` up to a person's answer and what is recorded of it, with Airflow's settings as they are set.

Not a test: `test_access.py` runs it, in a process of its own, beside the api-server at which people answer. What takes
long and is shown elsewhere is taken as done: the build, the gate, and the report.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "orchestration"))

from dag_runs import load_dags

TAKEN_AS_DONE = "build_warehouse|pass_gate|publish_report"


def main(quarter: str) -> None:
    """Run it to its end."""
    dag = load_dags(Path(__file__).parents[2] / "dags")["publish_quarter"]
    dag.test(run_conf={"quarter": quarter}, mark_success_pattern=TAKEN_AS_DONE)


if __name__ == "__main__":
    main(sys.argv[1])
