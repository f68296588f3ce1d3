"""Every setting is written down, and every command that people type exists."""

import re
import shlex
import subprocess
from dataclasses import fields

from sfpc.limits import PREFIX, Limits, setting_name
from tests.folders import HOME

TOLD_TO_DBT = {"SFPC_BUILD_FILE", "SFPC_RAW", "SFPC_GATE"}
"""What `transform` works out and tells dbt; nobody sets these."""


def settings_named_in(*paths):
    """Give the SFPC_ names that files, or the Python files of folders, hold."""
    files = [
        file for path in paths for file in ([HOME / path] if (HOME / path).is_file() else (HOME / path).rglob("*"))
    ]
    readable = [file for file in files if file.suffix in (".py", ".yml", ".sql", "") and file.is_file()]
    return {name for file in readable for name in re.findall(r"\bSFPC_[A-Z_]+\b", file.read_text(encoding="utf-8"))}


def test_env_example_lists_every_setting_and_no_other():
    read = settings_named_in(
        "src", "dags", "orchestration", "docker-compose.yml", "docker/initialise", "docker/Dockerfile"
    )
    text = (HOME / ".env.example").read_text(encoding="utf-8")
    read = {name for name in read if not name.startswith(PREFIX)} | {setting_name(one.name) for one in fields(Limits)}
    listed = set(re.findall(r"^(?:# )?(SFPC_[A-Z_]+)=", text, re.MULTILINE))
    assert {"SFPC_DATA", "SFPC_INBOX", "SFPC_HOME"} <= read
    assert listed == read - TOLD_TO_DBT


def test_what_dbt_is_told_it_uses():
    assert settings_named_in("src/sfpc/transform.py", "src/sfpc/warehouse") >= TOLD_TO_DBT
    assert settings_named_in("dbt_project/profiles.yml", "dbt_project/models", "dbt_project/macros") >= TOLD_TO_DBT


def test_env_example_sets_no_secret():
    text = (HOME / ".env.example").read_text(encoding="utf-8")
    assert not re.search(r"^\s*\w*(PASSWORD|SECRET|TOKEN|KEY)\w*=", text, re.MULTILINE)


def test_make_lists_every_command_there_is():
    text = (HOME / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=HOME, capture_output=True, text=True, check=True
    ).stdout
    described = re.findall(r"^  make (\w+)\s+\S", listed, re.MULTILINE)
    assert described == phony
    assert len(described) <= 14


def test_every_script_that_make_starts_exists():
    text = (HOME / "Makefile").read_text(encoding="utf-8")
    scripts = set(re.findall(r"\b(?:orchestration|benchmarks)/\w+\.py|(?:\.ci|docker)/\w+$", text, re.MULTILINE))
    assert {"orchestration/run_under_airflow.py", ".ci/browser", "docker/build"} <= scripts
    assert [script for script in scripts if not (HOME / script).is_file()] == []


def test_shell_scripts_can_be_run_and_stop_at_the_first_fault():
    for script in (
        ".ci/run",
        ".ci/browser",
        ".ci/office",
        ".ci/services",
        "docker/build",
        "docker/initialise",
        "docker/make_secrets",
    ):
        assert (HOME / script).stat().st_mode & 0o111, script
        assert "\nset -euo pipefail\n" in (HOME / script).read_text(encoding="utf-8"), script
        subprocess.run(["bash", "-n", HOME / script], check=True)


def test_ci_runs_make_test_and_nothing_else():
    last = (HOME / ".ci/run").read_text(encoding="utf-8").splitlines()[-1]
    assert shlex.split(last) == ["exec", "make", "test", "</dev/null"]
