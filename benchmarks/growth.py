"""How reading grows with the number of returns: `python growth.py VERSIONS DATA`, the 30 samples in so many versions.

Each version of a sample is another submission of its authority and quarter, with the same figures and other bytes. It
prints one line of JSON: seconds of landing and reading, their number, and the peak memory in megabytes.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import zipfile
from pathlib import Path

from jobs import HOME, land_and_read, peak_megabytes

SAMPLES = HOME / "samples"


def lay_version(inbox: Path, version: int) -> None:
    """Lay all samples in the inbox with a mark of the version that no reader looks at."""
    shutil.rmtree(inbox, ignore_errors=True)
    for quarter in SAMPLES.glob("*-Q?"):
        for sample in quarter.iterdir():
            place = inbox / sample.name / quarter.name
            shutil.copytree(sample, place)
            for file in place.iterdir():
                if zipfile.is_zipfile(file):
                    with zipfile.ZipFile(file, "a") as archive:
                        archive.comment = str(version).encode()
                else:
                    file.write_bytes(file.read_bytes() + b"\n" * version)


def main(versions: int, data: Path) -> None:
    """Land and read version after version into one data folder."""
    seconds, count = 0.0, 0
    for version in range(versions):
        lay_version(data / "inbox", version)
        work = land_and_read(data / "inbox", data)
        began = time.perf_counter()
        count += len(list(work()))
        seconds += time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "count": count, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
