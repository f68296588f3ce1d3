"""In Airflow a quarter waits for a person, whose answer, log-in and words become the record and the manifest.

The DAG runs by `dag.test()`, and is answered through Airflow's REST API; the runs follow one another on one folder.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys

import openpyxl
import pytest

from tests.dags.conftest import ROOT, environment
from tests.published import QUARTER, published

LEAD = "reporting_lead"
HOLD = {"chosen_options": ["Hold"], "params_input": {"caveats": "", "reason": "One authority checks its costs."}}
YES = {"chosen_options": ["Publish"], "params_input": {"caveats": "", "reason": ""}}
NO_WORDS = {"chosen_options": ["Publish with caveats"], "params_input": {"caveats": "", "reason": ""}}
CAVEAT = "Costs of one authority are provisional."
CAVEATS = {"chosen_options": ["Publish with caveats"], "params_input": {"caveats": CAVEAT, "reason": ""}}
PERSONAL = {
    "chosen_options": ["Publish with caveats"],
    "params_input": {"caveats": "Ring 0113 496 0000.", "reason": ""},
}

RETURN_COMES = f"""
from types import SimpleNamespace
from awaiting import AwaitSignOff
from sfpc import sign_off
from sfpc.settings import Settings

given = sign_off.Answer("hold", "reporting lead", "command line", sign_off.now(), reason="Costs are checked.")
sign_off.record(Settings.from_environment(), {QUARTER!r}, 1, given)
waits = AwaitSignOff(task_id="await_sign_off", subject="?", answers={{"Hold": "hold"}})
shown = {{"quarter": {QUARTER!r}, "decision_number": 1}}
context = {{
    "ti": SimpleNamespace(xcom_pull=lambda task_ids: shown),
    "params": {{"wait_for_sign_off": True}},
    "dag_run": SimpleNamespace(run_type="asset_triggered"),
}}
try:
    waits.execute(context)
except Exception as error:
    print(type(error).__name__, error)
"""

RUNS = [
    ["another run comes", [LEAD, HOLD]],
    ["the gate decides anew", [LEAD, YES]],
    ["nobody answers"],
    [["onlooker", YES], [LEAD, NO_WORDS], [LEAD, PERSONAL], [LEAD, CAVEATS]],
    [],
]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder in which the quarter was published once, before a sign-off was required."""
    made = published(tmp_path_factory.getbasetemp())
    copy = tmp_path_factory.mktemp("sign_off") / "data"
    shutil.copytree(made.settings.data, copy, symlinks=True)
    return copy


@pytest.fixture(scope="module")
def runs(data):
    """What became of each run."""
    said = subprocess.run(
        [sys.executable, ROOT / "tests" / "dags" / "answering.py", QUARTER, json.dumps(RUNS)],
        env=environment(data) | {"SFPC_SIGN_OFF": "required"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    logs = [log.read_text(encoding="utf-8")[-3000:] for log in (data / "logs").glob("answering_*.log")]
    assert said.returncode == 0, logs
    return json.loads(said.stdout.splitlines()[-1])


def test_the_person_is_shown_the_gates_decision_and_what_changed_and_offered_three_answers(runs, data):
    asked = runs[0]["asked"]

    assert asked["options"] == ["Publish", "Publish with caveats", "Hold"]
    assert set(asked["params"]) == {"caveats", "reason"}
    assert asked["subject"].startswith(f"May {QUARTER} be published? Decision ")
    for heading in ("### The gate", "### Warnings", "### Waived", "### Figures changed since release 1: 0"):
        assert heading in asked["body"]
    assert f"{data}/gate/{QUARTER}/briefing-d".replace("_", "\\_") in asked["body"]


def test_hold_ends_the_run_as_skipped_with_nothing_published(runs):
    held = runs[0]

    assert held["errors"] == {}
    assert held["states"]["await_sign_off"] == "success"
    assert held["states"]["record_sign_off"] == "skipped"
    assert "publish_report" not in held["states"]


def test_another_run_of_the_quarter_does_not_ask_for_the_same_answer_again(runs, data):
    assert len(runs) == len(RUNS)
    with sqlite3.connect(f"file:{data}/airflow/airflow.db?mode=ro", uri=True) as database:
        asked = database.execute("select state from task_instance where task_id = 'await_sign_off' order by start_date")
        states = [state for (state,) in asked]

    assert sorted(states) == ["failed", "skipped", "success", "success", "success", "success"]


def test_while_it_is_held_another_return_asks_nobody_and_only_a_run_started_by_hand_does(data, runs):
    assert runs[0]["states"]["record_sign_off"] == "skipped"
    held = data.parent / "held"
    gate = held / "gate" / QUARTER
    gate.mkdir(parents=True)
    (gate / "d1.json").write_text('{"verdict": "open"}')

    said = subprocess.run(
        [sys.executable, "-c", RETURN_COMES],
        cwd=ROOT / "dags",
        env=environment(held) | {"SFPC_SIGN_OFF": "required", "AIRFLOW_HOME": str(held / "airflow")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert "AirflowSkipException" in said.stdout
    assert f"{QUARTER} is held." in said.stdout
    assert "To be asked again, trigger this DAG by hand." in said.stdout


def test_an_answer_to_a_decision_that_was_superseded_while_it_waited_fails_and_says_so(runs):
    stale = runs[1]

    assert stale["states"]["record_sign_off"] == "failed"
    assert "has decided anew since" in stale["errors"]["record_sign_off"]
    assert "publish_report" not in stale["states"]


def test_when_nobody_answers_in_time_the_run_fails_and_says_what_to_do(runs):
    late = runs[2]

    assert late["states"]["await_sign_off"] == "failed"
    assert "Nobody has answered within 14 days, so nothing was published" in late["errors"]["await_sign_off"]
    assert "Clear this task to ask again" in late["errors"]["await_sign_off"]
    assert "publish_report" not in late["states"]


def test_who_may_only_look_cannot_answer_and_an_answer_that_is_not_complete_is_asked_for_again(runs):
    assert runs[3]["statuses"] == [403, 200, 200, 200]
    assert set(runs[3]["states"].values()) == {"success"}


def test_the_manifest_says_the_persons_log_in_when_and_the_caveats(runs, data):
    release = data / "releases" / QUARTER / "latest"
    [*_, newest] = sorted((data / "gate" / QUARTER).glob("s*.json"))
    kept = json.loads(newest.read_text(encoding="utf-8"))
    signed = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["inputs"]["sign_off"]

    assert runs[3]["returned"]["publish_report"]["path"].endswith("r2")
    assert (signed["answer"], signed["by"], signed["through"]) == ("publish_with_caveats", LEAD, "Airflow")
    assert (signed["at"], signed["caveats"]) == (kept["at"], CAVEAT)
    assert signed["decision_number"] == kept["decision"]["number"]


def test_the_caveats_are_printed_on_the_page_and_in_the_workbook(runs, data):
    release = data / "releases" / QUARTER / "latest"
    cover = openpyxl.load_workbook(release / "published" / "report.xlsx", read_only=True)["Cover"]

    assert runs[3]["errors"] == {}
    assert f">Caveats. {CAVEAT}</p>" in (release / "published" / "report.html").read_text(encoding="utf-8")
    assert f"Caveats. {CAVEAT}" in [cell for row in cover.iter_rows(values_only=True) for cell in row]


def test_what_is_signed_off_is_published_again_without_asking_anybody(runs, data):
    again = runs[4]

    assert "asked" not in again
    assert set(again["states"].values()) == {"success"}
    assert again["returned"]["publish_report"] == {"path": f"{data}/releases/{QUARTER}/r2", "is_new": False}


def test_every_answer_that_counted_once_is_kept_and_no_other(runs, data):
    answers = [json.loads(path.read_text(encoding="utf-8")) for path in (data / "gate" / QUARTER).glob("s*.json")]

    assert len(runs) == len(RUNS)
    assert sorted(one["answer"] for one in answers) == ["hold", "publish_with_caveats"]
    assert {one["by"] for one in answers} == {LEAD}


def test_make_run_waits_for_nobody_and_says_what_to_do(data, tmp_path):
    """Start the main job as `make run` does, on a decision that nobody has signed off; apart from the other runs."""
    apart = tmp_path / "data"
    shutil.copytree(data, apart, symlinks=True, ignore=shutil.ignore_patterns("airflow"))
    for path in (apart / "gate" / QUARTER).glob("s*.json"):
        path.unlink()

    done = subprocess.run(
        [sys.executable, ROOT / "orchestration" / "run_under_airflow.py", "--quarter", QUARTER],
        env=environment(apart) | {"SFPC_SIGN_OFF": "required"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert done.returncode == 3, done.stdout
    assert f"Nobody has signed off {QUARTER}." in done.stdout
    assert f"`sfpc sign-off --quarter {QUARTER}`" in done.stdout
    assert "Then run this again." in done.stdout
