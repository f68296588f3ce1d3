"""Every alarm has its page, every page its alarms, and whoever raises an alarm says where its page stands."""

import ast
import inspect
import re

import pytest

from sfpc import doctor, errors
from sfpc.notices import Notice, as_html, as_text
from sfpc.runbooks import FOLDER, PAGES, page_of, page_of_error, page_of_task
from tests.folders import HOME

RUNBOOKS = HOME / FOLDER
HEADINGS = ["## What it means", "## Look at", "## Do", "## It is over when"]


def trees(folder):
    """Give each Python file of a folder with what it says."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((HOME / folder).glob("*.py"))}


def kinds_of_notices():
    """Give every kind of notice that the code makes."""
    return {
        keyword.value.value
        for tree in trees("src/sfpc/notices").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }


def is_task(decorator):
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called) in ("task", "task.bash", "task.short_circuit")


def tasks():
    """Give every task of every DAG file as file.task; the sign-off's stand in a file of their own."""
    found = set()
    for path, tree in trees("dags").items():
        file = "publish_quarter" if path.stem == "sign_off" else path.stem
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(map(is_task, node.decorator_list)):
                found.add(f"{file}.{node.name}")
            if isinstance(node, ast.Call):
                found |= {
                    f"{file}.{one.value.value}"
                    for one in node.keywords
                    if one.arg == "task_id" and isinstance(one.value, ast.Constant)
                }
    return found


def kinds_of_errors():
    """Give the errors that people see."""
    members = inspect.getmembers(errors, inspect.isclass)
    return {name for name, kind in members if issubclass(kind, errors.SfpcError)}


def alarms():
    return (
        {f"notice {kind}" for kind in kinds_of_notices()}
        | {f"task {name}" for name in tasks()}
        | {f"doctor {name}" for name in doctor.LOOKS}
        | {f"error {name}" for name in kinds_of_errors()}
    )


def test_there_are_alarms_of_every_sort():
    assert {"gate_shut", "run_failed"} <= kinds_of_notices()
    assert {"publish_quarter.pass_gate", "publish_quarter.await_sign_off", "ingest_returns.sweep_inbox"} <= tasks()
    assert {"Busy", "GateShut"} <= kinds_of_errors()


def test_every_alarm_has_one_runbook_and_each_runbook_is_of_alarms_that_there_are():
    listed = [alarm for of_page in PAGES.values() for alarm in of_page]

    assert sorted(listed) == sorted(alarms())


def test_every_runbook_is_there_and_there_is_no_other():
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_runbook_names_its_alarms_and_says_what_to_do(name):
    text = (RUNBOOKS / f"{name}.md").read_text(encoding="utf-8")
    [named] = re.findall(r"^\*\*Alarms:\*\* (.+)$", text, re.MULTILINE)

    assert re.findall(r"`([^`]+)`", named) == list(PAGES[name])
    assert re.findall(r"^## .+$", text, re.MULTILINE) == HEADINGS
    for heading in HEADINGS:
        section = text.split(heading)[1].split("\n## ")[0]
        assert len(section.split()) >= 3, f"{name}: {heading} is empty"


def test_the_list_of_runbooks_has_them_all():
    listed = (RUNBOOKS / "README.md").read_text(encoding="utf-8")

    for name, of_page in PAGES.items():
        [row] = [line for line in listed.splitlines() if f"]({name}.md)" in line]
        assert re.findall(r"`([^`]+)`", row) == list(of_page)


def notice(kind, **more):
    return Notice(kind=kind, keys=("a",), subject="A subject", says=("It happened.",), **more)


def test_a_notice_links_to_its_runbook_and_one_for_an_authority_to_none():
    page = "docs/runbooks/the_gate_is_shut.md"

    assert f"- what to do about it: {page}" in as_text(notice("gate_shut"))
    assert page in as_html(notice("gate_shut"))
    assert "runbooks" not in as_text(notice("reminder", audience="northby"))
    assert Notice.from_record(notice("gate_shut").as_record()) == notice("gate_shut")


def test_a_notice_about_a_red_task_links_to_the_tasks_own_runbook():
    from datetime import date

    from sfpc.notices import words

    told = words.run_failed("publish_quarter", "build_warehouse", "2022-23-Q1", date(2022, 8, 1), ())

    assert told.runbook == page_of("task publish_quarter.build_warehouse")
    assert page_of_task("ingest_northby", "sweep_inbox") == page_of("task ingest_returns.sweep_inbox")
    assert page_of_task("another", "task") == page_of("notice run_failed")


def test_an_error_has_the_page_of_its_kind_or_of_the_kind_above_it():
    class Another(errors.Busy):
        pass

    assert page_of_error(errors.GateShut) == page_of("error GateShut")
    assert page_of_error(Another) == page_of("error Busy")
    assert page_of_error(ValueError) is None


def test_the_command_line_says_where_the_page_of_an_error_stands(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from sfpc.cli import main

    monkeypatch.setenv("SFPC_DATA", str(tmp_path))
    outcome = CliRunner().invoke(main, ["gate", "--quarter", "2022-23-Q1"])  # there is no warehouse

    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines()[-1] == f"What to do: {page_of('error PipelineError')}"


def test_of_what_was_typed_wrongly_the_message_says_all():
    from click.testing import CliRunner

    from sfpc.cli import main

    outcome = CliRunner().invoke(main, ["gate", "--quarter", "2022-23"])

    assert outcome.exit_code == 2
    assert "docs/runbooks" not in outcome.stderr
