"""The values for Airflow's chart name what the image, the settings and the lock have, and hold no secret."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
import yaml

from tests.folders import HOME

PAGE = "docs/how_to/deploy_on_kubernetes.md"


def text(path: str) -> str:
    return (HOME / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def values() -> dict:
    return yaml.safe_load(text("deploy/helm/values.yaml"))


def leaves(value, *path: str) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every value with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, *path, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, *path)
    else:
        yield path, value


def test_the_versions_are_those_of_the_project_and_of_the_lock(values):
    project = tomllib.loads(text("pyproject.toml"))["project"]

    assert values["defaultAirflowTag"] == project["version"]
    assert re.search(
        rf"^apache-airflow=={re.escape(values['airflowVersion'])} ", text("requirements.lock"), re.MULTILINE
    )


def test_the_user_and_the_folders_are_those_of_the_image(values):
    dockerfile = text("docker/Dockerfile")
    environment = dict(re.findall(r"^\s*(?:ENV )?(\w+)=(\S+)", dockerfile, re.MULTILINE))
    mounts = {mount["name"]: mount["mountPath"] for mount in values["scheduler"]["extraVolumeMounts"]}

    assert f"useradd --uid {values['uid']} " in dockerfile
    assert f"groupadd --gid {values['gid']} " in dockerfile
    assert values["securityContexts"]["pod"]["fsGroup"] == values["gid"]
    assert values["airflowHome"] == environment["AIRFLOW_HOME"]
    assert values["config"]["core"]["dags_folder"] == environment["AIRFLOW__CORE__DAGS_FOLDER"]
    assert mounts == {"data": environment["SFPC_DATA"]}


def test_every_setting_is_one_that_there_is_and_the_file_of_contacts_is_where_it_is_shown(values):
    settings = {one["name"]: one["value"] for one in values["env"]}
    known = set(re.findall(r"^(?:# )?(SFPC_[A-Z_]+)=", text(".env.example"), re.MULTILINE))
    [shown] = [mount["mountPath"] for mount in values["volumeMounts"] if mount["name"] == "contacts"]

    assert set(settings) <= known
    assert settings["SFPC_CONTACTS"] == f"{shown}/contacts.csv"


def test_one_pod_runs_all_tasks_on_the_volume_that_one_node_may_mount(values):
    claim = yaml.safe_load(text("deploy/helm/volumes.yaml"))
    [volume] = values["scheduler"]["extraVolumes"]

    assert values["executor"] == "LocalExecutor"
    assert values["scheduler"]["replicas"] == 1
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]


def test_no_secret_stands_in_the_values_and_the_page_says_how_each_is_made(values):
    secret = re.compile("pass|secret|key|token|connection", re.IGNORECASE)
    held = {path: value for path, value in leaves(values) if secret.search(path[-1])}
    named = {value for path, value in held.items() if path[-1].endswith(("SecretName", "secretName"))}

    assert named == set(held.values())
    page = text(PAGE)
    assert [name for name in named if f"create secret generic {name} " not in page] == []
    assert "airflow pools set duckdb_writer 1" in page
