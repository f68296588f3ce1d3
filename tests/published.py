"""A published report for the tests that read one: made once, however many workers ask for it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from sfpc import data_format, pipeline
from sfpc.report import Release
from sfpc.settings import Settings
from tests.folders import DEFECTIVE, lay, lay_samples, settings_in

QUARTER = "2021-22-Q3"
FORMULA = '=HYPERLINK("http://example.invalid","see plan")'
"""A comment in Sefton's return of that quarter."""
SCRIPT = "<script>alert(1)</script> on track & well"
"""A comment put into Leeds's."""

SHUTTING = {"section_missing": "leeds", "percentage_disagrees": "newcastle"}
"""Defective returns for that quarter and whose they are: one shuts the gate, the other is warned of."""


@dataclass(frozen=True)
class Published:
    """A data folder in which a quarter has been published. Read it, do not change it."""

    settings: Settings
    release: Release


def published(basetemp: Path) -> Published:
    """Publish the quarter under the folder that the workers of one test run share, unless one of them has."""
    shared = basetemp.parent if basetemp.name.startswith("popen-") else basetemp
    settings = settings_in(shared / "published")
    with FileLock(shared / "published.lock"):
        releases = settings.releases / QUARTER
        if not (releases / "latest").exists():
            shutil.rmtree(settings.data, ignore_errors=True)
            lay_samples(settings, QUARTER)
            lay(settings, DEFECTIVE / "formula_in_comment" / "sefton" / QUARTER, "sefton", QUARTER)
            put_a_script_into_a_comment(settings)
            umask = os.umask(0)  # the worst there is: tests/end_to_end/test_who_may_read.py looks at what came of it
            try:
                run = pipeline.run(settings, QUARTER, lambda _: None)
            finally:
                os.umask(umask)
            assert run.release, run.decision.explanation()
    return Published(settings, Release(QUARTER, 1, releases / "r1", is_new=True))


def shut(basetemp: Path) -> Settings:
    """The same quarter after two defective returns came for it: decided again, and shut."""
    made = published(basetemp)
    shared = made.settings.data.parent
    settings = settings_in(shared / "shut")
    with FileLock(shared / "shut.lock"):
        if not (settings.gate / QUARTER / "d2.json").exists():
            shutil.rmtree(settings.data, ignore_errors=True)
            copy_of(made, settings.data)
            for case, folder in SHUTTING.items():
                lay(settings, DEFECTIVE / case / folder / QUARTER, folder, QUARTER)
            run = pipeline.run(settings, QUARTER, lambda _: None)
            assert run.release is None
    return settings


def put_a_script_into_a_comment(settings: Settings) -> None:
    """Change the comment of one milestone as somebody who means no good would."""
    (path,) = (settings.inbox / "leeds" / QUARTER).glob("*Milestones*")
    text = path.read_text(encoding="cp1252")
    assert "On track." in text
    path.write_text(text.replace("On track.", SCRIPT, 1), encoding="cp1252")


def copy_of(made: Published, data: Path) -> Settings:
    """A data folder of a test's own with the same landing, raw and decisions, and no release and no warehouse."""
    for folder in ("landing", "raw", "gate", "releases"):
        shutil.copytree(made.settings.data / folder, data / folder, symlinks=True)
    shutil.copyfile(made.settings.data / data_format.NAME, data / data_format.NAME)
    return settings_in(data)
