"""Say which DAG files cannot be imported, as JSON: {file: the last line of why}. `sfpc doctor` asks.

Run with Airflow's environment: it needs no database, and changes nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Parse the DAG files as Airflow does."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    found = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder").import_errors
    print(json.dumps({Path(file).name: why.strip().splitlines()[-1] for file, why in found.items()}))


if __name__ == "__main__":
    main()
