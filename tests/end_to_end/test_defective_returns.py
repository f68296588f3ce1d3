"""Each defective return ends as its row of `expected.csv` says, and its finding names the place."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace

import openpyxl
import pytest

from sfpc import landing, pipeline, warehouse
from tests.folders import DEFECTIVE, HOME, lay, lay_samples, settings_in

with (DEFECTIVE / "expected.csv").open(encoding="utf-8", newline="") as rows:
    EXPECTED = {row["case"]: row for row in csv.DictReader(rows)}

PLACES = {
    "stock_typing_slip": ("FV_Leeds_Performance_Q2_2021-22.csv", None, "line 7, column 2"),
    "part_exceeds_whole": ("COV_SFPC_202122_Q2.xlsx", "Data", "E9"),
    "text_where_number": ("Sefton SFPC Q2 21-22.ods", "Performance", "D6"),
    "wrong_quarter_on_cover": ("WCC SFPC update 2021-22 Q3.xlsx", "Cover", "B6"),
    "truncated_file": ("ncl-sfpc-2021-22-q2.json", None, None),
    "wrong_authority": ("COV_SFPC_202122_Q3.xlsx", "Data", "A2 to A40"),
    "year_to_date_disagrees": ("WCC SFPC update 2021-22 Q2.xlsx", "KPIs", "H9"),
    "percentage_disagrees": (
        "ncl-sfpc-2021-22-q3.json",
        "/performance/indicators",
        "/performance/indicators/7/percentage",
    ),
    "section_missing": ("FV_Leeds_Finance_…_….csv", None, None),
    "negative_count": ("ncl-sfpc-2021-22-q4.json", "/performance/indicators", "/performance/indicators/13/value"),
    "conflicting_duplicate": ("COV_SFPC_202122_Q4.xlsx", "Data", "E41"),
    "personal_data_in_comment": ("WCC SFPC update 2021-22 Q4.xlsx", "Highlight report", "H5"),
    "stock_flow_gap": ("Sefton SFPC Q4 21-22.ods", "Performance", "D19"),
    "overspent_grant": ("FV_Leeds_Finance_Q4_2021-22.csv", None, "line 13, column 5"),
}
"""File, sheet and place that a finding of each case must name; where None, none is asked for."""

SEVERITIES = {"reject": "reject", "block": "critical", "warn": "warning"}


def run_case(settings, case, *, clean_first):
    """Run the quarter of a defective case over the clean quarters before it."""
    row = EXPECTED[case]
    folder, quarter = row["authority"], row["quarter"]
    lay_samples(settings, quarter, None if clean_first else (folder, quarter))
    if clean_first:
        pipeline.sweep(settings, lambda _: None)
    lay(settings, DEFECTIVE / case / folder / quarter, folder, quarter)
    return pipeline.run(settings, quarter, lambda _: None)


def findings(settings, quarter):
    """The findings of a quarter as its mart has them."""
    return warehouse.rows(settings.warehouse, "select * from marts.fct_finding where quarter = ?", [quarter])


@pytest.mark.parametrize("case", [case for case, row in EXPECTED.items() if row["outcome"] in SEVERITIES])
def test_a_defective_return_ends_as_expected(case, tmp_path):
    row = EXPECTED[case]
    settings = settings_in(tmp_path)

    outcome = run_case(settings, case, clean_first=False)

    assert outcome.decision.verdict == {"reject": "shut", "block": "shut", "warn": "open_with_warnings"}[row["outcome"]]
    assert (outcome.release is None) == (row["outcome"] != "warn")
    grave = [one for one in findings(settings, row["quarter"]) if one["severity"] == SEVERITIES[row["outcome"]]]
    file, sheet, place = PLACES[case]
    assert [one for one in grave if one["file"] == file and one["sheet"] == sheet and place in (None, one["place"])], (
        grave
    )
    assert {one["authority_code"] for one in grave} == {code_of(settings, row["authority"])}


@pytest.mark.parametrize("case", [case for case, row in EXPECTED.items() if row["outcome"] == "reject"])
def test_a_rejected_return_leaves_the_earlier_one_in_force_and_the_others_alone(case, tmp_path):
    row = EXPECTED[case]
    settings = settings_in(tmp_path)

    outcome = run_case(settings, case, clean_first=True)

    kept = warehouse.rows(
        settings.warehouse, "select * from marts.fct_return where quarter = ? order by authority_code", [row["quarter"]]
    )
    first, second = [one for one in landing.landed(settings, row["authority"]) if one.quarter == row["quarter"]]
    assert {one["state"] for one in kept} == {"accepted"}
    assert len(kept) == 5
    assert first.submission_id in {one["submission_id"] for one in kept}
    assert second.submission_id not in {one["submission_id"] for one in kept}
    assert any(one["severity"] == "reject" for one in findings(settings, row["quarter"]))
    assert outcome.release is not None


def test_a_formula_in_a_comment_is_published_as_text_only(tmp_path):
    settings = settings_in(tmp_path)

    outcome = run_case(settings, "formula_in_comment", clean_first=False)

    assert outcome.decision.is_open
    assert [one for one in findings(settings, "2021-22-Q3") if one["severity"] != "info"] == []
    published = [
        path for path in outcome.release.path.rglob("*.csv") if "=HYPERLINK" in path.read_text(encoding="utf-8")
    ]
    for path in published:
        with path.open(encoding="utf-8", newline="") as file:
            assert [cell for row in csv.reader(file) for cell in row if cell.startswith("=")] == []
    assert published


def test_a_waiver_lets_named_checks_pass_for_one_authority_and_quarter(tmp_path):
    row = EXPECTED["stock_typing_slip"]
    home = tmp_path / "home"
    home.mkdir()
    for folder in ("dbt_project", "expectations"):
        (home / folder).symlink_to(HOME / folder)
    shutil.copytree(HOME / "seeds", home / "seeds")
    settings = replace(settings_in(tmp_path / "data"), home=home)
    shut = run_case(settings, "stock_typing_slip", clean_first=False).decision
    failed = sorted({one.check_id for one in shut.results if one.outcome == "failed" and one.severity == "critical"})
    code = code_of(settings, row["authority"])
    with (home / "seeds" / "waivers.csv").open("a", encoding="utf-8", newline="") as waivers:
        csv.writer(waivers).writerows(
            [check, code, row["quarter"], "2999-12-31", "the figure was confirmed", "Programme lead", "2021-10-20"]
            for check in failed
        )

    outcome = pipeline.run(settings, row["quarter"], lambda _: None)

    assert not shut.is_open
    assert failed
    assert outcome.decision.is_open
    assert {one.check_id for one in outcome.decision.results if one.outcome == "waived"} == set(failed)
    for name in ("published/report.html", "internal/csv/notes.csv"):
        told = (outcome.release.path / name).read_text(encoding="utf-8")
        assert "the figure was confirmed" in told
        assert "Programme lead" in told
        assert "31 Dec 2999" in told
    notes = openpyxl.load_workbook(outcome.release.path / "published" / "report.xlsx")["Cover"]
    assert any("Reason: the figure was confirmed. Agreed by Programme lead" in str(row[0].value) for row in notes)


def code_of(settings, folder):
    """The ONS code of an authority's folder."""
    return warehouse.rows(
        settings.warehouse, "select authority_code from marts.dim_authority where folder = ?", [folder]
    )[0]["authority_code"]
