"""What a return calls by a name nobody knows is set aside, told at the cell, with its likeliest meaning."""

from __future__ import annotations

import json

import pytest

from sfpc.models import in_memory
from sfpc.raw.meanings import CUT_OFF, Meanings, known_headings, known_labels, score, words
from sfpc.reference import reference
from tests.builders import change_csv, change_json, change_workbook, kinds, raw_rows, read_changed
from tests.folders import HOME, settings_in
from tests.seed_files import rows

KNOWN = reference(HOME / "seeds")
CODES = {row["folder"]: row["authority_code"] for row in rows("authorities")}


def finding_of(read, kind):
    """The first finding of a kind."""
    return next(finding for finding in read.findings if finding.finding_type == kind)


def renamed(sheet, old, new):
    """Write another text in every cell of a sheet that says `old`."""

    def change(book):
        found = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == old]
        assert found
        for cell in found:
            cell.value = new

    return lambda place: change_workbook(place, change)


def same_meaning_elsewhere(known, kinds_of):
    """For each word of each authority what the words of the others say it means: right, wrong or unknown."""
    outcomes = []
    for one in known:
        if not one.authority_code or not words(one.text):
            continue
        others = [
            (score(words(one.text), words(other.text)), other.means)
            for other in known
            if other.authority_code not in ("", one.authority_code) and other.kind in kinds_of(one.kind)
        ]
        best = max(others, default=(0.0, ""))
        outcomes.append("unknown" if best[0] < CUT_OFF else "right" if best[1] == one.means else "wrong")
    return outcomes


@pytest.mark.parametrize(
    ("known", "kinds_of"),
    [
        pytest.param(known_headings(KNOWN), lambda kind: (kind,), id="headings"),
        pytest.param(
            known_labels(KNOWN),
            lambda kind: ("measure", "activity") if kind in ("measure", "activity") else (kind,),
            id="labels",
        ),
    ],
)
def test_what_one_council_writes_is_understood_by_what_the_others_write(known, kinds_of):
    outcomes = same_meaning_elsewhere(known, kinds_of)

    assert len(outcomes) > 100
    assert outcomes.count("right") / len(outcomes) > 0.6
    assert outcomes.count("right") > 9 * outcomes.count("wrong")


def test_an_authoritys_own_words_come_before_those_of_others():
    for folder, expected in (("sefton", "Original date"), ("coventry", "Baseline")):
        meanings = Meanings(KNOWN, CODES[folder])

        assert meanings.of_heading(expected.upper() + " ", "milestones").known.text == expected


def test_nothing_is_proposed_for_what_is_like_nothing():
    meanings = Meanings(KNOWN, CODES["leeds"])

    assert meanings.of_heading("Zebra crossings", "finance") is None
    assert meanings.of_label("???", ("measure", "activity")) is None


def test_what_varies_from_year_to_year_makes_no_heading_another():
    assert words("Budget 2023-24") == words("Budget {financial_year}") == "budget"


def test_an_unknown_heading_says_what_it_most_likely_is(tmp_path):
    read = read_changed(tmp_path, "coventry", renamed("Milestones", "Notes", "Notes to DfE"))

    finding = finding_of(read, "unknown_heading")
    assert read.state == "accepted"
    assert finding.message.startswith("The heading 'Notes to DfE' is not known; its ")
    assert "It is most like 'Notes' (comment; " in finding.message
    assert (finding.section, finding.sheet, finding.place) == ("milestones", "Milestones", "H1")


def test_a_column_that_another_column_is_already_is_not_proposed_as_it(tmp_path):
    def add(rows):
        return [[*row, "Forecast" if row[0] == "Cost heading" else "1"] if len(row) > 1 else row for row in rows]

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Finance*", add))

    message = finding_of(read, "unknown_heading").message
    assert "It is like 'Forecast' (forecast), which another column of the table is already. " in message
    assert "most like" not in message


def test_a_missing_heading_names_the_only_unknown_one_however_little_they_are_alike(tmp_path):
    read = read_changed(tmp_path, "coventry", renamed("Benefits", "Delivered £", "Geld"))

    finding = finding_of(read, "required_heading_missing")
    assert read.state == "rejected"
    assert "The heading 'Delivered £' of the table 'benefits' is missing" in finding.message
    assert "It is likely called 'Geld' now" in finding.message
    assert (finding.sheet, finding.place) == ("Benefits", "D1")


LABELS = {
    "a measure": ("Data", "d) Referrals", "d) Referals received", "unknown_label", "(referrals; "),
    "an activity": ("Data", "h) FGCs held", "h) FGC meetings held", "unknown_label", "(fgc held; "),
    "a workstream": ("Finance", "Scaling Costs", "Scaling cost", "unknown_label", "'Scaling Costs' (scaling; "),
    "a funder": ("Finance", "b) CCC", "b) C.C.C.", "unknown_label", "'b) CCC' (authority; "),
    "a status": ("Milestones", "2 - Amber", "2 - Ambre", "unknown_status", "'2 - Amber' (amber; "),
}


@pytest.mark.parametrize("case", LABELS)
def test_an_unknown_label_is_told_with_its_likeliest_meaning_and_the_rest_is_read(case, tmp_path):
    sheet, old, new, finding_type, meaning = LABELS[case]

    read = read_changed(tmp_path, "coventry", renamed(sheet, old, new))

    found = [finding for finding in read.findings if finding.finding_type == finding_type]
    assert read.state == "accepted"
    assert found
    assert set(kinds(read)) == {finding_type}
    assert all(meaning in finding.message for finding in found)
    assert all(finding.sheet == sheet and finding.place for finding in found)


@pytest.mark.parametrize("case", LABELS)
def test_what_reading_told_the_warehouse_does_not_tell_again(case, tmp_path):
    sheet, old, new, finding_type, _ = LABELS[case]
    read = read_changed(tmp_path, "coventry", renamed(sheet, old, new))

    with in_memory(settings_in(tmp_path), ["int_findings__returns"], ["coventry"]) as models:
        told = models.rows(
            "select sheet, place, message from intermediate.int_findings__returns where finding_type = ?",
            [finding_type],
        )

    assert sorted((row["sheet"], row["place"], row["message"]) for row in told) == sorted(
        (finding.sheet, finding.place, finding.message) for finding in read.findings
    )


def test_a_renamed_label_of_a_cover_is_named(tmp_path):
    read = read_changed(tmp_path, "warwickshire", renamed("Cover", "Financial year", "Financial year of return"))

    finding = finding_of(read, "declaration_missing")
    assert finding.message == (
        "The sheet 'Cover' should say 'Financial year', and does not. Fill it in. 'Financial year' is likely called "
        "'Financial year of return' now (87 of 100 alike)."
    )
    assert (finding.sheet, finding.place) == ("Cover", "A5")


def test_a_label_is_taken_for_what_its_section_holds(tmp_path):
    def rename(document):
        return json.loads(json.dumps(document).replace('"Referrals received"', '"Referals"'))

    read = read_changed(tmp_path, "newcastle", lambda place: change_json(place, rename))

    finding = finding_of(read, "unknown_label")
    assert (finding.section, finding.sheet) == ("performance", "/performance/indicators")
    assert "(referrals; " in finding.message


def test_what_stands_in_a_status_is_not_quoted(tmp_path):
    read = read_changed(tmp_path, "coventry", renamed("Milestones", "2 - Amber", "waiting for Ms Smith"))

    assert "Smith" not in finding_of(read, "unknown_status").message


def test_no_label_is_quoted_from_a_sheet_that_seems_to_hold_personal_data(tmp_path):
    def change(book):
        renamed_cells = [cell for row in book["Data"].iter_rows() for cell in row if cell.value == "d) Referrals"]
        for cell in renamed_cells:
            cell.value = "d) Referrals of the Smiths"
        headings = {cell.value: cell.column for cell in book["Data"][1]}
        book["Data"].cell(2, headings["Comment"]).value = "born 14/03/2013"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change))

    finding = finding_of(read, "unknown_label")
    assert "personal_data" in kinds(read)
    assert "Smith" not in finding.message
    assert "It is most like 'd) Referrals' (referrals; " in finding.message


def test_an_unknown_label_is_set_aside_alone(tmp_path):
    plain = read_changed(tmp_path / "plain", "coventry")
    read = read_changed(tmp_path / "renamed", "coventry", renamed("Data", "d) Referrals", "d) Referals"))

    def sent(data, one):
        found = raw_rows(settings_in(data), "indicators", one.landed)
        return {(row["label_place"], row["value_place"], row["value"]) for row in found}

    assert sent(tmp_path / "plain", plain) == sent(tmp_path / "renamed", read)
