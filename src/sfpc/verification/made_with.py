"""What a release was made with, against what is here: seeds, rules, models, code and software, file by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sfpc.errors import OtherInputs
from sfpc.report import manifest
from sfpc.report.reasons import differing
from sfpc.settings import Settings

PLACES = {"seeds": "seeds/", "expectations": "expectations/", "models": "dbt_project/", "code": "src/sfpc/"}
"""Where the files of each kind stand in the repository."""
HEAD = (
    "Every file of {release} is what its manifest says. It can be rebuilt only with what it was made with, and here "
    "these are others:"
)
TAIL = (
    "Take the commit that has them all, run `make setup`, and verify again there, with SFPC_DATA set to this data "
    "folder."
)


def require_the_same(settings: Settings, release: str, inputs: Mapping[str, Any]) -> None:
    """Refuse to rebuild a release with other means than its own: whatever then differed would prove nothing.

    Raises:
        OtherInputs: something differs; all that does is named.
    """
    here = manifest.made_with(settings)
    told = [line for kind in here for line in _told(kind, inputs.get(kind, {}), here[kind])]
    if told:
        raise OtherInputs("\n".join([HEAD.format(release=release), *(f"  {line}" for line in told), TAIL]))


def _told(kind: str, then: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    for name in differing(then, here):
        if kind == "software":
            yield f"{name}: {then.get(name, 'not recorded')} then, {here.get(name, 'not used')} here"
        else:
            what = "not here" if name not in here else "not there then" if name not in then else "another"
            yield f"{PLACES[kind]}{name}: {what}"
