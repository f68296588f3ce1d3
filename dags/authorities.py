"""The authorities that report, each with the asset its returns change: what both DAG files are made of.

Airflow parses DAG files every few seconds: this reads `seeds/authorities.csv` and nothing else.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from airflow.sdk import Asset

HOME = Path(os.environ.get("SFPC_HOME") or Path(__file__).parent.parent)


def returns_by_folder() -> dict[str, Asset]:
    """Give each authority's asset under the name of its folder; who has no first quarter yet has none."""
    with (HOME / "seeds" / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["folder"]: Asset(f"returns_{row['folder']}") for row in rows if row["first_quarter"]}
