"""What is told to a sender is what a build and the gate would say, for clean and for defective returns alike."""

from __future__ import annotations

import openpyxl
import pytest

from sfpc import feedback, gate, landing, models, pipeline, raw, warehouse
from sfpc.gate import rehearsal, results, suites
from tests.end_to_end.test_defective_returns import EXPECTED, PLACES
from tests.folders import DEFECTIVE, QUARTERS, lay, lay_samples, settings_in

COLUMNS = "submission_id, finding_type, severity, responsibility, section, file, sheet, place, message, is_current"
LATER = {("gate", name): schema for name, schema in results.SCHEMAS.items()}


@pytest.fixture(scope="module")
def defective(tmp_path_factory):
    """All samples with every defective return in place of the clean one, read, built, judged and fed back."""
    settings = settings_in(tmp_path_factory.mktemp("defective"))
    lay_samples(settings)
    for case, row in EXPECTED.items():
        lay(settings, DEFECTIVE / case / row["authority"] / row["quarter"], row["authority"], row["quarter"])
    reads = pipeline.sweep(settings, lambda _: None)
    written = feedback.write(settings, reads)
    pipeline.build(settings)
    return settings, {(one.read.landed.folder, one.read.landed.quarter): one for one in written}


def test_the_findings_of_every_return_are_those_of_a_build(defective):
    settings, written = defective
    asked = f"select {COLUMNS} from intermediate.int_findings__returns order by all"
    with models.in_memory(settings, ["int_findings__returns"], sorted({folder for folder, _ in written})) as found:
        ours = found.rows(asked)

    assert ours == warehouse.rows(settings.warehouse, asked)
    assert len(ours) > len(EXPECTED)


def test_the_gate_finds_the_rows_that_were_foretold(defective):
    settings, written = defective
    checks = suites.load(settings.expectations)
    of_rows = {check.id for suite in checks for check in suite.checks if check.columns}
    wanted = rehearsal.models_asked(checks)
    with models.in_memory(settings, wanted, sorted({folder for folder, _ in written}), LATER) as found:
        for quarter in QUARTERS[:4]:
            decision = gate.decide(settings, quarter)
            told = {
                (result.check_id, fault.submission_id, fault.place, fault.message)
                for result in decision.results
                for fault in result.faults
                if result.check_id in of_rows and not fault.is_known
            }
            foretold = {
                (one.check.id, one.fault.submission_id, one.fault.place, one.fault.message)
                for one in rehearsal.foretell(checks, found.rows, quarter)
            }

            assert foretold == told, quarter


@pytest.mark.parametrize("case", [case for case in EXPECTED if case in PLACES])
def test_the_feedback_on_a_defective_return_names_the_place(case, defective):
    _, written = defective
    row = EXPECTED[case]
    folder = written[(row["authority"], row["quarter"])].path
    file, sheet, place = PLACES[case]
    page = (folder / "feedback.html").read_text(encoding="utf-8")

    mend = openpyxl.load_workbook(folder / "feedback.xlsx")["What to mend"]
    headings, *lines = list(mend.iter_rows(values_only=True))
    column = {heading: number for number, heading in enumerate(headings)}
    named = [
        line
        for line in lines
        if line[column["File"]] == file
        and (sheet is None or line[column["Sheet"]] == sheet)
        and (place is None or place in line[column["Where"]])
    ]

    assert named, lines
    assert file in page
    assert place is None or place in page
    if row["outcome"] != "warn":
        assert any(line[0].startswith("Must be mended") for line in named)
        assert "Not accepted" in page if row["outcome"] == "reject" else "with something to mend" in page


def test_the_feedback_on_a_clean_return_asks_for_nothing(defective):
    settings, written = defective
    mended = {(row["authority"], row["quarter"]) for row in EXPECTED.values()}
    first = QUARTERS[0]
    for (folder, quarter), one in written.items():
        if quarter == first and (folder, quarter) not in mended:
            summary = openpyxl.load_workbook(one.path / "feedback.xlsx")["Summary"]
            told = {row[0]: row[1] for row in summary.iter_rows(min_row=3, values_only=True)}

            assert told["What became of it"] == "Accepted"
            assert told["What to do first"].startswith("Nothing")
            assert not list(one.path.glob("marked_*"))
    assert settings.data.is_dir()


def test_feedback_is_not_written_again_and_its_bytes_follow_from_the_returns(defective, tmp_path):
    settings, written = defective
    reads = [raw.read_already(settings, landed) for landed in landing.landed(settings)]
    before = {path: path.read_bytes() for one in written.values() for path in one.path.iterdir()}

    again = feedback.write(settings, reads)

    assert not any(one.is_new for one in again)
    [chosen] = [read for read in reads if (read.landed.folder, read.landed.quarter) == ("coventry", "2021-22-Q2")]
    [judged] = feedback.judge(settings, [chosen])
    feedback.write_into(tmp_path, judged)
    folder = written[("coventry", "2021-22-Q2")].path
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: content for path, content in before.items() if path.parent == folder and path.name[0] != "."
    }


def test_the_personal_data_of_a_return_is_nowhere_in_its_feedback(defective):
    _, written = defective
    row = EXPECTED["personal_data_in_comment"]
    folder = written[(row["authority"], row["quarter"])].path
    source = next((DEFECTIVE / "personal_data_in_comment").rglob("*.xlsx"))
    told = openpyxl.load_workbook(source)["Highlight report"]["H5"].value
    personal = [word.strip("().,;") for word in told.split() if any(letter.isdigit() for letter in word)]

    assert personal
    for path in folder.glob("*.xlsx"):
        texts = [
            f"{cell.value} {cell.comment.text if cell.comment else ''}"
            for sheet in openpyxl.load_workbook(path)
            for cells in sheet.iter_rows()
            for cell in cells
        ]
        assert not [word for word in personal for text in texts if word in text], path
    assert not [word for word in personal if word in (folder / "feedback.html").read_text(encoding="utf-8")]
    [marked] = folder.glob("marked_*")
    assert openpyxl.load_workbook(marked)["Highlight report"]["H5"].value == "withheld"
