"""Data folders that several end-to-end tests read and none changes; one for each worker."""

from __future__ import annotations

import pytest

from sfpc import pipeline
from tests.folders import lay_samples, settings_in


@pytest.fixture(scope="session")
def clean_warehouse(tmp_path_factory):
    """All sample returns, landed, read and built. Read it, do not change it."""
    settings = settings_in(tmp_path_factory.mktemp("clean"))
    lay_samples(settings)
    pipeline.sweep(settings, lambda _: None)
    pipeline.build(settings)
    return settings
