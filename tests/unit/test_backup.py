"""A backup is restored byte for byte into an empty folder, or not at all."""

import gzip
import io
import json
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import fsspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upath import UPath

from sfpc import data_format, keeping
from sfpc.errors import PipelineError, UsageError
from sfpc.keeping import archive, metadata
from tests.folders import settings_in
from tests.services import postgres

UNSEEN = "a-secret-of-this-test"


def tree(folder):
    """Every file, link and folder below a folder: its kind, contents or target, and mode."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = ("link", str(path.readlink()))
        elif path.is_dir():
            found[name] = ("folder", path.stat().st_mode)
        else:
            found[name] = (path.read_bytes(), path.stat().st_mode)
    return found


@pytest.fixture(autouse=True)
def no_airflow(monkeypatch):
    monkeypatch.delenv(metadata.SETTING, raising=False)
    monkeypatch.delenv(f"{metadata.SETTING}_CMD", raising=False)


@pytest.fixture
def filled(tmp_path):
    """A data folder with something of every kind."""
    settings = settings_in(tmp_path / "data")
    for name in (
        "landing/leeds/2022-23-Q1/0123456789abcdef/receipt.json",
        "landing/leeds/2022-23-Q1/0123456789abcdef/files/Räte £ 1.csv",
        "landing/leeds/2022-23-Q1/.lock",
        "gate/2022-23-Q1/d1.json",
        "releases/2022-23-Q1/r1/manifest.json",
        "releases/2022-23-Q1/r1/internal/sfpc.duckdb",
        "releases/.writing-r2/half.csv",
        "notices/20221122T100000-gate_shut.json",
        "raw/finance/leeds/2022-23-Q1/0123456789abcdef.parquet",
        "inbox/leeds/2022-23-Q1/return.csv",
        "logs/dbt.log",
        "airflow/airflow.cfg",
        "warehouse.duckdb",
    ):
        path = settings.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{name}\r\n".encode() * 3)
    (settings.data / "releases/2022-23-Q1/latest").symlink_to("r1")
    (settings.data / "releases/2022-23-Q1/r1/manifest.json").chmod(0o440)
    (settings.data / "releases/2022-23-Q1/r1").chmod(0o550)
    data_format.note(settings, data_format.FORMAT)
    yield settings
    (settings.data / "releases/2022-23-Q1/r1").chmod(0o750)


def restored(settings, tmp_path, backup, **options):
    there = replace(settings, data=tmp_path / "there", inbox=tmp_path / "there" / "inbox")
    keeping.restore(there, Path(backup.place), **options)
    return there


def test_what_was_kept_is_the_same_byte_for_byte_with_its_modes_and_links(filled, tmp_path):
    made = keeping.back_up(filled, tmp_path / "backups")

    there = restored(filled, tmp_path, made)

    expected = {
        name: what
        for name, what in tree(filled.data).items()
        if name.split("/")[0] not in ("raw", "warehouse.duckdb", "inbox", "logs", "airflow")
        and not any(part.startswith(".") for part in name.split("/"))
    }
    assert tree(there.data) == expected
    assert made.file_count == sum(what[0] != "folder" for what in expected.values()) == 8
    assert Path(made.place).stat().st_mode & 0o777 == 0o600
    (there.data / "releases/2022-23-Q1/r1").chmod(0o750)


def test_a_file_that_is_written_to_meanwhile_is_kept_as_long_as_it_was(tmp_path):
    path = tmp_path / "asked.jsonl"
    path.write_bytes(b"one\n")

    class Growing(io.BytesIO):
        def write(self, block):
            with path.open("ab") as file:
                file.write(b"another\n")
            return super().write(block)

    with tarfile.open(fileobj=Growing(), mode="w", bufsize=512) as kept:
        said = archive.add(kept, archive.Source("data/asked.jsonl", path))

    assert said["bytes"] == 4
    assert path.stat().st_size > 4


@pytest.fixture(scope="module")
def small_backup(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    for name in ("one", "two"):
        (folder / name).write_bytes(name.encode() * 50)
    sources = [archive.Source(f"data/{name}", folder / name) for name in ("one", "two")]
    archive.write(folder / "backup.tar.gz", sources, {"format": data_format.FORMAT})
    return gzip.decompress((folder / "backup.tar.gz").read_bytes())


@given(st.data())
def test_an_archive_with_any_byte_changed_is_refused_or_gives_what_was_kept(small_backup, tmp_path_factory, data):
    at = data.draw(st.integers(0, len(small_backup) - 1))
    changed = bytearray(small_backup)
    changed[at] ^= data.draw(st.integers(1, 255))
    work = tmp_path_factory.mktemp("changed")
    (work / "backup.tar.gz").write_bytes(gzip.compress(changed, compresslevel=1))
    (work / "laid_out").mkdir()

    try:
        archive.extract(work / "backup.tar.gz", work / "laid_out")
    except PipelineError as refused:
        said = str(refused)
    else:  # a byte that nobody reads, such as padding or the time of a file
        said = ""
        kept = {name: (work / "laid_out" / "data" / name).read_bytes() for name in ("one", "two")}
        assert kept == {name: name.encode() * 50 for name in ("one", "two")}
    assert said == "" or "this backup is damaged, or is none" in said


@given(share=st.floats(0, 0.999))
def test_an_archive_that_was_cut_short_is_refused(small_backup, tmp_path_factory, share):
    whole = gzip.compress(small_backup)
    work = tmp_path_factory.mktemp("short")
    (work / "backup.tar.gz").write_bytes(whole[: int(len(whole) * share)])
    (work / "laid_out").mkdir()

    with pytest.raises(PipelineError, match="this backup is damaged, or is none"):
        archive.extract(work / "backup.tar.gz", work / "laid_out")


@pytest.mark.parametrize(
    ("name", "kind", "target"),
    [
        ("../outside", tarfile.REGTYPE, ""),
        ("/outside", tarfile.REGTYPE, ""),
        ("data/../../outside", tarfile.REGTYPE, ""),
        ("data/link", tarfile.SYMTYPE, "/etc/passwd"),
        ("data/link", tarfile.SYMTYPE, "../../outside"),
        ("data/link", tarfile.LNKTYPE, "/etc/passwd"),
        ("data/pipe", tarfile.FIFOTYPE, ""),
        ("data/disk", tarfile.BLKTYPE, ""),
    ],
)
def test_an_archive_that_leads_elsewhere_is_refused(tmp_path, name, kind, target):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    with tarfile.open(tmp_path / "backup.tar.gz", "w:gz") as file:
        file.addfile(member)
    laid_out = tmp_path / "work" / "laid_out"
    laid_out.mkdir(parents=True)

    with pytest.raises(PipelineError, match="this backup is damaged, or is none"):
        archive.extract(tmp_path / "backup.tar.gz", laid_out)
    assert {path.name for path in tmp_path.rglob("*") if not path.is_dir()} == {"backup.tar.gz"}


def test_a_file_is_not_laid_through_a_link_of_the_same_archive(tmp_path):
    link, file = tarfile.TarInfo("data/here"), tarfile.TarInfo("data/here/below")
    link.type, link.linkname = tarfile.SYMTYPE, "elsewhere"
    with tarfile.open(tmp_path / "backup.tar.gz", "w:gz") as made:
        made.addfile(link)
        made.addfile(file)
    laid_out = tmp_path / "laid_out"
    (laid_out / "data").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (laid_out / "data" / "elsewhere").symlink_to(tmp_path / "outside")

    with pytest.raises(PipelineError, match="OutsideDestinationError"):
        archive.extract(tmp_path / "backup.tar.gz", laid_out)
    assert list((tmp_path / "outside").iterdir()) == []


def test_nothing_that_stands_is_written_over(filled, tmp_path):
    made = keeping.back_up(filled, tmp_path / "backups")
    before = tree(filled.data)

    with pytest.raises(UsageError, match="it holds format, gate, landing"):
        keeping.restore(filled, Path(made.place))
    assert tree(filled.data) == before


def test_a_damaged_backup_leaves_the_folder_empty(filled, tmp_path):
    made = Path(keeping.back_up(filled, tmp_path / "backups").place)
    made.write_bytes(made.read_bytes()[:-200])
    there = settings_in(tmp_path / "there")

    with pytest.raises(PipelineError, match="nothing was restored"):
        keeping.restore(there, made)
    assert list(there.data.iterdir()) == []


def test_a_backup_of_a_later_version_is_refused(filled, tmp_path):
    data_format.note(filled, data_format.FORMAT + 1)
    made = keeping.back_up(filled, tmp_path / "backups")

    with pytest.raises(PipelineError, match="restore it with that version or a later one"):
        keeping.restore(settings_in(tmp_path / "there"), Path(made.place))


def test_a_backup_is_not_made_into_what_it_is_of_nor_of_nothing(filled, tmp_path):
    with pytest.raises(UsageError, match="does not belong into the folder that it is of"):
        keeping.back_up(filled, filled.data / "backups")
    with pytest.raises(UsageError, match="there is nothing here to keep"):
        keeping.back_up(settings_in(tmp_path / "nothing"), tmp_path / "backups")


def test_landing_and_the_backup_may_be_on_another_file_system(filled, tmp_path):
    store = UPath("memory://test-of-backups/landing")
    for path in (filled.data / "landing").rglob("*"):
        if path.is_file():
            store.fs.pipe_file(f"{store.path}/{path.relative_to(filled.data / 'landing')}", path.read_bytes())
    elsewhere = replace(filled, landing_at=store)
    backups = UPath("memory://test-of-backups/backups")

    made = keeping.back_up(elsewhere, backups)
    empty = UPath("memory://test-of-backups/restored")
    there = replace(settings_in(tmp_path / "there"), landing_at=empty)
    keeping.restore(there, UPath(made.place))

    names = {name.removeprefix(str(store.path)): store.fs.cat_file(name) for name in store.fs.find(store.path)}
    names.pop("/leeds/2022-23-Q1/.lock")
    assert names == {name.removeprefix(str(empty.path)): empty.fs.cat_file(name) for name in empty.fs.find(empty.path)}
    assert not (there.data / "landing").exists()
    fsspec.filesystem("memory").store.clear()
    (there.data / "releases/2022-23-Q1/r1").chmod(0o750)


def test_airflows_database_of_make_up_is_kept_while_it_is_in_use(filled, tmp_path):
    file = filled.data / "airflow" / "airflow.db"
    with closing(sqlite3.connect(file)) as live:
        live.execute("create table dag_run (id integer)")
        live.execute("insert into dag_run values (1)")
        live.commit()
        live.execute("insert into dag_run values (2)")  # not committed: somebody is writing

        made = keeping.back_up(filled, tmp_path / "backups")

    there = restored(filled, tmp_path, made, with_metadata=False)
    assert not (there.data / "airflow").exists()
    assert made.metadata == str(file)
    with tarfile.open(made.place) as kept:
        (tmp_path / "kept.db").write_bytes(kept.extractfile("airflow.db").read())
    with closing(sqlite3.connect(tmp_path / "kept.db")) as copy:
        assert copy.execute("select id from dag_run").fetchall() == [(1,)]
    (there.data / "releases/2022-23-Q1/r1").chmod(0o750)


def test_airflows_postgresql_is_dumped_and_comes_back_whole_into_an_empty_one(filled, tmp_path, monkeypatch):
    with postgres() as server:
        first, second = server.create_database("first"), server.create_database("second")
        with psycopg.connect(first) as connection:
            connection.execute("create table dag_run (id serial primary key, conf jsonb, note text)")
            connection.execute("insert into dag_run (conf, note) values ('{\"quarter\": \"2022-23-Q1\"}', 'Räte £')")
        with_password = first.replace("sfpc@", f"sfpc:{UNSEEN}@").replace("postgresql:", "postgresql+psycopg2:")
        monkeypatch.setenv(f"{metadata.SETTING}_CMD", f"echo {with_password}")

        made = keeping.back_up(filled, tmp_path / "backups")
        monkeypatch.setenv(metadata.SETTING, second)
        there = restored(filled, tmp_path, made, with_metadata=True)

        with psycopg.connect(second) as connection:
            rows = connection.execute("select id, conf ->> 'quarter', note from dag_run").fetchall()
            connection.execute("insert into dag_run (note) values ('the next number')")
        assert rows == [(1, "2022-23-Q1", "Räte £")]
        with pytest.raises(PipelineError, match="it is not empty") as told:
            metadata.restore(metadata.database(there), tmp_path / "airflow.dump")
        assert UNSEEN not in f"{made} {told.value}"
    (there.data / "releases/2022-23-Q1/r1").chmod(0o750)


def test_a_database_that_cannot_be_dumped_is_told_without_its_password(filled, tmp_path, monkeypatch):
    monkeypatch.setenv(metadata.SETTING, f"postgresql+psycopg2://who:{UNSEEN}@127.0.0.1:1/airflow")

    with pytest.raises(PipelineError) as told:
        keeping.back_up(filled, tmp_path / "backups")

    assert "database airflow of 127.0.0.1:1: pg_dump failed" in str(told.value)
    assert UNSEEN not in f"{told.value} {metadata.database(filled)!r}"
    assert not (tmp_path / "backups").exists()


def test_the_list_says_what_is_in_the_archive(filled, tmp_path):
    made = keeping.back_up(filled, tmp_path / "backups")

    with tarfile.open(made.place) as kept:
        names = kept.getnames()
        contents = json.load(kept.extractfile(archive.CONTENTS))
    assert names[-1] == archive.CONTENTS
    assert list(contents["files"]) == names[:-1]
    assert contents["format"] == data_format.FORMAT
    kinds = [name.split("/")[1] for name in names[:-1]]
    assert kinds.index("releases") == 0, "what rests on the others is read first"
    assert kinds[-1] == "landing"
