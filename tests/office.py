"""Workbooks opened in LibreOffice, as a reader without Excel opens them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = ("soffice", "libreoffice")
NO_OFFICE = (
    "NO LIBREOFFICE: this test opens a workbook in it and there is none on this machine. "
    "Install it (apt-get install libreoffice-calc) and run make test again."
)
SECONDS = 300
"""The machine may be busy."""


def converted(path: Path, kind: str, folder: Path) -> Path:
    """A workbook as LibreOffice opens and saves it; a test that has none fails and says what to install.

    Args:
        path: the workbook.
        kind: what to save it as: ods, xlsx, pdf.
        folder: where to; LibreOffice's own settings are kept there too, so that tests can run beside one another.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail(NO_OFFICE)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    made = folder / f"{path.stem}.{kind}"
    assert run.returncode == 0, run.stderr
    assert made.exists(), f"LibreOffice could not open {path}: {run.stdout} {run.stderr}"
    return made
