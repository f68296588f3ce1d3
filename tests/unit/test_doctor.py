"""The doctor finds what is not well, says what to do about it, and leaves alone what is well."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from sfpc import data_format, doctor, landing, raw
from sfpc.cli import main
from sfpc.doctor import folders, machine, of_airflow, of_data, program
from sfpc.doctor.result import FAILED, OK, UNKNOWN, WARNING, Diagnosis, Result
from sfpc.runbooks import page_of
from sfpc.telemetry import log, steps
from tests.builders import home_with_seeds
from tests.folders import HOME, SAMPLES, lay, settings_in

QUARTER, FOLDER = "2022-23-Q1", "leeds"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("SFPC_", "AIRFLOW"))]:
        monkeypatch.delenv(name)
    settings = settings_in(tmp_path / "data")
    lay(settings, SAMPLES / QUARTER / FOLDER, FOLDER, QUARTER)
    return settings


@pytest.fixture
def landed(settings):
    [waiting] = landing.waiting(settings)
    return landing.land(settings, waiting)


def outcome(look, settings):
    return look(settings).outcome


# ---- the program


def test_this_python_and_these_packages_are_what_the_lock_says(settings):
    assert outcome(program.python, settings) == OK
    assert outcome(program.packages, settings) == OK


def test_another_python_is_told(settings, monkeypatch):
    monkeypatch.setattr(program.platform, "python_version", lambda: "3.9.2")

    found = program.python(settings)
    assert (found.outcome, found.found) == (FAILED, "This is Python 3.9.2; wanted is <3.14,>=3.11.")


def test_a_package_of_another_version_than_the_lock_says_is_told(settings, tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "click==0.1 \\\n    --hash=sha256:0\nfilelock==0.2 ; python_full_version < '3' \\\n", encoding="utf-8"
    )
    found = program.packages(replace(settings, home=tmp_path))

    assert found.outcome == FAILED
    assert "click " in found.found
    assert "(wanted 0.1)" in found.found
    assert "filelock" not in found.found  # the line is for another Python


def test_a_package_that_is_not_installed_is_told(settings, monkeypatch):
    there = program.installed
    monkeypatch.setattr(program, "installed", lambda name: None if name == "duckdb" else there(name))

    assert program.packages(settings).found == "Not installed: duckdb."


def test_a_misspelt_setting_is_told(settings, monkeypatch):
    assert outcome(program.settings, settings) == OK
    monkeypatch.setenv("SFPC_SIGNOFF", "required")

    assert program.settings(settings).found == "SFPC_SIGNOFF is no setting."


@pytest.mark.usefixtures("settings")
def test_a_setting_that_cannot_be_is_a_failure_and_the_only_thing_told(monkeypatch):
    monkeypatch.setenv("SFPC_SIGN_OFF", "maybe")

    [found] = doctor.examine()
    assert (found.name, found.result.outcome, found.runbook) == ("settings", FAILED, page_of("doctor settings"))


def test_a_limit_above_the_machines_memory_is_told(settings, monkeypatch):
    assert outcome(program.limits, settings) == OK
    monkeypatch.setenv("SFPC_LIMIT_MEMORY_MEGABYTES", "999999999")

    assert outcome(program.limits, settings) == WARNING


def test_a_seed_that_cannot_be_read_is_a_failure(settings, tmp_path):
    assert outcome(program.seeds, settings) == OK
    home = tmp_path / "home"
    shutil.copytree(HOME / "seeds", home / "seeds")
    shutil.copytree(HOME / "expectations", home / "expectations")
    (home / "seeds" / "authorities.csv").write_text("authority_code\n", encoding="utf-8")

    assert doctor.looked(lambda: program.seeds(replace(settings, home=home))).outcome == FAILED


@pytest.mark.parametrize(
    ("today", "outcome", "says"),
    [
        (date(2026, 12, 31), OK, "The calendar goes on to 2026-27-Q4."),
        (date(2027, 1, 1), WARNING, "The calendar ends with the present quarter; 2027-28-Q1 is next."),
        (date(2027, 4, 1), FAILED, "2027-28-Q1 is not in the calendar; add its row."),
        (date(2027, 7, 1), FAILED, "2027-28-Q1, 2027-28-Q2 are not in the calendar; add their rows."),
    ],
)
def test_a_calendar_that_ends_is_told_a_quarter_before_it_does(settings, tmp_path, today, outcome, says):
    home = home_with_seeds(tmp_path, return_calendar=lambda text: text[: text.find("\n2027-28-Q1") + 1 or None])

    found = program.calendar(replace(settings, home=home), today)

    assert (found.outcome, found.todo is None) == (outcome, outcome == OK)
    assert found.found.endswith(says)


# ---- the machine


def test_too_little_room_is_a_failure_and_little_room_a_warning(settings, monkeypatch):
    for free, wanted in ((100 << 20, FAILED), (1_000 << 20, WARNING), (50_000 << 20, OK)):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        assert outcome(machine.disk, settings) == wanted


def test_a_receipt_of_a_time_to_come_is_a_failure(settings, landed):
    assert outcome(machine.clock, settings) == OK
    receipt = landed.path / "receipt.json"
    ahead = (datetime.now(UTC) + timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="seconds")
    receipt.chmod(0o644)
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | {"received_at": ahead}), encoding="utf-8")

    found = machine.clock(settings)
    assert found.outcome == FAILED
    assert ahead in found.found


@pytest.mark.parametrize(("told", "wanted"), [(True, OK), (False, WARNING), (None, OK)])
def test_a_clock_that_the_network_does_not_set_is_told_where_that_is_known(settings, monkeypatch, told, wanted):
    monkeypatch.setattr(machine, "_is_synchronised", lambda: told)

    assert outcome(machine.clock, settings) == wanted


# ---- the folders


def test_folders_that_are_as_they_should_be_are_well(settings, landed):
    settings.data.chmod(0o750)
    for path in sorted(settings.data.rglob("*")):
        path.chmod(0o550 if path.is_dir() else 0o440)
    for path in (
        settings.data / "landing",
        settings.data / "logs",
        settings.data / "metrics",
        settings.data / "lineage",
    ):
        path.chmod(0o750)

    assert landed.path.exists()
    assert folders.folders(settings).found == f"This account may write to {settings.data}, and not everybody may."


def test_an_internal_file_that_everybody_may_read_is_told(settings, landed):
    settings.data.chmod(0o750)
    for path in settings.data.rglob("*"):
        path.chmod(0o750 if path.is_dir() else 0o640)
    assert outcome(folders.folders, settings) == OK
    (landed.path / "receipt.json").chmod(0o444)

    assert folders.folders(settings).found == f"Everybody may read 1 internal files, as one in {landed.path}."


def test_a_folder_that_everybody_may_write_to_is_told(settings, landed):
    settings.landing.chmod(0o777)

    assert landed
    assert folders.folders(settings).found == f"Everybody may write to {settings.landing}."


def test_a_folder_that_cannot_be_written_to_is_a_failure(settings, landed, monkeypatch):
    def refused(self, *_, **__):
        raise PermissionError(self)

    monkeypatch.setattr(Path, "touch", refused)

    assert landed
    assert outcome(folders.folders, settings) == FAILED


def test_an_inbox_that_is_not_there_is_told(settings, landed):
    shutil.rmtree(settings.inbox)

    assert landed
    assert folders.folders(settings).found == f"The inbox {settings.inbox} is not there."


# ---- what the steps left behind


def test_a_data_folder_of_another_version_is_a_failure(settings, landed):
    assert landed.path.exists()
    for number, wanted in ((data_format.FORMAT, OK), (data_format.FORMAT + 1, FAILED), (1, FAILED)):
        data_format.note(settings, number)
        assert outcome(of_data.data, settings) == wanted


@pytest.mark.usefixtures("landed")
def test_landing_that_is_whole_is_well(settings):
    assert of_data.landing(settings).found == "1 submissions have landed, each with what its receipt names."


def test_a_landed_file_that_was_changed_or_is_gone_is_a_failure(settings, landed):
    file = landed.files[0]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b" ")
    assert "file 1 is not as it came" in of_data.landing(settings).found

    file.parent.chmod(0o755)
    file.unlink()
    found = of_data.landing(settings)
    assert (found.outcome, file.name in found.found) == (FAILED, False)  # a file's name is the sender's
    assert "file 1 is missing" in found.found


def test_what_is_half_landed_is_told(settings, landed):
    shelf = landed.path.parent
    shelf.chmod(0o755)
    left = shelf / f"{landing.ASIDE}1"
    left.mkdir()
    assert outcome(of_data.landing, settings) == OK  # it may be being written
    os.utime(left, (0, 0))
    assert outcome(of_data.landing, settings) == WARNING

    (shelf / "0123456789abcdef").mkdir()
    assert of_data.landing(settings).found.endswith("0123456789abcdef has no receipt, so it does not count.")


def test_what_lands_while_the_doctor_looks_is_well(settings, landed):
    """Listed under the name that it is written aside with, and gone from there when it is looked at."""
    shelf = landed.path.parent
    shelf.chmod(0o755)
    (shelf / f"{landing.ASIDE}1").symlink_to("it_has_its_own_name_now")

    assert outcome(of_data.landing, settings) == OK


def test_what_was_not_read_is_told(settings, landed):
    assert outcome(of_data.raw, settings) == WARNING
    raw.read(settings, landed)
    assert outcome(of_data.raw, settings) == OK


def test_a_warehouse_that_is_not_there_is_told_and_one_that_does_not_open_is_a_failure(settings):
    assert of_data.warehouse(settings).found == "There is no warehouse yet."
    settings.warehouse.write_bytes(b"no database at all" * 1000)

    assert doctor.looked(lambda: of_data.warehouse(settings)).outcome == FAILED


def test_steps_that_could_not_be_told_of_are_told(settings):
    assert outcome(of_data.telemetry, settings) == UNKNOWN
    log.write(settings, "info", "a")
    assert outcome(of_data.telemetry, settings) == OK
    log.write(settings, "warning", steps.SEEN, what="lineage", problem="ConnectionError")

    assert "lineage was not told: ConnectionError" in of_data.telemetry(settings).found


# ---- Airflow


@pytest.fixture
def airflow(monkeypatch):
    """An address at which something answers as Airflow does."""
    told = {"metadatabase": {"status": "healthy"}, "scheduler": {"status": "healthy"}, "triggerer": {"status": None}}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            assert self.path == of_airflow.HEALTH
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv(of_airflow.ADDRESS, f"http://127.0.0.1:{server.server_port}")
    yield told
    server.shutdown()
    server.server_close()


def test_airflow_is_asked_only_where_an_address_is_set(settings):
    assert outcome(of_airflow.health, settings) == UNKNOWN


def test_airflows_health_is_what_it_says(settings, airflow):
    assert of_airflow.health(settings).found == "Airflow is healthy: metadatabase, scheduler."
    airflow["scheduler"]["status"] = "unhealthy"
    assert of_airflow.health(settings).found == "Airflow says of scheduler that it is not healthy."


def test_an_airflow_that_does_not_answer_is_a_failure(settings, monkeypatch):
    monkeypatch.setenv(of_airflow.ADDRESS, "http://127.0.0.1:1")

    assert outcome(of_airflow.health, settings) == FAILED


def test_a_dag_that_cannot_be_imported_is_a_failure(settings, tmp_path):
    home = tmp_path / "home"
    (home / "dags").mkdir(parents=True)
    (home / "dags" / "bad.py").write_text("from airflow.sdk import dag\nraise ValueError('a setting')\n")
    shutil.copytree(HOME / "orchestration", home / "orchestration")

    found = of_airflow.dags(replace(settings, home=home))
    assert (found.outcome, found.found) == (FAILED, "Cannot be imported: bad.py (ValueError: a setting).")


# ---- the whole


def test_what_one_look_meets_keeps_no_other_from_looking(settings, monkeypatch):
    def broken(_):
        raise ValueError("says Jo Smith (12)")

    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    monkeypatch.setattr(doctor, "LOOKS", {"disk": broken, "clock": machine.clock})

    first, second = doctor.examine()
    assert (first.result.outcome, second.result.outcome) == (FAILED, OK)
    assert "Smith" not in first.result.found
    assert first.runbook == page_of("doctor disk")
    assert second.runbook is None


def test_the_exit_status_says_whether_anything_failed(settings, monkeypatch):
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    for result, status in ((Result(OK, "Well."), 0), (Result(WARNING, "Hm.", "Do."), 0), (Result(FAILED, "No."), 1)):
        monkeypatch.setattr(doctor, "LOOKS", {"disk": lambda _, result=result: result})
        assert CliRunner().invoke(main, ["doctor"]).exit_code == status

        told = CliRunner().invoke(main, ["doctor", "--json"])
        assert json.loads(told.stdout) == [
            {
                "name": "disk",
                "outcome": result.outcome,
                "found": result.found,
                "todo": result.todo,
                "runbook": Diagnosis("disk", result).runbook,
            }
        ]


def test_the_doctor_changes_nothing(settings, landed, monkeypatch):
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    monkeypatch.setattr(doctor, "LOOKS", {name: look for name, look in doctor.LOOKS.items() if name != "dags"})
    before = {path: path.stat().st_mtime_ns for path in settings.data.rglob("*") if path.is_file()}

    assert len(list(doctor.examine())) == len(doctor.LOOKS)
    assert {path: path.stat().st_mtime_ns for path in settings.data.rglob("*") if path.is_file()} == before
    assert landed
