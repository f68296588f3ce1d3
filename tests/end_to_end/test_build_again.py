"""A warehouse is built again when something it is made from has changed, and only then."""

from __future__ import annotations

from sfpc import pipeline
from tests.folders import lay_samples, settings_in

QUARTER = "2021-22-Q1"


def test_a_warehouse_is_built_again_only_when_what_it_is_made_from_has_changed(tmp_path):
    settings = settings_in(tmp_path)
    lay_samples(settings, QUARTER)
    pipeline.sweep(settings, lambda _: None, "leeds")
    first = pipeline.build(settings)
    standing = settings.warehouse.stat()

    again = pipeline.build(settings)
    pipeline.sweep(settings, lambda _: None)
    after_more_returns = pipeline.build(settings)

    assert first.node_count > 100
    assert again.node_count == 0
    assert after_more_returns.node_count == first.node_count
    assert settings.warehouse.stat().st_ino != standing.st_ino


def test_a_warehouse_that_is_gone_is_built_again(tmp_path):
    settings = settings_in(tmp_path)
    pipeline.build(settings)
    settings.warehouse.unlink()

    assert pipeline.build(settings).node_count > 100
    assert settings.warehouse.exists()
