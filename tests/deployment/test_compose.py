"""docker-compose.yml names only things that exist, and gives nothing away."""

import re
import tomllib
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest
import yaml

from tests.folders import HOME

LASTING = ["postgres", "api-server", "scheduler", "dag-processor", "triggerer", "releases", "mail"]
DISTRIBUTED = ["redis", "worker", "writer"]
OBJECT_STORE = ["object-store"]
ENDING = ["airflow-init", "object-store-init"]
EVERY = [*LASTING, *DISTRIBUTED, *OBJECT_STORE, *ENDING]
OF_OTHERS = ["postgres", "mail", "redis", "object-store"]
OURS = [name for name in EVERY if name not in OF_OTHERS]
CELERY = ["worker", "writer"]
SEES_DATA = ["scheduler", *CELERY]

DECIDED = {"SFPC_DATA", "SFPC_HOME", "SFPC_WRITER_QUEUE", "SFPC_CONTACTS", "SFPC_ASKED_BY"}
"""The image and compose say where things are; the last is about who types a command."""


def queues(service):
    """The queues that a worker's command listens to."""
    command = service["command"]
    return command[command.index("--queues") + 1].split(",")


def environment(service):
    return service.get("environment", {})


def test_there_is_a_service_for_each_part_of_airflow(compose):
    assert sorted(compose["services"]) == sorted(EVERY)


def test_nothing_in_the_file_is_said_twice():
    """YAML's own readers take the last of two keys; Compose refuses the file."""
    twice, waiting = [], [yaml.compose((HOME / "docker-compose.yml").read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            twice += [f"{name}, line {node.start_mark.line + 1}" for name in set(names) if names.count(name) > 1]
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    assert twice == []


def test_a_profile_adds_services_and_what_starts_without_one_is_whole(compose):
    of_profile = {name: service["profiles"] for name, service in compose["services"].items() if "profiles" in service}
    assert of_profile == {
        **{name: ["distributed"] for name in DISTRIBUTED},
        **{name: ["object-store"] for name in [*OBJECT_STORE, "object-store-init"]},
    }
    for name, service in compose["services"].items():
        for awaited, how in service.get("depends_on", {}).items():
            of_awaited = of_profile.get(awaited)
            if of_awaited not in (None, of_profile.get(name)):
                assert how["required"] is False, f"{name} would not start without the profile of {awaited}"


def test_every_airflow_setting_is_one_that_the_installed_airflow_knows(compose, image_environment, airflow_says):
    named = {name for service in compose["services"].values() for name in environment(service)}
    settings = {name for name in named | set(image_environment) if name.startswith("AIRFLOW__")}
    plain = {name.removesuffix("_CMD") for name in settings}
    assert len(plain) >= 15
    assert plain - set(airflow_says["options"]) == set()


def test_every_setting_that_may_be_set_reaches_the_tasks_but_those_that_the_image_and_compose_decide(compose):
    listed = re.findall(r"^(?:# )?(SFPC_[A-Z_]+)=", (HOME / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    reaches = set(re.findall(r"\$\{(SFPC_\w+)", str(compose)))
    assert set(listed) - reaches == DECIDED
    assert set(listed) >= DECIDED
    for name in SEES_DATA:
        told = set(environment(compose["services"][name]))
        assert {each for each in listed if each.startswith("SFPC_LIMIT_")} | {"SFPC_METRICS", "SFPC_CONTACTS"} <= told


def test_a_setting_read_through_a_command_is_one_that_airflow_reads_so(compose, airflow_says):
    through_command = {
        name.removesuffix("_CMD")
        for service in compose["services"].values()
        for name in environment(service)
        if name.endswith("_CMD")
    }
    assert len(through_command) == 6
    assert through_command <= set(airflow_says["sensitive"])


def test_every_command_is_one_that_airflow_takes(airflow_says):
    assert airflow_says["refused"] == {}


def test_every_command_of_ours_is_one_that_sfpc_takes(compose):
    from click.testing import CliRunner

    from sfpc.cli import main

    [command] = [
        service["command"] for service in compose["services"].values() if service.get("command", [""])[0] == "sfpc"
    ]
    told = CliRunner().invoke(main, [command[1], "--help"])
    assert told.exit_code == 0, told.output
    assert [option for option in command if option.startswith("--") and option not in told.output] == []


@pytest.mark.parametrize("service", ENDING)
def test_a_command_that_is_a_script_stands_in_the_image(compose, dockerfile, service):
    script = compose["services"][service]["command"][0]
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


@pytest.mark.parametrize("service", [*LASTING, *DISTRIBUTED, *OBJECT_STORE])
def test_a_service_that_lasts_is_watched_and_restarted(compose, service):
    described = compose["services"][service]
    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(described["healthcheck"])
    assert described["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", EVERY)
def test_every_service_is_bounded_and_its_log_is_turned_over(compose, service):
    described = compose["services"][service]
    assert re.fullmatch(r"\d+[mg]", described["mem_limit"])
    assert described["cpus"] > 0
    assert described["pids_limit"] > 0
    assert described["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}


@pytest.mark.parametrize("service", EVERY)
def test_every_service_runs_without_privileges_and_cannot_write_what_is_no_volume(compose, dockerfile, service):
    described = compose["services"][service]
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert described["read_only"] is True
    if service in OF_OTHERS:
        user, group = described["user"].split(":")
        assert (int(user) > 0, int(group) > 0) == (True, True)
    else:
        assert "USER sfpc" in dockerfile
    assert "privileged" not in described


def test_what_airflow_writes_besides_the_volumes_lies_in_memory_where_it_may_write(
    compose, dockerfile, image_environment
):
    assert f"chmod 1777 {image_environment['AIRFLOW_HOME']}" in "\n".join(dockerfile)
    for name in OURS:
        places = {place.split(":", 1)[0] for place in compose["services"][name]["tmpfs"]}
        assert "/tmp" in places  # noqa: S108 - the container's own
        assert name == "releases" or image_environment["AIRFLOW_HOME"] in places


def test_each_service_waits_for_services_that_can_become_what_it_waits_for(compose):
    services = compose["services"]
    waits = [
        (awaited, how["condition"])
        for service in services.values()
        for awaited, how in service.get("depends_on", {}).items()
    ]
    assert len(waits) >= 12
    for awaited, condition in waits:
        if condition == "service_healthy":
            assert "healthcheck" in services[awaited]
        else:
            assert condition == "service_completed_successfully"
            assert services[awaited]["restart"] in ("no", "on-failure:3"), f"{awaited} never completes"


def test_tasks_report_to_the_api_server(compose):
    for name in SEES_DATA:
        address = urlsplit(compose["services"][name]["environment"]["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"])
        assert compose["services"][address.hostname]["command"] == ["airflow", "api-server"]
        assert (address.port, address.path) == (8080, "/execution/")


def test_one_setting_chooses_where_tasks_run_and_every_service_hears_the_same(compose):
    chosen = {name: environment(compose["services"][name]).get("AIRFLOW__CORE__EXECUTOR") for name in EVERY}
    assert {name: value for name, value in chosen.items() if value} == dict.fromkeys(
        ["airflow-init", "api-server", "scheduler", "dag-processor", "triggerer", *CELERY],
        "${SFPC_EXECUTOR:-LocalExecutor}",
    )


def test_every_queue_that_a_task_names_has_a_worker_and_the_writers_has_one_that_does_one_task_at_a_time(compose):
    services = compose["services"]
    named = environment(services["dag-processor"])["SFPC_WRITER_QUEUE"]
    assert "SFPC_WRITER_QUEUE" in (HOME / "dags/writing.py").read_text(encoding="utf-8")
    assert (queues(services["worker"]), queues(services["writer"])) == (["default"], [named])
    writer = services["writer"]["command"]
    assert writer[writer.index("--concurrency") + 1] == "1"
    assert "scale" not in services["writer"]
    assert services["worker"]["scale"] == "${SFPC_WORKERS:-2}"


def test_a_worker_holds_no_key_to_the_database_and_none_to_sign_with(compose):
    for name in CELERY:
        assert compose["services"][name]["secrets"] == ["broker_url", "object_store_credentials", "contacts"]


def test_ports_are_open_on_this_machine_alone(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert sorted(published) == ["api-server", "mail", "object-store", "releases"]
    for [port] in published.values():
        assert re.fullmatch(r"127\.0\.0\.1:\$\{SFPC_[A-Z_]+_PORT:-(\d+)\}:\1", port), port


def test_every_volume_is_declared_and_used(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if isinstance(volume, str)
    }
    assert used == set(compose["volumes"])


@pytest.mark.parametrize("service", SEES_DATA)
def test_volumes_stand_where_the_image_looks_for_them(compose, image_environment, service):
    [logs, data, releases, backups, inbox] = compose["services"][service]["volumes"]
    assert logs == f"logs:{PurePosixPath(image_environment['AIRFLOW_HOME']) / 'logs'}"
    assert data == f"data:{image_environment['SFPC_DATA']}"
    assert releases == f"releases:{image_environment['SFPC_DATA']}/releases"
    assert backups == f"backups:{image_environment['SFPC_DATA']}_backups"
    assert inbox["target"] == image_environment["SFPC_INBOX"]


def test_a_volume_belongs_to_whoever_writes_it(compose, dockerfile):
    [owned] = re.findall(r"install -d -o sfpc -g sfpc ([^&]*)", "\n".join(dockerfile))
    first = {volume.split(":")[1] for volume in compose["services"]["airflow-init"]["volumes"]}
    assert first <= set(owned.split())
    assert compose["services"]["object-store"]["user"] == "10001:10001"
    assert (
        compose["services"]["object-store"]["depends_on"]["airflow-init"]["condition"]
        == "service_completed_successfully"
    )


@pytest.mark.parametrize("service", SEES_DATA)
def test_nothing_can_change_a_return_in_the_inbox(compose, service):
    [inbox] = [volume for volume in compose["services"][service]["volumes"] if isinstance(volume, dict)]
    assert inbox["read_only"] is True


def test_only_what_runs_tasks_reaches_the_data(compose):
    reaching = [name for name, service in compose["services"].items() if "data:/" in str(service.get("volumes"))]
    assert sorted(reaching) == sorted(SEES_DATA)


def test_the_web_server_sees_the_releases_alone_for_reading_and_as_nobody_who_may_read_what_is_internal(
    compose, dockerfile, image_environment
):
    web = compose["services"]["releases"]
    assert web["volumes"] == [f"releases:{image_environment['SFPC_DATA']}/releases:ro"]
    assert "secrets" not in web
    assert "--internal" not in web["command"]
    [user] = re.findall(r"useradd --uid (\d+)", "\n".join(dockerfile))
    assert user not in web["user"].split(":")


def test_every_secret_is_a_file_that_is_declared_and_used(compose):
    used = {secret for service in compose["services"].values() for secret in service.get("secrets", [])}
    assert used == set(compose["secrets"])
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"docker/secrets/{name}"}


def test_a_service_is_given_the_secrets_its_settings_read_and_no_others(compose, initialisation):
    for name, service in compose["services"].items():
        text = str(environment(service)) + str(service.get("command"))
        text += str(initialisation) if name == "airflow-init" else ""
        assert set(re.findall(r"/run/secrets/(\w+)", text)) == set(service.get("secrets", [])), name


def test_no_setting_holds_a_secret_itself(compose, image_environment):
    settings = [*image_environment.items()]
    for service in compose["services"].values():
        settings += environment(service).items()
    for name, value in settings:
        if re.search(r"PASSWORD|SECRET|_KEY|TOKEN|CONN|CREDENTIALS|BROKER_URL|RESULT_BACKEND", name):
            assert name.endswith(("_CMD", "_FILE")), f"{name} holds a secret itself"
        assert not re.search(r"://[^/]*:[^/]*@", value), f"{name} holds a password"


def test_no_command_holds_a_secret(compose):
    for service in compose["services"].values():
        said = str([service.get("command"), service.get("healthcheck")])
        assert not re.search(r"requirepass|--password(?!=?none)|--user(name)? admin", said)


@pytest.mark.parametrize("service", OURS)
def test_the_image_of_this_version_runs(compose, service):
    version = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    described = compose["services"][service]
    assert described["image"] == f"sfpc:{version}"
    assert (HOME / described["build"]["dockerfile"]).is_file()


def test_an_image_of_others_is_held_to_an_exact_version(compose, dockerfile):
    [base] = [line.removeprefix("ARG BASE=") for line in dockerfile if line.startswith("ARG BASE=")]
    for image in (base, *(compose["services"][name]["image"] for name in OF_OTHERS)):
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z-]+)?$", image), image


def test_the_pool_that_the_dags_name_is_made(initialisation):
    named = {
        pool
        for dag in (HOME / "dags").glob("*.py")
        for pool in re.findall(r"""["']?pool["']?\s*[:=]\s*["'](\w+)["']""", dag.read_text(encoding="utf-8"))
    }
    made = {line.split()[3] for line in initialisation if line.startswith("airflow pools set ")}
    assert named == made
