"""Where a lake is, is said by two settings; what they hold that is secret is never said again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sfpc import warehouse
from sfpc.errors import PipelineError, UsageError
from sfpc.lake import Lake, lake_at
from sfpc.settings import Settings
from sfpc.warehouse import catalogue

DATA = Path("/data/lake")


def test_the_warehouse_is_a_file_unless_an_address_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("SFPC_DATA", str(tmp_path))
    monkeypatch.delenv("SFPC_WAREHOUSE", raising=False)
    assert Settings.from_environment().warehouse == tmp_path / "warehouse.duckdb"

    monkeypatch.setenv("SFPC_WAREHOUSE", "postgresql://sfpc@db.example/lake")
    assert Settings.from_environment().warehouse == Lake("postgresql://sfpc@db.example/lake", str(tmp_path / "lake"))

    monkeypatch.setenv("SFPC_LAKE_DATA", "s3://bucket/lake/")
    assert Settings.from_environment().warehouse == Lake("postgresql://sfpc@db.example/lake", "s3://bucket/lake")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://sfpc:hidden@db.example:5432/lake",
        "postgresql://sfpc:hid/hidden?hidden@db.example:5432/lake?sslmode=require",
        "postgres://hidden:p@hidden@db.example:5432/lake",
    ],
)
def test_a_lake_is_named_without_its_user_and_password(address):
    lake = Lake(address, "/data/lake")

    assert str(lake) == "postgresql://db.example:5432/lake"
    assert "hidden" not in repr(lake)


@pytest.mark.parametrize(
    ("address", "data", "says"),
    [
        ("/data/warehouse.duckdb", None, "is no address of a PostgreSQL database"),
        ("mysql://sfpc:hidden@db.example/lake", None, "is no address of a PostgreSQL database"),
        ("postgresql://sfpc:hidden@db.example", None, "is no address of a PostgreSQL database"),
        ("postgresql://db.example/lake?password=hidden", None, "write it before the @"),
        ("postgresql://db.example/lake?sslpassword=hidden", None, "write it before the @"),
        ("postgresql://db.example/lake", "abfs://hidden@store/lake", "abfs:// cannot hold a lake"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_not_repeated(address, data, says):
    with pytest.raises(UsageError, match=says) as raised:
        lake_at(address, data, DATA)

    assert "hidden" not in str(raised.value)


def test_an_address_that_cannot_be_read_is_not_repeated():
    with pytest.raises(UsageError, match="are written %40") as raised:
        catalogue.parameters(Lake("postgresql://sfpc:hid%den@db.example/lake", "/data/lake"))

    assert "hid" not in str(raised.value)


def test_without_the_extra_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(PipelineError, match=r"sfpc\[lake\]"):
        warehouse.exists(Lake("postgresql://db.example/lake", "/data/lake"))


def test_a_catalogue_that_does_not_answer_is_told_with_what_to_look_at():
    with pytest.raises(PipelineError, match=r"^postgresql://127\.0\.0\.1:1/lake: the catalogue .* does not answer"):
        warehouse.identity(Lake("postgresql://sfpc:hidden@127.0.0.1:1/lake", "/data/lake"))
