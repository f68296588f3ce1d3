"""Every example in a docstring of the package does what it says."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from tests.folders import HOME

SOURCE = HOME / "src"
MODULES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_do_what_they_say(module):
    results = doctest.testmod(import_module(module))

    assert results.attempted
    assert results.failed == 0
