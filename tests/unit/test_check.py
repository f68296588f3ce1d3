"""A check before sending says what the intake would, keeps nothing, and tells by its exit status whether to mend."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sfpc import check as checking
from sfpc.cli import main
from sfpc.errors import UsageError
from sfpc.feedback.judgement import Judged, expected
from tests.builders import QUARTER, change_workbook, sample
from tests.folders import DEFECTIVE, HOME, SAMPLES, settings_in

RETURN = SAMPLES / QUARTER / "coventry"


def files_of(folder):
    return tuple(sorted(path for path in Path(folder).iterdir() if not path.name.startswith(".")))


def check(tmp_path, files, folder="coventry", quarter=QUARTER, feedback_to=None) -> Judged:
    return checking.check(settings_in(tmp_path / "data"), files, folder, quarter, feedback_to)


def sfpc(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def grave(judged):
    return [one for one in judged.findings if one.severity != "info"]


@pytest.mark.parametrize("quarter", ["2021-22-Q1", "2021-22-Q4"])
@pytest.mark.parametrize("folder", sorted(path.name for path in (SAMPLES / QUARTER).iterdir()))
def test_a_clean_return_has_nothing_to_mend(folder, quarter, tmp_path):
    judged = check(tmp_path, files_of(SAMPLES / quarter / folder), folder, quarter)

    assert judged.state == "accepted"
    assert grave(judged) == []
    assert not judged.must_be_mended


@pytest.mark.parametrize(
    ("case", "finding_type", "place"),
    [
        ("part_exceeds_whole", "part_exceeds_whole", "E9"),
        ("text_where_number", "unreadable_value", "D6"),
        ("wrong_quarter_on_cover", "wrong_quarter", "B6"),
        ("truncated_file", "unreadable_file", None),
        ("wrong_authority", "wrong_authority", "A2 to A40"),
        ("year_to_date_disagrees", "year_to_date_disagrees", "H9"),
        ("percentage_disagrees", "percentage_disagrees", "/performance/indicators/7/percentage"),
        ("section_missing", "section_missing", None),
        ("negative_count", "negative_count", "/performance/indicators/13/value"),
        ("conflicting_duplicate", "conflicting_duplicate", "E41"),
        ("personal_data_in_comment", "personal_data", "H5"),
        ("overspent_grant", "spend_above_budget", "line 13, column 5"),
    ],
)
def test_a_defective_return_is_told_at_its_place(case, finding_type, place, tmp_path):
    [folder] = (DEFECTIVE / case).iterdir()
    [quarter] = folder.iterdir()

    judged = check(tmp_path, files_of(quarter), folder.name, quarter.name)

    told = [one for one in grave(judged) if one.finding_type == finding_type and place in (None, one.place)]
    assert told
    assert {one.responsibility for one in told} == {"authority"}
    assert judged.must_be_mended == any(one.severity in ("reject", "critical") for one in told)


def test_a_check_leaves_nothing_behind(tmp_path):
    before = [path.read_bytes() for path in files_of(RETURN)]

    check(tmp_path, files_of(RETURN))

    assert list(tmp_path.iterdir()) == []
    assert [path.read_bytes() for path in files_of(RETURN)] == before


def test_a_check_says_what_the_intake_says(tmp_path):
    settings = settings_in(tmp_path)
    place = sample(settings, "coventry")
    change_workbook(place, lambda book: book["Data"].__setitem__("E9", "abc"))

    judged = check(tmp_path / "check", files_of(place))

    told = {(one.finding_type, one.place) for one in judged.findings if one.found_by == "intake"}
    assert ("unreadable_value", "E9") in told


def test_what_lies_with_us_is_told_apart_and_asks_nothing_of_the_sender(tmp_path):
    place = sample(settings_in(tmp_path), "coventry")
    change_workbook(place, lambda book: book.create_sheet("Extra").append(["Something", "else", 1]))

    shown = sfpc(*files_of(place), "--authority", "coventry", "--quarter", QUARTER)

    assert shown.exit_code == 0, shown.output
    theirs, _, ours = shown.output.partition("We will look at this")
    assert "Extra" in ours
    assert "Extra" not in theirs


def test_the_exit_status_is_3_where_something_must_be_mended_and_0_where_nothing_must():
    [bad] = (DEFECTIVE / "part_exceeds_whole" / "coventry" / QUARTER).iterdir()
    arguments = ("--authority", "coventry", "--quarter", QUARTER, "--json")

    refused, taken = sfpc(bad, *arguments), sfpc(*files_of(RETURN), *arguments)

    assert (refused.exit_code, taken.exit_code) == (3, 0)
    told = json.loads(refused.output)
    assert told["must_be_mended"] is True
    assert [(one["severity"], one["finding_type"], one["sheet"], one["place"]) for one in told["findings"]] == [
        ("critical", "part_exceeds_whole", "Data", "E9"),
        ("warning", "rate_beyond_what_is_known", "Data", "E9"),  # so many that no such rate is known either
    ]
    assert json.loads(taken.output)["summary"]["outcome"] == "Would be accepted"


def test_the_feedback_that_would_come_back_can_be_had(tmp_path):
    [bad] = (DEFECTIVE / "part_exceeds_whole" / "coventry" / QUARTER).iterdir()

    shown = sfpc(bad, "--authority", "coventry", "--quarter", QUARTER, "--feedback", tmp_path / "told")

    assert {path.name for path in (tmp_path / "told").iterdir()} == {
        "feedback.html", "feedback.xlsx", f"marked_{bad.stem}.xlsx",
    }  # fmt: skip
    assert "E9" in shown.output
    assert "with something to mend" in (tmp_path / "told" / "feedback.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.xlsx"], "is no file"),
        ([RETURN], "is no file"),
        ([*files_of(RETURN), *files_of(RETURN)], "Two of the files"),
    ],
)
def test_what_cannot_be_checked_is_wrong_usage(arguments, words):
    shown = sfpc(*arguments, "--authority", "coventry", "--quarter", QUARTER)

    assert shown.exit_code == 2
    assert words in shown.output


def test_a_file_that_the_intake_would_pass_over_is_no_return(tmp_path):
    hidden = tmp_path / "~$return.xlsx"
    shutil.copyfile(files_of(RETURN)[0], hidden)

    with pytest.raises(UsageError, match="None of these files"):
        check(tmp_path, [hidden])


def test_an_authority_that_is_not_known_is_wrong_usage():
    assert sfpc(*files_of(RETURN), "--authority", "nowhere", "--quarter", QUARTER).exit_code == 2


def test_the_expectations_are_read_from_the_seeds():
    assert expected(HOME / "seeds")["unreadable_value"].startswith("A number")
