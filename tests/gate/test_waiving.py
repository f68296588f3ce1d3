"""`sfpc waive` adds one row and changes no other, and refuses what nobody could stand by, saying what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as some

from sfpc import gate
from sfpc.cli import main
from sfpc.errors import GateShut, PipelineError, UsageError
from sfpc.gate import suites, waivers, waiving
from sfpc.gate.waivers import Waiver
from sfpc.period import Quarter
from sfpc.reference import Authority
from tests.gate.conftest import HEADING, NORTHBY, QUARTER, REPOSITORY, SOUTHBY

TODAY = date(2026, 11, 21)
REASON = "A count of another council's children was taken in, by agreement."
SLIP = (
    "update marts.fct_performance set value = 5900 "
    f"where measure = 'cla_at_period_end' and authority_code = '{NORTHBY}' and quarter = '{QUARTER}'"
)
AUTHORITIES = (
    "authority_code,authority_name,folder,first_quarter,last_quarter\n"
    f"{NORTHBY},Northby,northby,2021-22-Q1,\n{SOUTHBY},Southby,southby,2021-22-Q1,2021-22-Q3\n"
)
IN_NORTHBY = Authority(NORTHBY, "Northby", "northby", Quarter.parse("2021-22-Q1"), None)
WANTED = Waiver("CHANGE-002", NORTHBY, QUARTER, date(2026, 12, 31), REASON, "programme board", TODAY, line=0)
SUITES = suites.load(REPOSITORY / "expectations")


@pytest.fixture
def home(settings):
    (settings.seeds / "authorities.csv").write_text(AUTHORITIES, encoding="utf-8")
    return settings


def file_of(settings):
    return settings.seeds / "waivers.csv"


def add(settings, **changes):
    return waiving.waive(settings, replace(WANTED, **changes), IN_NORTHBY)


# ---- what is added


def test_a_waiver_is_added_and_the_gate_goes_by_it(home, change):
    change(SLIP)
    assert gate.decide(home, QUARTER, today=TODAY).verdict == "shut"

    added = add(home)

    assert (added.waiver.line, added.standing) == (2, "failed")
    assert gate.decide(home, QUARTER, today=TODAY).verdict == "open"


@pytest.mark.parametrize(
    "before",
    [
        HEADING,
        HEADING.rstrip("\n"),  # no line ends the file
        "\ufeff" + HEADING.replace("\n", "\r\n"),  # as a spreadsheet saves it
        HEADING
        + f'DELIVER-002,{SOUTHBY},{QUARTER},2026-12-31,"Agreed, as\n""it"" was.",programme board,2026-11-01\n\n',
    ],
    ids=["heading", "no_line_end", "mark_and_crlf", "line_breaks_and_quotes"],
)
def test_the_other_rows_stay_as_they_are_byte_for_byte(before, home):
    file_of(home).write_bytes(before.encode())
    many = waivers.load(file_of(home), SUITES, {NORTHBY, SOUTHBY})

    added = add(home, reason='Confirmed, in writing: "as sent", by the council.')

    after = file_of(home).read_bytes()
    assert after.startswith(before.encode())
    assert after.endswith(b"\r\n" if b"\r\n" in before.encode() else b"\n")
    assert waivers.load(file_of(home), SUITES, {NORTHBY, SOUTHBY}) == [*many, added.waiver]


def test_nothing_is_left_beside_the_file(home):
    add(home)

    assert {path.name for path in home.seeds.iterdir()} == {
        "authorities.csv",
        "publication_policies.csv",
        "waivers.csv",
    }


def test_a_file_that_is_malformed_already_is_told_and_left_as_it_is(home):
    file_of(home).write_text(HEADING + "half a row\n", encoding="utf-8")

    with pytest.raises(PipelineError, match="line 2: 1 values under 7 headings"):
        add(home)

    assert file_of(home).read_text(encoding="utf-8") == HEADING + "half a row\n"


# ---- what is refused


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"check_id": "CHANGE-999"}, "'CHANGE-999' is no check; did you mean CHANGE-00"),
        ({"until_date": TODAY - timedelta(days=1)}, "--until 2026-11-20: that day is past"),
        ({"reason": " "}, "--reason: that is too short to be one"),
        ({"reason": "It is right."}, "--reason: that is too short to be one"),
        ({"reason": "The child born 14/03/2013 was counted twice."}, "--reason: it may hold a date of birth"),
        ({"reason": "Confirmed to us by officer@council.example in writing."}, "--reason: it may hold an e-mail"),
        ({"agreed_by": "Jane Smith"}, "--by reads as a person's name"),
        ({"agreed_by": "Mr Whittle"}, "--by reads as a person's name"),
        ({"agreed_by": "J. Whittle"}, "--by reads as a person's name"),
        ({"agreed_by": "lead@dfe.example"}, "--by may hold an e-mail address"),
        ({"agreed_by": "-"}, "--by says no role"),
        ({"quarter": "2019-20-Q1"}, "Northby owes no return for 2019-20-Q1"),
    ],
)
def test_what_nobody_could_stand_by_is_wrong_usage(changes, told, home):
    with pytest.raises(UsageError) as raised:
        add(home, **changes)

    assert told in str(raised.value)
    assert file_of(home).read_text(encoding="utf-8") == HEADING


@pytest.mark.parametrize("check_id", ["RETURN-001", "RETURN-002", "FIND-006"])
def test_a_missing_return_and_personal_data_leave_the_gate_shut(check_id, home):
    with pytest.raises(GateShut, match=rf"{check_id} cannot be waived, and the gate stays shut by it: .*; have "):
        add(home, check_id=check_id)


def test_a_waiver_that_is_there_is_told_with_its_line_and_its_end(home):
    add(home)

    with pytest.raises(
        UsageError, match=r"waivers.csv, line 2: this waiver is there already, until 2026-12-31; to change"
    ):
        add(home, until_date=date(2027, 1, 31))


def test_what_asks_of_privacy_or_of_the_return_itself_is_unwaivable_whatever_its_file_says():
    asked = [(check, suite) for suite in SUITES for check in suite.checks]
    private = [(check, suite) for check, suite in asked if check.family == "privacy"]
    of_returns = [
        (check, suite) for check, suite in asked if suite.table == "marts.fct_return" and check.severity == "critical"
    ]

    assert private
    assert of_returns
    for check, suite in [*private, *of_returns]:
        assert waivers.why_not_waivable(replace(check, waivable=True), suite), check.id


# ---- what is said


def run(home, monkeypatch, *more, **options):
    monkeypatch.setenv("SFPC_HOME", str(home.home))
    monkeypatch.setenv("SFPC_DATA", str(home.data))
    given_as = {
        "authority": "northby",
        "quarter": QUARTER,
        "reason": REASON,
        "by": "programme board",
        "until": "2090-12-31",
    }
    written = [part for name, value in {**given_as, **options}.items() for part in (f"--{name}", value)]
    return CliRunner().invoke(main, ["waive", *(more or ["CHANGE-002"]), *written])


def test_the_command_says_what_it_did_until_when_and_what_to_run_next(home, change, monkeypatch):
    change(SLIP)
    gate.decide(home, QUARTER)

    said = run(home, monkeypatch, authority=NORTHBY, until="2030-12-31")

    assert said.exit_code == 0, said.output
    assert said.stdout == (
        f"{file_of(home)}, line 2: CHANGE-002 is waived for Northby, {QUARTER}, until 2030-12-31.\n"
        f"Next: commit the file, then: sfpc run --quarter {QUARTER}\n"
    )
    assert said.stderr == ""


def test_the_command_warns_where_there_is_nothing_to_waive(home, monkeypatch):
    gate.decide(home, QUARTER)

    said = run(home, monkeypatch)

    assert said.exit_code == 0, said.output
    assert f"Mind: CHANGE-002 passes for Northby in {QUARTER} by the newest decision" in said.stderr


def test_the_command_warns_where_the_check_could_not_be_asked(home, change, monkeypatch):
    change("alter table marts.fct_delivery drop column value")
    gate.decide(home, QUARTER)

    assert "no waiver covers that; it is ours to mend" in run(home, monkeypatch, "DELIVER-002").stderr


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        ({"authority": "nowhere"}, 2, "'nowhere' is the folder or code of no authority; there are northby (E09999991)"),
        ({"until": "31/12/2030"}, 2, "--until 31/12/2030: write the day as 2022-12-31"),
        ({"quarter": "Q1"}, 2, "'Q1' is not a quarter of a financial year"),
    ],
)
def test_the_command_refuses_with_the_status_that_says_whose_it_is(options, status, told, home, monkeypatch):
    said = run(home, monkeypatch, **options)

    assert (said.exit_code, told in said.output) == (status, True), said.output


def test_the_command_ends_as_a_shut_gate_does_where_no_waiver_helps(home, monkeypatch):
    assert run(home, monkeypatch, "FIND-006").exit_code == 3


def test_the_list_says_which_are_in_force_and_which_are_needed(home, change, waive, monkeypatch):
    change(SLIP)
    waive("CHANGE-002", reason="Agreed with the council.", until_date="2090-12-31")
    waive("DELIVER-002", SOUTHBY, until_date="2090-12-31")
    waive("RECON-007", SOUTHBY, "2021-22-Q2", until_date="2026-11-01")
    gate.decide(home, QUARTER)
    monkeypatch.setenv("SFPC_HOME", str(home.home))
    monkeypatch.setenv("SFPC_DATA", str(home.data))

    said = CliRunner().invoke(main, ["waivers"]).output

    assert said.splitlines()[0] == f"{QUARTER}  CHANGE-002  Northby: in force until 2090-12-31, needed"
    assert said.splitlines()[1] == "    Agreed with the council. Agreed by programme board on 2026-11-01."
    assert f"{QUARTER}  DELIVER-002  Southby: in force until 2090-12-31, not needed: the check passes" in said
    assert "2021-22-Q2  RECON-007  Southby: ran out on 2026-11-01, not asked yet" in said
    assert (
        "Nothing is waived for 2021-22-Q1." in CliRunner().invoke(main, ["waivers", "--quarter", "2021-22-Q1"]).output
    )


# ---- any text


TEXT = some.text(some.characters(blacklist_categories=("Cs",)), max_size=60)


def read(content, path):
    """The waivers in a file's bytes, or what is wrong with it in words; any other error is none of ours."""
    try:
        return waivers.parse(content, path, SUITES, {NORTHBY, SOUTHBY}), ""
    except PipelineError as error:
        return [], str(error)


@tried(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=some.one_of(
        some.binary(max_size=200), some.lists(TEXT, max_size=6).map(lambda rows: "\n".join(rows).encode())
    )
)
def test_whatever_stands_in_the_file_is_read_or_told_by_its_place(written, tmp_path):
    path = tmp_path / "waivers.csv"
    for content in (written, HEADING.encode() + written):
        found, problem = read(content, path)
        assert found or not problem or problem.startswith(str(path))


@tried(max_examples=150, deadline=None)
@given(reason=TEXT, by=TEXT, ending=some.sampled_from(["\n", "\r\n", ""]), mark=some.booleans())
def test_a_row_added_is_the_row_read_whatever_its_words_are(reason, by, ending, mark):
    before = (("\ufeff" if mark else "") + HEADING.rstrip("\n") + ending).encode()
    row = replace(WANTED, reason=" ".join(reason.split()), agreed_by=" ".join(by.split()))

    after = waiving.with_row(before, row)

    assert after.startswith(before)
    found, problem = read(after, REPOSITORY / "waivers.csv")
    assert found == [replace(row, line=2)] or any(told in problem for told in ("is empty", "may hold", "agreed_by"))
