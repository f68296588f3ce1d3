"""Raw is rebuilt from landing byte for byte; what was read with the same layouts and code is not read again."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from sfpc import landing, raw
from sfpc.errors import PipelineError
from sfpc.raw import parquet
from tests.builders import (
    change_workbook,
    home_with_seeds,
    kinds,
    land_all,
    raw_rows,
    read_all,
    sample,
    send,
    settings_in,
    tree,
)

FOLDERS = ("coventry", "leeds", "newcastle", "sefton", "warwickshire")


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path / "data")


def test_raw_is_rebuilt_from_landing_byte_for_byte(settings):
    for folder in FOLDERS:
        sample(settings, folder)
    read_all(settings)
    before = tree(settings.raw)
    shutil.rmtree(settings.raw)
    shutil.rmtree(settings.inbox)

    reads = [raw.read(settings, landed) for landed in landing.landed(settings)]

    assert all(read.is_new for read in reads)
    assert tree(settings.raw) == before
    assert len(before) > 30


def test_what_was_read_is_not_read_again_and_says_the_same(settings):
    sample(settings, "warwickshire")
    [first] = read_all(settings)
    before = {path: path.stat().st_mtime_ns for path in settings.raw.rglob("*.parquet")}

    [again] = read_all(settings)

    assert (first.is_new, again.is_new) == (True, False)
    assert replace(again, is_new=True, landed=first.landed) == first
    assert kinds(again) == ["hidden_sheet"]
    assert {path: path.stat().st_mtime_ns for path in settings.raw.rglob("*.parquet")} == before


@pytest.mark.parametrize(
    ("seed", "change"),
    [
        ("layout_columns", lambda text: text.replace("Forecast outturn,forecast", "Forecast outturn,comment")),
        ("labels", lambda text: text + "\n"),
        ("finding_types", lambda text: text.replace("hidden_sheet,info", "hidden_sheet,warning")),
    ],
)  # fmt: skip
def test_a_submission_is_read_again_when_the_layouts_have_changed(seed, change, settings, tmp_path):
    sample(settings, "leeds")
    [first] = read_all(settings)
    changed = replace(settings, home=home_with_seeds(tmp_path, **{seed: change}))

    again = raw.read(changed, first.landed)

    assert again.is_new
    assert not raw.read(changed, first.landed).is_new
    assert raw.read_already(settings, first.landed) is None


def test_a_new_layout_takes_hold_at_once(settings, tmp_path):
    sample(settings, "leeds")
    [first] = read_all(settings)
    home = home_with_seeds(
        tmp_path,
        layout_columns=lambda text: text.replace("finance,Forecast outturn,forecast", "finance,Outturn,forecast"),
    )

    again = raw.read(replace(settings, home=home), first.landed)

    assert (first.state, again.state) == ("accepted", "rejected")
    assert raw_rows(settings, "finance", first.landed) == []
    back = raw.read(settings, first.landed)
    assert (back.state, back.values_read) == ("accepted", first.values_read)


def test_a_rejected_submission_leaves_its_findings_and_its_ledger_and_no_data(settings):
    place = sample(settings, "warwickshire")
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))
    [read] = read_all(settings)

    assert read.state == "rejected"
    assert {path.relative_to(settings.raw).parts[0] for path in settings.raw.rglob("*.parquet")} == {
        "arrivals",
        "submissions",
        "findings",
        "dispositions",
    }
    [submission] = raw_rows(settings, "submissions", read.landed)
    assert (submission["state"], submission["values_read"]) == ("rejected", 0)


def test_a_rejected_resubmission_leaves_the_first_as_it_was(settings):
    place = sample(settings, "warwickshire")
    [first] = read_all(settings)
    before = tree(settings.raw)
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))

    reads = read_all(settings)

    assert [read.state for read in reads] == ["accepted", "rejected"]
    assert reads[0].landed.submission_id == first.landed.submission_id
    assert {
        name: content for name, content in tree(settings.raw).items() if first.landed.submission_id in name
    } == before


@pytest.mark.parametrize("damage", [b"", b"PAR1 cut short", b"\0" * 100])
def test_a_damaged_raw_table_is_read_again(damage, settings):
    sample(settings, "newcastle")
    [first] = read_all(settings)
    before = tree(settings.raw)
    landed = first.landed
    path = parquet.path_of(settings.raw, "submissions", "newcastle", landed.quarter, landed.submission_id)
    path.chmod(0o600)
    path.write_bytes(damage)

    [again] = read_all(settings)

    assert again.is_new
    assert tree(settings.raw) == before


def test_a_file_that_has_gone_from_landing_is_told_with_what_to_do(settings):
    sample(settings, "newcastle")
    [landed] = land_all(settings)
    landed.files[0].unlink()

    with pytest.raises(PipelineError) as raised:
        raw.read(settings, landed)

    assert str(raised.value) == (
        f"{landed.files[0]}: a landed file cannot be read (No such file or directory); "
        "restore the landing folder from a backup"
    )


def test_two_readers_of_one_submission_do_not_get_in_each_others_way(settings):
    sample(settings, "newcastle")
    [landed] = land_all(settings)

    with ThreadPoolExecutor(4) as pool:
        reads = list(pool.map(lambda _: raw.read(settings, landed), range(8)))

    assert [read.is_new for read in reads].count(True) == 1
    assert {read.values_read for read in reads} == {reads[0].values_read}


def test_two_landings_of_one_return_are_one(settings):
    sample(settings, "newcastle")
    [waiting] = landing.waiting(settings)

    with ThreadPoolExecutor(4) as pool:
        landed = list(pool.map(lambda _: landing.land(settings, waiting), range(8)))

    assert [one.is_new for one in landed].count(True) == 1
    assert len(landing.landed(settings)) == 1


def test_every_raw_table_has_a_file_before_anything_is_read(settings):
    raw.ensure_tables(settings)
    first = tree(settings.raw)
    raw.ensure_tables(settings)

    assert tree(settings.raw) == first
    assert set(parquet.SCHEMAS) == {name.split("/")[0] for name in first}
    for name in first:
        assert pq.ParquetFile(settings.raw / name).metadata.num_rows == 0


def test_everything_a_council_wrote_is_kept_as_text(settings):
    for folder in FOLDERS:
        sample(settings, folder)
    read_all(settings)

    for table, schema in parquet.SCHEMAS.items():
        for path in (settings.raw / table).rglob("*.parquet"):
            assert pq.read_schema(path).equals(schema)
    assert {str(kind) for schema in parquet.SCHEMAS.values() for kind in schema.types} == {"string", "int64"}


def test_a_submission_is_not_read_when_its_quarter_is_before_the_authoritys_first(settings):
    send(settings, "leeds", "2019-20-Q1", a__csv="x,y")

    [read] = read_all(settings)

    assert kinds(read) == ["no_layout"]
