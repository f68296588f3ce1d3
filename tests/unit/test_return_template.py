"""The return template: an accessible workbook, and a filled one reads back exactly."""

from __future__ import annotations

import csv
import re
import shutil
import zipfile

import openpyxl
import pytest

from sfpc.errors import UsageError
from sfpc.models import in_memory
from sfpc.period import Quarter
from sfpc.reference import IGNORED, reference
from sfpc.return_template import file_name, write_template
from sfpc.return_template.checks import SYMBOLS
from sfpc.return_template.rows import LISTS, Contents
from tests.builders import kinds, read_all
from tests.filling import Filling, fill, truth
from tests.folders import HOME, RETURNS, settings_in

QUARTER = "2022-23-Q1"
REPORTING = {
    authority.folder: authority.code
    for authority in reference(HOME / "seeds").authorities.values()
    if authority.reports_for(Quarter.parse(QUARTER))
}
SAVED = RETURNS / "template"
NIL = "Nothing to report this quarter"
SECTIONS = ("Performance", "Delivery", "Finance", "Milestones", "Benefits")
FACTS = {
    "performance": ("fct_performance", ("measure", "value", "status")),
    "delivery": ("fct_delivery", ("activity", "category", "value")),
    "finance": (
        "fct_finance",
        ("workstream", "funder", "budget_gbp", "actual_in_quarter_gbp", "actual_year_to_date_gbp", "forecast_gbp"),
    ),
    "milestones": (
        "fct_milestone",
        ("project", "work_area", "milestone", "baseline_date", "forecast_date", "completed_date", "rag"),
    ),
    "benefits": ("fct_benefit", ("benefit", "financial_year", "planned_gbp", "delivered_gbp", "forecast_gbp")),
}


def template_in(settings, folder, quarter=QUARTER, sent_by=None, name="whatever they called it.xlsx"):
    """Write the template into the inbox of whoever sends it."""
    place = settings.inbox / (sent_by or folder) / QUARTER
    place.mkdir(parents=True)
    return write_template(settings, folder, Quarter.parse(quarter), place / name)


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """A template nobody has filled in."""
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    return write_template(settings_in(path.parent / "data"), "leeds", Quarter.parse(QUARTER), path)


def figures(settings, folder, section):
    """What the marts hold of one section of the return, as text, in some order."""
    fact, columns = FACTS[section]
    with in_memory(settings, [fact], [folder]) as models:
        rows = models.rows(f"select {', '.join(columns)} from marts.{fact} where quarter = ?", [QUARTER])
    return sorted(tuple(plain(row[name]) for name in columns) for row in rows)


def plain(value):
    """A value as the truth writes it, whatever its type; numbers without noughts at the end."""
    text = "" if value is None else str(value)
    return str(float(text)) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def expected(folder, section):
    return sorted(
        tuple(plain(row[name]) for name in FACTS[section][1]) for row in truth(section, REPORTING[folder], QUARTER)
    )


@pytest.mark.parametrize("folder", REPORTING)
def test_a_filled_template_reads_back_exactly(folder, tmp_path):
    settings = settings_in(tmp_path)
    fill(template_in(settings, folder), REPORTING[folder], QUARTER)

    [read] = read_all(settings, folder)

    assert (read.state, kinds(read)) == ("accepted", [])
    for section in FACTS:
        assert figures(settings, folder, section) == expected(folder, section), section


@pytest.mark.parametrize("name", sorted(path.name for path in SAVED.iterdir()))
def test_a_template_filled_in_and_saved_by_libreoffice_reads_back_exactly(name, tmp_path):
    settings = settings_in(tmp_path)
    place = settings.inbox / "leeds" / QUARTER
    place.mkdir(parents=True)
    shutil.copy(SAVED / name, place)

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("accepted", [])
    for section in FACTS:
        assert figures(settings, "leeds", section) == expected("leeds", section), section


def test_symbols_and_comments_read_as_they_were_meant(tmp_path):
    settings = settings_in(tmp_path)
    path = template_in(settings, "leeds")
    fill(path, REPORTING["leeds"], QUARTER)
    filling = Filling(path)
    _, first = filling.headings("Performance")
    for row, symbol in enumerate(SYMBOLS, first + 1):
        filling.book["Performance"].cell(row, 4).value = symbol
    filling.book["Finance"].cell(first + 1, 3).value = "[x]"
    filling.save()

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("accepted", [])
    before = {measure: (value, status) for measure, value, status in expected("leeds", "performance")}
    now = {measure: (value, status) for measure, value, status in figures(settings, "leeds", "performance")}
    assert sorted(status for _, (value, status) in now.items() if not value) == sorted(SYMBOLS.values())
    assert len({measure for measure in now if now[measure] != before[measure]}) == len(SYMBOLS)


def test_the_template_of_another_council_is_refused(tmp_path):
    settings = settings_in(tmp_path)
    fill(template_in(settings, "leeds", sent_by="sefton"), REPORTING["leeds"], QUARTER)

    [read] = read_all(settings, "sefton")

    assert read.state == "rejected"
    assert "wrong_authority" in kinds(read)


def test_the_template_of_another_quarter_is_refused(tmp_path):
    settings = settings_in(tmp_path)
    fill(template_in(settings, "leeds", quarter="2022-23-Q2"), REPORTING["leeds"], QUARTER)

    [read] = read_all(settings, "leeds")

    assert read.state == "rejected"
    assert "wrong_quarter" in kinds(read)


def test_a_template_that_says_nothing_to_report_is_a_nil_return(tmp_path):
    settings = settings_in(tmp_path)
    filling = Filling(template_in(settings, "leeds"))
    filling.answer(NIL, "Yes")
    filling.save()

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read), read.values_read) == ("nil", [], 0)


def test_a_nil_return_that_holds_figures_is_refused(tmp_path):
    settings = settings_in(tmp_path)
    path = template_in(settings, "leeds")
    fill(path, REPORTING["leeds"], QUARTER)
    filling = Filling(path)
    filling.answer(NIL, "Yes")
    filling.save()

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("rejected", ["nil_with_figures"])


def test_a_nil_return_must_say_yes_or_no(tmp_path):
    settings = settings_in(tmp_path)
    path = template_in(settings, "leeds")
    fill(path, REPORTING["leeds"], QUARTER)
    filling = Filling(path)
    filling.answer(NIL, "see the e-mail of Tuesday")
    filling.save()

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("rejected", ["declaration_unreadable"])
    assert read.findings[0].message == (
        "'Nothing to report this quarter' should say Yes or No, and says something else. Write one of the two."
    )
    assert (read.findings[0].sheet, read.findings[0].place) == ("Instructions", "B8")


def test_a_blank_template_is_no_return(tmp_path):
    settings = settings_in(tmp_path)
    template_in(settings, "leeds")

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("rejected", ["nothing_to_read"])


def test_a_template_of_a_version_that_is_not_known_is_refused_and_says_so(tmp_path):
    settings = settings_in(tmp_path)
    filling = Filling(template_in(settings, "leeds"))
    filling.book["Instructions"]["A2"].value = "SFPC return template, version 97"
    filling.save()

    [read] = read_all(settings, "leeds")

    assert (read.state, kinds(read)) == ("rejected", ["template_unknown"])
    assert "version 97" in read.findings[0].message


def test_the_first_sheet_says_whose_it_is_when_it_is_due_and_who_signs_it_off(blank):
    sheet = openpyxl.load_workbook(blank).worksheets[0]

    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4, max_row=10)}

    assert sheet["A2"].value == "SFPC return template, version 1"
    assert said == {
        "Local authority": "Leeds",
        "Financial year": "2022-23",
        "Quarter": "Q1",
        "Due date": "28 July 2022",
        NIL: "No",
        "Signed off by": None,
        "Date signed off": None,
    }


def test_the_workbook_is_accessible(blank):
    book = openpyxl.load_workbook(blank)

    assert book.sheetnames == ["Instructions", *SECTIONS, "Code lists"]
    assert [sheet for sheet in book if sheet.merged_cells.ranges or sheet.sheet_state != "visible"] == []
    assert (book.properties.title, book.properties.language) == (
        (
            "Strengthening Families, Protecting Children: quarterly return: Leeds, quarter 1 of 2022-23 (April to June "
            "2022)"
        ),
        "en-GB",
    )
    for name in (*SECTIONS, "Code lists"):
        [table] = book[name].tables.values()
        assert table.name == f"{name.lower().replace(' ', '_')}_table"
        assert book[name].freeze_panes == "B6"
        assert book[name]["A1"].value.startswith(f"{name}: ")
        assert not [
            cell for row in book[name][table.ref] for cell in row[:1] if name == "Performance" and not cell.value
        ]


def test_every_cell_to_fill_in_that_has_a_list_or_a_form_is_checked_with_a_plain_message(blank):
    book = openpyxl.load_workbook(blank)
    known = reference(HOME / "seeds")
    free_text = {"comment", "project", "work_area", "milestone", "benefit"}
    for table in known.template(known.template_version, Quarter.parse(QUARTER)):
        if not table.sections:
            continue
        sheet = book[table.sheet]
        columns, first = Filling(blank).headings(table.sheet)
        checks = sheet.data_validations.dataValidation
        for column in table.columns:
            if column.field == IGNORED or column.field in free_text:
                continue
            for row in range(first + 1, sheet.max_row + 1):
                place = sheet.cell(row, columns[column.heading]).coordinate
                [check] = [one for one in checks if place in one.sqref]
                assert check.showErrorMessage
                assert check.error.endswith(".")
                assert check.errorStyle in (None, "stop")


def test_every_entry_of_a_drop_down_is_known_and_stands_in_the_code_lists(blank):
    book = openpyxl.load_workbook(blank)
    contents = Contents(reference(HOME / "seeds"), Quarter.parse(QUARTER), {})

    for name in LISTS:
        area = book.defined_names[f"list_of_{name}"].attr_text
        sheet, cells = area.replace("'", "").replace("$", "").split("!")
        assert [row[0].value for row in book[sheet][cells]] == contents.entries(name)


def test_every_entry_of_a_list_says_what_it_means():
    contents = Contents(reference(HOME / "seeds"), Quarter.parse(QUARTER), {})

    assert [row["Entry"] for row in contents.code_lists() if not row["Meaning"]] == []


def test_the_template_asks_for_every_measure_and_activity_that_a_return_must_hold():
    known = reference(HOME / "seeds")
    offered = {
        (row["list"], row["code"], row["category"]) for row in Contents(known, Quarter.parse(QUARTER), {}).labels
    }
    employers = [
        row["category"] for row in csv.DictReader((HOME / "seeds/employer_sectors.csv").open(encoding="utf-8"))
    ]

    asked = {("measure", row["measure"], "") for row in known.rows("measures") if row["measure_type"] != "ratio"}
    for row in known.rows("activities"):
        by_employer = row["by_employer"] == "true"
        asked |= {("activity", row["activity"], one) for one in (employers if by_employer else [""])}
    asked |= {("workstream", row["workstream"], "") for row in known.rows("workstreams")}
    asked |= {("funder", row["funder"], "") for row in known.rows("funders")}

    assert {one for one in offered if one[0] != "rag"} == asked


def test_what_the_template_says_of_symbols_is_what_they_are_read_as():
    with (HOME / "seeds" / "value_symbols.csv").open(encoding="utf-8", newline="") as file:
        read_as = {row["symbol"]: row["status"] for row in csv.DictReader(file)}

    assert {symbol: read_as[symbol] for symbol in SYMBOLS} == SYMBOLS


def test_the_same_template_is_the_same_bytes(blank, tmp_path):
    again = write_template(settings_in(tmp_path), "leeds", Quarter.parse(QUARTER), tmp_path / "again.xlsx")

    with zipfile.ZipFile(blank) as one, zipfile.ZipFile(again) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def test_a_template_is_not_written_over_what_somebody_filled_in(tmp_path):
    path = tmp_path / "filled.xlsx"
    path.write_bytes(b"filled in")

    with pytest.raises(UsageError, match="is there already"):
        write_template(settings_in(tmp_path), "leeds", Quarter.parse(QUARTER), path)

    assert path.read_bytes() == b"filled in"


def test_no_template_is_written_for_a_return_that_is_not_owed(tmp_path):
    with pytest.raises(UsageError, match="owes no return"):
        write_template(settings_in(tmp_path), "leeds", Quarter.parse("2019-20-Q1"), tmp_path / "none.xlsx")


def test_a_template_is_named_by_whose_and_when_it_is():
    authority = reference(HOME / "seeds").authorities["leeds"]

    assert file_name(authority, Quarter.parse(QUARTER)) == "SFPC_return_leeds_2022-23-Q1.xlsx"
