"""For all tests: none listens beyond this machine, and some have the confined child do what they hold themselves.

A server of the tests' own that would listen elsewhere is an error where it is made.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

import pytest

from sfpc import confinement
from tests.folders import HOME


def refuse_other_networks(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear of each socket that is bound in this process."""
    if event != "socket.bind" or not isinstance(arguments[1], tuple):
        return
    host = arguments[1][0] or "0.0.0.0"  # noqa: S104 - what no address means
    if not (host == "localhost" or ipaddress.ip_address(host).is_loopback):
        raise PermissionError(f"a test would listen on {host}: the tests' servers are for this machine alone")


sys.addaudithook(refuse_other_networks)


@pytest.fixture
def child_that_knows_the_tests(monkeypatch):
    """The confined child may import the tests, and none is left over."""
    confinement.end_with_the_process()
    monkeypatch.setenv("PYTHONPATH", str(HOME))
    yield
    confinement.end_with_the_process()
