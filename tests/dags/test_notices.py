"""Real DAG runs tell real servers: each thing once, with a link and no figure; a server that is away changes no run."""

from __future__ import annotations

import csv
import email.policy
import json
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from sfpc.period import Quarter
from sfpc.reference import reference
from tests.builders import home_with_seeds
from tests.dags.conftest import ROOT, environment
from tests.folders import DEFECTIVE, SAMPLES, TRUTH
from tests.services import free_port

FIRST, SECOND = "2021-22-Q1", "2021-22-Q2"
LEAD, ENGINEER = "reporting.lead@example.org", "data.engineer@example.org"
FROM = "returns@example.org"
SITE = "https://returns.example.org"
TOKEN = "Tk8s3cret"  # noqa: S105 - what must stand in no log


class Mailbox:
    """A mail server on loopback: at a port of its own, up or down."""

    def __init__(self) -> None:
        self.port = free_port()
        self.got: list[tuple[list[str], EmailMessage]] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if address in self.refuses:
            return f"550 no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((envelope.rcpt_tos, message))
        return "250 OK"

    @contextmanager
    def up(self):
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    def subjects(self, to: str) -> list[str]:
        return [message["Subject"] for receivers, message in self.got if receivers == [to]]


class Chat:
    """What Apprise's json:// address posts to: stands for Slack, Teams and the others."""

    def __init__(self) -> None:
        self.got: list[dict] = []
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                chat.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@dataclass
class Place:
    """A data folder with the servers its notices go to."""

    data: Path
    mailbox: Mailbox = field(default_factory=Mailbox)
    chat: Chat = field(default_factory=Chat)
    logs: list[str] = field(default_factory=list)
    ended: list[dict[str, int]] = field(default_factory=list)

    def lay(self, source: Path, folder: str, quarter: str) -> None:
        place = self.data / "inbox" / folder / quarter
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(source, place)

    def run(self, *runs: tuple[str, dict | None], **settings: str) -> list[dict[str, int]]:
        """Run DAGs, and say how many tasks of each ended how."""
        connections = {
            "smtp_default": {
                "conn_type": "smtp",
                "host": "127.0.0.1",
                "port": self.mailbox.port,
                "extra": {"from_email": FROM, "disable_ssl": True, "disable_tls": True, "timeout": 10},
            },
            "chat": {
                "conn_type": "apprise",
                "extra": {"config": {"path": f"json://127.0.0.1:{self.chat.server.server_port}/{TOKEN}"}},
            },
        }
        receivers = {"SFPC_NOTICES_TO": f"{LEAD}, {ENGINEER}", "SFPC_NOTICES_APPRISE": "chat", "SFPC_SITE": SITE}
        log = self.data / "logs" / f"run{len(self.logs)}.log"
        done = subprocess.run(
            [sys.executable, Path(__file__).parent / "run_dags.py", json.dumps(runs), json.dumps(connections), log],
            env=environment(self.data) | receivers | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.logs.append(log.read_text(encoding="utf-8"))
        return json.loads(done.stdout.splitlines()[-1])

    def command(self) -> str:
        """What `sfpc notices` says."""
        return subprocess.run(
            [sys.executable, "-m", "sfpc", "notices"],
            env=environment(self.data) | {"SFPC_NOTICES_TO": LEAD, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@dataclass
class Told:
    """What each of several runs told, one after another."""

    place: Place
    away: list[dict[str, int]]
    command_while_away: str
    subjects_by_run: list[list[str]] = field(default_factory=list)
    runs: list[list[dict[str, int]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A return is rejected while the mail server is away; then it is back; then two quarters are run, and run again."""
    place = Place(tmp_path_factory.mktemp("data"))
    place.lay(DEFECTIVE / "truncated_file" / "newcastle" / SECOND, "newcastle", SECOND)
    outcome = Told(place, place.run(("ingest_newcastle", None)), place.command())
    for quarter in (FIRST, SECOND):
        for sample in (SAMPLES / quarter).iterdir():
            place.lay(sample, sample.name, quarter)
    place.lay(DEFECTIVE / "stock_typing_slip" / "leeds" / SECOND, "leeds", SECOND)
    ingests = [(f"ingest_{sample.name}", None) for sample in sorted((SAMPLES / FIRST).iterdir())]
    publishes = [("publish_quarter", {"quarter": quarter}) for quarter in (FIRST, SECOND)]
    broken = ("publish_quarter", {"quarter": "2031-32-Q1"})  # which no calendar has
    with place.mailbox.up():
        for runs in (
            [("ingest_newcastle", None), ("chase_returns", None)],
            [*ingests, *publishes, broken],
            [("ingest_newcastle", None), *publishes, broken, ("chase_returns", {"trial": True})],
        ):
            before = len(place.mailbox.got)
            outcome.runs.append(place.run(*runs))
            outcome.subjects_by_run.append(
                [message["Subject"] for to, message in place.mailbox.got[before:] if to == [LEAD]]
            )
    return outcome


REJECTED = "2021-22-Q2: the return of Newcastle upon Tyne was rejected"


def test_a_server_that_is_away_changes_no_run_and_the_log_says_it_loudly(told):
    assert told.away == [{"land_and_read success": 1, "sweep_inbox success": 1, "write_feedback success": 1}]
    said = told.place.logs[0]
    assert "A NOTICE WAS NOT SENT, and is sent again later. e-mail to address 1 of SFPC_NOTICES_TO" in said
    assert "the server cannot be reached (Connection refused); see docs/how_to/be_told.md" in said
    assert REJECTED in told.command_while_away
    assert "cannot be reached" in told.command_while_away


def test_what_waited_arrives_once_the_server_is_back_before_what_is_new(told):
    assert told.subjects_by_run[0][0] == REJECTED
    assert re.fullmatch(r"Returns: \d+ late", told.subjects_by_run[0][1])
    assert len(told.subjects_by_run[0]) == 2


def test_two_quarters_tell_of_a_report_and_of_a_shut_gate_and_of_a_run_that_failed(told):
    assert told.subjects_by_run[1] == [
        "2021-22-Q1: the report is published, release 1",
        "2021-22-Q2: the gate is shut",
        "publish_quarter: check_completeness failed for 2031-32-Q1",
    ]
    [first, second, broken] = told.runs[1][-3:]
    assert first["publish_report success"] == 1
    assert second["pass_gate failed"] == 1
    assert broken == {"check_completeness failed": 1}


def test_a_second_run_tells_nothing_again_but_what_somebody_asks_for(told):
    assert told.subjects_by_run[2] == ["A notice on trial: notices arrive here"]
    [known, first, second, broken, chase] = told.runs[2]
    assert known["land_and_read skipped"] == 2
    assert first["publish_report success"] == 1
    assert second["pass_gate failed"] == 1
    assert broken == {"check_completeness failed": 1}
    assert chase.items() >= {"send_waiting_notices success": 1, "remind_and_tell success": 1}.items()


def test_everybody_is_told_the_same_by_a_message_of_their_own(told):
    mailbox = told.place.mailbox

    assert mailbox.subjects(LEAD) == mailbox.subjects(ENGINEER)
    assert {tuple(receivers) for receivers, _ in mailbox.got} == {(LEAD,), (ENGINEER,)}
    for [receiver], message in mailbox.got:
        other = {LEAD: ENGINEER, ENGINEER: LEAD}[receiver]
        assert (message["To"], message["From"]) == (receiver, FROM)
        assert other not in message.as_string()


def test_every_message_is_marked_as_a_machines_and_has_an_id_of_its_own(told):
    messages = [message for _, message in told.place.mailbox.got]

    assert {message["Auto-Submitted"] for message in messages} == {"auto-generated"}
    ids = [message["Message-ID"] for message in messages]
    assert len(set(ids)) == len(ids)
    assert all(one.endswith("@example.org>") for one in ids)


def bodies(told) -> list[tuple[str, str]]:
    """Each notice's subject and plain text."""
    return [
        (message["Subject"], message.get_body(("plain",)).get_content())
        for receivers, message in told.place.mailbox.got
        if receivers == [LEAD]
    ]


def test_every_message_is_plain_text_and_html_and_has_a_link(told):
    for _, message in told.place.mailbox.got:
        assert message.get_content_type() == "multipart/alternative"
        assert re.search(r"http://\S+/dags/\w+/runs/\S+", message.get_body(("plain",)).get_content())
        page = message.get_body(("html",)).get_content()
        assert '<a href="http://' in page
        assert not re.search(r"<(img|script|link|style)|src=", page)


def test_each_notice_points_to_a_page_that_is_there(told):
    paths = {path for _, body in bodies(told) for path in re.findall(rf"{SITE}/(\S+)", body)}

    assert {path.split("/")[0] for path in paths} == {"feedback", "gate", "releases"}
    assert [path for path in paths if not (told.place.data / path).is_file()] == []


def test_a_shut_gate_names_the_checks_and_the_authority_and_what_to_do(told):
    [body] = [body for subject, body in bodies(told) if "gate is shut" in subject]
    record = json.loads((told.place.data / "gate" / SECOND / "d1.json").read_text(encoding="utf-8"))
    failed = {
        one["check_id"] for one in record["results"] if one["outcome"] == "failed" and one["severity"] == "critical"
    }

    assert failed
    assert set(re.findall(r"^- ([A-Z]+-\d+), Leeds: ", body, re.MULTILINE)) == failed
    assert "docs/how_to/answer_a_closed_gate.md" in body


NUMBERS_THAT_ARE_NONE_OF_A_RETURN = re.compile(
    r"https?://\S+|\S+/\S+\.\w+|\d{4}-\d{2}-Q\d|[A-Z]+-\d{3}|\(decision \d+\)|release \d+|\d+ late|"
    r"(?:due on|as of) \d{1,2} [A-Z][a-z]+ \d{4}|\d+ working days? ago"
)


def test_no_figure_of_a_return_is_in_any_notice(told):
    values = {
        number
        for path in TRUTH.glob("*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
        for name, number in row.items()
        if (name == "value" or name.endswith("_gbp")) and re.search(r"\d", number or "")
    }
    says = {
        says
        for path in (told.place.data / "gate").glob("*/d*.json")
        for says in (one["says"] for one in json.loads(path.read_text(encoding="utf-8"))["results"])
    }
    written = [text for notice in bodies(told) for text in notice]
    written += [one[name] for one in told.place.chat.got for name in ("title", "message")]
    left = []
    for text in written:
        for known in sorted(says, key=len, reverse=True):  # a check's own limits are no figure of a return
            text = text.replace(known, "")  # noqa: PLW2901
        left.append(NUMBERS_THAT_ARE_NONE_OF_A_RETURN.sub("", text))

    assert len(values) > 1000
    assert [text for text in left if re.search(r"\d", text)] == []


def test_what_a_check_saw_and_what_a_finding_says_is_in_no_notice(told):
    record = json.loads((told.place.data / "gate" / SECOND / "d1.json").read_text(encoding="utf-8"))
    seen = {fault["message"] for one in record["results"] for fault in one["faults"]}
    seen |= {one["observed"] for one in record["results"] if one["outcome"] == "failed"}
    written = "\n".join(body for _, body in bodies(told))

    assert seen
    assert [text for text in seen if text in written] == []


def test_apprise_is_told_the_same(told):
    assert [one["title"] for one in told.place.chat.got[1:]] == told.place.mailbox.subjects(LEAD)[1:]
    assert told.place.chat.got[0]["title"] == REJECTED
    assert "What to do:" in told.place.chat.got[0]["message"]


def test_no_log_and_no_file_of_a_notice_holds_an_address_or_a_token(told):
    kept = [path.read_text(encoding="utf-8") for path in (told.place.data / "notices").glob("*.json")]

    assert kept
    for text in [*told.place.logs, *kept]:
        assert TOKEN not in text
        assert LEAD not in text


# ---- reminders to authorities


def to_today(calendar: str) -> str:
    """The calendar with every quarter up to today's, whenever this is run."""
    last = calendar.splitlines()[-1]
    quarter = Quarter.parse(last.split(",")[0])
    lines = [calendar]
    while quarter < Quarter.of(date.today()):  # noqa: DTZ011 - what the DAG takes for today
        quarter = quarter.following
        lines.append(f"{quarter}{last[last.index(',') :]}\n")  # of the rest nothing is asked here
    return "".join(lines)


@pytest.fixture(scope="module")
def chased(tmp_path_factory):
    """Two chases of one morning: a return is due soon, one today, one is late, one is in, and one has no contact."""
    folder = tmp_path_factory.mktemp("chased")
    codes = {one.folder: one.code for one in reference(ROOT / "seeds").authorities.values()}
    today = date.today()  # noqa: DTZ011 - what the DAG takes for today
    agreed = [("coventry", today + timedelta(days=7)), ("sefton", today)]
    rows = [f"{codes[name]},{FIRST},{day},A new system,programme board,2021-07-20,a letter\n" for name, day in agreed]
    home = home_with_seeds(folder, return_extensions=lambda text: text + "".join(rows), return_calendar=to_today)
    for name in ("dags", "dbt_project", "expectations"):
        (home / name).symlink_to(ROOT / name)
    contacts = folder / "contacts.csv"
    lines = [f"{name},{REMINDED.format(name)}\n" for name in ("coventry", "sefton", "warwickshire", "leeds")]
    contacts.write_text("".join(["authority,address\n", *lines, "nowhere,nobody@secret.example.org\n"]))
    place = Place(folder / "data")
    place.lay(SAMPLES / FIRST / "leeds", "leeds", FIRST)
    with place.mailbox.up():
        place.ended = place.run(
            ("ingest_leeds", None),
            ("chase_returns", None),
            ("chase_returns", None),
            SFPC_HOME=str(home),
            SFPC_CONTACTS=str(contacts),
        )
    return place


REMINDED = "returns@{}.example.org"


def reminders(place: Place, name: str) -> list[EmailMessage]:
    return [message for receivers, message in place.mailbox.got if receivers == [REMINDED.format(name)]]


def test_each_authority_is_reminded_once_of_what_it_owes_and_how_it_stands(chased):
    for name, stands in (("coventry", "is due on"), ("sefton", "is due today"), ("warwickshire", "was due on")):
        [message] = reminders(chased, name)
        [line] = re.findall(rf"^- the return for {FIRST}, which (.*);", text_of(message), re.MULTILINE)
        assert line.startswith(stands)
    for name in ("coventry", "sefton", "warwickshire", "leeds"):
        for message in reminders(chased, name):
            others = {"Coventry", "Sefton", "Warwickshire", "Leeds", "Newcastle"} - {name.capitalize()}
            assert not [other for other in others if other in text_of(message)]
            assert "http" not in text_of(message)


def test_no_return_that_is_in_is_chased(chased):
    told = " ".join(text_of(message) for message in reminders(chased, "leeds"))

    assert f"the return for {SECOND}, which was due on" in told
    assert FIRST not in told


def test_the_programme_gets_one_digest_that_names_who_is_not_reminded(chased):
    told = [message for receivers, message in chased.mailbox.got if receivers == [LEAD]]
    [message] = [message for message in told if message["Subject"].startswith("Returns: ")]

    assert re.fullmatch(r"Returns: \d+ late, 1 due today, 1 due soon", message["Subject"])
    assert "Nobody is reminded of the returns of Newcastle upon Tyne: add a contact" in text_of(message)


def test_a_line_of_the_contacts_that_is_wrong_turns_the_morning_red_and_is_not_repeated(chased):
    assert [one for one in chased.ended if "remind_and_tell success" in one] == [
        {"check_calendar success": 1, "remind_and_tell success": 1, "send_waiting_notices failed": 1}
    ] * 2
    [said] = chased.logs
    assert "SFPC_CONTACTS: line 6 names the folder of no authority" in said
    assert "secret.example.org" not in said
    assert REMINDED.format("sefton") not in said


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


# ---- the calendar's end


def test_the_end_of_the_calendar_turns_the_morning_red_and_the_rest_is_chased(tmp_path):
    this_quarter = str(Quarter.of(date.today()))  # noqa: DTZ011 - what the DAG takes for today

    def ended(calendar: str) -> str:
        heading, *lines = calendar.splitlines(keepends=True)
        return "".join([heading, *(line for line in lines if line.split(",")[0] < this_quarter)])

    home = home_with_seeds(tmp_path, return_calendar=ended)
    for name in ("dags", "dbt_project", "expectations"):
        (home / name).symlink_to(ROOT / name)
    place = Place(tmp_path / "data")

    with place.mailbox.up():
        [chase] = place.run(("chase_returns", None), SFPC_HOME=str(home))

    assert chase == {"check_calendar failed": 1, "remind_and_tell success": 1, "send_waiting_notices success": 1}
    assert f"{this_quarter} is not in the calendar; add its row" in place.logs[0]
    digest, failed = sorted(place.mailbox.subjects(LEAD))
    assert re.fullmatch(r"Returns: \d+ late", digest)
    assert "check_calendar" in failed
    [message] = [message for to, message in place.mailbox.got if to == [LEAD] and message["Subject"] == failed]
    assert "docs/runbooks/the_calendar_ends.md" in text_of(message)


# ---- set up wrongly


def test_what_is_set_up_wrongly_or_refused_is_told_and_stops_nothing_but_the_morning_run(tmp_path):
    place = Place(tmp_path)
    place.mailbox.refuses = {ENGINEER}
    place.chat.server.shutdown()
    place.chat.server.server_close()
    place.lay(DEFECTIVE / "truncated_file" / "newcastle" / SECOND, "newcastle", SECOND)

    with place.mailbox.up():
        ingest, chase = place.run(
            ("ingest_newcastle", None),
            ("chase_returns", None),
            SFPC_NOTICES_TO=f"{LEAD}, no address, {ENGINEER}",
            SFPC_NOTICES_APPRISE="absent, chat",
        )

    assert ingest == {"land_and_read success": 1, "sweep_inbox success": 1, "write_feedback success": 1}
    assert chase.items() >= {"send_waiting_notices failed": 1, "remind_and_tell success": 1}.items()
    assert REJECTED in place.mailbox.subjects(LEAD)
    assert place.mailbox.subjects(ENGINEER) == []
    [said] = place.logs
    assert "SFPC_NOTICES_TO: item 2 of 3 is not an e-mail address" in said
    assert "e-mail to address 2 of SFPC_NOTICES_TO: the mail server refuses the address (550)" in said
    assert "Airflow has no connection absent; add it as docs/how_to/be_told.md says" in said
    assert "what Airflow's connection chat names did not take it" in said
    assert not [secret for secret in (TOKEN, ENGINEER, "no address") if secret in said]


def test_nobody_is_told_and_nothing_is_kept_unless_it_is_set_up(tmp_path):
    place = Place(tmp_path)
    place.lay(DEFECTIVE / "truncated_file" / "newcastle" / SECOND, "newcastle", SECOND)
    nobody = {"SFPC_NOTICES_TO": "", "SFPC_NOTICES_APPRISE": ""}

    place.run(("ingest_newcastle", None), **nobody)

    assert not (tmp_path / "notices").exists()
    assert "NOTICE" not in place.logs[0]
