"""The sample returns read once, and the mutations of them judged once for each worker."""

from __future__ import annotations

import os

import pytest

from sfpc import pipeline
from sfpc.gate import suites
from tests.folders import HOME, QUARTERS, lay_samples, settings_in
from tests.mutation import cells, others, sample
from tests.mutation.judging import judge
from tests.mutation.mutants import mutants, words_for_statuses
from tests.mutation.universe import universe

QUARTER = os.environ.get("SFPC_MUTATED_QUARTER", QUARTERS[-1])
"""The quarter whose returns are mutated; the newest, unless told."""


@pytest.fixture(scope="session")
def read_samples(tmp_path_factory):
    """All sample returns, landed and read. Read them, do not change them."""
    settings = settings_in(tmp_path_factory.mktemp("mutation"))
    lay_samples(settings)
    pipeline.sweep(settings, lambda _: None)
    return settings


@pytest.fixture(scope="session")
def checks():
    """Every suite of checks."""
    return suites.load(HOME / "expectations")


@pytest.fixture(scope="session")
def all_mutants(read_samples):
    """Every mutation of the quarter's returns."""
    with universe(read_samples, (), QUARTER, also=[*cells.MODELS, *others.MODELS]) as connection:
        found = cells.cells(connection, QUARTER)
        return mutants(found, others.Others(connection, QUARTER), words_for_statuses(connection))


@pytest.fixture(scope="session")
def verdicts(read_samples, checks, all_mutants):
    """The mutations that are tried, judged."""
    return judge(read_samples, checks, QUARTER, sample.of(all_mutants, os.environ.get("SFPC_MUTATIONS", "")))
