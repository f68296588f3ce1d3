"""Several machines ingest at once, on a folder they share or each for itself, and a build finds the same raw."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import boto3
import fsspec
import pytest
from moto.server import ThreadedMotoServer
from upath import UPath

from sfpc import landing, pipeline
from tests.folders import lay_samples, settings_in

QUARTER = "2021-22-Q1"
WORKERS = 4
SWEEP = (
    "from sfpc import pipeline; from sfpc.settings import Settings; pipeline.sweep(Settings.from_environment(), print)"
)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What one machine makes of a quarter's returns."""
    settings = settings_in(tmp_path_factory.mktemp("alone"))
    lay_samples(settings, QUARTER)
    pipeline.sweep(settings, lambda _: None)
    return settings


@pytest.fixture
def store(monkeypatch):
    """An object store on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "whoever")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "whatever")
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": address})
    boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="kept")
    yield UPath("s3://kept/landing")
    server.stop()


def figures(settings):
    """Every file of raw but those that say when a submission came."""
    return {
        path.relative_to(settings.raw).as_posix(): path.read_bytes()
        for path in settings.raw.rglob("*.parquet")
        if path.relative_to(settings.raw).parts[0] != "submissions"
    }


def test_four_workers_on_one_folder_land_and_read_each_submission_once(alone, tmp_path):
    shared = settings_in(tmp_path)
    lay_samples(shared, QUARTER)
    environment = os.environ | {"SFPC_DATA": str(shared.data), "SFPC_INBOX": str(shared.inbox)}
    command = [sys.executable, "-c", SWEEP]
    workers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(WORKERS)
    ]

    said = [(worker.communicate()[0], worker.returncode) for worker in workers]

    assert [text for text, status in said if status] == []
    assert [one.submission_id for one in landing.landed(shared)] == [one.submission_id for one in landing.landed(alone)]
    assert {one.sequence for one in landing.landed(shared)} == {1}
    assert figures(shared) == figures(alone)


def test_machines_that_share_a_landing_alone_give_a_third_the_same_raw(alone, store, tmp_path):
    machines = [replace(settings_in(tmp_path / name), landing_at=store) for name in ("one", "two")]
    folders = sorted({one.folder for one in landing.landed(alone)})
    for number, folder in enumerate(folders):
        machine = replace(machines[number % 2], inbox=alone.inbox)
        pipeline.sweep(machine, lambda _: None, folder)
    builder = replace(settings_in(tmp_path / "builder"), landing_at=store)

    pipeline.read_landed(builder, lambda _: None)

    assert len(folders) > 2
    assert figures(builder) == figures(alone)
