"""docker-compose.yml names only things that exist, and gives nothing away."""

import re
import tomllib
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from tests.folders import HOME

LASTING = ["postgres", "api-server", "scheduler", "dag-processor", "triggerer"]
AIRFLOW = ["airflow-init", *LASTING[1:]]


def test_there_is_a_service_for_each_part_of_airflow(compose):
    assert sorted(compose["services"]) == sorted([*LASTING, "airflow-init"])


def test_every_airflow_setting_is_one_that_the_installed_airflow_knows(compose, image_environment, airflow_says):
    named = {name for service in compose["services"].values() for name in service.get("environment", {})}
    settings = {name for name in named | set(image_environment) if name.startswith("AIRFLOW__")}
    plain = {name.removesuffix("_CMD") for name in settings}
    assert len(plain) >= 12
    assert plain - set(airflow_says["options"]) == set()


def test_a_setting_read_through_a_command_is_one_that_airflow_reads_so(compose, airflow_says):
    environment = compose["services"]["scheduler"]["environment"]
    through_command = {name.removesuffix("_CMD") for name in environment if name.endswith("_CMD")}
    assert through_command <= set(airflow_says["sensitive"])


def test_every_command_is_one_that_airflow_takes(airflow_says):
    assert airflow_says["refused"] == {}


def test_a_command_that_is_a_script_stands_in_the_image(compose, dockerfile):
    script = compose["services"]["airflow-init"]["command"][0]
    assert (HOME / script).stat().st_mode & 0o111, f"{script} cannot be run: chmod +x {script}"
    assert f"COPY {script} {script}" in dockerfile


@pytest.mark.parametrize(("service", "port"), [("api-server", 8080), ("scheduler", 8974)])
def test_a_health_check_over_http_asks_a_page_that_is_served(compose, airflow_says, service, port):
    check = compose["services"][service]["healthcheck"]["test"]
    assert check[:3] == ["CMD", "python3", "-c"]
    compile(check[3], service, "exec")
    address = urlsplit(re.search(r"'(http://[^']+)'", check[3])[1])
    assert (address.hostname, address.port) == ("127.0.0.1", port)
    assert port == airflow_says["ports"][service]
    assert address.path in ["/health", *airflow_says["health_paths"]]


def test_the_scheduler_serves_the_page_its_health_check_asks(compose):
    assert compose["services"]["scheduler"]["environment"]["AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK"] == "true"


@pytest.mark.parametrize("service", LASTING)
def test_a_service_that_lasts_is_watched_restarted_and_bounded(compose, service):
    described = compose["services"][service]
    assert {"test", "interval", "timeout", "retries"} <= set(described["healthcheck"])
    assert described["restart"] == "unless-stopped"
    assert described["mem_limit"]
    assert described["cpus"]


def test_each_service_waits_for_services_that_can_become_what_it_waits_for(compose):
    services = compose["services"]
    waits = [
        (awaited, how["condition"])
        for service in services.values()
        for awaited, how in service.get("depends_on", {}).items()
    ]
    assert len(waits) >= 6
    for awaited, condition in waits:
        if condition == "service_healthy":
            assert "healthcheck" in services[awaited]
        else:
            assert condition == "service_completed_successfully"
            assert services[awaited]["restart"] in ("no", "on-failure:3"), f"{awaited} never completes"


def test_tasks_report_to_the_api_server(compose):
    address = urlsplit(compose["services"]["scheduler"]["environment"]["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"])
    assert compose["services"][address.hostname]["command"] == ["airflow", "api-server"]
    assert (address.port, address.path) == (8080, "/execution/")


def test_ports_are_open_on_this_machine_alone(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert list(published) == ["api-server"]
    [port] = published["api-server"]
    assert port.startswith("127.0.0.1:")


def test_every_volume_is_declared_and_used(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if isinstance(volume, str)
    }
    assert used == set(compose["volumes"])


def test_volumes_stand_where_the_image_looks_for_them(compose, image_environment):
    [logs, data, inbox] = compose["services"]["scheduler"]["volumes"]
    assert logs == f"logs:{PurePosixPath(image_environment['AIRFLOW_HOME']) / 'logs'}"
    assert data == f"data:{image_environment['SFPC_DATA']}"
    assert inbox["target"] == image_environment["SFPC_INBOX"]


def test_nothing_can_change_a_return_in_the_inbox(compose):
    [_, _, inbox] = compose["services"]["scheduler"]["volumes"]
    assert inbox["read_only"] is True


def test_only_the_scheduler_reaches_the_data(compose):
    reaching = [name for name, service in compose["services"].items() if "data:" in str(service.get("volumes"))]
    assert reaching == ["scheduler"]


def test_every_secret_is_a_file_that_is_declared_and_used(compose):
    used = {secret for service in compose["services"].values() for secret in service.get("secrets", [])}
    assert used == set(compose["secrets"])
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"docker/secrets/{name}"}


def test_a_service_is_given_the_secrets_its_settings_read_and_no_others(compose, initialisation):
    for name, service in compose["services"].items():
        text = str(service["environment"]) + (str(initialisation) if name == "airflow-init" else "")
        assert set(re.findall(r"/run/secrets/(\w+)", text)) == set(service["secrets"]), name


def test_no_setting_holds_a_secret_itself(compose, image_environment):
    settings = [*image_environment.items()]
    for service in compose["services"].values():
        settings += service.get("environment", {}).items()
    for name, value in settings:
        if re.search(r"PASSWORD|SECRET|_KEY|TOKEN|CONN", name):
            assert name.endswith(("_CMD", "_FILE")), f"{name} holds a secret itself"
        assert not re.search(r"://[^/]*:[^/]*@", value), f"{name} holds a password"


@pytest.mark.parametrize("service", AIRFLOW)
def test_airflow_runs_the_image_of_this_version_without_privileges(compose, service):
    version = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    described = compose["services"][service]
    assert described["image"] == f"sfpc:{version}"
    assert (HOME / described["build"]["dockerfile"]).is_file()
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]


def test_an_image_of_others_is_held_to_an_exact_version(compose, dockerfile):
    [base] = [line.removeprefix("ARG BASE=") for line in dockerfile if line.startswith("ARG BASE=")]
    for image in (base, compose["services"]["postgres"]["image"]):
        assert re.search(r":\d+\.\d+(\.\d+)?-[a-z-]+$", image), image


def test_the_pool_that_the_dags_name_is_made(initialisation):
    named = {
        pool
        for dag in (HOME / "dags").glob("*.py")
        for pool in re.findall(r"""["']?pool["']?\s*[:=]\s*["'](\w+)["']""", dag.read_text(encoding="utf-8"))
    }
    made = {line.split()[3] for line in initialisation if line.startswith("airflow pools set ")}
    assert named == made
