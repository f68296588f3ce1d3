"""What a release has told is kept with it, and every release after it builds on that."""

from __future__ import annotations

import hashlib

import pytest

from sfpc.errors import PipelineError
from sfpc.report.disclosure import record
from tests.disclosing import Q1, Q2, Publisher, delivery, programme

A, B = "E1", "E2"
FIRST = {(A, Q1, "conferences"): 20, (B, Q1, "conferences"): 3, (A, Q1, "before"): 4, (B, Q1, "before"): 0}


@pytest.fixture
def publisher(tmp_path):
    return Publisher(tmp_path / "releases")


def publish(publisher, quarter, values, **options):
    return publisher.publish(delivery(values, quarter) | programme("delivery", values, quarter), quarter, **options)


def test_what_is_written_is_read_back(publisher):
    protected = publish(publisher, Q1, FIRST)

    known = record.read(publisher.releases, None)

    assert known.releases == (f"{Q1}/r1",)
    assert known.hidden == protected.hidden
    assert known.shown == protected.told.places.keys() - protected.hidden
    assert {(part.code, whole.code) for part, whole in known.parts} == {("before", "conferences")}


def test_the_same_release_has_the_same_bytes(publisher, tmp_path):
    publish(publisher, Q1, FIRST)
    again = Publisher(tmp_path / "again")
    publish(again, Q1, FIRST)

    def hashes(releases):
        return {
            path.relative_to(releases): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(releases.rglob("*.*"))
        }

    assert hashes(publisher.releases) == hashes(again.releases)
    assert len(hashes(publisher.releases)) == 2


def test_a_release_made_anew_builds_on_those_that_stood_then(publisher):
    first = publish(publisher, Q1, FIRST)
    second = publish(publisher, Q2, FIRST | {(A, Q2, "conferences"): 2, (B, Q2, "conferences"): 30})
    publish(publisher, Q2, FIRST | {(A, Q2, "conferences"): 40, (B, Q2, "conferences"): 30})

    again = publish(publisher, Q1, FIRST, built_on=[])
    later = publish(
        publisher, Q2, FIRST | {(A, Q2, "conferences"): 2, (B, Q2, "conferences"): 30}, built_on=[f"{Q1}/r1"]
    )

    assert again.tables == first.tables
    assert later.tables == second.tables
    assert later.hidden == second.hidden


def test_a_release_that_has_lost_its_record_stops_the_next(publisher):
    publish(publisher, Q1, FIRST)
    path = publisher.releases / Q1 / "r1" / "internal" / "disclosure" / "record.parquet"
    path.unlink()

    with pytest.raises(PipelineError, match=r"record\.parquet: what this release has shown cannot be read"):
        publish(publisher, Q1, FIRST)


def test_what_is_no_release_is_not_read(publisher):
    (publisher.releases / Q1 / ".writing-r2" / "published").mkdir(parents=True)
    (publisher.releases / Q1 / "r3").mkdir()  # of before anything was published

    assert record.read(publisher.releases, None).releases == ()
