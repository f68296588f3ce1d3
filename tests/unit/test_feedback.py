"""Feedback stands for each submission, says only what is the sender's, and is written once."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import openpyxl
import pytest

from sfpc import feedback, pipeline
from sfpc.landed import Withdrawal
from tests.builders import BAD, change_json, change_workbook, read_all, sample, send, settings_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def write(settings):
    """The feedback on everything that lies in the inbox, by (folder, quarter)."""
    reads = read_all(settings)
    return reads, feedback.write(settings, reads)


def texts(path):
    """Everything that a feedback says, in its workbook and on its page."""
    told = [(path / "feedback.html").read_text(encoding="utf-8")]
    for sheet in openpyxl.load_workbook(path / "feedback.xlsx"):
        told += [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(told)


def changed_data(settings, change):
    place = sample(settings, "coventry")
    change_workbook(place, lambda book: change(book["Data"]))


def test_a_submission_has_a_workbook_a_page_and_its_own_workbook_marked(settings):
    changed_data(settings, lambda sheet: sheet.__setitem__("E9", "abc"))

    [read], [one] = write(settings)

    assert one.path == settings.data / "feedback" / "coventry" / read.landed.quarter / read.landed.submission_id
    assert one.is_new
    names = {path.name for path in one.path.iterdir() if not path.name.startswith(".")}
    assert names == {"feedback.html", "feedback.xlsx", "marked_COV_SFPC_202122_Q2.xlsx"}
    assert (
        "A value cannot be read"
        in openpyxl.load_workbook(one.path / "marked_COV_SFPC_202122_Q2.xlsx")["Data"]["E9"].comment.text
    )


def test_feedback_that_stands_is_left_as_it_is(settings):
    changed_data(settings, lambda sheet: sheet.__setitem__("E9", "abc"))
    reads, [one] = write(settings)
    before = {path: path.stat().st_mtime_ns for path in one.path.iterdir()}

    [again] = feedback.write(settings, reads)

    assert not again.is_new
    assert {path: path.stat().st_mtime_ns for path in one.path.iterdir()} == before


def test_a_submission_that_was_withdrawn_since_is_told_so(settings):
    sample(settings, "coventry")
    [read], [one] = write(settings)
    assert "Accepted" in texts(one.path)
    landed = replace(read.landed, withdrawn=Withdrawal("2021-11-01T09:00:00", "Someone", "sent in error"))

    [again] = feedback.write(settings, [replace(read, landed=landed)])

    assert again.is_new
    assert "Withdrawn" in texts(again.path)


def test_findings_of_ours_never_reach_the_sender(settings):
    place = sample(settings, "coventry")
    change_workbook(place, lambda book: book.create_sheet("Extra").append(["Something", "else", 1]))
    reads, [one] = write(settings)
    [judged] = feedback.judge(settings, reads)

    assert judged.of("team")
    for finding in judged.of("team"):
        assert finding.message not in texts(one.path)
        assert finding.title not in texts(one.path)
    assert not list(one.path.glob("marked_*"))


@pytest.mark.parametrize("text", ["child born 14/03/2013", "Jo (7) moved", "UPN A123456789012", "at LS1 4AP now"])
def test_personal_data_is_shown_as_a_place_only(settings, text):
    changed_data(settings, lambda sheet: sheet.__setitem__("H9", text))

    _, [one] = write(settings)

    assert "H9" in texts(one.path)
    assert text not in texts(one.path)
    [marked] = one.path.glob("marked_*")
    with zipfile.ZipFile(marked) as parts:
        assert text.encode() not in b"".join(parts.read(name) for name in parts.namelist())
    assert openpyxl.load_workbook(marked)["Data"]["H9"].value == "withheld"


@pytest.mark.parametrize("name", ["protected_by_a_password.xlsx", "cut_short.xlsx", "archive_that_is_no_workbook.xlsx"])
def test_a_workbook_that_cannot_be_opened_is_told_and_not_marked(settings, name):
    send(settings, "coventry", "2021-22-Q2", **{name.replace(".", "__"): (BAD / name).read_bytes()})

    [read], [one] = write(settings)

    assert read.state == "rejected"
    assert "Not accepted" in texts(one.path)
    assert not list(one.path.glob("marked_*"))


def test_what_is_no_xlsx_is_told_with_its_places_alone(settings):
    place = sample(settings, "newcastle")

    def break_it(document):
        document["performance"]["indicators"][3]["value"] = "abc"

    change_json(place, break_it)

    _, [one] = write(settings)

    assert "Only XLSX workbooks can be sent back with the cells marked" in texts(one.path)
    assert "/performance/indicators/3/value" in texts(one.path)


def test_text_that_a_spreadsheet_would_run_is_neutralised_in_the_feedback(settings):
    place = sample(settings, "coventry")
    [file] = [path for path in place.iterdir() if path.suffix == ".xlsx"]
    changed = "=cmd.xlsx"
    change_workbook(place, lambda book: book["Data"].__setitem__("E9", "abc"))
    file.rename(place / changed)

    _, [one] = write(settings)

    cells = [
        cell
        for sheet in openpyxl.load_workbook(one.path / "feedback.xlsx")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells if str(cell.value).startswith("'=cmd")]


def test_the_page_runs_and_loads_nothing(settings):
    changed_data(settings, lambda sheet: sheet.__setitem__("C9", "<script>alert(1)</script>"))

    _, [one] = write(settings)

    page = (one.path / "feedback.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "http" not in page
    assert '<html lang="en-GB">' in page


def test_every_submission_read_has_feedback_by_one_command(settings):
    sample(settings, "coventry")
    sample(settings, "sefton")
    read_all(settings)

    first, second = pipeline.give_feedback(settings), pipeline.give_feedback(settings, "sefton")

    assert [(one.read.landed.folder, one.is_new) for one in first] == [("coventry", True), ("sefton", True)]
    assert [(one.read.landed.folder, one.is_new) for one in second] == [("sefton", False)]
