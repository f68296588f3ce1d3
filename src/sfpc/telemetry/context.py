"""Which run a step belongs to: a pass through the pipeline by hand, or a run of a DAG that several processes share."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

DAG, DAG_RUN = "AIRFLOW_CTX_DAG_ID", "AIRFLOW_CTX_DAG_RUN_ID"
"""What Airflow tells the process of a task of its run; the only thing that is known here of Airflow."""

OF_DAG_RUNS = uuid.UUID("5f1b1c52-7d0e-5f6c-9a3e-0c5d1f7a2b34")
"""The name space in which a DAG's run always gets the same id."""


@dataclass(frozen=True)
class Run:
    """A run.

    Attributes:
        id: a UUID.
        job: what runs: the name of a command or of a DAG.
    """

    id: str
    job: str


_run: ContextVar[Run | None] = ContextVar("run", default=None)
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


def current_run() -> Run:
    """The run that this step belongs to: one that was begun here, else Airflow's, else this process."""
    begun = _run.get()
    if begun is not None:
        return begun
    dag, dag_run = os.environ.get(DAG), os.environ.get(DAG_RUN)
    return of_airflow(dag, dag_run) if dag and dag_run else _of_this_process(os.getpid())


def of_airflow(dag: str, dag_run: str) -> Run:
    """The run of a DAG: the same id in every task's process."""
    return Run(str(uuid.uuid5(OF_DAG_RUNS, f"{dag} {dag_run}")), dag)


@contextmanager
def begun(job: str) -> Iterator[tuple[Run, bool]]:
    """Begin a run, unless one is under way already; give it, and whether it begins here."""
    standing = _run.get()
    if standing is not None or os.environ.get(DAG_RUN):
        yield current_run(), False
        return
    token = _run.set(Run(_new_id(), job))
    try:
        yield current_run(), True
    finally:
        _run.reset(token)


@contextmanager
def silence() -> Iterator[None]:
    """Tell nothing of what is done: a rehearsal, or a release that is made again to be compared."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def is_silent() -> bool:
    """Whether nothing is to be told."""
    return _is_silent.get()


@cache
def _of_this_process(_process: int) -> Run:
    return Run(_new_id(), "sfpc")


def _new_id() -> str:
    """A UUID of version 7, whose beginning is the time: ids sort as the runs began."""
    drawn = int.from_bytes(os.urandom(10), "big")
    number = (time.time_ns() // 1_000_000) << 80 | drawn
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=number))
