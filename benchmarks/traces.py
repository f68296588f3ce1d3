"""What it costs to trace every figure of a quarter: `python traces.py DATA QUARTER`, on a data folder with a warehouse.

It prints one line of JSON. The bare floor is reading the same figures, each with its table, column and row, untraced.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TRACED = "select * from trace(?, null, null)"
BARE = "select * from trace_figures(?)"
ONE = "select * from trace(?, ?, ?)"


def main(data: Path, quarter: str) -> dict[str, Any]:
    """Trace every figure, one, and write the pages of all authorities; each beside its floor."""
    from sfpc.report import traces
    from sfpc.report.traces import pages
    from sfpc.settings import Settings
    from sfpc.warehouse import rows_of

    settings = Settings(Path(__file__).resolve().parents[1], data, data / "inbox")
    source = traces.source(settings, quarter, from_warehouse=True)
    with source.opened() as connection:

        def seconds(sql: str, *parameters: str) -> float:
            began = time.perf_counter()
            connection.execute(f"create or replace temp table done as {sql}", [quarter, *parameters])
            return time.perf_counter() - began

        bare, traced = seconds(BARE), seconds(TRACED)
        cells = connection.execute("select count(*) from done where source_place is not null").fetchall()[0][0]
        first = rows_of(
            connection,
            "select authority_code, measure from report.rpt_performance where quarter = ? order by all limit 1",
            [quarter],
        )[0]
        one = seconds(ONE, first["authority_code"], first["measure"])
        figures = connection.execute("select count(*) from trace_figures(?)", [quarter]).fetchall()[0][0]
        known = rows_of(
            connection,
            """
            select distinct authority_code, folder, returns.authority_name
            from report.rpt_returns as returns
            inner join seeds.authorities using (authority_code)
            where quarter = ?
            order by folder
            """,
            [quarter],
        )
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        pages.write(
            Path(place) / "trace",
            source,
            {row["authority_code"]: row["folder"] for row in known},
            {row["authority_code"]: row["authority_name"] for row in known},
            quarter,
        )
        written = time.perf_counter() - began
        size = sum(path.stat().st_size for path in (Path(place) / "trace").iterdir())
    return {
        "figures": figures,
        "cells": cells,
        "bare": bare,
        "traced": traced,
        "one": one,
        "pages": written,
        "kilobytes_an_authority": size / len(known) / 1000,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
