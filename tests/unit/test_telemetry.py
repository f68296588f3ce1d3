"""What is seen of a step: one line in the log, counted once, its lineage; and never a change of how it ends."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from sfpc import landing, raw, telemetry
from sfpc.errors import GateShut, PipelineError
from sfpc.settings import Settings
from sfpc.telemetry import context, datasets, lineage, log, metrics, rolling, steps
from sfpc.telemetry.outcomes import About, Kind, Outcome
from tests.folders import HOME, SAMPLES, lay, settings_in

FIELDS = ["at", "level", "event", "run", "authority", "quarter", "submission", "step"]
FOLDER, QUARTER = "leeds", "2022-23-Q1"


@pytest.fixture(autouse=True)
def no_other_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith(("OPENLINEAGE", "AIRFLOW_CTX"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(lineage, "_gone", set())
    lineage.client.cache_clear()
    log.logger.cache_clear()


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def lines(settings):
    """Give the lines of the log."""
    path = settings.logs / log.NAME
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def events(settings):
    """Give the events of lineage."""
    path = settings.data / "lineage" / lineage.FILE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def take_in(settings, source=SAMPLES / QUARTER / FOLDER):
    """Land and read one return."""
    lay(settings, source, FOLDER, QUARTER)
    [waiting] = landing.waiting(settings)
    return raw.read(settings, landing.land(settings, waiting))


# ---- the log


def test_each_step_that_did_something_is_one_line_with_whose_return_it_was(settings):
    read = take_in(settings)
    raw.read(settings, read.landed)  # nothing is done the second time

    landed, was_read = lines(settings)
    assert list(landed)[:8] == list(was_read)[:8] == FIELDS
    submission = read.landed.submission_id
    assert [landed[name] for name in FIELDS[4:]] == [FOLDER, QUARTER, submission, "land"]
    assert [was_read[name] for name in FIELDS[4:]] == [FOLDER, QUARTER, submission, "read"]
    assert (was_read["event"], was_read["values_read"]) == ("read: accepted", read.values_read)
    assert landed["run"] == was_read["run"]


KIND = Kind("read", lambda _: About("northby", QUARTER, "0123456789abcdef"), lambda *_: Outcome("done"))


def failing(error):
    @telemetry.step(KIND)
    def fail(_settings):
        raise error

    return fail


def test_a_step_that_fails_says_where_and_of_another_message_than_ours_only_the_kind(settings):
    with pytest.raises(ValueError, match="Jo Smith"):
        failing(ValueError("could not convert 'Jo Smith, 12' to a number"))(settings)
    with pytest.raises(PipelineError):
        failing(PipelineError("/data: the disk is full; make room"))(settings)

    theirs, ours = lines(settings)
    assert (theirs["level"], theirs["authority"], theirs["event"]) == ("error", "northby", "read failed")
    assert theirs["problem"].startswith("ValueError at test_telemetry.py:")
    assert ours["problem"] == "/data: the disk is full; make room"


def test_a_shut_gate_is_refused_and_no_failure(settings):
    with pytest.raises(GateShut):
        failing(GateShut("the gate is shut"))(settings)

    assert [(one["level"], one["event"]) for one in lines(settings)] == [("warning", "read refused")]
    assert [one["eventType"] for one in events(settings)] == ["START", "ABORT"]


HOSTILE = [
    "child born 14/03/2013",
    "Jo Smith (12)",
    "jo.smith@example.org",
    "QQ 12 34 56 C AB123456C",
    "LS1 4AP",
    "943 476 5919",
    "07700 900123",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_may_be_personal_is_left_out_of_every_field(settings, text):
    log.write(settings, "info", text, authority=text, quarter=text, step=text, problem=f"see {text}.xlsx")

    assert text not in (settings.logs / log.NAME).read_text(encoding="utf-8")
    assert lines(settings)[0]["event"] == log.LEFT_OUT


def test_nothing_of_a_hostile_return_stands_in_log_lineage_or_metrics(settings):
    source = settings.data / "sent"
    source.mkdir()
    (source / "child born 14-03-2013 Jo Smith.csv").write_text(
        "Jo Smith (12);NHS 943 476 5919\njo.smith@example.org;LS1 4AP\n", encoding="utf-8"
    )
    read = take_in(settings, source)

    assert read.state == "rejected"
    told = "".join(
        path.read_text(encoding="utf-8")
        for path in (
            settings.logs / log.NAME,
            settings.data / "lineage" / lineage.FILE,
            metrics.folder(settings) / metrics.TEXT,
            metrics.folder(settings) / metrics.STATE,
        )
    )
    assert "read: rejected" in told
    for word in ("Smith", "943 476", "jo.smith", "LS1", "14-03-2013", "14/03"):
        assert word not in told


def test_a_line_is_one_line_and_not_too_long(settings):
    log.write(settings, "info", "a\nb\u2028c\x1b[31m", problem="x" * 10_000)

    [line] = lines(settings)
    assert line["event"] == "a b c [31m"
    assert len(line["problem"]) == log.LONGEST


def test_the_log_is_bounded_and_the_oldest_lines_go(tmp_path):
    path = tmp_path / "a.jsonl"
    for number in range(100):
        rolling.append(path, [f"{number:09d}"], most_bytes=50)

    files = sorted(tmp_path.glob("a.jsonl*"))
    assert len(files) == 1 + rolling.KEPT
    assert all(one.stat().st_size <= 50 for one in files)
    assert path.read_text().splitlines()[-1] == f"{99:09d}"


def test_several_processes_add_whole_lines_to_one_log(tmp_path):
    code = (
        "import sys; from pathlib import Path; from sfpc.telemetry import rolling\n"
        "for n in range(200): rolling.append(Path(sys.argv[1]), [sys.argv[2] * 80], most_bytes=4000)"
    )
    path = tmp_path / "a.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), letter]) for letter in "abc"]

    assert [one.wait() for one in writers] == [0, 0, 0]
    for file in tmp_path.glob("a.jsonl*"):
        assert {len(line) for line in file.read_text().splitlines()} == {80}
        assert all(len(set(line)) == 1 for line in file.read_text().splitlines())


@pytest.mark.parametrize(("show", "shown"), [("all", True), ("json", True), ("nothing", False), ("warnings", False)])
def test_what_is_shown_on_standard_error_is_set(tmp_path, capsys, show, shown):
    settings = Settings(home=HOME, data=tmp_path, inbox=tmp_path / "inbox", log_show=show)
    log.write(settings, "info", "read: accepted", authority="northby", quarter=QUARTER, seconds=0.1)

    said = capsys.readouterr().err
    assert bool(said) is shown
    if show == "all":
        assert said == "info: northby 2022-23-Q1: read: accepted: seconds 0.1\n"
    if show == "json":
        assert json.loads(said) == lines(settings)[0]


def test_structlogs_own_configuration_is_left_as_it_was():
    code = (
        "import structlog; before = structlog.get_config(); from pathlib import Path\n"
        "from sfpc.settings import Settings; from sfpc.telemetry import log; import tempfile\n"
        "place = Path(tempfile.mkdtemp()); log.write(Settings(place, place, place), 'info', 'a')\n"
        "assert (place / 'logs' / 'sfpc.jsonl').exists()\n"
        "print(structlog.get_config() == before and not structlog.is_configured())"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"


# ---- runs


def test_the_steps_of_a_run_share_its_id_and_another_run_has_another(settings):
    for _ in range(2):
        with telemetry.run(settings, "run", QUARTER):
            log.write(settings, "info", "a")
            log.write(settings, "info", "b")

    runs = [one["run"] for one in lines(settings)]
    assert len(set(runs[:4])) == len(set(runs[4:])) == 1
    assert len(set(runs)) == 2
    assert [one["event"] for one in lines(settings)[:4]] == ["run began", "a", "b", "run done"]


def test_under_airflow_every_task_of_a_dags_run_has_the_same_run(settings, monkeypatch):
    monkeypatch.setenv(context.DAG, "publish_quarter")
    monkeypatch.setenv(context.DAG_RUN, "manual__1")
    code = "from sfpc.telemetry import current_run; print(current_run().id, current_run().job)"
    told = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            for _ in range(2)}  # fmt: skip

    assert told == {f"{context.of_airflow('publish_quarter', 'manual__1').id} publish_quarter\n"}
    assert context.of_airflow("publish_quarter", "manual__2") != context.of_airflow("publish_quarter", "manual__1")
    with telemetry.run(settings, "run"):
        assert telemetry.current_run().job == "publish_quarter"
    assert events(settings) == []  # Airflow's provider tells of the run itself


def test_what_is_only_tried_is_not_told(settings):
    with telemetry.silence():
        take_in(settings)

    assert not (settings.data / "lineage").exists()
    assert not metrics.folder(settings).exists()
    assert lines(settings) == []


# ---- nothing changes how a step ends


def broken(*_, **__):
    raise RuntimeError("the exporter is broken, says Jo Smith (12)")


@pytest.mark.parametrize("what", ["count", "emit_step"])
def test_an_exporter_that_fails_is_one_line_and_the_step_goes_on(settings, monkeypatch, what):
    monkeypatch.setattr(metrics if what == "count" else lineage, what, broken)

    assert take_in(settings).state == "accepted"

    told = [one for one in lines(settings) if one["event"] == steps.SEEN]
    assert [(one["level"], one["step"]) for one in told] == [("warning", "land"), ("warning", "read")]
    assert all(one["problem"].startswith("RuntimeError at test_telemetry.py") for one in told)
    assert "Smith" not in (settings.logs / log.NAME).read_text(encoding="utf-8")


def test_a_step_that_cannot_be_described_goes_on(settings):
    @telemetry.step(Kind("read", broken, broken))
    def work(_):
        return "done"

    assert work(settings) == "done"
    assert [one["event"] for one in lines(settings)] == [steps.SEEN]


def test_a_log_that_cannot_be_written_is_told_once_and_the_step_goes_on(settings, caplog):
    settings.logs.parent.mkdir(parents=True, exist_ok=True)
    settings.logs.write_text("a file stands where the folder must be", encoding="utf-8")

    assert take_in(settings).state == "accepted"
    assert len([one for one in caplog.records if "the log cannot be written" in one.message]) == 1


def test_a_server_of_lineage_that_is_away_is_waited_for_once(settings, monkeypatch):
    asked = []

    class Away:
        def emit(self, event):
            asked.append(event)
            raise ConnectionError("away")

    monkeypatch.setattr(lineage, "client", lambda _: Away())

    assert take_in(settings).state == "accepted"
    assert len(asked) == 1
    assert [one["what"] for one in lines(settings) if one["event"] == steps.SEEN] == ["lineage"]


# ---- what data sets are called


def test_data_sets_elsewhere_are_called_by_their_bucket_and_nothing_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_INBOX", "memory://user:secret@returns/inbox")
    monkeypatch.setenv("SFPC_WAREHOUSE", "postgresql://writer:secret@db:5432/lake")
    settings = Settings.from_environment()

    sent, table = datasets.sent(settings, "northby", QUARTER), datasets.table(settings, "marts", "fct_return")
    assert (sent.namespace, sent.name) == ("memory://returns", f"inbox/northby/{QUARTER}")
    assert (table.namespace, table.name) == ("postgresql://db:5432/lake", "warehouse.marts.fct_return")


def test_data_sets_of_this_machine_are_called_by_their_folders(settings):
    landed = datasets.landed(settings, "northby", QUARTER, "0123456789abcdef")

    assert (landed.namespace, landed.name) == ("file", str(settings.landing / "northby" / QUARTER))
    assert landed.version == "0123456789abcdef"
    assert datasets.warehouse_namespace(settings) == f"duckdb://{settings.warehouse}"


# ---- metrics


def parsed(settings):
    """Give the metrics as Prometheus reads them."""
    from prometheus_client.parser import text_string_to_metric_families

    text = (metrics.folder(settings) / metrics.TEXT).read_text(encoding="utf-8")
    return {family.name: family for family in text_string_to_metric_families(text)}


def values(family):
    return {(one.name, *sorted(one.labels.items())): one.value for one in family.samples}


def test_steps_are_counted_over_processes(settings):
    for seconds in (0.2, 7.0):
        metrics.count(settings, "read", "done", seconds, datetime(2022, 8, 1, tzinfo=UTC))
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from sfpc.settings import Settings; from sfpc.telemetry import metrics; place = Path(sys.argv[1])\n"
        "metrics.count(Settings(place, place, place), 'read', 'done', 1000.0, datetime(2022, 8, 2, tzinfo=UTC))"
    )
    subprocess.run([sys.executable, "-c", code, str(settings.data)], check=True)

    found, labels = parsed(settings), (("ending", "done"), ("step", "read"))
    assert found["sfpc_steps"].type == "counter"
    assert values(found["sfpc_steps"])["sfpc_steps_total", *labels] == 3
    seconds = values(found["sfpc_step_seconds"])
    assert found["sfpc_step_seconds"].type == "histogram"
    assert seconds["sfpc_step_seconds_sum", *labels] == pytest.approx(1007.2)
    buckets = {dict(name[1:])["le"]: value for name, value in seconds.items() if name[0].endswith("_bucket")}
    assert (buckets["0.1"], buckets["0.5"], buckets["10.0"], buckets["900.0"], buckets["+Inf"]) == (0, 1, 2, 2, 3)
    last = found["sfpc_step_last_ended_timestamp_seconds"]
    assert last.samples[0].value == datetime(2022, 8, 2, tzinfo=UTC).timestamp()


def test_labels_are_bounded_to_the_newest_quarters(settings):
    quarters = [f"{year}-{year % 100 + 1:02d}-Q{number}" for year in range(2010, 2020) for number in (1, 2, 3, 4)]
    gauges = [metrics.Gauge("returns", 1, {"quarter": one, "state": "late"}) for one in quarters]
    metrics.refresh(settings, [*gauges, metrics.Gauge("unheard_of", 1, {"authority": "northby"})])

    found = parsed(settings)
    assert {one.labels["quarter"] for one in found["sfpc_returns"].samples} == set(quarters[-metrics.QUARTERS_SHOWN :])
    assert "sfpc_unheard_of" not in found
    assert all(family.documentation for family in found.values())


def test_counting_goes_on_after_the_state_was_damaged(settings):
    metrics.count(settings, "read", "done", 1.0, datetime(2022, 8, 1, tzinfo=UTC))
    (metrics.folder(settings) / metrics.STATE).write_text("{", encoding="utf-8")
    metrics.count(settings, "read", "done", 1.0, datetime(2022, 8, 1, tzinfo=UTC))

    assert sum(one.value for one in parsed(settings)["sfpc_steps"].samples if one.name.endswith("_total")) == 1


def test_a_light_command_loads_nothing_of_this():
    heavy = {"structlog", "openlineage", "prometheus_client", "opentelemetry"}
    code = f"import sys; import sfpc.telemetry; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
