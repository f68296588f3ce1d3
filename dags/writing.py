"""Where the tasks run that write the warehouse or read it whole: the settings of each.

The pool has one slot: whatever else may come to write waits its turn. Where tasks run on several workers, one of them
listens to a queue of its own (SFPC_WRITER_QUEUE); unless that is set they go where all tasks go.
"""

from __future__ import annotations

import os

QUEUE = os.environ.get("SFPC_WRITER_QUEUE")
WRITING = {"pool": "duckdb_writer", **({"queue": QUEUE} if QUEUE else {})}
