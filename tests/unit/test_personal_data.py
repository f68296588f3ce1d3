"""Personal data in free text is found; dates, durations and counts of ordinary reports are left alone."""

import csv

import pytest

from sfpc.personal_data import LONGEST_QUOTE, kinds_in, quoted
from sfpc.readers import READERS
from tests.folders import SAMPLES

FOUND = {
    "a date of birth": [
        "child born 14/03/2013",
        "DOB: 14.03.2013",
        "D.O.B. 14-03-13",
        "d o b 14/03/2013",
        "born on the 14th March 2013",
        "date of birth is 2013-03-14",
        "14/03/2013 (date of birth)",
        "b. 14/03/2013",
        "14 March 2013 is his date of birth",
        "dob 14-Mar-13",
        "born 14/Mar/2013",
        "ＤＯＢ １４/０３/２０１３",
    ],
    "a unique pupil number": ["A123456789012", "pupil a12345678901b moved school", "UPN: H801200001"],
    "an NHS number": ["NHS no 943 476 5919", "NHS number: 9434765919", "943-476-5919 referred on", "see 9434765919"],
    "a National Insurance number": ["AB123456C", "NI: ab 12 34 56 d"],
    "a postcode": ["moved to LS1 4AP last week", "now at SW1A 1AA", "CV34 4RL", "family at ls1 4ap", "NE1 8QH."],
    "an e-mail address": ["ask jo.smith@example.gov.uk", "jo+help@example.com"],
    "a telephone number": [
        "ring 0113 496 0000",
        "07700 900123",
        "+44 113 496 0000",
        "+44 (0)113 496 0000",
        "(0113) 496 0000",
        "01134960000",
    ],
    "a name beside an age": [
        "Jo (7 yrs)",
        "Jo Smith, aged 7, moved",
        "Jo-Ann (7 years old)",
        "met Jo 7 y/o",
        "Jo (aged 12)",
        "Jo, 11 months old",
        "Jo (7)",
        "Jo, 7, moved",
        "Jo Smith, 7",
        "Jo Smith aged 7",
        "Aisha O'Neill (11) and her mother",
        "siblings Ben (7) and Mia (4) returned home",
        "jo aged 7",
        "child Zbigniew (9) moved",
        "Jo (7)",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_personal_data_is_found(kind, text):
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Delayed to 14/03/2022",
        "Delayed from 01-04-2021 to 30-09-2021; 30 families waiting.",
        "Complete 30 September 2021.",
        "Slipped 3 months; recovery plan agreed.",
        "Delayed by 2 years",
        "Contract (3 years) signed",
        "Extended 18 months to 2022-23",
        "Families (12), Children (31)",
        "Schools (12); Police (3)",
        "Children aged 10 to 17",
        "Phase 2 began in Q1 21/22",
        "£1,234,567.89 of £2,000,000 spent",
        "0.035 of 0.07",
        "857 of 1,234 (69.4%)",
        "S47 enquiries started within 45 working days",
        "Q1 2ND PHASE",
        "FGCs instead of / before ICPC",
        "Budget 2021-22: 1000000 pounds, code 123456",
        "Reborn service in 2021",
        "SFPC-108 recalculated on 2021-10-10T08:02:11Z",
        "Version 3.10.2021",
        '=HYPERLINK("http://example.org";"see")',
        "Phase (2)",
        "Q1 (3)",
        "Leeds (5)",
        "FGC (12)",
        "Sept (4)",
        "Amber (3), Green (5), Red (2)",
        "Jan (4), Feb (5)",
        "St John (4)",
        "Max (12)",
        "May (4), June (5), April (6)",
        "Grant (2) and Hope (3)",
        "Child Protection (12)",
        "child protection plans (7)",
        "Newcastle upon Tyne, 4 of 12",
        "Sam, 12 families supported",
        "S47 (2nd)",
        "E1 2nd phase of Wave 1",
        "Order 943 476 5918",
        "Cost centre 1234567890",
        "9876543211",
        "Wave 2, 11 months in",
        "Social workers (FTE) 7.5",
        "B1 milestone, 3 of 4",
        "Section 47, 12",
    ],
)
def test_what_reports_say_every_quarter_is_left_alone(text):
    assert kinds_in(text) == []


def test_nothing_in_the_sample_returns_looks_personal():
    for file in sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in READERS):
        for grid in READERS[file.suffix](file):
            assert [text for row in grid.rows for text in row if text and kinds_in(text)] == [], (file, grid.sheet)


def test_the_names_of_measures_and_tables_are_never_taken_for_people():
    for seed in ("labels", "layout_columns", "measures", "authority_names"):
        with (SAMPLES.parent / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert [text for text in row if kinds_in(text)] == []


@pytest.mark.parametrize("text", [text for texts in FOUND.values() for text in texts])
def test_what_seems_personal_is_never_quoted(text):
    assert quoted(text) == "(left out: it may hold personal data)"


def test_a_quote_is_one_short_line():
    assert quoted("Local\nauthority ") == "'Local authority'"
    assert len(quoted("word " * 100)) == LONGEST_QUOTE + 2
    assert "\x1b" not in quoted("\x1b[2J")
