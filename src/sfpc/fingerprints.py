"""What a decision and a release were made with, as hashes: the seeds, the checks, the models and the code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sfpc.settings import Settings

IN_WORDS = {
    "seeds_sha256": "the seeds",
    "expectations_sha256": "the checks in expectations/",
    "models_sha256": "the models of the warehouse",
    "code_sha256": "the code",
}
"""What each fingerprint is of."""

RECORDED = ("waivers.csv", "publication_policies.csv")
"""Seeds that are about single quarters: a change of one quarter's row is none of another's."""


def fingerprints(settings: Settings) -> dict[str, str]:
    """One hash each of the seeds, the checks, the models and this package.

    Waivers and policies are left out of the seeds: a decision records those of its quarter in full.
    """
    package = Path(__file__).parent
    seeds = [path for path in settings.seeds.glob("*.csv") if path.name not in RECORDED]
    # models/ and macros/, not what dbt compiles from them
    models = [path for path in settings.dbt_project.glob("m*/**/*") if path.suffix in {".sql", ".yml"}]
    return {
        "seeds_sha256": fingerprint(settings.seeds, seeds),
        "expectations_sha256": fingerprint(settings.expectations, settings.expectations.glob("*.yml")),
        "models_sha256": fingerprint(settings.dbt_project, models),
        "code_sha256": fingerprint(package, package.rglob("*.py")),
    }


def fingerprint(folder: Path, paths: Iterable[Path]) -> str:
    """One hash of several files, of their names within a folder and their contents, in any order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
