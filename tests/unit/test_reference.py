"""A malformed seed row gives one error of ours that names the file, the line and what to write."""

from dataclasses import replace

import pytest

from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.reference import reference
from tests.builders import HOME, home_with_seeds

QUARTER = Quarter(2021, 2)
LEEDS = "E08000035"


def line(number, change):
    """A change to one line of a file, counted from 1."""

    def apply(text):
        lines = text.splitlines()
        lines[number - 1] = change(lines[number - 1])
        return "\n".join(lines) + "\n"

    return apply


def everything(known):
    """Ask for everything the seeds hold."""
    found = [known.authorities, known.authority_names, known.due_dates, known.finding_types]
    return found + [
        ask(authority.code, QUARTER)
        for authority in known.authorities.values()
        for ask in (known.layout, known.label_rows)
    ]


FAULTS = {
    "a_column_is_missing": (
        "layout_tables",
        line(1, lambda text: text.replace(",shape,", ",form,")),
        "line 1: column 'shape' is missing; the heading must name it",
    ),
    "the_file_is_empty": (
        "labels",
        lambda _: "",
        "line 1: column 'authority_code' is missing; the heading must name it",
    ),
    "a_comma_without_quotes": (
        "labels",
        line(3, lambda text: text + ",too,many"),
        "line 3: 11 values under 9 headings; a value with a comma needs quotes",
    ),
    "a_value_too_few": (
        "authority_names",
        line(4, lambda _: "E08000035,Leeds"),
        "line 4: 2 values under 4 headings; a value with a comma needs quotes",
    ),
    "quotes_left_open": (
        "labels",
        line(3, lambda text: '"' + text),
        "this is not well-formed CSV",
    ),
    "an_unknown_raw_table": (
        "layout_tables",
        line(3, lambda text: text.replace(",indicators,", ",indicator,")),
        "line 3: raw_table 'indicator' is not known; write one of indicators, finance, milestones, benefits,",
    ),
    "an_unknown_shape": (
        "layout_tables",
        line(3, lambda text: text.replace(",table,", ",tabel,")),
        "line 3: shape 'tabel' is not known; write one of table, form, lines",
    ),
    "an_unknown_field": (
        "layout_columns",
        line(4, lambda text: text.replace(",period,", ",perod,")),
        "line 4: field 'perod' is not known; write one of label, category, period, value,",
    ),
    "no_field_at_all": (
        "layout_columns",
        line(4, lambda text: text.replace(",period,", ",,")),
        "line 4: field '' is not known",
    ),
    "a_field_of_another_table": (
        "layout_columns",
        line(4, lambda text: text.replace(",period,", ",budget,")),
        "line 4: field 'budget' is not known",
    ),
    "an_unknown_field_to_fill": (
        "layout_columns",
        line(6, lambda text: text.replace(",value,label,", ",value,lable,")),
        "line 6: fills 'lable' is not known",
    ),
    "a_heading_that_fills_nothing": (
        "layout_columns",
        line(6, lambda text: text.replace("{label}", "Label")),
        "line 6: nothing in the heading 'Label' varies, so it fills nothing; leave `fills` blank",
    ),
    "an_unknown_placeholder": (
        "layout_columns",
        line(12, lambda text: text.replace("{financial_year}", "{year}")),
        "{year} is not a placeholder; write one of financial_year, quarter, month,",
    ),
    "a_placeholder_twice": (
        "layout_columns",
        line(2, lambda text: text.replace("{authority}", "{anything}")),
        "line 2: '{anything} - Family Valued - {anything}' has a placeholder twice",
    ),
    "an_unknown_placeholder_in_a_file_name": (
        "layout_tables",
        line(3, lambda text: text.replace("{quarter}", "{qtr}")),
        "line 3: {qtr} is not a placeholder",
    ),
    "neither_true_nor_false": (
        "layout_columns",
        line(4, lambda text: text.replace(",true,", ",yes,")),
        "line 4: is_required 'yes' is not known; write one of true, false",
    ),
    "a_bad_first_quarter": (
        "layout_tables",
        line(3, lambda text: text.replace(",table,false,,", ",table,false,2021-23-Q1,")),
        "line 3: '2021-23-Q1' is not a quarter of a financial year; write it as 2022-23-Q1",
    ),
    "a_bad_last_quarter": (
        "labels",
        line(3, lambda _: "E08000035,measure,of which UASC,cla_uasc_at_period_end,,,Q1,,a test"),
        "line 3: 'Q1' is not a quarter of a financial year; write it as 2022-23-Q1",
    ),
    "a_label_twice": (
        "labels",
        line(3, lambda _: "E08000035,activity,CHILDREN looked after (month end),fgc_children,,,,,a test"),
        f"line 3: the label 'CHILDREN looked after (month end)' holds twice in {QUARTER} for {LEEDS}; take one of",
    ),
    "a_label_that_is_everybodys": (
        "labels",
        line(3, lambda _: "E08000035,measure,P07 Referrals,cases_held,,,,,a test"),
        "the label 'P07 Referrals' holds twice in",
    ),
    "a_last_quarter_before_the_first": (
        "layout_tables",
        line(3, lambda text: text.replace(",table,false,,", ",table,false,2022-23-Q1,2021-22-Q4")),
        "line 3: first_quarter 2022-23-Q1 comes after last_quarter 2021-22-Q4; put them right",
    ),
    "a_quarter_of_an_authority_that_is_none": (
        "authorities",
        line(2, lambda text: text.replace("2021-22-Q1", "2021")),
        "line 2: '2021' is not a quarter of a financial year",
    ),
    "a_folder_that_leads_elsewhere": (
        "authorities",
        line(2, lambda text: text.replace(",leeds,", ",../leeds,")),
        "line 2: '../leeds' is no name for a folder",
    ),
    "a_folder_twice": (
        "authorities",
        line(3, lambda text: text.replace(",warwickshire,", ",leeds,")),
        "line 3: 'leeds' stands here for the second time; take one of the two out",
    ),
    "a_name_of_two_authorities": (
        "authority_names",
        line(10, lambda _: "E10000031,leeds,name as written,a test"),
        "line 10: 'leeds' stands here for the second time",
    ),
    "an_authority_that_is_not_registered": (
        "layout_tables",
        line(3, lambda text: text.replace(LEEDS, "E08000999")),
        "line 3: authority_code 'E08000999' is not in authorities.csv; add the authority there",
    ),
    "a_layout_of_nobody": (
        "layout_tables",
        line(3, lambda text: text.replace(LEEDS, "")),
        "line 3: authority_code '' is not in authorities.csv",
    ),
    "columns_of_no_table": (
        "layout_columns",
        line(4, lambda text: text.replace(",performance,", ",perfromance,")),
        f"line 4: 'perfromance' is no table of {LEEDS} in layout_tables.csv; add it there",
    ),
    "a_table_without_columns": (
        "layout_tables",
        line(3, lambda text: text.replace(",performance,indicators", ",other,indicators")),
        "'performance' is no table of",
    ),
    "a_table_twice": (
        "layout_tables",
        line(4, lambda text: text.replace(",activity,", ",performance,")),
        "'activity' is no table of",
    ),
    "an_unknown_severity": (
        "finding_types",
        line(2, lambda text: text.replace(",reject,", ",fatal,")),
        "line 2: severity 'fatal' is not known; write one of reject, critical, warning, info",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_malformed_seed_gives_one_error_that_says_where_and_what_to_write(fault, tmp_path):
    seed, change, expected = FAULTS[fault]
    home = home_with_seeds(tmp_path, **{seed: change})
    changed = (home / "seeds" / f"{seed}.csv").read_text(encoding="utf-8")
    assert changed != (HOME / "seeds" / f"{seed}.csv").read_text(encoding="utf-8")

    with pytest.raises(PipelineError) as raised:
        everything(reference(home / "seeds"))

    assert expected in str(raised.value)
    assert str(home / "seeds") in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_due_date_that_is_no_day_is_told(tmp_path):
    def change(text):
        heading, first, *rest = text.splitlines()
        at = heading.split(",").index("due_date")
        cells = first.split(",")
        cells[at] = "31/07/2019"
        return "\n".join([heading, ",".join(cells), *rest])

    home = home_with_seeds(tmp_path, return_calendar=change)

    with pytest.raises(PipelineError, match=r"return_calendar.csv, line 2: due_date '31/07/2019' is not a day"):
        everything(reference(home / "seeds"))


@pytest.mark.parametrize("seed", ["authorities", "authority_names", "labels", "layout_columns", "layout_tables"])
def test_a_missing_seed_is_told(seed, tmp_path):
    home = home_with_seeds(tmp_path)
    (home / "seeds" / f"{seed}.csv").unlink()

    with pytest.raises(PipelineError, match=rf"{seed}.csv: this seed is missing; restore it from version control"):
        everything(reference(home / "seeds"))


def test_a_seed_saved_in_another_encoding_is_told(tmp_path):
    home = home_with_seeds(tmp_path)
    path = home / "seeds" / "labels.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Cases held", "Cases hëld").encode("cp1252"))

    with pytest.raises(PipelineError, match=r"labels\.csv: this is not UTF-8; save it as `CSV UTF-8`"):
        everything(reference(home / "seeds"))


def test_a_seed_saved_by_a_spreadsheet_reads_the_same(tmp_path):
    home = home_with_seeds(tmp_path)
    for path in (home / "seeds").glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")

    assert everything(reference(home / "seeds")) == everything(reference(HOME / "seeds"))


def test_a_fault_is_placed_on_the_line_its_row_begins(tmp_path):
    def change(text):
        heading, *rest = text.splitlines()
        note_on_two_lines = f'{LEEDS},measure,New label,referrals,,,,"one\ntwo",a test'
        return "\n".join([heading, note_on_two_lines, f"{LEEDS},too few", *rest])

    with pytest.raises(PipelineError, match=r"labels.csv, line 4: 2 values"):
        everything(reference(home_with_seeds(tmp_path, labels=change) / "seeds"))


def test_a_layout_holds_from_its_first_to_its_last_quarter(tmp_path):
    def dated(text):
        lines = text.splitlines()
        at = next(number for number, row in enumerate(lines) if row.startswith(f"{LEEDS},savings,"))
        lines[at] = lines[at].replace(",table,false,,", ",table,false,2021-22-Q2,2021-22-Q3")
        return "\n".join(lines)

    known = reference(home_with_seeds(tmp_path, layout_tables=dated) / "seeds")

    def has_savings(quarter):
        return "savings" in [table.name for table in known.layout(LEEDS, quarter)]

    assert [has_savings(Quarter(2021, number)) for number in (1, 2, 3, 4)] == [False, True, True, False]


def test_an_authority_reports_from_its_first_quarter_to_its_last():
    leeds = reference(HOME / "seeds").authorities["leeds"]
    ended = replace(leeds, last_quarter=Quarter(2021, 3))
    never = replace(leeds, first_quarter=None)

    assert [ended.reports_for(Quarter(2021, number)) for number in (1, 3, 4)] == [True, True, False]
    assert not ended.reports_for(Quarter(2020, 4))
    assert not never.reports_for(Quarter(2021, 1))


def test_several_quarters_without_a_due_date_are_told_together():
    known = reference(HOME / "seeds")

    assert known.calendar_lacks([Quarter(2090, 1), Quarter(2090, 2)]).endswith(
        "return_calendar.csv: 2090-91-Q1, 2090-91-Q2 are not in the calendar; add their rows"
    )


def test_a_quarter_without_a_due_date_is_told():
    with pytest.raises(PipelineError, match=r"return_calendar.csv: 2090-91-Q1 is not in the calendar; add its row"):
        reference(HOME / "seeds").due_date("E08000035", Quarter(2090, 1))


def test_a_kind_of_finding_that_is_not_registered_is_told():
    known = reference(HOME / "seeds")

    assert known.severity("unreadable_file") == "reject"
    with pytest.raises(PipelineError, match=r"finding_types.csv: there is no row for 'surprise'; add it"):
        known.severity("surprise")
