"""dbt's documentation of the models: one page, made without a warehouse, that asks nothing of anybody."""

from __future__ import annotations

import json

import pytest

from sfpc import transform
from sfpc.errors import PipelineError
from tests import accessibility
from tests.folders import HOME, settings_in


def test_the_page_shows_every_model_and_fetches_nothing(tmp_path):
    settings = settings_in(tmp_path)

    page = transform.write_docs(settings)

    assert page == tmp_path / "dbt_docs" / "index.html"
    assert not settings.warehouse.exists()
    with accessibility.chromium() as browser:
        shown = accessibility.opened(browser, page)
        shown.get_by_text("Welcome!").wait_for()
        assert [url for url in shown.requests if not url.startswith(("file:", "data:"))] == []
    text = page.read_text(encoding="utf-8")
    models = [path.stem for path in (HOME / "dbt_project" / "models").rglob("*.sql")]
    assert len(models) > 80
    assert [name for name in models if json.dumps(f"model.sfpc.{name}") not in text] == []


def test_a_project_that_dbt_cannot_read_leaves_the_page_from_before_and_says_where_it_is_told(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    (tmp_path / "dbt_docs").mkdir()
    (tmp_path / "dbt_docs" / "index.html").write_text("from before")
    monkeypatch.setattr(type(settings), "dbt_project", property(lambda _: tmp_path / "nowhere"))

    with pytest.raises(PipelineError, match=r"not written\. dbt says why: .*logs/dbt_docs\.log"):
        transform.write_docs(settings)

    assert "nowhere" in (tmp_path / "logs" / "dbt_docs.log").read_text(encoding="utf-8")
    assert (tmp_path / "dbt_docs" / "index.html").read_text() == "from before"
