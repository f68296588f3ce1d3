"""Where a sign-off is required no way leads round it, and what a release says of it is the same bytes each time."""

from __future__ import annotations

import csv
import json
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import replace

import openpyxl
import pytest
from click.testing import CliRunner

from sfpc import briefing, cli, records, report, sign_off
from sfpc.errors import GateShut, NotSignedOff
from sfpc.sign_off import Answer
from tests.end_to_end.test_release import contents
from tests.published import QUARTER, copy_of, published

CAVEAT = "Costs of one authority are provisional <b>& may change</b>."
CAVEATS = Answer("publish_with_caveats", "reporting lead", "command line", "2026-11-22T09:30:00Z", caveats=CAVEAT)
HOLD = replace(CAVEATS, answer="hold", caveats=None, reason="One authority checks its costs.")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return published(tmp_path_factory.getbasetemp())


@pytest.fixture
def required(made, tmp_path):
    """A copy of what was published, in which a sign-off is required from now on."""
    return required_in(made, tmp_path / "data")


def required_in(made, data):
    settings = replace(copy_of(made, data), sign_off="required")
    (data / "warehouse.duckdb").symlink_to(made.settings.warehouse)
    return settings


def decision_number(settings):
    return briefing.brief(settings, QUARTER).decision_number


def sfpc(monkeypatch, settings, *arguments):
    """Run a command; its status and all that it said."""
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    monkeypatch.setenv("SFPC_INBOX", str(settings.inbox))
    monkeypatch.setenv("SFPC_SIGN_OFF", settings.sign_off)
    outcome = CliRunner().invoke(cli.main, [*arguments, "--quarter", QUARTER])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.output


# ---------------------------------------------------------------------------------------------- no way leads round it


def test_a_report_is_refused_and_the_release_before_stands(made, required):
    with pytest.raises(NotSignedOff, match="Nobody has signed off"):
        report.publish(required, QUARTER)

    releases = required.releases / QUARTER
    assert contents(releases / "r1") == contents(made.release.path)
    assert (releases / "latest").resolve().name == "r1"
    assert not (releases / "r2").exists()


def test_the_commands_end_with_status_3_and_say_what_to_do(required, monkeypatch):
    for command in (("report",), ("run", "--json")):
        status, said = sfpc(monkeypatch, required, *command)

        assert status == 3, said
        assert f"`sfpc sign-off --quarter {QUARTER}`" in said

    told = json.loads(said)
    assert told["verdict"].startswith("open")
    assert told["release"] is None
    assert told["waits"].startswith(f"Nobody has signed off {QUARTER}.")


def test_while_it_is_held_nothing_is_published(required):
    sign_off.record(required, QUARTER, decision_number(required), HOLD)

    with pytest.raises(NotSignedOff, match="One authority checks its costs"):
        report.publish(required, QUARTER)


def test_a_decision_that_no_longer_holds_is_neither_shown_nor_signed_off(required):
    path = records.newest(required.gate / QUARTER, "d")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["inputs"]["seeds_sha256"] = "of other seeds"
    path.write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(GateShut, match="was made before the seeds changed"):
        briefing.brief(required, QUARTER)


# ----------------------------------------------------------------------------------------------- what the release says


def test_signed_off_with_caveats_the_release_says_so_and_who_stands_in_the_manifest_alone(required):
    number = decision_number(required)
    sign_off.record(required, QUARTER, number, CAVEATS)

    release = report.publish(required, QUARTER).path

    signed = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["inputs"]["sign_off"]
    assert {name: signed[name] for name in ("answer", "by", "at", "caveats", "decision_number", "number")} == {
        "answer": "publish_with_caveats",
        "by": "reporting lead",
        "at": "2026-11-22T09:30:00Z",
        "caveats": CAVEAT,
        "decision_number": number,
        "number": 1,
    }
    page = (release / "published" / "report.html").read_text(encoding="utf-8")
    assert ">Caveats. Costs of one authority are provisional &lt;b&gt;&amp; may" in page
    assert ">Signed off for publication on 22 November 2026" in page
    assert "reporting lead" not in page
    rows = openpyxl.load_workbook(release / "published" / "report.xlsx", read_only=True)["Cover"].iter_rows(
        values_only=True
    )
    assert f"Caveats. {CAVEAT}" in [cell for row in rows for cell in row]


def test_published_anew_from_the_same_inputs_and_answer_it_is_the_same_bytes_and_made_once(made, tmp_path):
    found = []
    for name in ("here", "there"):
        settings = required_in(made, tmp_path / name)
        shutil.rmtree(settings.releases)
        sign_off.record(settings, QUARTER, decision_number(settings), CAVEATS)
        found.append(contents(report.publish(settings, QUARTER).path))
        again = report.publish(settings, QUARTER)
        assert (again.number, again.is_new) == (1, False)

    assert found[0] == found[1]


def test_where_it_is_off_the_release_is_what_it_was_byte_for_byte_whatever_was_answered(made, required):
    sign_off.record(required, QUARTER, decision_number(required), HOLD)
    shutil.rmtree(required.releases)

    release = report.publish(replace(required, sign_off="off"), QUARTER)

    assert contents(release.path) == contents(made.release.path)
    assert "sign_off" not in json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))["inputs"]


# ------------------------------------------------------------------------------------------------- what is shown first


def test_the_briefing_says_the_verdict_and_every_figure_that_differs_from_the_last_release(required):
    table = required.releases / QUARTER / "r1" / "internal" / "csv" / "rpt_performance.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = next(row for row in rows if row["quarter"] == QUARTER and row["measure"] == "referrals" and row["value"])
    now, changed["value"] = changed["value"], "7"
    table.chmod(0o644)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changed))
        writer.writeheader()
        writer.writerows(rows)

    made = briefing.brief(required, QUARTER)
    by_heading = {section.heading: section.lines for section in made.sections}

    assert by_heading["Figures changed since release 1: 1"] == (
        f"{QUARTER}, {changed['authority_name']}, Performance: {changed['title']}: 7 → {int(now):,}",
    )
    assert by_heading["The gate"][0].startswith("The gate is open")
    assert made.path.read_text(encoding="utf-8") == made.whole()


def test_the_first_release_of_a_quarter_has_nothing_to_be_compared_with(required):
    shutil.rmtree(required.releases)

    assert "This would be the first release of the quarter." in briefing.brief(required, QUARTER).text()


# --------------------------------------------------------------------------------------------------- the command line


def test_the_command_records_an_answer_and_the_report_follows(required, monkeypatch):
    answered = ("sign-off", "--answer", "publish-with-caveats", "--by", "reporting lead", "--caveat", "Provisional.")

    status, said = sfpc(monkeypatch, required, *answered)

    assert status == 0, said
    assert "publish with caveats, by reporting lead" in said
    assert sfpc(monkeypatch, required, "report")[0] == 0
    shown = json.loads(sfpc(monkeypatch, required, "sign-off", "--json")[1])
    assert (shown["sign_off"]["answer"], shown["sign_off"]["caveats"]) == ("publish_with_caveats", "Provisional.")
    assert shown["waits"] is None
    assert shown["required"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--answer", "publish"), "Who answers? Give --by with a role"),
        (("--by", "reporting lead"), "Which answer? Give --answer with one of publish, publish-with-caveats, hold"),
        (("--answer", "publish", "--by", "Jane Smith"), "--by reads as a person's name"),
        (("--answer", "hold", "--by", "reporting lead"), "To answer 'hold', give the reason"),
        (("--answer", "yes"), "'yes' is not one of"),
    ],
)
def test_an_answer_that_is_not_complete_is_wrong_usage_where_nobody_can_be_asked(
    required, monkeypatch, arguments, words
):
    status, said = sfpc(monkeypatch, required, "sign-off", *arguments)

    assert status == 2
    assert words in said
    assert sign_off.newest(required, QUARTER) is None


def test_without_an_answer_it_shows_and_records_nothing(required, monkeypatch):
    status, said = sfpc(monkeypatch, required, "sign-off")

    assert status == 0
    assert f"May {QUARTER} be published?" in said
    assert f"Nobody has signed off {QUARTER}." in said
    assert sign_off.newest(required, QUARTER) is None


@pytest.mark.parametrize("in_ci", [False, True])
def test_on_a_terminal_it_asks_for_what_is_missing_and_in_ci_it_never_does(required, in_ci):
    inherited = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("SFPC")}
    environment = inherited | {"SFPC_DATA": str(required.data), "SFPC_SIGN_OFF": "required"}
    screen, terminal = pty.openpty()
    os.write(screen, b"hold\nOne authority checks its costs.\nprogramme board\n")

    done = subprocess.run(
        [sys.executable, "-m", "sfpc", "sign-off", "--quarter", QUARTER],
        env=environment | ({"CI": "true"} if in_ci else {}),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        check=False,
        timeout=120,
    )
    os.close(terminal)
    os.close(screen)

    assert done.returncode == 0
    kept = sign_off.newest(required, QUARTER)
    if in_ci:
        assert kept is None
    else:
        assert (kept.given.answer, kept.given.by) == ("hold", "programme board")
        assert kept.given.reason == "One authority checks its costs."
