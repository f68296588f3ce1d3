"""The doctor looks at everything that the pipeline stands on, and says of each thing that is not well what to do.

It changes nothing but a file that it writes and removes again, to see whether it may. `sfpc doctor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sfpc.doctor import folders, machine, of_airflow, of_data, program
from sfpc.doctor.result import FAILED, OK, OUTCOMES, UNKNOWN, WARNING, Diagnosis, Result
from sfpc.errors import SfpcError, UsageError
from sfpc.settings import Settings
from sfpc.telemetry.steps import problem_of

__all__ = ["FAILED", "LOOKS", "OK", "OUTCOMES", "UNKNOWN", "WARNING", "Diagnosis", "Result", "examine"]

Look = Callable[[Settings], Result]

LOOKS: dict[str, Look] = {
    "python": program.python,
    "packages": program.packages,
    "settings": program.settings,
    "limits": program.limits,
    "seeds": program.seeds,
    "calendar": program.calendar,
    "folders": folders.folders,
    "disk": machine.disk,
    "clock": machine.clock,
    "data": of_data.data,
    "landing": of_data.landing,
    "raw": of_data.raw,
    "warehouse": of_data.warehouse,
    "notices": of_data.notices,
    "telemetry": of_data.telemetry,
    "airflow": of_airflow.health,
    "dags": of_airflow.dags,
}
"""What is looked at, in this order."""


def examine() -> Iterator[Diagnosis]:
    """Look at everything; what one look meets does not keep the others from looking."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        yield Diagnosis("settings", Result(FAILED, str(error), "Mend that setting, then run `sfpc doctor` again."))
        return
    for name, look in LOOKS.items():
        yield Diagnosis(name, looked(partial(look, settings)))


def looked(look: Callable[[], Result]) -> Result:
    """What a look found; what it met, where it could not look."""
    try:
        return look()
    except SfpcError as error:
        return Result(FAILED, str(error), "Do what it says; then run `sfpc doctor` again.")
    except Exception as error:  # noqa: BLE001 - whatever a look meets is what it has found
        return Result(FAILED, f"It cannot be looked at ({problem_of(error)}).", "See whether the folders may be read.")
