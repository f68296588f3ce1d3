"""What every reader promises of a file, whatever it holds: done in the confined child, as reading is."""

from __future__ import annotations

import time
from itertools import product
from pathlib import Path

from sfpc.readers import open_files
from tests.property.layouts import known

LONGEST_SECONDS = 20
"""Of one file of a few kilobytes, on a slow machine that others use too; a reader that hangs takes more."""


def opened(file: str) -> None:
    """Open a file, and hold what comes of it to what every reader promises."""
    path = Path(file)
    began = time.process_time()
    grids, findings = open_files([path])
    assert time.process_time() - began < LONGEST_SECONDS
    for finding in findings:
        assert finding.finding_type in known().finding_types
        assert finding.file == path.name
        finding.message.encode()
    for grid in grids:
        assert len({len(row) for row in grid.rows}) <= 1
        for row in grid.rows:
            assert all(type(text) is str and text.encode() is not None and not text.isspace() for text in row)
        corners = product((0, len(grid.rows) - 1), (0, len(grid.rows[0]) - 1)) if grid.rows and grid.rows[0] else ()
        assert all(grid.place(row, column).encode() is not None for row, column in corners)
        assert all(0 <= row < len(grid.rows) for row in grid.hidden_rows)
        assert all(0 <= column < len(grid.rows[0]) for column in grid.hidden_columns)
    assert grids or findings
