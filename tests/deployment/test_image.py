"""The image holds what runs and nothing else, from the same lock as everything here."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from sfpc.settings import Settings
from tests.folders import HOME

LOCKS = ["requirements.lock", "requirements-bootstrap.lock", "docker/requirements.lock"]


def copied(dockerfile):
    """Give the paths that the Dockerfile copies from the project."""
    return [
        source
        for line in dockerfile
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]


def packages(lock):
    """Give what a lock holds: `name==version` -> its hashes; a package that only some platforms need counts too."""
    entries = re.split(r"\n(?=\S)", (HOME / lock).read_text(encoding="utf-8").strip())
    return {re.split(r" [;\\]", entry)[0]: frozenset(re.findall(r"--hash=(\S+)", entry)) for entry in entries}


def test_everything_that_is_copied_exists_and_is_let_in(dockerfile):
    ignored, *allowed = [
        line
        for line in (HOME / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert ignored == "*"
    sources = copied(dockerfile)
    assert sorted(f"!{source}" for source in sources) == sorted(line for line in allowed if line.startswith("!"))
    assert [source for source in sources if not (HOME / source).exists()] == []


def test_what_the_pipeline_reads_from_its_home_is_in_the_image(dockerfile, image_environment):
    home = Settings(home=Path(image_environment["SFPC_HOME"]), data=Path("/d"), inbox=Path("/i"))
    read = [
        home.seeds,
        home.dbt_project,
        home.expectations,
        Path(image_environment["AIRFLOW__CORE__DAGS_FOLDER"]),
    ]
    assert f"WORKDIR {home.home}" in dockerfile
    assert {str(path.relative_to(home.home)) for path in read} <= set(copied(dockerfile))


def test_it_does_not_run_as_root_and_owns_only_what_it_writes(dockerfile, image_environment):
    assert [line for line in dockerfile if line.startswith("USER ")] == ["USER sfpc"]
    [owned] = re.findall(r"install -d -o sfpc -g sfpc ([^&]*)", "\n".join(dockerfile))
    written = {image_environment[name] for name in ("AIRFLOW_HOME", "SFPC_DATA", "SFPC_INBOX")}
    volumes = {
        f"{image_environment['AIRFLOW_HOME']}/logs",
        f"{image_environment['SFPC_DATA']}/releases",
        f"{image_environment['SFPC_DATA']}_backups",
        "/srv/objects",
    }
    assert set(owned.split()) == written | volumes
    assert image_environment["DBT_LOG_PATH"] == f"{image_environment['SFPC_DATA']}/logs"


def test_only_what_the_lock_holds_is_installed(dockerfile):
    installs = re.findall(r"pip (?:install|sync) [^&\n]*", "\n".join(dockerfile))
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-deps --no-build-isolation" in install, install


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = (HOME / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^(-|--)\S*(index|find-links)", text, re.MULTILINE)
    assert [name for name, hashes in packages(lock).items() if not hashes] == []


def test_the_image_installs_what_is_tested_here_less_what_only_tests_need():
    everything, image = packages("requirements.lock"), packages("docker/requirements.lock")
    assert {name: hashes for name, hashes in image.items() if everything.get(name) != hashes} == {}
    names = {name.split("==")[0] for name in image}
    assert names & {"pytest", "hypothesis", "playwright", "ruff", "mypy", "sqlfluff"} == set()
    assert {"apache-airflow", "dbt-core", "duckdb", "great-expectations", "psycopg2-binary"} <= names


def test_the_lock_holds_everything_the_project_asks_for():
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"]]
    for group in [*project["dependency-groups"].values(), *project["project"]["optional-dependencies"].values()]:
        asked += group
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in asked}
    assert names - {name.split("==")[0] for name in packages("requirements.lock")} == set()


def test_secrets_are_made_once_at_random_and_kept_from_git(tmp_path, compose):
    script = tmp_path / "docker" / "make_secrets"
    script.parent.mkdir()
    script.write_bytes((HOME / "docker/make_secrets").read_bytes())
    subprocess.run(["bash", script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "docker/secrets").iterdir()}
    assert set(made) == set(compose["secrets"])
    assert len(set(made.values())) == len(made)
    assert {name for name, secret in made.items() if not re.search(r"\b[0-9a-f]{64}\b", secret)} == {
        "fernet_key",
        "contacts",
    }
    assert (tmp_path / "docker/secrets").stat().st_mode & 0o077 == 0

    subprocess.run(["bash", script], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (tmp_path / "docker/secrets").iterdir()} == made
    assert (HOME / "docker/.gitignore").read_text() == "secrets/\n"


def test_the_secrets_fit_what_reads_them(tmp_path, compose):
    from cryptography.fernet import Fernet
    from sqlalchemy.engine import make_url

    script = tmp_path / "make_secrets"
    script.write_bytes((HOME / "docker/make_secrets").read_bytes())
    subprocess.run(["bash", script], check=True, capture_output=True)
    secrets = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    Fernet(secrets["fernet_key"])
    url = make_url(secrets["database_url"])
    database = compose["services"]["postgres"]["environment"]
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert url.password == secrets["postgres_password"]
    assert (url.host, url.port) == ("postgres", 5432)
