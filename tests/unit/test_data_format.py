"""A data folder says how it is kept: one of another version is neither misread nor written to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from upath import UPath

from sfpc import data_format, gate, keeping, landing, pipeline, transform
from sfpc.errors import PipelineError
from tests.builders import home_with_seeds, land_all, sample, settings_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path / "data")


def test_a_new_folder_gets_its_number_with_the_first_return(settings):
    assert data_format.found(settings) is None
    sample(settings, "leeds")
    assert data_format.found(settings) is None, "the inbox is not ours"

    land_all(settings)

    assert (settings.data / "format").read_text() == f"{data_format.FORMAT}\n"
    assert keeping.upgrade(settings) == []


def test_a_build_may_be_the_first_thing_in_a_new_folder(settings, tmp_path):
    home = home_with_seeds(tmp_path)
    (home / "dbt_project").mkdir()
    (home / "dbt_project" / "dbt_project.yml").write_text("name: this is no project")

    with pytest.raises(PipelineError, match="The warehouse was not built"):  # by dbt, which was asked
        pipeline.build(replace(settings, home=home))
    assert data_format.found(settings) == data_format.FORMAT


def test_a_gate_that_is_asked_before_anything_is_there_leaves_a_new_folder_new(settings):
    with pytest.raises(PipelineError, match="there is no warehouse yet"):
        gate.decide(settings, "2022-23-Q1")
    assert (settings.gate / "_none").is_dir()

    sample(settings, "leeds")
    land_all(settings)

    assert data_format.found(settings) == data_format.FORMAT


@pytest.mark.parametrize(("number", "said"), [("1", "run `sfpc upgrade`"), ("99", "install that version")])
def test_nothing_is_written_to_a_folder_of_another_version(settings, number, said):
    sample(settings, "leeds")
    (settings.data / "format").write_text(number)

    with pytest.raises(PipelineError, match=said):
        land_all(settings)
    with pytest.raises(PipelineError, match=said):
        transform.build(settings)
    assert not settings.landing.exists()


def test_a_folder_from_before_there_were_numbers_is_brought_up_to_date_once(settings):
    sample(settings, "leeds")
    land_all(settings)
    (settings.data / "format").unlink()
    internal = settings.releases / "2022-23-Q1" / "r1" / "internal" / "report.html"
    published = settings.releases / "2022-23-Q1" / "r1" / "published" / "report.html"
    index = settings.releases / "index.html"
    for path in (internal, published, index):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("as before")
        path.chmod(0o444)
    [receipt] = settings.landing.rglob("receipt.json")
    receipt.chmod(0o644)
    sample(settings, "coventry")
    with pytest.raises(PipelineError, match="run `sfpc upgrade`"):
        land_all(settings)

    [said] = keeping.upgrade(settings)

    assert said.startswith("Format 2: ")
    assert [path.stat().st_mode & 0o777 for path in (internal, published, index, receipt)] == [
        0o440,
        0o444,
        0o444,
        0o640,
    ]
    assert keeping.upgrade(settings) == []
    assert {one.folder for one in land_all(settings)} == {"coventry", "leeds"}


def test_a_folder_of_a_later_version_is_not_brought_back(settings):
    data_format.note(settings, data_format.FORMAT + 1)

    with pytest.raises(PipelineError, match="written by a later version"):
        keeping.upgrade(settings)


def test_a_number_that_is_none_is_told(settings):
    settings.data.mkdir()
    (settings.data / "format").write_text("two")

    with pytest.raises(PipelineError, match="this should hold the number of a format"):
        keeping.upgrade(settings)


def test_a_volume_that_was_just_made_holds_nothing_yet_and_may_be_begun_by_several_at_once(settings):
    for empty in (settings.data / "inbox", settings.releases):
        empty.mkdir(parents=True)

    with ThreadPoolExecutor(8) as several:
        for begun in [several.submit(data_format.begin, settings) for _ in range(40)]:
            begun.result()

    assert data_format.found(settings) == data_format.FORMAT
    assert {path.name for path in settings.data.iterdir()} == {"inbox", "releases", "format"}


def test_a_machine_that_joins_a_landing_which_others_have_filled_is_new(settings, tmp_path):
    store = UPath("memory://test-of-formats/landing")
    sample(settings, "leeds")
    land_all(replace(settings, landing_at=store))
    joining = replace(settings_in(tmp_path / "joining"), landing_at=store)
    sample(joining, "coventry")
    assert [one.folder for one in landing.landed(joining)] == ["leeds"]  # its copy of landing holds something now

    land_all(joining)

    assert [one.folder for one in landing.landed(joining)] == ["coventry", "leeds"]
    assert data_format.found(joining) == data_format.FORMAT
    store.fs.store.clear()
