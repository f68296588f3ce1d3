"""Whatever files and folders in the inbox are called, nothing is written but what landing and raw are for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from uuid import uuid4

import fsspec
from hypothesis import given
from hypothesis import strategies as st
from upath import UPath

from sfpc import landing
from sfpc.settings import Settings
from tests.builders import QUARTER, read_all, tree
from tests.folders import HOME, SAMPLES
from tests.property.plans import bounded

FOLDER = "newcastle"
[SAMPLE] = (SAMPLES / QUARTER / FOLDER).glob("*.json")
LONGEST = 255
CHARACTERS = st.one_of(
    st.sampled_from("./\\~$-:;*?\"<>|'`&=@+ \t\n\r\x07\x1b\x7f%\u202e\u200b\ufeff\u00e9e\u0301İıß.csvjson"),
    st.characters(exclude_characters="\0"),
)
TEMPTING = (
    "..", "...", "../x.json", "..\\..\\x.json", "/etc/passwd", "~", "~/x", "CON", "nul.json", "a" * 300, ".json", "-rf",
    "$(id).json", "receipt.json", ".lock", "withdrawal.json", "x.json\n", " x.json ", "x.json.", "é" * 120, "X.JSON",
    "../../landing/x.json", "x/../../y.json", "%2e%2e%2fx.json",
)  # fmt: skip
NAMES = st.one_of(st.text(CHARACTERS, min_size=1, max_size=40), st.sampled_from(TEMPTING))
BYTES = st.binary(min_size=1, max_size=30)


def lie(folder: Path, name: str | bytes) -> None:
    """Put a file of a return into a folder under a name, as far as a file system can hold it."""
    written = (name if isinstance(name, bytes) else name.encode("utf-8", "surrogatepass")).replace(b"\0", b"_")
    written = written.replace(b"/", b"_")[:LONGEST]
    if written not in (b".", b".."):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / os.fsdecode(written)).write_bytes(SAMPLE.read_bytes())


def settings_with(place: Path, inbox: Path | UPath) -> Settings:
    """Settings whose data stand in a folder of their own beside the inbox."""
    return Settings(home=HOME, data=place / "data", inbox=inbox)


def hold_to_their_places(settings: Settings, place: Path) -> bool:
    """Read what lies in the inbox, see that nothing is written elsewhere; whether something was landed or said."""
    reads = read_all(settings)
    said = landing.misplaced(settings)
    assert {path.name for path in place.iterdir()} <= {"data", "inbox"}
    for read in reads:
        landed = read.landed
        assert landed.path.is_relative_to(settings.landing)
        assert {path.name for path in (landed.path / "files").iterdir()} == {path.name for path in landed.files}
        for path in landed.files:
            assert path.parent == landed.path / "files"
            assert path.is_file()
            assert not path.is_symlink()
            assert path.read_bytes() == SAMPLE.read_bytes()
    for finding in [*said, *(finding for read in reads for finding in read.findings)]:
        assert finding.message.encode("utf-8") is not None
        assert (finding.place or "").encode("utf-8") is not None
        assert (finding.file or "").encode("utf-8") is not None
    return bool(reads or said)


@bounded(25)
@given(names=st.lists(st.one_of(NAMES, BYTES), min_size=1, max_size=4), quarter=st.one_of(st.just(QUARTER), NAMES))
def test_a_file_of_any_name_is_kept_in_landing_or_left_where_it_lies(names, quarter):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        inbox = place / "inbox"
        below = "".join("_" if one in "/\0" or "\ud800" <= one <= "\udfff" else one for one in quarter)[:60]
        for name in names:
            lie(inbox / FOLDER / (below if below not in (".", "..") else "dots"), name)
        before = tree(inbox)

        is_said = hold_to_their_places(settings_with(place, inbox), place)

        assert tree(inbox) == before
        seen = [part for path in inbox.rglob("*") for part in [path.name] if path.is_file()]
        hidden = (".", "~$")
        assert is_said or below.startswith(hidden) or all(name.startswith(hidden) for name in seen)


@bounded(25)
@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_an_object_of_any_name_is_kept_in_landing_or_left_where_it_lies(names):
    """An object store takes any text for a name, also one that would lead out of a folder."""
    store = fsspec.filesystem("memory")
    bucket = f"/{uuid4().hex}"
    writable = [name for name in names if not any("\ud800" <= one <= "\udfff" for one in name)]
    for name in writable:
        store.store[f"{bucket}/{FOLDER}/{QUARTER}/{name}"] = fsspec.implementations.memory.MemoryFile(
            store, name, SAMPLE.read_bytes()
        )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        is_said = hold_to_their_places(settings_with(place, UPath(f"memory:/{bucket}")), place)

        assert is_said or all(name.split("/")[-1].startswith((".", "~$")) for name in writable)
    for key in [key for key in store.store if key.startswith(bucket)]:
        del store.store[key]
