"""With a return missing a quarter waits, unless its policy has enough: then its report is partial, and says so."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from sfpc import gate, pipeline
from sfpc.cli import main
from sfpc.gate.policy import COLUMNS
from tests.builders import home_with_seeds
from tests.folders import HOME, SAMPLES, lay, lay_samples, settings_in

QUARTER = "2021-22-Q2"
MISSING, NAME = "sefton", "Sefton"
REASON = "A council's system failed for six weeks."


def policy(at_least, from_date="2021-11-01"):
    """The seed of policies, with one about the quarter."""
    row = f'{QUARTER},at_least,{at_least},{from_date},"{REASON}",reporting lead,2021-10-29,programme_team: a test\n'
    return lambda _: ",".join(COLUMNS) + "\n" + row


def change_policy(settings, at_least, **more):
    (settings.seeds / "publication_policies.csv").write_text(policy(at_least, **more)(""), encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Four of five returns published by the policy; then the fifth, and the quarter published again."""
    folder = tmp_path_factory.mktemp("too_few")
    home = home_with_seeds(folder, publication_policies=policy(5))
    for name in ("dbt_project", "expectations"):
        shutil.copytree(HOME / name, home / name, ignore=shutil.ignore_patterns("target", "logs"))
    settings = replace(settings_in(folder / "data"), home=home)
    lay_samples(settings, QUARTER, without=(MISSING, QUARTER))
    shut = pipeline.run(settings, QUARTER, lambda _: None)
    change_policy(settings, 4)
    partial = pipeline.run(settings, QUARTER, lambda _: None)
    again = pipeline.run(settings, QUARTER, lambda _: None)
    lay(settings, SAMPLES / QUARTER / MISSING, MISSING, QUARTER)
    whole = pipeline.run(settings, QUARTER, lambda _: None)
    return settings, shut, partial, again, whole


def page_of(run):
    text = (run.release.path / "published" / "report.html").read_text(encoding="utf-8")
    return " ".join(text.split())


def table(run, name):
    with (run.release.path / "internal" / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def manifest_of(run):
    return json.loads((run.release.path / "manifest.json").read_text(encoding="utf-8"))


def outcomes(run, check_id):
    names = run.decision.authority_names
    return {names[one.authority_code]: one.outcome for one in run.decision.results if one.check_id == check_id}


# ---- the decision


def test_with_fewer_than_agreed_the_gate_is_shut(made):
    _, shut, *_ = made

    assert (shut.decision.verdict, shut.release) == ("shut", None)
    assert outcomes(shut, "RETURN-002")[NAME] == "failed"
    assert not shut.decision.is_partial


def test_with_enough_the_gate_is_open_with_warnings_and_says_whose_return_is_missing(made):
    _, _, partial, *_ = made

    assert (partial.decision.verdict, partial.decision.missing_names) == ("open_with_warnings", (NAME,))
    assert outcomes(partial, "RETURN-002")[NAME] == "allowed"
    told = " ".join(partial.decision.explanation().split())
    assert f"Partial: without the return of {NAME}." in told
    assert f"What to do next 1. Ask {NAME} for its return. The return for {QUARTER}, due on" in told
    assert REASON in told


def test_the_missing_return_is_one_reason_and_not_many(made):
    _, shut, *_ = made

    of_the_missing = {
        one.check_id for one in shut.decision.results if one.outcome == "failed" and one.severity == "critical"
    }

    assert of_the_missing == {"RETURN-002"}


def test_asked_again_it_is_the_same_decision_and_the_same_release(made):
    _, _, partial, again, _ = made

    assert again.decision == partial.decision
    assert (again.release.number, again.release.is_new) == (1, False)


def test_a_policy_holds_from_its_day_on(made, tmp_path):
    settings, *_ = made
    elsewhere = replace(settings, data=tmp_path)
    (tmp_path / "warehouse.duckdb").symlink_to(settings.warehouse)
    change_policy(settings, 4, from_date="2090-01-01")
    try:
        decision = gate.decide(elsewhere, QUARTER)
    finally:
        change_policy(settings, 4)

    assert (decision.is_partial, decision.policy.at_least) == (False, 4)


# ---- the partial report


def test_the_page_says_first_that_it_is_partial_without_whom_and_why(made):
    _, _, partial, *_ = made
    text = page_of(partial)
    header = text[text.index("<h1") : text.index("<nav")]  # before the contents

    assert "Family Valued: partial quarterly report, July to September 2021" in header
    assert f"it holds the returns of 4 of 5 authorities. Not in: {NAME} (due, not received)." in header
    assert "Totals over authorities are withheld" in header
    assert REASON.replace("'", "&#39;") in header
    assert "Agreed by reporting lead on 29 October 2021." in header


def test_the_missing_authority_is_shown_in_every_section_as_missing(made):
    _, _, partial, *_ = made
    text = page_of(partial)

    for section in ("performance", "delivery", "money", "milestones", "savings"):
        body = text[text.index(f'<section aria-labelledby="{section}">') :]
        body = body[: body.index("</section>")]
        assert NAME in body, section
        assert "no return" in body, section


def test_what_adds_up_over_authorities_is_withheld_and_never_smaller(made):
    _, _, partial, _, whole = made
    before, after = (
        [row for row in table(run, "rpt_programme") if row["quarter"] == QUARTER] for run in (partial, whole)
    )

    assert len(before) == len(after) > 30
    assert {(row["status"], row["value"]) for row in before} == {("withheld", "")}
    assert {"reported"} <= {row["status"] for row in after} <= {"reported", "incomplete"}
    assert page_of(partial).count(f"withheld: partial, without {NAME}") > len(before)
    assert "How many of the results passed is withheld" in page_of(partial)
    assert "withheld: partial" not in page_of(whole)


def test_a_total_is_the_sum_of_what_the_authorities_sent(made):
    *_, whole = made
    sent = [
        row for row in table(whole, "rpt_performance") if (row["quarter"], row["measure"]) == (QUARTER, "referrals")
    ]

    [total] = [
        row for row in table(whole, "rpt_programme") if (row["quarter"], row["figure"]) == (QUARTER, "referrals")
    ]

    assert len(sent) == int(total["accepted_count"]) == 5
    assert int(total["value"]) == sum(int(row["value"]) for row in sent)


def test_every_other_published_row_is_of_one_authority_so_that_none_holds_a_total_over_them(made):
    _, _, partial, *_ = made
    names = {path.stem for path in (partial.release.path / "internal" / "csv").glob("rpt_*.csv")} - {"rpt_programme"}

    assert len(names) > 8
    for name in names:
        assert all(len(row["authority_code"]) == 9 for row in table(partial, name)), name


def test_the_workbook_the_csvs_the_database_and_the_manifest_are_marked(made):
    _, _, partial, *_ = made
    path = partial.release.path

    book = openpyxl.load_workbook(path / "published" / "report.xlsx")
    first = [sheet.cell(1, 1).value for sheet in book]
    assert "partial quarterly report" in first[0]
    assert all(title.endswith(f" - PARTIAL, without {NAME}") for title in first[1:])
    contents = [row[0].value for row in book["Cover"].iter_rows() if row[0].value]
    notes = (path / "internal" / "csv" / "notes.csv").read_text(encoding="utf-8")
    for text in (" ".join(contents), notes):
        assert f"Partial: it holds the returns of 4 of 5 authorities. Not in: {NAME}" in text
        assert REASON in text
    with duckdb.connect(str(path / "internal" / "sfpc.duckdb"), read_only=True) as connection:
        comments = connection.execute("select comment from duckdb_tables() where schema_name = 'report'").fetchall()
    assert all(comment.startswith(f"PARTIAL, without {NAME}. ") for (comment,) in comments)
    manifest = manifest_of(partial)
    assert (manifest["is_partial"], manifest["missing"]) == (True, [NAME])
    assert REASON in manifest["policy"]


# ---- the whole report that follows


def test_the_return_that_was_missing_makes_a_whole_report_that_says_what_changed(made):
    _, _, _, _, whole = made
    text = page_of(whole)

    assert (whole.release.number, whole.release.is_new, whole.decision.is_partial) == (2, True, False)
    assert "Family Valued: quarterly report, July to September 2021" in text
    assert "Partial" not in text
    assert "Since release 1 of this quarter" in text
    assert f"The return of {NAME} came in." in text
    assert "That release was partial; this one holds every return" in text
    assert f"{NAME}, {QUARTER}: 1 figure in returns" in text
    manifest = manifest_of(whole)
    assert (manifest["is_partial"], manifest["missing"], manifest["since"]["release"]) == (False, [], 1)


def test_the_policy_and_its_reason_are_printed_where_every_return_is_in(made):
    _, _, _, _, whole = made

    assert (
        f"Returns needed: those of at least 4 authorities, from 1 November 2021 on; until then, of all. {REASON}"
        in (page_of(whole).replace("&#39;", "'"))
    )


def test_the_partial_release_stands_as_it_was(made):
    _, _, partial, *_ = made

    assert "Family Valued: partial quarterly report" in page_of(partial)


# ---- who asked


def test_who_asked_and_when_stands_beside_the_records_and_in_none_of_them(made, monkeypatch):
    settings, *_ = made
    monkeypatch.setenv("SFPC_HOME", str(settings.home))
    monkeypatch.setenv("SFPC_DATA", str(settings.data))
    monkeypatch.setenv("SFPC_ASKED_BY", "reporting lead's desk")
    records = {path: path.read_bytes() for path in (settings.gate / QUARTER).glob("d*.json")}

    said = CliRunner().invoke(main, ["gate", "--quarter", QUARTER, "--json"])

    assert said.exit_code == 0, said.output
    lines = [json.loads(line) for line in (settings.gate / QUARTER / "asked.jsonl").read_text("utf-8").splitlines()]
    assert [line["verdict"] for line in lines[:3]] == ["shut", "open_with_warnings", "open_with_warnings"]
    assert lines[-1]["asked_by"] == "reporting lead's desk"
    assert {path: path.read_bytes() for path in (settings.gate / QUARTER).glob("d*.json")} == records
    assert json.loads(said.output)["asked_by"] != "reporting lead's desk"  # whoever asked for the decision first
