"""What goes by a rule goes whole, on record, and stays known; what no rule names stays."""

import csv
import io
import json
import os
from dataclasses import replace
from datetime import date, datetime

import pytest
from upath import UPath

from sfpc import disposals, keeping, landing
from sfpc.errors import PipelineError, UsageError
from sfpc.keeping import retention
from sfpc.landed import file_hash
from sfpc.report import shelf
from sfpc.verification import comparing
from tests.builders import QUARTER, home_with_seeds, read_all, sample, settings_in

FAR = date(2100, 1, 1)
RECORD = "internal/disclosure/record.parquet"


def edited(change):
    """A change of a seed's rows as one of its text."""

    def of_text(text):
        rows = list(csv.DictReader(io.StringIO(text)))
        change(rows)
        written = io.StringIO()
        writer = csv.DictWriter(written, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return written.getvalue()

    return of_text


@pytest.fixture
def settings(tmp_path):
    """Two authorities' returns landed and read; one of them owes no more."""

    def leave(rows):
        next(row for row in rows if row["folder"] == "coventry")["last_quarter"] = QUARTER

    home = home_with_seeds(tmp_path, authorities=edited(leave))
    here = replace(settings_in(tmp_path / "data"), home=home)
    for folder in ("coventry", "leeds"):
        sample(here, folder)
    read_all(here)
    return here


def due_of(settings, subject, day=FAR):
    return [each for each in keeping.due(settings, day) if each.subject == subject]


def submission(settings, folder):
    [one] = landing.landed(settings, folder, with_disposed=True)
    return one


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name[0] != "."}


@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        (date(2022, 6, 30), date(2030, 4, 1)),
        (date(2022, 3, 31), date(2029, 4, 1)),
        (date(2022, 4, 1), date(2030, 4, 1)),
    ],
)
def test_years_are_counted_from_the_end_of_the_financial_year(day, due_on):
    assert retention.Rule("returns", 7, "").due_on(day) == due_on


def test_nothing_of_an_authority_that_still_owes_returns_is_ever_due(settings):
    assert [each.name.split()[0] for each in due_of(settings, "returns")] == ["coventry"]


def test_it_is_due_on_its_day_and_not_a_day_before(settings):
    [due] = due_of(settings, "returns")

    assert due.due_on == date(2029, 4, 1)
    assert due_of(settings, "returns", date(2029, 3, 31)) == []
    assert due_of(settings, "returns", due.due_on) == [due]


def test_a_return_goes_with_raw_and_its_receipt_stays_and_the_record_names_every_file(settings):
    one = submission(settings, "coventry")
    hashes = {path.name: file_hash(path) for path in one.files}
    leeds = files(settings.landing / "leeds"), {name for name in files(settings.raw) if "/leeds/" in name}

    record = keeping.dispose(settings, due_of(settings, "returns"), "data protection officer")

    assert files(one.path) == {"receipt.json", "disposal.json"}
    assert not [name for name in files(settings.raw) if "/coventry/" in name]
    assert leeds == (files(settings.landing / "leeds"), {name for name in files(settings.raw) if "/leeds/" in name})
    kept = {file.path.rsplit("/", 1)[1]: file.sha256 for file in record.files if file.path.startswith("landing/")}
    assert kept == hashes
    assert {file.path.split("/")[0] for file in record.files} == {"landing", "raw"}
    assert list(disposals.every(settings)) == [record]
    assert json.loads((one.path / "disposal.json").read_text())["disposal"] == record.number == 1
    assert landing.landed(settings, "coventry") == []
    assert due_of(settings, "returns") == []


def test_what_lies_in_the_inbox_still_does_not_land_again(settings):
    keeping.dispose(settings, keeping.due(settings, FAR), "data protection officer")
    before = files(settings.landing / "coventry")

    for waiting in landing.waiting(settings):
        landing.land(settings, waiting)

    assert files(settings.landing / "coventry") == before
    assert landing.landed(settings, "coventry") == []


def test_a_disposal_that_was_cut_short_is_finished_by_the_next(settings):
    one = submission(settings, "coventry")
    (one.path / "disposal.json").write_text('{"disposal": 1, "at": "2030-04-01T00:00:00+00:00", "by": "officer"}')
    assert landing.landed(settings, "coventry") == []
    [due] = due_of(settings, "returns")

    keeping.dispose(settings, [due], "data protection officer")

    assert files(one.path) == {"receipt.json", "disposal.json"}
    assert json.loads((one.path / "disposal.json").read_text())["by"] == "officer"


def test_what_is_kept_elsewhere_goes_there_too(settings):
    store = UPath("memory://test-of-retention/landing")
    here = replace(settings, data=settings.data.parent / "other", landing_at=store, inbox=settings.inbox)
    read_all(here)
    assert any("coventry" in name and "/files/" in name for name in store.fs.find(store.path))

    record = keeping.dispose(here, due_of(here, "returns"), "data protection officer")

    of_coventry = [name.rsplit("/", 1)[1] for name in store.fs.find(store.path) if "coventry" in name]
    assert sorted(of_coventry) == ["disposal.json", "receipt.json"]
    assert any("leeds" in name and "/files/" in name for name in store.fs.find(store.path))
    assert any(file.path.startswith("landing/coventry/") for file in record.files)
    assert due_of(here, "returns") == []
    store.fs.store.clear()


@pytest.fixture
def release(settings):
    """A release of a few files, read-only as releases are."""
    with shelf.held(settings.releases / QUARTER), shelf.written_aside(settings.releases / QUARTER, 1) as folder:
        for name in (
            "manifest.json",
            "published/report.html",
            "internal/csv/rpt.csv",
            "internal/disclosure/record.parquet",
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
    return settings.releases / QUARTER / "r1"


def test_what_is_internal_of_a_release_goes_but_for_what_protects_later_ones(settings, release):
    modes = {path.relative_to(release): path.stat().st_mode for path in release.rglob("*")}

    keeping.dispose(settings, due_of(settings, "internal"), "officer")

    assert files(release) == {"manifest.json", "published/report.html", RECORD}
    assert {path.relative_to(release): path.stat().st_mode for path in release.rglob("*")} == {
        path: mode for path, mode in modes.items() if path.parts[:2] != ("internal", "csv")
    }


def test_a_release_with_files_on_record_as_disposed_of_holds_and_one_that_lacks_others_does_not(settings, release):
    named = {
        name: {"bytes": (release / name).stat().st_size, "sha256": file_hash(release / name)}
        for name in files(release) - {"manifest.json"}
    }
    keeping.dispose(settings, due_of(settings, "internal"), "officer")
    disposed = disposals.files_of(settings, release)

    found = {each.name: each for each in comparing.by_hash(release, named, disposed)}
    assert found["internal/csv/rpt.csv"].outcome == "disposed of"
    assert all(each.is_right for each in found.values())

    (release / "published").chmod(0o755)
    (release / "published" / "report.html").unlink()
    assert {each.name: each.outcome for each in comparing.by_hash(release, named, disposed) if not each.is_right} == {
        "published/report.html": "missing"
    }


def test_old_logs_go_and_new_ones_stay(settings):
    old, new = settings.logs / "old.log", settings.logs / "new.log"
    for path, written in ((old, "2021-03-31T12:00:00+00:00"), (new, "2021-04-01T12:00:00+00:00")):
        path.parent.mkdir(exist_ok=True)
        path.write_text("something")
        os.utime(path, (datetime.fromisoformat(written).timestamp(),) * 2)

    due = due_of(settings, "logs", date(2022, 4, 1))
    assert [each.name for each in due] == ["logs/old.log"]
    keeping.dispose(settings, due, "officer")
    assert (old.exists(), new.exists()) == (False, True)


def test_nothing_goes_without_a_name_and_none_that_is_a_persons_address(settings):
    due = due_of(settings, "returns")

    for by in ("", "  ", "someone@example.org"):
        with pytest.raises(UsageError, match="Who disposes of it"):
            keeping.dispose(settings, due, by)
    with pytest.raises(UsageError, match="Nothing is due"):
        keeping.dispose(settings, [], "officer")
    assert list(disposals.every(settings)) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"subject": "landing"}, "landing"),
        ({"years": "0"}, "no number of years"),
        ({"years": "some"}, "no number of years"),
        ({"subject": "logs"}, "has a rule already"),
    ],
)
def test_a_fault_in_the_rules_names_the_line(tmp_path, row, problem):
    home = home_with_seeds(tmp_path, retention_rules=edited(lambda rows: rows[0].update(row)))

    with pytest.raises(PipelineError, match=rf"retention_rules.csv, line \d.*{problem}"):
        retention.rules(home / "seeds")
