"""No secret stands in the project's files, and none gets into the image.

What is logged by a real run with real secrets is looked at in tests/dags/test_access.py and test_airflow_service.py.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.folders import HOME

KINDS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n",
    "an AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36}",
    "a Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "an Azure account key": r"AccountKey=[A-Za-z0-9+/]{40,}",
    "a Fernet key": r"(?<![\w+/=-])[\w-]{43}=(?![\w=])",
    "a password in an address": r"://[^\s/:@'\"<>{}$%()\[\]]+:[^\s/@'\"<>{}$%()\[\]]{6,}@[\w.-]+",
    "a password that is set": r"(?i)(?:password|secret|token|api_?key)\w*[\"']?\s*[:=]\s*[\"']?(?!/)[\w+/-]{24,}",
}
"""What secrets look like."""
EXAMPLES = {
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----\n",
    "an AWS access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a GitHub token": "ghp_" + "a1" * 18,
    "a Slack token": "xoxb-" + "1234567890-abc",
    "a web token": ".".join(("eyJ" + "a" * 12, "eyJ" + "b" * 12, "c" * 12)),
    "an Azure account key": "AccountKey" + "=" + "a" * 44,
    "a Fernet key": " " + "aZ0_" * 10 + "abc" + "= ",
    "a password in an address": "postgresql://airflow" + ":hunter22@db",
    "a password that is set": "admin_password" + ' = "' + "a1B2" * 7,
}
"""What each kind finds, put together so that this file holds none."""
MADE_UP = {
    ("a password in an address", f"tests/unit/{name}.py")
    for name in ("test_lake_settings", "test_landing_elsewhere", "test_telemetry", "test_telemetry_pushing")
}
"""Kinds, each with a file in which one is made up: those show that a message never tells it."""
LONGEST = 1_000_000
"""Bytes; larger files are data."""


def project_files():
    """Every file that git keeps or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOME,
        capture_output=True,
        check=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := HOME / name).is_file()]


@pytest.fixture(scope="module")
def texts():
    """What the project's files say, by path."""
    small = [path for path in project_files() if path.stat().st_size < LONGEST and not path.is_symlink()]
    return {str(path.relative_to(HOME)): path.read_text(encoding="utf-8", errors="replace") for path in small}


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_of_the_project_holds(kind, texts):
    assert re.search(KINDS[kind], EXAMPLES[kind]), "what looks for it does not find it"
    looked_at = {path: text for path, text in texts.items() if (kind, path) not in MADE_UP}
    found = [
        f"{path}: {match[0][:12]}..." for path, text in looked_at.items() for match in re.finditer(KINDS[kind], text)
    ]

    assert len(texts) > 500
    assert found == []


def test_git_keeps_neither_secrets_nor_settings_of_a_machine():
    kept = {str(path.relative_to(HOME)) for path in project_files()}

    assert not [name for name in kept if name.startswith("docker/secrets/") or name.split("/")[-1] == ".env"]
    ignored = subprocess.run(
        ["git", "check-ignore", "docker/secrets/admin_password", ".env", "data/airflow/airflow.cfg"],
        cwd=HOME,
        capture_output=True,
        check=True,
        text=True,
    )
    assert len(ignored.stdout.splitlines()) == 3


def test_the_image_is_made_of_nothing_in_which_a_secret_could_lie(dockerfile):
    copied = {
        source
        for line in dockerfile
        if line.startswith(("COPY ", "ADD ")) and "--from" not in line
        for source in line.split()[1:-1]
    }

    assert len(copied) >= 8
    assert [
        name for name in copied if name in (".", "./", "docker", "docker/") or "secret" in name or ".env" in name
    ] == []
    assert not [line for line in dockerfile if line.startswith("ADD ")]
    named = [line for line in dockerfile if line.startswith(("ENV ", "ARG "))]
    assert not [line for line in named if re.search(r"(?i)password|secret|token|_key\b", line)]
