"""One of the readers that `readers.py` starts: `python reader.py DATABASE STOP`, until the file STOP is there.

It opens the database by the link, asks it twice and closes it, every two seconds or so. It prints one line of JSON:
when each reading began and how long it took, and each fault.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

PAUSE = 2.0
QUESTION = "select (select value from about_release where name = 'release'), count(*), sum(value) from figures"


def main(link: Path, stop: Path) -> None:
    """Read until told to stop, at least once."""
    import duckdb

    readings, faults = [], []
    while True:
        last = stop.exists()
        began = time.time()
        try:
            with duckdb.connect(str(link), read_only=True) as connection:
                once, again = (connection.execute(QUESTION).fetchall() for _ in range(2))
            if once != again:
                faults.append("two answers of one connection differ")
        except duckdb.Error as error:
            faults.append(str(error))
        readings.append((began, time.time() - began))
        if last:
            break
        time.sleep(PAUSE)
    print(json.dumps({"readings": readings, "faults": faults}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
