"""What is sent again arrives again; what is withdrawn does not count until it is sent again; neither is forgotten."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from sfpc import landing, raw
from sfpc.errors import UsageError
from sfpc.landing.inbox import Entry
from sfpc.landing.shelves import ASIDE
from tests.builders import QUARTER, land_all, raw_rows, sample, send, settings_in, tree


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def opened(monkeypatch):
    """The files of the inbox that were opened, as they are."""
    names = []
    copy_to = Entry.copy_to
    monkeypatch.setattr(Entry, "copy_to", lambda entry, path: (names.append(entry.name), copy_to(entry, path))[1])
    return names


def put(settings, content, after=timedelta()):
    """Send a return of one file, as if some time after now."""
    file = send(settings, "leeds", QUARTER, a__csv=content) / "a.csv"
    moment = (datetime.now(UTC) + after).timestamp()
    os.utime(file, (moment, moment))
    [landed] = land_all(settings)
    return landed


def in_order(settings):
    return [
        (one.sequence, one.files[0].read_text(), one.withdrawn is not None) for one in landing.landed(settings, "leeds")
    ]


# ------------------------------------------------------------------------------------- sent again


def test_the_same_bytes_sent_again_after_others_arrive_again(settings):
    first, second, again = put(settings, "one"), put(settings, "two"), put(settings, "one")

    assert again.submission_id == first.submission_id
    assert (first.sequence, second.sequence, again.sequence) == (1, 2, 3)
    assert again.is_new
    assert [one.sequence for one in again.arrivals] == [1, 3]
    assert in_order(settings) == [(2, "two", False), (3, "one", False)]


def test_an_arrival_is_written_beside_the_receipt_which_stays_as_it_was(settings):
    first = put(settings, "one")
    before = tree(first.path)
    put(settings, "two")
    put(settings, "one")

    after = tree(first.path)
    assert sorted(after.keys() - before.keys()) == ["arrival-3.json"]
    assert {name: after[name] for name in before} == before


def test_the_newest_bytes_sent_once_more_do_not_arrive_again(settings):
    put(settings, "one")
    put(settings, "two")

    assert not put(settings, "two", timedelta(hours=1)).is_new
    assert [sequence for sequence, *_ in in_order(settings)] == [1, 2]


def test_an_arrival_has_the_time_that_the_note_beside_it_says(settings):
    times = ["2021-10-12T09:30:00", "2021-10-13T09:30:00", "2021-10-14T09:30:00"]
    for content, moment in zip(("one", "two", "one"), times, strict=True):
        send(settings, "leeds", QUARTER, **{".received": moment})
        landed = put(settings, content)

    assert (landed.received_at, [one.received_at for one in landed.arrivals]) == (times[2], [times[0], times[2]])


def test_a_submission_that_arrived_again_is_read_again_as_the_newest(settings):
    place = sample(settings, "newcastle")
    [first] = land_all(settings)
    raw.read(settings, first)
    kept = {path.name: path.read_bytes() for path in place.iterdir()}
    send(settings, "newcastle", QUARTER, more__txt="Dear all,")
    land_all(settings)
    (place / "more.txt").unlink()
    assert {path.name: path.read_bytes() for path in place.iterdir()} == kept
    [again] = land_all(settings)

    raw.read(settings, again)
    [row] = raw_rows(settings, "submissions", again)

    assert (row["sequence"], row["received_at"]) == (3, again.received_at)


# ------------------------------------------------------------------------- what has not changed


def test_a_return_that_lies_there_unchanged_is_not_opened_again(settings, opened):
    sample(settings, "leeds")
    land_all(settings)
    assert opened
    opened.clear()

    [again] = land_all(settings)

    assert (opened, again.is_new) == ([], False)


def test_a_file_written_again_in_its_place_is_opened_and_found_to_be_the_same(settings, opened):
    first = put(settings, "one")
    opened.clear()

    again = put(settings, "one", timedelta(seconds=5))

    assert opened == ["a.csv"]
    assert (again.submission_id, again.is_new) == (first.submission_id, False)


def test_a_change_that_keeps_size_and_time_is_seen(settings):
    file = send(settings, "leeds", QUARTER, a__csv="one") / "a.csv"
    os.utime(file, (1, 1))
    [first] = land_all(settings)
    file.write_bytes(b"two")
    os.utime(file, (1, 1))

    [second] = land_all(settings)

    assert second.submission_id != first.submission_id


def test_without_what_was_remembered_every_return_is_read_once_more_and_known(settings, opened):
    put(settings, "one")
    for path in (settings.data / "inbox_seen").rglob("*.json"):
        path.write_text("{", encoding="utf-8")
    opened.clear()

    [again] = land_all(settings)

    assert (opened, again.is_new) == (["a.csv"], False)


def test_what_is_remembered_counts_only_while_landing_holds_it(settings):
    first = put(settings, "one")
    first.path.rename(settings.data / "elsewhere")

    assert put(settings, "one").is_new


# ---------------------------------------------------------------------------------------- withdrawn


def test_a_withdrawn_submission_says_when_why_and_by_whom_and_keeps_its_files(settings):
    landed = put(settings, "one")
    before = tree(landed.path)

    landing.withdraw(settings, landed.submission_id, reason=" Sent in error. ", by="reporting lead")

    [found] = landing.landed(settings)
    assert (found.withdrawn.reason, found.withdrawn.by) == ("Sent in error.", "reporting lead")
    assert found.withdrawn.at >= landed.received_at
    assert {name: tree(landed.path)[name] for name in before} == before


def test_what_was_withdrawn_and_lies_in_the_inbox_still_stays_withdrawn(settings):
    landed = put(settings, "one")
    landing.withdraw(settings, landed.submission_id, reason="Sent in error.", by="reporting lead")
    for path in (settings.data / "inbox_seen").rglob("*.json"):
        path.unlink()

    [again] = land_all(settings)

    assert (again.is_new, again.withdrawn is None) == (False, False)


def test_the_same_bytes_sent_after_a_withdrawal_count_again_and_can_be_withdrawn_again(settings):
    landed = put(settings, "one")
    landing.withdraw(settings, landed.submission_id, reason="Sent in error.", by="reporting lead")

    again = put(settings, "one", timedelta(minutes=1))
    assert (again.is_new, again.withdrawn, again.sequence) == (True, None, 2)

    landing.withdraw(settings, landed.submission_id, reason="Sent in error, again.", by="reporting lead")
    assert in_order(settings) == [(2, "one", True)]
    assert sorted(path.name for path in landed.path.glob("*.json")) == [
        "arrival-2.json",
        "receipt.json",
        "withdrawal-1.json",
        "withdrawal-2.json",
    ]


def test_a_note_of_a_time_after_the_withdrawal_makes_the_same_files_count_again(settings):
    landed = put(settings, "one", timedelta(hours=-2))
    withdrawn = landing.withdraw(settings, landed.submission_id, reason="Sent in error.", by="reporting lead").withdrawn
    at = datetime.fromisoformat(withdrawn.at)

    send(settings, "leeds", QUARTER, **{".received": (at - timedelta(hours=1)).isoformat()})
    assert not land_all(settings)[0].is_new
    send(settings, "leeds", QUARTER, **{".received": (at + timedelta(days=30)).isoformat()})
    assert not land_all(settings)[0].is_new  # it has not come yet
    send(settings, "leeds", QUARTER, **{".received": (at + timedelta(seconds=1)).isoformat(timespec="seconds")})
    deadline = time.monotonic() + 60
    while not (again := land_all(settings)[0]).is_new and time.monotonic() < deadline:
        time.sleep(0.1)
        (settings.data / "inbox_seen" / "leeds" / f"{QUARTER}.json").unlink()

    assert (again.is_new, again.withdrawn, again.sequence) == (True, None, 2)


def test_bytes_sent_after_others_count_again_although_they_were_withdrawn(settings):
    first = put(settings, "one")
    landing.withdraw(settings, first.submission_id, reason="Sent in error.", by="reporting lead")
    put(settings, "two")
    put(settings, "one")

    assert in_order(settings) == [(2, "two", False), (3, "one", False)]


@pytest.mark.parametrize(
    ("submission_id", "reason", "by", "message"),
    [
        ("0123456789abcdef", "why", "who", r"'0123456789abcdef' is the id of no submission"),
        ("../../leeds", "why", "who", r"is the id of no submission"),
        (None, "  ", "who", r"give both --reason and --by"),
        (None, "why", "", r"give both --reason and --by"),
        (None, "Jo Smith, aged 9, was named", "who", r"seems to hold personal data"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_refused_and_changes_nothing(settings, submission_id, reason, by, message):
    landed = put(settings, "one")
    before = tree(settings.landing)

    with pytest.raises(UsageError, match=message):
        landing.withdraw(settings, submission_id or landed.submission_id, reason=reason, by=by)

    assert tree(settings.landing) == before


def test_what_is_withdrawn_already_is_told_with_when_and_why(settings):
    landed = put(settings, "one")
    landing.withdraw(settings, landed.submission_id, reason="Sent in error.", by="reporting lead")

    with pytest.raises(UsageError, match=r"was withdrawn at \S+ by reporting lead: Sent in error\."):
        landing.withdraw(settings, landed.submission_id, reason="Once more.", by="reporting lead")


def test_a_withdrawn_submission_is_read_again_and_its_row_says_so(settings):
    sample(settings, "newcastle")
    [landed] = land_all(settings)
    raw.read(settings, landed)

    withdrawn = landing.withdraw(settings, landed.submission_id, reason="Sent in error.", by="reporting lead")
    assert raw.read_already(settings, withdrawn) is None
    raw.read(settings, withdrawn)

    [row] = raw_rows(settings, "submissions", landed)
    assert (row["withdrawn_at"], row["withdrawn_by"], row["withdrawn_reason"]) == (
        withdrawn.withdrawn.at,
        "reporting lead",
        "Sent in error.",
    )


def test_a_record_cut_short_by_a_crash_does_not_count_and_is_cleared(settings):
    landed = put(settings, "one")
    (landed.path / f"{ASIDE}1-withdrawal-1.json").write_bytes(b'{"sequence"')

    assert in_order(settings) == [(1, "one", False)]
    put(settings, "two")
    assert not list(landed.path.glob(f"{ASIDE}*"))
