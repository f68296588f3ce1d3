"""A backup restored into an empty folder is all that a release needs: it comes out of it again byte for byte."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from sfpc.cli import main
from sfpc.verification import verify
from tests.folders import settings_in
from tests.published import QUARTER, published


def test_a_release_is_verified_from_a_restored_backup(tmp_path, tmp_path_factory, monkeypatch):
    made = published(tmp_path_factory.getbasetemp())
    monkeypatch.setenv("SFPC_DATA", str(made.settings.data))
    kept = CliRunner().invoke(main, ["backup", str(tmp_path / "backups")])
    assert kept.exit_code == 0, kept.output
    [archive] = (tmp_path / "backups").iterdir()
    assert str(archive) in kept.stdout

    there = settings_in(tmp_path / "there")
    monkeypatch.setenv("SFPC_DATA", str(there.data))
    restored = CliRunner().invoke(main, ["restore", str(archive)])
    assert restored.exit_code == 0, restored.output
    assert "Next: sfpc upgrade, sfpc read, sfpc build, sfpc verify latest" in restored.stdout

    assert contents(there.releases) == contents(made.settings.releases)
    assert contents(there.landing) == contents(made.settings.landing)
    found = verify(there, f"{QUARTER}/r1", lambda _: None)
    assert (found.holds, found.was_rebuilt) == (True, True)


def contents(folder: Path) -> dict[str, bytes | str]:
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or (path.is_file() and not path.name.startswith("."))
    }
