"""Landing keeps what was sent, byte for byte and once, and says when it came; what it cannot land it says."""

import hashlib
import json
import os
import shutil
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc import data_format, landing
from sfpc.errors import PipelineError
from tests.builders import QUARTER, land_all, sample, send, settings_in, tree


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def messages(settings):
    return [finding.message for finding in landing.misplaced(settings)]


def test_a_submission_is_kept_byte_for_byte(settings):
    contents = {"a__csv": b"\x80\xff\r\n\0", "b__csv": b"", "c__xlsx": bytes(range(256)) * 300}
    send(settings, "leeds", QUARTER, **contents)

    [landed] = land_all(settings)

    assert [file.read_bytes() for file in landed.files] == list(contents.values())
    assert [file.name for file in landed.files] == ["a.csv", "b.csv", "c.xlsx"]
    assert landed.is_new
    assert (landed.folder, landed.authority_code, landed.quarter) == ("leeds", "E08000035", QUARTER)
    assert (landed.sequence, landed.file_count) == (1, 3)


def test_the_receipt_says_what_was_sent(settings):
    send(settings, "leeds", QUARTER, a__csv="one")

    [landed] = land_all(settings)

    receipt = json.loads((landed.path / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["files"] == [{"name": "a.csv", "bytes": 3, "sha256": hashlib.sha256(b"one").hexdigest()}]
    assert receipt["submission_id"] == landed.submission_id == landed.path.name


def test_the_inbox_is_left_as_it_was(settings):
    sample(settings, "leeds")
    send(settings, "nobody", QUARTER, a__csv="x")
    before = tree(settings.inbox)

    land_all(settings)
    landing.misplaced(settings)

    assert tree(settings.inbox) == before


def test_the_same_bytes_land_once(settings):
    sample(settings, "leeds")

    [first], [again] = land_all(settings), land_all(settings)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.submission_id == again.submission_id
    assert len(landing.landed(settings)) == 1


def test_changed_bytes_are_a_second_submission_beside_the_first(settings):
    send(settings, "leeds", QUARTER, a__csv="one")
    [first] = land_all(settings)
    send(settings, "leeds", QUARTER, a__csv="two")
    [second] = land_all(settings)

    assert (first.sequence, second.sequence) == (1, 2)
    assert [file.read_text() for landed in landing.landed(settings) for file in landed.files] == ["one", "two"]


def test_a_renamed_file_is_a_new_submission(settings):
    place = send(settings, "leeds", QUARTER, a__csv="one")
    [first] = land_all(settings)
    (place / "a.csv").rename(place / "b.csv")
    [second] = land_all(settings)

    assert first.submission_id != second.submission_id


def test_neither_the_order_of_files_nor_their_time_matters(tmp_path):
    in_order = [f"{number}.csv" for number in range(12)]
    ids = set()
    for attempt, names in enumerate((in_order, in_order[::-1], in_order[6:] + in_order[:6])):
        settings = settings_in(tmp_path / str(attempt))
        for name in names:
            place = send(settings, "leeds", QUARTER, **{name: f"text of {name}"})
            os.utime(place / name, (attempt * 1000, attempt * 1000))
        ids |= {landed.submission_id for landed in land_all(settings)}

    assert len(ids) == 1


def test_the_same_file_for_two_quarters_or_two_authorities_is_two_submissions(settings):
    for folder, quarter in (("leeds", "2021-22-Q1"), ("leeds", "2021-22-Q2"), ("sefton", "2021-22-Q1")):
        send(settings, folder, quarter, a__csv="same")

    assert len({landed.submission_id for landed in land_all(settings)}) == 3


@given(st.lists(st.tuples(st.text(alphabet="ab\n\r\\ ", min_size=1, max_size=6), st.binary(max_size=3)), max_size=5))
def test_no_two_sets_of_files_share_an_id(files):
    files = dict(files)
    described = [{"name": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()]
    joined = [{"name": "\n".join(f"{one['sha256']}  {one['name']}" for one in described), "sha256": "0" * 64}]

    assert landing.identify("leeds", QUARTER, described) == landing.identify("leeds", QUARTER, described[::-1])
    assert landing.identify("leeds", QUARTER, described) != landing.identify("leeds", QUARTER, joined)


def test_a_name_that_looks_like_two_lines_is_not_two_files():
    one, two = {"name": "a", "sha256": "1" * 64}, {"name": "b", "sha256": "2" * 64}
    sly = {"name": f"a\n{'2' * 64}  b", "sha256": "1" * 64}

    assert landing.identify("leeds", QUARTER, [one, two]) != landing.identify("leeds", QUARTER, [sly])


@pytest.mark.parametrize(
    "name",
    [
        "with spaces.csv",
        "naïve – café £.csv",
        "-rf.csv",
        "receipt.json",
        "quote'\".csv",
        "a" * 240 + ".csv",
    ],
)
def test_a_file_of_any_name_lands(name, settings):
    place = send(settings, "leeds", QUARTER)
    (place / name).write_bytes(b"content")

    [landed] = land_all(settings)

    assert [(file.name, file.read_bytes()) for file in landed.files] == [(name, b"content")]
    assert landing.landed(settings)[0].files == landed.files
    assert messages(settings) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("line\nbreak.csv", "line_break.csv"),
        ("bell\x07.csv", "bell_.csv"),
        ("turned\u202evsc.exe", "turned_vsc.exe"),
        ("a\\b.csv", "a_b.csv"),
        ("Jo Smith born 14.03.2013.csv", "name left out.csv"),
        ("Jo_(7).xlsx", "name left out.xlsx"),
        ("letter.Jo Smith (7)", "name left out"),
        ("born 14.03.2013.c\x07v", "name left out.c_v"),
    ],
)
def test_a_file_of_an_unsafe_name_is_kept_under_a_plain_one_and_said(sent, kept, settings):
    place = send(settings, "leeds", QUARTER)
    (place / sent).write_bytes(b"content")

    [landed] = land_all(settings)
    receipt = json.loads((landed.path / "receipt.json").read_text(encoding="utf-8"))

    assert [(file.name, file.read_bytes()) for file in landed.files] == [(kept, b"content")]
    assert (receipt["files"][0]["name"], receipt["files"][0]["sent_as"]) == (kept, sent)
    assert [(one.finding_type, one.file) for one in landed.findings] == [("unsafe_file_name", kept)]
    assert not land_all(settings)[0].is_new


def test_names_that_are_left_out_are_kept_apart_and_stand_in_the_receipt_alone(settings):
    place = send(settings, "leeds", QUARTER)
    for number in (7, 9):
        (place / f"Jo ({number}).csv").write_text(str(number), encoding="utf-8")

    [landed] = land_all(settings)

    assert {file.name: file.read_text() for file in landed.files} == {
        "name left out.csv": "7",
        "name left out (2).csv": "9",
    }
    assert {one.message.split(",")[0] for one in landed.findings} == {
        f"The file sent as (left out: it may hold personal data) was kept as '{name}'"
        for name in ("name left out.csv", "name left out (2).csv")
    }
    assert not any("Jo" in path.name for path in settings.landing.rglob("*"))
    assert {one["sent_as"] for one in json.loads((landed.path / "receipt.json").read_text())["files"]} == {
        "Jo (7).csv",
        "Jo (9).csv",
    }


def test_names_that_differ_in_capitals_only_are_kept_apart(settings):
    send(settings, "leeds", QUARTER, a__csv="small", A__csv="large")

    [landed] = land_all(settings)

    assert {file.name: file.read_text() for file in landed.files} == {"A.csv": "large", "a (2).csv": "small"}
    assert [one.file for one in landed.findings] == ["a (2).csv"]


def test_what_lies_beside_a_return_and_cannot_be_landed_is_told_with_the_return(settings):
    send(settings, "leeds", QUARTER, good__csv="x")
    send(settings, "leeds", f"{QUARTER}/inner", a__csv="x")

    [landed] = land_all(settings)

    assert [(one.finding_type, one.place) for one in landed.findings] == [
        ("unknown_inbox_folder", f"inbox/leeds/{QUARTER}/inner")
    ]


def test_a_file_whose_name_is_no_utf_8_is_left_alone_and_said(settings):
    place = send(settings, "leeds", QUARTER, good__csv="one")
    (place / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"two")

    [landed] = land_all(settings)
    [finding] = landing.misplaced(settings)

    assert [file.name for file in landed.files] == ["good.csv"]
    assert finding.place == f"inbox/leeds/{QUARTER}/caf?.csv"
    assert finding.message == (
        "The file 'caf?.csv' lies where no return can lie, and was not landed. "
        "Put the files themselves here, each under a name in UTF-8."
    )


def test_the_machines_own_files_are_ignored(settings):
    send(settings, "leeds", QUARTER, **{".DS_Store": b"x", "~$return.xlsx": b"x", "return.csv": b"y"})
    send(settings, ".Trash", QUARTER, a__csv="x")

    [landed] = land_all(settings)

    assert [file.name for file in landed.files] == ["return.csv"]
    assert messages(settings) == []


def test_an_empty_folder_is_no_submission(settings):
    send(settings, "leeds", QUARTER)
    send(settings, "leeds", "2021-22-Q3", **{".hidden": b"x"})

    assert land_all(settings) == []
    assert not settings.landing.exists()


def test_only_one_authority_is_landed_when_one_is_asked_for(settings):
    for folder in ("leeds", "sefton"):
        send(settings, folder, QUARTER, a__csv="x")

    assert [landed.folder for landed in land_all(settings, "sefton")] == ["sefton"]
    assert [landed.folder for landed in landing.landed(settings, "leeds")] == []


def test_submissions_come_in_the_order_of_authority_quarter_and_arrival(settings):
    for quarter, content in (("2021-22-Q2", "x"), ("2021-22-Q1", "x"), ("2021-22-Q1", "y")):
        send(settings, "sefton", quarter, a__csv=content)
        send(settings, "leeds", quarter, a__csv=content)
        land_all(settings)

    assert [(one.folder, one.quarter, one.sequence) for one in landing.landed(settings)] == [
        (folder, *rest)
        for folder in ("leeds", "sefton")
        for rest in (("2021-22-Q1", 1), ("2021-22-Q1", 2), ("2021-22-Q2", 1))
    ]


def test_without_an_inbox_nothing_waits(settings):
    assert landing.waiting(settings) == []
    assert landing.misplaced(settings) == []


# ------------------------------------------------------------------- what lies where no return can


def lay_strays(settings):
    """One of everything that cannot be landed, beside a return that can."""
    send(settings, "leeds", QUARTER, good__csv="x")
    send(settings, "york", QUARTER, a__csv="x")
    (settings.inbox / "loose.csv").write_bytes(b"x")
    (settings.inbox / "sefton").write_bytes(b"a file where a folder belongs")
    (settings.inbox / "leeds" / "loose.csv").write_bytes(b"x")
    send(settings, "leeds", "Q2 2021-22", a__csv="x")
    send(settings, "leeds", "2021-23-Q2", a__csv="x")
    send(settings, "leeds", f"{QUARTER}/inner", a__csv="x")
    os.mkfifo(settings.inbox / "leeds" / QUARTER / "pipe")


def test_everything_that_cannot_be_landed_is_a_finding_and_stays(settings):
    lay_strays(settings)
    before = {path.relative_to(settings.inbox) for path in settings.inbox.rglob("*")}

    [landed] = land_all(settings)

    assert [file.name for file in landed.files] == ["good.csv"]
    assert {finding.place for finding in landing.misplaced(settings)} == {
        "inbox/loose.csv",
        "inbox/sefton",
        "inbox/york",
        "inbox/leeds/2021-23-Q2",
        "inbox/leeds/Q2 2021-22",
        "inbox/leeds/loose.csv",
        f"inbox/leeds/{QUARTER}/inner",
        f"inbox/leeds/{QUARTER}/pipe",
    }
    assert {finding.finding_type for finding in landing.misplaced(settings)} == {"unknown_inbox_folder"}
    assert {path.relative_to(settings.inbox) for path in settings.inbox.rglob("*")} == before


def test_a_stray_is_told_with_what_to_do(settings):
    send(settings, "york", QUARTER, a__csv="x")
    send(settings, "leeds", "Q2", a__csv="x")

    not_a_quarter, of_nobody = messages(settings)
    assert not_a_quarter == (
        "The folder 'Q2' lies where no return can lie, and was not landed. "
        "Put the return into a folder named like 2022-23-Q1."
    )
    assert of_nobody == (
        "The folder 'york' lies where no return can lie, and was not landed. Move it to the folder of its authority "
        "(coventry, darlington, leeds, newcastle, sefton, solihull, warwickshire), "
        "or add a row to seeds/authorities.csv."
    )


def test_a_name_that_may_be_personal_is_not_told(settings):
    (settings.inbox).mkdir()
    (settings.inbox / "Jo Smith born 14-03-2013.docx").write_bytes(b"x")

    [finding] = landing.misplaced(settings)

    assert "Smith" not in finding.message + finding.place
    assert "2013" not in finding.message + finding.place


def test_links_are_never_followed_out_of_the_inbox(settings, tmp_path):
    outside = tmp_path / "outside"
    (outside / QUARTER).mkdir(parents=True)
    (outside / QUARTER / "secret.csv").write_bytes(b"secret")
    place = send(settings, "leeds", QUARTER, good__csv="x")
    (place / "link.csv").symlink_to(outside / QUARTER / "secret.csv")
    (place / "dangling.csv").symlink_to(outside / "nothing")
    (settings.inbox / "leeds" / "2021-22-Q3").symlink_to(outside / QUARTER)
    (settings.inbox / "sefton").symlink_to(outside)

    landed = land_all(settings)

    assert [file.name for one in landed for file in one.files] == ["good.csv"]
    assert b"secret" not in b"".join(tree(settings.landing).values())
    assert [finding.message.split("'")[:2] for finding in landing.misplaced(settings)] == [
        ["The link ", "dangling.csv"],
        ["The link ", "link.csv"],
        ["The link ", "2021-22-Q3"],
        ["The link ", "sefton"],
    ]


def test_the_inbox_itself_may_be_a_link(tmp_path):
    settings = settings_in(tmp_path / "data")
    real = settings_in(tmp_path / "elsewhere")
    send(real, "leeds", QUARTER, a__csv="x")
    settings.data.mkdir()
    settings.inbox.symlink_to(real.inbox)

    assert len(land_all(settings)) == 1


# ------------------------------------------------------------------------------- when things break


def test_a_file_taken_away_while_it_is_landed_leaves_nothing_behind(settings):
    place = send(settings, "leeds", QUARTER, a__csv="x", b__csv="y")
    [waiting] = landing.waiting(settings)
    (place / "b.csv").unlink()

    with pytest.raises(
        PipelineError, match=r"'b\.csv' cannot be read \(No such file or directory\), so nothing of its"
    ):
        landing.land(settings, waiting)

    assert tree(settings.landing) == {}
    assert landing.landed(settings) == []


@pytest.mark.parametrize("receipt", ["", "{", "[]", "{}", '{"files": 1}', "7", "\xff"])
def test_a_damaged_receipt_is_told_with_what_to_do(receipt, settings):
    send(settings, "leeds", QUARTER, a__csv="x")
    [landed] = land_all(settings)
    path = landed.path / "receipt.json"
    path.chmod(0o600)
    path.write_bytes(receipt.encode("latin-1"))

    with pytest.raises(PipelineError) as raised:
        landing.landed(settings)

    assert str(raised.value).startswith(f"{path}: the receipt is damaged (")
    assert str(raised.value).endswith("); restore it from a backup")


def test_what_a_crash_left_is_cleared_by_the_next_landing(settings):
    send(settings, "leeds", QUARTER, a__csv="x")
    data_format.begin(settings)  # as the landing did that crashed
    left = settings.landing / "leeds" / QUARTER / f"{landing.ASIDE}1"
    (left / "files").mkdir(parents=True)
    (left / "receipt.json").write_bytes(b"{")

    assert landing.landed(settings) == []
    land_all(settings)

    assert not left.exists()
    assert len(landing.landed(settings)) == 1


def test_a_note_of_when_it_came_is_kept(settings):
    send(settings, "leeds", QUARTER, **{"a.csv": "x", ".received": "2021-10-12T10:30:00+01:00\n"})

    [landed] = land_all(settings)

    assert landed.received_at == "2021-10-12T09:30:00"


def test_a_note_left_from_an_earlier_submission_says_nothing_of_the_next(settings):
    send(settings, "leeds", QUARTER, **{"a.csv": "x", ".received": "2021-10-12T09:30:00"})
    land_all(settings)
    send(settings, "leeds", QUARTER, a__csv="y")

    [second] = land_all(settings)

    assert second.received_at > "2021-10-12T09:30:00"


@pytest.mark.parametrize("words", ["last Tuesday", "", "2099-01-01T09:30:00"])
def test_a_note_that_says_no_time_is_told_and_stops_nothing(settings, words):
    send(settings, "leeds", QUARTER, **{"a.csv": "x", ".received": words})
    send(settings, "sefton", QUARTER, a__csv="y")

    first, second = land_all(settings)

    assert [one.finding_type for one in first.findings] == ["received_note_unreadable"]
    assert first.received_at <= second.received_at
    assert second.findings == ()


def test_landing_does_not_need_to_write_to_the_inbox(settings):
    sample(settings, "leeds")
    folders = [settings.inbox, *(path for path in settings.inbox.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(land_all(settings)) == 1
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)
    shutil.rmtree(settings.inbox)
    assert len(landing.landed(settings)) == 1
