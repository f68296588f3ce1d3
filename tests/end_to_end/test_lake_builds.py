"""In the lake a build is all or nothing for readers, whoever builds, reads, fails or is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import duckdb
import pytest
from moto.server import ThreadedMotoServer

from sfpc import transform, warehouse
from sfpc.errors import Busy, PipelineError, UsageError
from sfpc.settings import Settings
from sfpc.warehouse import catalogue, targets, writing
from tests.lakes import MODELS, PASSWORD, lake_in, on_lake, small_project, write_models
from tests.services import postgres

WRITERS = 4
READERS = 20
SLOW = "select count(*) as number from range(100000000000) as many(number) where number % 7 = 11"
BUILD = """
from sfpc import transform
from sfpc.settings import Settings

transform.WAIT_SECONDS = 1800  # three others build before it, on a machine that may be busy
transform.build(Settings.from_environment())
"""


@pytest.fixture(scope="module")
def server():
    with postgres() as started:
        yield started


@pytest.fixture
def machine(server, tmp_path, request):
    """Gives settings of the machine of a name: all of them share one lake."""
    home = small_project(tmp_path / "home")
    name = f"lake_{abs(hash(request.node.name))}"
    lake = lake_in(server, name, tmp_path / "lake")

    def settings_of(name: str) -> Settings:
        data = tmp_path / name
        return on_lake(Settings(home=home, data=data, inbox=data / "inbox"), lake)

    return settings_of


def building(settings):
    """Start a build as another machine would: a process with an environment of its own."""
    environment = os.environ | {
        "SFPC_HOME": str(settings.home),
        "SFPC_DATA": str(settings.data),
        "SFPC_WAREHOUSE": settings.lake.address,
        "SFPC_LAKE_DATA": settings.lake.data,
    }
    return subprocess.Popen(
        [sys.executable, "-c", BUILD], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def build_without_dbt(settings, count):
    """A build in every step that is ours, of the first rows of the models."""
    with targets.sole(settings, 10) as target:
        target.begin()
        with writing.opened(settings.lake) as connection:
            connection.execute("create schema warehouse.marts")
            for name in ("one", "two"):
                sql = f"select '{settings.raw}' as built_from, range as number from range({count})"
                connection.execute(f"create table warehouse.marts.{name} as {sql}")
            connection.execute(
                "create view warehouse.marts.sum_of_one as select sum(number) as total from warehouse.marts.one"
            )
        target.publish(str(count))


def what_is_seen(connection):
    """Who built what a reader sees, and how much of it there is: one builder and all rows in a whole build."""
    return connection.execute(
        "select list(distinct built_from), count(*) from "
        "(from marts.one union all by name from marts.two), marts.sum_of_one where total = 499500"
    ).fetchone()


def test_four_writers_and_twenty_readers_never_meet(machine):
    names = [f"machine_{number}" for number in range(WRITERS)]
    lake = machine("machine_0").lake
    transform.build(machine("first"))
    is_over, seen = threading.Event(), []

    def read(_):
        count, is_last = 0, False
        while not is_last:
            is_last = is_over.is_set()
            with warehouse.open_read_only(lake) as connection:
                before = what_is_seen(connection)
                time.sleep(1)
                seen.append((before, what_is_seen(connection)))
            count += 1
            is_over.wait(15)  # to open a lake takes a second of a processor, and the writers are to get on
        return count

    with ThreadPoolExecutor(READERS) as pool:
        counts = [pool.submit(read, number) for number in range(READERS)]
        said = [(writer, writer.communicate()[0]) for writer in [building(machine(name)) for name in names]]
        is_over.set()
        read_count = sum(count.result() for count in counts)

    assert [text for writer, text in said if writer.returncode] == []
    assert read_count == len(seen) >= READERS
    built_from = {(str(machine(name).raw),) for name in ["first", *names]}
    assert all(before == after and before[1] == 2000 and tuple(before[0]) in built_from for before, after in seen)
    assert len({before[0][0] for before, _ in seen}) > 1  # they read while it changed
    assert len(catalogue.builds(lake)) == 1 + WRITERS


def test_a_build_that_fails_changes_nothing_and_the_next_one_leaves_nothing_of_it(machine):
    settings = machine("one")
    transform.build(settings)
    write_models(settings.home, MODELS | {"one": MODELS["one"] + " limit 5", "bad": "select * from nowhere"})
    with pytest.raises(PipelineError, match=r"model\.small\.bad"):
        transform.build(settings)
    with warehouse.open_read_only(settings.warehouse) as connection:
        assert what_is_seen(connection)[1] == 2000
    write_models(settings.home, {"one": MODELS["one"] + " limit 7"})

    transform.build(settings)

    with warehouse.open_read_only(settings.warehouse) as connection:
        assert connection.execute("select count(*) from marts.one").fetchone() == (7,)
        assert connection.execute("select view_name from duckdb_views() where schema_name = 'marts'").fetchall() == []
        tables = "select table_name from duckdb_tables() where schema_name = 'marts'"
        assert connection.execute(tables).fetchall() == [("one",)]
    assert transform.build(settings).node_count == 0


def test_what_a_killed_build_left_running_is_waited_for_on_every_machine(machine):
    settings, elsewhere = machine("one"), machine("another")
    build_without_dbt(settings, 1000)
    standing = warehouse.identity(settings.warehouse)
    write_models(settings.home, MODELS | {"slow": SLOW})
    killed = building(settings)
    while not (settings.logs / "dbt.log").exists() or "model marts.slow" not in (settings.logs / "dbt.log").read_text():
        assert killed.poll() is None
        time.sleep(0.1)
    (left,) = children_of(killed.pid)

    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()

    with pytest.raises(Busy), catalogue.sole_writer(elsewhere.lake, 1):
        pytest.fail("a build overtook what another had left running")
    assert warehouse.identity(settings.warehouse) == standing
    os.kill(left, signal.SIGKILL)
    write_models(settings.home, MODELS)
    transform.build(elsewhere)
    with warehouse.open_read_only(settings.warehouse) as connection:
        assert what_is_seen(connection) == ([str(elsewhere.raw)], 2000)


def children_of(process):
    """The processes that a process has started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=True)
    return [int(line) for line in found.stdout.split()]


def test_a_reader_stays_with_its_build_and_earlier_builds_can_be_asked(machine):
    settings = machine("one")
    build_without_dbt(settings, 1000)
    before, first = warehouse.pinned(settings), warehouse.identity(settings.warehouse)
    with warehouse.open_read_only(settings.warehouse) as connection:
        build_without_dbt(settings, 7)
        assert what_is_seen(connection)[1] == 2000

    assert warehouse.rows(settings.warehouse, "select count(*) as n from marts.one") == [{"n": 7}]
    assert warehouse.rows(before.warehouse, "select count(*) as n from marts.one") == [{"n": 1000}]
    assert warehouse.identity(before.warehouse) == first != warehouse.identity(settings.warehouse)
    old, new = catalogue.builds(settings.lake)
    assert catalogue.as_of(settings.lake, new.built_at - timedelta(microseconds=1)) == old
    with pytest.raises(UsageError, match="no whole build that is kept stood at"):
        catalogue.as_of(settings.lake, old.built_at - timedelta(seconds=1))


def test_a_reader_needs_no_right_to_write(machine):
    settings = machine("one")
    with catalogue.connected(settings.lake) as connection:
        connection.execute("create role reader login; grant usage on schema public to reader")
        connection.execute("alter default privileges in schema public grant select on tables to reader")
    build_without_dbt(settings, 1000)
    address = settings.lake.address.replace(f"sfpc:{PASSWORD}@", "reader@")

    with warehouse.open_read_only(replace(settings.lake, address=address)) as connection:
        assert what_is_seen(connection)[1] == 2000
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("drop table marts.one")


def test_clearing_away_lets_go_of_old_builds_and_never_of_one_that_may_be_open(machine):
    settings = machine("one")
    for count in (10, 20, 30):
        build_without_dbt(settings, count)
    old, _, newest = catalogue.builds(settings.lake)
    files = set((settings.data.parent / "lake").rglob("*.parquet"))
    with warehouse.open_read_only(replace(settings.lake, snapshot=old.snapshot)) as connection:
        kept = writing.tidy(settings.lake, datetime.now(UTC))
        assert connection.execute("select count(*) from marts.two").fetchone() == (10,)
    assert (kept.kept_count, kept.build_count, kept.file_count) == (3, 0, 0)
    assert kept.snapshot_count > 0  # those within builds

    gone = writing.tidy(settings.lake, datetime.now(UTC), timedelta(0))

    left = set((settings.data.parent / "lake").rglob("*.parquet"))
    assert (gone.kept_count, gone.build_count) == (1, 2)
    assert gone.file_count == len(files) - len(left) == 6
    assert catalogue.builds(settings.lake) == [newest]
    assert warehouse.rows(settings.warehouse, "select count(*) as n from marts.two") == [{"n": 30}]
    with pytest.raises(PipelineError, match="no whole build that is kept has this number"):
        warehouse.rows(replace(settings.lake, snapshot=old.snapshot), "select 1")


def test_the_files_of_a_lake_may_lie_in_an_object_store(machine, monkeypatch):
    store = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    host, port = store.get_host_and_port()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "whoever")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", PASSWORD)
    monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", f"http://{host}:{port}")
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
    client.create_bucket(Bucket="lake")  # moto keeps buckets as long as the process: each test has its own
    settings = machine("one")
    settings = on_lake(settings, replace(settings.lake, data="s3://lake/lake"))
    try:
        for count in (500, 1000):
            build_without_dbt(settings, count)
        gone = writing.tidy(settings.lake, datetime.now(UTC), timedelta(0))
        with warehouse.open_read_only(settings.warehouse) as connection:
            assert what_is_seen(connection) == ([str(settings.raw)], 2000)
        left = [one["Key"] for one in client.list_objects_v2(Bucket="lake")["Contents"]]
    finally:
        store.stop()

    assert gone.file_count == 3
    assert {name.rpartition("/")[0] for name in left} == {"lake/main/built_from", "lake/marts/one", "lake/marts/two"}


def test_no_message_and_no_file_holds_the_password(machine):
    settings = machine("one")
    write_models(settings.home, MODELS | {"bad": "select * from nowhere"})
    nobody = replace(settings.lake, address=f"postgresql://sfpc:{PASSWORD}@127.0.0.1:1/lake")
    said = []
    for attempt in (
        lambda: transform.build(settings),
        lambda: transform.build(replace(settings, lake=nobody)),
        lambda: warehouse.rows(nobody, "select 1"),
        lambda: writing.begin(replace(settings.lake, data="/somewhere/else")),
        lambda: warehouse.rows(settings.lake, "select 1"),
    ):
        with pytest.raises(PipelineError) as raised:
            attempt()
        said.append(str(raised.value))

    assert "does not answer" in said[1]
    assert "does not answer" in said[2]
    assert "where SFPC_LAKE_DATA says" in said[3]
    assert "there is no warehouse yet" in said[4]
    assert PASSWORD not in "".join(said) + repr(settings) + str(settings.lake)
    for path in settings.data.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
