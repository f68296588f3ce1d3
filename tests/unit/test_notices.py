"""Notices say what happened without a figure, are told once each, and wait while a mail server is away."""

from __future__ import annotations

import json
import re
import smtplib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from unittest.mock import Mock

import pytest
from click.testing import CliRunner
from filelock import FileLock
from rich.console import Console

from orchestration.outcome import print_unsent
from sfpc.cli import main
from sfpc.errors import PipelineError
from sfpc.gate import Decision
from sfpc.gate.policy import Policy
from sfpc.gate.results import CheckResult, Fault
from sfpc.notices import Channel, Notice, Outbox, Receivers, as_html, as_text, chasing_words, words
from sfpc.notices.facts import Published, Rejection
from sfpc.notices.owed import Owed
from tests.folders import HOME, settings_in

NOON = datetime(2022, 8, 1, 12, tzinfo=UTC)
LOG = (("the run and its log", "https://airflow.example.org/dags/publish_quarter/runs/a/tasks/pass_gate"),)


def result(check_id: str, code: str | None, **changes) -> CheckResult:
    fault = Fault(
        authority_code=code or "",
        finding_type="implausible_change",
        responsibility="authority",
        message="Children looked after: 12990, was 1299",
        observed="12990",
        place="line 7",
    )
    made = CheckResult(
        check_id=check_id,
        family="over_time",
        severity="critical",
        authority_code=code,
        outcome="failed",
        says="A stock moves within its band.",
        observed="12990, +900%",
        failing_count=1,
        faults=(fault,),
    )
    return replace(made, **changes)


def decision(*results: CheckResult) -> Decision:
    return Decision(
        quarter="2021-22-Q2",
        number=3,
        verdict="shut",
        results=results,
        waivers=(),
        inputs={},
        authority_names={"E1": "Northby", "E2": "Southby"},
        policy=Policy("2021-22-Q2"),
    )


# ---- the words


def test_a_shut_gate_is_told_by_check_and_authority_and_without_what_was_seen():
    results = (
        result("CHANGE-002", "E1"),
        result("CHANGE-002", "E2"),
        result("CHANGE-001", "E1", severity="warning"),
        result("MONEY-001", "E1", outcome="waived"),
        result("PART-001", None, outcome="raised", faults=()),
    )

    text = as_text(words.gate_shut(decision(*results), LOG))

    assert "The gate is shut for 2021-22-Q2 (decision 3)." in text
    assert "- CHANGE-002, Northby, Southby: A stock moves within its band. (for the authority to mend)\n" in text
    assert "- PART-001: could not be asked, which is for us to mend first\n" in text
    assert "CHANGE-001" not in text
    assert "MONEY-001" not in text
    assert "docs/how_to/answer_a_closed_gate.md" in text
    assert LOG[0][1] in text
    assert "1299" not in text
    assert "900" not in text
    assert "line 7" not in text


def test_the_same_decision_is_one_thing_to_tell_and_the_next_is_another():
    first = words.gate_shut(decision(result("CHANGE-002", "E1")), LOG)
    second = words.gate_shut(replace(decision(result("CHANGE-002", "E1")), number=4), LOG)

    assert first.keys == words.gate_shut(decision(result("CHANGE-002", "E1")), ()).keys
    assert first.keys != second.keys


REJECTION = Rejection(
    authority_name="Northby",
    folder="northby",
    quarter="2021-22-Q2",
    submission_id="0123456789abcdef",
    received_at="2021-10-20T09:00:00",
    causes=(("The return is for another quarter", "authority"),),
    another_stands=False,
)


def test_a_rejected_return_says_whose_it_is_why_and_what_is_asked_of_whom():
    theirs = as_text(words.return_rejected(REJECTION, ()))
    ours = as_text(words.return_rejected(replace(REJECTION, causes=(("No layout", "team"),)), ()))

    assert "What Northby sent for 2021-22-Q2 was rejected: nothing of it is used." in theirs
    assert "- The return is for another quarter (for the authority to mend)" in theirs
    assert "ask for the whole return again" in theirs
    assert "the quarter is not complete" in theirs
    assert "ask for the whole return again" not in ours
    assert "Nothing is asked of the authority" in ours


def test_a_rejected_return_says_where_an_earlier_one_stands():
    text = as_text(words.return_rejected(replace(REJECTION, another_stands=True), ()))

    assert "What was accepted before stays in force." in text
    assert "not complete" not in text


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (Published("2022-23-Q1", 2, "open"), ["release 2", "every check that matters passed", "Every return"]),
        (Published("2022-23-Q1", 1, "open_with_warnings"), ["with warnings, which the report prints"]),
        (Published("2022-23-Q1", 1, "open", is_partial=True), ["partial: returns are missing"]),
        (Published("2022-23-Q1", 1, "open", signed_off_as="publish"), ["It was signed off: publish."]),
    ],
)
def test_a_published_report_says_how_the_gate_stood_and_whether_all_returns_are_in(published, told):
    text = as_text(words.report_published(published, ()))

    assert [words for words in told if words not in text] == []


def test_a_failed_run_says_which_task_and_nothing_of_the_error():
    notice = words.run_failed("publish_quarter", "build_warehouse", "2022-23-Q1", date(2022, 8, 1), LOG)

    assert notice.subject == "publish_quarter: build_warehouse failed for 2022-23-Q1"
    assert "The end of its log says where, what, and what to do." in as_text(notice)


OWED = Owed("Northby", "northby", "2022-23-Q1", "late", date(2022, 7, 28), is_extended=False, today=date(2022, 7, 29))

EVERY_KIND = [
    words.gate_shut(decision(result("CHANGE-002", "E1")), LOG),
    words.return_rejected(REJECTION, LOG),
    chasing_words.digest([OWED], (OWED.digest_key,), {}, LOG),
    words.report_published(Published("2022-23-Q1", 2, "open"), LOG),
    words.sign_off_wanted("2022-23-Q1", 2, LOG),
    words.run_failed("publish_quarter", "build_warehouse", "", date(2022, 8, 1), LOG),
    words.run_late("publish_quarter", "manual__1", "2022-23-Q1", 120, LOG),
    words.trial("2022-08-01T12:00:00", LOG),
]


@pytest.mark.parametrize("notice", EVERY_KIND, ids=lambda notice: notice.kind)
def test_every_notice_has_a_link_and_says_what_to_do_or_where_to_read(notice):
    assert LOG[0][1] in as_text(notice)
    assert f'<a href="{LOG[0][1]}">' in as_html(notice)
    assert notice.says
    assert Notice.from_record(json.loads(json.dumps(notice.as_record()))) == notice


@pytest.mark.parametrize("notice", EVERY_KIND, ids=lambda notice: notice.kind)
def test_every_document_that_a_notice_names_is_there(notice):
    for path in re.findall(r"docs/[\w/]+\.md", as_text(notice)):
        assert (HOME / path).is_file()


# ---- what is safe to send

WICKED = "North\r\nBcc: everybody@example.org\u2028<script>alert(1)</script>\x1b[2J\u202e{{ 7 * 7 }}"


def test_a_name_makes_neither_a_header_nor_a_line_nor_a_tag():
    notice = words.return_rejected(replace(REJECTION, authority_name=WICKED), LOG)

    plain = as_text(words.return_rejected(replace(REJECTION, authority_name="North"), LOG))
    assert not re.search(r"[\r\n\u2028\x1b\u202e]", notice.subject)
    assert len(as_text(notice).splitlines()) == len(plain.splitlines())
    assert "<script" not in as_html(notice)
    assert "{{ 7 * 7 }}" in as_html(notice)


def test_a_subject_is_cut_to_a_length_that_is_shown():
    notice = words.return_rejected(replace(REJECTION, authority_name="North" * 100), ())

    assert len(notice.subject) == 120
    assert notice.subject.endswith("…")


def test_only_an_address_of_a_web_page_is_a_link():
    page = as_html(words.trial("now", [("a file", "gate/2022-23-Q1/quality.html"), ("worse", "javascript:alert(1)")]))

    assert "<code>gate/2022-23-Q1/quality.html</code>" in page
    assert "href" not in page


# ---- who is told


def test_nobody_is_told_unless_it_is_set():
    assert not Receivers.from_words({}).are_wanted


def test_addresses_and_connections_stand_in_lists_each_once():
    receivers = Receivers.from_words(
        {
            "SFPC_NOTICES_TO": "lead@example.gov.uk; engineer@example.gov.uk, lead@example.gov.uk",
            "SFPC_NOTICES_APPRISE": "slack, teams",
            "SFPC_SITE": "https://returns.example.gov.uk/sfpc/",
        }
    )

    assert receivers.to == ("lead@example.gov.uk", "engineer@example.gov.uk")
    assert receivers.apprise == ("slack", "teams")
    assert receivers.place("the report", "releases/a")[1] == "https://returns.example.gov.uk/sfpc/releases/a"
    assert receivers.problems == ()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("SFPC_NOTICES_TO", "lead@example.gov.uk, a secret person", "SFPC_NOTICES_TO: item 2 of 2 is not an e-mail"),
        ("SFPC_NOTICES_TO", "lead@example.gov.uk\nBcc: b@example.org", "SFPC_NOTICES_TO: item 1 of 1 is not an"),
        ("SFPC_NOTICES_APPRISE", "slack://secret/token", "SFPC_NOTICES_APPRISE: item 1 of 1 is not the id of"),
        ("SFPC_SITE", "returns.example.gov.uk", "SFPC_SITE: write the address of a web site"),
        ("SFPC_SITE", "javascript:alert(1)", "SFPC_SITE: write the address of a web site"),
    ],
)
def test_what_is_set_wrongly_is_told_and_not_repeated_and_the_rest_is_used(name, text, told):
    receivers = Receivers.from_words({name: text})

    [problem] = receivers.problems
    assert problem.startswith(told)
    assert problem.endswith("see docs/how_to/be_told.md")
    assert "secret" not in problem
    assert receivers.are_wanted
    assert receivers.site is None


# ---- the outbox


class Post:
    """A channel that takes notices, or refuses them."""

    def __init__(self, name: str = "post", server: str | None = None) -> None:
        self.got: list[Notice] = []
        self.is_down = False
        self.asked = 0
        problem_of = lambda error: f"{type(error).__name__}; mend it"  # noqa: E731 - as short as it is
        self.channel = Channel(name, f"e-mail to {name}", server or name, self.take, problem_of)

    def take(self, notice: Notice) -> None:
        self.asked += 1
        if self.is_down:
            raise ConnectionRefusedError("of somebody@example.org")
        self.got.append(notice)


def tell(outbox: Outbox, notice: Notice, *posts: Post, now: datetime = NOON) -> list[str]:
    channels = [post.channel for post in posts]
    outbox.keep(notice, channels, now)
    return outbox.send(channels, now)


@pytest.fixture
def outbox(tmp_path):
    return Outbox(settings_in(tmp_path))


NEWS = words.run_failed("publish_quarter", "build_warehouse", "2022-23-Q1", date(2022, 8, 1), ())
OTHER_NEWS = words.trial("2022-08-01", ())


def test_the_same_is_told_once(outbox):
    post = Post()

    assert tell(outbox, NEWS, post) == []
    assert tell(outbox, NEWS, post, now=NOON + timedelta(hours=1)) == []

    assert post.got == [NEWS]
    assert outbox.waiting(NOON) == []


def test_what_a_server_refuses_waits_and_arrives_once_when_it_is_back(outbox):
    post = Post()
    post.is_down = True

    assert tell(outbox, NEWS, post) == ["e-mail to post: ConnectionRefusedError; mend it"]
    [kept] = outbox.waiting(NOON)
    assert kept.waits == {"post": "e-mail to post: ConnectionRefusedError; mend it"}

    post.is_down = False
    assert tell(outbox, OTHER_NEWS, post, now=NOON + timedelta(minutes=5)) == []

    assert post.got == [NEWS, OTHER_NEWS]
    assert outbox.waiting(NOON) == []


def test_who_was_told_is_not_told_again_while_another_waits(outbox):
    good, bad = Post("good"), Post("bad")
    bad.is_down = True
    tell(outbox, NEWS, good, bad)
    bad.is_down = False

    outbox.send([good.channel, bad.channel], NOON)

    assert (good.got, bad.got) == ([NEWS], [NEWS])


def test_a_server_that_is_away_is_asked_once_however_much_waits(outbox):
    post = Post()
    post.is_down = True
    outbox.keep(NEWS, [post.channel], NOON)
    outbox.keep(OTHER_NEWS, [post.channel], NOON)

    assert len(outbox.send([post.channel], NOON)) == 1

    assert post.asked == 1
    assert len(outbox.waiting(NOON)) == 2


def test_a_server_that_is_away_is_asked_for_the_first_of_its_addresses_alone(outbox):
    first, second, other = Post("first", "mail"), Post("second", "mail"), Post("other", "chat")
    first.is_down = second.is_down = True

    assert tell(outbox, NEWS, first, second, other) == [
        "e-mail to first: ConnectionRefusedError; mend it",
        "e-mail to second: ConnectionRefusedError; mend it",
    ]

    assert (first.asked, second.asked, other.got) == (1, 0, [NEWS])


def test_an_address_that_is_refused_keeps_no_other_from_its_mail(outbox):
    first, second = Post("first", "mail"), Post("second", "mail")
    refused = smtplib.SMTPRecipientsRefused({"first": (550, b"no such user")})
    first.channel = replace(first.channel, send=Mock(side_effect=refused))

    assert tell(outbox, NEWS, first, second) == ["e-mail to first: SMTPRecipientsRefused; mend it"]

    assert second.got == [NEWS]


def test_a_notice_that_another_process_keeps_from_being_sent_waits_for_the_next(outbox, monkeypatch):
    monkeypatch.setattr("sfpc.notices.outbox.PATIENCE_SECONDS", 0.1)
    post = Post()
    outbox.folder.mkdir(parents=True)

    with FileLock(outbox.folder / ".sending.lock"):
        [problem] = tell(outbox, NEWS, post)

    assert "another process has been sending" in problem
    assert [kept.notice for kept in outbox.waiting(NOON)] == [NEWS]


def test_what_could_go_to_nobody_goes_to_whoever_is_told_once_that_is_mended(outbox):
    tell(outbox, NEWS)
    post = Post()

    outbox.send([post.channel], NOON)

    assert post.got == [NEWS]


def test_who_is_told_from_now_on_hears_nothing_of_what_others_were_told(outbox):
    first, second = Post("first"), Post("second")
    tell(outbox, NEWS, first)

    tell(outbox, OTHER_NEWS, first, second)

    assert second.got == [OTHER_NEWS]


def test_each_is_told_once_however_many_tell_at_the_same_time(outbox):
    post = Post()
    news = [words.trial(f"2022-08-0{day}", ()) for day in (1, 2, 3)]

    with ThreadPoolExecutor(max_workers=6) as several:
        done = list(several.map(lambda number: tell(outbox, news[number % 3], post), range(12)))

    assert done == [[]] * 12
    assert sorted(post.got, key=lambda one: one.keys) == news


def test_what_is_a_week_old_is_sent_no_more_but_is_not_forgotten(outbox):
    post = Post()
    post.is_down = True
    tell(outbox, NEWS, post)
    post.is_down = False

    outbox.send([post.channel], NOON + timedelta(days=8))

    assert post.got == []
    assert [kept.has_arrived for kept in outbox.all()] == [False]


def test_whoever_is_stopped_before_sending_leaves_the_notice_to_the_next(outbox):
    post = Post()
    outbox.keep(NEWS, [post.channel], NOON)  # and was stopped here

    outbox.send([post.channel], NOON)

    assert post.got == [NEWS]


def test_a_file_that_is_no_notice_is_named(outbox):
    outbox.folder.mkdir(parents=True)
    (outbox.folder / "half.json").write_text('{"made_at": "2022')

    with pytest.raises(PipelineError, match=r"half\.json: this is no notice that can be read"):
        outbox.send([])


# ---- what a person sees of it


def listed(monkeypatch, data, *arguments: str, **settings: str) -> str:
    monkeypatch.setenv("SFPC_DATA", str(data))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("SFPC_NOTICES_TO", "SFPC_NOTICES_APPRISE"):
        monkeypatch.setenv(name, settings.get(name, ""))
    done = CliRunner().invoke(main, ["notices", *arguments])
    assert done.exit_code == 0
    return done.output


def test_the_command_lists_what_was_told_and_what_waits_and_why(outbox, tmp_path, monkeypatch):
    post, down = Post(), Post("down")
    down.is_down = True
    tell(outbox, NEWS, post, down, now=datetime.now(UTC))

    said = listed(monkeypatch, tmp_path, SFPC_NOTICES_TO="lead@example.org")

    assert NEWS.subject in said
    assert "e-mail to down: ConnectionRefusedError; mend it" in said
    assert "1 to be sent again." in said
    [one] = json.loads(listed(monkeypatch, tmp_path, "--json"))
    assert (one["subject"], list(one["sent"]), list(one["waits"])) == (NEWS.subject, ["post"], ["down"])


def test_the_command_says_that_nobody_is_told_and_what_is_set_wrongly(tmp_path, monkeypatch):
    assert "Nobody in the programme is told" in listed(monkeypatch, tmp_path)
    assert "item 1 of 1 is not an e-mail address" in listed(monkeypatch, tmp_path, SFPC_NOTICES_TO="lead")


def test_the_end_of_a_run_says_what_was_not_sent(outbox, tmp_path, monkeypatch):
    down = Post("down")
    down.is_down = True
    tell(outbox, NEWS, down, now=datetime.now(UTC))
    monkeypatch.setenv("SFPC_NOTICES_TO", "lead@example.org, nonsense")
    console = Console(file=StringIO(), width=300)

    print_unsent(console, settings_in(tmp_path))

    said = console.file.getvalue()
    assert f"A notice was not sent, “{NEWS.subject}”: e-mail to down: ConnectionRefusedError; mend it" in said
    assert "SFPC_NOTICES_TO: item 2 of 2 is not an e-mail address" in said


def test_a_damaged_notice_is_told_at_the_end_of_a_run_and_fails_nothing(outbox, tmp_path, monkeypatch):
    outbox.folder.mkdir(parents=True)
    (outbox.folder / "half.json").write_text("{")
    monkeypatch.setenv("SFPC_NOTICES_TO", "lead@example.org")
    console = Console(file=StringIO(), width=300)

    print_unsent(console, settings_in(tmp_path))

    assert "half.json: this is no notice that can be read" in console.file.getvalue()
