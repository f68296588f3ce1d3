"""Whoever owes a return is reminded seven days before, on the day and every third working day after: each once."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfpc.cli import main
from sfpc.notices import Channel, Notice, Outbox, as_text
from sfpc.notices.chasing import Morning, chase
from sfpc.notices.contacts import Contact, Contacts
from sfpc.notices.owed import Owed, next_step_on, owed_of, owed_returns
from sfpc.reference import reference
from sfpc.status import ReturnStatus
from tests.builders import home_with_seeds
from tests.folders import HOME, settings_in

DUE = date(2022, 7, 28)  # a Thursday
OWED = Owed("Northby", "northby", "2022-23-Q1", "late", DUE, is_extended=False, today=date(2022, 7, 29))
CONTACTS = Contacts({"northby": (Contact("northby", "returns@northby.example.org", 2),)})


class Post:
    """A mail server with the programme's channel and each authority's."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Notice]] = []
        self.is_down = False

    def channel(self, audience: str, name: str = "") -> Channel:
        def take(notice: Notice) -> None:
            if self.is_down:
                raise ConnectionRefusedError("away")
            self.got.append((audience, notice))

        return Channel(f"mail-{audience}{name}", f"e-mail to {audience}", "smtp", take, str, audience)

    def channels(self, *folders: str) -> dict[str, list[Channel]]:
        return {folder: [self.channel(folder)] for folder in ("", *folders)}

    def told(self, audience: str) -> list[str]:
        return [key for to, notice in self.got if to == audience for key in notice.keys]


@pytest.fixture
def outbox(tmp_path):
    return Outbox(settings_in(tmp_path))


def on(day: date, **changes: object) -> Owed:
    return replace(OWED, today=day, **changes)


def morning(outbox: Outbox, post: Post, *owed: Owed, contacts: Contacts = CONTACTS) -> list[str]:
    return chase(outbox, Morning(owed, contacts), post.channels(*contacts.by_folder))


# ---- the steps


@pytest.mark.parametrize(
    ("day", "stage", "step"),
    [
        (date(2022, 7, 21), "due soon", "soon"),
        (date(2022, 7, 27), "due soon", "soon"),
        (DUE, "due today", "due"),
        (date(2022, 7, 29), "late", "due"),
        (date(2022, 7, 31), "late", "due"),
        (date(2022, 8, 1), "late", "due"),
        (date(2022, 8, 2), "late", "late 3"),
        (date(2022, 8, 4), "late", "late 3"),
        (date(2022, 8, 5), "late", "late 6"),
        (date(2022, 8, 30), "late", "late 21"),  # the bank holiday of 29 August is no working day
    ],
)
def test_a_step_stays_reached_until_the_next(day, stage, step):
    assert (on(day).stage, on(day).step) == (stage, step)


def test_the_programme_hears_on_the_first_working_day_too_that_a_return_is_late():
    days = [DUE + timedelta(days=number) for number in range(9)]

    assert len({on(day).digest_key for day in days}) == len({on(day).reminder_key for day in days}) + 1
    assert on(date(2022, 7, 29)).digest_key.endswith("late 1")


def test_a_step_is_reached_on_the_day_that_the_calendar_foretells():
    day = DUE - timedelta(days=60)
    foretold = []
    while day < DUE + timedelta(days=60):
        day = next_step_on(DUE, day)
        foretold.append(day)

    assert foretold[:4] == [date(2022, 7, 21), DUE, date(2022, 8, 2), date(2022, 8, 5)]
    for first, second in pairwise(foretold):
        assert on(first).step != on(second).step
        assert on(second - timedelta(days=1)).step == on(first).step


# ---- once each, whatever was missed


def status(state: str, due_date: date = DUE) -> ReturnStatus:
    return ReturnStatus("E1", "Northby", "northby", "2022-23-Q1", state, due_date, due_date != DUE, None, 0, None, None)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    is_on=st.lists(st.booleans(), min_size=45, max_size=45),
    is_up=st.lists(st.booleans(), min_size=45, max_size=45),
    comes=st.integers(0, 60),
    put_off=st.integers(0, 60),
)
def test_a_missed_morning_loses_and_doubles_no_reminder(tmp_path_factory, is_on, is_up, comes, put_off):
    outbox, post = Outbox(settings_in(tmp_path_factory.mktemp("data"))), Post()
    expected: list[str] = []
    for number in range(45):
        day = DUE - timedelta(days=10) + timedelta(days=number)
        due_date = date(2022, 8, 11) if number >= put_off else DUE
        state = "accepted" if number >= comes else "due" if day <= due_date else "late"
        owed = owed_of([status(state, due_date)], day)
        if is_on[number]:
            post.is_down = not is_up[number]
            morning(outbox, post, *owed)
            if is_up[number] and owed and owed[0].reminder_key not in expected:
                expected.append(owed[0].reminder_key)

    assert post.told("northby") == expected
    digests = post.told("")
    assert len(digests) == len(set(digests))


def test_whoever_is_stopped_between_two_mornings_messages_goes_on_with_the_second(outbox, monkeypatch):
    post, day = Post(), on(DUE)
    with monkeypatch.context() as patched:
        patched.setattr(Morning, "digest", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            morning(outbox, post, day)

    morning(outbox, post, day)
    morning(outbox, post, day)

    assert sorted((to, notice.kind) for to, notice in post.got) == [("", "digest"), ("northby", "reminder")]


def test_a_reminder_that_waits_is_not_sent_once_the_return_is_in(outbox, tmp_path, monkeypatch):
    post = Post()
    post.is_down = True
    assert morning(outbox, post, on(DUE)) == ["e-mail to : away", "e-mail to northby: away"]

    post.is_down = False
    assert morning(outbox, post) == []

    assert post.got == []
    assert outbox.waiting() == []
    assert {kept.set_aside for kept in outbox.all()} == {"it no longer holds"}
    monkeypatch.setenv("SFPC_DATA", str(tmp_path))
    [listed] = {one["set_aside"] for one in json.loads(CliRunner().invoke(main, ["notices", "--json"]).output)}
    assert listed == "it no longer holds"


def test_a_return_that_is_taken_back_is_reminded_of_though_an_unsent_reminder_was_set_aside(outbox):
    post = Post()
    post.is_down = True
    morning(outbox, post, on(DUE))
    post.is_down = False
    morning(outbox, post)

    morning(outbox, post, on(DUE, state="withdrawn"))

    assert post.told("northby") == [OWED.reminder_key]


def test_an_authority_hears_of_its_own_returns_alone_and_the_programme_of_all(outbox):
    post = Post()
    other = replace(OWED, authority_name="Southby", folder="southby")
    both = Contacts({**CONTACTS.by_folder, "southby": (Contact("southby", "returns@southby.example.org", 3),)})

    morning(outbox, post, OWED, other, replace(OWED, quarter="2022-23-Q2"), contacts=both)

    texts = {to: as_text(notice) for to, notice in post.got}
    assert set(texts) == {"northby", "southby", ""}
    assert "Southby" not in texts["northby"]
    assert "Northby" not in texts["southby"]
    assert texts["northby"].count("2022-23-Q") == 2
    assert "Northby, Southby" in texts[""]


def test_what_is_for_an_authority_never_goes_to_the_programme_while_its_contact_cannot_be_reached(outbox):
    post = Post()
    post.is_down = True
    morning(outbox, post, OWED)
    post.is_down = False

    outbox.send([post.channel("")])

    assert [notice.kind for _, notice in post.got] == ["digest"]


def test_an_authority_without_a_contact_is_named_and_reminded_once_it_has_one(outbox):
    post = Post()
    morning(outbox, post, OWED, contacts=Contacts())
    [(_, digest)] = post.got
    assert "Nobody is reminded of the returns of Northby: add a contact (docs/how_to/be_told.md)." in digest.todo

    morning(outbox, post, OWED)

    assert [to for to, _ in post.got] == ["", "northby"]


# ---- what is said


def test_a_reminder_says_when_it_was_due_and_what_is_known_of_it_and_no_place_of_ours(outbox):
    post = Post()
    late = [OWED, replace(OWED, quarter="2022-23-Q2", state="rejected", due_date=date(2022, 7, 29), is_extended=True)]
    morning(outbox, post, *late)

    [notice] = [notice for to, notice in post.got if to == "northby"]
    assert notice.subject == "Northby: 2 returns are due or late"
    assert notice.points == (
        "the return for 2022-23-Q1, which was due on 28 July 2022; nothing has come yet",
        (
            "the return for 2022-23-Q2, which is due today, 29 July 2022, the later day that was agreed; "
            "what came was rejected"
        ),
    )
    assert notice.places == ()
    assert "SFPC_" not in as_text(notice)


def test_the_digest_has_a_line_for_all_that_stand_alike_the_late_ones_first(outbox):
    post = Post()
    day = date(2022, 8, 3)
    others = [on(day, authority_name=name, folder=name.lower()) for name in ("Southby", "Westby")]
    soon = on(day, quarter="2022-23-Q2", due_date=date(2022, 8, 10))
    morning(outbox, post, soon, on(day), *others, on(day, folder="eastby", authority_name="Eastby", state="rejected"))

    [digest] = [notice for to, notice in post.got if to == ""]
    assert digest.subject == "Returns: 4 late, 1 due soon"
    assert digest.points == (
        (
            "late: 2022-23-Q1, which was due on 28 July 2022, 4 working days ago; nothing has come: "
            "Northby, Southby, Westby"
        ),
        "late: 2022-23-Q1, which was due on 28 July 2022, 4 working days ago; what came was rejected: Eastby",
        "due soon: 2022-23-Q2, which is due on 10 August 2022; nothing has come: Northby",
    )


# ---- the calendar and the extensions, as the seeds have them


def of_quarter(given, today: date, quarter: str = "2022-23-Q1") -> dict[str, Owed]:
    return {one.folder: one for one in owed_returns(given, today) if one.quarter == quarter}


def test_every_authority_that_reports_owes_its_return_from_seven_days_before_it_is_due(tmp_path):
    found = settings_in(tmp_path)
    reporting = {one.folder for one in reference(found.seeds).authorities.values() if one.first_quarter}

    assert of_quarter(found, date(2022, 7, 20)) == {}
    assert set(of_quarter(found, date(2022, 7, 21))) == reporting
    assert {one.stage for one in of_quarter(found, date(2022, 7, 29)).values()} == {"late"}


def test_a_later_day_that_was_agreed_is_honoured_and_begins_anew(tmp_path):
    extended = reference(HOME / "seeds").authorities["coventry"]
    row = f"{extended.code},2022-23-Q1,2022-08-11,A new system,programme board,2022-07-20,a letter\n"
    home = home_with_seeds(tmp_path, return_extensions=lambda text: text + row)
    found = replace(settings_in(tmp_path / "data"), home=home)

    assert extended.folder not in of_quarter(found, date(2022, 8, 3))
    soon = of_quarter(found, date(2022, 8, 4))[extended.folder]
    assert (soon.step, soon.is_extended, soon.due_date) == ("soon", True, date(2022, 8, 11))
    assert soon.reminder_key != of_quarter(settings_in(tmp_path), date(2022, 7, 21))[extended.folder].reminder_key


def test_a_return_that_is_in_or_waits_to_be_read_or_is_not_yet_due_is_not_owed():
    states = ("not_due", "received", "accepted", "nil")

    assert owed_of([status(state) for state in states], DUE) == []
    assert [one.state for one in owed_of([status(state) for state in ("rejected", "withdrawn")], DUE)] == [
        "rejected",
        "withdrawn",
    ]


# ---- the file of contacts


def contacts(tmp_path, text: str | bytes) -> Contacts:
    path = tmp_path / "contacts.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Contacts.read(path, ["northby", "southby"])


def test_contacts_are_read_by_authority_each_address_once_and_other_columns_are_left_alone(tmp_path):
    found = contacts(
        tmp_path,
        "\ufeffauthority,role,address\nnorthby,data lead,a@example.org\nnorthby,,A@Example.org\n,,\n"
        "northby,head,b@example.org\nsouthby,,a@example.org\n",
    )

    assert {folder: [one.address for one in of] for folder, of in found.by_folder.items()} == {
        "northby": ["a@example.org", "b@example.org"],
        "southby": ["a@example.org"],
    }
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("authority,mail\nnorthby,a@example.org\n", "the first line of the file must name the columns authority and"),
        ("", "the first line of the file must name the columns authority and address"),
        ("authority,address\nwestby,a@secret.example.org\n", "line 2 names the folder of no authority"),
        ("authority,address\nnorthby,a@secret\n", "line 2 has no e-mail address"),
        ("authority,address\nnorthby\n", "line 2 has no e-mail address"),
        ("authority,address\nnorthby,a@secret.example.org\r\nBcc: b@secret.example.org\n", "line 3 names the folder"),
        (b"authority,address\nnorthby,\xff@secret.example.org\n", "cannot be read (it is not CSV in UTF-8)"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_by_its_line_and_not_repeated(tmp_path, text, told):
    [problem] = contacts(tmp_path, text).problems

    assert told in problem
    assert "secret" not in problem
    assert problem.endswith("see docs/how_to/be_told.md")


def test_a_file_that_is_not_there_is_told_and_none_is_needed(tmp_path):
    [problem] = Contacts.read(tmp_path / "absent.csv", ["northby"]).problems

    assert "No such file or directory" in problem
    assert Contacts.read(None, ["northby"]) == Contacts()


# ---- the calendar on a terminal


@pytest.fixture
def calendar(tmp_path, monkeypatch):
    """The command, seen from a day, with a contact of one authority."""
    file = tmp_path / "contacts.csv"
    file.write_text("authority,address\nsefton,returns@example.org\n")
    for name in [name for name in os.environ if name.startswith("SFPC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SFPC_DATA", str(tmp_path))
    monkeypatch.setenv("SFPC_CONTACTS", str(file))

    class Today(date):
        @classmethod
        def today(cls) -> date:
            return date(2021, 7, 22)

    monkeypatch.setattr("sfpc.cli.calendar.date", Today)

    def command(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["calendar", *arguments], env={"COLUMNS": "200"})
        assert done.exit_code == 0, done.output
        return done.output

    return command


def test_the_calendar_shows_what_is_owed_and_what_will_be_due_and_when_the_next_reminder_goes(calendar):
    entries = json.loads(calendar("--json", "--authority", "sefton"))

    assert [(one["quarter"], one["stands"], one["next_reminder_on"]) for one in entries] == [
        ("2021-22-Q1", "due soon", "2021-07-22"),
        ("2021-22-Q2", "in 98 days", "2021-10-21"),
    ]
    assert {one["state"] for one in entries} == {"due", "not_due"}


def test_the_calendar_counts_the_reminders_that_went_and_names_who_has_no_contact(calendar, tmp_path):
    owed = Owed("Sefton", "sefton", "2021-22-Q1", "due", date(2021, 7, 28), is_extended=False, today=date(2021, 7, 22))
    post = Post()
    one = Contacts({"sefton": (Contact("sefton", "returns@example.org", 2),)})
    chase(Outbox(settings_in(tmp_path)), Morning([owed], one), post.channels("sefton"))

    [entry] = json.loads(calendar("--json", "--authority", "sefton", "--days", "10"))
    assert (entry["reminded"], entry["next_reminder_on"], entry["contacts"]) == (1, "2021-07-28", 1)
    said = calendar("--days", "10")
    assert "returns@example.org" not in said
    assert said.count("none") == len(json.loads(calendar("--json", "--days", "10"))) - 1
    assert datetime.fromisoformat(entry["due_date"]).date() == date(2021, 7, 28)
