"""Where the tests find what they need, and how they lay returns in an inbox."""

from __future__ import annotations

import shutil
from pathlib import Path

from sfpc.settings import Settings

HOME = Path(__file__).resolve().parents[1]
SAMPLES = HOME / "samples"
RETURNS = Path(__file__).parent / "returns"
TRUTH = RETURNS / "truth"
DEFECTIVE = RETURNS / "defective"
QUARTERS = tuple(sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))


def settings_in(data: Path) -> Settings:
    """Settings that work on a data folder of the test's own."""
    return Settings(home=HOME, data=data, inbox=data / "inbox")


def lay(settings: Settings, source: Path, folder: str, quarter: str) -> None:
    """Lay the files of a folder in the inbox in place of what lay there, as a sender does."""
    assert isinstance(settings.inbox, Path), "the tests' inbox is a folder of this machine"
    place = settings.inbox / folder / quarter
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)


def lay_samples(settings: Settings, up_to: str = QUARTERS[-1], without: tuple[str, str] | None = None) -> None:
    """Lay the sample returns in the inbox, up to a quarter, without that of one (folder, quarter)."""
    for quarter in QUARTERS:
        for sample in sorted((SAMPLES / quarter).iterdir()):
            if quarter <= up_to and (sample.name, quarter) != without:
                lay(settings, sample, sample.name, quarter)
