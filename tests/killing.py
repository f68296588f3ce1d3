"""Do one step of the pipeline again and again, and each time be killed one change of a file later.

    python -m tests.killing land|read DATA...          killed at the n-th change in the n-th data folder, until done
    python -m tests.killing again land|read DATA...    not killed

Prints how each attempt ended: `killed` or `done`. A kill is a kill -9: nothing of ours runs after it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pandas as pd

from sfpc import confinement, landing, raw, telemetry
from tests.folders import settings_in

WARM = pd.__name__
"""Imported here, once, because pyarrow would import it in every child."""

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def kill_at(moment):
    """Kill this process when it is about to change the file system for the n-th time."""
    changes = 0

    def hook(event, arguments):
        nonlocal changes
        is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        if event in CHANGES or is_write:
            changes += 1
            if changes == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def do(step, data):
    """One step on one data folder; what is seen of it is written after it has ended, and is not looked at here."""
    settings = settings_in(data)
    with telemetry.silence():
        if step == "land":
            for waiting in landing.waiting(settings):
                landing.land(settings, waiting)
        else:
            confinement.Serving.is_on = True  # read in this process, that it may be killed at each change it makes
            for landed in landing.landed(settings):
                raw.read(settings, landed)


def attempt(step, data, moment):
    """Do a step in a process of its own."""
    child = os.fork()
    if child == 0:
        if moment:
            kill_at(moment)
        do(step, data)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise SystemExit(f"{step} in {data} ended with status {status}")
    return "killed" if status else "done"


def main():
    """As the first lines say."""
    *again, step = sys.argv[1:3] if sys.argv[1] == "again" else sys.argv[1:2]
    folders = [Path(data) for data in sys.argv[2 + len(again) :]]
    for number, data in enumerate(folders, 1):
        outcome = attempt(step, data, 0 if again else number)
        print(outcome)  # noqa: T201 - the test reads it
        if outcome == "done" and not again:
            break


if __name__ == "__main__":
    main()
