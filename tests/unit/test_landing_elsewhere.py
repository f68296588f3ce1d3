"""The inbox and landing may be on an object store: the same returns become the same submissions and the same raw."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import boto3
import fsspec
import pytest
from moto.server import ThreadedMotoServer
from upath import UPath

from sfpc import landing, raw
from sfpc.errors import PipelineError, Unreachable, UsageError
from sfpc.file_systems import place_at, shown
from sfpc.landing import shelves
from tests.builders import HOME, QUARTER, land_all, raw_rows, sample, send, settings_in, tree

UNSEEN = "a-secret-of-this-test"
"""What no message may hold."""


@pytest.fixture(scope="module")
def server():
    """An object store on loopback."""
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def store(server, monkeypatch, request):
    """A bucket of the test's own: `put(key, content)`, `names()`."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "whoever")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", UNSEEN)
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": server})
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1")
    bucket = f"test-{abs(hash(request.node.name))}"
    client.create_bucket(Bucket=bucket)

    class Store:
        name = bucket

        def put(self, key, content):
            client.put_object(Bucket=bucket, Key=key, Body=content)

        def delete(self, key):
            client.delete_object(Bucket=bucket, Key=key)

        def names(self):
            return {one["Key"] for one in client.list_objects_v2(Bucket=bucket).get("Contents", [])}

        def lay(self, folder):
            """Lay everything below a folder in the inbox."""
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    self.put(f"inbox/{path.relative_to(folder)}", path.read_bytes())

    return Store()


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path / "here")


@pytest.fixture
def elsewhere(tmp_path, store):
    """Settings with the inbox and landing on the store."""
    inbox, kept = UPath(f"s3://{store.name}/inbox"), UPath(f"s3://{store.name}/kept/landing")
    return replace(settings_in(tmp_path / "there"), inbox=inbox, landing_at=kept)


def read_landed(settings):
    return [raw.read(settings, landed) for landed in landing.landed(settings)]


# ------------------------------------------------------------------------------- the same as a folder


def test_returns_on_a_store_become_the_same_submissions_and_the_same_raw_as_in_a_folder(settings, elsewhere, store):
    for folder in ("leeds", "newcastle", "warwickshire"):
        sample(settings, folder)
        send(settings, folder, QUARTER, **{".received": "2021-10-12T09:30:00"})
    store.lay(settings.inbox)

    here, there = land_all(settings), land_all(elsewhere)
    read_landed(settings)
    read_landed(elsewhere)

    assert [one.submission_id for one in there] == [one.submission_id for one in here]
    assert len(here) == 3
    assert {key.removeprefix("kept/landing/") for key in store.names() if key.startswith("kept/")} == set(
        tree(settings.landing)
    )
    assert tree(elsewhere.raw) == tree(settings.raw)


def test_an_inbox_on_a_store_fills_a_landing_on_this_machine(settings, store):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    settings = replace(settings, inbox=UPath(f"s3://{store.name}/inbox"))

    [landed] = land_all(settings)

    assert [file.read_bytes() for file in landed.files] == [b"one"]
    assert landed.path.is_relative_to(settings.landing)


def test_only_one_authority_is_landed_from_a_store_when_one_is_asked_for(elsewhere, store):
    for folder in ("leeds", "sefton"):
        store.put(f"inbox/{folder}/{QUARTER}/a.csv", b"one")

    assert [one.folder for one in land_all(elsewhere, "sefton")] == ["sefton"]
    assert [one.folder for one in landing.landed(elsewhere, "leeds")] == []


def test_another_machine_finds_what_was_landed_arrived_again_and_was_withdrawn(elsewhere, store, tmp_path):
    key = f"inbox/leeds/{QUARTER}/a.csv"
    for content in (b"one", b"two", b"one"):
        store.put(key, content)
        [last] = land_all(elsewhere)
    landing.withdraw(elsewhere, last.submission_id, reason="Sent in error.", by="reporting lead")

    other = replace(elsewhere, data=tmp_path / "another machine")
    found = landing.landed(other)

    assert [(one.sequence, one.withdrawn is not None, one.files[0].read_bytes()) for one in found] == [
        (2, False, b"two"),
        (3, True, b"one"),
    ]
    assert [replace(one, path=last.path, files=()) for one in found] == [
        replace(one, path=last.path, files=()) for one in landing.landed(elsewhere)
    ]


def test_a_sweep_from_the_command_line_needs_addresses_and_the_usual_credentials_alone(elsewhere, store, server):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    environment = os.environ | {
        "SFPC_DATA": str(elsewhere.data),
        "SFPC_INBOX": str(elsewhere.inbox),
        "SFPC_LANDING": str(elsewhere.landing_at),
        "FSSPEC_S3_ENDPOINT_URL": server,
    }
    command = [sys.executable, "-m", "sfpc", "land", "--json"]

    outcome = subprocess.run(command, env=environment, cwd=HOME, capture_output=True, text=True, check=True)

    [landed] = json.loads(outcome.stdout)["landed"]
    assert f"kept/landing/leeds/{QUARTER}/{landed['submission_id']}/receipt.json" in store.names()


def test_a_file_system_that_marks_its_files_by_their_times_alone_will_do(settings, tmp_path):
    inbox, kept = UPath(f"memory://{tmp_path}/inbox"), UPath(f"memory://{tmp_path}/landing")
    elsewhere = replace(settings, inbox=inbox, landing_at=kept)
    file = inbox / "leeds" / QUARTER / "a.csv"
    file.parent.mkdir(parents=True)
    for content, is_new in (("one", True), ("one", False), ("two", True), ("one", True)):
        file.write_text(content)
        [landed] = land_all(elsewhere)
        assert landed.is_new is is_new

    assert [(one.sequence, one.files[0].read_text()) for one in landing.landed(elsewhere)] == [(2, "two"), (3, "one")]
    assert not list(kept.rglob("*.incoming-*"))


# ---------------------------------------------------------------------------- what has not changed


def test_what_lies_on_a_store_unchanged_is_not_fetched_again(elsewhere, store, monkeypatch):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    land_all(elsewhere)
    fetched = []
    file_system = elsewhere.inbox.fs
    get_file = file_system.get_file
    monkeypatch.setattr(file_system, "get_file", lambda *given: (fetched.append(given[0]), get_file(*given))[1])

    assert [one.is_new for one in land_all(elsewhere)] == [False]
    assert fetched == []

    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"two")
    assert [one.is_new for one in land_all(elsewhere)] == [True]
    assert len(fetched) == 1


# ------------------------------------------------------------------------------- when things break


@pytest.mark.parametrize("at", ["files", "receipt"])
def test_a_crash_before_the_receipt_leaves_nothing_that_counts(at, elsewhere, store, monkeypatch):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    store.put(f"inbox/leeds/{QUARTER}/b.csv", b"two")
    with monkeypatch.context() as patch:
        if at == "receipt":
            patch.setattr(shelves, "put_whole", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        else:
            file_system = elsewhere.landing_at.fs
            put_file = file_system.put_file

            def breaks_at_the_second(source, target):
                if target.endswith("b.csv"):
                    raise KeyboardInterrupt
                put_file(source, target)

            patch.setattr(file_system, "put_file", breaks_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            land_all(elsewhere)

    assert any(key.endswith("files/a.csv") for key in store.names())
    assert landing.landed(elsewhere) == []

    store.put(f"inbox/leeds/{QUARTER}/b.csv", b"three")  # so that what was left is of no submission that stands
    [landed] = land_all(elsewhere)

    kept = {key for key in store.names() if key.startswith("kept/")}
    assert {key.split("/")[4] for key in kept} == {landed.submission_id}
    assert {key.rpartition("/")[2] for key in kept} == {"a.csv", "b.csv", "receipt.json"}


def test_a_receipt_that_was_written_but_not_yet_named_does_not_count(elsewhere, store, monkeypatch):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    with monkeypatch.context() as patch:
        patch.setattr(type(elsewhere.inbox.fs), "mv", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            land_all(elsewhere)

    assert landing.landed(elsewhere) == []
    land_all(elsewhere)
    assert len(landing.landed(elsewhere)) == 1
    assert not [key for key in store.names() if ".incoming-" in key]


def test_a_submission_whose_receipt_stands_counts_though_this_machine_went_down_then(elsewhere, store, monkeypatch):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            land_all(elsewhere)

    [found] = landing.landed(elsewhere)
    [again] = land_all(elsewhere)

    assert (again.submission_id, again.is_new) == (found.submission_id, False)
    assert found.files[0].read_bytes() == b"one"


def test_a_file_changed_on_the_store_is_told_and_not_read(elsewhere, store, tmp_path):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    [landed] = land_all(elsewhere)
    store.put(f"kept/landing/leeds/{QUARTER}/{landed.submission_id}/files/a.csv", b"One")
    [found] = landing.landed(replace(elsewhere, data=tmp_path / "another machine"))

    with pytest.raises(
        PipelineError, match=r"a\.csv: this is not the file that was received; restore it from the copy"
    ):
        list(found.files)

    assert list(found.path.rglob("*.csv")) == []


def test_a_file_taken_away_from_a_store_while_it_is_landed_leaves_nothing_behind(elsewhere, store):
    store.put(f"inbox/leeds/{QUARTER}/a.csv", b"one")
    [waiting] = landing.waiting(elsewhere)
    store.delete(f"inbox/leeds/{QUARTER}/a.csv")

    with pytest.raises(Unreachable, match=rf"fetching leeds/{QUARTER} from here did not work \(there is nothing at"):
        landing.land(elsewhere, waiting)

    assert landing.landed(elsewhere) == []


def test_a_bucket_that_is_not_there_is_told_and_is_no_empty_inbox(elsewhere):
    settings = replace(elsewhere, inbox=UPath("s3://no-such-bucket/inbox"))

    with pytest.raises(
        Unreachable, match=r"^s3://no-such-bucket/inbox: listing .* \(there is nothing at this address\)"
    ):
        landing.waiting(settings)


def test_a_store_that_does_not_answer_is_told_without_credentials_and_may_be_tried_again(elsewhere, monkeypatch):
    monkeypatch.setitem(
        fsspec.config.conf,
        "s3",
        {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"retries": {"total_max_attempts": 1}}},
    )

    with pytest.raises(Unreachable) as raised:
        landing.waiting(elsewhere)

    assert str(raised.value).startswith(f"{elsewhere.inbox}: listing what lies there did not work (")
    assert str(raised.value).endswith("then try again.")
    assert UNSEEN not in str(raised.value)
    assert raised.value.__suppress_context__
    assert isinstance(raised.value, OSError)  # what the DAGs try again


# -------------------------------------------------------------------------------------------- names


def test_names_on_a_store_lead_nowhere_and_are_said(elsewhere, store, tmp_path):
    place = f"inbox/leeds/{QUARTER}"
    long = "é" * 300 + ".csv"
    for name in ("good.csv", "GOOD.csv", "bell\x07.csv", long, "what? #1 [a]*%20.csv"):
        store.put(f"{place}/{name}", name.encode())
    for key in (f"{place}/../../up.csv", f"{place}/..", f"{place}//empty.csv", f"{place}/.", "inbox/../out.csv"):
        store.put(key, b"sly")
    store.put(f"{place}/", b"")  # what some tools write for a folder

    [landed] = land_all(elsewhere)

    kept = {file.name: file.read_bytes() for file in landed.files}
    assert len(kept) == 5
    assert sorted(kept.values()) == sorted(
        name.encode() for name in ("good.csv", "GOOD.csv", "bell\x07.csv", long, "what? #1 [a]*%20.csv")
    )
    assert {"GOOD.csv", "good (2).csv", "bell_.csv", "what? #1 [a]*%20.csv"} < set(kept)
    assert max(len(name.encode()) for name in kept) <= 255
    assert b"sly" not in b"".join(tree(tmp_path).values())
    assert [one.finding_type for one in landed.findings].count("unsafe_file_name") == 3
    beside = [one.place for one in landed.findings if one.finding_type == "unknown_inbox_folder"]
    assert beside == [f"inbox/leeds/{QUARTER}/{name}" for name in ("", ".", "..")]
    assert {one.place for one in landing.misplaced(elsewhere)} == {*beside, "inbox/.."}
    assert [path for path in tmp_path.iterdir() if path.name != "there"] == []


def test_what_was_strange_about_the_names_is_among_the_findings_of_the_reading(elsewhere, store):
    store.put(f"inbox/leeds/{QUARTER}/bell\x07.csv", b"a,b")
    [landed] = land_all(elsewhere)

    raw.read(elsewhere, landed)

    assert "unsafe_file_name" in [one["finding_type"] for one in raw_rows(elsewhere, "findings", landed)]


# ---------------------------------------------------------------------------------------- addresses


def test_a_plain_path_and_a_file_address_are_folders_of_this_machine(tmp_path):
    assert place_at(str(tmp_path), "SFPC_INBOX") == tmp_path
    assert place_at(f"file://{tmp_path}", "SFPC_INBOX") == tmp_path
    assert isinstance(place_at(f"file://{tmp_path}", "SFPC_INBOX"), Path)


def test_an_address_of_no_known_kind_is_told():
    with pytest.raises(UsageError, match=r"SFPC_INBOX: gopher:// is no kind of address that is known"):
        place_at("gopher://host/inbox", "SFPC_INBOX")


def test_a_client_that_is_not_installed_is_told_with_the_extra_that_brings_it(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "adlfs", None)

    with pytest.raises(PipelineError, match=r"abfs:// needs a package that is not installed; .* extra: sfpc\[azure\]"):
        landing.waiting(replace(settings, inbox=UPath("abfs://container/inbox")))


def test_no_message_holds_the_password_of_an_address():
    assert shown(UPath("sftp://user:secret@host/inbox")) in ("sftp://host/inbox", "sftp:///inbox")
