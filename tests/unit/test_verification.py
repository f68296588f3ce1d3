"""A release with a file changed, missing or too many is found out by its hashes; a difference is told by its place."""

from __future__ import annotations

import json
import zipfile

import pytest

from sfpc.errors import OtherInputs, UsageError
from sfpc.report import manifest, shelf
from sfpc.verification import comparing, made_with, verify
from tests.folders import settings_in

QUARTER = "2022-23-Q1"


@pytest.fixture
def settings(tmp_path):
    """A data folder with two releases of one quarter and one of the next."""
    settings = settings_in(tmp_path / "data")
    for quarter, number in ((QUARTER, 1), (QUARTER, 2), ("2022-23-Q2", 1)):
        folder = settings.releases / quarter
        with shelf.held(folder), shelf.written_aside(folder, number) as aside:
            (aside / "published").mkdir()
            (aside / "published" / "report.html").write_text("<p>12</p>\n", encoding="utf-8")
            (aside / "published" / "report.pdf").write_bytes(b"%PDF")
            manifest.write(aside / "published", {"quarter": quarter, "release": number, "files": {}})
            record = {"quarter": quarter, "release": number, "inputs": {}, "outputs": manifest.outputs(aside)}
            manifest.write(aside, record)
        shelf.point_at(folder, number)
    return settings


def checked(settings, named=f"{QUARTER}/r1"):
    return verify(settings, named, lambda _: None, files_only=True)


def tampered(settings, name, text):
    path = settings.releases / QUARTER / "r1" / name
    path.parent.chmod(0o755)
    if path.exists():
        path.chmod(0o644)
    path.write_text(text, encoding="utf-8")


def wrong(found):
    return [(each.name, each.outcome) for each in found.files if not each.is_right]


@pytest.mark.parametrize(
    ("named", "release"),
    [
        (f"{QUARTER}/r1", f"{QUARTER}/r1"),
        (f"{QUARTER}/latest", f"{QUARTER}/r2"),
        (QUARTER, f"{QUARTER}/r2"),
        ("latest", "2022-23-Q2/r1"),
    ],
)
def test_a_release_is_named_by_quarter_and_number_or_as_the_current_one(settings, named, release):
    found = checked(settings, named)

    assert (found.release, found.holds, found.was_rebuilt) == (release, True, False)
    assert checked(settings, str(settings.releases / QUARTER / "r1")).release == f"{QUARTER}/r1"


@pytest.mark.parametrize("named", ["2022-23-Q3/r1", f"{QUARTER}/r3", "../secrets", "r1", ""])
def test_what_is_no_release_is_wrong_usage_and_those_there_are_are_named(settings, named):
    with pytest.raises(UsageError, match=f"is no release.*There are: {QUARTER}/r1, {QUARTER}/r2, 2022-23-Q2/r1"):
        checked(settings, named)


def test_a_file_changed_to_one_as_long_is_found(settings):
    tampered(settings, "published/report.html", "<p>21</p>\n")

    assert wrong(checked(settings)) == [("published/report.html", "changed")]


def test_a_file_that_is_missing_and_one_too_many_are_found_even_a_hidden_one(settings):
    tampered(settings, "published/.notes", "")
    (settings.releases / QUARTER / "r1" / "published" / "report.pdf").unlink()

    assert wrong(checked(settings)) == [("published/.notes", "extra"), ("published/report.pdf", "missing")]


def test_a_link_in_place_of_a_file_is_found_whatever_it_leads_to(settings, tmp_path):
    path = settings.releases / QUARTER / "r1" / "published" / "report.html"
    path.rename(tmp_path / "report.html")
    path.symlink_to(tmp_path / "report.html")

    assert wrong(checked(settings)) == [("published/report.html", "changed")]


def test_what_was_handed_on_can_be_compared_without_its_release(tmp_path):
    (tmp_path / "report.html").write_text("12")
    manifest.write(tmp_path, {"quarter": QUARTER, "release": 1, "files": manifest.outputs(tmp_path)})
    found = verify(settings_in(tmp_path), str(tmp_path), lambda _: None, files_only=True)

    assert found.holds
    with pytest.raises(UsageError, match="handed on without its release"):
        verify(settings_in(tmp_path), str(tmp_path), lambda _: None)


def test_a_release_made_with_other_seeds_or_code_is_not_rebuilt_and_each_file_that_differs_is_named(tmp_path):
    settings = settings_in(tmp_path)
    then = manifest.made_with(settings)
    seeds = {name: "0" if name == "labels.csv" else sha256 for name, sha256 in then["seeds"].items()}
    code = {**then["code"], "report/gone.py": "0"}
    software = {**then["software"], "duckdb": "0.1"}

    made_with.require_the_same(settings, "r1", then)
    with pytest.raises(OtherInputs) as refused:
        made_with.require_the_same(settings, "r1", {**then, "seeds": seeds, "code": code, "software": software})

    told = [line.strip() for line in str(refused.value).splitlines()[1:-1]]
    assert told == [
        "seeds/labels.csv: another",
        "src/sfpc/report/gone.py: not here",
        f"duckdb: 0.1 then, {then['software']['duckdb']} here",
    ]
    assert refused.value.exit_status == 3


# ------------------------------------------------------------------------------------------------- where files differ


def test_a_text_differs_from_a_line_on_and_other_files_from_a_byte_on(tmp_path):
    for name, one, other, where in (
        ("a.csv", "a\nb\nc\n", "a\nb\nd\n", "from line 3 on"),
        ("a.html", "a", "b", "from line 1 on"),
        ("a.json", "a\n", "a\nb\n", "from line 2 on"),
        ("a.pdf", "abc", "abd", "from byte 3 on"),
        ("a.parquet", "abc", "abcd", "from byte 4 on"),
        ("b.pdf", "abc", "abc", ""),
    ):
        (tmp_path / f"1{name}").write_text(one)
        (tmp_path / f"2{name}").write_text(other)

        assert comparing.first_difference(tmp_path / f"1{name}", tmp_path / f"2{name}") == where, name


def test_a_difference_far_into_a_file_is_found(tmp_path):
    long = b"x" * (comparing.BLOCK + 7)
    (tmp_path / "1.pdf").write_bytes(long + b"a")
    (tmp_path / "2.pdf").write_bytes(long + b"b")

    where = comparing.first_difference(tmp_path / "1.pdf", tmp_path / "2.pdf")
    assert where == f"from byte {comparing.BLOCK + 8:,} on"


def test_a_workbook_differs_in_a_part_of_it_and_its_contents_are_never_told(tmp_path):
    for name, text in (("1.xlsx", "Jane"), ("2.xlsx", "Joan")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("xl/styles.xml", "same")
            archive.writestr("xl/worksheets/sheet1.xml", text)

    assert (
        comparing.first_difference(tmp_path / "1.xlsx", tmp_path / "2.xlsx") == "in its part xl/worksheets/sheet1.xml"
    )


def test_a_file_that_the_other_lacks_is_missing_or_extra(tmp_path):
    for folder, names in (("stands", "ab"), ("again", "bc")):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text(name)

    found = comparing.by_bytes(tmp_path / "stands", tmp_path / "again", {})

    assert [(each.name, each.outcome) for each in found] == [("a", "extra"), ("b", "ok"), ("c", "missing")]


def test_the_manifest_of_a_release_is_json_that_names_every_file_but_itself(settings):
    record = json.loads((settings.releases / QUARTER / "r1" / "manifest.json").read_text(encoding="utf-8"))

    assert sorted(record["outputs"]) == ["published/manifest.json", "published/report.html", "published/report.pdf"]
