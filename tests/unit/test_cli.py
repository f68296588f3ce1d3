"""The command line says what it did, as text or as one JSON document, and ends with a status that means something."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from sfpc import cli
from sfpc.errors import GateShut, PipelineError, SfpcError, UsageError
from tests.builders import QUARTER, change_workbook, home_with_seeds, sample, send, settings_in

STEPS = ("land", "read", "build", "gate", "report", "run", "status")


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Settings that the command line takes from the environment."""
    settings = settings_in(tmp_path / "data")
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    monkeypatch.setenv("SFPC_INBOX", str(settings.inbox))
    monkeypatch.setenv("COLUMNS", "200")
    return settings


def sfpc(*arguments):
    """Run a command; its status, output and errors."""
    outcome = CliRunner().invoke(cli.main, list(arguments))
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_help_names_every_step_and_every_exit_status():
    status, output, _ = sfpc("--help")

    assert status == 0
    assert set(STEPS) <= set(cli.main.commands)
    for command in cli.main.commands:
        assert re.search(rf"^  {command}\b", output, re.MULTILINE), command
    told = (
        "Exit status: 0 done; 1 a fault of ours; 2 wrong usage; 3 the gate is shut, a sign-off is awaited, or a "
        "release can be rebuilt only with other code or seeds."
    )
    assert told in " ".join(output.split())


@pytest.mark.parametrize("step", STEPS)
def test_every_step_explains_itself_and_its_options(step):
    status, output, _ = sfpc(step, "--help")

    assert status == 0
    for option in cli.main.commands[step].params:
        assert getattr(option, "help", None), f"{step} {option.name}"
    assert len(output.splitlines()) > 4


def test_the_version_is_told():
    assert re.fullmatch(r"sfpc, version \d+\.\d+\.\d+\n|.*version \d+.*\n", sfpc("--version")[1])


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("step", ["gate", "report", "run", "status"])
@pytest.mark.parametrize("quarter", ["2021-23-Q1", "Q1 2021-22", "2021"])
def test_a_bad_quarter_is_wrong_usage(step, quarter):
    assert sfpc(step, "--quarter", quarter) == (
        2,
        "",
        f"sfpc: '{quarter}' is not a quarter of a financial year; write it as 2022-23-Q1\n",
    )


@pytest.mark.parametrize("step", ["gate", "report", "run"])
def test_a_quarter_must_be_named(step):
    status, _, errors = sfpc(step)

    assert status == 2
    assert "Missing option '--quarter'" in errors


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("step", ["land", "read"])
def test_an_unknown_authority_is_wrong_usage(step):
    status, output, errors = sfpc(step, "--authority", "york")

    assert (status, output) == (2, "")
    assert errors == (
        "sfpc: 'york' is the folder of no authority; the folders are coventry, darlington, leeds, newcastle, sefton, "
        "solihull, warwickshire\n"
    )


def test_an_unknown_step_is_wrong_usage():
    assert sfpc("publish")[0] == 2


def test_each_kind_of_error_has_its_status():
    assert [error.exit_status for error in (SfpcError, PipelineError, UsageError, GateShut)] == [1, 1, 2, 3]


def test_landing_says_what_landed_and_what_was_known_already(settings):
    sample(settings, "leeds")

    status, output, errors = sfpc("land")
    first, counted = output.splitlines()
    again = sfpc("land")[1].splitlines()

    assert (status, errors) == (0, "")
    assert re.fullmatch(rf"leeds {QUARTER}  [0-9a-f]{{16}}  landed", first)
    assert counted == "1 new, 0 known already"
    assert again == [first.replace("landed", "known already"), "0 new, 1 known already"]


def test_landing_tells_of_what_it_left_alone(settings):
    send(settings, "york", QUARTER, a__csv="x")

    status, output, errors = sfpc("land")

    assert (status, output) == (
        0,
        f"No return lies in {settings.inbox}/<authority>/<quarter>/.\n0 new, 0 known already\n",
    )
    assert errors.startswith("Not landed: The folder 'york' lies where no return can lie")


def test_landing_as_json_is_one_document(settings):
    sample(settings, "leeds")
    send(settings, "york", QUARTER, a__csv="x")

    status, output, errors = sfpc("land", "--json")
    document = json.loads(output)

    assert (status, errors) == (0, "")
    [landed] = document["landed"]
    assert (landed["authority"], landed["quarter"], landed["is_new"]) == ("leeds", QUARTER, True)
    assert [one["place"] for one in document["misplaced"]] == ["inbox/york"]


def test_only_the_authority_asked_for_is_landed_and_read(settings):
    for folder in ("leeds", "newcastle"):
        sample(settings, folder)

    landed = json.loads(sfpc("land", "--authority", "leeds", "--json")[1])["landed"]
    read = json.loads(sfpc("read", "--authority", "leeds", "--json")[1])

    assert [one["authority"] for one in landed] == [one["authority"] for one in read] == ["leeds"]


def test_reading_shows_a_table_and_what_was_rejected(settings):
    sample(settings, "leeds")
    place = sample(settings, "warwickshire")
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))
    sfpc("land")

    status, output, _ = sfpc("read")

    assert status == 0
    assert re.search(rf"leeds {QUARTER} +│ accepted +│ +\d+ +│ +0 +│", output)
    assert (
        f"warwickshire {QUARTER} rejected: WCC SFPC update 2021-22 Q2.xlsx, Cover, B6: 'Quarter' says 'Quarter 4', but "
        "the return was sent as that of 2021-22-Q2."
    ) in output
    assert sfpc("read")[1].count("read before") == 2


def test_reading_shows_no_name_that_may_be_personal_and_no_place_where_there_is_none(settings):
    def change(book):
        book["Cover"]["B6"] = "Quarter 4"
        book["Cover"].title = "Jo Smith born 14.03.2013"

    change_workbook(sample(settings, "warwickshire"), change)
    shutil.copytree(sample(settings, "coventry"), settings.inbox / "coventry" / "2020-21-Q4")
    sfpc("land")

    lines = sfpc("read")[1].splitlines()

    [line] = [line for line in lines if "says 'Quarter 4'" in line]
    assert line.startswith(
        f"warwickshire {QUARTER} rejected: WCC SFPC update 2021-22 Q2.xlsx, (left out: it may hold personal data), B6: "
    )
    assert [line.split(";")[0] for line in lines if "2020-21-Q4 rejected" in line] == [
        "coventry 2020-21-Q4 rejected: Coventry has no layout, or owes no return, for 2020-21-Q4"
    ]


@pytest.mark.usefixtures("settings")
def test_reading_and_feedback_say_that_nothing_has_landed():
    assert sfpc("read") == (0, "No return has landed; `sfpc land` lands what lies in the inbox\n", "")
    assert sfpc("feedback") == sfpc("read")
    assert sfpc("feedback", "--json") == (0, "[]\n", "")


def test_before_the_first_release_every_command_about_one_says_so(settings):
    said = f"sfpc: {settings.releases}: no quarter has been published yet; `sfpc run` publishes one\n"
    for asked in (("query", "from figures"), ("shell",), ("verify", QUARTER)):
        assert sfpc(*asked) == (2, "", said)


def test_feedback_tells_of_a_submission_that_is_not_read_yet(settings):
    for folder in ("leeds", "newcastle"):
        sample(settings, folder)
    sfpc("land")
    sfpc("read", "--authority", "leeds")

    status, output, errors = sfpc("feedback")

    assert status == 0
    [line] = output.splitlines()
    assert f"feedback/leeds/{QUARTER}/" in line
    assert errors == "1 submission has not been read with the layouts of today and got no feedback: run `sfpc read`\n"
    assert sfpc("feedback", "--authority", "leeds")[2] == ""


def test_reading_as_json_is_one_document_with_the_findings(settings):
    place = sample(settings, "warwickshire")
    change_workbook(place, lambda book: book["Cover"].__setitem__("B6", "Quarter 4"))
    sfpc("land")

    [read] = json.loads(sfpc("read", "--json")[1])

    assert (read["authority_code"], read["state"], read["values_read"], read["is_new"]) == (
        "E10000031",
        "rejected",
        0,
        True,
    )
    assert [one["finding_type"] for one in read["findings"]] == ["hidden_sheet", "wrong_quarter"]
    assert read["findings"][1]["place"] == "B6"


def test_status_says_who_has_sent_what(settings):
    status, output, _ = sfpc("status")
    assert (status, output.endswith("Nothing has landed yet. Put returns into the inbox and run `sfpc run`.\n")) == (
        0,
        True,
    )
    sample(settings, "leeds")
    sfpc("land")

    received = json.loads(sfpc("status", "--json")[1])
    sfpc("read")
    everything = json.loads(sfpc("status", "--json")[1])
    accepted = [one for one in everything if one["quarter"] == QUARTER]

    assert {one["folder"]: one["state"] for one in received if one["quarter"] == QUARTER}["leeds"] == "received"
    assert {one["state"] for one in everything if one["quarter"] == "2021-22-Q1"} == {"late"}
    assert {one["folder"]: one["state"] for one in accepted} == {
        "leeds": "accepted",
        "warwickshire": "late",
        "coventry": "late",
        "newcastle": "late",
        "sefton": "late",
    }
    assert accepted[0]["due_date"] == "2021-10-28"


def test_a_submission_is_withdrawn_and_the_one_before_it_counts_again(settings):
    place = sample(settings, "leeds")
    sfpc("land")
    [first] = json.loads(sfpc("status", "--submissions", "--json")[1])
    (place / "letter.txt").write_text("Dear all,", encoding="utf-8")
    sfpc("land")
    [_, second] = json.loads(sfpc("status", "--submissions", "--json")[1])

    status, output, _ = sfpc(
        "withdraw", second["submission_id"], "--reason", "Sent in error.", "--by", "reporting lead"
    )

    assert status == 0
    assert f"leeds {QUARTER}  {second['submission_id']}  withdrawn" in output
    assert f"{first['submission_id']} of " in output
    [_, second] = json.loads(sfpc("status", "--submissions", "--json")[1])
    assert (second["state"], second["withdrawn"]["reason"]) == ("withdrawn", "Sent in error.")
    assert "Sent in error." in sfpc("status", "--submissions")[1]


def test_status_shows_how_late_a_return_is_and_marks_a_later_day_that_was_agreed(settings, monkeypatch, tmp_path):
    row = "E08000014,2021-22-Q2,2021-11-18,New case system.,reporting lead,2021-10-01,programme_team: a test\n"
    home = home_with_seeds(tmp_path, return_extensions=lambda text: text + row)
    monkeypatch.setenv("SFPC_HOME", str(home))
    sample(settings, "leeds")
    send(settings, "leeds", QUARTER, **{".received": "2021-11-01T09:00:00"})
    sfpc("land")
    sfpc("read")

    output = " ".join(sfpc("status", "--quarter", QUARTER)[1].split())

    assert "accepted (2)" in output
    assert "* Sefton 2021-22-Q2: due 2021-11-18. New case system." in output
    assert {one["is_extended"] for one in json.loads(sfpc("status", "--quarter", QUARTER, "--json")[1])} == {
        True,
        False,
    }


def test_a_return_of_which_nothing_is_left_is_owed_again_unless_none_was_asked_for(settings):
    place = sample(settings, "leeds")
    shutil.copytree(place, place.with_name("2090-91-Q1"))
    sfpc("land")
    told = {
        one["quarter"]: sfpc("withdraw", one["submission_id"], "--reason", "In error.", "--by", "reporting lead")[1]
        for one in json.loads(sfpc("status", "--submissions", "--json")[1])
    }

    assert "No other submission of this return counts: it is owed again." in told[QUARTER]
    assert "No return is asked for of that quarter, which is not in the calendar." in told["2090-91-Q1"]


@pytest.mark.usefixtures("settings")
def test_withdrawing_what_nobody_sent_is_wrong_usage():
    status, output, errors = sfpc("withdraw", "0123456789abcdef", "--reason", "why", "--by", "reporting lead")

    assert (status, output) == (2, "")
    assert "is the id of no submission; `sfpc status --submissions` lists them" in errors


@pytest.mark.usefixtures("settings")
def test_status_of_a_quarter_is_told_before_anything_has_come():
    status, output, _ = sfpc("status", "--quarter", QUARTER)

    assert status == 0
    assert output.count("late (") == 5
    assert QUARTER in output


@pytest.mark.usefixtures("settings")
def test_status_of_a_quarter_beyond_the_calendar_is_one_message():
    status, output, errors = sfpc("status", "--quarter", "2090-91-Q1")

    assert (status, output) == (1, "")
    message, runbook = errors.splitlines()
    assert message.endswith("return_calendar.csv: 2090-91-Q1 is not in the calendar; add its row")
    assert runbook == "What to do: docs/runbooks/a_task_failed.md"


def test_a_fault_of_ours_is_one_message_and_no_traceback(settings):
    sample(settings, "leeds")
    sfpc("land")
    receipt = next(settings.landing.rglob("receipt.json"))
    receipt.chmod(0o600)
    receipt.write_bytes(b"{")

    status, output, errors = sfpc("read")

    assert (status, output) == (1, "")
    message, runbook = errors.splitlines()
    assert re.fullmatch(r"sfpc: .*receipt\.json: the receipt is damaged \(\w+\); restore it from a backup", message)
    assert runbook == "What to do: docs/runbooks/a_task_failed.md"


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("step", ["gate", "report"])
def test_a_step_that_comes_too_early_says_what_must_come_first(step):
    status, output, errors = sfpc(step, "--quarter", QUARTER)

    assert status in (1, 3)
    assert output == ""
    assert errors.startswith("sfpc: ")
