"""Where things are: the environment says so, else `.env`, else the defaults."""

from pathlib import Path

import pytest

from sfpc.errors import UsageError
from sfpc.settings import Settings
from tests.folders import HOME


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in ("SFPC_HOME", "SFPC_DATA", "SFPC_INBOX", "SFPC_SIGN_OFF", "SFPC_SIGN_OFF_DAYS"):
        monkeypatch.delenv(name, raising=False)


def test_without_settings_everything_is_beside_the_seeds(monkeypatch, tmp_path):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))

    settings = Settings.from_environment()

    assert (settings.home, settings.data, settings.inbox) == (tmp_path, tmp_path / "data", tmp_path / "data" / "inbox")
    assert settings.seeds == tmp_path / "seeds"


def test_without_a_home_it_is_where_the_code_is():
    assert Settings.from_environment().home == HOME


def test_the_file_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("SFPC_DATA=/from/file\nSFPC_INBOX=/inbox/from/file\n", encoding="utf-8")
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_DATA", str(tmp_path / "mine"))

    settings = Settings.from_environment()

    assert (settings.data, settings.inbox) == (tmp_path / "mine", Path("/inbox/from/file"))


def test_a_blank_setting_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_DATA", "")

    assert Settings.from_environment().data == tmp_path / "data"


def test_a_path_may_be_relative_or_begin_at_home(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SFPC_DATA", "here")
    monkeypatch.setenv("SFPC_INBOX", "~/inbox")

    settings = Settings.from_environment()

    assert settings.data == tmp_path / "here"
    assert settings.inbox == Path("~/inbox").expanduser()


def test_everything_that_is_written_stands_under_the_data_folder(tmp_path):
    settings = Settings(home=HOME, data=tmp_path, inbox=tmp_path / "inbox")

    assert {
        path.parent for path in (settings.landing, settings.raw, settings.gate, settings.releases, settings.logs)
    } == {tmp_path}
    assert settings.warehouse.parent == settings.lock.parent == tmp_path


@pytest.mark.parametrize(("written", "meant"), [("", "off"), ("off", "off"), ("required", "required")])
def test_a_sign_off_is_asked_for_only_where_it_is_required(monkeypatch, tmp_path, written, meant):
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_SIGN_OFF", written)

    assert Settings.from_environment().sign_off == meant


@pytest.mark.parametrize("written", ["on", "Required", "yes", "0"])
def test_another_word_for_the_sign_off_is_wrong_usage_and_never_taken_for_off(monkeypatch, written):
    monkeypatch.setenv("SFPC_SIGN_OFF", written)

    with pytest.raises(UsageError, match=f"SFPC_SIGN_OFF is '{written}': set it to one of off, required"):
        Settings.from_environment()


def test_how_long_the_sign_off_is_waited_for_is_a_whole_number_of_days(monkeypatch):
    monkeypatch.setenv("SFPC_SIGN_OFF_DAYS", "30")
    assert Settings.from_environment().sign_off_days == 30

    for written in ("0", "two", "1.5", "-3"):
        monkeypatch.setenv("SFPC_SIGN_OFF_DAYS", written)
        with pytest.raises(UsageError, match="a whole number of days from 1 up"):
            Settings.from_environment()
