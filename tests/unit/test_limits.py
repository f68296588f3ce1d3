"""Limits stand in one place, can be set, and hold: what goes beyond one is told by its name, and nothing else is."""

import io
import random
import zipfile
from dataclasses import fields

import pytest

from sfpc import confinement
from sfpc.errors import UsageError
from sfpc.limits import Limits, setting_name, table
from sfpc.readers import open_files
from tests.builders import HOME, kinds, land_all, read_all, sample, send, settings_in, write_ods, write_xlsx
from tests.workbooks import write_xlsb

NAMES = [one.name for one in fields(Limits)]


def test_the_defaults_hold_where_nothing_is_set():
    assert Limits.from_words({}) == Limits()


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_is_set_by_its_name(name):
    assert getattr(Limits.from_words({setting_name(name): " 1,234 "}), name) == 1234


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "plenty", "١٢"])
def test_a_limit_that_is_no_whole_number_above_nought_is_told(text):
    with pytest.raises(UsageError, match="SFPC_LIMIT_SHEETS: a limit is a whole number above nought, such as 200"):
        Limits.from_words({"SFPC_LIMIT_SHEETS": text})


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("SFPC_LIMIT_FILES=5\nSFPC_LIMIT_SHEETS=6\n")
    monkeypatch.setenv("SFPC_HOME", str(tmp_path))
    monkeypatch.setenv("SFPC_LIMIT_FILES", "7")

    assert (Limits.from_environment().files, Limits.from_environment().sheets) == (7, 6)


def test_what_is_handed_to_the_child_is_what_was_set():
    limits = Limits(files=3, seconds=9)

    assert Limits.from_words(limits.as_words()) == limits


def test_the_document_holds_the_table_as_it_is():
    assert table() in (HOME / "docs/limits.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_settings_names_each_with_its_default(name):
    example = (HOME / ".env.example").read_text(encoding="utf-8")

    assert f"# {setting_name(name)}={getattr(Limits(), name)}\n" in example


# ------------------------------------------------------------------------------------ each limit holds


BEYOND = {
    "file_megabytes": ("large.csv", b"a,b\n" * 300_000),
    "columns": ("wide.csv", b"a,b,c\n"),
    "cells": ("long.csv", b"a,b\n" * 4),
    "cell_characters": ("wordy.csv", b"a,bbbbbbbbbb\n"),
    "json_levels": ("deep.json", b'{"a": {"a": {"a": {"a": 1}}}}'),
}
SMALL = {"file_megabytes": 1, "columns": 2, "cells": 7, "cell_characters": 9, "json_levels": 3}


@pytest.mark.parametrize("name", BEYOND)
def test_a_file_beyond_a_limit_is_refused_by_the_name_of_the_limit(name, tmp_path):
    file, content = BEYOND[name]
    (tmp_path / file).write_bytes(content)

    grids, [finding] = open_files([tmp_path / file], Limits(**{name: SMALL[name]}))

    assert grids == []
    assert finding.finding_type == "over_limits"
    assert setting_name(name) in finding.message
    assert open_files([tmp_path / file], Limits())[1] == []


@pytest.mark.parametrize("name", ["columns", "cells", "cell_characters"])
def test_a_document_is_held_to_the_limits_of_a_table(name, tmp_path):
    (tmp_path / "any.json").write_text('{"a": [{"b": "123456789!", "c": 2, "d": 3}, {"b": 4}, {"b": 5}]}')

    assert setting_name(name) in open_files([tmp_path / "any.json"], Limits(**{name: SMALL[name]}))[1][0].message


@pytest.mark.parametrize("ending", [".xlsx", ".ods", ".xlsb"])
def test_the_cells_of_a_sheet_are_limited_in_every_kind_of_workbook(ending, tmp_path):
    rows = [["a", "b"], [None, None], ["c", "d"]]
    path = tmp_path / f"any{ending}"
    if ending == ".xlsb":
        write_xlsb(path, rows)
    else:
        (write_xlsx if ending == ".xlsx" else write_ods)(path, {"Data": rows})

    assert open_files([path], Limits(cells=6))[1] == []
    assert "SFPC_LIMIT_CELLS" in open_files([path], Limits(cells=5))[1][0].message


@pytest.mark.parametrize("name", ["sheets", "parts", "unpacked_megabytes", "compression_ratio"])
@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_workbook_beyond_a_limit_is_refused_by_the_name_of_the_limit(ending, name, tmp_path):
    plain, path = tmp_path / f"plain{ending}", tmp_path / f"any{ending}"
    (write_xlsx if ending == ".xlsx" else write_ods)(plain, {"One": [["a", "b"]], "Two": [["a"]]})
    with zipfile.ZipFile(plain) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part in whole.namelist():
            made.writestr(part, whole.read(part))
        made.writestr("more.bin", random.Random(0).randbytes(1 << 16) + b"\0" * (2 << 20))  # noqa: S311 - any bytes

    grids, [finding] = open_files([path], Limits(**{name: 1}))

    assert grids == []
    assert (finding.finding_type, setting_name(name) in finding.message) == ("over_limits", True)
    assert open_files([path], Limits())[1] == []


def test_no_more_files_are_opened_than_the_limit_says(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text("a,b\n1,2\n")

    grids, findings = open_files(sorted(tmp_path.iterdir()), Limits(files=2))

    assert [grid.file for grid in grids] == ["0.csv", "1.csv"]
    assert [(one.finding_type, one.file) for one in findings] == [("over_limits", "2.csv")]


def test_all_files_of_a_submission_together_are_limited(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.csv").write_bytes(b"a,b\n" * 100_000)

    _, findings = open_files(sorted(tmp_path.iterdir()), Limits(submission_megabytes=1))

    assert [(one.finding_type, one.file) for one in findings] == [("over_limits", "2.csv")]
    assert "SFPC_LIMIT_SUBMISSION_MEGABYTES" in findings[0].message


# ------------------------------------------------------------------- of a submission, and of the rest


def slow_workbook():
    """A workbook that takes seconds to read: many cells, and each in error."""
    rows = b"".join(
        b'<row r="%d">%b</row>'
        % (row, b"".join(b'<c r="%c%d" t="e"><v>#REF!</v></c>' % (65 + c, row) for c in range(26)))
        for row in range(1, 60_001)
    )
    made = io.BytesIO()
    write_xlsx(made, {"Data": [["x"]]})
    copy = io.BytesIO()
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as slow:
        for part in plain.namelist():
            content = plain.read(part)
            if part == "xl/worksheets/sheet1.xml":
                head, _, tail = content.partition(b"<sheetData>")
                content = head + b"<sheetData>" + rows + b"</sheetData>" + tail.partition(b"</sheetData>")[2]
            slow.writestr(part, content)
    return copy.getvalue()


@pytest.mark.parametrize(("name", "least"), [("seconds", 2), ("memory_megabytes", 150)])
def test_a_submission_that_takes_too_much_is_rejected_and_the_others_are_read(name, least, tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    sample(settings, "newcastle")
    send(settings, "coventry", "2021-22-Q2", large__xlsx=slow_workbook())
    land_all(settings)
    monkeypatch.setenv(setting_name(name), str(least))

    reads = {read.landed.folder: read for read in read_all(settings)}

    assert (reads["newcastle"].state, reads["coventry"].state) == ("accepted", "rejected")
    [finding] = [one for one in reads["coventry"].findings if one.finding_type == "over_limits"]
    assert setting_name(name) in finding.message
    assert finding.file == "large.xlsx"


def test_a_submission_that_was_refused_is_read_again_when_the_limit_is_raised(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    sample(settings, "warwickshire")
    monkeypatch.setenv("SFPC_LIMIT_SHEETS", "2")
    [refused] = read_all(settings)
    monkeypatch.setenv("SFPC_LIMIT_SHEETS", "20")
    [again] = read_all(settings)

    assert "over_limits" in kinds(refused)
    assert (refused.state, again.state, again.is_new) == ("rejected", "accepted", True)


def test_nothing_new_to_read_starts_no_child(tmp_path):
    settings = settings_in(tmp_path)
    sample(settings, "newcastle")
    read_all(settings)
    confinement.end_with_the_process()

    [again] = read_all(settings)

    assert not again.is_new
    assert confinement._Kept.child is None  # noqa: SLF001 - that there is none is the point
