"""The main job: the sample returns up to a quarter, taken to that quarter's report by Airflow's DAGs.

The DAGs run in this process on Airflow's embedded defaults: `DAG.test()` makes real DAG runs in Airflow's
SQLite database and executes their tasks through its execution API, with no scheduler and no server to start,
wait for and leave behind. `make up` runs the same DAGs with all of those, on the same database.

Exit status: 0 published; 1 a fault of ours; 2 wrong usage; 3 not published, since the gate is shut, returns are
missing, or a sign-off is required and awaited.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from airflow_home import adopt, airflow_home, output_into, prepare_database
from airflow_service import refuse_if_up
from filelock import FileLock, Timeout
from outcome import print_missing, print_report, print_returns, print_unsent
from progress import Progress
from rich.console import Console

from samples import lay_samples, samples_up_to
from sfpc.errors import GateShut, PipelineError, SfpcError, UsageError
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from dag_runs import Ended


def main() -> int:
    """Run the main job; give its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quarter", required=True, metavar="2022-23-Q1", help="the quarter to publish")
    arguments = parser.parse_args()
    console = Console(file=os.fdopen(os.dup(sys.stdout.fileno()), "w"), highlight=False)
    try:
        return run(Settings.from_environment(), Quarter.parse(arguments.quarter), console)
    except SfpcError as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        return error.exit_status
    except KeyboardInterrupt:
        console.print("Stopped. Nothing is left half done: run it again and it goes on.")
        return 130


def run(settings: Settings, quarter: Quarter, console: Console) -> int:
    """Take the sample returns to the quarter's report; give the exit status."""
    refuse_if_up(settings)
    samples = samples_up_to(quarter, settings.home / "samples")
    reporting = [one for one in reference(settings.seeds).authorities.values() if one.first_quarter]
    progress = Progress(console, steps=len(reporting) + 3)
    log = settings.logs / "run_under_airflow.log"
    with alone_in(airflow_home(settings)):
        with progress.step("sample returns") as step:
            laid, kept = lay_samples(samples, settings.inbox)
            step.outcome = f"{laid} laid in the inbox, {kept} lay there before"
        with output_into(log):
            adopt(settings)
            dags = start_airflow(settings, progress)
            publish = dags.pop("publish_quarter")
            ingests = [ingest(dag, progress) for name, dag in dags.items() if name.startswith("ingest_")]
            faults = [fault for ended in ingests for fault in ended.errors.values()]
            conf: dict[str, object] = {"quarter": str(quarter)}
            if settings.sign_off == "required":
                conf["wait_for_sign_off"] = False  # nobody can answer in Airflow here: there is no server to do it by
            published = None if faults else publish_quarter(publish, quarter, conf, progress)
    print_unsent(console, settings)
    if published is None:
        return tell_faults(console, faults, log)
    if not sum(ended.count["land_and_read", "success"] for ended in ingests):
        console.print("\nNothing new has landed: every return in the inbox was known.")
    return tell_outcome(console, settings, quarter, published, log)


def start_airflow(settings: Settings, progress: Progress) -> dict[str, DAG]:
    """Import Airflow, prepare its database and parse the DAGs."""
    with progress.step("Airflow") as step:
        from dag_runs import load_dags

        prepare_database()
        dags = load_dags(settings.home / "dags")
        step.outcome = f"{len(dags)} DAGs"
    return dags


def ingest(dag: DAG, progress: Progress) -> Ended:
    """Run one authority's ingest DAG."""
    from dag_runs import run_dag

    with progress.step(dag.dag_id) as step:
        ended = run_dag(dag, lambda task, label, *_: step.now(f"{task} {label}"))
        new, known, failed = (ended.count["land_and_read", how] for how in ("success", "skipped", "failed"))
        step.outcome = f"landed and read: {new} new, {known} known before"
        if failed:
            step.outcome += f", {failed} failed"
    return ended


def publish_quarter(dag: DAG, quarter: Quarter, conf: dict[str, object], progress: Progress) -> Ended:
    """Run the publish DAG for a quarter."""
    from dag_runs import run_dag

    with progress.step(dag.dag_id) as step:

        def tell(task: str, label: str, state: str, seconds: float) -> None:
            name = f"{task} {label}".rstrip()
            if state == "running":
                step.now(name)
            else:
                progress.line("", f"  {name}", state, seconds)

        ended = run_dag(dag, tell, conf=conf)
        step.outcome = str(quarter)
    return ended


def tell_outcome(console: Console, settings: Settings, quarter: Quarter, published: Ended, log: Path) -> int:
    """Say what publishing came to; give the exit status."""
    if published.count["check_completeness", "skipped"]:
        print_missing(console, settings, quarter)
        return GateShut.exit_status
    refusal, waits = published.refusal("pass_gate"), published.refusal("await_sign_off")
    if published.errors and refusal is None and waits is None:
        return tell_faults(console, list(published.errors.values()), log)
    print_returns(console, settings, quarter)
    console.print(f"\n{refusal or published.returned['pass_gate']}", markup=False, soft_wrap=True)
    if waits is not None:
        console.print(f"\n{waits} Then run this again.", markup=False, soft_wrap=True)
    if refusal is not None or waits is not None:
        return GateShut.exit_status
    release = published.returned["publish_report"]
    print_report(console, Path(release["path"]), is_new=release["is_new"])
    return 0


def tell_faults(console: Console, faults: list[BaseException | str | None], log: Path) -> int:
    """Say what is ours to mend; give the exit status."""
    told = [str(one) if isinstance(one, SfpcError) else f"{type(one).__name__}: {one}" for one in faults]
    for words in dict.fromkeys(told):  # the same fault meets every return
        console.print(words, style="red", markup=False, soft_wrap=True)
    console.print(f"A fault of ours, not of a return. Airflow's log: {log}", soft_wrap=True)
    return PipelineError.exit_status


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one run at a time work in a data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".run.lock", blocking=False):
            yield
    except Timeout:
        raise UsageError(
            f"{folder.parent}: another run is at work here; wait for it, or set SFPC_DATA to another folder"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
