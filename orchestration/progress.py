"""Tell a person what is being done, how far it is and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table


@dataclass
class Step:
    """One line of the list: what is done, and what came of it."""

    what: str
    spinner: Spinner
    outcome: str = ""
    started: float = field(default_factory=time.monotonic)

    def now(self, detail: str) -> None:
        """Say which part of the step is under way."""
        self.spinner.update(text=f"{self.what}: {detail}")


@dataclass
class Progress:
    """A list of steps that grows by a line as each ends."""

    console: Console
    steps: int
    begun: int = 0

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Show a step while it is under way, then how it ended and how long it took."""
        self.begun += 1
        step = Step(what, Spinner("dots", what))
        try:
            # redirected, what Airflow prints would be drawn above the spinner, and not go where it was sent
            with Live(step.spinner, console=self.console, transient=True, redirect_stdout=False, redirect_stderr=False):
                yield step
        except BaseException:
            step.outcome = "stopped"
            raise
        finally:
            self.line(f"{self.begun}/{self.steps}", what, step.outcome, time.monotonic() - step.started)

    def line(self, place: str, what: str, outcome: str, seconds: float) -> None:
        """Print one line of the list."""
        grid = Table.grid(padding=(0, 1))
        for width in (5, 24, 48):
            grid.add_column(width=width, overflow="fold")
        grid.add_column(width=8, justify="right")
        grid.add_row(place, what, outcome, f"{seconds:.1f} s")
        self.console.print(grid)
