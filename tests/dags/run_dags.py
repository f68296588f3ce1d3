"""Run DAGs to their end in a process of its own, with connections of the test's, and print how their tasks ended.

Not a test: `test_notices.py` runs it, so that Airflow's settings, logging and import never touch the other tests.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "orchestration"))

from airflow_home import adopt, output_into, prepare_database  # noqa: E402 - found in the folder above

from sfpc.settings import Settings  # noqa: E402


def main(runs: list[tuple[str, dict | None]], connections: dict[str, dict], log: Path) -> None:
    """Run each DAG with its configuration, one after another."""
    settings = Settings.from_environment()
    adopt(settings, **{f"AIRFLOW_CONN_{name.upper()}": json.dumps(one) for name, one in connections.items()})
    ended = []
    with output_into(log):
        from dag_runs import load_dags, run_dag

        prepare_database()
        dags = load_dags(settings.home / "dags")
        for name, conf in runs:
            done = run_dag(dags[name], lambda *_: None, conf)
            ended.append({f"{task} {state}": count for (task, state), count in sorted(done.count.items())})
    print(json.dumps(ended))  # noqa: T201


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))
