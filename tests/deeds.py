"""What the confined child is asked to do in tests: good deeds and bad ones."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sfpc import confinement
from sfpc.errors import UsageError
from sfpc.limits import Limits

TRAPS = []


def echo(value):
    return value


def process_id():
    return os.getpid()


def print_loudly():
    print("printed by python", flush=True)  # noqa: T201 - as libraries do
    os.write(1, b'{"value": "a lie"}\n')
    return "said"


def misuse():
    raise UsageError("no such quarter")


def quote(text):
    raise KeyError(text)


def sleep(seconds):
    time.sleep(seconds)


def hoard_in_python():
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))


def hoard_in_c():
    """As a parser does that aborts the process when it gets no memory."""
    try:
        hoard_in_python()
    except MemoryError:
        os.abort()


def die(signal_number):
    os.kill(os.getpid(), signal_number)
    time.sleep(60)


def leave_a_trap():
    TRAPS.append(1)


def step_into_the_trap():
    if TRAPS:
        os.abort()
    return "no trap here"


def limit_of_files():
    return Limits.from_environment().files


def make_a_folder(path):
    Path(path).mkdir()


def confine_again():
    return confinement.call("tests.deeds:process_id", {}) == os.getpid()
